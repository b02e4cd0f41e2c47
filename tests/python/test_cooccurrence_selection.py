"""Which rows: types, between, entities, the least count, the top; and counts as bytes."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

import comention as cm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

UNITS: list[Any] = ["document", "sentence", "window"]
SELECTIONS: list[dict[str, Any]] = [
    {},
    {"types": "person"},
    {"types": ["person", "place"]},
    {"types": []},
    {"between": ("person", "place")},
    {"between": ("event", "event")},
    {"entities": "sergey-lavrov"},
    {"entities": ["sergey-lavrov", "moscow"], "types": ("person", "place")},
    {"entities": []},
    {"min_count": 2, "between": ["person", "organization"]},
    {"top": 7},
    {"types": {"person"}, "entities": ["narendra-modi"], "min_count": 2, "top": 3},
]


@pytest.fixture(scope="module")
def pairs(seed: cm.Seed, matcher: cm.Matcher) -> cm.Cooccurrences:
    return matcher.cooccurrences(seed.documents, by="year", window=10)


def listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def kept(table: pd.DataFrame, type_of: Callable[[str], str | None], chosen: dict[str, Any]) -> pd.DataFrame:
    """The rows of a selection, by the words of its documentation."""
    a, b = table.entity_a.map(type_of), table.entity_b.map(type_of)
    rows = table.n_ab >= chosen.get("min_count", 1)
    if "types" in chosen:
        rows &= a.isin(listed(chosen["types"])) & b.isin(listed(chosen["types"]))
    if "between" in chosen:
        one, other = chosen["between"]
        rows &= ((a == one) & (b == other)) | ((a == other) & (b == one))
    if "entities" in chosen:
        rows &= table.entity_a.isin(listed(chosen["entities"])) | table.entity_b.isin(listed(chosen["entities"]))
    selected: pd.DataFrame = table[rows].head(chosen.get("top", len(table))).reset_index(drop=True)
    return selected


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("chosen", SELECTIONS, ids=str)
def test_a_selection(seed: cm.Seed, pairs: cm.Cooccurrences, unit: Any, chosen: dict[str, Any], tmp_path: Path) -> None:
    def type_of(entity: str) -> str | None:
        return seed.gazetteer[entity].type

    columns = ["entity_a", "entity_b", "period", "n_ab", "n_a", "n_b", "n", "n_docs", "g2"]
    expected = kept(pairs.to_pandas(unit=unit), type_of, chosen)[columns]
    found = pairs.to_pandas(unit=unit, **chosen)
    pd.testing.assert_frame_equal(found[columns], expected, check_dtype=len(expected) > 0)
    assert pairs.to_arrow(unit=unit, **chosen).to_pylist() == pairs.to_polars(unit=unit, **chosen).to_dicts()
    pairs.write(tmp_path / "pairs.parquet", unit=unit, **chosen)
    assert pq.read_table(tmp_path / "pairs.parquet").to_pylist() == pairs.to_arrow(unit=unit, **chosen).to_pylist()

    total = pairs.total()
    edges = kept(total.to_pandas(unit=unit), type_of, chosen)
    graph = total.to_networkx(unit=unit, **chosen)
    assert {frozenset(edge) for edge in graph.edges} == {
        frozenset(edge) for edge in zip(edges.entity_a, edges.entity_b, strict=True)
    }
    of_nodes = {name: value for name, value in chosen.items() if name not in {"min_count", "top"}}
    nodes = total.entities(unit=unit, **of_nodes)
    if "top" in chosen:
        assert set(graph) == {*edges.entity_a, *edges.entity_b}
    else:
        assert list(graph) == nodes.entity_id.tolist()
    matrix = total.to_scipy(unit=unit, **chosen)
    assert matrix.shape == (len(nodes), len(nodes))
    assert matrix.sum() == 2 * edges.n_ab.sum()
    place = {entity: i for i, entity in enumerate(nodes.entity_id)}
    for row in edges.itertuples():
        assert matrix[place[row.entity_a], place[row.entity_b]] == row.n_ab


def test_selected_entities(pairs: cm.Cooccurrences) -> None:
    total = pairs.total()
    every = total.entities().set_index("entity_id")
    people = total.entities(types="person")
    assert set(people.type) == {"person"}
    assert people.n_units.tolist() == every.n_units[people.entity_id].tolist()
    assert (people.degree.to_numpy() <= every.degree[people.entity_id].to_numpy()).all()
    graph = total.to_networkx(types="person")
    assert people.degree.tolist() == [graph.degree[entity] for entity in people.entity_id]
    ego = total.entities(entities="sergey-lavrov")
    met = total.to_pandas(entities="sergey-lavrov")
    assert set(ego.entity_id) == {*met.entity_a, *met.entity_b}
    assert (ego.set_index("entity_id").degree.drop("sergey-lavrov") == 1).all()
    frequent = total.entities(min_count=10)
    assert frequent.n_units.min() >= 10
    assert len(frequent) == (every.n_units >= 10).sum()
    assert total.entities(top=5).equals(total.entities().head(5))
    assert set(total.entities(between=("person", "event")).type) == {"person", "event"}


def test_names_that_are_not_there(pairs: cm.Cooccurrences) -> None:
    calls: list[Any] = [
        pairs.to_pandas,
        pairs.to_polars,
        pairs.to_arrow,
        pairs.entities,
        pairs.to_scipy,
        pairs.to_networkx,
    ]
    calls.append(lambda **chosen: pairs.compare("2022", "2023", **chosen))
    types = "'event', 'organization', 'person', 'place', 'product'"
    for call in calls:
        with pytest.raises(
            cm.OptionError,
            match=rf"^types: no type 'persn' in the gazetteer \(did you mean 'person'\?\); there are: {types}$",
        ):
            call(types=["place", "persn"])
        with pytest.raises(cm.OptionError, match=r"^between: no type 'planet' in the gazetteer"):
            call(between=("person", "planet"))
        with pytest.raises(
            cm.UnknownEntityError,
            match=r"^no entity 'sergey-lavrow' in the gazetteer \(did you mean 'sergey-lavrov'\?\)$",
        ):
            call(entities=["moscow", "sergey-lavrow"])
        for wrong in (("person",), "person", ("a", "b", "c"), 5):
            with pytest.raises(cm.OptionError, match=r"^between is .*, must be two types"):
                call(between=wrong)
        for name in ("min_count", "top"):
            for number in (0, -1, True, 1.5, "2"):
                with pytest.raises(cm.OptionError, match=rf"^{name} is {number!r}, must be a whole number from 1$"):
                    call(**{name: number})
    three: Any = np.int64(3)
    assert len(pairs.to_pandas(top=three)) == 3


# ---- bytes -----------------------------------------------------------------------------------------------------------


def test_bytes_there_and_back(seed: cm.Seed, pairs: cm.Cooccurrences) -> None:
    data = pairs.to_bytes()
    again = cm.Cooccurrences.from_bytes(data)
    assert again == pairs
    assert (again.by, again.window, again.gazetteer) == ("year", 10, seed.gazetteer)
    assert again.to_bytes() == data
    assert again.to_pandas().equals(pairs.to_pandas())
    assert cm.Cooccurrences.from_bytes(memoryview(data), gazetteer=seed.gazetteer) == pairs  # type: ignore[arg-type]
    small = pairs.to_bytes(gazetteer=False)
    assert len(small) < len(data)
    assert cm.Cooccurrences.from_bytes(small, gazetteer=seed.gazetteer) == pairs
    assert pickle.loads(pickle.dumps(pairs)) == pairs
    with pytest.raises(cm.RestoreError, match=r"they were saved without their gazetteer: give it"):
        cm.Cooccurrences.from_bytes(small)
    other = cm.Gazetteer.from_records([{"id": "india", "name": "India"}])
    for saved in (data, small):
        entities = len(seed.gazetteer)
        with pytest.raises(cm.RestoreError, match=rf"a gazetteer with {entities} entities, the one given has 1$"):
            cm.Cooccurrences.from_bytes(saved, gazetteer=other)


def test_a_day_is_added_to_a_year(seed: cm.Seed, matcher: cm.Matcher) -> None:
    docs = seed.documents
    year = matcher.cooccurrences(docs[:-1], by=["month", "lang"], window=5).to_bytes()
    day = matcher.cooccurrences(docs[-1:], by=["month", "lang"], window=5)
    whole = matcher.cooccurrences(docs, by=["month", "lang"], window=5)
    assert (cm.Cooccurrences.from_bytes(year) + day).to_bytes() == whole.to_bytes()
    assert sum([day, matcher.cooccurrences(docs[:0], by=["month", "lang"], window=5)]) == day


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_bytes_that_are_damaged(pairs: cm.Cooccurrences, data: st.DataObject) -> None:
    whole = pairs.to_bytes(gazetteer=data.draw(st.booleans()))
    if data.draw(st.booleans()):
        damaged = whole[: data.draw(st.integers(0, len(whole) - 1))]
    else:
        at = data.draw(st.integers(0, len(whole) - 1))
        damaged = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    with pytest.raises(cm.RestoreError, match=r"^cannot restore co-occurrences: (they|these) are"):
        cm.Cooccurrences.from_bytes(damaged, gazetteer=pairs.gazetteer)


def test_bytes_of_other_versions(pairs: cm.Cooccurrences) -> None:
    data = bytearray(pairs.to_bytes())
    data[16] = 9
    with pytest.raises(
        cm.RestoreError, match=r"they are of format 9, of a later version of comention; this one reads format 2$"
    ):
        cm.Cooccurrences.from_bytes(bytes(data))
    for wrong in ("text", None, 5):
        with pytest.raises(TypeError):
            cm.Cooccurrences.from_bytes(wrong)  # type: ignore[arg-type]
