"""The options that several commands share, and what they are turned into."""

from __future__ import annotations

import argparse
import functools
import operator
import sys
from pathlib import Path
from typing import Any, get_args

from comention import Gazetteer, Matcher, load_seed
from comention.errors import OptionError
from comention.typing import Ambiguous, Case, Kind, Overlap

__all__ = [
    "COMPILED",
    "add_documents",
    "add_gazetteer",
    "add_input",
    "add_matching",
    "add_output",
    "add_running",
    "gazetteer_files",
    "matcher",
    "positive",
    "progress",
    "read_gazetteers",
    "words",
]

SEED = "seed:"
"""Before the name of a gazetteer that comes with the package."""

CAMEO = "cameo:"
"""Before the name of an actor dictionary, unless its name says so."""

COMPILED = ".cmx"
"""How the names of compiled gazetteers end."""

ACTORS = (".actors.txt", ".actors")
"""How the names of actor dictionaries end."""


def add_input(parser: argparse.ArgumentParser) -> None:
    """Documents, gazetteers, and how the ones are found in the others."""
    add_gazetteer(parser)
    add_documents(parser)
    add_running(add_matching(parser))


def add_matching(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """How documents are matched."""
    matching = parser.add_argument_group("matching")
    matching.add_argument(
        "--overlap", choices=get_args(Overlap), help="of overlapping names the longest (default), or all"
    )
    matching.add_argument(
        "--case",
        choices=get_args(Case),
        help="smart: US and WHO only in upper case, all else in any (default); fold: any; exact: as written",
    )
    matching.add_argument(
        "--ambiguous",
        choices=get_args(Ambiguous),
        help="names that nothing decides between several entities: a mention without an entity (default), one for each "
        "candidate, or none",
    )
    matching.add_argument(
        "--kinds",
        metavar="KIND,…",
        type=words,
        help=f"kinds of names that count: {', '.join(get_args(Kind))} (default: all but demonym)",
    )
    return matching


def add_gazetteer(parser: argparse.ArgumentParser) -> None:
    """The gazetteers."""
    parser.add_argument(
        "-g",
        "--gazetteer",
        action="append",
        required=True,
        metavar="FILE",
        help="entities and their names: .json, .jsonl, .csv, .tsv, .parquet, "
        f"{ACTORS[0]} or {CAMEO}FILE (an actor dictionary with CAMEO codes), or "
        f"{SEED}india-russia, which comes with the package; several are added: -g a.json -g b.csv; "
        f"or one {COMPILED}, which 'comention compile' wrote",
    )


def add_documents(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """The documents, and where in them is what."""
    parser.add_argument(
        "inputs",
        nargs="*" if optional else "+",
        metavar="INPUT",
        help="file or folder: .txt, a document each; .jsonl, .csv, .tsv, .parquet",
    )
    documents = parser.add_argument_group("documents")
    documents.add_argument("--text", metavar="COLUMN", default="text", help="the column of texts (default: text)")
    documents.add_argument("--id", metavar="COLUMN", help="the column of ids (default: id, else file and row)")
    documents.add_argument("--date", metavar="COLUMN", help="the column of dates (default: date, if there is one)")
    documents.add_argument("--encoding", default="utf-8", help="of text files (default: utf-8)")


def add_running(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """How it runs."""
    parser.add_argument("--threads", type=positive, metavar="N", help="(default: one for each core)")
    parser.add_argument(
        "--progress", action=argparse.BooleanOptionalAction, help="a bar (default: if this is a terminal)"
    )


def add_output(parser: argparse.ArgumentParser, endings: tuple[str, ...]) -> None:
    """Where the table goes, and as what."""
    output = parser.add_argument_group("output")
    output.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help=f"{', '.join(endings)} (default: standard output)"
    )
    output.add_argument(
        "--format",
        choices=("table", "csv", "tsv", "jsonl"),
        help="of standard output (default: a table to read if it is a terminal, else csv)",
    )
    output.add_argument(
        "--safe",
        action="store_true",
        help="of csv and tsv for a spreadsheet: texts that it may take for formulas get an apostrophe in front",
    )
    output.add_argument(
        "--limit", type=positive, metavar="N", help="rows of a table to read (default: 20); files have them all"
    )


def matcher(options: argparse.Namespace) -> Matcher:
    """Reads the gazetteers, adds them and compiles them; or opens the one that is compiled."""
    given = {name: getattr(options, name) for name in ("overlap", "case", "ambiguous", "kinds")}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    compiled = [name for name in options.gazetteer if name.lower().endswith(COMPILED)]
    if not compiled:
        return Matcher(functools.reduce(operator.add, read_gazetteers(options.gazetteer)), **chosen)
    if len(options.gazetteer) > 1:
        raise OptionError(f"{compiled[0]}: a compiled gazetteer stands alone; compile the files together")
    if chosen:
        raise OptionError(f"{compiled[0]}: --{next(iter(chosen))} is said when it is compiled")
    return Matcher.load(compiled[0])


def gazetteer_files(options: argparse.Namespace) -> list[Path]:
    """The gazetteers that are files."""
    return [Path(name.removeprefix(CAMEO)) for name in options.gazetteer if not name.startswith(SEED)]


def progress(options: argparse.Namespace) -> bool:
    """Whether to show a bar."""
    return bool(sys.stderr.isatty() if options.progress is None else options.progress)


def positive(text: str) -> int:
    """A whole number from 1."""
    if not (text.isdecimal() and text.isascii() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1")
    return int(text)


def read_gazetteers(names: list[str]) -> list[Gazetteer]:
    """The gazetteers of these names; actor dictionaries are read together, since they describe the same actors."""
    dictionaries = [name.removeprefix(CAMEO) for name in names if _is_cameo(name)]
    read = [_gazetteer(name) for name in names if not _is_cameo(name)]
    return [*read, *([Gazetteer.read_cameo(*dictionaries)] if dictionaries else [])]


def _is_cameo(name: str) -> bool:
    return name.startswith(CAMEO) or name.lower().endswith(ACTORS)


def _gazetteer(name: str) -> Gazetteer:
    if name.startswith(SEED):
        return load_seed(name.removeprefix(SEED)).gazetteer
    if name.lower().endswith(COMPILED):
        return Matcher.load(name).gazetteer
    return Gazetteer.read(name)


def words(text: str) -> list[str]:
    """The words of a list with commas."""
    return [word.strip() for word in text.split(",") if word.strip()]
