"""The command line: every command, every format; what goes wrong is in test_cli_errors.py."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

import comention as cm
from cli_helpers import COMENTION, SEED, Run, names, texts
from comention.cli.display import aligned, cell, clean, marked, width

DATA = Path(__file__).parents[3] / "shared" / "data"
SEEDS = DATA / "seeds"


# usage --------------------------------------------------------------------------------------------------------------


def test_version_as_a_module() -> None:
    done = subprocess.run([*COMENTION, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"comention {cm.__version__}\n"


@pytest.mark.parametrize("command", [[], ["demo"], ["match"], ["count"], ["compile"], ["lint"], ["seed"]])
def test_help_has_examples(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert "examples:\n  comention " in done.out
    assert done.out.startswith("usage: comention ")
    assert max(map(len, done.out.splitlines())) <= 120


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


GROUPED = [
    {"text": "Modi met Putin.", "date": "2024-01-05", "source": "a", "month": 1, "front": True},
    {"text": "Putin met Modi at last.", "date": "2024-01-06", "source": "b", "month": None, "front": False},
    {"text": "Putin and Modi.", "date": None, "source": None, "month": 1, "front": None},
]


@pytest.mark.parametrize("name", ["grouped.jsonl", "grouped.csv", "grouped.parquet"])
@pytest.mark.usefixtures("here")
def test_counted_by_columns(run: Run, name: str) -> None:
    table = pa.Table.from_pylist(GROUPED)
    if name.endswith(".parquet"):
        pa.parquet.write_table(table, name)
    elif name.endswith(".csv"):
        pa.csv.write_csv(table, name)
    else:
        Path(name).write_text("".join(json.dumps(row) + "\n" for row in GROUPED), "utf-8")
    done = run("count", name, "docs.txt", "-g", "people.json", "--by", "month,source,column:month,front")
    assert done.code == 2  # docs.txt is not there
    Path("2024-01-09.txt").write_text("Modi, Putin.", "utf-8")
    done = run("count", name, "2024-01-09.txt", "-g", "people.json", "--by", "quarter,source,column:month,front")
    found = [(row["period"], row["source"], row["month"], row["front"], row["n_ab"]) for row in done.rows]
    assert found == [
        ("2024-Q1", "a", "1", "true", "1"),
        ("2024-Q1", "b", "", "false", "1"),
        ("2024-Q1", "", "", "", "1"),
        ("", "", "1", "", "1"),
    ]


@pytest.mark.usefixtures("here")
def test_counted_in_windows(run: Run) -> None:
    Path("a.txt").write_text("Modi met Putin. Modi then spoke at length of Putin.", "utf-8")
    for more, n in (["--window", "2"], 2), (["--window", "9"], 4), (["--window", "9", "--unit", "sentence"], 2):
        [row] = run("count", "a.txt", "-g", "people.json", *more).rows
        assert int(row["n_ab"]) == n
    rows = run("count", "a.txt", "-g", "people.json", "--window", "2", "--ordered").rows
    assert sorted((row["entity_a"], row["n_ab"]) for row in rows) == [("narendra-modi", "1"), ("vladimir-putin", "1")]


@pytest.mark.usefixtures("here")
def test_counted_of_some(run: Run) -> None:
    every = run("count", "docs.jsonl", "-g", "people.json", "--unit", "document").rows
    people = run("count", "docs.jsonl", "-g", "people.json", "--unit", "document", "--types", "person").rows
    assert [(row["entity_a"], row["entity_b"]) for row in people] == [("narendra-modi", "vladimir-putin")]
    assert (
        run("count", "docs.jsonl", "-g", "people.json", "--unit", "document", "--between", "person,person").rows
        == people
    )
    some = run("count", "docs.jsonl", "-g", "people.json", "--unit", "document", "--entities", "sergei-shoigu").rows
    # What is corrected for the number of pairs is another in a shorter table.
    corrected = ("q_value", "log_ratio_lower")
    bare = [{name: value for name, value in row.items() if name not in corrected} for row in [*some, *every]]
    of_shoigu = [row for row in bare[len(some) :] if "sergei-shoigu" in (row["entity_a"], row["entity_b"])]
    assert bare[: len(some)] == of_shoigu
    assert 0 < len(some) < len(every)
    done = run("count", "docs.jsonl", "-g", "people.json", "--top", "1", "-o", "n.graphml")
    assert done.code == 0
    assert Path("n.graphml").read_text("utf-8").count("<edge ") == 1


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("ending", ["gexf", "graphml", "net"])
def test_count_networks(run: Run, ending: str) -> None:
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    done = run("count", "docs.csv", "-g", "people.json", "-o", f"n.{ending}")
    assert (done.code, done.err) == (0, f"comention: network of 3 documents: n.{ending}\n")
    graph = getattr(networkx, f"read_{ending.replace('net', 'pajek')}")(f"n.{ending}")
    if ending == "net":
        assert graph.edges["Narendra Modi", "Vladimir Putin", 0]["weight"] == 2
    else:
        assert graph.edges["narendra-modi", "vladimir-putin"]["n_ab"] == 2


@pytest.mark.usefixtures("here")
def test_count_a_network_over_time(run: Run) -> None:
    networkx = pytest.importorskip("networkx", reason="networkx is not installed")
    assert run("count", "docs.csv", "-g", "people.json", "--by", "year", "-o", "n.gexf").code == 0
    graph = networkx.read_gexf("n.gexf")
    assert graph.graph["mode"] == "dynamic"
    months = graph.edges["narendra-modi", "vladimir-putin"]["n_ab_by_period"]
    assert sum(count for count, _, _ in months) == 2


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
    assert f"{len(cm.load_seed('india-russia').gazetteer)} entities" in done.out
    assert "30 English, 30 Hindi" in done.out
    assert re.search(r"Narendra Modi +Vladimir Putin +\d+", done.out)
    assert re.search(r"\[[^\]]*Lavrov\].*\[[^\]]*Jaishankar\]|\[[^\]]*Jaishankar\].*\[[^\]]*Lavrov\]", done.out)
    assert re.search(r"\[[^\]]*लावरोव\]", done.out)
    assert re.search(r"2022-\d\d-\d\d +Russian Defence Minister.* Sergei Shoigu", done.out)
    assert re.search(r"2024-\d\d-\d\d +.* Andrey Belousov", done.out)
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
    assert Path("comention-demo/network.gexf").exists()


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
