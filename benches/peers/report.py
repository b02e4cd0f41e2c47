"""The figures as tables and as a plot."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .contenders import CONTENDERS

if TYPE_CHECKING:
    from pathlib import Path

    from .measure import Measured

WHAT = {
    "match": "match only",
    "table": "match and a table for pandas",
    "arrow": "match and an Arrow table",
    "count": "match and count in documents, paragraphs, sentences",
}
OURS = "comention"
HEAD = """size names texts task contender threads megabytes mb_per_s slowest fastest wall_s cpu_s
found comention_found build_s"""


@dataclass
class Results:
    """All that was measured."""

    clock: str
    measured: list[Measured] = field(default_factory=list)
    built: dict[tuple[str, str], float] = field(default_factory=dict)
    """Seconds, by size and contender."""
    memory: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    skipped: dict[str, None] = field(default_factory=dict)
    """What took no part, and why."""

    def find(self, size: str, texts: str, task: str, contender: str) -> Measured | None:
        wanted = (size, texts, task, contender)
        return next((it for it in self.measured if (it.size, it.texts, it.task, it.contender) == wanted), None)

    def peers(self, size: str, texts: str, task: str) -> list[Measured]:
        """From the fastest on, without us."""
        found = [it for it in self.measured if (it.size, it.texts, it.task) == (size, texts, task)]
        found = [it for it in found if not it.contender.startswith(OURS)]
        return sorted(found, key=lambda it: -it.speed(self.clock))


def group(results: Results, records: list[Measured]) -> str:
    """One size, kind of text and task: everything about each contender, fastest first."""
    first = records[0]
    lines = [
        f"\n{first.names:,} names, {first.texts} text, {WHAT[first.task]}",
        f"{'':24}{'MB/s':>8}  {'slowest .. fastest':20}{'ours is':>8}{'MB':>8}{'found':>10}{'we find':>10}",
    ]
    ours = results.find(first.size, first.texts, first.task, OURS)
    for it in sorted(records, key=lambda it: -it.speed(results.clock)):
        low, high = it.spread(results.clock)
        ratio = f"{ours.speed(results.clock) / it.speed(results.clock):.2f} ×" if ours and it.threads == 1 else ""
        lines.append(
            f"{it.contender:24}{it.speed(results.clock):8.1f}  {f'{low:.1f} .. {high:.1f}':20}"
            f"{ratio:>8}{it.megabytes:8.2f}{it.found:10}{it.ours:10}"
        )
    return "\n".join(lines)


def tables(results: Results) -> str:
    """Sizes side by side, in Markdown: a table for each kind of text and task, one for building, one for memory."""
    sizes = list(dict.fromkeys(it.size for it in results.measured))
    names = {it.size: f"{it.names:,}" for it in results.measured}
    head = [names[size] for size in sizes]
    parts = []
    for texts, task in dict.fromkeys((it.texts, it.task) for it in results.measured):
        rows = {}
        for name, kind in CONTENDERS.items():
            found = [results.find(size, texts, task, name) for size in sizes]
            if any(found):
                cells = [
                    f"{it.speed(results.clock):.1f}{'' if it.share > 0.99 else ' *'}" if it else "–" for it in found
                ]
                rows[name] = [*cells, kind.note]
        parts.append(_markdown(f"MB/s, {texts} text, {WHAT[task]}", ["names", *head, ""], rows))
    seconds = {
        name: [f"{results.built[size, name]:.2f}" if (size, name) in results.built else "–" for size in sizes]
        for name in CONTENDERS
        if any((size, name) in results.built for size in sizes) and CONTENDERS[name].threads == 1
    }
    parts.append(_markdown("Seconds to build", ["names", *head], seconds))
    if results.memory:
        cells = {
            name: [
                "{index:.0f} / {peak:.0f}".format(**results.memory[size, name])
                if (size, name) in results.memory
                else "–"
                for size in sizes
            ]
            for name in CONTENDERS
            if any((size, name) in results.memory for size in sizes)
        }
        what = "Memory above names and texts, MB: of the index / the most while it is built and used"
        parts.append(_markdown(what, ["names", *head], cells))
    parts.append("\\* on every n-th document, being slow.")
    parts += [f"Not there: {reason}." for reason in results.skipped]
    return "\n\n".join(parts)


def _markdown(title: str, head: list[str], rows: dict[str, list[str]]) -> str:
    table = [head, ["---"] * len(head), *([name, *cells] for name, cells in rows.items())]
    return f"**{title}**\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in table)


def write_csv(results: Results, path: Path) -> None:
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD.split())
        for it in results.measured:
            low, high = it.spread(results.clock)
            middle = sorted(zip(it.wall, it.cpu, strict=True))[len(it.wall) // 2]
            rows.writerow([
                it.size, it.names, it.texts, it.task, it.contender, it.threads, f"{it.megabytes:.3f}",
                *(f"{speed:.2f}" for speed in (it.speed(results.clock), low, high)), *(f"{s:.4f}" for s in middle),
                it.found, it.ours, f"{results.built[it.size, it.contender]:.4f}",
            ])  # fmt: skip


def plot(results: Results, path: Path) -> None:
    """Speed by the number of names for each kind of text, and seconds to build."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    task = next(
        (task for task in ("match", "arrow", "table", "count") if any(it.task == task for it in results.measured)), ""
    )
    kinds = list(dict.fromkeys(it.texts for it in results.measured if it.task == task))
    figure, panels = plt.subplots(1, len(kinds) + 1, figsize=(4.6 * (len(kinds) + 1), 4.6), layout="constrained")
    for number, name in enumerate(CONTENDERS):
        ours = name.startswith(OURS)
        style = {"color": "black" if ours else f"C{number - 2}", "lw": 2.2 if ours else 1.2, "marker": "o", "ms": 4}
        style["ls"] = "--" if CONTENDERS[name].threads > 1 else "-"
        for panel, kind in zip(panels, kinds, strict=False):
            points = [it for it in results.measured if (it.texts, it.task, it.contender) == (kind, task, name)]
            if points:
                panel.plot([it.names for it in points], [it.speed(results.clock) for it in points], label=name, **style)
            panel.set(title=f"{WHAT[task]}, {kind} text", xlabel="names", ylabel="MB/s", xscale="log", yscale="log")
        names = {it.size: it.names for it in results.measured}
        built = [
            (names[size], seconds) for (size, who), seconds in results.built.items() if who == name and size in names
        ]
        if built and CONTENDERS[name].threads == 1:
            panels[-1].plot(*zip(*sorted(built), strict=True), **style)
    panels[-1].set(title="build", xlabel="names", ylabel="seconds", xscale="log", yscale="log")
    for panel in panels:
        panel.grid(alpha=0.3)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right center", frameon=False)
    figure.savefig(path, dpi=150)
