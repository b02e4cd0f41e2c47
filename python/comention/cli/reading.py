"""One file of documents as a table."""

from __future__ import annotations

import csv
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from comention import _core
from comention.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comention.cli.sources import Source

__all__ = ["SCHEMA", "Columns", "read_table", "read_text"]

SCHEMA = pa.schema([("id", pa.large_string()), ("date", pa.date32()), ("text", pa.large_string())])
"""Documents as the commands use them; columns to count by come behind, as text."""

DAY_FIRST = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)", re.ASCII)
BLOCK = 1 << 25
"""Bytes of a .csv read at a time; no document may be longer."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns the user named; `None`: `id` and `date`, where there are any; those to count by."""

    text: str
    id: str | None
    date: str | None
    groups: tuple[str, ...] = ()

    @property
    def schema(self) -> pa.Schema:
        """The table of documents."""
        return pa.schema([*SCHEMA, *((name, pa.large_string()) for name in self.groups)])

    def among(self, names: list[str], source: Source) -> tuple[str | None, ...]:
        """The columns of text, id, date and groups, of those there are."""
        groups = (("--by", name) for name in self.groups)
        for option, name in (("--text", self.text), ("--id", self.id), ("--date", self.date), *groups):
            if name is not None and names.count(name) != 1:
                found = "no column" if name not in names else "more than one column"
                listed = ", ".join(f"'{name}'" for name in names)
                _refuse(source, f"{found} '{name}' ({option}): the columns are {listed or 'none'}")
        return self.text, self.id or _if_among("id", names), self.date or _if_among("date", names), *self.groups


def read_text(source: Source, encoding: str) -> dict[str, Any]:
    """A .txt: one document, line breaks as Python reads them. A date at the beginning of its name is its date."""
    text = _decoded(source, encoding).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    named = DAY_FIRST.match(source.path.name)
    return {"id": source.label, "date": named and _day(named[1]), "text": text}


def read_table(source: Source, columns: Columns, encoding: str) -> pa.Table:
    """A .jsonl, .csv, .tsv or .parquet: a document a row. Only the columns needed are read."""
    read = {".jsonl": _json_lines, ".parquet": _parquet}.get(source.ending, _csv)
    try:
        text, ids, dates, *groups = read(source, columns, encoding)
    except pa.ArrowCancelled:
        raise KeyboardInterrupt from None
    except (pa.ArrowException, UnicodeError, csv.Error) as error:
        if source.ending != ".parquet":
            # The codec of a stream counts from somewhere inside.
            _decoded(source, encoding)
        _refuse(source, str(error).partition("\n")[0])
    size = len(text)
    groups = [
        _cast(source, f"column '{name}'", group, pa.large_string())
        for name, group in zip(columns.groups, groups, strict=True)
    ]
    documents = [_named(source, ids, size), _days(source, dates, size), _texts(source, text)]
    return pa.table([*documents, *groups], schema=columns.schema)


def _parquet(source: Source, columns: Columns, _: str) -> Iterator[Any]:
    with _opened(source) as opened:
        file = pa.parquet.ParquetFile(opened, memory_map=True)
        names = columns.among(file.schema_arrow.names, source)
        table = file.read(columns=list(dict.fromkeys(filter(None, names))))
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            _core.check_column(column, name)
        except DocumentError as error:
            _refuse(source, str(error))
    return _chosen(table, names)


def _csv(source: Source, columns: Columns, encoding: str) -> Iterator[Any]:
    delimiter = "\t" if source.ending == ".tsv" else ","
    with source.path.open(encoding=_signed(encoding), newline="") as file:
        header = next(csv.reader(file, delimiter=delimiter), [])
    names = columns.among(header, source)
    needed = list(dict.fromkeys(filter(None, names)))
    with _opened(source) as opened:
        table = pa.csv.read_csv(
            opened,
            pa.csv.ReadOptions(block_size=BLOCK, encoding=encoding),
            pa.csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            pa.csv.ConvertOptions(include_columns=needed, column_types=dict.fromkeys(needed, pa.large_string())),
        )
    return _chosen(table, names)


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    """What Arrow reads the file from: its name, or the open file where the bytes of the name are not UTF-8."""
    try:
        str(source.path).encode()
    except UnicodeEncodeError:
        with source.path.open("rb") as file:
            yield file
    else:
        yield source.path


def _chosen(table: pa.Table, names: tuple[str | None, ...]) -> Iterator[Any]:
    return (None if name is None else table.column(name) for name in names)


