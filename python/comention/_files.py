"""Files that are whole or not there."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.csv
import pyarrow.parquet

from comention import _core
from comention.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

TABLES = (".csv", ".tsv", ".parquet")
"""Endings of the files a table can be written to."""


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A draft to write to, which becomes `path` at the end; after an error, and after Ctrl-C, it is removed.

    The core does it (`src/storage/save.rs` says what happens to links, modes and devices).
    """
    draft = _core.Draft(path)
    try:
        yield Path(draft.path())
        draft.commit()
    except OSError as error:
        if error.errno is None or error.filename == os.fspath(path):
            raise
        # Nobody knows the draft by its name.
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None
    finally:
        draft.discard()


def check_writable(path: str | os.PathLike[str]) -> None:
    """An error, if `path` could not be written: before the work, not after it."""
    _core.Draft(path).discard()


def ending(path: str | os.PathLike[str], known: tuple[str, ...]) -> str:
    """The ending of a file name, which must be known."""
    suffix = Path(path).suffix.lower()
    if suffix not in known:
        raise OptionError(f"cannot write '{os.fspath(path)}': the name must end in {', '.join(known)}")
    return suffix


def check_safe(path: str | os.PathLike[str], *, safe: bool) -> None:
    """An error, if a file is to be safe for spreadsheets that none of them opens as text."""
    if safe and Path(path).suffix.lower() not in (".csv", ".tsv"):
        raise OptionError(f"cannot write '{os.fspath(path)}': safe=True is for .csv and .tsv")


def write_table(table: pa.Table, path: str | os.PathLike[str], *, safe: bool = False) -> None:
    """Writes a table as .csv, .tsv or .parquet; lists become their items joined by a space in text files."""
    suffix = ending(path, TABLES)
    check_safe(path, safe=safe)
    # An open file, because Arrow takes no name whose bytes are not UTF-8.
    with replacing(path) as written, written.open("wb") as file:
        if suffix == ".parquet":
            pyarrow.parquet.write_table(table, file)
        else:
            form = pyarrow.csv.WriteOptions(delimiter="\t" if suffix == ".tsv" else ",", quoting_style="needed")
            table = flat(table)
            pyarrow.csv.write_csv(neutral(table) if safe else table, file, form)


FORMULA = r"^([\p{Z}\p{C}]*[=+\-@\x{ff0b}\x{ff0d}\x{ff1d}\x{ff20}]|[\t\r\n])"
"""How a cell begins that a spreadsheet may take for a formula, after the list of OWASP ("CSV injection")."""


def neutral(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before each text that a spreadsheet may take for a formula; numbers stay."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def text(values: Any) -> Any:
        return pc.replace_substring_regex(values, FORMULA, r"'\1")

    for i, field in enumerate(table.schema):
        column, kind = table.column(i), field.type
        if pa.types.is_dictionary(kind):
            column, kind = column.cast(kind.value_type), kind.value_type
        if pa.types.is_string_view(kind):
            column, kind = column.cast(pa.large_string()), pa.large_string()
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            table = table.set_column(i, field.name, text(column))
    return table.rename_columns(text(pa.array(table.column_names, pa.string())).to_pylist())


def flat(table: pa.Table) -> pa.Table:
    """The table with its lists of text joined, for formats without lists."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for i, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            table = table.set_column(
                i, field.name, pc.binary_join(table.column(i), pa.scalar(" ", field.type.value_type))
            )
    return table
