"""Communities of a network, by libraries that know how: networkx for Louvain, leidenalg for Leiden."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any, get_args

import pyarrow as pa

from comention._frames import optional
from comention._networks import ends_of
from comention._options import number, word
from comention.errors import OptionError
from comention.typing import Clustering, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

NO_WEIGHTS = ("expected", "p_value", "q_value")
"""Columns that say nothing of how strong a pair is, or are low where it is."""

MOST_SEED = 2**31 - 1
"""The highest seed that both libraries take."""


def communities(
    nodes: pa.Table, edges: pa.Table, *, directed: bool, weight: Any, method: Any, seed: Any, resolution: Any
) -> pd.DataFrame:
    """The table of communities of a network."""
    choices = get_args(Clustering)
    if method not in choices:
        raise OptionError(f"method is {word(method)!r}, must be one of {', '.join(map(repr, choices))}")
    weights = _weights(edges, weight)
    seed, resolution = _seed(seed), number("resolution", resolution)
    if not (resolution > 0 and math.isfinite(resolution)):
        raise OptionError(f"resolution is {resolution!r}, must be a number above 0")
    find = _louvain if method == "louvain" else _leiden
    ends = ends_of(nodes, edges)
    found = find(nodes.num_rows, ends, weights, directed=directed, seed=seed, resolution=resolution)
    joined = {node for pair in ends for node in pair}
    # Rows of nodes stand for nodes: the more frequent, the lower.
    members = [sorted(group) for group in map(joined.intersection, found) if group]
    members.sort(key=lambda group: (-len(group), group))
    rows = [row for group in members for row in group]
    table: pd.DataFrame = nodes.select(["entity_id", "name"]).take(pa.array(rows, pa.int64())).to_pandas()
    table["community"] = [number for number, group in enumerate(members) for _ in group]
    table["community"] = table["community"].astype("int64")
    return table


def _louvain(
    n: int, ends: list[tuple[int, int]], weights: list[float], *, directed: bool, seed: int, resolution: float
) -> Iterable[set[int]]:
    networkx = optional("networkx", "network")
    graph = networkx.DiGraph() if directed else networkx.Graph()
    # Numbers for nodes: sets of text have another order in every process.
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in zip(ends, weights, strict=True))
    found: Iterable[set[int]] = networkx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    return found


def _leiden(
    n: int, ends: list[tuple[int, int]], weights: list[float], *, directed: bool, seed: int, resolution: float
) -> Iterable[set[int]]:
    graph = optional("igraph", "igraph").Graph(n=n, edges=ends, directed=directed)
    leidenalg = optional("leidenalg", "igraph")
    if not ends:
        return []
    partition = leidenalg.find_partition(
        graph,
        leidenalg.RBConfigurationVertexPartition,
        weights=weights,
        n_iterations=-1,  # until nothing changes
        seed=seed,
        resolution_parameter=resolution,
    )
    return [set(group) for group in partition]


def _weights(edges: pa.Table, weight: Any) -> list[float]:
    choices = [value for value in get_args(Value) if value not in NO_WEIGHTS]
    if weight not in choices:
        raise OptionError(f"weight is {word(weight)!r}, must be one of {', '.join(map(repr, choices))}")
    weights = [float(value) for value in edges.column(weight).to_pylist()]
    wrong = next((row for row, value in enumerate(weights) if not (value >= 0 and math.isfinite(value))), None)
    if wrong is not None:
        a, b = (edges.column(side)[wrong].as_py() for side in ("entity_a", "entity_b"))
        raise OptionError(f"weight: {weight} of '{a}' and '{b}' is {weights[wrong]}: communities need weights from 0")
    return weights


def _seed(seed: Any) -> int:
    try:
        value = operator.index(seed)
    except TypeError:
        value = -1
    if isinstance(seed, bool) or not 0 <= value <= MOST_SEED:
        raise OptionError(f"seed is {seed!r}, must be a whole number from 0 to {MOST_SEED:,}")
    return value
