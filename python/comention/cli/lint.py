"""`comention lint`: a gazetteer → what is wrong with it, or may be."""

from __future__ import annotations

import functools
import operator
import sys
from typing import TYPE_CHECKING

from comention.cli import writing
from comention.cli.display import counted
from comention.cli.documents import read_documents
from comention.cli.options import (
    add_documents,
    add_gazetteer,
    add_output,
    add_running,
    gazetteer_files,
    progress,
    read_gazetteers,
    words,
)

if TYPE_CHECKING:
    import argparse

    import pyarrow as pa

__all__ = ["ABOUT", "EXAMPLES", "USAGE", "describe", "run"]

USAGE = "comention lint -g FILE [INPUT ...] [options]"
ABOUT = """\
Look a gazetteer over: aliases that never match or mean something else, entities that are one.

A row for each finding: severity (error: the alias does not do what it is there for; warning: it probably does harm;
info: worth knowing), rule, entity_id, alias, lang, reason, and count: how often the alias stands in the documents, if
there are any. Documents show which aliases are words of the language; so do lists of word frequencies
(pip install "comention[lint]"). docs/gazetteer.md explains the rules.

Exit code 1 if there is an error; with --strict also if there is a warning.
"""

EXAMPLES = """\
examples:
  comention lint -g people.json                        a table to read
  comention lint -g people.json news/ --langs en,hi    held against the documents to come
  comention lint -g cities.csv -o findings.csv         all rows, all columns
  comention lint -g people.json --strict               for a script that is to stop at warnings too
"""

TO_READ = ("severity", "rule", "entity_id", "alias", "reason", "count")

FOUND = 1
"""The exit code that says there is something to mend."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_gazetteer(parser)
    add_documents(parser, optional=True)
    parser.add_argument("--langs", metavar="LANG,…", type=words, help="languages of the documents (default: see above)")
    parser.add_argument("--strict", action="store_true", help="exit code 1 at warnings too")
    add_running(parser)
    add_output(parser, writing.ENDINGS)


def run(options: argparse.Namespace) -> int:
    """Does it."""
    writing.check(options, writing.ENDINGS)
    gazetteer = functools.reduce(operator.add, read_gazetteers(options.gazetteer))
    documents: pa.Table | None = None
    if options.inputs:
        documents = read_documents(options, not_documents=[*gazetteer_files(options), *filter(None, [options.output])])
    table = gazetteer._lint(
        documents, text="text", langs=options.langs, threads=options.threads, progress=progress(options)
    )
    severities = table.column("severity").to_pylist()
    if options.output is None:
        shown = TO_READ if documents is not None else TO_READ[:-1]
        writing.show(table, options, shown)
    else:
        writing.write(table, options.output, safe=options.safe)
    errors, warnings = severities.count("error"), severities.count("warning")
    notes = len(severities) - errors - warnings
    where = "" if options.output is None else f": {options.output}"
    summary = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}, {counted(notes, 'note')}{where}"
    print(f"comention: {summary}", file=sys.stderr)
    return FOUND if errors or (options.strict and warnings) else 0
