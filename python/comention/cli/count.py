"""`comention count`: documents → the pairs that are mentioned together, as a table or as a network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, get_args

from comention._frames import optional
from comention.cli import writing
from comention.cli.display import counted
from comention.cli.documents import read_documents
from comention.cli.options import add_input, add_output, gazetteer_files, matcher, positive, progress
from comention.cooccurrence import NETWORKS
from comention.errors import DocumentError, OptionError
from comention.typing import Period, Unit

if TYPE_CHECKING:
    import argparse

__all__ = ["ABOUT", "EXAMPLES", "USAGE", "describe", "run"]

USAGE = "comention count INPUT [INPUT ...] -g FILE [options]"
ABOUT = """\
Count who is mentioned together, how often, and how much more often than by chance.

A row for each pair, the strongest first: entity_a, entity_b, name_a, name_b, period (with --by), n_ab (sentences that
mention both; with --unit paragraphs or documents), n_a, n_b (that mention the one, the other), n (all of them),
n_docs (documents in which they meet), expected (n_ab, were it chance), lift, pmi, npmi, log_dice and g2, the
log-likelihood ratio, by which the table is sorted.
"""

EXAMPLES = """\
examples:
  comention count news/ -g people.json                           the strongest pairs, a table to read
  comention count news/ -g people.json --unit document --min-count 3 -o pairs.csv
  comention count news.parquet -g people.json --by month -o pairs-by-month.parquet
  comention count news/ -g people.json -o network.gexf           open it in Gephi
"""

TO_READ = ("name_a", "name_b", "period", "n_ab", "n_a", "n_b", "n", "n_docs", "expected", "npmi", "g2")


def describe(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_input(parser)
    counting = parser.add_argument_group("counting")
    counting.add_argument(
        "--unit", choices=get_args(Unit), default="sentence", help="in what two count as together (default: sentence)"
    )
    counting.add_argument("--by", choices=get_args(Period), help="count each period of the documents' dates on its own")
    counting.add_argument(
        "--min-count", type=positive, default=1, metavar="N", help="only pairs with at least this n_ab (default: 1)"
    )
    counting.add_argument("--top", type=positive, metavar="N", help="only the N strongest rows")
    add_output(parser, (*writing.ENDINGS, *NETWORKS))


def run(options: argparse.Namespace) -> None:
    """Does it."""
    writing.check(options, (*writing.ENDINGS, *NETWORKS))
    is_network = options.output is not None and options.output.suffix.lower() in NETWORKS
    if is_network:
        _check_network(options)
    compiled = matcher(options)
    documents = read_documents(options, not_documents=[*gazetteer_files(options), *filter(None, [options.output])])
    if options.by is not None and "date" not in documents.column_names:
        raise DocumentError("--by needs dates: name their column by --date, or begin names of files by them")
    pairs = compiled.cooccurrences(
        documents, id=None, by=options.by, threads=options.threads, progress=progress(options)
    )
    if is_network:
        pairs.write(options.output, unit=options.unit, min_count=options.min_count)
        print(f"comention: network of {counted(documents.num_rows, 'document')}: {options.output}", file=sys.stderr)
        return
    table = pairs.to_arrow(unit=options.unit, min_count=options.min_count)
    if options.top is not None:
        table = table.slice(0, options.top)
    if options.output is None:
        writing.show(table, options, TO_READ, options.top)
        return
    writing.write(table, options.output)
    summary = f"{counted(table.num_rows, 'row')} of {counted(documents.num_rows, 'document')}: {options.output}"
    print(f"comention: {summary}", file=sys.stderr)


def _check_network(options: argparse.Namespace) -> None:
    for option in ("top", "by"):
        if getattr(options, option) is not None:
            raise OptionError(f"--{option} is for tables: a network has all pairs of all periods; see --min-count")
    optional("networkx", "network")
