"""The command line as a process: standard streams, signals, names that are not text."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from cli_helpers import COMENTION, names

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has other streams, signals and names"),
    pytest.mark.usefixtures("here"),
]

COMMANDS: dict[str, list[str]] = {
    "match": ["match", "docs.csv", "-g", "people.json"],
    "count": ["count", "docs.csv", "-g", "people.json"],
    "lint": ["lint", "-g", "people.json"],
    "seed": ["seed", "-o", "seed"],
    "demo": ["demo", "-o", "demo"],
    "help": ["--help"],
    "help-match": ["match", "--help"],
    "version": ["--version"],
}


def shell(command: list[str | bytes], redirected: str = "") -> subprocess.CompletedProcess[bytes]:
    """Runs a command by a shell, which can close streams."""
    words = ["sh", "-c", f'"$@" {redirected}', "sh", *COMENTION, *command]
    return subprocess.run(words, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("redirected", "problem"), [(">&-", "Bad file descriptor"), (">/dev/full", "No space left on device")]
)
def test_standard_output_that_takes_nothing(
    command: str, redirected: str, problem: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    done = shell([*COMMANDS[command]], redirected)
    err = done.stderr.decode()
    assert (done.returncode, err.count("\n")) == (2, 1)
    assert problem in err


@pytest.mark.parametrize("streams", ["<&-", ">&-", "<&- >&-"])
def test_closed_streams_that_nobody_needs(streams: str) -> None:
    for command in (["compile", "-g", "people.json", "-o", "p.cmx"], [*COMMANDS["match"], "-o", "m.csv"]):
        done = shell([*command], streams)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (0, b"", 1)
    assert Path("m.csv").read_bytes().startswith(b'"doc_id"')


def test_errors_do_not_go_to_standard_output() -> None:
    done = shell(["match", "none.csv", "-g", "people.json"], "2>&-")
    assert (done.returncode, done.stdout) == (2, b"")
    assert shell([*COMMANDS["match"]], "2>&-").stdout == shell([*COMMANDS["match"]]).stdout


# ---- signals ------------------------------------------------------------------------------------

SLOW = """
import os, sys, time
import comention.cli.writing as writing
def lines(table):
    yield "some"
    print("begun", file=sys.stderr, flush=True)
    time.sleep(30)
