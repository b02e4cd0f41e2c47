"""Files that other programs open: spreadsheets, readers of XML, of JSON and of Pajek."""

from __future__ import annotations

import csv
import itertools
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import comention as cm
from comention._files import neutral
from comention._networks import xml_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli_helpers import Run

# ---- spreadsheets -------------------------------------------------------------------------------

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "\x00=1",
    "＝1",
    "－1",
]
HARMLESS = ["", "a=1", "'=1", "Modi", "1-2", "नमस्ते", '"', "(-1)", "a\n=1"]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_texts_that_begin_like_formulas(kind: pa.DataType) -> None:
    column = pa.array([*FORMULAS, *HARMLESS, None]).cast(kind)
    table = neutral(pa.table({"=text": column, "number": pa.array(range(len(column)))}))
    assert table.column_names == ["'=text", "number"]
    assert table.column(0).to_pylist() == [*(f"'{text}" for text in FORMULAS), *HARMLESS, None]
    assert table.column(1).to_pylist() == list(range(len(column)))


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_written_tables_are_safe(ending: str, delimiter: str, tmp_path: Path) -> None:
    records = [{"id": "=cmd|' /C calc'!A0", "name": "Ann", "type": "@x"}, {"id": "-b", "name": "Bob"}]
    mentions = cm.Matcher(cm.Gazetteer.from_records(records)).match(["Ann met Bob.", "Ann left."])
    pairs = mentions.cooccurrences()
    for write, table in ((mentions.write, mentions.to_arrow()), (pairs.write, pairs.to_arrow())):
        assert callable(write)
        for safe in (False, True):
            write(tmp_path / f"t{ending}", safe=safe)
            with (tmp_path / f"t{ending}").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file, delimiter=delimiter))
            for row, expected in zip(rows, table.to_pylist(), strict=True):
                for name, value in expected.items():
                    if isinstance(value, float):
                        assert float(row[name]) == value
                    if isinstance(value, str):
                        assert row[name] == ("'" if safe and value[:1] in tuple("=+-@") else "") + value


@pytest.mark.parametrize("ending", [".parquet", ".gexf", ".net"])
def test_safe_is_for_spreadsheets(ending: str, tmp_path: Path) -> None:
    pairs = cm.Matcher(cm.Gazetteer.from_records([{"id": "a", "name": "Ann"}])).cooccurrences(["Ann"])
    with pytest.raises(cm.OptionError, match=r"safe=True is for \.csv and \.tsv"):
        pairs.write(tmp_path / f"n{ending}", safe=True)


@pytest.mark.usefixtures("here")
def test_safe_on_the_command_line(run: Run) -> None:
    records = [{"id": "=a", "name": "Ann"}, {"id": "-b", "name": "Bob"}]
    Path("odd.json").write_text(json.dumps(records))
    Path("odd.txt").write_text("Ann met Bob.")
    for command in (["match", "odd.txt"], ["count", "odd.txt"]):
        to_screen = run(*command, "-g", "odd.json", "--safe")
        assert "'=a" in to_screen.out
        assert '"=a' not in to_screen.out
        run(*command, "-g", "odd.json", "--safe", "-o", "out.csv")
        assert Path("out.csv").read_text() == to_screen.out
        assert '"=a' in run(*command, "-g", "odd.json").out
        assert run(*command, "-g", "odd.json", "--safe", "-o", "out.parquet").code == 2


# ---- XML ----------------------------------------------------------------------------------------

ODD = [chr(code) for code in (*range(0x20), 0x7F, 0x85, 0x2028, 0xFDD0, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF)]
PIECES = ["a", " ", "\\", "u", "\\u0001", "\\u005c", "\\u", "00", "<", "&", '"', "]]>", *ODD]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=6))
def test_texts_of_xml_differ_as_the_texts_do(left: list[str], right: list[str]) -> None:
    texts = {"".join(left), "".join(right)}
    written = {xml_text(text) for text in texts}
    assert len(written) == len(texts)
    for text in written:
        ET.fromstring("<a>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;") + "</a>")
    assert all(xml_text(text) == text for text in texts if text.isprintable() and "\\" not in text)


