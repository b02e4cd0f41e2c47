"""Co-occurrences as a network: matrices, graphs, files of them; which pairs matter in it, who belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comention._communities import communities
from comention._frames import optional, pandas_frame
from comention._frozen import Frozen
from comention._gexf import Time, write_gexf
from comention._networks import igraph_of, write_graphml, write_pajek
from comention._options import number, selection, word

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import igraph
    import networkx as nx
    import pandas as pd
    import pyarrow as pa
    from scipy import sparse

    from comention._core import Cooccurrences as Core
    from comention.typing import Clustering, Correction, Filter, Value, Within

__all__: list[str] = []


class Networks(Frozen):
    """What is made of counts as a network; `Cooccurrences` are counts with this."""

    __slots__ = ()
    _core: Core

    def backbone(
        self,
        *,
        alpha: float = 0.05,
        method: Filter = "disparity",
        weight: Value = "n_ab",
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "none",
    ) -> pd.DataFrame:
        """The pairs that matter in the network: more than its nodes would have by chance.

        The network is that of the pairs chosen, of each period and group by itself; `total()` has all in one.

        Args:
            alpha: The highest `significance` of a pair that is kept, above 0; 1 keeps all.
            method: `"disparity"`: a pair is kept if it is an unusual share of all that one of the two has. An entity
                that shares out its strength *s*, the sum of the weights of its *k* pairs, at random among them gives
                one of them a weight of at least *w* with probability (1 − w/s)^(k−1); of the two ends the lower one
                counts, and an end with one pair has 1 (Serrano, Boguñá & Vespignani 2009, PNAS 106(16)). Small
                entities keep their strongest tie, which one threshold for all would lose.
                `"hypergeometric"`: a pair is kept if it meets in more units than it would if each of the two kept the
                number of its units and they were drawn at random, which is `p_value` (Tumminello et al. 2011, PLoS ONE
                6(3); Neal 2013): the network of units and entities, projected on the entities.
            weight: The column the disparity filter weighs pairs by; one that is never below 0.
            unit: As for `to_pandas`.
            types: As for `to_pandas`.
            between: As for `to_pandas`.
            entities: As for `to_pandas`. In an ego network nearly all others have one pair.
            min_count: As for `to_pandas`.
            top: Only so many rows of those kept, the first ones.
            correction: How `significance` is corrected for the number of pairs before it is compared with `alpha`:
                `"none"`, as in the papers on the disparity filter; `"bh"` or `"bonferroni"`, which suits the
                hypergeometric one. (`q_value` is by `"bh"`, as ever.)

        Returns:
            The edge table with one more column, `significance`, and only the rows with at most `alpha` in it.

        Raises:
            OptionError: An `alpha` that is not above 0 and at most 1, a weight below 0; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(seed.documents)
            >>> backbone = pairs.backbone(types="person")
            >>> len(backbone) < len(pairs.to_pandas(types="person")) / 4
            True
            >>> backbone[["name_a", "name_b"]].head(2)
                      name_a          name_b
            0  Narendra Modi  Vladimir Putin
            1  S. Jaishankar   Sergey Lavrov
        """
        chosen = selection(types, between, entities, min_count, top)
        threshold = (str(word(method)), number("alpha", alpha), str(word(weight)), str(word(correction)))
        return pandas_frame(self._core.backbone(str(word(unit)), chosen, threshold))

    def communities(
        self,
        *,
        seed: int = 0,
        resolution: float = 1.0,
        method: Clustering = "louvain",
        weight: Value = "n_ab",
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
    ) -> pd.DataFrame:
        """Groups of entities that meet each other more than they meet the rest, over all periods and groups.

        Args:
            seed: Of the random order in which entities are looked at. One seed, one result.
            resolution: Below 1 for fewer and larger communities, above for more and smaller ones.
            method: `"louvain"` (Blondel et al. 2008), of networkx (`pip install "comention[network]"`), or `"leiden"`
                (Traag, Waltman & van Eck 2019), of leidenalg (`pip install "comention[igraph]"`). Both look for the
                highest modularity; those of Leiden are connected, too.
            weight: The column by which pairs weigh; one that is never below 0.
            unit: As for `to_pandas`.
            types: As for `to_pandas`.
            between: As for `to_pandas`.
            entities: As for `to_pandas`.
            min_count: As for `to_pandas`.
            top: As for `to_pandas`.

        Returns:
            `entity_id`, `name`, `community`: 0 is the largest, of two of one size that with the more frequent entity.
            Sorted by community, then as the node table. Entities that meet nobody are in none, and have no row.

        Raises:
            OptionError: A weight below 0; also a `ValueError`.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(["Modi met Putin.", "Lavrov met Jaishankar."])
            >>> pairs.communities()
                    entity_id            name  community
            0   narendra-modi   Narendra Modi          0
            1  vladimir-putin  Vladimir Putin          0
            2    s-jaishankar   S. Jaishankar          1
            3   sergey-lavrov   Sergey Lavrov          1
        """
        chosen = selection(types, between, entities, min_count, top)
        nodes, edges, directed = self._core.network(str(word(unit)), chosen)
        return communities(
            nodes, edges, directed=directed, weight=weight, method=method, seed=seed, resolution=resolution
        )

    def to_scipy(
        self,
        *,
        unit: Within = "sentence",
        value: Value = "n_ab",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "bh",
    ) -> sparse.csr_array:
        """A symmetric sparse matrix over all periods and groups (`pip install "comention[scipy]"`).

        Args:
            unit: As for `to_pandas`.
            value: The column of the edge table to fill in.
            types: As for `to_pandas`.
            between: As for `to_pandas`.
            entities: As for `to_pandas`.
            min_count: As for `to_pandas`.
            top: As for `to_pandas`.
            correction: As for `to_pandas`, for `value="q_value"`.

        Returns:
            Shape (entities, entities), the diagonal empty. Rows and columns are in the order of `total().entities(…)`
            with the same `unit`, `types`, `between` and `entities`. Of ordered windows it is not symmetric: the earlier
            entity is the row.

        Example:
            >>> import comention as cm
            >>> seed = cm.load_seed("india-russia")
            >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(["Modi met Putin.", "Putin met Modi. Lavrov left."])
            >>> pairs.entities().entity_id.tolist()
            ['narendra-modi', 'vladimir-putin', 'sergey-lavrov']
            >>> pairs.to_scipy().toarray()
            array([[0, 2, 0],
                   [2, 0, 0],
                   [0, 0, 0]])
        """
        scipy_sparse = optional("scipy.sparse", "scipy")
        chosen = selection(types, between, entities, min_count, top, correction=correction)
        ids, pointers, entries = self._core.matrix(str(word(unit)), str(word(value)), chosen)
        data = entries["data"].to_numpy()
        if value in ("n_ab", "n_docs"):
            data = data.astype("int64")
        parts = (data, entries["indices"].to_numpy(), pointers["indptr"].to_numpy())
        matrix: sparse.csr_array = scipy_sparse.csr_array(parts, shape=(ids.num_rows, ids.num_rows))
        return matrix

    def to_networkx(
        self,
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "bh",
    ) -> nx.Graph[str]:
        """A graph over all periods and groups (`pip install "comention[network]"`); arguments as for `to_pandas`.

        Nodes are entity ids with the columns of the node table as attributes, edges have those of the edge table. It is
        undirected, but for ordered windows. Entities that meet nobody are nodes too, unless `top` is given.
        """
        chosen = selection(types, between, entities, min_count, top, correction=correction)
        nodes, edges, directed = self._core.network(str(word(unit)), chosen)
        return _graph(nodes, edges, directed=directed)

    def to_igraph(
        self,
        *,
        unit: Within = "sentence",
        types: str | Iterable[str] | None = None,
        between: tuple[str, str] | None = None,
        entities: str | Iterable[str] | None = None,
        min_count: int = 1,
        top: int | None = None,
        correction: Correction = "bh",
    ) -> igraph.Graph:
        """The graph of `to_networkx` for igraph (`pip install "comention[igraph]"`); arguments as for `to_pandas`.

        Vertices have the columns of the node table as attributes, edges those of the edge table, and `n_ab` once more
        as `weight`: `graph.vs.find(entity_id="sergey-lavrov")`, `graph.es["g2"]`.
        """
        chosen = selection(types, between, entities, min_count, top, correction=correction)
        return igraph_of(*self._core.network(str(word(unit)), chosen))

    def _write_network(
        self, path: str | os.PathLike[str], suffix: str, unit: str, chosen: Any, all_of_them: Any
    ) -> None:
        """Writes a network; `all_of_them` is the selection of every count of the pairs chosen, however small."""
        nodes, edges, directed = self._core.network(unit, chosen)
        if suffix == ".graphml":
            write_graphml(_graph(nodes, edges, directed=directed), path)
            return
        if suffix == ".net":
            write_pajek(nodes, edges, path, directed=directed)
            return
        over_time = self._core.over_time()
        if over_time is None:
            write_gexf(nodes, edges, path, directed=directed)
            return
        of_nodes, of_edges = (table(unit, all_of_them) for table in (over_time.entities, over_time.edges))
        write_gexf(nodes, edges, path, directed=directed, time=Time(over_time.periods(), of_nodes, of_edges))


def _graph(nodes: pa.Table, edges: pa.Table, *, directed: bool) -> nx.Graph[str]:
    networkx = optional("networkx", "network")
    graph: nx.Graph[str] = networkx.DiGraph() if directed else networkx.Graph()
    for node in nodes.to_pylist():
        graph.add_node(node.pop("entity_id"), **{name: value for name, value in node.items() if value is not None})
    for edge in edges.drop_columns(["name_a", "name_b"]).to_pylist():
        graph.add_edge(edge["entity_a"], edge["entity_b"], **edge)
    return graph
