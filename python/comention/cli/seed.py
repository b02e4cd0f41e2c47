"""`comention seed`: the data that comes with the package as files to edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from comention import load_seed
from comention.cli import writing
from comention.cli.options import SEED
from comention.errors import OptionError

if TYPE_CHECKING:
    import argparse

    from comention import Seed

__all__ = ["ABOUT", "EXAMPLES", "USAGE", "describe", "documents_of", "run"]

USAGE = "comention seed [NAME] [options]"
ABOUT = """\
Write the gazetteer and the documents that come with the package to a folder, to edit and to try.

gazetteer.json has the entities with their English and Hindi names and their offices; documents.jsonl has a document
a line, with id, date, source, lang and text.
"""

EXAMPLES = """\
examples:
  comention seed
  comention count india-russia/documents.jsonl -g india-russia/gazetteer.json

  comention seed india-russia -o my-project
"""


def describe(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("name", nargs="?", default="india-russia", metavar="NAME", help="(default: india-russia)")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="(default: a folder of that name, here)")
    parser.add_argument("--force", action="store_true", help="write over the files that are there")


def run(options: argparse.Namespace) -> None:
    """Does it."""
    seed = load_seed(options.name)
    folder = options.output or Path(options.name)
    gazetteer, documents = folder / "gazetteer.json", folder / "documents.jsonl"
    for path in (gazetteer, documents):
        if path.exists() and not options.force:
            raise OptionError(f"{path}: there already; --force writes over it")
    folder.mkdir(parents=True, exist_ok=True)
    seed.gazetteer.save(gazetteer)
    table = documents_of(seed)
    writing.write(table, documents)
    print(f"{gazetteer}   {len(seed.gazetteer):,} entities")
    print(f"{documents}  {table.num_rows:,} documents")
    print(f"\nNow try\n  comention count {documents} -g {gazetteer}")
    print(f"The same without files: -g {SEED}{options.name}")


def documents_of(seed: Seed) -> pa.Table:
    """The documents of a seed, with days for dates."""
    table = pa.Table.from_pandas(seed.documents, preserve_index=False)
    at = table.column_names.index("date")
    return table.set_column(at, "date", table.column("date").cast(pa.date32()))
