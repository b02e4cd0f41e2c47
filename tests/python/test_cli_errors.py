"""The command line: every way to go wrong, and to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from cli_helpers import COMENTION, Run, names, texts

if TYPE_CHECKING:
    from collections.abc import Iterator


# usage --------------------------------------------------------------------------------------------------------------


USAGE = [
    ([], "a command is missing: demo, match, count, compile, lint, seed"),
    (["mtach"], "invalid choice: 'mtach'"),
    (["match", "docs.csv"], "-g/--gazetteer"),
    (["match", "-g", "people.json"], "INPUT"),
    (["match", "docs.csv", "-g", "people.json", "--overlap", "some"], "choose from"),
    (["match", "docs.csv", "-g", "people.json", "--threads", "0"], "'0' is no whole number from 1"),
    (["match", "docs.csv", "-g", "people.json", "--kinds", "name,nick"], "'nick', must be one of 'name', 'acronym'"),
    (["match", "docs.csv", "-g", "people.json", "--encoding", "utf-9"], "no encoding 'utf-9'"),
    (["match", "docs.csv", "-g", "people.json", "-o", "out.xlsx"], "the name must end in .csv, .tsv, .parquet, .jsonl"),
    (["match", "docs.csv", "-g", "people.json", "-o", "out.csv", "--format", "csv"], "--format is for standard output"),
    (["match", "docs.csv", "-g", "people.json", "-o", "no/such/out.csv"], "there is no folder 'no/such'"),
    (["match", "docs.csv", "-g", "people.json", "-o", "docs.csv"], "docs.csv: is among the documents"),
    (["match", "docs.csv", "docs.txt", "-g", "people.json"], "docs.txt: No such file or directory"),
    (["match", "people.json", "-g", "people.json"], "people.json: not a file of documents: the name must end in .txt"),
    (["match", "docs.csv", "-g", "nobody.json"], "nobody.json: No such file or directory"),
    (["match", "docs.csv", "-g", "seed:mars"], "'mars', must be one of 'india-russia'"),
    (
        ["match", "docs.csv", "-g", "people.json", "--text", "body"],
        "docs.csv: no column 'body' (--text): the columns are",
    ),
    (["match", "docs.jsonl", "-g", "people.json", "--id", "url"], "docs.jsonl: no column 'url' (--id)"),
    (["match", "docs.parquet", "-g", "people.json", "--date", "day"], "docs.parquet: no column 'day' (--date)"),
    (["match", "docs.parquet", "-g", "people.json", "--text", "other"], "the texts are int64, not text"),
    (["count", "docs.csv", "-g", "people.json", "--min-count", "x"], "'x' is no whole number from 1"),
    (["count", "docs.csv", "-g", "people.json", "--unit", "window"], "--unit window: say how many words apart"),
    (["count", "docs.csv", "-g", "people.json", "--ordered"], "ordered=True is for windows: give window= too"),
    (["count", "docs.csv", "-g", "people.json", "--between", "person"], "between is ['person'], must be two types"),
    (
        ["count", "docs.csv", "-g", "people.json", "--types", "persn"],
        "no type 'persn' in the gazetteer (did you mean 'person'",
    ),
    (["count", "docs.csv", "-g", "people.json", "--entities", "narendra-mod"], "(did you mean 'narendra-modi'?)"),
    (
        ["count", "docs.csv", "-g", "people.json", "--by", "source"],
        "docs.csv: no column 'source' (--by): the columns are",
    ),
    (["count", "seed.txt", "-g", "people.json", "--by", "lang"], "--by lang: .txt files have no columns"),
    (["count", "docs.csv", "-g", "people.json", "-o", "n.graphml", "--by", "year"], "--by is for tables and .gexf"),
    (["count", "docs.csv", "-g", "people.json", "-o", "n.gexf", "--by", "lang"], "--by of a network is a period"),
    (["seed", "mars"], "'mars', must be one of 'india-russia'"),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("arguments", "message"), USAGE, ids=[" ".join(arguments) or "none" for arguments, _ in USAGE])
def test_usage_errors_are_one_line(run: Run, arguments: list[str], message: str) -> None:
    Path("seed.txt").touch()
    before = names(Path())
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("comention: ")
    assert done.err.count("\n") == 1
    assert message in done.err
    assert names(Path()) == before


BROKEN = [
    ("people.json", b'[{"id": "x", "aliases": ["X", ""]}]', "people.json", "entity 'x', alias 1: text is empty"),
    ("people.json", b"[{", "people.json", ""),
    ("docs.txt", b"Modi \xe9", "docs.txt", "byte 5 (0xE9) is no UTF-8; for other encodings: --encoding"),
    ("docs.txt", b"\xef\xbb\xbfModi \xff", "docs.txt", "byte 8 (0xFF) is no UTF-8"),
    ("docs.csv", b"text\nModi\nMod\xe9\n", "docs.csv", "byte 13 (0xE9) is no UTF-8"),
    ("docs.jsonl", b'{"text": "Modi"}\n{"text": "Mod\xe9"}\n', "docs.jsonl", "byte 30 (0xE9) is no UTF-8"),
    ("docs.csv", b"", "docs.csv", "no column 'text' (--text): the columns are none"),
    ("docs.csv", b"text,text\na,b\n", "docs.csv", "more than one column 'text'"),
    ("docs.csv", b"id,text\n1,Modi\n2\n", "docs.csv", ""),
    ("docs.csv", b"text,date\nModi,2024-07-05\nModi,yesterday\n", "docs.csv", "row 1: 'yesterday' is not a date"),
    ("docs.csv", b"text,date\nModi,2024-02-30\n", "docs.csv", "row 0: '2024-02-30' is not a date"),
    ("docs.tsv", b"text\tdate\nModi\t20240705\n", "docs.tsv", "row 0: '20240705' is not a date (YYYY-MM-DD)"),
    ("docs.jsonl", b'{"text": "Modi"}\n{"text"\n', "docs.jsonl", "line 2: not JSON"),
    ("docs.jsonl", b"[" * 100_000, "docs.jsonl", "line 1: not JSON"),
    ("docs.jsonl", b'{"text": "Modi"}\n\n["Modi"]\n', "docs.jsonl", "line 3: list, not an object"),
    ("docs.jsonl", b'{"text": 5}\n', "docs.jsonl", "line 1: 'text' is int, not text"),
    ("docs.jsonl", b'{"text": "Modi", "id": []}\n', "docs.jsonl", "line 1: 'id' is list, not text"),
    ("docs.jsonl", b'{"text": "Modi \\ud83d"}\n', "docs.jsonl", "line 1: 'text': position 5: half a surrogate pair"),
    ("docs.parquet", b"PAR?", "docs.parquet", ""),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("name", "content", "place", "problem"), BROKEN)
def test_broken_files_are_named(run: Run, name: str, content: bytes, place: str, problem: str) -> None:
    Path(name).write_bytes(content)
    inputs = "docs.csv" if name == "people.json" else name
    done = run("count", inputs, "-g", "people.json", "-o", "out.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"comention: {place}: ")
    assert done.err.count("\n") == 1
    assert problem in done.err
    assert not Path("out.csv").exists()


def test_a_bug_is_told_from_an_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("comention.cli.seed.run", broken)
    done = run("seed")
    assert done.code == 1
    assert "Traceback" in done.err
    assert done.err.endswith(
        "internal error: ZeroDivisionError: division by zero. Please report it, with the lines above\n"
    )


@pytest.mark.usefixtures("here")
def test_nothing_to_read(run: Run) -> None:
    texts(Path("empty"), {"photo.jpg": ""})
    done = run("match", "empty", "-g", "people.json")
    assert done.code == 2
    assert "no documents: there is no .txt, .jsonl, .csv, .tsv, .parquet in 'empty'" in done.err
    texts(Path("empty"), {"a.txt": ""})
    done = run("match", "empty", "-g", "people.json")
    assert (done.code, done.rows) == (0, [])
    assert done.out.startswith('"doc_id","entity_id",')


@pytest.mark.usefixtures("here")
def test_count_by_period_needs_dates(run: Run) -> None:
    texts(Path(), {"a.txt": "Modi"})
    done = run("count", "a.txt", "-g", "people.json", "--by", "month")
    assert done.code == 2
    assert "date" in done.err


@pytest.mark.usefixtures("here")
def test_a_network_without_networkx_is_refused_before_the_work(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    done = run("count", "docs.csv", "-g", "people.json", "-o", "n.graphml")
    assert (done.code, done.err) == (2, 'comention: this needs networkx: pip install "comention[network]"\n')


@pytest.mark.usefixtures("here")
def test_demo_where_nothing_can_be_written(run: Run) -> None:
    done = run("demo", "-o", "docs.csv")
    assert (done.code, done.err) == (2, "comention: docs.csv: File exists\n")


# stopping -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def large(here: Path) -> Path:
    """Work for some seconds on one thread."""
    text = "Modi met Putin and the Russian Defence Minister in Moscow on Tuesday, officials said. " * 40
    pa.parquet.write_table(pa.table({"text": pa.array([text] * 20_000)}), here / "large.parquet")
    return here


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize("command", ["match", "count"])
def test_ctrl_c_stops_the_work(large: Path, command: str) -> None:
    before = names(large)
    options = ["large.parquet", "-g", "people.json", "--threads", "1", "--progress", "-o", "out.csv"]
    with subprocess.Popen([*COMENTION, command, *options], stderr=subprocess.PIPE, cwd=large) as running:
        assert running.stderr is not None
        # The bar: Python is up, the work has begun.
        running.stderr.read(1)
        time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        asked = time.monotonic()
        err = running.stderr.read().decode()
    took = time.monotonic() - asked
    assert err.rstrip().endswith("comention: interrupted")
    assert "Traceback" not in err
    assert running.returncode == 130
    assert names(large) == before
    assert took < 3


@pytest.mark.usefixtures("here")
def test_a_folder_that_takes_nothing_is_refused_before_the_work(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write everywhere.
    monkeypatch.setattr("os.access", lambda *_: False)
    done = run("match", "docs.csv", "-g", "people.json", "-o", "out.csv")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "cannot write 'out.csv': nothing may be written to the folder '.'" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.usefixtures("here")
def test_standard_output_is_full() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMENTION, "match", "docs.csv", "-g", "people.json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "comention: [Errno 28] No space left on device\n")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("ending", ["csv", "parquet", "jsonl"])
@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (OSError(28, "No space left on device"), 2)])
def test_no_file_is_left_half_written(
    run: Run, monkeypatch: pytest.MonkeyPatch, ending: str, error: BaseException, code: int
) -> None:
    def some(_: object, path: Any, *__: object) -> None:
        path.write(b"some")
        raise error

    def line(_: object) -> Iterator[str]:
        yield "some"
        raise error

    monkeypatch.setattr("pyarrow.csv.write_csv", some)
    monkeypatch.setattr("pyarrow.parquet.write_table", some)
    monkeypatch.setattr("comention.cli.writing.json_lines", line)
    before = names(Path())
    assert run("match", "docs.csv", "-g", "people.json", "-o", f"out.{ending}").code == code
    assert names(Path()) == before
    Path(f"out.{ending}").write_bytes(b"old")
    assert run("match", "docs.csv", "-g", "people.json", "-o", f"out.{ending}").code == code
    assert Path(f"out.{ending}").read_bytes() == b"old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGPIPE")
@pytest.mark.usefixtures("here")
def test_a_closed_pipe_is_no_error() -> None:
    pa.parquet.write_table(pa.table({"text": ["Modi met Putin. " * 10_000]}), "large.parquet")
    with subprocess.Popen(
        [*COMENTION, "match", "large.parquet", "-g", "people.json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert b"doc_id" in running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
