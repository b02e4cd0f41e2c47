"""Rounds in which the contenders take turns, and what they took."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .contenders import Contender
    from .texts import Names, Texts

PROBE = 0.2
"""Megabytes on which the speed of a contender is guessed, to choose how many documents it gets."""


@dataclass
class Measured:
    """What one contender took for one task."""

    size: str
    names: int
    texts: str
    task: str
    contender: str
    threads: int
    megabytes: float
    share: float
    found: int = 0
    ours: int = 0
    """What comention finds in the same documents."""
    spent: float = 0.0
    """Seconds of a call that are not the task: what polars takes to build its automaton."""
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def speed(self, clock: str = "cpu") -> float:
        """Median, in MB/s; of more than one thread always by the wall clock."""
        return self._speeds(clock)[1]

    def spread(self, clock: str = "cpu") -> tuple[float, float]:
        slow, _, fast = self._speeds(clock)
        return slow, fast

    def _speeds(self, clock: str) -> tuple[float, float, float]:
        seconds = self.cpu if clock == "cpu" and self.threads == 1 else self.wall
        slow, middle, fast = (pick(seconds) - self.spent for pick in (max, statistics.median, min))
        return tuple(self.megabytes / max(it, 1e-9) for it in (slow, middle, fast))  # type: ignore[return-value]


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, the seconds on the wall, the seconds of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - cpu


@contextmanager
def one_core() -> Iterator[None]:
    """Keep what this thread does, and what it starts, on one core, where the system can.

    Who is moved to another one takes half as long again, now and then, and whom that meets is luck.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def processor_seconds(*command: str | os.PathLike[str]) -> float:
    """Of another program."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def build(contender: Contender, names: Names) -> float:
    """Seconds on the wall: the median of three, or one time where that takes long."""
    _ = names.entities
    seconds: list[float] = []
    while len(seconds) < 3 and sum(seconds) < 1:
        seconds.append(timed(lambda: contender.build(names))[1])
    return statistics.median(seconds)


def measure(
    entries: list[tuple[Contender, str]], names: Names, texts: Texts, *, rounds: int, budget: float
) -> list[Measured]:
    """Each contender does its task once in each round; who begins changes.

    The first contender is the one whose finds the others' are held against. `budget`: seconds one may take for a task.
    """
    ours: dict[tuple[str, int], int] = {}
    work: list[tuple[Contender, Any, Measured]] = []
    for contender, task in entries:
        share, spent = 1.0, 0.0
        if contender.whole:
            nothing = contender.prepare(texts.sample(1e-9))
            spent = statistics.median(timed(lambda c=contender, t=task, p=nothing: c.run(t, p))[2] for _ in range(3))
        else:
            probe = texts.sample(PROBE / texts.megabytes)
            prepared = contender.prepare(probe)
            took = timed(lambda c=contender, t=task, p=prepared: c.run(t, p))[2]
            share = min(1.0, budget / took * probe.megabytes / texts.megabytes)
        sample = texts.sample(share)
        record = Measured(
            names.size, len(names.entities), texts.kind, task, contender.name, contender.threads,
            sample.megabytes, sample.megabytes / texts.megabytes, spent=spent,
        )  # fmt: skip
        key = (task, len(sample.documents))
        if key not in ours:
            reference = entries[0][0]
            ours[key] = reference.found(task, reference.run(task, reference.prepare(sample)))
        record.ours = ours[key]
        work.append((contender, contender.prepare(sample), record))
    # What was built is not to be walked by the collector in the middle of somebody's turn.
    gc.collect()
    gc.freeze()
    for i in range(rounds):
        turn = i * len(work) // rounds
        for contender, prepared, record in work[turn:] + work[:turn]:
            with one_core() if contender.threads == 1 else nullcontext():
                result, wall, cpu = timed(lambda c=contender, t=record.task, p=prepared: c.run(t, p))
            record.wall.append(wall)
            record.cpu.append(cpu)
            record.found = contender.found(record.task, result)
            del result
    gc.unfreeze()
    return [record for _, _, record in work]
