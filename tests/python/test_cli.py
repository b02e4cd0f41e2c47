"""The command line: every command, every format, every way to go wrong."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

import comention as cm
from comention.cli import main
from comention.cli.display import aligned, cell, clean, marked, width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA = Path(__file__).parents[3] / "shared" / "data"
SEEDS = DATA / "seeds"
SEED = "seed:india-russia"
COMENTION = [sys.executable, "-m", "comention"]

PEOPLE = [
    {"id": "narendra-modi", "name": "Narendra Modi", "type": "person", "aliases": ["Modi", "मोदी"]},
    {"id": "vladimir-putin", "name": "Vladimir Putin", "type": "person", "aliases": ["Putin", "पुतिन"]},
    {
        "id": "sergei-shoigu",
        "name": "Sergei Shoigu",
        "roles": [{"titles": ["Russian Defence Minister"], "from": "2012-11-06", "to": "2024-05-11"}],
    },
    {
        "id": "andrey-belousov",
        "name": "Andrey Belousov",
        "roles": [{"titles": ["Russian Defence Minister"], "from": "2024-05-14"}],
    },
]
ROWS: list[dict[str, str | None]] = [
    {"id": "a", "date": "2022-10-27", "text": "Modi met Putin. The Russian Defence Minister left."},
    {"id": "b", "date": "2024-12-10", "text": "मोदी से मिले पुतिन। Russian Defence Minister, Modi."},
    {"id": "c", "date": None, "text": None},
]


class Result(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Run: TypeAlias = "Callable[..., Result]"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Result:
        code = main([str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a gazetteer and the same documents in every form."""
    monkeypatch.chdir(tmp_path)
    Path("people.json").write_text(json.dumps(PEOPLE, ensure_ascii=False), encoding="utf-8")
    table = pa.Table.from_pylist(ROWS).append_column("other", pa.array([1, 2, 3]))
    pa.parquet.write_table(table, "docs.parquet")
    full = [{**row, "text": row["text"] or ""} for row in ROWS]
    pa.csv.write_csv(pa.Table.from_pylist(full), "docs.csv")
    pa.csv.write_csv(pa.Table.from_pylist(full), "docs.tsv", pa.csv.WriteOptions(delimiter="\t"))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    Path("docs.jsonl").write_text("\ufeff" + lines + "\n", encoding="utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def texts(folder: Path, named: dict[str, str]) -> Path:
    """A folder of files."""
    for name, text in named.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


# usage --------------------------------------------------------------------------------------------------------------


def test_version_as_a_module() -> None:
    done = subprocess.run([*COMENTION, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"comention {cm.__version__}\n"


@pytest.mark.parametrize("command", [[], ["demo"], ["match"], ["count"], ["seed"]])
def test_help_has_examples(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert "examples:\n  comention " in done.out
    assert done.out.startswith("usage: comention ")
    assert max(map(len, done.out.splitlines())) <= 120


USAGE = [
    ([], "a command is missing: demo, match, count, seed"),
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
    (["count", "docs.csv", "-g", "people.json", "-o", "n.gexf", "--top", "3"], "--top is for tables"),
    (["count", "docs.csv", "-g", "people.json", "-o", "n.gexf", "--by", "year"], "--by is for tables"),
    (["seed", "mars"], "'mars', must be one of 'india-russia'"),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("arguments", "message"), USAGE, ids=[" ".join(arguments) or "none" for arguments, _ in USAGE])
def test_usage_errors_are_one_line(run: Run, arguments: list[str], message: str) -> None:
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
    ("docs.csv", b"text,date\nModi,2024-07-05\nModi,yesterday\n", "docs.csv", "row 1: 'yesterday' is no date"),
    ("docs.csv", b"text,date\nModi,2024-02-30\n", "docs.csv", "row 0: '2024-02-30' is no date"),
    ("docs.tsv", b"text\tdate\nModi\t20240705\n", "docs.tsv", "row 0: '20240705' is no date (YYYY-MM-DD)"),
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


# documents ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet"])
def test_the_same_documents_in_every_form(run: Run, ending: str) -> None:
    done = run("match", f"docs.{ending}", "-g", "people.json")
    assert (done.code, done.err) == (0, "")
    assert [(row["doc_id"], row["date"], row["entity_id"], row["start"]) for row in done.rows] == [
        ("a", "2022-10-27", "narendra-modi", "0"),
        ("a", "2022-10-27", "vladimir-putin", "9"),
        ("a", "2022-10-27", "sergei-shoigu", "20"),
        ("b", "2024-12-10", "narendra-modi", "0"),
        ("b", "2024-12-10", "vladimir-putin", "13"),
        ("b", "2024-12-10", "andrey-belousov", "20"),
        ("b", "2024-12-10", "narendra-modi", "46"),
    ]
    by_date = [row["entity_id"] for row in done.rows if row["resolution"] == "date"]
    assert by_date == ["sergei-shoigu", "andrey-belousov"]


@pytest.mark.usefixtures("here")
def test_a_folder_of_all_sorts(run: Run) -> None:
    folder = texts(
        Path("news"),
        {
            "b.txt": "Modi",
            "a.TXT": "\ufeffPutin\r\nModi",
            "2024/2024-12-10-moscow.txt": "The Russian Defence Minister",
            "2024/2024-13-10.txt": "Putin",
            "rows.csv": "id,text\n7,Modi\n,Putin\n",
            "rows.jsonl": '{"text": "Putin"}\n{"text": "Modi", "id": 12}\n',
            "photo.jpg": "Modi",
            "notes.md": "Modi",
            ".hidden.txt": "Modi",
            ".git/a.txt": "Modi",
        },
    )
    done = run("match", folder, "-g", "people.json")
    assert (done.code, done.err) == (0, "comention: note: skipped 2 files with another ending\n")
    assert [(row["doc_id"], row["surface"], row["start"], row["date"]) for row in done.rows] == [
        ("a.TXT", "Putin", "0", ""),
        ("a.TXT", "Modi", "6", ""),
        ("b.txt", "Modi", "0", ""),
        ("7", "Modi", "0", ""),
        ("rows.csv:1", "Putin", "0", ""),
        ("rows.jsonl:0", "Putin", "0", ""),
        ("12", "Modi", "0", ""),
        ("2024/2024-12-10-moscow.txt", "Russian Defence Minister", "4", "2024-12-10"),
        ("2024/2024-13-10.txt", "Putin", "0", ""),
    ]


@pytest.mark.usefixtures("here")
def test_a_file_named_twice_is_read_once(run: Run) -> None:
    folder = texts(Path("news"), {"a.txt": "Modi"})
    assert len(run("match", folder, folder / "a.txt", folder, "-g", "people.json").rows) == 1


@pytest.mark.usefixtures("here")
def test_gazetteer_and_output_in_the_folder_are_no_documents(run: Run) -> None:
    texts(Path("news"), {"a.txt": "Modi", "people.csv": "entity_id,alias\nnarendra-modi,Modi\n"})
    for _ in range(2):
        done = run("match", "news", "-g", "news/people.csv", "-o", "news/out.csv")
        assert (done.code, done.err) == (0, "comention: 1 mention in 1 document: news/out.csv\n")


@pytest.mark.usefixtures("here")
def test_ids_that_several_files_share(run: Run) -> None:
    texts(Path("x"), {"rows.csv": "id,text\n1,Modi\n2,Putin\n", "a.txt": "Modi"})
    texts(Path("y"), {"rows.csv": "id,text\n1,Modi\n", "a.txt": "Modi"})
    done = run("match", "x", "y", "-g", "people.json")
    assert done.err == "comention: note: several files share ids: they are given as file:id\n"
    assert [row["doc_id"] for row in done.rows] == [
        "x/a.txt",
        "x/rows.csv:1",
        "x/rows.csv:2",
        "y/a.txt",
        "y/rows.csv:1",
    ]


@pytest.mark.usefixtures("here")
def test_ids_that_one_file_has_twice(run: Run) -> None:
    texts(Path(), {"rows.csv": "id,text\n1,Modi\n1,Putin\n2,Putin\n"})
    done = run("match", "rows.csv", "-g", "people.json")
    assert done.err == "comention: note: ids are not unique: 1 document with the id of another one\n"
    assert [row["doc_id"] for row in done.rows] == ["1", "1", "2"]


@pytest.mark.usefixtures("here")
def test_columns_by_name_and_other_encodings(run: Run) -> None:
    Path("rows.csv").write_bytes("url,day,body\nu1,2024-01-01,Modi traf Zoë\n".encode("latin-1"))
    Path("zoe.json").write_text('[{"id": "zoe", "name": "Zoë"}]', encoding="utf-8")
    columns = ("--text", "body", "--id", "url", "--date", "day", "--encoding", "latin-1")
    done = run("match", "rows.csv", "-g", "people.json", "-g", "zoe.json", *columns)
    assert [(row["doc_id"], row["date"], row["surface"], row["start"]) for row in done.rows] == [
        ("u1", "2024-01-01", "Modi", "0"),
        ("u1", "2024-01-01", "Zoë", "10"),
    ]
    Path("a.txt").write_bytes("Zoë".encode("utf-16"))
    assert run("match", "a.txt", "-g", "zoe.json", "--encoding", "utf-16").rows[0]["surface"] == "Zoë"


@pytest.mark.usefixtures("here")
def test_dates_and_ids_of_parquet_of_every_type(run: Run) -> None:
    moment = pa.scalar(1733776200, pa.timestamp("s"))
    times = pa.array([moment.as_py()], pa.timestamp("ms"))
    for dates, day in [
        (times, "2024-12-09"),
        (times.cast(pa.timestamp("us", "Asia/Kolkata")), "2024-12-10"),
        (times.cast(pa.date32()), "2024-12-09"),
        (pa.array(["2024-12-09T20:30:00"]).dictionary_encode(), "2024-12-09"),
        (pa.nulls(1), None),
    ]:
        text = pa.array(["Modi"]).dictionary_encode()
        pa.parquet.write_table(pa.table({"id": pa.array([7]), "text": text, "date": dates}), "typed.parquet")
        row = run("match", "typed.parquet", "-g", "people.json").rows[0]
        assert (row["doc_id"], row.get("date")) == ("7", day)


@pytest.mark.usefixtures("here")
def test_documents_longer_than_a_block(run: Run) -> None:
    Path("long.csv").write_text("text\n" + '"' + "word\n" * 1_000_000 + 'Modi"\n', encoding="utf-8")
    assert run("match", "long.csv", "-g", "people.json").rows[0]["start"] == "5000000"


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode elsewhere")
@pytest.mark.usefixtures("here")
def test_file_names_that_are_no_text(run: Run) -> None:
    name = os.fsdecode(b"\xe9.txt")
    texts(Path("news"), {name: "Modi"})
    assert [row["doc_id"] for row in run("match", "news", "-g", "people.json").rows] == ["\ufffd.txt"]
    Path("news", name).write_bytes(b"\xff")
    assert run("match", "news", "-g", "people.json").code == 2


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


# outputs ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_match_writes_what_the_library_finds(run: Run) -> None:
    matcher = cm.Matcher(cm.Gazetteer.read("people.json"))
    expected = matcher.match(pa.parquet.read_table("docs.parquet")).to_arrow()
    for ending in ("csv", "tsv", "parquet", "jsonl"):
        done = run("match", "docs.parquet", "-g", "people.json", "-o", f"out.{ending}")
        assert (done.code, done.out) == (0, "")
        assert done.err == f"comention: 7 mentions in 3 documents: out.{ending}\n"
    assert (
        pa.parquet.read_table("out.parquet")
        .select(["entity_id", "start"])
        .equals(expected.select(["entity_id", "start"]))
    )
    lines = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["surface"] for line in lines] == expected.column("surface").to_pylist()
    assert lines[0]["date"] == "2022-10-27"
    with Path("out.tsv").open(encoding="utf-8", newline="") as file:
        assert [row["surface"] for row in csv.DictReader(file, delimiter="\t")] == [line["surface"] for line in lines]
    assert run("match", "docs.parquet", "-g", "people.json").out == Path("out.csv").read_text(encoding="utf-8")


@pytest.mark.usefixtures("here")
def test_formats_of_standard_output(run: Run) -> None:
    shown = {
        form: run("match", "docs.csv", "-g", "people.json", "--format", form).out.splitlines()
        for form in ("csv", "tsv", "jsonl", "table")
    }
    assert [len(lines) for lines in shown.values()] == [8, 8, 7, 8]
    assert json.loads(shown["jsonl"][0])["candidates"] is None
    assert shown["table"][0].split() == [
        "doc_id",
        "date",
        "entity_id",
        "surface",
        "start",
        "end",
        "sentence",
        "resolution",
    ]
    limited = run("match", "docs.csv", "-g", "people.json", "--format", "table", "--limit", "2").out.splitlines()
    assert limited[:3] == [line.rstrip() for line in limited[:3]]
    assert limited[3] == "… and 5 more rows (--limit), and more columns in a file (-o)"


@pytest.mark.usefixtures("here")
def test_options_of_matching(run: Run) -> None:
    texts(Path(), {"a.txt": "US of us, Mr Modi Modi"})
    Path("us.csv").write_text(
        "entity_id,alias,kind\nus,US,acronym\nus,Mr,demonym\nmm,Modi Modi,name\nm,Modi,name\n", encoding="utf-8"
    )

    def found(*options: str) -> list[str]:
        return [row["surface"] for row in run("match", "a.txt", "-g", "us.csv", *options).rows]

    assert found() == ["US", "Modi Modi"]
    assert found("--case", "fold") == ["US", "us", "Modi Modi"]
    assert found("--overlap", "all") == ["US", "Modi Modi", "Modi", "Modi"]
    assert found("--kinds", "demonym, acronym", "--threads", "1") == ["US", "Mr"]


@pytest.mark.usefixtures("here")
def test_count_tables(run: Run) -> None:
    pairs = cm.Matcher(cm.Gazetteer.read("people.json")).cooccurrences(pa.parquet.read_table("docs.parquet"), by="year")
    for unit in ("sentence", "paragraph", "document"):
        expected = pairs.to_arrow(unit=unit)
        done = run("count", "docs.parquet", "-g", "people.json", "--by", "year", "--unit", unit)
        assert (done.code, done.err) == (0, "")
        assert [(row["entity_a"], row["period"], row["n_ab"]) for row in done.rows] == [
            (row["entity_a"], row["period"], str(row["n_ab"])) for row in expected.to_pylist()
        ]
    assert len(run("count", "docs.csv", "-g", "people.json", "--top", "1").rows) == 1
    assert [row["n_ab"] for row in run("count", "docs.csv", "-g", "people.json", "--min-count", "2").rows] == ["2"]
    table = run("count", "docs.csv", "-g", "people.json", "--format", "table").out.splitlines()
    assert table[0].split()[:4] == ["name_a", "name_b", "n_ab", "n_a"]
    assert table[1].startswith("Narendra Modi")


@pytest.mark.usefixtures("here")
def test_count_by_period_needs_dates(run: Run) -> None:
    texts(Path(), {"a.txt": "Modi"})
    done = run("count", "a.txt", "-g", "people.json", "--by", "month")
    assert done.code == 2
    assert "date" in done.err


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("ending", ["gexf", "graphml"])
def test_count_networks(run: Run, ending: str) -> None:
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    done = run("count", "docs.csv", "-g", "people.json", "-o", f"n.{ending}")
    assert (done.code, done.err) == (0, f"comention: network of 3 documents: n.{ending}\n")
    graph = getattr(networkx, f"read_{ending}")(f"n.{ending}")
    assert graph.edges["narendra-modi", "vladimir-putin"]["n_ab"] == 2


@pytest.mark.usefixtures("here")
def test_a_network_without_networkx_is_refused_before_the_work(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    done = run("count", "docs.csv", "-g", "people.json", "-o", "n.gexf")
    assert (done.code, done.err) == (2, 'comention: this needs networkx: pip install "comention[network]"\n')


@pytest.mark.usefixtures("here")
def test_progress_goes_to_stderr(run: Run) -> None:
    done = run("count", "docs.csv", "-g", "people.json", "--progress")
    assert "3.00/3.00" in done.err or "document" in done.err
    assert "document" not in done.out
    assert run("count", "docs.csv", "-g", "people.json", "--no-progress").err == ""


# demo and seed ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_demo(run: Run) -> None:
    done = run("demo", "-o", "shown")
    assert (done.code, done.err) == (0, "")
    assert "91 entities" in done.out
    assert "30 English, 30 Hindi" in done.out
    assert re.search(r"Narendra Modi +Vladimir Putin +\d+", done.out)
    assert re.search(r"\[[^\]]*Lavrov\].*\[[^\]]*Jaishankar\]|\[[^\]]*Jaishankar\].*\[[^\]]*Lavrov\]", done.out)
    assert re.search(r"\[[^\]]*लावरोव\]", done.out)
    assert re.search(r"2022-\d\d-\d\d +Russian Defence Minister.* Sergei Shoigu", done.out)
    assert re.search(r"2024-1\d-\d\d +.* Andrey Belousov", done.out)
    seed = cm.load_seed("india-russia")
    text_of = dict(zip(seed.documents["id"], seed.documents["text"], strict=True))
    with Path("shown/mentions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert text_of[row["doc_id"]][int(row["start"]) : int(row["end"])] == row["surface"]
    assert names(Path("shown")) == ["entities.csv", "mentions.csv", "network.gexf", "pairs.csv"]
    assert run("demo", "-o", "shown").code == 0


@pytest.mark.usefixtures("here")
def test_demo_without_networkx(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    done = run("demo")
    assert done.code == 0
    assert 'not written: this needs networkx: pip install "comention[network]"' in done.out
    assert not Path("comention-demo/network.gexf").exists()


@pytest.mark.usefixtures("here")
def test_demo_where_nothing_can_be_written(run: Run) -> None:
    done = run("demo", "-o", "docs.csv")
    assert (done.code, done.err) == (2, "comention: docs.csv: File exists\n")


@pytest.mark.usefixtures("here")
def test_seed_can_be_counted_edited_and_is_not_lost(run: Run) -> None:
    done = run("seed")
    assert (done.code, done.err) == (0, "")
    gazetteer, documents = Path("india-russia/gazetteer.json"), Path("india-russia/documents.jsonl")
    assert cm.Gazetteer.read(gazetteer) == cm.load_seed("india-russia").gazetteer
    from_files = run("count", documents, "-g", gazetteer)
    assert from_files.rows[0]["name_a"] == "Narendra Modi"
    assert from_files.out == run("count", documents, "-g", SEED).out
    again = run("seed")
    assert (again.code, again.err) == (2, f"comention: {gazetteer}: there already; --force writes over it\n")
    assert run("seed", "--force", "-o", "india-russia").code == 0


# the terminal -------------------------------------------------------------------------------------------------------


def test_columns_on_the_screen() -> None:
    assert [width(text) for text in ("Modi", "मोदी", "क्ष", "फ़", "e\u0301", "नई\u200dदिल्ली", "普京")] == [
        4,
        4,
        2,
        1,
        1,
        7,
        4,
    ]
    lines = aligned([{"name": "मोदी", "n": 1234}, {"name": "Putin", "n": None}], ["name", "n"])
    assert lines == ["name       n", "मोदी   1,234", "Putin"]
    assert cell(1.0) == "1.00"
    assert cell("x" * 50) == "x" * 39 + "…"
    assert cell(["a", "b"]) == "a b"
    assert clean("a\n\tb\033[31m") == "a b\ufffd[31m"


def test_marks_are_bold_in_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert marked("Modi met\n Putin ", [(10, 15), (0, 4)]) == "[Modi] met [Putin]"
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    with contextlib.redirect_stdout(io.StringIO()):
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        assert marked("Modi met", [(0, 4)]) == "\033[1mModi\033[0m met"
        monkeypatch.setenv("NO_COLOR", "1")
        assert marked("Modi met", [(0, 4)]) == "[Modi] met"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.usefixtures("here")
def test_a_terminal_gets_a_table() -> None:
    import pty

    outer, inner = pty.openpty()
    with os.fdopen(outer, "rb", 0) as screen:
        subprocess.run([*COMENTION, "count", "docs.csv", "-g", "people.json"], stdout=inner, check=True)
        os.close(inner)
        shown = b""
        with contextlib.suppress(OSError):  # the end of a pseudo-terminal
            while more := screen.read(4096):
                shown += more
    assert shown.decode().split()[:3] == ["name_a", "name_b", "n_ab"]


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
        Path(path).write_bytes(b"some")
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


# real pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"needs the five pages in {SEEDS}")
def test_pairs_of_the_five_pages(run: Run) -> None:
    done = run("count", SEEDS, "-g", SEED)
    assert (done.code, done.err) == (0, "")
    strongest = [{row["entity_a"], row["entity_b"]} for row in done.rows]
    assert {"s-jaishankar", "sergey-lavrov"} in strongest[:5]
    mentions = run("match", SEEDS, "-g", SEED).rows
    for row in mentions:
        text = (SEEDS / row["doc_id"]).read_text(encoding="utf-8")
        assert text[int(row["start"]) : int(row["end"])] == row["surface"]
    scripts = {row["surface"].isascii() for row in mentions if row["entity_id"] == "sergey-lavrov"}
    assert scripts == {True, False}
