"""Measurements that need a process of their own: `python -m benches.peers.child WHAT FOLDER [CONTENDER]` prints JSON.

The folder holds what `store` wrote: what is measured is not what it takes to make names and texts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import comention as cm

    from .texts import Names, Texts

ROOT = Path(__file__).parents[2]
STATUS = Path("/proc/self/status")


def store(folder: Path, names: Names, texts: Texts) -> None:
    gazetteer = names.gazetteer.to_arrow()
    peers = pa.table({"name": list(names.entities), "entity": list(names.entities.values())})
    for name, table in {"gazetteer": gazetteer, "names": peers, "texts": texts.arrow}.items():
        with pa.ipc.new_file(folder / f"{name}.arrow", table.schema) as file:
            file.write_table(table)


def child(what: str, folder: Path, *more: str) -> dict[str, float] | None:
    """What a child measured; nothing where there is no way to know how much memory it has."""
    if not STATUS.exists():
        return None
    command = [sys.executable, "-m", "benches.peers.child", what, str(folder), *more]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{what} {' '.join(more)}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Stored:
    """Names and texts as the parent stored them; comention is imported by whom it is for."""

    folder: Path

    def table(self, name: str) -> pa.Table:
        # Not mapped: pages of a file come and go.
        return pa.ipc.open_file(pa.OSFile(str(self.folder / f"{name}.arrow"))).read_all()

    @cached_property
    def entities(self) -> dict[str, str]:
        table = self.table("names")
        return dict(zip(table["name"].to_pylist(), table["entity"].to_pylist(), strict=True))

    @cached_property
    def gazetteer(self) -> cm.Gazetteer:
        import comention as cm

        return cm.Gazetteer.from_frame(self.table("gazetteer"))

    @cached_property
    def arrow(self) -> pa.Table:
        return self.table("texts")

    @cached_property
    def lowered(self) -> list[str]:
        return [f" {text.lower()} " for text in self.arrow["text"].to_pylist()]


def memory(key: str) -> float:
    """`VmRSS`: megabytes now; `VmHWM`: the most since `forget`."""
    pa.default_memory_pool().release_unused()
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(key))
    return int(line.split()[1]) * 1024 / 1e6


def forget() -> float:
    """The most from now on; and what is there now."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


def of_contender(stored: Stored, name: str) -> dict[str, float]:
    """Of the index, and the most while it is built and used, both above names and texts."""
    from .contenders import CONTENDERS, Comention

    contender = CONTENDERS[name]()
    if not isinstance(contender, Comention):
        _ = stored.entities
    contender.build(_Tiny())  # type: ignore[arg-type]  # imports what it needs
    prepared: Any = stored.arrow if isinstance(contender, Comention) else stored.lowered
    before = forget()
    contender.build(stored)  # type: ignore[arg-type]
    index = memory("VmRSS") - before
    prepared = contender.prepare(stored)  # type: ignore[arg-type]
    contender.run("match", prepared)
    return {"index": index, "peak": memory("VmHWM") - before}


class _Tiny:
    entities: dict[str, str] = {"a name": "id"}  # noqa: RUF012

    @cached_property
    def gazetteer(self) -> cm.Gazetteer:
        import comention as cm

        return cm.Gazetteer.from_records([{"id": "id", "name": "a name"}])


def of_saved(stored: Stored) -> dict[str, float]:
    """A process that opens a saved matcher and asks it something: seconds to open it, memory above the import's."""
    import comention as cm

    before = forget()
    start = time.perf_counter()
    matcher = cm.Matcher.load(stored.folder / "matcher")  # type: ignore[attr-defined]
    seconds = time.perf_counter() - start
    opened = memory("VmRSS") - before
    matcher.match(["A text with hardly a name."], threads=1)
    return {"seconds": seconds, "opened": opened, "used": memory("VmRSS") - before}


def of_built(stored: Stored) -> dict[str, float]:
    """A process that builds a matcher and keeps nothing else: memory above that of the import."""
    import comention as cm

    before = forget()
    matcher = cm.Matcher(cm.Gazetteer.from_frame(stored.table("gazetteer")))
    kept = memory("VmRSS") - before
    matcher.match(["A text with hardly a name."], threads=1)
    return {"opened": kept, "used": memory("VmRSS") - before}


def of_count(stored: Stored) -> dict[str, float]:
    """Counting: the most above the texts and the matcher."""
    import comention as cm

    matcher, texts = cm.Matcher(stored.gazetteer), stored.arrow
    matcher.cooccurrences(["warm"])
    before = forget()
    matcher.cooccurrences(texts)
    return {"peak": memory("VmHWM") - before, "documents": len(texts)}


if __name__ == "__main__":
    what, folder, *more = sys.argv[1:]
    works = {"contender": of_contender, "saved": of_saved, "built": of_built, "count": of_count}
    print(json.dumps(works[what](Stored(Path(folder)), *more)))
