"""Networks for other programs: igraph, GraphML, Pajek."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from comention._files import replacing
from comention._frames import optional

if TYPE_CHECKING:
    import os

    import igraph
    import networkx as nx
    import pyarrow as pa

NETWORKS = (".gexf", ".graphml", ".net")
"""Endings of the files a network can be written to."""

NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|" + r"\\(?=u[0-9a-f]{4})")
"""Characters that XML cannot hold, and a backslash that would read as one that is written in their place."""

PAJEK_LABEL = {**dict.fromkeys((*range(0x20), 0x7F, 0x85, 0x2028, 0x2029), " "), ord('"'): "”", ord("\\"): "/"}
"""Pajek has no way to write a quotation mark or a line break inside a label; others take a backslash for one."""


def ends_of(nodes: pa.Table, edges: pa.Table) -> list[tuple[int, int]]:
    """The rows in the node table of both ends of each edge."""
    rows = {entity: row for row, entity in enumerate(nodes.column("entity_id").to_pylist())}
    sides = (edges.column(side).to_pylist() for side in ("entity_a", "entity_b"))
    return [(rows[a], rows[b]) for a, b in zip(*sides, strict=True)]


def igraph_of(nodes: pa.Table, edges: pa.Table, directed: bool) -> igraph.Graph:
    """The network for igraph."""
    module = optional("igraph", "igraph")
    graph: Any = module.Graph(n=nodes.num_rows, edges=ends_of(nodes, edges), directed=directed)
    for name in nodes.column_names:
        graph.vs[name] = nodes.column(name).to_pylist()
    for name in edges.column_names:
        if name not in ("name_a", "name_b"):
            graph.es[name] = edges.column(name).to_pylist()
    graph.es["weight"] = edges.column("n_ab").to_pylist()
    return graph


def write_graphml(graph: nx.Graph[str], path: str | os.PathLike[str]) -> None:
    """The network as networkx writes it."""
    networkx = optional("networkx", "network")
    for _, node in graph.nodes(data=True):
        _make_xml(node)
    for _, _, edge in graph.edges(data=True):
        _make_xml(edge)
    changed = {entity: xml_text(entity) for entity in graph if xml_text(entity) != entity}
    if changed:
        graph = networkx.relabel_nodes(graph, changed)
    with replacing(path) as written, written.open("wb") as file:
        networkx.write_graphml(graph, file)


def xml_text(text: str) -> str:
    r"""The text with `\u0001` for a character that XML cannot hold. Different texts stay different."""
    return NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _make_xml(attributes: dict[str, Any]) -> None:
    attributes.update({name: xml_text(value) for name, value in attributes.items() if isinstance(value, str)})


def write_pajek(nodes: pa.Table, edges: pa.Table, path: str | os.PathLike[str], *, directed: bool) -> None:
    """The network for Pajek: labels and weights.

    Pajek reads UTF-8 only behind a byte order mark. Others would miss vertices right behind one: a comment is.
    """
    names = [name.translate(PAJEK_LABEL) for name in nodes.column("name").to_pylist()]
    count = Counter(names)
    ids = nodes.column("entity_id").to_pylist()
    labels = [
        f"{name} ({entity.translate(PAJEK_LABEL)})" if count[name] > 1 else name
        for name, entity in zip(names, ids, strict=True)
    ]
    # Many programs tell vertices apart by their labels.
    taken: set[str] = set()
    for i in range(len(labels)):
        while labels[i] in taken:
            labels[i] += f" [{i + 1}]"
        taken.add(labels[i])
    weights = edges.column("n_ab").to_pylist()
    with replacing(path) as written, written.open("w", encoding="utf-8-sig", newline="\r\n") as file:
        file.write("% entities that are mentioned together; weight: n_ab\n")
        file.write(f"*Vertices {len(labels)}\n")
        file.writelines(f'{i} "{label}"\n' for i, label in enumerate(labels, 1))
        file.write("*Arcs\n" if directed else "*Edges\n")
        file.writelines(
            f"{a + 1} {b + 1} {weight}\n" for (a, b), weight in zip(ends_of(nodes, edges), weights, strict=True)
        )
