"""The benchmark beside the peers runs, and counts what it says it counts."""

from __future__ import annotations

import csv
import subprocess
import sys
from typing import TYPE_CHECKING

from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def run(*options: str) -> str:
    command = [sys.executable, "-m", "benches.peers", "--quick", "--megabytes", "0.3", "--sizes", "1k", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_runs_without_peers_and_finds_what_the_alternation_finds(tmp_path: Path) -> None:
    # `re` comes with Python; "flash" may be there or not, and if not it is said.
    said = run("--peers", "re,flashtext2", "--budget", "9", "--csv", str(tmp_path / "all.csv"), "--memory")
    with (tmp_path / "all.csv").open() as file:
        rows = {(row["task"], row["contender"]): row for row in csv.DictReader(file)}
    assert int(rows["match", "re"]["found"]) == int(rows["match", "comention"]["found"]) > 100
    assert int(rows["count", "re"]["found"]) == int(rows["count", "comention"]["found"]) > 100
    assert all(float(row["mb_per_s"]) > 0 for row in rows.values())
    assert "flashtext2: flashtext2 is not installed" in said or ("match", "flashtext2") in rows
    assert "| comention | " in said
