"""Co-occurrences as matrices, graphs and files."""

from __future__ import annotations

import csv
import sys
from typing import IO, TYPE_CHECKING, Any, get_args

import networkx as nx
import numpy as np
import pyarrow.parquet as pq
import pytest

import comention as cm
from comention.typing import Unit, Value

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNITS: tuple[Unit, ...] = get_args(Unit)
VALUES: tuple[Value, ...] = get_args(Value)
NETWORKS: dict[str, Callable[[Path], Any]] = {".gexf": nx.read_gexf, ".graphml": nx.read_graphml, ".GEXF": nx.read_gexf}


@pytest.fixture(scope="module")
def pairs(seed: cm.Seed, matcher: cm.Matcher) -> cm.Cooccurrences:
    return matcher.cooccurrences(seed.documents)


@pytest.fixture(scope="module")
def yearly(seed: cm.Seed, matcher: cm.Matcher) -> cm.Cooccurrences:
    return matcher.cooccurrences(seed.documents, by="year")


# ---- matrices --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("value", VALUES)
def test_the_matrix_holds_the_edge_table(pairs: cm.Cooccurrences, unit: Unit, value: Value) -> None:
    matrix = pairs.to_scipy(unit=unit, value=value)
    ids = pairs.entities(unit=unit).entity_id
    assert matrix.shape == (len(ids), len(ids))
    assert matrix.format == "csr"
    assert matrix.dtype == ("int64" if value in {"n_ab", "n_docs"} else "float64")
    dense = matrix.toarray()
    np.testing.assert_array_equal(dense, dense.T)
    assert not dense.diagonal().any()
    place = {entity: i for i, entity in enumerate(ids)}
    expected = np.zeros_like(dense)
    edges = pairs.to_pandas(unit=unit)
    for a, b, number in zip(edges.entity_a, edges.entity_b, edges[value], strict=True):
        expected[place[a], place[b]] = expected[place[b], place[a]] = number
    np.testing.assert_array_equal(dense, expected)
    assert matrix.has_canonical_format  # sorted, no entry twice


def test_the_matrix_of_frequent_pairs(pairs: cm.Cooccurrences) -> None:
    every, frequent = pairs.to_scipy().toarray(), pairs.to_scipy(min_count=5)
    assert frequent.shape == every.shape
    np.testing.assert_array_equal(frequent.toarray(), np.where(every >= 5, every, 0))
    assert 0 < frequent.nnz < pairs.to_scipy().nnz


@pytest.mark.parametrize("unit", UNITS)
def test_periods_are_added_up(pairs: cm.Cooccurrences, yearly: cm.Cooccurrences, unit: Unit) -> None:
    for value in VALUES:
        np.testing.assert_array_equal(
            yearly.to_scipy(unit=unit, value=value).toarray(), pairs.to_scipy(unit=unit, value=value).toarray()
        )
    assert nx.utils.graphs_equal(yearly.to_networkx(unit=unit), pairs.to_networkx(unit=unit))


# ---- graphs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS)
def test_the_graph_holds_both_tables(pairs: cm.Cooccurrences, unit: Unit) -> None:
    graph = pairs.to_networkx(unit=unit)
    assert not graph.is_directed()
    nodes = {node.pop("entity_id"): node for node in pairs.entities(unit=unit).to_dict("records")}
    assert {entity: graph.nodes[entity] for entity in graph} == nodes
    assert dict(graph.degree()) == {entity: node["degree"] for entity, node in nodes.items()}
    edges = pairs.to_pandas(unit=unit).drop(columns=["name_a", "name_b"]).to_dict("records")
    assert graph.number_of_edges() == len(edges)
    for edge in edges:
        a, b = edge.pop("entity_a"), edge.pop("entity_b")
        assert edge.items() <= graph.edges[a, b].items()


def test_the_graph_of_frequent_pairs_has_all_nodes(pairs: cm.Cooccurrences) -> None:
    graph = pairs.to_networkx(min_count=5)
    assert set(graph) == set(pairs.to_networkx())
    counts = sorted(edge["n_ab"] for _, _, edge in graph.edges(data=True))
    assert counts == sorted(n for n in pairs.to_pandas().n_ab if n >= 5)


