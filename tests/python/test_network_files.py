"""Networks for other programs: every attribute travels along, time too, whatever the names are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pandas as pd
import pytest

import comention as cm

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def monthly(seed: cm.Seed, matcher: cm.Matcher) -> cm.Cooccurrences:
    return matcher.cooccurrences(seed.documents, by=["lang", "month"], window=5, ordered=True)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


# ---- GEXF ------------------------------------------------------------------------------------------------------------

# GEXF 1.3 (gexf.net; specs/1.3: gexf.rnc, data.rnc, dynamics.rnc), of what we write: for each element its attributes,
# those that it must have first, and what may stand inside, in this order.
GRAMMAR: dict[str, tuple[set[str], set[str], list[str]]] = {
    "gexf": ({"version"}, {"variant"}, ["meta", "graph"]),
    "meta": (set(), {"lastmodifieddate"}, ["creator", "keywords", "description"]),
    "creator": (set(), set(), []),
    "graph": (
        set(),
        {"defaultedgetype", "idtype", "mode", "timeformat", "timerepresentation", "start", "end"},
        ["attributes", "nodes", "edges"],
    ),
    "attributes": ({"class"}, {"mode"}, ["attribute"]),
    "attribute": ({"id", "title", "type"}, set(), ["default", "options"]),
    "nodes": (set(), {"count"}, ["node"]),
    "edges": (set(), {"count"}, ["edge"]),
    "node": ({"id"}, {"label"}, ["spells", "attvalues"]),
    "edge": ({"id", "source", "target"}, {"weight", "type", "label"}, ["spells", "attvalues"]),
    "spells": (set(), set(), ["spell"]),
    "spell": (set(), {"start", "end"}, []),
    "attvalues": (set(), set(), ["attvalue"]),
    "attvalue": ({"for", "value"}, {"start", "end"}, []),
}
NAMESPACE = "{http://gexf.net/1.3}"


def check(element: ET.Element) -> None:
    required, optional, children = GRAMMAR[element.tag.removeprefix(NAMESPACE)]
    assert required <= set(element.attrib) <= required | optional, element.attrib
    places = [children.index(child.tag.removeprefix(NAMESPACE)) for child in element]
    assert places == sorted(places)
    for child in element:
        check(child)


def parsed(path: Path) -> ET.Element:
    root = ET.parse(path).getroot()
    check(root)
    ids = [attribute.attrib["id"] for attribute in root.iter(f"{NAMESPACE}attribute")]
    assert len(ids) == len(set(ids))
    assert {value.attrib["for"] for value in root.iter(f"{NAMESPACE}attvalue")} <= set(ids)
    nodes = {node.attrib["id"] for node in root.iter(f"{NAMESPACE}node")}
    for edge in root.iter(f"{NAMESPACE}edge"):
        assert {edge.attrib["source"], edge.attrib["target"]} <= nodes
    for kind in ("node", "edge"):
        (several,) = root.iter(f"{NAMESPACE}{kind}s")
        assert several.attrib["count"] == str(len(list(several)))
    return root


@pytest.mark.parametrize("unit", ["document", "sentence", "window"])
def test_gexf_with_time(monthly: cm.Cooccurrences, tmp_path: Path, unit: Any) -> None:
    path = tmp_path / "n.gexf"
    monthly.write(path, unit=unit, min_count=2)
    (graph_element,) = parsed(path).iter(f"{NAMESPACE}graph")
    days = graph_element.attrib
    assert (days["mode"], days["timeformat"], days["start"], days["end"]) == (
        "dynamic",
        "date",
        "2019-02-01",
        "2024-12-31",
    )
    graph, total = nx.read_gexf(path), monthly.to_networkx(unit=unit, min_count=2)
    assert graph.is_directed() == (unit == "window")
    assert set(graph) == set(total)
    assert set(graph.edges) == set(total.edges)
    for entity, node in total.nodes(data=True):
        assert node.items() <= graph.nodes[entity].items()
    # What stands in the file for each period is what the tables have, all languages together.
    ends = monthly.periods().dropna(subset="period").set_index("period")
    published = [str(period) for period in ends.index[ends.n_documents > 0]]
    by_period = {period: monthly.part({"period": period}).total().to_pandas(unit=unit) for period in published}
    edges = pd.concat([table.assign(period=period) for period, table in by_period.items()])
    found = 0
    for (a, b), of_pair in edges.groupby(["entity_a", "entity_b"]):
        if not graph.has_edge(a, b):
            continue
        edge = graph.edges[a, b]
        spans = [(str(ends.first_day[p])[:10], str(ends.last_day[p])[:10]) for p in of_pair.period.sort_values()]
        in_order = of_pair.sort_values("period")
        for column in ("n_ab", "n_docs", "npmi", "g2"):
            assert [span[1:] for span in edge[f"{column}_by_period"]] == spans
            assert [span[0] for span in edge[f"{column}_by_period"]] == pytest.approx(in_order[column].tolist())
        assert edge["spells"] == spans
        assert edge["n_ab"] == edge["weight"] == sum(of_pair.n_ab)
        found += 1
    assert found == graph.number_of_edges() > 20
    for entity, node in graph.nodes(data=True):
        counts = [count for count, _, _ in node["n_mentions_by_period"]]
        # A period whose mentions are in no window is none of the node's.
        assert sum(counts) == total.nodes[entity]["n_mentions"] or (unit == "window" and sum(counts) > 0)


def test_weights_that_change_are_named_as_gephi_wants_them(monthly: cm.Cooccurrences, tmp_path: Path) -> None:
    monthly.write(tmp_path / "n.gexf")
    root = parsed(tmp_path / "n.gexf")
    (weight,) = (each for each in root.iter(f"{NAMESPACE}attribute") if each.attrib["title"] == "weight")
    for edge in root.iter(f"{NAMESPACE}edge"):
        values = [v for v in edge.iter(f"{NAMESPACE}attvalue") if v.attrib["for"] == weight.attrib["id"]]
        assert sum(int(value.attrib["value"]) for value in values) == int(edge.attrib["weight"])


def test_documents_without_a_date_have_no_spell(matcher: cm.Matcher, tmp_path: Path) -> None:
    docs = ["Modi met Putin.", "Modi met Lavrov."]
    matcher.cooccurrences(docs, date=["2024-02-10", None], by="month").write(tmp_path / "n.gexf")
    graph = nx.read_gexf(tmp_path / "n.gexf")
    assert graph.nodes["narendra-modi"]["spells"] == [("2024-02-01", "2024-02-29")]
    assert "spells" not in graph.nodes["sergey-lavrov"]
    assert "spells" not in graph.edges["narendra-modi", "sergey-lavrov"]
    matcher.cooccurrences(docs, date=[None, None], by="month").write(tmp_path / "n.gexf")
    parsed(tmp_path / "n.gexf")
    assert nx.read_gexf(tmp_path / "n.gexf").number_of_edges() == 2


def test_gexf_without_time(seed: cm.Seed, matcher: cm.Matcher, tmp_path: Path) -> None:
    pairs = matcher.cooccurrences(seed.documents, by="lang")
    pairs.write(tmp_path / "n.gexf", top=9)
    (graph_element,) = parsed(tmp_path / "n.gexf").iter(f"{NAMESPACE}graph")
    assert graph_element.attrib["mode"] == "static"
    assert not list(graph_element.iter(f"{NAMESPACE}spell"))
    assert nx.read_gexf(tmp_path / "n.gexf").number_of_edges() == 9


def test_numbers_that_are_none_are_written_as_xml_wants_them() -> None:
    from comention._gexf import _quoted

    written = [_quoted(value) for value in (math.inf, -math.inf, math.nan, 0.1, 2**62, 'a"<&\x00')]
    assert written == ['"INF"', '"-INF"', '"NaN"', '"0.1"', '"4611686018427387904"', "'a\"&lt;&amp;\\u0000'"]


# ---- Pajek -----------------------------------------------------------------------------------------------------------

NAMES = {
    "a": "लावरोव, सर्गेई",
    "b": 'Dwayne "The Rock" Johnson',
    "c": "back\\slash\\",
    "d": "O’Neill & <Co>",
    "e": "Ann  Lee",
    "f": "Ann  Lee",
    "g": "*Vertices 3",
    "h": "% no comment",
    "i": "two\nlines",
}


@pytest.fixture
def odd() -> cm.Cooccurrences:
    gazetteer = cm.Gazetteer.from_records([{"id": key, "name": name} for key, name in NAMES.items()])
    keys = [{"id": key, "aliases": [f"Name{key}"]} for key in NAMES]
    merged = gazetteer + cm.Gazetteer.from_records([{"name": NAMES[str(key["id"])], **key} for key in keys])
    texts = [f"Name{a} Name{b}." for a in NAMES for b in NAMES if a < b for _ in range(ord(a) - 96)]
    return cm.Matcher(merged).cooccurrences(texts)


def test_pajek(odd: cm.Cooccurrences, tmp_path: Path) -> None:
    path = tmp_path / "n.net"
    odd.write(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf%")  # the mark, without which Pajek does not read UTF-8
    labels = {
        **NAMES,
        "b": "Dwayne ”The Rock” Johnson",
        "c": "back/slash/",
        "e": "Ann  Lee (e)",
        "f": "Ann  Lee (f)",
        "i": "two lines",
    }
    expected = odd.to_networkx()
    weights = {frozenset((labels[a], labels[b])): edge["n_ab"] for a, b, edge in expected.edges(data=True)}
    read = nx.read_pajek(path)
    assert not read.is_directed()
    assert set(read) == set(labels.values())
    read_edges: Any = read.edges(data="weight")
    assert {frozenset((a, b)): w for a, b, w in read_edges} == weights
    other: Any = igraph.Graph.Read_Pajek(str(path))
    names = other.vs["name"] if "name" in other.vs.attributes() else other.vs["id"]
    assert {frozenset((names[e.source], names[e.target])): e["weight"] for e in other.es} == weights


def test_pajek_of_ordered_windows_has_arcs(monthly: cm.Cooccurrences, tmp_path: Path) -> None:
    monthly.write(tmp_path / "n.net", unit="window")
    lines = (tmp_path / "n.net").read_text("utf-8-sig").splitlines()
    graph = monthly.to_networkx(unit="window")
    assert lines[1] == f"*Vertices {len(graph)}"
    assert len(lines) - lines.index("*Arcs") - 1 == graph.number_of_edges()
    assert nx.read_pajek(tmp_path / "n.net").is_directed()


@pytest.mark.parametrize("ending", ["gexf", "graphml"])
def test_odd_names_survive(odd: cm.Cooccurrences, tmp_path: Path, ending: str) -> None:
    odd.write(tmp_path / f"n.{ending}")
    graph = getattr(nx, f"read_{ending}")(tmp_path / f"n.{ending}")
    assert {entity: node["name"] for entity, node in graph.nodes(data=True)} == NAMES


# ---- igraph ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["sentence", "window"])
def test_igraph_holds_what_networkx_holds(monthly: cm.Cooccurrences, unit: Any) -> None:
    graph: Any = monthly.to_igraph(unit=unit, types="person")
    expected = monthly.to_networkx(unit=unit, types="person")
    assert graph.is_directed() == expected.is_directed() == (unit == "window")
    assert {vertex["entity_id"] for vertex in graph.vs} == set(expected)
    for vertex in graph.vs:
        given = {name: value for name, value in vertex.attributes().items() if value is not None}
        assert given == {"entity_id": vertex["entity_id"], **expected.nodes[vertex["entity_id"]]}
    assert graph.ecount() == expected.number_of_edges()
    for edge in graph.es:
        a, b = (graph.vs[end]["entity_id"] for end in edge.tuple)
        assert edge.attributes() == {**expected.edges[a, b], "weight": expected.edges[a, b]["n_ab"]}
