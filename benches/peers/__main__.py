"""The program: `python -m benches.peers --help`."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# One thread each; polars asks when it is imported.
os.environ["POLARS_MAX_THREADS"] = "1"

from . import report, targets
from .child import child, store
from .contenders import CONTENDERS, TASKS, Contender
from .measure import build, measure
from .report import OURS, Results
from .texts import SIZES, TEXTS, Generated, Names, Read, Texts

MEMORY_SAMPLE = 4.0
"""Megabytes each contender reads when its memory is measured."""


def main() -> None:
    asked = options()
    logging.getLogger("comention").setLevel(logging.ERROR)  # What is dirty in a gazetteer is not the matter here.
    source = Read(asked.data, asked.megabytes) if asked.data else generated(asked)
    results = Results(asked.clock)
    texts = {kind: source.texts(kind) for kind in asked.texts}
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {source.what} text")
    print("; ".join(f"{kind}: {len(it.documents):,} documents, {it.megabytes:.1f} MB" for kind, it in texts.items()))
    print(", ".join(versions(asked.peers)), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes:
            one_size(asked, results, source.names(size), texts, Path(folder))
        print("\n" + report.tables(results))
        reached = all_targets(asked, results, source, texts, Path(folder)) if asked.targets else ""
    print(reached)
    if asked.markdown:
        asked.markdown.write_text(report.tables(results) + "\n" + reached + "\n")
    if asked.csv:
        report.write_csv(results, asked.csv)
    if asked.plot:
        report.plot(results, asked.plot)


def one_size(asked: argparse.Namespace, results: Results, names: Names, texts: dict[str, Texts], folder: Path) -> None:
    taking_part: list[Contender] = []
    for name in asked.peers:
        kind = CONTENDERS[name]
        if not kind.installed():
            results.skipped[f"{name}: {kind.package} is not installed"] = None
        elif len(names.entities) > kind.most and not asked.no_limits:
            results.skipped[f"{name} beyond {kind.most:,} names: {kind.why}"] = None
        else:
            contender = kind()
            results.built[names.size, name] = build(contender, names)
            taking_part.append(contender)
    for it in texts.values():
        entries = [(contender, task) for task in asked.tasks for contender in taking_part if task in contender.tasks]
        records = measure(entries, names, it, rounds=asked.rounds, budget=asked.budget)
        results.measured += records
        for task in asked.tasks:
            print(report.group(results, [record for record in records if record.task == task]), flush=True)
    if asked.memory:
        it = next(iter(texts.values()))
        store(folder, names, it.sample(min(1.0, MEMORY_SAMPLE / it.megabytes)))
        for contender in taking_part:
            if contender.threads == 1 and (used := child("contender", folder, contender.name)):
                results.memory[names.size, contender.name] = used


def all_targets(
    asked: argparse.Namespace, results: Results, source: Generated | Read, texts: dict[str, Texts], folder: Path
) -> str:
    lines = targets.of_results(results)
    if "mixed" in texts:
        middle, large, mixed = source.names("34k"), source.names("1m"), texts["mixed"]
        # Before the last line, beside the one it explains.
        lines.insert(-1, targets.of_names(source.names("1k"), large, mixed, asked.rounds))
        lines.append(targets.of_counting(results, middle, mixed, folder, asked.tagger))
        lines += targets.of_words(middle, mixed, folder, asked.words, asked.rounds)
        everything = source.all_documents()
        lines += targets.of_threads(middle, everything, asked.rounds)
        lines.append(targets.of_memory(middle, everything, folder))
        lines += targets.of_saved(large, mixed.sample(0.01), folder)
    return targets.section(lines)


def generated(asked: argparse.Namespace) -> Generated:
    sizes = [*asked.sizes, *(targets.SIZES if asked.targets else ())]
    return Generated(asked.seed, asked.megabytes, max(SIZES[size] for size in sizes))


def versions(names: list[str]) -> list[str]:
    found = []
    for package in dict.fromkeys(CONTENDERS[name].package for name in names):
        try:
            found.append(f"{package} {version({'ahocorasick': 'pyahocorasick'}.get(package, package))}")
        except PackageNotFoundError:
            continue
    return found


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benches.peers", description="comention beside its peers")

    def some(name: str, known: tuple[str, ...], default: tuple[str, ...], what: str) -> None:
        help_ = f"{what}: {', '.join(known)} (comma-separated; default: {', '.join(default)})"
        parser.add_argument(name, type=lambda text: chosen(name, text, known), help=help_)

    some("--sizes", tuple(SIZES), tuple(SIZES), "how many names")
    some("--texts", TEXTS, TEXTS, "kinds of text")
    some("--task", TASKS, ("match", "table", "count"), "what is done")
    some(
        "--peers",
        tuple(CONTENDERS),
        tuple(CONTENDERS),
        "who takes part; comention always does; a part of a name will do",
    )
    parser.add_argument("--data", type=Path, help="a folder of real texts and gazetteers; without, both are generated")
    parser.add_argument("--megabytes", type=float, help="of each kind of text (24)")
    parser.add_argument("--rounds", type=int, help="how often each does each task (5)")
    parser.add_argument(
        "--budget",
        type=float,
        help="seconds one may take for a task in a round before it gets fewer texts (1; with --targets 5)",
    )
    parser.add_argument("--seed", type=int, default=42, help="of generated names and texts")
    parser.add_argument("--clock", choices=["cpu", "wall"], default="cpu", help="by which one thread is measured")
    parser.add_argument(
        "--memory", action=argparse.BooleanOptionalAction, help="how much each takes, in processes of their own"
    )
    parser.add_argument("--no-limits", action="store_true", help="all take part at all sizes, however long it takes")
    parser.add_argument(
        "--quick", action="store_true", help="a look whether it runs: little text, few names, two rounds"
    )
    parser.add_argument("--targets", action="store_true", help="what is to be reached, and whether it is")
    parser.add_argument("--tagger", type=Path, help="the program tagcorpus of JensenLab/tagger, for --targets")
    parser.add_argument("--words", type=Path, help="the program of `cargo bench --bench words`, for --targets")
    parser.add_argument("--csv", type=Path, help="all figures, as a file")
    parser.add_argument("--markdown", type=Path, help="the tables, as a file")
    parser.add_argument("--plot", type=Path, help="the plot, as a file")
    asked = parser.parse_args()
    if asked.data and not (asked.data / "gazetteers").is_dir():
        parser.error(f"--data {asked.data}: holds no folder gazetteers")
    for program in filter(None, (asked.tagger, asked.words)):
        if not os.access(program, os.X_OK):
            parser.error(f"{program}: no program that can be run")
    quick, aims = asked.quick, asked.targets
    asked.sizes = asked.sizes or (["1k", "10k"] if quick else list(targets.SIZES if aims else SIZES))
    asked.texts = asked.texts or (["mixed"] if quick else list(targets.TEXTS if aims else TEXTS))
    asked.tasks = asked.task or list(targets.TASKS if aims else ("match", "table", "count"))
    asked.memory = not quick if asked.memory is None else asked.memory
    wanted = asked.peers or list(CONTENDERS)
    asked.peers = [name for name in CONTENDERS if name.startswith(OURS) or name in wanted]
    asked.megabytes = asked.megabytes or (1.0 if quick else 24.0)
    asked.rounds = asked.rounds or (2 if quick else 5)
    # What is to be reached is asked on the same texts for those who come near.
    asked.budget = asked.budget or (0.1 if quick else 5.0 if aims else 1.0)
    return asked


def chosen(name: str, text: str, known: tuple[str, ...]) -> list[str]:
    found = [it for part in text.split(",") for it in known if it == part.strip()]
    if name == "--peers":
        found = [it for it in known if any(part.strip() and part.strip() in it for part in text.split(","))]
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r}: none of {', '.join(known)}")
    return found


if __name__ == "__main__":
    sys.exit(main())
