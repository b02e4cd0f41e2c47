"""Co-occurrences: who is mentioned together, how often, and how much more often than by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, get_args

from comention import _core
from comention._files import TABLES, check_safe, ending, write_table
from comention._frames import documents, optional, pandas_frame
from comention._networks import NETWORKS
from comention._options import COLUMN, asked, documents_part, part_of, selection, word
from comention._options import threads as threads_of
from comention.gazetteer import Gazetteer
from comention.network import Networks
from comention.typing import Period

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from comention._core import Cooccurrences as Core
    from comention.typing import Column, Correction, Documents, Part, Within

__all__ = ["Cooccurrences"]


class Cooccurrences(Networks):
    """Counts of who is mentioned together, at document, paragraph and sentence level, and in windows if wanted.

    Made by `Matcher.cooccurrences` and `Mentions.cooccurrences`. Counts of parts can be added: the sum is exactly the
    count of the whole.

    The edge table has one row for each pair that meets, `entity_a < entity_b`: their names, a column for each thing
    they are counted by (`period` for periods of the date, else the name of the column), and

    - `n_ab`: units that mention both (a pair counts once in a unit); `n_a`, `n_b`: units that mention the one, the
      other; `n`: all units, those without any entity included
    - `n_docs`: documents with at least one unit that mentions both
    - `expected` = n_a·n_b/n: units with both, were the two independent
    - `lift` = n_ab / expected
    - `pmi` = log2(lift), in bits (Church & Hanks 1990); `npmi` = pmi / −log2(n_ab/n), from −1 to 1 (Bouma 2009)
    - `log_dice` = 14 + log2(2·n_ab / (n_a + n_b)), at most 14 (Rychlý 2008)
    - `g2`: log-likelihood ratio of the 2×2 table, negative where the pair meets less often than expected (Dunning 1993)
    - `chi2`: Pearson's X² with the same sign; `dice` = 2·n_ab / (n_a + n_b); `jaccard` = n_ab / (n_a + n_b − n_ab);
      `t_score` = (n_ab − expected) / √n_ab
    - `p_value`: probability of at least `n_ab` by chance, the right tail of the hypergeometric distribution (Fisher's
      exact test, one-sided); `q_value`: the same, corrected for the number of pairs in the table
    - `string_score`: the text-mining score of STRING, which weighs documents, paragraphs and sentences together
    - `log_ratio_lower`: how many bits of `pmi` are certain, the lower confidence bound, at 95 % for all pairs in the
      table at once: the one to rank by strength

    Each is a function of `comention.association`, with formula, source and range. The table is sorted by `g2`,
    descending, then by the ids.

    In windows (`unit="window"`) all of these count pairs of mentions: `n_ab` of the two, `n_a` and `n_b` with the one,
    the other in them, `n` of any two entities. Of ordered ones `entity_a` is the earlier, `n_a` are the pairs that
    begin with it, `n_b` those that end with the other.

    Every table and network can be of some pairs alone (`types`, `between`, `entities`, `min_count`, `top`): see
    `to_pandas`.

    Example:
        >>> import comention as cm
        >>> seed = cm.load_seed("india-russia")
        >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(seed.documents)
        >>> pairs.to_pandas(unit="document", min_count=3).columns.tolist()
        ['entity_a', 'entity_b', 'name_a', 'name_b', 'n_ab', 'n_a', 'n_b', 'n', 'n_docs',
         'expected', 'lift', 'pmi', 'npmi', 'log_dice', 'g2', 'chi2', 'dice', 'jaccard', 't_score',
         'p_value', 'q_value', 'string_score', 'log_ratio_lower']
    """

    __slots__ = ()
    _core: Core

    def __init__(self) -> None:
        raise TypeError("co-occurrences are counted: use Matcher.cooccurrences or Mentions.cooccurrences")

    @property
    def by(self) -> str | tuple[str, ...] | None:
        """By what they are counted apart, if by anything: one thing, or several."""
        by = tuple(self._core.by())
        return by if len(by) > 1 else (by[0] if by else None)

    @property
    def window(self) -> int | None:
        """How many words apart two mentions of a window may be; `None` if no windows are counted."""
        window = self._core.window()
        return window and window[0]

    @property
    def ordered(self) -> bool:
        """Whether the pairs of windows are in order."""
        window = self._core.window()
        return window is not None and window[1]

    @property
    def gazetteer(self) -> Gazetteer:
        """Whose entities are counted."""
        return Gazetteer._of(self._core.gazetteer())

    def to_arrow(
        self,
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "bh",
    ) -> pa.Table:
        """The edge table for pyarrow; arguments as for `to_pandas`."""
        return self._core.edges(
            str(word(unit)), selection(types, between, entities, min_count, top, correction=correction)
        )

    def to_pandas(
        self,
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "bh",
    ) -> pd.DataFrame:
        """The edge table for pandas.

        Args:
            unit: Inside what the two count as together: `"document"`, `"paragraph"`, `"sentence"`, or `"window"` if
                windows were counted.
            types: Only pairs of which both are of this type, or of one of these.
            between: Only pairs of which the one is of the first, the other of the second of two types.
            entities: Only pairs with this entity, or with one of these, by id.
            min_count: Only pairs with at least this `n_ab`.
            top: Only so many rows, the first ones.
            correction: What `q_value` is, over all pairs chosen (of all slices), before `top` cuts them short:
                `"bh"`, the share of false discoveries up to this pair (Benjamini & Hochberg 1995); `"bonferroni"`;
                `"none"`, the `p_value`.

        Raises:
            OptionError: A type that no entity has, a unit that was not counted; also a `ValueError`.
            UnknownEntityError: An id the gazetteer does not have; also a `KeyError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(["Modi met Putin and Lavrov in Moscow."])
            >>> pairs.to_pandas(between=("person", "place"))[["entity_a", "entity_b"]]
                    entity_a        entity_b
            0         moscow   narendra-modi
            1         moscow   sergey-lavrov
            2         moscow  vladimir-putin
            >>> len(pairs.to_pandas(types="person")), len(pairs.to_pandas(entities="moscow"))
            (3, 3)
        """
        table = self.to_arrow(
            unit=unit,
            types=types,
            between=between,
            entities=entities,
            min_count=min_count,
            top=top,
            correction=correction,
        )
        return pandas_frame(table)

    def to_polars(
        self,
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "bh",
    ) -> pl.DataFrame:
        """The edge table for polars (`pip install "comention[polars]"`); arguments as for `to_pandas`."""
        table = self.to_arrow(
            unit=unit,
            types=types,
            between=between,
            entities=entities,
            min_count=min_count,
            top=top,
            correction=correction,
        )
        frame: pl.DataFrame = optional("polars", "polars").from_arrow(table)
        return frame

    def entities(
        self,
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
    ) -> pd.DataFrame:
        """The node table: one row for each entity that is mentioned (in each period, each group).

        Args:
            unit: As for `to_pandas`.
            types: Only entities of this type, or of one of these.
            between: Only entities of either type; `degree` counts those they meet of the other.
            entities: Only these, by id, and those they meet.
            min_count: Only entities with at least this `n_units`.
            top: Only so many rows, the first ones.

        Returns:
            `entity_id`, `name`, `type`, what they are counted by; `n_units`: units that mention it (in windows: pairs
            of mentions with it); `n`: all units; `n_docs`: documents that mention it; `n_mentions`; `degree`: entities
            it meets in such a unit, of those that belong to the selection. Sorted by `n_units`, descending, then by id.
        """
        return pandas_frame(self._core.entities(str(word(unit)), selection(types, between, entities, min_count, top)))

    def periods(self) -> pd.DataFrame:
        """The axis of time: all periods from the first to the last, those too in which nothing was published.

        Returns:
            `period`, `first_day`, `last_day`, `n_documents`, `n_paragraphs`, `n_sentences` (over all groups, mentions
            or not), in the order of time. Documents without a date are in the last row, which has no period.

        Raises:
            OptionError: They are not counted by a period; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> dates = ["2023-11-30", "2024-02-01"]
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(["Modi met Putin."] * 2, date=dates, by="month")
            >>> pairs.periods()[["period", "last_day", "n_documents"]]
                period   last_day  n_documents
            0  2023-11 2023-11-30            1
            1  2023-12 2023-12-31            0
            2  2024-01 2024-01-31            0
            3  2024-02 2024-02-29            1
        """
        return pandas_frame(self._core.periods())

    def part(self, part: Part) -> Self:
        """The counts of some periods, or some groups, still apart.

        Args:
            part: A period (`"2023-07"`), also a longer one than they are counted by (`"2023-Q3"`, `"2023"`); from one
                to another, both included (`("2023-03", "2023-05")`); several (`["2023-03", "2023-07"]`). Counted by one
                column, a value of it (`"en"`), or several. Else, or in any case, a dictionary of these, with the name
                of the column: `{"period": "2023-Q1", "lang": ["en", "hi"]}`. `None` is what has no date, no value.

        Raises:
            OptionError: There are no such documents; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(seed.documents, by=["month", "lang"])
            >>> pairs.part({"period": "2024", "lang": "hi"}).periods().period.iloc[0][:4]
            '2024'
        """
        return self._of(self._core.part(self._wanted("part", part)))

    def total(self) -> Self:
        """The same counts, nothing apart: all periods and groups in one."""
        return self._of(self._core.total())

    def compare(
        self,
        left: Part | Cooccurrences,
        right: Part | Cooccurrences | None = None,
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
    ) -> pd.DataFrame:
        """Which pairs meet more often there than here: from one period to another, from one group to another.

        The units of the two sides are two corpora, and a pair's units in them are compared as the frequencies of a word
        would be: the 2×2 table of (units with the pair, units without) × (right, left). It says how the share of a
        pair changed, whatever became of the two: see `n_a` and `n_b` for that.

        Args:
            left: A part of these counts, as for `part`, or other counts of the same gazetteer and options.
            right: The same. Without it, a part on the left is compared with all the rest, and other counts on the left
                are what these are compared with: `before.compare(after)`.
            unit: As for `to_pandas`.
            types: As for `to_pandas`.
            between: As for `to_pandas`.
            entities: As for `to_pandas`.
            min_count: Only pairs with at least this `n_ab` on one of the sides.
            top: Only so many rows, those that changed most in either direction.

        Returns:
            A row for each pair that meets on either side: `entity_a`, `entity_b`, `name_a`, `name_b`; `n_ab`, `n_a`,
            `n_b`, `n` and `n_docs` of each side (`n_ab_left`, `n_ab_right`, …); `rate_left`, `rate_right`: n_ab / n;
            `log_ratio`: log2(rate_right / rate_left), a count of 0 taken for ½ (Hardie 2014); `g2`: the log-likelihood
            ratio of the table, negative where the pair fell (Dunning 1993; Rayson & Garside 2000); `p_value`: its tail
            of χ² with one degree of freedom, for change in either direction (0 below 1e-308); `q_value`: the same after
            Benjamini & Hochberg (1995), over all pairs before `top`. Sorted by `g2`, descending, then by the ids: what
            rose most comes first, what fell most last.

        Raises:
            OptionError: A side without documents or units, sides that have documents in common; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> docs = ["Modi met Putin."] * 3 + ["Modi met Lavrov."] * 3 + ["It rained."] * 4
            >>> dates = ["2024-01-15"] * 3 + ["2024-04-15"] * 3 + ["2024-02-01"] * 2 + ["2024-05-01"] * 2
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(docs, date=dates, by="month")
            >>> change = pairs.compare("2024-Q1", "2024-Q2")
            >>> change[["entity_b", "n_ab_left", "n_ab_right", "n_left", "n_right", "log_ratio", "g2"]].round(2)
                     entity_b  n_ab_left  n_ab_right  n_left  n_right  log_ratio    g2
            0   sergey-lavrov          0           3       5        5       2.58  5.49
            1  vladimir-putin          3           0       5        5      -2.58 -5.49
        """
        if right is None and isinstance(left, Cooccurrences):
            sides = (self._core, left._core)
        elif isinstance(left, Cooccurrences) or isinstance(right, Cooccurrences):
            sides = (self._side("left", left), self._side("right", right))
        else:
            wanted = self._wanted("left", left)
            sides = self._core.parts(wanted, None if right is None else self._wanted("right", right))
        one, other = sides
        chosen = selection(types, between, entities, min_count, top)
        return pandas_frame(one.compare(other, str(word(unit)), chosen))

    def evidence(
        self,
        a: str,
        b: str,
        docs: Documents,
        *,
        text: str = "text",
        id: Column = "id",
        date: Column = "date",
        unit: Within = "sentence",
        period: Part | None = None,
        part: Part | None = None,
        columns: str | Iterable[str] | None = None,
        limit: int | None = 20,
        threads: int | None = None,
    ) -> pd.DataFrame:
        """The sentences behind a number of the table, of the documents that were counted.

        Counts keep no texts, so the documents are matched again, with the gazetteer and the options of then: those of
        the periods and groups that are counted here, of the period and part asked for, and no more than are needed for
        `limit` rows. With `limit=None` there are `n_ab` of them. The gazetteer is compiled each time: for many pairs of
        a large one, `Matcher.evidence` is faster.

        Args:
            a: The id of the one entity. In ordered windows, the earlier one.
            b: The id of the other.
            docs: The documents, as for `Matcher.match`.
            text: As for `Matcher.match`.
            id: As for `Matcher.match`.
            date: As for `Matcher.match`.
            unit: As for `to_pandas`; of windows, those that were counted.
            period: As for `Mentions.evidence`.
            part: As for `Mentions.evidence`.
            columns: As for `Mentions.evidence`.
            limit: As for `Mentions.evidence`.
            threads: As for `Matcher.match`.

        Returns:
            As `Mentions.evidence`.

        Raises:
            UnknownEntityError: An id the gazetteer does not have; also a `KeyError`.
            DocumentError: Documents without the dates or columns by which was counted; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(seed.documents, by="year")
            >>> cell = pairs.to_pandas(entities="sergey-lavrov", types="person").iloc[0]
            >>> found = pairs.evidence(
            ...     cell.entity_a, cell.entity_b, seed.documents, period=cell.period, limit=None
            ... )
            >>> len(found) == int(cell.n_ab)
            True
        """
        question = asked(a, b, unit, window=None, limit=limit, columns=columns)
        number = threads_of(threads)
        given = documents(docs, text=text, id=id, date=date, threads=number)
        return pandas_frame(self._core.evidence(given, question, documents_part(period, part), number))

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "bh",
        safe: bool = False,
    ) -> None:
        r"""Writes the edge table as .csv, .tsv or .parquet, or the network as .gexf, .graphml or .net (Pajek).

        After an error there is no file, or the old one. Arguments as for `to_pandas`. A network is over all periods and
        groups; nodes and edges have the columns of their tables.

        - .gexf (GEXF 1.3, for Gephi): counted by a period, it is dynamic. A node has a spell for each period of whose
          units one has it, an edge for each in which the two meet, from the first day to the last, and with it the
          counts of that period, `weight` (`n_ab`) of the edge above all; the rest is over all periods. What only
          documents without a date mention has no spell, and is there all the time.
        - .net has the name of each node (with the id behind it where two have one name) and the weight of each edge,
          `n_ab`: Pajek knows no other attributes. It is UTF-8 with a mark that says so, as Pajek wants it.
        - In .gexf and .graphml a character that XML cannot hold is written as `\u0001`, and a backslash that
          could be taken for the beginning of such a one as `\u005c`: different ids stay different.

        `safe=True` is for .csv and .tsv that a spreadsheet opens, as for `Mentions.write`.
        """
        suffix = ending(path, TABLES + NETWORKS)
        check_safe(path, safe=safe)
        if suffix in TABLES:
            table = self.to_arrow(
                unit=unit,
                types=types,
                between=between,
                entities=entities,
                min_count=min_count,
                top=top,
                correction=correction,
            )
            write_table(table, path, safe=safe)
            return
        chosen = selection(types, between, entities, min_count, top, correction=correction)
        all_of_them = selection(types, between, entities, 1, None)
        self._write_network(path, suffix, str(word(unit)), chosen, all_of_them)

    def to_bytes(self, *, gazetteer: bool = True) -> bytes:
        """All of it as bytes, to keep and to add to later; equal counts have equal bytes.

        Args:
            gazetteer: Whether the gazetteer is in it. Without, it must be given to read them: for many counts of one
                large gazetteer.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> matcher = cm.Matcher(seed.gazetteer)
            >>> year = matcher.cooccurrences(["Modi met Putin."]).to_bytes()
            >>> day = matcher.cooccurrences(["Putin met Modi."])
            >>> (cm.Cooccurrences.from_bytes(year) + day).to_pandas().n_ab.tolist()
            [2]
        """
        return self._core.to_bytes(bool(gazetteer))

    @classmethod
    def from_bytes(cls, data: bytes, *, gazetteer: Gazetteer | None = None) -> Self:
        """What `to_bytes` made.

        Args:
            data: The bytes.
            gazetteer: The gazetteer of then; needed only if it was left out.

        Raises:
            RestoreError: Bytes that are damaged, cut off, of a later version, or of another gazetteer; also a
                `ValueError`.
        """
        given = None if gazetteer is None else gazetteer._core
        return cls._of(_core.Cooccurrences.from_bytes(bytes(memoryview(data)), given))

    def _side(self, name: str, side: Part | Cooccurrences | None) -> Core:
        return side._core if isinstance(side, Cooccurrences) else self._core.part(self._wanted(name, side))

    def _wanted(self, name: str, part: Any) -> list[tuple[str, list[tuple[str | None, str | None]]]]:
        by = {by: "period" if by in get_args(Period) else by.removeprefix(COLUMN) for by in self._core.by()}
        return part_of(name, part, by)

    def __add__(self, other: object) -> Self:
        if not isinstance(other, Cooccurrences):
            return NotImplemented
        return self._of(self._core.merge(other._core))

    def __radd__(self, other: object) -> Self:
        # sum() begins with 0.
        return self if other == 0 and isinstance(other, int) else NotImplemented

    def __eq__(self, other: object) -> bool:
        return bool(self._core == other._core) if isinstance(other, Cooccurrences) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        units = {unit: self._core.n_units(unit) for unit in ("document", "paragraph", "sentence")}
        counted = ", ".join(f"{n:,} {unit}s" for unit, n in units.items())
        close = f", {'ordered ' if self.ordered else ''}windows of {self.window} words" if self.window else ""
        by = ", ".join(self._core.by())
        return f"Cooccurrences({counted}{close}{f', by {by}' if by else ''})"
