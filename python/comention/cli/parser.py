"""What the command line understands."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

from comention import __version__
from comention.cli import compile as compile_command
from comention.cli import count, demo, lint, match, seed

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

__all__ = ["parser"]

COMMANDS = {"demo": demo, "match": match, "count": count, "compile": compile_command, "lint": lint, "seed": seed}

ABOUT = """\
Who and what is mentioned together in the news, and the sentences that prove it.

You bring documents (a folder of .txt, a table as .csv, .parquet, …) and a gazetteer: a file of entities and the
names they go by, in any language and script. A first look, with data that comes with the package:

  comention demo
"""

EXAMPLES = """\
examples:
  comention match news/ -g people.json -o mentions.csv       every mention, with its place in the text
  comention count news/ -g people.json -o network.gexf       who is mentioned with whom, for Gephi
  comention compile -g people.json -o people.cmx              a gazetteer that opens at once
  comention lint -g people.json                               which of its names need a look
  comention seed -o my-project                                a gazetteer and documents, to edit and to try

'comention COMMAND --help' explains a command. Exit codes: 0 done; 2 wrong usage, or a file that cannot be read or
written; 130 stopped by Ctrl-C; 1 a bug, or for lint: there are findings to mend.
"""


class Parser(argparse.ArgumentParser):
    """Says on one line what is wrong, and keeps the line breaks of its descriptions."""

    def __init__(self, **options: object) -> None:
        options |= {"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False}
        super().__init__(**options)  # type: ignore[arg-type]

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        # The one of argparse passes over a standard output that is full or closed.
        if message:
            (file or sys.stderr).write(message)

    def error(self, message: str) -> NoReturn:
        """Ends the run with exit code 2."""
        self.exit(2, f"comention: {message} (see {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; what it returns has a `run` that takes it."""
    top = Parser(prog="comention", description=ABOUT, epilog=EXAMPLES)
    top.add_argument("--version", action="version", version=f"comention {__version__}")
    top.set_defaults(run=lambda _: top.error("a command is missing: " + ", ".join(COMMANDS)))
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for name, command in COMMANDS.items():
        about = command.ABOUT.partition("\n")[0]
        words = {"help": about, "usage": command.USAGE, "description": command.ABOUT, "epilog": command.EXAMPLES}
        one = commands.add_parser(name, **words)
        command.describe(one)
        one.set_defaults(run=command.run)
    return top
