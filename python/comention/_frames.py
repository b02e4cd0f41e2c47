"""Frames of every kind, in and out. Nothing here looks into a text."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from comention import _core
from comention._options import word
from comention.errors import DocumentError, MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from comention.typing import Column, Documents

Arrow = TypeVar("Arrow", pa.Table, pa.Array, pa.ChunkedArray)

__all__ = ["column_of", "documents", "one_text", "optional", "pandas_frame", "table_of"]


def documents(
    docs: Documents,
    *,
    text: str,
    id: Column,
    date: Column,
    by: Iterable[str] | None = None,
    threads: int | None = None,
) -> _core.Documents:
    """The texts of `docs` with their ids and dates, as Arrow columns, looked through by so many threads.

    With them come the columns named in `by`, by which they will be counted, or by default all by which they could be.
    """
    columns: list[tuple[str, pa.ChunkedArray]] = []
    _refuse_single(docs)
    if not isinstance(text, str):
        raise DocumentError(f"text is {type(text).__name__}, must be the name of a column")
    text, id, date = map(_name_or_values, (text, id, date))  # noqa: A001 (what the option is called)
    wanted = [name for name in (text, id, date) if isinstance(name, str)]
    table = table_of(docs, columns=wanted, texts=text)
    if table is None:
        for name, default in ((id, "id"), (date, "date")):
            if isinstance(name, str) and name != default:
                raise DocumentError(f"no column '{name}' ({default}=): docs is no frame")
        ids = None if id is None or isinstance(id, str) else column_of(id, "id")
        dates = None if date is None or isinstance(date, str) else column_of(date, "date")
        if isinstance(docs, list):
            borrowed = _core.Documents.of_list(docs, ids, None if dates is None else _local(_untyped(dates)))
            if borrowed is not None:
                return borrowed
        texts = column_of(docs, "text", is_text=True)
    else:
        twice = [name for name in dict.fromkeys(wanted) if table.column_names.count(name) > 1]
        if twice:
            raise DocumentError(f"two columns have one name: {_listed(twice)}")
        if text not in table.column_names:
            raise DocumentError(f"no column '{text}' (text=): the columns are {_listed(_names(docs, table))}")
        texts = table.column(text)
        ids = _optional_column(docs, table, id, "id")
        dates = _optional_column(docs, table, date, "date")
        columns = _groups(docs, table, text, None if by is None else list(by))
    dates = None if dates is None else _local(_untyped(dates))
    names = (text, id if isinstance(id, str) else "id", date if isinstance(date, str) else "date")
    return _core.Documents(_untyped(texts), ids, dates, columns, threads, names)


def _refuse_single(docs: object) -> None:
    if isinstance(docs, (str, bytes)):
        raise DocumentError(f"docs is one {type(docs).__name__}, not several texts: pass [text]")
    if isinstance(docs, Mapping):
        raise DocumentError(f"docs is a {type(docs).__name__}: give its texts, or a frame made of it")


def _name_or_values(column: Any) -> Any:
    return word(column) if isinstance(column, str) else column


def table_of(frame: Any, columns: Iterable[str] | None = None, texts: str | None = None) -> pa.Table | None:  # noqa: PLR0911 (one for each kind)
    """A frame of any kind as a table, with the wanted columns at least; `None` if it is no frame."""
    pandas: Any = sys.modules.get("pandas")
    if pandas is not None and isinstance(frame, pandas.DataFrame):
        if columns is not None:
            frame = frame[[name for name in dict.fromkeys(columns) if name in frame.columns]]
        if not frame.columns.is_unique:
            raise DocumentError(f"two columns have one name: {_listed(frame.columns[frame.columns.duplicated()])}")
        return pa.table(
            {str(word(str(name))): column_of(frame[name], str(name), is_text=name == texts) for name in frame.columns}
        )
    if isinstance(frame, pa.Table):
        return _sound(frame)
    if isinstance(frame, pa.RecordBatch):
        return _sound(pa.Table.from_batches([frame]))
    if isinstance(frame, pa.RecordBatchReader):
        return _sound(frame.read_all())
    if pandas is not None and isinstance(frame, (pandas.Series, pandas.Index)):
        return None
    if hasattr(frame, "__arrow_c_stream__") or hasattr(frame, "__arrow_c_array__"):
        column = _sound(frame if isinstance(frame, (pa.Array, pa.ChunkedArray)) else _from_capsule(frame))
        return _of_structs(column) if pa.types.is_struct(column.type) else None
    return None


def _of_structs(rows: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The table of these rows; pyarrow refuses to make one of no chunks."""
    return pa.Table.from_struct_array(rows) if len(rows) else pa.schema(list(rows.type)).empty_table()


def column_of(values: object, name: str, *, is_text: bool = False) -> pa.ChunkedArray:
    """A column of any kind as Arrow."""
    if isinstance(values, pa.ChunkedArray):
        return _sound(values, name)
    if isinstance(values, pa.Array):
        return _sound(pa.chunked_array([values]), name)
    pandas = sys.modules.get("pandas")
    is_pandas = pandas is not None and isinstance(values, (pandas.Series, pandas.Index))
    if not is_pandas and (hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__")):
        return _sound(_from_capsule(values), name)
    try:
        items: Any = values if is_pandas or bool(getattr(values, "ndim", False)) else list(values)  # type: ignore[call-overload]
    except TypeError:
        kinds = "a list of str, a Series, or a frame of pandas, polars, pyarrow or duckdb"
        raise DocumentError(f"cannot read {type(values).__name__} as documents: give {kinds}") from None
    if getattr(getattr(items, "dtype", None), "kind", None) == "U" and not is_pandas:
        items = items.tolist()  # pyarrow before 20 converts numpy's text to `string` alone
    kind = pa.large_string() if is_text and not is_pandas else None
    if kind is not None and any(
        isinstance(item, (bytes, bytearray)) for item in items
    ):  # Arrow would take them for text
        raise DocumentError(_first_bad(items))
    try:
        array = pa.array(items, type=kind, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError, NotImplementedError) as error:
        if name == "date" and not isinstance(error, UnicodeError):
            # Of several types: as text they have one, and the core names the row of what is not a date.
            return column_of([None if _is_null(item) else str(item) for item in items], "the dates")
        raise DocumentError(_first_bad(items, name, is_text=is_text) or f"column '{name}': {error}") from None
    return _sound(array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array]), name)


