"""The lock of the test environment and the oldest versions, both against `pyproject.toml`."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from packaging.requirements import Requirement

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*names: str) -> list[Requirement]:
    """What the extras and this package itself need, without the extras they are made of."""
    extras = PROJECT["project"]["optional-dependencies"]
    found = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    for name in names:
        for each in map(Requirement, extras[name]):
            found += requirements(*each.extras) if each.name == "comention" else [each]
    return found


def pins(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.split("==") for line in lines)  # name==version and no more: no hosts, no files


def test_the_lock_holds_all_that_the_tests_need() -> None:
    locked = pins((ROOT / "constraints.txt").read_text(encoding="utf-8"))
    wanted = requirements("test") + [Requirement(text) for text in PROJECT["build-system"]["requires"]]
    assert [str(each) for each in wanted if not each.specifier.contains(locked[each.name])] == []


def test_the_oldest_versions_are_the_lower_bounds() -> None:
    command = [sys.executable, str(ROOT / ".ci" / "versions.py"), "oldest"]
    oldest = pins(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    wanted = {each.name: each.specifier for each in requirements("all", "igraph")}
    assert oldest.keys() == wanted.keys()
    for name, specifier in wanted.items():
        assert [s.version for s in specifier if s.operator == ">="] == [oldest[name]]
