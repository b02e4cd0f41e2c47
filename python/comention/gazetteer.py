"""Gazetteers: entities and all the names they go by."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from comention import _options
from comention._core import Gazetteer as Core
from comention._files import write_table
from comention._frames import documents, pandas_frame, table_of
from comention._frozen import Frozen
from comention._options import word
from comention._progress import watching
from comention._records import as_json
from comention._territories import TERRITORY_LANGS, territory_records
from comention._words import frequencies
from comention.entity import Alias, Entity, Role, Title, entity_of
from comention.errors import DocumentError, GazetteerError, OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from comention.typing import Documents, Errors, Frame, Progress

__all__ = ["Alias", "Entity", "Gazetteer", "Role", "Title"]

_LOG = logging.getLogger("comention")


def described(entities: int, names: int) -> str:
    """How a gazetteer of so many entities and names shows itself."""
    return f"Gazetteer({entities:,} entit{'y' if entities == 1 else 'ies'}, {names:,} name{'' if names == 1 else 's'})"


class Gazetteer(Frozen):
    """Entities and all the names they go by: checked once, then fixed.

    Made by `from_records`, `from_frame`, `read`, `read_cameo` or `territories`. The fields of a record and the columns
    of a frame are described in `docs/gazetteer.md`. A gazetteer has a length, is iterated over by id, and can be
    pickled and compared.

    Example:
        >>> import comention as cm
        >>> gazetteer = cm.Gazetteer.from_records([
        ...     {
        ...         "id": "sergey-lavrov",
        ...         "name": "Sergey Lavrov",
        ...         "type": "person",
        ...         "aliases": ["Sergei Lavrov", {"text": "लावरोव", "lang": "hi", "kind": "short"}],
        ...         "roles": [{"titles": ["Russian Foreign Minister"], "from": "2004-03-09"}],
        ...         "wikidata": "Q58217",
        ...     }
        ... ])
        >>> gazetteer
        Gazetteer(1 entity, 4 names)
        >>> "sergey-lavrov" in gazetteer
        True
        >>> entity = gazetteer["sergey-lavrov"]
        >>> entity.aliases[1].lang, entity.roles[0].from_, entity.attributes["wikidata"]
        ('hi', datetime.date(2004, 3, 9), 'Q58217')
    """

    __slots__ = ()
    _core: Core

    def __init__(self) -> None:
        makers = "from_records, from_frame, read, read_cameo or territories"
        raise TypeError(f"a gazetteer is made by {makers} of Gazetteer")

    @classmethod
    def _reported(cls, core: Core) -> Self:
        for warning in core.warnings():
            _LOG.warning(warning)
        return cls._of(core)

    @classmethod
    def from_records(cls, records: Iterable[Mapping[Any, Any]]) -> Self:
        """Makes a gazetteer of records, one for each entity.

        Args:
            records: Mappings with an `id`, and optionally `name`, `type`, `aliases`, `roles`, `priority`; any other
                field is a free attribute. Dates are `datetime.date`, timestamps at midnight, or text as `2004-03-09`.
                `None`, NaN and NaT are as if the field were not there.

        Raises:
            GazetteerError: A record that does not hold. The message names the record (from 0), the entity, the alias
                (from 0) and the field. Also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> cm.Gazetteer.from_records([{"id": "india", "aliases": ["India", ""]}])
            Traceback (most recent call last):
            comention.errors.GazetteerError: record 0: entity 'india', alias 1: text is empty
        """
        return cls._of(Core.from_json(as_json(records)))

    @classmethod
    def from_frame(cls, frame: Frame, *, errors: Errors = "raise") -> Self:
        """Makes a gazetteer of a long table: one row for each alias.

        Args:
            frame: A frame of pandas, polars, pyarrow, duckdb or anything else that speaks Arrow, with the columns
                `entity_id` and `alias`, and optionally `name`, `type`, `lang`, `kind`, `case`, `alone`,
                `nested`, `valid_from`, `valid_to`, `priority`; any other column is an attribute. The rows of an
                entity need not stand together. An empty cell is as if it were not there. Of several types of an
                entity the first one is kept, and the logger `comention` says so.
            errors: What to do with a row that does not hold: `"raise"`, or `"skip"` to leave it out; `report` then says
                which, and the logger `comention` how many.

        Raises:
            GazetteerError: A column that is missing or of the wrong type, or a row that does not hold: the message
                names the row (from 0), the entity and the field. Also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> import pandas as pd
            >>> frame = pd.DataFrame({
            ...     "entity_id": ["russia", "russia", "india"],
            ...     "alias": ["Russia", "रूस", "India"],
            ...     "lang": ["en", "hi", "en"],
            ... })
            >>> cm.Gazetteer.from_frame(frame)
            Gazetteer(2 entities, 3 names)
        """
        return cls._reported(Core.from_arrow(_rows(frame), word(errors), None))

    @classmethod
    def read(cls, path: str | os.PathLike[str], *, errors: Errors = "raise") -> Self:
        """Reads a file of records (`.json`, `.jsonl`) or of a long table (`.csv`, `.tsv`, `.parquet`).

        Text files are in UTF-8. In `.jsonl` there is one record a line; `.csv` and `.tsv` begin with a line of column
        names.

        Args:
            path: The file.
            errors: As in `from_frame`, for the rows of a long table; a record that does not hold is always refused.

        Raises:
            GazetteerError: A file that does not hold: the message names the file, the line (from 1; in `.json` the
                record, in `.parquet` the row, from 0), the entity, the alias and the field. Also a `ValueError`.
            OSError: A file that cannot be read.
        """
        if Path(path).suffix.lower() != ".parquet":
            return cls._reported(Core.read(path, str(word(errors))))
        # A name of a file may hold bytes that are not UTF-8.
        name = os.fsencode(path).decode(errors="replace")
        with Path(path).open("rb") as file:
            try:
                table = pa.parquet.read_table(file)
            except pa.ArrowException as error:
                raise GazetteerError(f"{name}: {error}") from None
        # Where pandas puts an index that has no name: it says nothing about an entity.
        columns = [name for name in table.column_names if not name.startswith("__index_level_")]
        gazetteer = cls._reported(Core.from_arrow(_local(table.select(columns)), word(errors), name))
        # Arrow would keep the memory that reading took: for a million names a quarter of all there is in use then.
        del table
        pa.default_memory_pool().release_unused()
        return gazetteer

    @classmethod
    def read_cameo(cls, *paths: str | os.PathLike[str]) -> Self:
        r"""Reads actor dictionaries of TABARI or PETRARCH (CAMEO codes): one entity for each actor.

        Each name is given the spelling of mixed-case text (`VLADIMIR_PUTIN_` becomes `Vladimir Putin`, `UN_` stays
        `UN`). The attribute `codes` lists `{"code", "from", "to"}`, both days included, and `country` is the country
        of all codes, where it is one. An actor that is described twice, in one file or in two, is one entity. What
        cannot be read is left out: see `report`. The format and each decision are described in `docs/gazetteer.md`.

        Args:
            paths: The files, in UTF-8 or Latin-1. What belongs together is read together: `+` refuses to add two
                entities with different codes.

        Raises:
            GazetteerError: A file that is no actor dictionary: the message names the file and the line.
                Also a `ValueError`.
            OSError: A file that cannot be read.

        Example:
            >>> import comention as cm
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> with TemporaryDirectory() as folder:
            ...     path = Path(folder, "my.actors.txt")
            ...     _ = path.write_text(
            ...         "VLADIMIR_PUTIN_ ; CountryInfo.txt\n+PRESIDENT_PUTIN_\n\t[RUSGOV >000507]\n"
            ...     )
            ...     gazetteer = cm.Gazetteer.read_cameo(path)
            >>> putin = gazetteer["vladimir-putin"]
            >>> putin.name, putin.aliases[0].text, putin.attributes["codes"]
            ('Vladimir Putin', 'President Putin', [{'code': 'RUSGOV', 'from': '2000-05-07', 'to': None}])
        """
        if not paths:
            raise OptionError("read_cameo needs at least one path")
        return cls._reported(Core.read_cameo([Path(path) for path in paths]))

    @classmethod
    def territories(cls, langs: Iterable[str] = TERRITORY_LANGS, *, regions: bool = False) -> Self:
        """The countries and territories of the world in many languages, from the CLDR data of the package babel.

        An entity for each territory with a code of ISO 3166-1: its id is its English name as a slug (`united-states`),
        its type `place`, the attribute `iso3166` its two letters. Its names are those CLDR has for it in the languages
        asked for, short and other forms included. CLDR has no cities and no demonyms.

        Args:
            langs: BCP 47 tags of the languages (`"hi"`, `"zh-Hant"`).
            regions: Also continents and groupings (`africa`, `european-union`), with the attribute `cldr` in place of
                `iso3166`.

        Raises:
            MissingDependencyError: babel is not installed: `pip install "comention[territories]"`.
            OptionError: A language CLDR has no names in; the message names the closest. Also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> places = cm.Gazetteer.territories(["en", "hi"])
            >>> india = places["india"]
            >>> india.attributes["iso3166"], [(alias.text, alias.lang) for alias in india.aliases]
            ('IN', [('India', 'en'), ('भारत', 'hi')])
        """
        records, left_out = territory_records(langs, regions=regions)
        # What is left out is left out on purpose: nothing to warn of.
        return cls._of(Core.from_json_reporting(as_json(records), "CLDR", left_out))

    def report(self, *, places: bool = False) -> pd.DataFrame:
        """What was left out, decided or repeated when this gazetteer was read.

        `outcome` is `skipped`: it could not be read, and is not in the gazetteer; `settled`: it could be read in more
        than one way, and `reason` says how it was; `repeated`: it was there before, and is kept once. The logger
        `comention` warns of the first two. A sum `g + h` has the reports of both; records, saved files and pickles
        have none.

        Args:
            places: A row for each place (`file`, `line`, `outcome`, `reason`, `text`) in place of one for each reason
                (`file`, `outcome`, `reason`, `count`, `example`). Lines of text files are counted from 1, rows of
                frames and `.parquet` from 0. Of what is repeated it has the first 1,000 for each reason.

        Example:
            >>> import comention as cm
            >>> import pandas as pd
            >>> frame = pd.DataFrame({"entity_id": ["a", "a", "b", "b"], "alias": ["A", "A", "B", ""]})
            >>> gazetteer = cm.Gazetteer.from_frame(frame, errors="skip")
            >>> gazetteer.report()[["outcome", "reason", "count"]]
                outcome               reason  count
            0   skipped       alias is empty      1
            1  repeated  a name given before      1
        """
        frame: pd.DataFrame = self._core.report(places).to_pandas()
        return frame

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes a file that `read` reads; its ending says how.

        After an error, what was there before is still there. Records (`.json`, `.jsonl`) carry everything. The long
        table (`.csv`, `.tsv`, `.parquet`) carries the same names; titles of roles become aliases of kind `role`,
        and attributes become text.

        Raises:
            GazetteerError: An ending that is none of these. Also a `ValueError`.
            OSError: A file that cannot be written.
        """
        if Path(path).suffix.lower() != ".parquet":
            self._core.save(path)
            return
        write_table(self.to_arrow(), path)

    def __len__(self) -> int:
        return len(self._core)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and _is_text(id) and self._core.contains(id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._core.ids())

    def __getitem__(self, id: str) -> Entity:
        """The entity of this id.

        Raises:
            UnknownEntityError: There is none; the message names the closest id. Also a `KeyError`.
        """
        if not isinstance(id, str):
            raise TypeError(f"the id of an entity is text, not {type(id).__name__}")
        record = json.loads(self._core.get(id if _is_text(id) else ascii(id)))
        return entity_of(record)

    def __add__(self, other: Gazetteer) -> Gazetteer:
        """The entities of both; an entity that both have gets the names of both.

        Raises:
            GazetteerError: The two give an entity a different type, priority or attribute.
        """
        if not isinstance(other, Gazetteer):
            return NotImplemented
        return Gazetteer._of(self._core.merge(other._core))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Gazetteer):
            return NotImplemented
        return self._core == other._core

    __hash__ = None  # type: ignore[assignment]  # equal ones would have to be hashed whole

    def __repr__(self) -> str:
        return described(len(self), self._core.names_len())

    def to_records(self) -> list[dict[str, Any]]:
        """The records `from_records` makes an equal gazetteer of; dates as text."""
        records: list[dict[str, Any]] = json.loads(self._core.to_json())
        return records

    def to_arrow(self) -> pa.Table:
        """The long table for pyarrow: one row for each name, attributes as text."""
        return self._core.to_arrow()

    def lint(
        self,
        docs: Documents | None = None,
        *,
        text: str = "text",
        langs: Iterable[str] | None = None,
        threads: int | None = None,
        progress: Progress = False,
    ) -> pd.DataFrame:
        """What is wrong with the gazetteer, or may be: a list for a person to read.

        Every rule is described in `docs/gazetteer.md`, section "Lint". Common words are told by the word frequencies
        of wordfreq (`pip install "comention[lint]"`; without it a row of rule `word-list` says so) and by the
        documents. Where documents have an alias often enough, they go before the list.

        Args:
            docs: Documents of the sort in which names will be looked for; as for `Matcher.match`.
            text: The column of texts.
            langs: The languages of the documents, as BCP 47 tags. By default an alias is held against the words of
                its own language, and those in Latin script against English, those in Devanagari against Hindi.
            threads: How many threads to use; by default one for each core.
            progress: `True` for a bar, or a function of (documents done, documents in all).

        Returns:
            A row for each finding: `severity` (`error`: the alias does not do what it is there for; `warning`: it
            probably does harm; `info`: worth knowing), `rule`, `entity_id` (of several entities the one whose id
            comes first), `alias`, `lang`, `reason` with the facts, and `count`: how often the alias stands in the
            documents, missing without documents. Sorted by severity, then rule, entity and alias; the same for any
            order of the entities.

        Raises:
            DocumentError: As for `Matcher.match`.
            OptionError: A language in `langs` of which wordfreq has no list; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> gazetteer = cm.Gazetteer.from_records([
            ...     {"id": "reading", "name": "Reading", "type": "place"},
            ...     {"id": "gaya", "name": "Gaya", "aliases": ["गया", "Gaya [[city]]"]},
            ... ])
            >>> gazetteer.lint()[["severity", "rule", "entity_id", "alias"]]
              severity         rule entity_id          alias
            0    error       markup      gaya  Gaya [[city]]
            1  warning  common-word      gaya            गया
            2  warning  common-word   reading        Reading
        """
        return pandas_frame(self._lint(docs, text=text, langs=langs, threads=threads, progress=progress))

    def _lint(
        self,
        docs: Documents | None,
        *,
        text: str,
        langs: Iterable[str] | None,
        threads: int | None,
        progress: Progress,
    ) -> pa.Table:
        number = _options.threads(threads)
        columns = None if docs is None else documents(docs, text=text, id=None, date=None, by=(), threads=number)
        wanted = None if langs is None else list(langs)
        words = frequencies(self._core, wanted)
        with watching(progress) as watch:
            return self._core.lint(columns, words, wanted, number, watch)

    def to_pandas(self) -> pd.DataFrame:
        """The long table for pandas: one row for each name, attributes as text, dates as `datetime64`.

        Example:
            >>> import comention as cm
            >>> gazetteer = cm.load_seed("india-russia").gazetteer
            >>> gazetteer.to_pandas()[["entity_id", "alias", "kind"]].head(2)
                   entity_id          alias  kind
            0  s-jaishankar  S. Jaishankar  name
            1  s-jaishankar   S Jaishankar  name
        """
        import pandas as pd

        # With numpy's integers a priority that is missing would turn the others into fractions.
        types = {pa.int64(): pd.Int64Dtype()}
        frame: pd.DataFrame = self.to_arrow().to_pandas(date_as_object=False, types_mapper=types.get)
        return frame


def _rows(frame: object) -> pa.Table:
    try:
        table = table_of(frame)
    except DocumentError as error:
        raise GazetteerError(str(error)) from None
    if table is None:
        kinds = "a frame of pandas, polars, pyarrow or duckdb (records: Gazetteer.from_records)"
        raise GazetteerError(f"frame is {type(frame).__name__}, must be {kinds}")
    return _local(table)


def _local(table: pa.Table) -> pa.Table:
    """The table with the times of the clock on the wall in place of times with a time zone."""
    for i, column in enumerate(table.schema):
        if pa.types.is_timestamp(column.type) and column.type.tz is not None:
            table = table.set_column(i, column.name, pc.local_timestamp(table.column(i)))
    return table


def _is_text(text: str) -> bool:
    """Whether there is no half of a surrogate pair in it, which nothing but Python knows."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
