"""The measures as functions, against published values, scipy, nltk's doctests and arithmetic of 50 digits."""

from __future__ import annotations

import math
import os
import tomllib
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import mpmath
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from scipy import stats

import comention as cm
from comention import association
from comention.typing import Correction, Unit, Value

if TYPE_CHECKING:
    from collections.abc import Callable

CASES = Path(__file__).parents[1] / "cases"
MEASURES = tomllib.loads((CASES / "association.toml").read_text(encoding="utf-8"))
EXACT = tomllib.loads((CASES / "association_exact.toml").read_text(encoding="utf-8"))
DOCUMENTS = tomllib.loads((CASES / "fcm_documents.toml").read_text(encoding="utf-8"))["case"]
TABLES = int(os.environ.get("COMENTION_EXAMPLES", "2000"))
COUNTS = ("n_ab", "n_a", "n_b", "n")
OF_ALL = ["lift", "pmi", "npmi", "g2", "chi2", "t_score", "p_value", "log10_p_value", "log_ratio_lower"]
OF_PAIR = ["log_dice", "dice", "jaccard"]
CORRECTIONS: tuple[Correction, ...] = get_args(Correction)


def measure(name: str, n_ab: Any, n_a: Any, n_b: Any, n: Any) -> Any:
    """A measure by name, of the counts it takes."""
    function: Callable[..., Any] = getattr(association, name)
    if name == "expected":
        return function(n_a, n_b, n)
    return function(n_ab, n_a, n_b) if name in OF_PAIR else function(n_ab, n_a, n_b, n)


