"""Documents of all input files as one table: `id`, `date` where there are any, `text`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from comention.cli.display import counted
from comention.cli.reading import SCHEMA, Columns, read_table, read_text
from comention.cli.sources import find
from comention.errors import OptionError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from comention.cli.sources import Source

__all__ = ["read_documents"]

_LOG = logging.getLogger(__name__)

MANY = 1 << 24
"""Characters of .txt files that become one piece of the table."""


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that came together: those of a table, or of several .txt files.

    Attributes:
        label: The file, if it is one table.
        rows: The documents.
    """

    label: str | None
    rows: pa.Table


def read_documents(
    options: argparse.Namespace, *, not_documents: Iterable[Path], groups: tuple[str, ...] = ()
) -> pa.Table:
    """Reads what the user named. Every document has an id, unique wherever the user's own ids allow it.

    Without an id a document of a table is `file:row`, from 0, and a .txt is its path in the folder that was named.
    Where files share ids, those of tables get the file in front, `file:id`. `groups` are columns to count by, as text.
    """
    _check_encoding(options.encoding)
    sources, skipped = find(options.inputs, not_documents=not_documents)
    if skipped:
        _LOG.warning("skipped %s with another ending", counted(skipped, "file"))
    columns = Columns(
        options.text, options.id, options.date, tuple(name for name in groups if name not in SCHEMA.names)
    )
    if columns.groups and all(source.ending == ".txt" for source in sources):
        raise OptionError(f"--by {columns.groups[0]}: .txt files have no columns")
    parts = list(_parts(sources, columns, options.encoding))
    rows = pa.concat_tables([part.rows for part in parts])
    if _shared(rows) and len(parts) > 1:
        parts = [Part(part.label, _prefixed(part)) for part in parts]
        rows = pa.concat_tables([part.rows for part in parts])
        if not _shared(rows):
            _LOG.warning("several files share ids: they are given as file:id")
    if shared := _shared(rows):
        _LOG.warning("ids are not unique: %s with the id of another one", counted(shared, "document"))
    return rows if rows.column("date").null_count < rows.num_rows else rows.drop_columns(["date"])


def _check_encoding(name: str) -> None:
    """An error, unless the codec makes text of bytes: Python has others too, such as `hex` and `undefined`."""
    try:
        b"a".decode(name)
    except UnicodeDecodeError:
        # For UTF-16 one byte is too few.
        return
    except (LookupError, ValueError):
        raise OptionError(f"--encoding: Python knows no encoding '{name}'") from None


def _parts(sources: list[Source], columns: Columns, encoding: str) -> Iterator[Part]:
    texts: list[dict[str, object]] = []
    size = 0
    for source in sources:
        if source.ending == ".txt":
            texts.append(read_text(source, encoding))
            size += len(str(texts[-1]["text"]))
        if texts and (source.ending != ".txt" or size > MANY):
            yield Part(None, pa.Table.from_pylist(texts, schema=columns.schema))
            texts, size = [], 0
        if source.ending != ".txt":
            yield Part(source.label, read_table(source, columns, encoding))
    if texts:
        yield Part(None, pa.Table.from_pylist(texts, schema=columns.schema))


def _shared(rows: pa.Table) -> int:
    return int(rows.num_rows - pc.count_distinct(rows.column("id")).as_py())


def _prefixed(part: Part) -> pa.Table:
    if part.label is None:
        return part.rows
    ids = part.rows.column("id")
    return part.rows.set_column(
        0,
        SCHEMA.field("id"),
        pc.binary_join_element_wise(pa.scalar(part.label, ids.type), ids, pa.scalar(":", ids.type)),
    )
