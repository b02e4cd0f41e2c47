"""Files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.csv
import pyarrow.parquet

from comention.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

TABLES = (".csv", ".tsv", ".parquet")
"""Endings of the files a table can be written to."""


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A file to write to in the folder of `path`, which takes its name at the end, unless there was an error."""
    path = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    os.close(handle)
    written = Path(name)
    try:
        yield written
        # mkstemp makes files for the owner alone; this one is to be like any other.
        umask = os.umask(0)
        os.umask(umask)
        written.chmod(0o666 & ~umask)
        written.replace(path)
    except BaseException:
        with suppress(OSError):
            written.unlink()
        raise


def ending(path: str | os.PathLike[str], known: tuple[str, ...]) -> str:
    """The ending of a file name, which must be known."""
    suffix = Path(path).suffix.lower()
    if suffix not in known:
        raise OptionError(f"cannot write '{os.fspath(path)}': the name must end in {', '.join(known)}")
    return suffix


def write_table(table: pa.Table, path: str | os.PathLike[str]) -> None:
    """Writes a table as .csv, .tsv or .parquet; lists become their items joined by a space in text files."""
    suffix = ending(path, TABLES)
    with replacing(path) as written:
        if suffix == ".parquet":
            pyarrow.parquet.write_table(table, written)
        else:
            delimiter = "\t" if suffix == ".tsv" else ","
            pyarrow.csv.write_csv(
                flat(table), written, pyarrow.csv.WriteOptions(delimiter=delimiter, quoting_style="needed")
            )


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
