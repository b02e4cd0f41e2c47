"""The matcher: a compiled gazetteer that finds mentions and counts them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from comention._core import Matcher as Core
from comention._frames import documents, one_text, pandas_frame
from comention._frozen import Frozen
from comention._options import asked, by_words, columns_of, documents_part, window_of, word, words
from comention._options import threads as _threads
from comention._progress import watching
from comention.cooccurrence import Cooccurrences
from comention.errors import OptionError
from comention.gazetteer import Gazetteer, described
from comention.mentions import Mentions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import pandas as pd

    from comention.typing import (
        Ambiguous,
        Boundaries,
        By,
        Case,
        Column,
        Documents,
        Kind,
        Overlap,
        Part,
        Progress,
        Within,
    )

__all__ = ["Matcher"]

ALL_KINDS: tuple[Kind, ...] = ("name", "acronym", "demonym", "role", "short")

KINDS: tuple[Kind, ...] = ("name", "acronym", "role", "short")
"""The kinds of alias that take part unless said otherwise: all but demonyms."""


class Matcher(Frozen):
    """A compiled gazetteer.

    Compile once, use often: a matcher does not change, may be used by many threads at once, and can be pickled.

    Args:
        gazetteer: Who is to be found.
        overlap: Which of several overlapping occurrences become mentions: the leftmost, of those the `"longest"`,
            or `"all"`, nested ones too.
        case: Which aliases tell upper from lower case: `"smart"`, those with two to five letters, all of them upper
            case (`US`, `WHO`); `"fold"`, none; `"exact"`, all. An alias that has a `case` of its own keeps it.
        ambiguous: What becomes of a name that several entities share: `"resolve"`, the date of the document, other
            mentions in it and the priority of the entities decide, in this order; where they do not, the mention has
            candidates and no entity. With `"keep"` there is then one mention for each candidate, which never make a
            pair through it; with `"drop"`, none.
        boundaries: Where a match may begin and end: at the boundaries of a `"word"`, or, for text that has no words,
            between any two grapheme clusters (`"none"`).
        fold_diacritics: Letters of Latin script are the same with and without diacritics (`Łódź` = `Lodz`).
        kinds: The kinds of alias that take part; by default all but demonyms (*Indian*, *रूसी*).

    Raises:
        OptionError: An option with a value it does not know; also a `ValueError`.
        GazetteerError: More names than an index can hold.

    Example:
        >>> import comention as cm
        >>> gazetteer = cm.Gazetteer.from_records([
        ...     {"id": "narendra-modi", "name": "Narendra Modi", "aliases": ["Modi", "मोदी"]},
        ...     {"id": "vladimir-putin", "name": "Vladimir Putin", "aliases": ["Putin", "पुतिन"]},
        ... ])
        >>> matcher = cm.Matcher(gazetteer)
        >>> matcher
        Matcher(Gazetteer(2 entities, 6 names), overlap='longest', case='smart', ambiguous='resolve', boundaries='word')
        >>> len(matcher.match(["Modi’s talks with Putin", "मोदी से मिले पुतिन।"]))
        4
    """

    __slots__ = ()
    _core: Core

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        overlap: Overlap = "longest",
        case: Case = "smart",
        ambiguous: Ambiguous = "resolve",
        boundaries: Boundaries = "word",
        fold_diacritics: bool = False,
        kinds: Iterable[Kind] = KINDS,
    ) -> None:
        if not isinstance(gazetteer, Gazetteer):
            raise TypeError(f"a Matcher is made of a Gazetteer, not of {type(gazetteer).__name__}")
        chosen: list[str] = [word(kind) for kind in words(kinds)]
        if not chosen:
            raise OptionError(f"kinds is {kinds!r}, must be one of {', '.join(map(repr, ALL_KINDS))}, or several")
        core = Core(
            gazetteer._core,
            str(word(overlap)),
            str(word(case)),
            str(word(ambiguous)),
            str(word(boundaries)),
            bool(fold_diacritics),
            chosen,
        )
        object.__setattr__(self, "_core", core)

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer it was compiled from."""
        return Gazetteer._of(self._core.gazetteer())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the matcher into a file that `Matcher.load` opens at once, however many names it has.

        The file is whole or not there, and holds everything: the compiled names, the gazetteer and the options. Who has
        an earlier file of this name open keeps that one.

        Args:
            path: Of the file; its ending does not matter, `.cmx` is what the command line knows.

        Raises:
            OSError: The file cannot be written.

        Example:
            >>> import comention as cm, os, tempfile
            >>> matcher = cm.Matcher(cm.load_seed("india-russia").gazetteer, ambiguous="drop")
            >>> path = os.path.join(tempfile.mkdtemp(), "india-russia.cmx")
            >>> matcher.save(path)
            >>> loaded = cm.Matcher.load(path)
            >>> repr(loaded) == repr(matcher)
            True
            >>> loaded.match(["Lavrov met Jaishankar"]).to_pandas().equals(
            ...     matcher.match(["Lavrov met Jaishankar"]).to_pandas()
            ... )
            True
        """
        self._core.save(os.fspath(path))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Matcher:
        """Opens a file that `save` wrote, as the matcher it was, in hundredths of a second for a million names.

        Every byte is held against a checksum; then the file is not read but mapped: only what is used comes into
        memory, and processes that have the same file open share it. `gazetteer` and `explain` read the whole gazetteer
        when they are first asked. A matcher with `boundaries="none"` is compiled again.

        Names are saved as this version of comention folds them, so another version refuses the file: keep the
        gazetteer, and build it again. While a file is open, do not write into it and do not cut it off, or the process
        may end with a bus error; `save`, which puts a new file in its place, is safe at any time.

        Args:
            path: Of the file.

        Raises:
            RestoreError: It is no saved matcher, damaged, cut off, or of another version: the message says which; also
                a `ValueError`.
            OSError: The file cannot be read.

        Example:
            >>> import comention as cm, os, tempfile
            >>> path = os.path.join(tempfile.mkdtemp(), "people.cmx")
            >>> cm.Matcher(cm.Gazetteer.from_records([{"id": "modi", "name": "Narendra Modi"}])).save(path)
            >>> matcher = cm.Matcher.load(path)
            >>> matcher.match(["Narendra Modi spoke."]).to_pandas()["entity_id"].tolist()
            ['modi']
            >>> "modi" in matcher.gazetteer
            True
        """
        return cls._of(Core.load(os.fspath(path)))

    def match(
        self,
        docs: Documents,
        *,
        text: str = "text",
        id: Column = "id",
        date: Column = "date",
        threads: int | None = None,
        progress: Progress = False,
    ) -> Mentions:
        """Finds all mentions.

        Args:
            docs: A list of `str`, a Series, or a frame of pandas, polars, pyarrow or duckdb. A text may be null: it
                has no mentions, and still counts as a document.
            text: The column of texts, if `docs` is a frame.
            id: The column of ids, or the ids themselves. Without, a document's id is its row number, from 0.
            date: The column of dates, or the dates themselves: dates, timestamps, or text like `2024-07-05`.
            threads: How many; by default one for each core. The result is the same for any number.
            progress: `True` for a bar, or a function of (documents done, documents in all).

        Returns:
            The mentions, in document order, then by `start`.

        Raises:
            DocumentError: A column that is missing or of the wrong type, a date that is none, a text that is not
                Unicode; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> mentions = cm.Matcher(seed.gazetteer).match(["Russia’s Lavrov met एस. जयशंकर।"])
            >>> mentions.to_pandas()[["doc_id", "entity_id", "surface", "start", "end"]]
               doc_id      entity_id    surface  start  end
            0       0         russia     Russia      0    6
            1       0  sergey-lavrov     Lavrov      9   15
            2       0   s-jaishankar  एस. जयशंकर     20   30
        """
        number = _threads(threads)
        columns = documents(docs, text=text, id=id, date=date, threads=number)
        with watching(progress) as watch:
            return Mentions._of(self._core.match(columns, number, watch))

    def cooccurrences(
        self,
        docs: Documents,
        *,
        text: str = "text",
        id: Column = "id",
        date: Column = "date",
        by: By = None,
        window: int | None = None,
        ordered: bool = False,
        threads: int | None = None,
        progress: Progress = False,
    ) -> Cooccurrences:
        """Counts who is mentioned together, in one pass and without a table of mentions.

        The numbers are those of `match(docs).cooccurrences(…)`; the memory grows with the number of different
        pairs, not with the number of documents.

        Args:
            docs: As for `match`.
            text: As for `match`.
            id: As for `match`; checked, but not needed for counts.
            date: As for `match`.
            by: What to count apart: each `"day"`, `"week"`, `"month"`, `"quarter"` or `"year"` of the date, each value
                of a column of `docs` (`"lang"`), or several (`["month", "source"]`). A column named like a period is
                `"column:month"`.
            window: Counts, too, pairs of mentions that are at most so many words apart, in one paragraph: from the last
                word of the earlier one to the first of the later, so that neighbours are 1 apart.
            ordered: In windows, `a` before `b` is another pair than `b` before `a`.
            threads: As for `match`.
            progress: As for `match`.

        Returns:
            The counts at document, paragraph and sentence level, and in windows if wanted.

        Raises:
            DocumentError: As for `match`; also if `by` is a period and there are no dates, or a column that makes no
                groups.
            OptionError: Neither a period nor a column.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> docs = ["Modi met Putin.", "Modi and Putin spoke. Lavrov left."]
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(docs)
            >>> pairs.to_pandas(unit="sentence")[["entity_a", "entity_b", "n_ab", "n_a", "n_b", "n"]]
                    entity_a        entity_b  n_ab  n_a  n_b  n
            0  narendra-modi  vladimir-putin     2    2    2  3
        """
        apart, close, number = by_words(by), window_of(window, ordered=ordered), _threads(threads)
        columns = documents(docs, text=text, id=id, date=date, by=columns_of(apart), threads=number)
        with watching(progress) as watch:
            counted = self._core.cooccurrences(columns, apart, close, number, watch)
            return Cooccurrences._of(counted)

    def evidence(
        self,
        docs: Documents,
        a: str,
        b: str,
        *,
        text: str = "text",
        id: Column = "id",
        date: Column = "date",
        unit: Within = "sentence",
        period: Part | None = None,
        part: Part | None = None,
        columns: str | Iterable[str] | None = None,
        window: int | None = None,
        ordered: bool = False,
        limit: int | None = 20,
        threads: int | None = None,
    ) -> pd.DataFrame:
        """The sentences in which two entities are mentioned together, of documents that need no table of mentions.

        The rows are those of `match(docs).evidence(…)`. Only documents of the period and the part are matched, and no
        more than are needed for `limit` rows.

        Args:
            docs: As for `match`.
            a: The id of the one entity.
            b: The id of the other.
            text: As for `match`.
            id: As for `match`.
            date: As for `match`.
            unit: As for `Mentions.evidence`.
            period: As for `Mentions.evidence`.
            part: As for `Mentions.evidence`.
            columns: As for `Mentions.evidence`.
            window: As for `Mentions.evidence`.
            ordered: As for `Mentions.evidence`.
            limit: As for `Mentions.evidence`.
            threads: As for `match`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> matcher = cm.Matcher(seed.gazetteer)
            >>> found = matcher.evidence(seed.documents, "s-jaishankar", "sergey-lavrov", period="2022-Q4", limit=1)
            >>> found["date"].dt.year.tolist()
            [2022]
        """
        question = asked(a, b, unit, window=window_of(window, ordered=ordered), limit=limit, columns=columns)
        number = _threads(threads)
        given = documents(docs, text=text, id=id, date=date, threads=number)
        return pandas_frame(self._core.evidence(given, question, documents_part(period, part), number))

    def explain(self, text: str, alias_or_entity: str, *, date: dt.date | str | None = None) -> pd.DataFrame:
        """Why a name did or did not match in a text.

        Args:
            text: One document.
            alias_or_entity: The id of an entity, or one alias as the gazetteer spells it.
            date: The date of the document.

        Returns:
            A row for each alias and each place where its folded form stands in the folded text: `entity_id`, `alias`,
            `folded` (what it is compared as), `start` and `end` in code points, `outcome` and its `reason` in words.
            `outcome` is `match`, `absent` (the text does not hold it), or the first rule that refused it: `kind`,
            `boundary`, `not-text`, `case`, `date`, `overlap`, `short` (a short name that needs the full one, or
            stands behind somebody else's given name), `title` (of another office, time or person).

        Raises:
            UnknownEntityError: Neither an id nor an alias of the gazetteer; also a `KeyError`.

        Example:
            >>> import comention as cm
            >>> who = cm.Gazetteer.from_records([{"id": "who", "name": "WHO"}, {"id": "modi", "name": "Modi"}])
            >>> matcher = cm.Matcher(who)
            >>> matcher.explain("Who wrote to the WHO about Modification?", "who")[["start", "end", "outcome"]]
               start  end outcome
            0      0    3    case
            1     17   20   match
            >>> matcher.explain("Who wrote to the WHO about Modification?", "Modi").reason[0]
            'it ends inside a word'
        """
        day = None if date is None else str(word(str(date)))
        return pandas_frame(self._core.explain(one_text(text), str(word(alias_or_entity)), day))

    def __repr__(self) -> str:
        overlap, case, ambiguous, boundaries, fold_diacritics, kinds = self._core.options()
        chosen = (", fold_diacritics=True" if fold_diacritics else "") + (
            "" if tuple(kinds) == KINDS else f", kinds={kinds!r}"
        )
        entities, names = self._core.sizes()
        return (
            f"Matcher({described(entities, names)}, overlap={overlap!r}, case={case!r}, ambiguous={ambiguous!r}, "
            f"boundaries={boundaries!r}{chosen})"
        )
