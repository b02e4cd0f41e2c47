"""GEXF 1.3, with time.

What networkx writes has attributes that the schema does not know, and it holds a network in memory a second time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import quoteattr

import pyarrow as pa

from comention._files import replacing
from comention._networks import xml_text

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Iterator, Sequence

TYPES = {"int64": "long", "double": "double"}
"""Types of attributes, by those of Arrow; all others are strings."""

OF_NODES = {f"{name}_by_period": name for name in ("n_units", "n_docs", "n_mentions", "degree")}
OF_EDGES = {"weight": "n_ab"} | {f"{name}_by_period": name for name in ("n_ab", "n_docs", "npmi", "g2")}
"""What is told of each period, and the columns it is in; `weight` is the name that makes it the weight of an edge."""


class Time(NamedTuple):
    """The axis of time, and nodes and edges by period."""

    periods: pa.Table
    nodes: pa.Table
    edges: pa.Table


class Attribute(NamedTuple):
    """An attribute as GEXF declares it."""

    title: str
    type: str
    column: str


Span = tuple[str, str]


class Kind:
    """Nodes or edges: which attributes they have, and what they have in each period."""

    def __init__(self, name: str, table: pa.Table, skip: Sequence[str], key: Sequence[str]) -> None:
        self.name, self.table, self.key = name, table, key
        self.static = [
            Attribute(field.name, TYPES.get(str(field.type), "string"), field.name)
            for field in table.schema
            if field.name not in skip
        ]
        self.dynamic: list[Attribute] = []
        self.by_period: dict[Hashable, list[tuple[Span, list[Any]]]] = {}

    def over_time(self, table: pa.Table, columns: dict[str, str], spans: dict[str, Span]) -> None:
        """Takes in what they have in each period."""
        self.dynamic = [
            Attribute(title, TYPES[str(table.schema.field(column).type)], column) for title, column in columns.items()
        ]
        order = {label: place for place, label in enumerate(spans)}
        is_dated = [label in order for label in table.column("period").to_pylist()]
        table = table.filter(pa.array(is_dated, pa.bool_()))
        labels = table.column("period").to_pylist()
        keys = zip(*(table.column(name).to_pylist() for name in self.key), strict=True)
        values = zip(*(table.column(each.column).to_pylist() for each in self.dynamic), strict=True)
        rows = sorted(zip(keys, labels, values, strict=True), key=lambda row: order[row[1]])
        for key, label, of_period in rows:
            self.by_period.setdefault(key, []).append((spans[label], list(of_period)))

    def declared(self) -> Iterator[str]:
        """The elements that declare the attributes."""
        first = 0
        for mode, attributes in (("static", self.static), ("dynamic", self.dynamic)):
            if attributes:
                yield f'    <attributes class="{self.name}" mode="{mode}">\n'
                for i, each in enumerate(attributes, first):
                    yield f'      <attribute id="{self.name}{i}" title={_quoted(each.title)} type="{each.type}"/>\n'
                yield "    </attributes>\n"
            first += len(attributes)

    def elements(self) -> Iterator[tuple[dict[str, Any], list[str]]]:
        """Each row with what stands inside its element."""
        for row in self.table.to_pylist():
            inner: list[str] = []
            periods = self.by_period.get(tuple(row[name] for name in self.key), [])
            if periods:
                inner.append("        <spells>\n")
                inner.extend(f'          <spell start="{start}" end="{end}"/>\n' for (start, end), _ in periods)
                inner.append("        </spells>\n")
            inner.append("        <attvalues>\n")
            for i, each in enumerate(self.static):
                if row[each.column] is not None:
                    inner.append(f'          <attvalue for="{self.name}{i}" value={_quoted(row[each.column])}/>\n')
            for i, _ in enumerate(self.dynamic):
                inner.extend(
                    f'          <attvalue for="{self.name}{len(self.static) + i}" value={_quoted(values[i])} '
                    f'start="{start}" end="{end}"/>\n'
                    for (start, end), values in periods
                )
            inner.append("        </attvalues>\n")
            yield row, inner


def write_gexf(
    nodes: pa.Table, edges: pa.Table, path: str | os.PathLike[str], *, directed: bool, time: Time | None = None
) -> None:
    """The network, dynamic if there is time."""
    of_nodes = Kind("node", nodes, ("entity_id",), ("entity_id",))
    of_edges = Kind("edge", edges, ("name_a", "name_b"), ("entity_a", "entity_b"))
    mode = 'mode="static"'
    if time is not None:
        spans = {
            row["period"]: (row["first_day"].isoformat(), row["last_day"].isoformat())
            for row in time.periods.to_pylist()
            if row["period"] is not None
        }
        of_nodes.over_time(time.nodes, OF_NODES, spans)
        of_edges.over_time(time.edges, OF_EDGES, spans)
        days = sorted(day for span in spans.values() for day in span)
        whole = f' start="{days[0]}" end="{days[-1]}"' if days else ""
        mode = f'mode="dynamic" timeformat="date" timerepresentation="interval"{whole}'
    kind = "directed" if directed else "undirected"
    with replacing(path) as written, written.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write('<gexf xmlns="http://gexf.net/1.3" version="1.3">\n  <meta>\n    <creator>comention</creator>\n')
        file.write(f'  </meta>\n  <graph defaultedgetype="{kind}" idtype="string" {mode}>\n')
        file.writelines(of_nodes.declared())
        file.writelines(of_edges.declared())
        file.write(f'    <nodes count="{nodes.num_rows}">\n')
        for row, inner in of_nodes.elements():
            file.write(f"      <node id={_quoted(row['entity_id'])} label={_quoted(row['name'])}>\n")
            file.writelines([*inner, "      </node>\n"])
        file.write(f'    </nodes>\n    <edges count="{edges.num_rows}">\n')
        for i, (row, inner) in enumerate(of_edges.elements()):
            ends = f"source={_quoted(row['entity_a'])} target={_quoted(row['entity_b'])}"
            file.write(f'      <edge id="{i}" {ends} weight="{row["n_ab"]}">\n')
            file.writelines([*inner, "      </edge>\n"])
        file.write("    </edges>\n  </graph>\n</gexf>\n")


def _quoted(value: Any) -> str:
    """A value as an attribute of XML; numbers as its schema writes them."""
    if isinstance(value, float) and not math.isfinite(value):
        return '"NaN"' if math.isnan(value) else '"INF"' if value > 0 else '"-INF"'
    return quoteattr(xml_text(str(value)))