writing.json_lines = lines
from comention.cli import main
sys.exit(main(sys.argv[1:]))
"""


def stopped(arguments: list[str], number: int, begin: str = "") -> tuple[int, str]:
    command = ["sh", "-c", f'{begin} exec "$@"', "sh", sys.executable, "-c", SLOW, *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == b"begun\n"
        assert [name for name in names(Path()) if name.startswith(".comention-")]
        running.send_signal(number)
        if begin:
            time.sleep(0.5)
            assert running.poll() is None
            running.send_signal(signal.SIGTERM)
        err = running.stderr.read().decode()
    return running.returncode, err


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGTERM, 143, "stopped by SIGTERM"),
        (signal.SIGHUP, 129, "stopped by SIGHUP"),
        (signal.SIGINT, 130, "interrupted"),
    ],
)
def test_signals_leave_no_draft(number: int, code: int, said: str) -> None:
    Path("out.jsonl").write_text("old")
    before = names(Path())
    assert stopped([*COMMANDS["match"], "-o", "out.jsonl"], number) == (code, f"comention: {said}\n")
    assert names(Path()) == before
    assert Path("out.jsonl").read_text() == "old"


def test_nohup_is_respected() -> None:
    before = names(Path())
    code, err = stopped([*COMMANDS["match"], "-o", "out.jsonl"], signal.SIGHUP, begin="trap '' HUP;")
    assert (code, err) == (143, "comention: stopped by SIGTERM\n")
    assert names(Path()) == before


def test_a_library_sets_no_handlers() -> None:
    code = "import signal\nbefore = [signal.getsignal(n) for n in (1, 2, 15)]\nimport comention, comention.cli\n"
    code += "comention.Matcher(comention.load_seed('india-russia').gazetteer).save('m.cmx')\n"
    code += "comention.cli.main(['--version'])\n"
    code += "assert before == [signal.getsignal(n) for n in (1, 2, 15)]"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


# ---- names that are not text --------------------------------------------------------------------


@pytest.fixture
def odd(here: Path) -> Path:
    """A folder with files whose names are not UTF-8."""
    folder = Path(os.fsdecode(os.fsencode(here) + b"/odd\xff"))
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("the file system takes UTF-8 only")
    (folder / "a.txt").write_text("Modi met Putin")
    (folder / "b.csv").write_text("text\nModi met Putin\n")
    (folder / "c.tsv").write_text("text\tx\nModi met Putin\ty\n")
    (folder / "d.jsonl").write_text('{"text": "Modi met Putin"}\n')
    pa.parquet.write_table(pa.table({"text": ["Modi met Putin"]}), here / "e")
    (here / "e").rename(folder / "e.parquet")
    pa.parquet.write_table(pa.table({"entity_id": ["modi"], "alias": ["Modi"]}), here / "g")
    (here / "g").rename(folder / "people.parquet")
    (here / "people.json").rename(folder / "people.json")
    return folder


def test_files_whose_names_are_not_text(odd: Path) -> None:
    people: Any = odd / "people.json"
    for name in ("a.txt", "b.csv", "c.tsv", "d.jsonl", "e.parquet"):
        done = shell(["match", str(odd / name), "-g", str(people)])
        assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 3, b""), name
    assert shell(["match", str(odd / "b.csv"), "-g", str(odd / "people.parquet")]).stdout.count(b"\n") == 2
    for ending in (".csv", ".tsv", ".parquet", ".jsonl", ".gexf", ".graphml", ".net"):
        done = shell(["count", str(odd / "b.csv"), "-g", str(people), "-o", str(odd / f"out{ending}")])
        assert (done.returncode, done.stderr.count(b"\n")) == (0, 1), ending
        assert (odd / f"out{ending}").stat().st_size
    compiled = str(odd / "p.cmx")
    assert shell(["compile", "-g", str(people), "-o", compiled]).returncode == 0
    assert shell(["match", str(odd / "b.csv"), "-g", compiled]).stdout.count(b"\n") == 3
    for command in ("seed", "demo"):
        done = shell([command, "-o", str(odd / command)])
        assert (done.returncode, done.stderr) == (0, b""), command
        assert b"odd\xff" in done.stdout


COUNT: list[str | bytes] = ["count", "docs.csv", "-g", "people.json"]
COLUMNS = ("by", "types", "entities", "text", "id", "date", "kinds")
ENCODINGS: tuple[str | bytes, ...] = (
    "utf-9",
    "hex",
    "undefined",
    "rot13",
    "punycode",
    "",
    b"\xff",
    "utf-16",
    "a" * 999,
)

NOT_TEXT: list[list[str | bytes]] = [
    ["match", b"none\xff.csv", "-g", "people.json"],
    ["match", "docs.csv", "-g", b"none\xff.json"],
    ["match", "docs.csv", "-g", b"seed:\xff"],
    ["match", "docs.csv", "-g", "people.json", "-o", b"none\xff/x.csv"],
    *([*COUNT, f"--{name}", b"\xff"] for name in COLUMNS),
    [*COUNT, "--between", b"person,\xff"],
    ["lint", "-g", "people.json", "--langs", b"\xff"],
    ["seed", b"\xff"],
    [b"\xff"],
    *([*COUNT, "--encoding", name] for name in ENCODINGS),
]


@pytest.mark.parametrize("arguments", NOT_TEXT, ids=ascii)
def test_arguments_that_are_not_text_are_errors_of_one_line(arguments: list[str | bytes]) -> None:
    done = shell(arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"comention: ")
    assert done.stderr.count(b"\n") == 1


def test_a_key_that_stands_twice() -> None:
    Path("twice.jsonl").write_text('{"text": "Modi"}\n{"text": "Modi", "text": "Putin"}\n')
    done = shell(["match", "twice.jsonl", "-g", "people.json"])
    assert (done.returncode, done.stderr.decode()) == (
        2,
        "comention: twice.jsonl: line 2: key 'text' stands twice\n",
    )