def _json_lines(source: Source, columns: Columns, encoding: str) -> Iterator[Any]:
    keys: dict[str, None] = {}
    wanted = (columns.text, columns.id or "id", columns.date or "date", *columns.groups)
    values: tuple[list[str | None], ...] = tuple([] for _ in wanted)
    with source.path.open(encoding=_signed(encoding), newline="\n") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line, object_pairs_hook=_distinct)
            except _TwiceError as error:
                _refuse(source, f"line {number}: {error}")
            except (ValueError, RecursionError) as error:
                _refuse(source, f"line {number}: not JSON: {error}")
            if not isinstance(record, dict):
                _refuse(source, f"line {number}: {type(record).__name__}, not an object")
            keys.update(dict.fromkeys(record))
            for place, (key, column) in enumerate(zip(wanted, values, strict=True)):
                column.append(_value(source, number, key, record.get(key), may_be_number=place == 1 or place > 2))  # noqa: PLR2004
    names = columns.among(list(keys), source) if keys else (columns.text, None, None, *columns.groups)
    arrays = (pa.chunked_array([column], pa.large_string()) for column in values)
    return (None if name is None else array for name, array in zip(names, arrays, strict=True))


class _TwiceError(ValueError):
    """An object that has a key twice."""


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that has every key once: of two values one would be lost without a word."""
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _TwiceError(f"key '{twice[:60]}' stands twice")
    return record


def _value(source: Source, number: int, key: str, value: object, *, may_be_number: bool) -> str | None:
    if may_be_number and isinstance(value, (int, float)):
        value = str(value).lower()
    if value is not None and not isinstance(value, str):
        _refuse(source, f"line {number}: '{key}' is {type(value).__name__}, not text")
    if value is not None and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            where = f"line {number}: '{key}': position {error.start}"
            _refuse(source, f"{where}: half a surrogate pair is no character")
    return value


def _texts(source: Source, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = texts.type.value_type if pa.types.is_dictionary(texts.type) else texts.type
    if kind not in (pa.null(), pa.string(), pa.large_string(), pa.string_view()):
        _refuse(source, f"the texts are {texts.type}, not text")
    return texts.cast(pa.large_string())


def _named(source: Source, ids: pa.ChunkedArray | None, length: int) -> pa.ChunkedArray:
    """The ids as text, and `file:row` for rows that have none."""
    if ids is not None:
        ids = _cast(source, "ids", ids, pa.large_string())
        ids = pc.if_else(pc.equal(ids, ""), None, ids)
        if ids.null_count == 0:
            return ids
    rows = pa.array([f"{source.label}:{row}" for row in range(length)], pa.large_string())
    return rows if ids is None else pc.coalesce(ids, rows)


def _days(source: Source, dates: pa.ChunkedArray | None, length: int) -> pa.ChunkedArray:
    """The days of dates, timestamps (in their time zone) or text like `2024-07-05`."""
    if dates is None:
        return pa.nulls(length, pa.date32())
    if pa.types.is_timestamp(dates.type):
        dates = dates if dates.type.tz is None else pc.local_timestamp(dates)
        return pc.floor_temporal(dates, unit="day").cast(pa.date32())
    if pa.types.is_date(dates.type) or pa.types.is_null(dates.type):
        return dates.cast(pa.date32())
    days: dict[str | None, date | None] = {None: None, "": None}
    found = []
    for row, text in enumerate(_cast(source, "dates", dates, pa.large_string()).to_pylist()):
        if text not in days:
            ordinal = _core.day_ordinal(text)
            if ordinal is None and text.strip():
                _refuse(source, f"row {row}: '{text[:60]}' is not a date (YYYY-MM-DD)")
            days[text] = None if ordinal is None else date.fromordinal(ordinal)
        found.append(days[text])
    return pa.array(found, pa.date32())


def _cast(source: Source, what: str, values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    try:
        return values.cast(kind)
    except pa.ArrowException:
        _refuse(source, f"the {what}: {values.type} is not text")


def _decoded(source: Source, encoding: str) -> str:
    try:
        return source.path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        _refuse(source, f"byte {error.start} (0x{byte:02X}) is no {encoding.upper()}; for other encodings: --encoding")
    except UnicodeError as error:
        _refuse(source, f"it is no {encoding.upper()}: {error}; for other encodings: --encoding")


def _signed(encoding: str) -> str:
    """The codec that passes over a byte order mark."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _if_among(name: str, names: list[str]) -> str | None:
    return name if name in names else None


def _refuse(source: Source, problem: str) -> NoReturn:
    raise DocumentError(f"{source.path}: {problem}")
