#!/usr/bin/env python3
"""Computes the versions of Python packages that the tests run with, from `pyproject.toml`.

`lock` writes `constraints.txt`: the newest version of every package the tests need, resolved by
pip without installing anything. The README's test command installs exactly these.
`oldest` prints the lower bounds of what users install, as constraints for pip.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "constraints.txt"
HEADER = """\
# The exact versions the Python tests run with, build backend included; Cargo.lock is the same for
# Rust. Users are bound by the ranges in pyproject.toml alone.
# To renew: python3.11 .ci/versions.py lock
"""


def expanded(project: dict[str, Any], requirements: list[str]) -> Iterator[str]:
    """Requirements on other packages; an extra of this package becomes what it holds."""
    itself = re.compile(re.escape(project["name"]) + r"\[(.+)\]")
    for requirement in requirements:
        extras = itself.fullmatch(requirement)
        if extras is None:
            yield requirement
            continue
        for extra in extras[1].split(","):
            yield from expanded(project, project["optional-dependencies"][extra.strip()])


def lock(settings: dict[str, Any]) -> None:
    """Writes the newest versions that fit together."""
    project = settings["project"]
    # Newer Pythons run what the oldest one runs, but not the other way round.
    oldest_python = project["requires-python"].removeprefix(">=")
    if ".".join(map(str, sys.version_info[:2])) != oldest_python:
        sys.exit(f"run by Python {sys.version.split()[0]}: the lock is made with {oldest_python}")
    wanted = [
        *settings["build-system"]["requires"],
        *project["dependencies"],
        *expanded(project, project["optional-dependencies"]["test"]),
    ]
    options = ["--dry-run", "--ignore-installed", "--quiet", "--report", "-"]
    # Constraints of the environment may be those of the last lock.
    environment = {name: value for name, value in os.environ.items() if "CONSTRAINT" not in name}
    command = [sys.executable, "-m", "pip", "install", *options, *wanted]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    packages = [entry["metadata"] for entry in json.loads(done.stdout)["install"]]
    pins = sorted(f"{package['name'].lower()}=={package['version']}\n" for package in packages)
    LOCK.write_text(HEADER + "".join(pins), encoding="utf-8")
    print(f"{LOCK.name}: {len(pins)} packages")


def oldest(settings: dict[str, Any]) -> None:
    """Prints the lower bounds of all packages that users may install with this one."""
    project = settings["project"]
    for requirement in expanded(project, [*project["dependencies"], "comention[all,igraph]"]):
        bound = re.match(r"([\w.-]+)>=([\w.]+)", requirement)
        if bound is None:
            sys.exit(f"pyproject.toml: {requirement!r} has no lower bound")
        print(f"{bound[1]}=={bound[2]}")


def main() -> None:
    """Runs the command that is named."""
    commands = {"lock": lock, "oldest": oldest}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=commands)
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    commands[parser.parse_args().command](settings)


if __name__ == "__main__":
    main()
