"""The backbone of a network, and its communities."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import comention as cm
from conftest import ROOT

CASES = tomllib.loads((ROOT / "tests/cases/backbone.toml").read_text("utf-8"))["case"]
UNDIRECTED = [case for case in CASES if case["method"] == "disparity" and not case["directed"]]
PROJECTED = [case for case in CASES if case["method"] == "hypergeometric"]
LETTERS = "ABCDEFGHIJ"


@pytest.fixture(scope="module")
def pairs(seed: cm.Seed, matcher: cm.Matcher) -> cm.Cooccurrences:
    return matcher.cooccurrences(seed.documents)


@pytest.fixture(scope="module")
def letters() -> cm.Matcher:
    return cm.Matcher(cm.Gazetteer.from_records([{"id": c.lower(), "name": c} for c in LETTERS]), case="exact")


def by_pair(frame: pd.DataFrame) -> dict[tuple[str, str], float]:
    pairs = zip(frame.entity_a, frame.entity_b, strict=True)
    return dict(zip(pairs, map(float, frame.significance), strict=True))


# ---- the backbone ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", UNDIRECTED, ids=lambda case: case["name"])
def test_disparities_of_others(letters: cm.Matcher, case: dict[str, Any]) -> None:
    docs = [f"{LETTERS[a]} {LETTERS[b]}." for a, b, weight in case["edges"] for _ in range(weight)]
    pairs = letters.cooccurrences(docs)
    ends = [(LETTERS[a].lower(), LETTERS[b].lower()) for a, b, _ in case["edges"]]
    found = by_pair(pairs.backbone(alpha=1))
    assert set(found) == set(ends)
    if "significance" in case:
        np.testing.assert_allclose([found[pair] for pair in ends], case["significance"], atol=10.0 ** -case["digits"])
    else:
        kept = {(LETTERS[a].lower(), LETTERS[b].lower()) for a, b in case["kept"]}
        assert set(by_pair(pairs.backbone())) == kept


@pytest.mark.parametrize("case", PROJECTED, ids=lambda case: case["name"])
def test_projections_of_others(letters: cm.Matcher, case: dict[str, Any]) -> None:
    docs = [
        " ".join(letter for letter, row in zip(LETTERS, case["matrix"], strict=False) if row[unit])
        for unit in range(len(case["matrix"][0]))
    ]
    found = by_pair(letters.cooccurrences(docs).backbone(alpha=1, method="hypergeometric", unit="document"))
    assert found
    for (a, b), significance in found.items():
        expected = case["significance"][LETTERS.lower().index(a)][LETTERS.lower().index(b)]
        assert significance == pytest.approx(expected, abs=0.5 * 10.0 ** -case["digits"])


def disparity(edges: pd.DataFrame, weight: str) -> np.ndarray[Any, Any]:
    """The definition, by a graph of networkx."""
    graph = nx.from_pandas_edgelist(edges, "entity_a", "entity_b", edge_attr=weight)
    strength, degree = dict(graph.degree(weight=weight)), dict(graph.degree())
    ends = zip(edges.entity_a, edges.entity_b, edges[weight], strict=True)
    return np.array([min((1 - w / strength[end]) ** (degree[end] - 1) for end in (a, b)) for a, b, w in ends])


@pytest.mark.parametrize("weight", ["n_ab", "n_docs", "jaccard"])
@pytest.mark.parametrize("selection", [{}, {"types": "person"}, {"min_count": 2}, {"between": ("person", "place")}])
def test_disparity_by_definition(pairs: cm.Cooccurrences, weight: Any, selection: dict[str, Any]) -> None:
    edges = pairs.to_pandas(**selection)
    found = pairs.backbone(alpha=1, weight=weight, **selection)
    pd.testing.assert_frame_equal(found.drop(columns="significance"), edges)
    np.testing.assert_allclose(found.significance, disparity(edges, weight), atol=1e-12)
    for alpha in (0.001, 0.05, 0.4):
        kept = found[found.significance <= alpha].reset_index(drop=True)
        pd.testing.assert_frame_equal(pairs.backbone(alpha=alpha, weight=weight, **selection), kept)
        pd.testing.assert_frame_equal(pairs.backbone(alpha=alpha, weight=weight, top=2, **selection), kept.head(2))


def test_a_hypergeometric_backbone_is_by_p_value(pairs: cm.Cooccurrences) -> None:
    every = pairs.backbone(alpha=1, method="hypergeometric")
    assert every.significance.equals(every.p_value.rename("significance"))
    corrected = pairs.backbone(method="hypergeometric", correction="bh")
    table = pairs.to_pandas()
    assert by_pair(corrected).keys() == by_pair(table[table.q_value <= 0.05].assign(significance=0)).keys()
    strict = pairs.backbone(method="hypergeometric", correction="bonferroni")
    assert 0 < len(strict) < len(corrected) < len(pairs.backbone(method="hypergeometric")) < len(table)


def test_each_period_is_a_network(seed: cm.Seed, matcher: cm.Matcher, pairs: cm.Cooccurrences) -> None:
    yearly = matcher.cooccurrences(seed.documents, by="year")
    found = yearly.backbone(alpha=1)
    for period, of_period in found.groupby("period"):
        alone = yearly.part(str(period)).total().backbone(alpha=1)
        assert by_pair(of_period) == by_pair(alone)
    assert by_pair(yearly.total().backbone()) == by_pair(pairs.backbone())


def test_of_ordered_windows_what_leaves_and_what_arrives(letters: cm.Matcher) -> None:
    docs = ["A B"] * 8 + ["A C"] * 2 + ["D B"] * 2 + ["B A"]
    found = by_pair(letters.cooccurrences(docs, window=2, ordered=True).backbone(alpha=1, unit="window"))
    # A gives B 8 of 10, B takes 8 of 10 from A; D gives all it has to B, which takes 2 of 10 from D.
    assert found == pytest.approx({("a", "b"): 0.2, ("a", "c"): 0.8, ("d", "b"): 0.8, ("b", "a"): 1.0})


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"alpha": 0}, "alpha: 0 is not above 0 and at most 1"),
    ({"alpha": 1.5}, "alpha: 1.5 is not above 0 and at most 1"),
    ({"alpha": float("nan")}, "alpha: NaN is not above 0 and at most 1"),
    ({"alpha": "small"}, "alpha is 'small', must be a number"),
    ({"method": "noise"}, "method is 'noise', must be one of 'disparity', 'hypergeometric'"),
    ({"weight": "p_value"}, "weight is 'p_value', must be one of 'n_ab', 'n_docs', 'lift'"),
    ({"weight": "pmi"}, ": the disparity filter needs weights from 0"),
    ({"unit": "window"}, "no windows were counted"),
    ({"correction": "fdr"}, "'fdr', must be one of 'bh', 'bonferroni', 'none'"),
]


@pytest.mark.parametrize(("asked", "message"), WRONG, ids=[str(asked) for asked, _ in WRONG])
def test_a_backbone_that_cannot_be(pairs: cm.Cooccurrences, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(cm.OptionError) as error:
        pairs.backbone(**asked)
    assert message in str(error.value)


def test_no_pairs(matcher: cm.Matcher) -> None:
    empty = matcher.cooccurrences(["It rained."])
    assert empty.backbone().empty
    assert empty.communities().columns.tolist() == ["entity_id", "name", "community"]
    assert empty.communities().empty
    assert empty.communities(method="leiden").empty


# ---- communities -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_communities_of_two_cliques(letters: cm.Matcher, method: Any) -> None:
    docs = ["A B C D"] * 3 + ["E F G"] * 3 + ["D E.", "H."]
    found = letters.cooccurrences(docs).communities(method=method)
    assert found.groupby("community").entity_id.apply(list).to_dict() == {0: ["d", "a", "b", "c"], 1: ["e", "f", "g"]}
    assert found.dtypes["community"] == "int64"


@pytest.mark.parametrize("method", ["louvain", "leiden"])
def test_communities_are_a_good_partition(pairs: cm.Cooccurrences, method: Any) -> None:
    found = pairs.communities(method=method, seed=3)
    graph = pairs.to_networkx()
    joined = {entity for entity, degree in graph.degree() if degree}
    assert set(found.entity_id) == joined
    assert found.entity_id.is_unique
    sizes = found.groupby("community").size()
    assert sizes.index.tolist() == list(range(len(sizes)))
    assert sizes.is_monotonic_decreasing
    groups = [set(group) for _, group in found.groupby("community").entity_id]
    of_joined = graph.subgraph(joined)
    quality = nx.community.modularity(of_joined, groups, weight="n_ab")
    best = max(
        nx.community.modularity(
            of_joined, nx.community.louvain_communities(of_joined, "n_ab", seed=seed), weight="n_ab"
        )
        for seed in range(5)
    )
    assert quality > best - 0.02
    fine, coarse = (pairs.communities(method=method, resolution=r).community.max() for r in (4.0, 0.2))
    assert coarse < found.community.max() < fine


PROGRAM = """
import comention as cm
seed = cm.load_seed("india-russia")
pairs = cm.Matcher(seed.gazetteer).cooccurrences(seed.documents)
for method in ("louvain", "leiden"):
    print(pairs.communities(method=method, seed=7).to_csv())
"""


def test_communities_are_the_same_in_every_process() -> None:
    def output(hashes: str) -> bytes:
        environment = {"PYTHONHASHSEED": hashes}
        return subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True).stdout

    assert output("1") == output("2") != b""


ASKED: list[tuple[dict[str, Any], str]] = [
    ({"seed": -1}, "seed is -1, must be a whole number from 0"),
    ({"seed": 1.5}, "seed is 1.5, must be a whole number from 0"),
    ({"resolution": 0}, "resolution is 0.0, must be a number above 0"),
    ({"method": "walktrap"}, "method is 'walktrap', must be one of 'louvain', 'leiden'"),
    ({"weight": "q_value"}, "weight is 'q_value', must be one of 'n_ab'"),
    ({"weight": "pmi"}, ": communities need weights from 0"),
]


@pytest.mark.parametrize(("asked", "message"), ASKED, ids=[str(asked) for asked, _ in ASKED])
def test_communities_that_cannot_be(pairs: cm.Cooccurrences, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(cm.OptionError) as error:
        pairs.communities(**asked)
    assert message in str(error.value)