def random_tables(number: int, seed: int, largest: float = 9) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Columns n_ab, n_a, n_b, n of tables of all sizes: sparse and dense, near chance and far from it."""
    rng = np.random.default_rng(seed)
    n = (10 ** rng.uniform(0, largest, number)).astype(np.int64)
    n_a, n_b = (np.maximum(1, (n ** rng.uniform(0, 1, number)).astype(np.int64)) for _ in "ab")
    least, most = np.maximum(0, n_a + n_b - n), np.minimum(n_a, n_b)
    chance = n_a * (n_b / n)
    near = (chance + rng.normal(1, 4, number) * np.sqrt(chance + 1)).astype(np.int64)
    anywhere = least + (rng.uniform(0, 1, number) ** 4 * (most - least + 1)).astype(np.int64)
    n_ab = np.clip(np.where(rng.uniform(0, 1, number) < 0.7, near, anywhere), least, most)
    return np.stack([n_ab, n_a, n_b, n])


# ---- published values ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", MEASURES["case"], ids=lambda case: f"{case['measure']}: {case['name']}")
def test_published_values(case: dict[str, Any]) -> None:
    assert measure(case["measure"], *case["counts"]) == pytest.approx(case["value"], rel=0, abs=case["within"])


@pytest.mark.parametrize("case", EXACT["exact"], ids=lambda case: case["measure"])
def test_the_same_bits_on_every_processor(case: dict[str, Any]) -> None:
    for *counts, value in case["rows"]:
        assert measure(case["measure"], *counts) == value, counts


def test_string_score_to_the_last_bit() -> None:
    for *counts, value in EXACT["string_score"][0]["rows"]:
        assert association.string_score(*counts) == value, counts


def test_the_gold_table_of_ucs() -> None:
    ucs = MEASURES["ucs"]
    gold = dict(zip(ucs["columns"], np.array(ucs["rows"]).T, strict=True))
    for name in ("dice", "jaccard", "chi2", "g2", "t_score"):
        values = measure(name, gold["n_ab"], ucs["n_a"], gold["n_b"], ucs["n"])
        # The g2 there is a sum that cancels.
        np.testing.assert_allclose(values, gold[name], rtol=1e-11, atol=1e-10 if name == "g2" else 0, err_msg=name)
    pmi = association.pmi(gold["n_ab"], ucs["n_a"], gold["n_b"], ucs["n"])
    np.testing.assert_allclose(pmi * math.log10(2), gold["mi"], rtol=1e-11)
    p = association.log10_p_value(gold["n_ab"], ucs["n_a"], gold["n_b"], ucs["n"])
    np.testing.assert_allclose(-p, gold["fisher"], rtol=1e-11)


# ---- scipy and arithmetic of 50 digits as oracles --------------------------------------------------------------------


def test_the_tail_is_that_of_scipy() -> None:
    n_ab, n_a, n_b, n = random_tables(TABLES, seed=1, largest=6)
    p = association.p_value(n_ab, n_a, n_b, n)
    oracle = stats.hypergeom.sf(n_ab - 1, n, n_a, n_b)
    seen = oracle > 1e-290
    assert seen.mean() > 0.9
    np.testing.assert_allclose(p[seen], oracle[seen], rtol=1e-6)
    assert (p[~seen] < 1e-280).all()


def test_the_tail_is_the_exact_test_of_fisher() -> None:
    for n_ab, n_a, n_b, n in random_tables(TABLES // 10, seed=2, largest=5).T:
        table = np.array([[n_ab, n_a - n_ab], [n_b - n_ab, n - n_a - n_b + n_ab]])
        oracle = stats.fisher_exact(table, alternative="greater").pvalue
        assert association.p_value(n_ab, n_a, n_b, n) == pytest.approx(oracle, rel=1e-6, abs=1e-290)


def log10_tail(n_ab: int, n_a: int, n_b: int, n: int) -> Any:
    """The sum of the tables of the tail, one after another."""
    choose = mpmath.binomial
    term = choose(n_a, n_ab) * choose(n - n_a, n_b - n_ab) / choose(n, n_b)
    total = mpmath.mpf(0)
    while term > total * mpmath.mpf(10) ** -30:
        total += term
        term *= mpmath.mpf((n_a - n_ab) * (n_b - n_ab)) / ((n_ab + 1) * (n - n_a - n_b + n_ab + 1))
        n_ab += 1
    return mpmath.log10(total)


def test_the_tail_to_12_digits_and_beyond_the_floats() -> None:
    beyond = 0
    with mpmath.workdps(50):
        for row in random_tables(TABLES // 10, seed=3, largest=9).T:
            counts = tuple(map(int, row))
            if counts[0] <= max(0, counts[1] + counts[2] - counts[3]):
                assert association.p_value(*counts) == 1
                continue
            exact = log10_tail(*counts)
            value = association.log10_p_value(*counts)
            # The digits of a probability that a logarithm of this size can hold.
            assert abs(value - exact) <= 1e-12 * max(1, abs(exact)), counts
            assert abs(association.p_value(*counts) - 10**exact) <= max(1e-11 * 10**exact, 5e-324), counts
            beyond += exact < -330
    assert beyond >= TABLES // 1000


def test_chi2_is_that_of_scipy() -> None:
    for n_ab, n_a, n_b, n in random_tables(TABLES // 10, seed=4).T:
        if 0 < n_a < n and 0 < n_b < n:
            table = [[n_ab, n_a - n_ab], [n_b - n_ab, n - n_a - n_b + n_ab]]
            oracle = stats.chi2_contingency(table, correction=False).statistic
            assert abs(association.chi2(n_ab, n_a, n_b, n)) == pytest.approx(oracle, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("confidence", "pairs"), [(0.5, 1), (0.95, 1), (0.95, 1000), (0.999, 1)])
def test_the_lower_bound_is_that_of_scipy(confidence: float, pairs: int) -> None:
    n_ab, n_a, n_b, n = random_tables(TABLES, seed=5)
    n_ab = np.maximum(n_ab, 1)
    n_a, n_b = np.maximum(n_a, n_ab), np.maximum(n_b, n_ab)
    n = np.maximum(n, n_a + n_b - n_ab)
    least = stats.gamma.ppf((1 - confidence) / 2 / pairs, n_ab)
    values = association.log_ratio_lower(n_ab, n_a, n_b, n, confidence=confidence, pairs=pairs)
    np.testing.assert_allclose(values, np.log2(least / association.expected(n_a, n_b, n)), rtol=1e-9, atol=1e-9)


def test_the_lower_bound_holds_as_often_as_it_says() -> None:
    """Of tables by chance, at most 2.5 % are taken for more; of true ties, at most 2.5 % are said to be stronger."""
    rng = np.random.default_rng(6)
    n, n_a, n_b, number = 10_000, 300, 200, 20_000
    for strength in (1.0, 5.0):
        n_ab = rng.poisson(strength * n_a * n_b / n, number)
        wrong = (association.log_ratio_lower(n_ab, n_a, n_b, n) > math.log2(strength)).mean()
        assert 0.005 < wrong < 0.0265, strength
    drawn = rng.hypergeometric(n_a, n - n_a, n_b, number)
    assert (association.log_ratio_lower(drawn, n_a, n_b, n) > 0).mean() < 0.025
    assert (association.p_value(drawn, n_a, n_b, n) <= 0.05).mean() < 0.05


def test_the_lower_bound_ranks_what_is_well_attested_first() -> None:
    """Design case 13, and pairs that are never apart: the more often they met, the higher, though pmi falls."""
    counts = np.array([[40, 400, 200, 100_000], [300, 300, 300, 100_000], [1, 1, 1, 100_000], [3, 3, 3, 100_000]])
    lower = association.log_ratio_lower(*counts.T, pairs=1_000_000)
    assert lower.argsort().tolist() == [2, 0, 3, 1]
    assert association.pmi(*counts.T).argsort().tolist() == [0, 1, 3, 2]
    assert lower[2] < 0


def test_q_values_are_those_of_scipy() -> None:
    p = np.random.default_rng(7).uniform(0, 1, 5000) ** 4
    np.testing.assert_allclose(association.q_value(p), stats.false_discovery_control(p), rtol=1e-13)
    np.testing.assert_allclose(association.q_value(p, method="bonferroni"), np.minimum(1, p * 5000))
    np.testing.assert_array_equal(association.q_value(p, method="none"), p)
    square = p.reshape(50, 100)
    np.testing.assert_array_equal(association.q_value(square), association.q_value(p).reshape(50, 100))
    assert association.q_value(0.03) == 0.03
    assert association.q_value([]).shape == (0,)


# ---- what goes in and comes out --------------------------------------------------------------------------------------

COLUMNS = ([40, 1, 0], [400, 1, 3], [200, 1, 5], [100_000, 100_000, 100])
KINDS: dict[str, Callable[[list[int]], Any]] = {
    "list": list,
    "tuple": tuple,
    "numpy": np.array,
    "numpy-uint8": lambda values: np.array(values, dtype="uint64"),
    "numpy-float": lambda values: np.array(values, dtype=float),
    "numpy-object": lambda values: np.array(values, dtype=object),
    "numpy-strided": lambda values: np.repeat(values, 2)[::2],
    "pandas": lambda values: pd.Series(values, index=[7, 8, 9]),
    "pandas-nullable": lambda values: pd.Series(values, dtype="Int64"),
    "pandas-arrow": lambda values: pd.Series(values, dtype="int64[pyarrow]"),
    "polars": pl.Series,
    "pyarrow": pa.array,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["expected", *OF_ALL, *OF_PAIR])
def test_arrays_of_any_kind(name: str, kind: str) -> None:
    single = [measure(name, *row) for row in zip(*COLUMNS, strict=True)]
    assert all(type(value) is float for value in single)
    values = measure(name, *(KINDS[kind](column) for column in COLUMNS))
    assert type(values) is np.ndarray
    assert values.dtype == np.float64
    np.testing.assert_array_equal(values, single)
    assert values.flags.writeable or values.flags.owndata is False


def test_broadcasting() -> None:
    grid = association.g2([[1], [2]], [4, 5, 6], 7, 100)
    assert grid.shape == (2, 3)
    assert grid[1, 2] == association.g2(2, 6, 7, 100)
    assert association.g2([], 4, 5, 100).shape == (0,)
    assert association.g2(np.array(1), np.int8(4), 7, 100.0) == association.g2(1, 4, 7, 100)
    with pytest.raises(
        cm.CountsError, match=r"^shapes that do not go together: n_ab \(2,\), n_a \(3,\), n_b \(\), n \(\)$"
    ):
        association.g2([1, 2], [3, 4, 5], 5, 100)


def test_huge_counts() -> None:
    for name in ["expected", *OF_ALL, *OF_PAIR]:
        for counts in [(2**40, 2**50, 2**51, 2**53), (2**60, 2**61, 2**62, 2**63), (1, 2**63, 2**63, 2**64 - 1)]:
            value = measure(name, *counts)
            assert math.isfinite(value), (name, counts)
            assert value == measure(name, counts[0], counts[2], counts[1], counts[3])


WRONG: list[tuple[Any, str]] = [
    ((5, 4, 6, 100), "n_ab = 5 is greater than n_a = 4"),
    (([1, 5], 6, [4, 4], 100), "index 1: n_ab = 5 is greater than n_b = 4"),
    (([[1, 2], [3, 7]], 6, 9, 100), "index (1, 1): n_ab = 7 is greater than n_a = 6"),
    ((5, 60, 70, 100), "n_a + n_b − n_ab = 60 + 70 − 5 is greater than n = 100"),
    ((5, 60, 700, 100), "n_b = 700 is greater than n = 100"),
    (([1, -2], 6, 6, 100), "index 1: n_ab is -2, must be a whole number from 0"),
    ((1, [6, 6.5], 6, 100), "index 1: n_a is 6.5, must be a whole number from 0"),
    ((1, 6, [math.nan, 6], 100), "index 0: n_b is nan, must be a whole number from 0"),
    ((1, 6, 6, math.inf), "n is inf, must be a whole number from 0"),
    ((1, 6, 6, 2.0**60), "n is 1.152921504606847e+18, must be a whole number from 0"),
    ((1, 6, 6, 2**64), "n is 18446744073709551616, must be a whole number from 0"),
    ((1, 6, pd.Series([6, None], dtype="Int64"), 100), "index 1: n_b is nan, must be a whole number from 0"),
    ((1, 6, [6, pd.NA], 100), "index 1: n_b is <NA>, must be a whole number from 0"),
    ((1, [6, None], 6, 100), "index 1: n_a is None, must be a whole number from 0"),
    (("1", 6, 6, 100), "n_ab is '1', must be a whole number from 0 or an array of them"),
    ((True, 6, 6, 100), "n_ab is True, must be a whole number from 0 or an array of them"),
]


@pytest.mark.parametrize(("counts", "message"), WRONG, ids=[message for _, message in WRONG])
@pytest.mark.parametrize("name", OF_ALL)
def test_counts_that_cannot_be(counts: Any, message: str, name: str) -> None:
    with pytest.raises(cm.CountsError) as error:
        measure(name, *counts)
    assert str(error.value) == message
    assert isinstance(error.value, ValueError)


def test_counts_that_cannot_be_in_measures_of_fewer() -> None:
    for name in OF_PAIR:
        function = getattr(association, name)
        with pytest.raises(cm.CountsError, match=r"^index 1: n_ab = 5 is greater than n_a = 4$"):
            function([1, 5], 4, 9)
        assert function(0, 4, 9) in {0.0, -math.inf}
    with pytest.raises(cm.CountsError, match=r"^n_b = 5 is greater than n = 4$"):
        association.expected(3, 5, 4)
    assert association.expected(3, 4, 4) == 3.0


def test_other_numbers_that_cannot_be() -> None:
    with pytest.raises(cm.CountsError, match=r"^index 1: p is 1\.5, must be a probability from 0 to 1$"):
        association.q_value([0.5, 1.5])
    with pytest.raises(cm.CountsError, match=r"^p is nan, must be a probability from 0 to 1$"):
        association.q_value(math.nan)
    with pytest.raises(cm.CountsError, match=r"^p is 'x', must be a number or an array of numbers$"):
        association.q_value("x")
    with pytest.raises(cm.OptionError, match=r"^method is 'fdr', must be one of 'bh', 'bonferroni', 'none'$"):
        association.q_value([0.5], method="fdr")  # type: ignore[arg-type]
    with pytest.raises(cm.CountsError, match=r"^index 0: c_ab is -1\.0, must be a number from 0$"):
        association.string_score([-1], 2, 2, 3)
    with pytest.raises(cm.CountsError, match=r"^index 1: c_ab = 4\.0 is greater than c_b = 2\.0$"):
        association.string_score([1, 4], 5, 2, 9)
    for confidence in (0, 1, -0.5, math.nan, "much"):
        with pytest.raises(cm.OptionError, match=r"^confidence is .*, must be a number between 0 and 1$"):
            association.log_ratio_lower(1, 2, 3, 4, confidence=confidence)  # type: ignore[arg-type]
    with pytest.raises(cm.OptionError, match=r"^pairs is 0, must be a whole number from 1$"):
        association.log_ratio_lower(1, 2, 3, 4, pairs=0)


# ---- the same in the edge table --------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", get_args(Unit))
@pytest.mark.parametrize("by", [None, "year"])
def test_the_columns_are_the_functions(seed: cm.Seed, matcher: cm.Matcher, unit: Unit, by: Any) -> None:
    edges = matcher.cooccurrences(seed.documents, by=by).to_pandas(unit=unit)
    counts = [edges[name] for name in COUNTS]
    for name in get_args(Value):
        if name not in {*COUNTS, "n_docs", "q_value", "string_score", "log_ratio_lower"}:
            np.testing.assert_array_equal(edges[name], measure(name, *counts), err_msg=name)
    np.testing.assert_array_equal(edges.q_value, association.q_value(edges.p_value))
    lower = association.log_ratio_lower(*counts, pairs=len(edges))
    np.testing.assert_allclose(edges.log_ratio_lower, lower, rtol=1e-12)
    assert (edges.log_ratio_lower < edges.pmi).all()
    sure = edges[edges.log_ratio_lower > 0]
    assert len(sure) < len(edges)
    assert len(sure) > 0 or by or unit != "sentence"
    # Surer than chance for all at once.
    assert (sure.p_value * len(edges) < 0.025).all()


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_corrections(seed: cm.Seed, matcher: cm.Matcher, correction: Correction, tmp_path: Path) -> None:
    pairs = matcher.cooccurrences(seed.documents)
    edges = pairs.to_pandas(min_count=2, correction=correction)
    q = association.q_value(edges.p_value, method=correction)
    np.testing.assert_array_equal(edges.q_value, q)
    table = pairs.to_arrow(min_count=2, correction=correction)
    assert pairs.to_polars(min_count=2, correction=correction).to_dicts() == table.to_pylist()
    graph = pairs.to_networkx(min_count=2, correction=correction)
    matrix = pairs.to_scipy(min_count=2, value="q_value", correction=correction)
    row = {entity: i for i, entity in enumerate(pairs.entities().entity_id)}
    for a, b, value in zip(edges.entity_a, edges.entity_b, q, strict=True):
        assert graph.edges[a, b]["q_value"] == matrix[row[a], row[b]] == value
    pairs.write(tmp_path / "pairs.csv", min_count=2, correction=correction)
    np.testing.assert_allclose(pd.read_csv(tmp_path / "pairs.csv").q_value, q)
    pairs.write(tmp_path / "pairs.graphml", min_count=2, correction=correction)
    with pytest.raises(cm.OptionError, match=r"^correction is 'holm', must be one of 'bh', 'bonferroni', 'none'$"):
        pairs.to_pandas(correction="holm")  # type: ignore[arg-type]


# ---- the score of STRING ---------------------------------------------------------------------------------------------

TWO = [
    "Modi met Putin. Jaishankar met Lavrov.",
    "Modi spoke. Modi and Putin spoke. Modi and Putin again.\n\nLavrov left.",
]


@pytest.mark.parametrize("unit", get_args(Unit))
def test_the_score_of_string_made_by_hand(matcher: cm.Matcher, unit: Unit) -> None:
    edges = matcher.cooccurrences(TWO).to_pandas(unit=unit).set_index(["entity_a", "entity_b"]).string_score
    expected = {
        ("narendra-modi", "vladimir-putin"): 2.842241,
        ("narendra-modi", "sergey-lavrov"): 1.908515,
        ("s-jaishankar", "sergey-lavrov"): 1.774649,
    }
    assert ("narendra-modi", "sergey-lavrov") in edges.index or unit == "sentence"
    for pair, score in expected.items():
        if pair in edges.index:
            assert edges[pair] == pytest.approx(score, abs=5e-7)
    # The weighted counts behind it: 6.4, 4.0, 3.2 of 23.6.
    assert association.string_score([6.4, 4.0, 3.2], [13.4, 13.4, 9.2], [13.4, 11.2, 11.2], 23.6).round(6).tolist() == [
        2.842241,
        1.908515,
        1.774649,
    ]


@pytest.mark.parametrize("by", [None, "year"])
def test_the_score_of_string(seed: cm.Seed, matcher: cm.Matcher, by: Any) -> None:
    """From the mentions, by plain loops."""
    mentions = matcher.match(seed.documents).to_pandas()
    mentions["period"] = pd.to_datetime(mentions.date).dt.year.astype(str) if by else ""
    weights: dict[str, dict[tuple[str, str], float]] = {}
    for (period, _), document in mentions.dropna(subset=["entity_id"]).groupby(["period", "doc_id"]):
        here = weights.setdefault(str(period), {})
        for weight, places in [(1.0, None), (2.0, "paragraph"), (0.2, "sentence")]:
            groups = [document] if places is None else [group for _, group in document.groupby(places)]
            met = {pair for group in groups for pair in combinations(sorted(set(group.entity_id)), 2)}
            for pair in met:
                here[pair] = here.get(pair, 0) + weight
    edges = matcher.cooccurrences(seed.documents, by=by).to_pandas(unit="document")
    assert len(edges) == sum(map(len, weights.values()))
    for row in edges.to_dict("records"):
        here = weights[row["period"] if by else ""]
        a, b = row["entity_a"], row["entity_b"]
        c_a, c_b = (sum(weight for pair, weight in here.items() if entity in pair) for entity in (a, b))
        score = here[a, b] ** 0.6 * (here[a, b] * sum(here.values()) / (c_a * c_b)) ** 0.4
        assert row["string_score"] == pytest.approx(score, rel=1e-9)


# ---- documents of quanteda -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case["name"])
def test_documents_of_quanteda(case: dict[str, Any]) -> None:
    words = {word for document in case["documents"] for word in document.lower().strip(".").split()}
    gazetteer = cm.Gazetteer.from_records({"id": word, "name": word} for word in sorted(words))
    edges = cm.Matcher(gazetteer).cooccurrences(case["documents"]).to_pandas(unit="document")
    found = {(row.entity_a, row.entity_b): row.n_ab for row in edges.itertuples()}
    if "with" in case:
        found = {pair: count for pair, count in found.items() if case["with"] in pair}
    assert found == {(min(a, b), max(a, b)): count for a, b, count in case["pairs"]}
