"""`comention compile`: gazetteers → a matcher in a file, which opens at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from comention._files import check_writable
from comention.cli.display import counted
from comention.cli.options import COMPILED, add_gazetteer, add_matching, matcher
from comention.errors import OptionError

if TYPE_CHECKING:
    import argparse

__all__ = ["ABOUT", "EXAMPLES", "USAGE", "describe", "run"]

USAGE = "comention compile -g FILE -o FILE.cmx [options]"
ABOUT = """\
Compile gazetteers into a file that match and count open at once, however many names there are.

The file holds the gazetteer, its names as they are compared, and how they are matched (--overlap, --case, --ambiguous,
--kinds). It is of this version of comention: keep the gazetteer, to compile it again.
"""

EXAMPLES = """\
examples:
  comention compile -g people.json -g cities.csv -o names.cmx
  comention match news/ -g names.cmx -o mentions.csv

  comention compile -g seed:india-russia --ambiguous drop -o india-russia.cmx
"""


def describe(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    add_gazetteer(parser)
    add_matching(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=f"{COMPILED}")


def run(options: argparse.Namespace) -> None:
    """Does it."""
    if options.output.suffix.lower() != COMPILED:
        raise OptionError(f"cannot write '{options.output}': the name must end in {COMPILED}")
    check_writable(options.output)
    compiled = matcher(options)
    compiled.save(options.output)
    _, names = compiled._core.sizes()
    print(f"comention: {counted(names, 'name')}: {options.output}", file=sys.stderr)