def optional(module: str, extra: str) -> Any:
    """An optional package, or an error that says how to get it."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingDependencyError(f'this needs {module}: pip install "comention[{extra}]"') from error


def pandas_frame(table: pa.Table) -> pd.DataFrame:
    """A table as a pandas frame: text as `str`, dates as `datetime64`."""
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_integer(column.type) and column.null_count:
            # With numpy's integers a missing one would turn the others into fractions.
            dtype = str(column.type).replace("int", "Int").replace("uI", "UI")
            frame[name] = column.to_pandas(types_mapper={column.type: pd.api.types.pandas_dtype(dtype)}.get)
    return frame


def _groups(docs: Any, table: pa.Table, text: str, wanted: list[str] | None) -> list[tuple[str, pa.ChunkedArray]]:
    """The columns wanted, or all that may hold groups of documents: the core knows which of them do."""
    # A name with half a surrogate pair is none that anybody could ask for.
    names = [name for name in map(str, _names(docs, table)) if name != text and name == word(name)]
    if wanted is not None and all(name in names for name in wanted):
        names = wanted
    groups = []
    for name in dict.fromkeys(names):
        if table.column_names.count(name) == 1:
            groups.append((name, _untyped(table.column(name))))
        elif name not in table.column_names and _may_be_groups(docs, name):
            # Of a pandas frame only the columns asked for are in the table.
            try:
                groups.append((name, _untyped(column_of(docs[name], name))))
            except (DocumentError, pa.ArrowException):
                continue
    return groups


def _may_be_groups(frame: pd.DataFrame, name: str) -> bool:
    """Whether a column of a pandas frame is worth the conversion: not if it holds lists, images, other objects."""
    if list(frame.columns).count(name) != 1:
        return False
    column = frame[name]
    if column.dtype != object:
        return True
    first = next((value for value in column if not _is_null(value)), None)
    return first is None or isinstance(first, (str, int, float, dt.date))


def _sound(values: Arrow, name: str | None = None) -> Arrow:
    """The same, once pyarrow, which knows how long its buffers are, finds nothing wrong with the layout."""
    try:
        values.validate()
    except pa.ArrowException as error:
        where = "" if name is None else f"column '{name}': "
        raise DocumentError(f"{where}it breaks the layout of Arrow: {error}") from None
    return values


def _from_capsule(values: Any) -> pa.ChunkedArray:
    polars: Any = sys.modules.get("polars")
    try:
        if polars is not None and isinstance(values, polars.Series):
            # As a column of a frame, since old releases declare the wrong type for categories of a Series.
            return pa.table(values.to_frame()).column(0)
        return pa.chunked_array(values if hasattr(values, "__arrow_c_stream__") else [pa.array(values)])
    except (UnicodeError, pa.ArrowException) as error:
        raise DocumentError(f"{type(values).__name__} cannot be read as Arrow: {str(error)!a}") from None


def _optional_column(docs: object, table: pa.Table, column: Column, default: str) -> pa.ChunkedArray | None:
    """A column that may be missing as long as nobody asked for it by another name."""
    if column is None:
        return None
    if not isinstance(column, str):
        return column_of(column, default)
    if column in table.column_names:
        return table.column(column)
    if column == default:
        return None
    raise DocumentError(f"no column '{column}' ({default}=): the columns are {_listed(_names(docs, table))}")


def _untyped(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without values, whatever type it was given for want of them, as one of nulls."""
    return column if column.null_count < len(column) else pa.chunked_array([pa.nulls(len(column))])


def _local(dates: pa.ChunkedArray) -> pa.ChunkedArray:
    """The day in the time zone of the column, where it has one."""
    if pa.types.is_timestamp(dates.type) and dates.type.tz is not None:
        return pc.local_timestamp(dates)
    return dates


def _names(docs: Any, table: pa.Table) -> Iterable[object]:
    # Of a pandas frame only the wanted columns were taken.
    names: Iterable[object] = docs.columns if hasattr(docs, "iloc") else table.column_names
    return names


def one_text(text: str) -> str:
    """A text that may be matched by itself."""
    problem = _first_bad([text]) if text is not None else "text is None"
    if problem is not None:
        raise DocumentError(problem)
    return text


def _first_bad(items: Iterable[object], name: str = "text", *, is_text: bool = True) -> str | None:
    """Names the first value that is not text, or that no file could hold."""
    where = "" if is_text else f"column '{name}': "
    for row, value in enumerate(items):
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError as error:
                place = f"position {error.start}"
                return f"document {row}: {where}half a surrogate pair at {place} is not a character"
        elif is_text and not _is_null(value):
            return f"document {row}: {type(value).__name__} {str(value)[:40]!r} is not text"
    return None


def _is_null(value: object) -> bool:
    is_nan = isinstance(value, float) and value != value  # noqa: PLR0124
    return value is None or is_nan or type(value).__name__ in {"NAType", "NaTType"}


def _listed(names: Iterable[object]) -> str:
    return ", ".join(f"'{name}'" for name in names) or "none"
