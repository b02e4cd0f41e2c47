"""`comention match`: documents → the mentions table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from comention.cli import writing
from comention.cli.display import counted
from comention.cli.documents import read_documents
from comention.cli.options import add_input, add_output, gazetteer_files, matcher, progress

if TYPE_CHECKING:
    import argparse

__all__ = ["ABOUT", "EXAMPLES", "USAGE", "describe", "run"]

USAGE = "comention match INPUT [INPUT ...] -g FILE [options]"
ABOUT = """\
Find every mention: who, where in which document, by which name.

A row for each mention: doc_id, entity_id, type, alias (as in the gazetteer), surface (as in the document), start and
end (characters of the document, from 0: text[start:end] is the surface), paragraph, sentence, word, resolution
(how one of several possible entities was chosen), candidates, and date, if the documents have dates.
"""

EXAMPLES = """\
examples:
  comention match news/ -g people.json                         a table to read
  comention match news/ -g people.json -o mentions.csv         all rows, all columns
  comention match 2023.parquet 2024.parquet -g people.json -g cities.csv --text body -o mentions.parquet
  comention match news/ -g seed:india-russia | head            CSV, if it is not a terminal
"""

TO_READ = ("doc_id", "date", "entity_id", "surface", "start", "end", "sentence", "resolution")


def describe(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_input(parser)
    add_output(parser, writing.ENDINGS)


def run(options: argparse.Namespace) -> None:
    """Does it."""
    writing.check(options, writing.ENDINGS)
    compiled = matcher(options)
    documents = read_documents(options, not_documents=[*gazetteer_files(options), *filter(None, [options.output])])
    mentions = compiled.match(documents, threads=options.threads, progress=progress(options))
    table = mentions.to_arrow()
    if options.output is None:
        writing.show(table, options, TO_READ)
        return
    writing.write(table, options.output, safe=options.safe)
    summary = f"{counted(len(mentions), 'mention')} in {counted(documents.num_rows, 'document')}: {options.output}"
    print(f"comention: {summary}", file=sys.stderr)
