"""The mentions table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comention._files import write_table
from comention._frames import optional, pandas_frame
from comention._frozen import Frozen
from comention._options import asked, by_words, documents_part, identifier, whole, window_of
from comention._progress import watching
from comention.cooccurrence import Cooccurrences

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from comention._core import Mentions as Core
    from comention.typing import By, Part, Progress, Within

__all__ = ["Mentions"]


class Mentions(Frozen):
    """All mentions found in a set of documents: one row for each, in document order, then by `start`.

    Made by `Matcher.match`. Columns of the table:

    - `doc_id`: the document's id as given, or its row number
    - `entity_id`, `type`: who is mentioned; null if ambiguous
    - `alias`: the spelling of the gazetteer; `surface`: that of the document
    - `start`, `end`: code points, half-open: `text[start:end] == surface`
    - `paragraph`, `sentence`: ordinals in the document, from 0
    - `word`: ordinal of the mention's first word in the document
    - `resolution`: how the entity was decided: `unique`, `date`, `context`, `priority` or `ambiguous`
    - `candidates`: the ids there were to choose from; null if there was no choice
    - `date`: the document's date as given, if there are dates; text becomes dates

    Example:
        >>> import comention as cm
        >>> seed = cm.load_seed("india-russia")
        >>> mentions = cm.Matcher(seed.gazetteer).match(seed.documents)
        >>> mentions.to_pandas().columns.tolist()
        ['doc_id', 'entity_id', 'type', 'alias', 'surface', 'start', 'end', 'paragraph', 'sentence', 'word',
         'resolution', 'candidates', 'date']
    """

    __slots__ = ()
    _core: Core

    def __init__(self) -> None:
        raise TypeError("mentions are found: use Matcher.match")

    def to_arrow(self, *, byte_offsets: bool = False) -> pa.Table:
        """The table for pyarrow. `byte_offsets` adds `start_byte` and `end_byte`, offsets into the UTF-8 text."""
        return self._core.to_arrow(byte_offsets)

    def to_pandas(self) -> pd.DataFrame:
        """The table for pandas."""
        return pandas_frame(self.to_arrow())

    def to_polars(self) -> pl.DataFrame:
        """The table for polars (`pip install "comention[polars]"`)."""
        frame: pl.DataFrame = optional("polars", "polars").from_arrow(self.to_arrow())
        return frame

    def summary(self) -> pd.Series[int]:
        """How many of what there are, and how many were left out on purpose.

        - `documents`, `documents_with_mentions`, `documents_without_date`, `entities` (different ones), `mentions`
        - `unique`, `date`, `context`, `priority`, `ambiguous`: mentions by `resolution`
        - `left_out_ambiguous`: names that nothing decided between several entities, with `ambiguous="drop"`
        - `left_out_short`: short names of entities the document does not name otherwise, or behind the given name of
          somebody else
        - `left_out_title`: titles of another office, time or person, and those that need a name beside them

        Example:
            >>> import comention as cm
            >>> matcher = cm.Matcher(cm.Gazetteer.from_records([
            ...     {"id": "joe-biden", "name": "Joe Biden", "aliases": [{"text": "Biden", "kind": "short"}]},
            ... ]))
            >>> summary = matcher.match(["Joe Biden spoke. Biden left.", "Biden spoke."]).summary()
            >>> int(summary["mentions"]), int(summary["left_out_short"])
            (2, 1)
        """
        import pandas as pd

        counts = dict(self._core.summary())
        return pd.Series(counts, name="n", dtype="int64")

    def write(self, path: str | os.PathLike[str], *, safe: bool = False) -> None:
        """Writes the table as .csv, .tsv or .parquet. After an error there is no file, or the old one.

        Args:
            path: The file.
            safe: For spreadsheets (.csv, .tsv): a text that one may take for a formula, as it begins with `=`, `+`,
                `-`, `@`, a tab or a line break, gets an apostrophe in front. Numbers stay as they are.
        """
        write_table(self.to_arrow(), path, safe=safe)

    def cooccurrences(
        self, *, by: By = None, window: int | None = None, ordered: bool = False, progress: Progress = False
    ) -> Cooccurrences:
        """Counts who is mentioned together: the numbers of `Matcher.cooccurrences` over the same documents.

        Args:
            by: As for `Matcher.cooccurrences`, with the columns of the frame in which the mentions were found.
            window: As for `Matcher.cooccurrences`.
            ordered: As for `Matcher.cooccurrences`.
            progress: `True` for a bar, or a function of (documents done, documents in all).
        """
        apart, close = by_words(by), window_of(window, ordered=ordered)
        with watching(progress) as watch:
            return Cooccurrences._of(self._core.cooccurrences(apart, close, watch))

    def evidence(
        self,
        a: str,
        b: str,
        *,
        unit: Within = "sentence",
        period: Part | None = None,
        part: Part | None = None,
        columns: str | Iterable[str] | None = None,
        window: int | None = None,
        ordered: bool = False,
        limit: int | None = 20,
    ) -> pd.DataFrame:
        """The sentences in which two entities are mentioned together, or the paragraphs, documents or windows.

        There is one row for each unit that counts for the pair: with `limit=None`, of a period and a part, as many as
        the edge table says in `n_ab`.

        Args:
            a: The id of the one entity.
            b: The id of the other.
            unit: What to show: `"sentence"`, `"paragraph"`, `"document"`; or `"window"`, each pair of mentions close to
                each other, with their paragraph.
            period: Only documents of a period, of any length: `"2024"`, `"2024-Q3"`, `"2024-07"`, `"2024-W27"`,
                `"2024-07-05"`; from one to another: `("2024-03", "2024-05")`; or of several, in a list.
            part: Only documents with these values in their columns, as for `Cooccurrences.part`:
                `{"source": "The Hindu", "period": "2024-07"}`. `{"period": None}` are those without a date.
            columns: The columns of the documents to show with each; by default `source`, where there is one.
            window: For `unit="window"`, as for `cooccurrences`.
            ordered: For `unit="window"`, as for `cooccurrences`: `a` is the earlier one.
            limit: How many at most, in document order; `None` for all.

        Returns:
            `doc_id`, `date` where given, the columns wanted, `paragraph` and `sentence` of the earlier of the two
            mentions, `text`, and the two mentions in it that stand closest: `text[start_a:end_a]` and
            `text[start_b:end_b]`, in code points.

        Raises:
            UnknownEntityError: An id the gazetteer does not have; also a `KeyError`.
            OptionError: A period that is none, a column that the documents do not have; also a `ValueError`.
            DocumentError: A period, of documents without dates; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> mentions = cm.Matcher(seed.gazetteer).match(["It rained. Modi met Putin. They spoke."])
            >>> mentions.evidence("vladimir-putin", "narendra-modi").text[0]
            'Modi met Putin.'
        """
        question = asked(a, b, unit, window=window_of(window, ordered=ordered), limit=limit, columns=columns)
        return pandas_frame(self._core.evidence(question, documents_part(period, part)))

    def kwic(self, entity: str, *, words: int = 8) -> pd.DataFrame:
        """Keywords in context: every mention of an entity with the words around it.

        Args:
            entity: Its id.
            words: How many words on either side at most. The context ends where the paragraph does, and never inside a
                word, or a character and its marks.

        Returns:
            A row for each mention, in document order: `doc_id`, `date` where given, `left`, `surface`, `right`, and
            `start` and `end` of the mention in its document, in code points. The three are one piece of the text, with
            the white space and punctuation between its words: `left + surface + right`.

        Raises:
            UnknownEntityError: An id the gazetteer does not have; also a `KeyError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> mentions = cm.Matcher(seed.gazetteer).match(["In Moscow, Modi’s talks with Putin went well."])
            >>> for row in mentions.kwic("narendra-modi", words=2).itertuples():
            ...     print(row.left, row.surface, row.right, sep="|")
            In Moscow, |Modi|’s talks
        """
        return pandas_frame(self._core.kwic(identifier("entity", entity), whole("words", words)))

    def __len__(self) -> int:
        return len(self._core)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"Mentions({len(self):,} mentions in {self._core.n_documents():,} documents)"
