"""What we are to reach, line by line: reached or not."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import tagger
from .child import child, store
from .contenders import Comention, ComentionTwo, Polars
from .measure import one_core, processor_seconds, timed
from .report import OURS

if TYPE_CHECKING:
    from pathlib import Path

    from .report import Results
    from .texts import Names, Texts

SIZES, TEXTS, TASKS = ("1k", "34k", "1m"), ("mixed",), ("match", "arrow", "count")


@dataclass(frozen=True)
class Target:
    what: str
    least: float
    aim: float
    unit: str
    reached: float | None = None
    note: str = ""
    lower: bool = False
    """Less is better."""

    def __str__(self) -> str:
        sign = "≤" if self.lower else "≥"
        return (
            f"| {self.what} | {'not measured' if self.reached is None else _say(self.reached, self.unit)} "
            f"| {sign} {_say(self.least, self.unit)} | {sign} {_say(self.aim, self.unit)} "
            f"| {self.verdict} | {self.note} |"
        )

    @property
    def verdict(self) -> str:
        if self.reached is None:
            return "?"
        better = [self.reached <= it if self.lower else self.reached >= it for it in (self.aim, self.least)]
        return "aim" if better[0] else "reached" if better[1] else "missed"


def _say(value: float, unit: str) -> str:
    return f"{value:.0%}" if unit == "%" else f"{value:.3g} {unit}"


def section(targets: list[Target]) -> str:
    head = "| what | figure | at least | aim | | how |\n|---|---|---|---|---|---|"
    return "\n".join(["\n**What is to be reached**\n", head, *map(str, targets)])


def of_results(results: Results) -> list[Target]:
    """The lines that the tables hold already."""
    clock = results.clock

    def speed(size: str, task: str, name: str = OURS) -> float | None:
        it = results.find(size, "mixed", task, name)
        return it.speed(clock) if it else None

    lines = []
    for size, least in (("34k", 5), ("1k", 4), ("1m", 4)):
        what = f"match, one thread, {size} names, mixed text, all of it, to an Arrow table, against the fastest peer"
        ours = speed(size, "arrow")
        # A peer is counted by what it takes to match and filter, without any table; polars does not even filter.
        peers = [it for it in results.peers(size, "mixed", "match") if it.contender != Polars.name]
        if not ours or not peers:
            lines.append(Target(what, least, 10, "×", note="needs the tasks arrow and match"))
            continue
        best = peers[0].speed(clock)
        note = f"{ours:.0f} MB/s; {peers[0].contender}, match only: {best:.0f}"
        if tables := [it for it in results.peers(size, "mixed", "arrow") if it.contender == peers[0].contender]:
            note += f", to Arrow: {tables[0].speed(clock):.0f}"
        if unfiltered := speed(size, "match", Polars.name):
            note += f"; polars, no filter, no ids, its build not counted: {unfiltered:.0f}"
        lines.append(Target(what, least, 10, "×", ours / best, note))
    small, large = speed("1k", "arrow"), speed("1m", "arrow")
    share = large / small if small and large else None
    lines.append(Target("throughput at 1m names as share of that at 1k, to Arrow", 0.35, 0.6, "%", share))
    built = results.built.get(("1m", OURS))
    lines.append(Target("build 1m aliases", 5, 2, "s", built, "Matcher(gazetteer)", lower=True))
    return lines


def of_names(few: Names, many: Names, texts: Texts, rounds: int) -> Target:
    """What the number of names takes by itself: beside the few, those of many that do not stand in the texts."""
    more = few.and_strangers(many, texts)
    seconds: dict[Comention, list[float]] = {}
    for names in (few, more):
        contender = Comention()
        contender.build(names)
        seconds[contender] = []
    mentions = [len(contender.run("match", texts.arrow)) for contender in seconds]
    with one_core():
        for _ in range(rounds):
            for contender, taken in seconds.items():
                taken.append(timed(lambda c=contender: c.run("arrow", texts.arrow))[2])
    fast, slow = (texts.megabytes / statistics.median(taken) for taken in seconds.values())
    what = f"the same with equal mentions: beside {few.size} those names of {many.size} that do not stand in the texts"
    note = f"{slow:.0f} of {fast:.0f} MB/s; {more.table.num_rows:,} names; mentions: {mentions[1]} and {mentions[0]}"
    return Target(what, 0.35, 0.6, "%", slow / fast, note)


def of_threads(names: Names, texts: Texts, rounds: int) -> list[Target]:
    """Two threads against one, in turns, with enough text that what starting a thread takes is not the matter."""
    two = ComentionTwo()
    two.build(names)
    one = Comention()
    one.matcher = two.matcher
    lines = []
    for task in ("match", "arrow", "count"):
        seconds: dict[Comention, list[float]] = {one: [], two: []}
        for _ in range(rounds):
            for contender, taken in seconds.items():
                taken.append(timed(lambda c=contender, t=task: c.run(t, texts.arrow))[1])
        ratio = statistics.median(seconds[one]) / statistics.median(seconds[two])
        what = f"two threads against one, {names.size} names, {len(texts.documents):,} documents, {task}"
        lines.append(Target(what, 1.8, 1.95, "×", ratio, f"by the wall clock, {texts.megabytes:.0f} MB"))
    return lines


def of_counting(results: Results, names: Names, texts: Texts, folder: Path, program: Path | None) -> Target:
    """Matching and counting for each second of the processor, against the tagger."""
    theirs, note = tagger.KNOWN, f"no tagger at hand: the {tagger.KNOWN} MB/s measured before"
    if program:
        theirs = statistics.median(tagger.speed(program, names, texts, folder) for _ in range(3))
        note = f"the tagger: {theirs:.2f} MB/s"
    ours = results.find(names.size, texts.kind, "count", OURS)
    reached = ours.speed("cpu") / theirs if ours else None
    what = "match + count at three levels, per second of the processor, against JensenLab tagger"
    return Target(what, 60, 150, "×", reached, note + (f"; ours {ours.speed('cpu'):.0f}" if ours else ""))


def of_words(names: Names, texts: Texts, folder: Path, program: Path | None, rounds: int) -> list[Target]:
    """The whole pipeline against a loop that does no more than find and hash each word of the same bytes."""
    what = "{}, 34k names, against a bare loop that finds and hashes every word"
    tasks = {"count": "match and count", "arrow": "match to Arrow"}
    if not program:
        note = "needs --words PATH: cargo bench --no-run --bench words says where it is"
        return [Target(what.format(task), 0.2, 0.35, "%", note=note) for task in tasks.values()]
    (folder / "texts.nul").write_text("\0".join(texts.documents))
    ours = Comention()
    ours.build(names)
    bare: list[float] = []
    seconds: dict[str, list[float]] = {task: [] for task in tasks}
    for _ in range(rounds):
        # What it takes to start and to read the file is in both.
        with one_core():
            one, more = (processor_seconds(program, folder / "texts.nul", str(times)) for times in (1, 11))
            for task, taken in seconds.items():
                taken.append(timed(lambda task=task: ours.run(task, texts.arrow))[2])
        bare.append(10 * texts.megabytes / (more - one))
    loop = statistics.median(bare)
    speeds = {task: texts.megabytes / statistics.median(taken) for task, taken in seconds.items()}
    return [
        Target(what.format(tasks[task]), 0.2, 0.35, "%", speed / loop, f"{speed:.0f} MB/s; the loop {loop:.0f}")
        for task, speed in speeds.items()
    ]


def of_saved(names: Names, texts: Texts, folder: Path) -> list[Target]:
    """Opening a saved matcher, and how much memory it takes: in processes that do nothing else."""
    import comention as cm

    store(folder, names, texts)
    opening = ("open a saved 1m index", 0.1, 0.02, "s")
    holding = ("resident memory of the 1m index", 300, 120, "MB")
    if hasattr(cm.Matcher, "load"):
        cm.Matcher(names.gazetteer).save(folder / "matcher")
        done = [it for it in (child("saved", folder) for _ in range(5)) if it]
        if not done:
            return [Target(*opening, lower=True), Target(*holding, lower=True)]
        seconds, opened, used = (statistics.median(it[key] for it in done) for key in ("seconds", "opened", "used"))
        note = f"a process that loads it, above one that imports comention; {opened:.0f} MB before the first text"
        size = (folder / "matcher").stat().st_size / 1e6
        return [
            Target(*opening, seconds, f"Matcher.load, a file of {size:.0f} MB", lower=True),
            Target(*holding, used, note, lower=True),
        ]
    built = child("built", folder)
    note = "not loaded but built (there is no Matcher.load): with what building left behind, and the gazetteer"
    return [
        Target(*opening, note="there is no Matcher.load", lower=True),
        Target(*holding, built["used"] if built else None, note, lower=True),
    ]


def of_memory(names: Names, texts: Texts, folder: Path) -> Target:
    store(folder, names, texts)
    done = child("count", folder)
    what = f"count over {len(texts.documents):,} documents: peak memory above the input"
    return Target(what, 200, 80, "MB", done["peak"] if done else None, "all threads; matcher not counted", lower=True)
