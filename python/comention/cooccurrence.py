"""Co-occurrences: who is mentioned together, how often, and how much more often than by chance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from comention._files import TABLES, ending, replacing, write_table
from comention._frames import optional, pandas_frame
from comention._frozen import Frozen
from comention._options import whole, word

if TYPE_CHECKING:
    import os

    import networkx as nx
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from scipy import sparse

    from comention._core import Cooccurrences as Core
    from comention.typing import Period, Unit, Value

__all__ = ["Cooccurrences"]

NO_XML = {code: "\ufffd" for code in range(0x20) if chr(code) not in "\t\n\r"}
"""Control characters that XML cannot hold."""

NETWORKS = (".gexf", ".graphml")
"""Endings of the files a network can be written to."""


class Cooccurrences(Frozen):
    """Counts of who is mentioned together, at document, paragraph and sentence level.

    Made by `Matcher.cooccurrences` and `Mentions.cooccurrences`. Counts of parts can be added: the sum is exactly the
    count of the whole.

    The edge table has one row for each pair that meets, `entity_a < entity_b`: their names, the `period` where counted
    by one, and

    - `n_ab`: units that mention both (a pair counts once in a unit); `n_a`, `n_b`: units that mention the one, the
      other; `n`: all units, those without any entity included
    - `n_docs`: documents with at least one unit that mentions both
    - `expected` = n_a·n_b/n: units with both, were the two independent
    - `lift` = n_ab / expected
    - `pmi` = log2(lift), in bits (Church & Hanks 1990); `npmi` = pmi / −log2(n_ab/n), from −1 to 1 (Bouma 2009)
    - `log_dice` = 14 + log2(2·n_ab / (n_a + n_b)), at most 14 (Rychlý 2008)
    - `g2`: log-likelihood ratio of the 2×2 table, negative where the pair meets less often than expected (Dunning 1993)

    It is sorted by `g2`, descending, then by the ids.

    Example:
        >>> import comention as cm
        >>> seed = cm.load_seed("india-russia")
        >>> pairs = cm.Matcher(seed.gazetteer).cooccurrences(seed.documents)
        >>> pairs.to_pandas(unit="document", min_count=3).columns.tolist()
        ['entity_a', 'entity_b', 'name_a', 'name_b', 'n_ab', 'n_a', 'n_b', 'n', 'n_docs',
         'expected', 'lift', 'pmi', 'npmi', 'log_dice', 'g2']
    """

    __slots__ = ()
    _core: Core

    def __init__(self) -> None:
        raise TypeError("co-occurrences are counted: use Matcher.cooccurrences or Mentions.cooccurrences")

    @property
    def by(self) -> Period | None:
        """The period by which they are counted, if any."""
        by: Period | None = self._core.by()
        return by

    def to_arrow(self, *, unit: Unit = "sentence", min_count: int = 1) -> pa.Table:
        """The edge table for pyarrow; arguments as for `to_pandas`."""
        return self._core.edges(str(word(unit)), whole("min_count", min_count))

    def to_pandas(self, *, unit: Unit = "sentence", min_count: int = 1) -> pd.DataFrame:
        """The edge table for pandas.

        Args:
            unit: Inside what the two count as together: `"document"`, `"paragraph"` or `"sentence"`.
            min_count: Only pairs with at least this `n_ab`.
        """
        return pandas_frame(self.to_arrow(unit=unit, min_count=min_count))

    def to_polars(self, *, unit: Unit = "sentence", min_count: int = 1) -> pl.DataFrame:
        """The edge table for polars (`pip install "comention[polars]"`); arguments as for `to_pandas`."""
        frame: pl.DataFrame = optional("polars", "polars").from_arrow(self.to_arrow(unit=unit, min_count=min_count))
        return frame

    def entities(self, *, unit: Unit = "sentence") -> pd.DataFrame:
        """The node table: one row for each entity that is mentioned (in each period).

        Returns:
            `entity_id`, `name`, `type`, `period` where counted by one; `n_units`: units that mention it; `n`: all
            units; `n_docs`: documents that mention it; `n_mentions`; `degree`: entities it meets in such a unit.
            Sorted by `n_units`, descending, then by id.
        """
        return pandas_frame(self._core.entities(str(word(unit))))

    def to_scipy(self, *, unit: Unit = "sentence", value: Value = "n_ab", min_count: int = 1) -> sparse.csr_array:
        """A symmetric sparse matrix over all periods (`pip install "comention[scipy]"`).

        Args:
            unit: As for `to_pandas`.
            value: The column of the edge table to fill in.
            min_count: As for `to_pandas`.

        Returns:
            Shape (entities, entities), the diagonal empty. Rows and columns are in the order of `entities(unit=unit)`
            (of the counts without periods).

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
        ids, pointers, entries = self._core.matrix(str(word(unit)), str(word(value)), whole("min_count", min_count))
        data = entries["data"].to_numpy()
        if value in ("n_ab", "n_docs"):
            data = data.astype("int64")
        parts = (data, entries["indices"].to_numpy(), pointers["indptr"].to_numpy())
        matrix: sparse.csr_array = scipy_sparse.csr_array(parts, shape=(ids.num_rows, ids.num_rows))
        return matrix

    def to_networkx(self, *, unit: Unit = "sentence", min_count: int = 1) -> nx.Graph[str]:
        """An undirected graph over all periods (`pip install "comention[network]"`).

        Nodes are entity ids with the columns of the node table as attributes, edges have those of the edge table.
        """
        graph: nx.Graph[str] = optional("networkx", "network").Graph()
        nodes, edges = self._core.network(str(word(unit)), whole("min_count", min_count))
        for node in nodes.to_pylist():
            graph.add_node(node.pop("entity_id"), **{name: value for name, value in node.items() if value is not None})
        for edge in edges.drop_columns(["name_a", "name_b"]).to_pylist():
            graph.add_edge(edge["entity_a"], edge["entity_b"], **edge)
        return graph

    def write(self, path: str | os.PathLike[str], *, unit: Unit = "sentence", min_count: int = 1) -> None:
        """Writes the edge table as .csv, .tsv or .parquet, or the network as .gexf or .graphml.

        After an error there is no file, or the old one.
        """
        if ending(path, TABLES + NETWORKS) in TABLES:
            write_table(self.to_arrow(unit=unit, min_count=min_count), path)
            return
        graph = self.to_networkx(unit=unit, min_count=min_count)
        networkx = optional("networkx", "network")
        for _, node in graph.nodes(data=True):
            node.update({name: value.translate(NO_XML) for name, value in node.items() if isinstance(value, str)})
        if Path(path).suffix.lower() == ".gexf":
            for _, node in graph.nodes(data=True):
                # What Gephi shows beside a node.
                node["label"] = node["name"]
            write = networkx.write_gexf
        else:
            write = networkx.write_graphml
        with replacing(path) as written:
            write(graph, written)

    def __add__(self, other: object) -> Self:
        if not isinstance(other, Cooccurrences):
            return NotImplemented
        return self._of(self._core.merge(other._core))

    def __radd__(self, other: object) -> Self:
        # sum() begins with 0.
        return self if other == 0 and isinstance(other, int) else NotImplemented

    def __eq__(self, other: object) -> bool:
        return bool(self._core == other._core) if isinstance(other, Cooccurrences) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        units = {unit: self._core.n_units(unit) for unit in ("document", "paragraph", "sentence")}
        counted = ", ".join(f"{n:,} {unit}s" for unit, n in units.items())
        return f"Cooccurrences({counted}{f', by {self.by}' if self.by else ''})"
