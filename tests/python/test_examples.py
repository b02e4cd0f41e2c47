"""The programs in `examples/` run and say what they promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def output(name: str, *arguments: str) -> str:
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_who_met_whom_shows_a_pair_and_its_sentences() -> None:
    shown = output("who_met_whom.py")
    assert "narendra-modi vladimir-putin" in shown
    assert "Modi" in shown.splitlines()[-2]


def test_over_time_writes_a_network(tmp_path: Path) -> None:
    path = tmp_path / "network.gexf"
    assert f"wrote {path}" in output("over_time.py", str(path))
    assert path.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_every_program_is_run_here(path: Path) -> None:
    assert f'"{path.name}"' in Path(__file__).read_text("utf-8")
