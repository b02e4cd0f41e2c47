"""`comention demo`: what the package does, shown on the data that come with it."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

import comention as cm
from comention._files import write_table
from comention.cli.display import aligned, bold, marked
from comention.cli.seed import documents_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping


__all__ = ["ABOUT", "EXAMPLES", "USAGE", "describe", "run"]

USAGE = "comention demo [options]"
ABOUT = """\
Show what comention does, on data that come with it.

Reads sixty short dispatches on India and Russia, half of them in English, half in Hindi; prints the pairs that are
mentioned together most strongly, the sentences that prove one of them, and who held an office when; writes the tables
and the network to a folder. It needs no network and changes nothing else.
"""

EXAMPLES = """\
examples:
  comention demo
  comention demo -o somewhere/else
"""

SEED = "india-russia"
PAIR = ("sergey-lavrov", "s-jaishankar")
OFFICE = {"Russian Defence Minister", "रूसी रक्षा मंत्री"}
LANGUAGES = {"en": "English", "hi": "Hindi"}
READABLE = 220
"""Characters of a sentence that is shown."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("comention-demo"), metavar="FOLDER", help="(default: comention-demo)"
    )


def run(options: argparse.Namespace) -> None:
    """Does it."""
    options.output.mkdir(parents=True, exist_ok=True)
    seed = cm.load_seed(SEED)
    matcher = cm.Matcher(seed.gazetteer)
    mentions = matcher.match(documents_of(seed))
    pairs = mentions.cooccurrences()
    _loaded(seed, mentions)
    _strongest(pairs)
    _evidence(seed, mentions)
    _office(seed, mentions)
    _written(options.output, mentions, pairs)


def _loaded(seed: cm.Seed, mentions: cm.Mentions) -> None:
    types = Counter(seed.gazetteer[entity].type for entity in seed.gazetteer)
    listed = ", ".join(f"{n} {kind}s" for kind, n in types.most_common())
    langs = Counter(seed.documents["lang"])
    spoken = ", ".join(f"{n} {LANGUAGES.get(lang, lang)}" for lang, n in langs.most_common())
    dates = seed.documents["date"]
    rows = mentions.to_pandas()
    print(bold(f"comention {cm.__version__}, on its own data: {seed.name}"))
    print()
    print(f"  Gazetteer   {len(seed.gazetteer)} entities: {listed}")
    print(f"  Documents   {len(seed.documents)} dispatches: {spoken}; {dates.min():%B %Y} to {dates.max():%B %Y}")
    print(f"  Found       {len(mentions):,} mentions of {rows['entity_id'].nunique()} entities")


def _strongest(pairs: cm.Cooccurrences, rows: int = 12) -> None:
    table = pairs.to_pandas(unit="sentence")
    sentences = int(table["n"].iloc[0])
    _heading("The strongest pairs", f"who is named in one sentence, of {sentences:,}, far more often than by chance")
    columns = ["name_a", "name_b", "n_ab", "n_a", "n_b", "g2"]
    for line in aligned(table.head(rows).to_dict("records"), columns):
        print(" ", line)
    print(f"  … and {len(table) - rows:,} more pairs. n_ab: sentences with both; n_a, n_b: with the one, the other;")
    print("  g2: log-likelihood ratio, how sure it is that they belong together")


def _evidence(seed: cm.Seed, mentions: cm.Mentions, each: int = 2) -> None:
    names = " – ".join(seed.gazetteer[entity].name for entity in PAIR)
    _heading("The sentences that prove it", f"{names}, one person each in two scripts")
    lang_of = dict(zip(seed.documents["id"], seed.documents["lang"], strict=True))
    found = mentions.evidence(*PAIR, limit=1000).to_dict("records")
    for lang in LANGUAGES:
        # One sentence of a day: a report often says it twice.
        days = {row["date"]: row for row in reversed(found) if lang_of[row["doc_id"]] == lang and _is_readable(row)}
        for row in list(reversed(days.values()))[:each]:
            print(f"  {row['doc_id']}")
            print(f"    {marked(row['text'], [(row['start_a'], row['end_a']), (row['start_b'], row['end_b'])])}")


def _is_readable(row: Mapping[Any, Any]) -> bool:
    return len(row["text"]) <= READABLE


def _office(seed: cm.Seed, mentions: cm.Mentions) -> None:
    _heading("Who held the office that day", "an office is a name with dates, and the date of the document decides")
    rows = [row for row in mentions.to_arrow().to_pylist() if row["alias"] in OFFICE and row["resolution"] == "date"]
    days = {(row["date"], row["surface"]): seed.gazetteer[row["entity_id"]].name for row in rows}
    shown = [{"date": day, "the text says": surface, "it is": name} for (day, surface), name in days.items()]
    for line in aligned(shown, ["date", "the text says", "it is"]):
        print(" ", line)


def _written(folder: Path, mentions: cm.Mentions, pairs: cm.Cooccurrences) -> None:
    _heading("Files", "for a spreadsheet, for pandas, for Gephi")
    entities = pa.Table.from_pandas(pairs.entities(), preserve_index=False)
    files: dict[str, tuple[str, Callable[[Path], None]]] = {
        "mentions.csv": ("every mention, with its place in the text", mentions.write),
        "pairs.csv": ("every pair of a sentence, with all measures", pairs.write),
        "entities.csv": ("how often each is mentioned, and with how many others", partial(write_table, entities)),
        "network.gexf": ("the same as a network, for Gephi", pairs.write),
    }
    for name, (about, write) in files.items():
        write(folder / name)
        print(f"  {(folder / name).as_posix():<30}  {about}")
    print("\nYour turn: 'comention seed' writes the gazetteer and the documents as files to edit,")
    print("'comention count --help' says how to count your own.")


def _heading(title: str, about: str) -> None:
    print(f"\n{bold(title)}: {about}\n")
