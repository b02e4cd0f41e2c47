"""Tables to a file, to a pipe, to a terminal."""

from __future__ import annotations

import json
import os
import sys
from math import isfinite
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv

from comention._files import TABLES, check_safe, check_writable, flat, neutral, replacing, write_table
from comention.cli.display import aligned
from comention.errors import OptionError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["ENDINGS", "check", "json_lines", "show", "write"]

ENDINGS = (*TABLES, ".jsonl")
"""Files a table can be written to."""

ROWS = 1 << 14
"""Rows written at a time, so that Ctrl-C is heard between."""


def check(options: argparse.Namespace, endings: Sequence[str]) -> None:
    """Says before the work, not after it, that the output cannot be written."""
    path: Path | None = options.output
    if path is None:
        return
    if options.format is not None:
        raise OptionError("--format is for standard output: the name of the file says its format")
    if path.suffix.lower() not in endings:
        raise OptionError(f"cannot write '{path}': the name must end in {', '.join(endings)}")
    if path.is_dir():
        raise OptionError(f"cannot write '{path}': it is a folder")
    if not path.parent.is_dir():
        raise OptionError(f"cannot write '{path}': there is no folder '{path.parent}'")
    if not os.access(path.parent, os.W_OK):
        raise OptionError(f"cannot write '{path}': nothing may be written to the folder '{path.parent}'")
    check_safe(path, safe=getattr(options, "safe", False))
    check_writable(path)


def write(table: pa.Table, path: Path, *, safe: bool = False) -> None:
    """A file of the format its name says, whole or not at all."""
    check_safe(path, safe=safe)
    if path.suffix.lower() != ".jsonl":
        write_table(table, path, safe=safe)
        return
    with replacing(path) as written, written.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json_lines(table))


def show(table: pa.Table, options: argparse.Namespace, columns: Sequence[str], limit: int | None = None) -> None:
    """The table on standard output; of a table to read only the rows up to the limit, and the most telling columns."""
    wanted = options.format or ("table" if sys.stdout.isatty() else "csv")
    if wanted == "table":
        limit = options.limit or limit or 20
        columns = [name for name in columns if name in table.column_names]
        print("\n".join(aligned(table.slice(0, limit).select(columns).to_pylist(), columns)))
        if table.num_rows > limit:
            print(f"… and {table.num_rows - limit:,} more rows (--limit), and more columns in a file (-o)")
    elif wanted == "jsonl":
        sys.stdout.writelines(json_lines(table))
    else:
        table = neutral(flat(table)) if options.safe else flat(table)
        sys.stdout.writelines(_separated(table, "\t" if wanted == "tsv" else ","))
    # What cannot be written is known before anything is said about it.
    sys.stdout.flush()


def json_lines(table: pa.Table) -> Iterator[str]:
    """An object a row."""
    for batch in table.to_batches(ROWS):
        for row in batch.to_pylist():
            yield json.dumps(_finite(row), ensure_ascii=False, default=_plain, allow_nan=False) + "\n"


def _separated(table: pa.Table, delimiter: str) -> Iterator[str]:
    # The first piece has no rows, and the heading.
    for start in range(-ROWS, table.num_rows, ROWS):
        buffer = pa.BufferOutputStream()
        form = pa.csv.WriteOptions(include_header=start < 0, delimiter=delimiter, quoting_style="needed")
        pa.csv.write_csv(table.slice(max(start, 0), ROWS if start >= 0 else 0), buffer, form)
        yield buffer.getvalue().to_pybytes().decode()


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """The row with nothing where there is a number that JSON has no word for."""
    return {name: None if isinstance(value, float) and not isfinite(value) else value for name, value in row.items()}


def _plain(value: Any) -> str:
    return str(value.isoformat())
