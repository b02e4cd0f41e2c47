"""`comention count`: documents → the pairs that are mentioned together, as a table or as a network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, get_args

from comention._frames import optional
from comention._networks import NETWORKS
from comention._options import COLUMN
from comention.cli import writing
from comention.cli.display import counted
from comention.cli.documents import read_documents
from comention.cli.options import add_input, add_output, gazetteer_files, matcher, positive, progress, words
from comention.errors import DocumentError, OptionError
from comention.typing import Period, Within

if TYPE_CHECKING:
    import argparse

__all__ = ["ABOUT", "EXAMPLES", "USAGE", "describe", "run"]

USAGE = "comention count INPUT [INPUT ...] -g FILE [options]"
ABOUT = """\
Count who is mentioned together, how often, and how much more often than by chance.

A row for each pair, the strongest first: entity_a, entity_b, name_a, name_b, period or the columns named (with --by),
n_ab (sentences that mention both; with --unit paragraphs or documents, with --window pairs of mentions close to each
other), n_a, n_b (that mention the one, the other), n (all of them),
n_docs (documents in which they meet), expected (n_ab, were it chance), lift, pmi, npmi, log_dice, g2 (the
log-likelihood ratio, by which the table is sorted), chi2, dice, jaccard, t_score, p_value, q_value, string_score and
log_ratio_lower.
"""

EXAMPLES = """\
examples:
  comention count news/ -g people.json                           the strongest pairs, a table to read
  comention count news/ -g people.json --unit document --min-count 3 -o pairs.csv
  comention count news.parquet -g people.json --by month -o pairs-by-month.parquet
  comention count news.parquet -g people.json --by quarter,source --between person,place
  comention count news/ -g people.json --window 10 --entities sergey-lavrov
  comention count news/ -g people.json --top 200 -o network.gexf   open it in Gephi
  comention count news.parquet -g people.json --by month -o network.gexf   the same, with a timeline
"""

TO_READ = ("n_ab", "n_a", "n_b", "n", "n_docs", "expected", "npmi", "g2")


def describe(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_input(parser)
    counting = parser.add_argument_group("counting")
    counting.add_argument(
        "--unit",
        choices=get_args(Within),
        help="in what two count as together (default: sentence; window if --window is given)",
    )
    counting.add_argument(
        "--by",
        type=words,
        default=[],
        metavar="NAME,…",
        help=f"count apart: a period of the dates ({', '.join(get_args(Period))}), columns of the documents, or both; "
        f"a column named like a period is {COLUMN}NAME",
    )
    counting.add_argument(
        "--window", type=positive, metavar="K", help="count pairs of mentions that are at most K words apart too"
    )
    counting.add_argument("--ordered", action="store_true", help="in windows, a before b is not b before a")
    selecting = parser.add_argument_group("selecting")
    selecting.add_argument("--types", type=words, metavar="TYPE,…", help="only pairs of entities of these types")
    selecting.add_argument("--between", type=words, metavar="TYPE,TYPE", help="only pairs of one type with another")
    selecting.add_argument("--entities", type=words, metavar="ID,…", help="only pairs with one of these")
    selecting.add_argument(
        "--min-count", type=positive, default=1, metavar="N", help="only pairs with at least this n_ab (default: 1)"
    )
    selecting.add_argument("--top", type=positive, metavar="N", help="only the N strongest rows")
    add_output(parser, (*writing.ENDINGS, *NETWORKS))


def run(options: argparse.Namespace) -> None:
    """Does it."""
    writing.check(options, (*writing.ENDINGS, *NETWORKS))
    is_network = options.output is not None and options.output.suffix.lower() in NETWORKS
    if is_network:
        _check_network(options)
    if options.unit == "window" and options.window is None:
        raise OptionError("--unit window: say how many words apart, by --window")
    unit: Within = options.unit or ("sentence" if options.window is None else "window")
    compiled = matcher(options)
    apart = [name for name in options.by if name not in get_args(Period)]
    documents = read_documents(
        options,
        not_documents=[*gazetteer_files(options), *filter(None, [options.output])],
        groups=tuple(name.removeprefix(COLUMN) for name in apart),
    )
    if len(apart) < len(options.by) and "date" not in documents.column_names:
        raise DocumentError("--by needs dates: name their column by --date, or begin names of files by them")
    pairs = compiled.cooccurrences(
        documents,
        id=None,
        by=options.by,
        window=options.window,
        ordered=options.ordered,
        threads=options.threads,
        progress=progress(options),
    )
    selection: dict[str, Any] = {
        name: getattr(options, name) for name in ("types", "between", "entities", "min_count", "top")
    }
    if is_network:
        pairs.write(options.output, unit=unit, **selection)
        print(f"comention: network of {counted(documents.num_rows, 'document')}: {options.output}", file=sys.stderr)
        return
    table = pairs.to_arrow(unit=unit, **selection)
    if options.output is None:
        names = ["period" if name in get_args(Period) else name.removeprefix(COLUMN) for name in options.by]
        writing.show(table, options, ("name_a", "name_b", *names, *TO_READ), options.top)
        return
    writing.write(table, options.output, safe=options.safe)
    summary = f"{counted(table.num_rows, 'row')} of {counted(documents.num_rows, 'document')}: {options.output}"
    print(f"comention: {summary}", file=sys.stderr)


def _check_network(options: argparse.Namespace) -> None:
    suffix = options.output.suffix.lower()
    if suffix == ".graphml":
        optional("networkx", "network")
    if options.by and suffix != ".gexf":
        raise OptionError("--by is for tables and .gexf: other networks have all periods and groups in one")
    if options.by and not any(name in get_args(Period) for name in options.by):
        raise OptionError("--by of a network is a period of the dates: other groups are all in one")
