"""How strongly two things belong together, from counts: the measures of the edge table, for counts of any origin.

Every function takes whole numbers, or arrays of them in any form numpy can read (lists, numpy, pandas, polars), which
are broadcast against each other by position. `n_ab` is the number of units (documents, sentences, …) with both, `n_a`
with the one, `n_b` with the other, `n` of all units; all four count units of the same kind. Numbers give a float,
arrays give a numpy array of floats. Every measure is exactly symmetric in the two.

Counts that no table can have (`n_ab` greater than `n_a` or `n_b`, `n_a + n_b − n_ab` greater than `n`, a fraction, a
missing value) raise `CountsError`, which names the index and the values.

Which measure answers which question, and when it lies, is written in `docs/measures.md`.

>>> from comention import association
>>> association.g2([40, 1], [400, 1], [200, 1], 100_000).round(2)
array([246.84,  25.03])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from comention import _core
from comention._counts import broadcast, counts, numbers, place, refuse
from comention._options import whole, word
from comention.errors import CountsError, OptionError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from comention.typing import Correction

__all__ = [
    "chi2",
    "dice",
    "expected",
    "g2",
    "jaccard",
    "lift",
    "log10_p_value",
    "log_dice",
    "log_ratio_lower",
    "npmi",
    "p_value",
    "pmi",
    "q_value",
    "string_score",
    "t_score",
]


def expected(n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """Units with both to be expected by chance, E = n_a·n_b / n.

    From 0 to n. Chance means: the one has nothing to do with the other, and units are alike. Long units mention more
    of everybody, so at document level E is too low for nearly every pair; sentences are more alike.

    >>> expected(400, 200, 100_000)
    0.8
    """
    return _measure("expected", n_a=n_a, n_b=n_b, n=n)


def lift(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """How many times more often than by chance: n_ab / E, E = n_a·n_b / n.

    From 0, 1 is chance. It knows no uncertainty: a pair that met once, and each of whom is named once, has the
    highest lift there is. Bounded by n / max(n_a, n_b), so that the frequent cannot have a high one.

    >>> lift(40, 400, 200, 100_000)
    50.0
    """
    return _measure("lift", n_ab, n_a, n_b, n)


def pmi(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """Pointwise mutual information, log2(n_ab / E), in bits (other tools use natural or decimal logarithms).

    0 is chance, −inf where the two never meet. Like `lift` it prefers the rarest: take `log_ratio_lower` to rank.

    Source: Church & Hanks (1990), Computational Linguistics 16(1).

    >>> round(pmi(20, 42, 20, 14_307_668), 2)
    18.38
    """
    return _measure("pmi", n_ab, n_a, n_b, n)


def npmi(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """Normalized pointwise mutual information, pmi / −log2(n_ab / n).

    From −1 (never together) over 0 (chance) to 1 (never one without the other; also where both are in every unit,
    which is 0/0 in the formula). It prefers the rare less than `pmi`, and still does: a pair that met once can have
    1.

    Source: Bouma (2009), GSCL.

    >>> npmi(10, 20, 20, 160)
    0.5
    """
    return _measure("npmi", n_ab, n_a, n_b, n)


def log_dice(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike) -> Any:
    """14 + log2(`dice`): 14 if never one without the other, one less for every halving, −inf if never together.

    Independent of the size of the corpus, so it can be compared between corpora. It knows neither chance nor
    uncertainty: two who are in every document have 14, and so have two who met once and are named once.

    Source: Rychlý (2008), RASLAN.

    >>> log_dice(20, 40, 40)
    13.0
    """
    return _measure("log_dice", n_ab, n_a, n_b)


def g2(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """Log-likelihood ratio of the 2×2 table with the sign of the association: sign(n_ab − E)·2·Σ O·ln(O / E).

    0 is chance, and exactly 0 if and only if n_ab·n = n_a·n_b. For a table taken by chance its size is like χ² with
    one degree of freedom: 3.84 is passed once in 20. It is evidence, not strength: it doubles with the corpus, and a
    weak tie of two frequent ones beats a strong tie of two rare ones.

    Source: Dunning (1993), Computational Linguistics 19(1).

    >>> round(g2(110, 2552, 221, 31_777), 2), round(g2(8, 13, 32, 31_777), 2)
    (270.72, 95.29)
    """
    return _measure("g2", n_ab, n_a, n_b, n)


def chi2(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """Pearson's X² of the 2×2 table with the sign of the association: sign(n_ab − E)·Σ (O − E)² / E.

    0 is chance; at most n; 0 where one is in no unit or in all of them. No correction for continuity. Where E is
    below 5, which is the rule among names, it is far too large: take `g2` or `p_value`.

    Source: Evert (2005), The Statistics of Word Cooccurrences, with the sign as in his UCS toolkit.

    >>> round(chi2(59, 67, 65, 571_007))
    456400
    """
    return _measure("chi2", n_ab, n_a, n_b, n)


def dice(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike) -> Any:
    """2·n_ab / (n_a + n_b), from 0 to 1.

    The harmonic mean of the share of the one's units with the other and of the other's with the one. It knows neither
    chance nor uncertainty; and between a frequent and a rare one it is low even if the rare one is never alone.

    Source: Dice (1945), Ecology 26(3).

    >>> dice(20, 40, 40)
    0.5
    """
    return _measure("dice", n_ab, n_a, n_b)


def jaccard(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike) -> Any:
    """n_ab / (n_a + n_b − n_ab), from 0 to 1: of the units with either, the share with both.

    It ranks exactly as `dice` does, J = D / (2 − D), and lies when that does.

    Source: Jaccard (1912), New Phytologist 11(2).

    >>> jaccard(20, 40, 40)
    0.3333333333333333
    """
    return _measure("jaccard", n_ab, n_a, n_b)


def t_score(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """(n_ab − E) / √n_ab: how many of its own standard deviations the count lies above chance.

    0 is chance; at most √n_ab; −inf where the two never meet and E is not 0. A ranking by frequency, with the pairs
    that are frequent by chance taken out; no test in spite of its name, as counts are not normal.

    Source: Church, Gale, Hanks & Hindle (1991), Using statistics in lexical analysis.

    >>> round(t_score(20, 42, 20, 14_307_668), 4)
    4.4721
    """
    return _measure("t_score", n_ab, n_a, n_b, n)


def p_value(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """Probability of at least n_ab units with both by chance: the right tail P(X ≥ n_ab) of the hypergeometric.

    The same as Fisher's exact test, `alternative="greater"`. From 0 to 1, and 1 where the two never meet; never 0:
    below 5e-324, the smallest float, it is that (see `log10_p_value`). Exact to about 12 digits, for counts of any
    size.

    It holds if units are independent of each other, and documents of news are not: one dispatch in ten outlets is one
    event. Of many pairs some are significant by chance: see `q_value`.

    Source: Fisher (1934), Statistical Methods for Research Workers, 5th ed.

    >>> f"{p_value(20, 42, 20, 14_307_668):.1e}"
    '9.7e-114'
    """
    return _measure("p_value", n_ab, n_a, n_b, n)


def log10_p_value(n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike) -> Any:
    """The decimal logarithm of `p_value`, also where that is below every float.

    From −inf, which is never reached, to 0.

    >>> round(log10_p_value(400, 500, 500, 1_000_000), 2)
    -1316.54
    """
    return _measure("log10_p_value", n_ab, n_a, n_b, n)


def log_ratio_lower(
    n_ab: ArrayLike, n_a: ArrayLike, n_b: ArrayLike, n: ArrayLike, *, confidence: float = 0.95, pairs: int = 1
) -> Any:
    """How strong the association is at least, in bits: the lower confidence bound of log2(n_ab / E).

    `pmi` with what the count of the pair could be by luck taken off: log2(q / E), where q is the smallest mean of a
    Poisson distribution that does not contradict n_ab, P(X ≥ n_ab) = (1 − confidence) / 2 / pairs. Above 0: more often
    than by chance, at this confidence. −inf where the two never meet.

    To rank many pairs by strength, give their number, as the edge table does: it takes off 25 bits from a pair that met
    once among a million, and half a bit from one that met 300 times. For one pair alone it takes off 5 bits, which is
    less than rarity lends to its `pmi`.

    E is taken as known, and units as independent of each other, as for `p_value`. Bounded as `lift` is: two who are in
    half of all units cannot have much.

    Args:
        n_ab: Units with both.
        n_a: Units with the one.
        n_b: Units with the other.
        n: All units.
        confidence: Of the interval, which has two ends; between 0 and 1.
        pairs: For how many pairs the bound is to hold at once, at this confidence (Bonferroni).

    Source: MI_conf of Evert (2005), The Statistics of Word Cooccurrences, in bits; the interval of Garwood (1936),
    Biometrika 28; for all pairs at once as the conservative LogRatio of Hardie (2014).

    >>> pmi([1, 40], [1, 400], [1, 200], 100_000).round(2)
    array([16.61,  5.64])
    >>> log_ratio_lower([1, 40], [1, 400], [1, 200], 100_000, pairs=1_000_000).round(2)
    array([-8.64,  4.18])
    """
    try:
        level = float(confidence)
    except (TypeError, ValueError):
        level = 0.0
    if not 0 < level < 1:
        raise OptionError(f"confidence is {confidence!r}, must be a number between 0 and 1")
    alpha = (1 - level) / 2 / whole("pairs", pairs)
    return _measure("log_ratio_lower", n_ab, n_a, n_b, n, alpha=alpha)


def string_score(c_ab: ArrayLike, c_a: ArrayLike, c_b: ArrayLike, c: ArrayLike) -> Any:
    """The text-mining score of STRING, C^α·(C·C.. / (Ca.·C.b))^(1−α), α = 0.6.

    Its counts are weighted: C of a pair is the sum over documents of 1 if the two meet in the document, 2 more if in
    a paragraph of it, 0.2 more if in a sentence of it. In the edge table, marginals are sums over the pairs of the
    period that meet: Ca. over those with a, C.. over all, each once, whatever their types (Jensen's tagger sums
    within the types of the pair: the same if there is one type).

    From 0, where the two never meet; no value stands for chance. It mixes strength and frequency, is made to be
    compared within one corpus, and does not count documents that mention one alone.

    Args:
        c_ab: Weighted count of the pair.
        c_a: Sum over the pairs with the one.
        c_b: Sum over the pairs with the other.
        c: Sum over all pairs.

    Source: Franceschini et al. (2013), STRING v9.1, Nucleic Acids Research 41(D1).

    >>> round(string_score(6.4, 13.4, 13.4, 23.6), 6)
    2.842241
    """
    names = ("c_ab", "c_a", "c_b", "c")
    values = [numbers(name, value) for name, value in zip(names, (c_ab, c_a, c_b, c), strict=True)]
    for name, value in zip(names, values, strict=True):
        refuse(name, value, ~np.isfinite(value) | (value < 0), "must be a number from 0")
    columns, shape = broadcast(names, values)
    for name, total in zip(names[1:], columns[1:], strict=True):
        more = np.flatnonzero(columns[0] > total)
        if more.size:
            i = more[0]
            raise CountsError(f"{place(i, shape)}c_ab = {columns[0][i]} is greater than {name} = {total[i]}")
    return _result(_core.string_score(*(pa.array(column) for column in columns)), shape)


def q_value(p: ArrayLike, *, method: Correction = "bh") -> Any:
    """Probabilities corrected for being many.

    `"bh"` (Benjamini & Hochberg): among all with a q-value up to 0.05, 5 % are expected to be there by chance.
    `"bonferroni"`: p times the number of tests; with none but those up to 0.05, the probability that any is there by
    chance is 5 %. `"none"`: p.

    The correction is for the tests that are given: give all that were made, not those that looked promising.

    Args:
        p: Probabilities, from 0 to 1.
        method: `"bh"`, `"bonferroni"` or `"none"`.

    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57(1).

    >>> q_value([0.001, 0.02, 0.03, 0.5])
    array([0.004, 0.04 , 0.04 , 0.5  ])
    """
    values = numbers("p", p)
    refuse("p", values, ~((values >= 0) & (values <= 1)), "must be a probability from 0 to 1")
    return _result(_core.q_value(pa.array(values.ravel()), str(word(method))), values.shape)


def _measure(
    measure: str,
    n_ab: ArrayLike | None = None,
    n_a: ArrayLike | None = None,
    n_b: ArrayLike | None = None,
    n: ArrayLike | None = None,
    *,
    alpha: float = 0.025,
) -> Any:
    given = {"n_ab": n_ab, "n_a": n_a, "n_b": n_b, "n": n}
    names = [name for name, value in given.items() if value is not None]
    columns, shape = broadcast(names, [counts(name, given[name]) for name in names])
    arrays = {name: pa.array(column) for name, column in zip(names, columns, strict=True)}
    n_ab, n_a, n_b, n = (arrays.get(name) for name in given)
    return _result(_core.measure(measure, n_ab, n_a, n_b, n, list(shape), alpha), shape)


def _result(table: pa.Table, shape: tuple[int, ...]) -> Any:
    values = table["value"].to_numpy().reshape(shape)
    return float(values) if shape == () else values