def test_an_entity_without_a_type(tmp_path: Path) -> None:
    gazetteer = cm.Gazetteer.from_records([{"id": "a", "name": "Ann & <Co>"}, {"id": "b", "name": "नाम", "type": "x"}])
    pairs = cm.Matcher(gazetteer).cooccurrences(["Ann & <Co> नाम"])
    assert "type" not in pairs.to_networkx().nodes["a"]
    assert pairs.to_networkx().nodes["b"]["type"] == "x"
    for ending, read in NETWORKS.items():
        pairs.write(tmp_path / f"n{ending}")
        assert read(tmp_path / f"n{ending}").nodes["a"]["name"] == "Ann & <Co>"


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "read"), NETWORKS.items())
def test_network_files(pairs: cm.Cooccurrences, tmp_path: Path, ending: str, read: Callable[[Path], Any]) -> None:
    path = tmp_path / f"network{ending}"
    pairs.write(path, unit="paragraph", min_count=2)
    graph, expected = read(path), pairs.to_networkx(unit="paragraph", min_count=2)
    assert set(graph) == set(expected)
    for entity, node in expected.nodes(data=True):
        assert node.items() <= graph.nodes[entity].items()
        if ending.lower() == ".gexf":
            assert graph.nodes[entity]["label"] == node["name"]
    assert {frozenset(edge) for edge in graph.edges} == {frozenset(edge) for edge in expected.edges}
    for a, b, edge in expected.edges(data=True):
        assert edge.items() <= graph.edges[a, b].items()


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_text_files(yearly: cm.Cooccurrences, tmp_path: Path, ending: str, delimiter: str) -> None:
    path = tmp_path / f"pairs{ending}"
    yearly.write(str(path), unit="document", min_count=2)
    with path.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file, delimiter=delimiter))
    rows = yearly.to_arrow(unit="document", min_count=2).to_pylist()
    assert list(read[0]) == list(rows[0])
    for name, kind in [("entity_a", str), ("name_b", str), ("period", str), ("n_ab", int), ("n", int), ("g2", float)]:
        assert [kind(row[name]) for row in read] == [row[name] for row in rows]


def test_a_parquet_file(yearly: cm.Cooccurrences, tmp_path: Path) -> None:
    yearly.write(tmp_path / "pairs.parquet")
    assert pq.read_table(tmp_path / "pairs.parquet").to_pylist() == yearly.to_arrow().to_pylist()


def test_an_ending_that_is_not_known(pairs: cm.Cooccurrences, tmp_path: Path) -> None:
    with pytest.raises(cm.OptionError, match=r"must end in \.csv, \.tsv, \.parquet, \.gexf, \.graphml, \.net$"):
        pairs.write(tmp_path / "pairs.dot")
    assert not list(tmp_path.iterdir())


WRITERS = {
    ".graphml": "networkx.write_graphml",
    ".csv": "pyarrow.csv.write_csv",
    ".tsv": "pyarrow.csv.write_csv",
    ".parquet": "pyarrow.parquet.write_table",
}


@pytest.mark.parametrize(("ending", "writer"), WRITERS.items())
def test_files_are_whole_or_not_there(
    pairs: cm.Cooccurrences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, writer: str
) -> None:
    old = tmp_path / f"old{ending}"
    old.write_text("what was there")
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt()):

        def half(_: object, file: IO[bytes], *__: object, error: BaseException = error) -> None:
            file.write(b"half")
            raise error

        monkeypatch.setattr(writer, half)
        for path in (tmp_path / f"new{ending}", old):
            with pytest.raises(type(error)):
                pairs.write(path)
        assert [path.name for path in tmp_path.iterdir()] == [old.name]
        assert old.read_text() == "what was there"
    monkeypatch.undo()
    pairs.write(old)
    assert old.read_bytes() != b"what was there"


def test_a_folder_that_is_not_there(pairs: cm.Cooccurrences, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pairs.write(tmp_path / "none" / "pairs.csv")
    assert not list(tmp_path.iterdir())


# ---- packages that are not installed ---------------------------------------------------------------------------------

NEEDED: list[tuple[str, str, Callable[[cm.Cooccurrences], Any]]] = [
    ("scipy.sparse", "scipy", lambda pairs: pairs.to_scipy()),
    ("networkx", "network", lambda pairs: pairs.to_networkx()),
    ("networkx", "network", lambda pairs: pairs.communities()),
    ("igraph", "igraph", lambda pairs: pairs.to_igraph()),
    ("leidenalg", "igraph", lambda pairs: pairs.communities(method="leiden")),
    ("networkx", "network", lambda pairs: pairs.write("never.graphml")),
    ("polars", "polars", lambda pairs: pairs.to_polars()),
]


@pytest.mark.parametrize(("module", "extra", "call"), NEEDED)
def test_a_package_that_is_missing_is_named(
    pairs: cm.Cooccurrences, monkeypatch: pytest.MonkeyPatch, module: str, extra: str, call: Callable[..., Any]
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(cm.MissingDependencyError) as error:
        call(pairs)
    assert isinstance(error.value, ImportError)
    assert str(error.value) == f'this needs {module}: pip install "comention[{extra}]"'