def of_igraph(path: Path) -> set[str]:
    # igraph leaves a reference to an ampersand in the value of an attribute as it is.
    return {entity.replace("&#38;", "&") for entity in igraph.Graph.Read_GraphML(str(path)).vs["id"]}


READERS: list[tuple[str, Callable[[Any], Any]]] = [
    (".gexf", lambda path: set(nx.read_gexf(path))),
    (".graphml", lambda path: set(nx.read_graphml(path))),
    (".graphml", of_igraph),
]


@pytest.mark.parametrize(("ending", "read"), READERS)
def test_two_ids_never_become_one(ending: str, read: Callable[[Any], Any], tmp_path: Path) -> None:
    ids = {f"x{piece}y" for piece in PIECES} | {"x\\u0001y", "x\\u005cu0001y", "x\\\\u0001y", "x\ufffdy"}
    records = []
    for i, entity in enumerate(sorted(ids)):
        try:
            cm.Gazetteer.from_records([{"id": entity, "name": f"Entity {i}"}])
        except cm.GazetteerError:
            continue
        records.append({"id": entity, "name": f"Entity {i}", "type": entity})
    text = " ".join(record["name"] + "," for record in records)
    pairs = cm.Matcher(cm.Gazetteer.from_records(records)).cooccurrences([text])
    pairs.write(tmp_path / f"n{ending}", unit="document")
    ET.parse(tmp_path / f"n{ending}")
    assert len(records) > 15
    assert len(pairs.entities(unit="document")) == len(records)
    assert read(tmp_path / f"n{ending}") == {xml_text(record["id"]) for record in records}


def test_labels_of_pajek_are_different(tmp_path: Path) -> None:
    ids = ['a"', "a”", "b", "b (a”)", "c"]
    listed = zip(ids, ["Ann", "Ann", "Bob", "Bob", "Ann (a”)"], strict=True)
    matcher = cm.Matcher(
        cm.Gazetteer.from_records(
            [{"id": entity, "name": name, "aliases": [f"Zed{i}"]} for i, (entity, name) in enumerate(listed)]
        )
    )
    pairs = matcher.cooccurrences(["Zed0 Zed1 Zed2 Zed3 Zed4"])
    pairs.write(tmp_path / "n.net")
    graph = nx.read_pajek(tmp_path / "n.net")
    assert len(graph) == 5
    assert graph.number_of_edges() == len(list(itertools.combinations(ids, 2)))


# ---- JSON ---------------------------------------------------------------------------------------

TWICE = [
    (".json", '[\n{"id": "a", "name": "A",\n "id": "b"}]', "key 'id' stands twice at line 3 column"),
    (".json", '[{"id": "a", "aliases": [{"text": "A", "text": "B"}]}]', "key 'text' stands twice at line 1"),
    (".json", '[{"id": "a", "x": {"y": [{"z": 1,\n"z": 1}]}}]', "key 'z' stands twice at line 2"),
    (".json", '[{"id": "a", "n\\u0061me": "A", "name": "B"}]', "key 'name' stands twice at line 1"),
    (".jsonl", '{"id": "a"}\n\n{"id": "b", "type": "x", "type": "x"}\n', "line 3: key 'type' stands twice"),
    (".jsonl", '{"id": "a", "roles": [{"titles": [], "from": null, "from": null}]}', "line 1: key 'from' stands twice"),
]


@pytest.mark.parametrize(("ending", "text", "problem"), TWICE)
def test_a_key_that_stands_twice(ending: str, text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / f"g{ending}"
    path.write_text(text)
    with pytest.raises(cm.GazetteerError) as raised:
        cm.Gazetteer.read(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert problem in str(raised.value)


def test_keys_of_a_mapping_that_are_one_in_json() -> None:
    with pytest.raises(cm.GazetteerError, match="key '1' stands twice"):
        cm.Gazetteer.from_records([{"id": "a", "x": {1: "a", "1": "b"}}])


def test_lines_are_json_whatever_the_numbers() -> None:
    from comention.cli.writing import json_lines

    (line,) = json_lines(pa.table({"a": [float("nan")], "b": [float("inf")], "c": [0.5]}))
    assert json.loads(line, parse_constant=pytest.fail) == {"a": None, "b": None, "c": 0.5}
