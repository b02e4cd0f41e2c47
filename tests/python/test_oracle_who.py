"""Titles, short names and who it is, against the oracle, over generated gazetteers and texts."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis import given

import comention as cm
import oracle_who
from test_oracle_laws import slow

TYPES = {"a": "person", "b": "person", "c": "person", "p": "place", "q": "organization"}
TITLES = ["Foreign Minister", "Russian Foreign Minister", "Minister", "रूसी विदेश मंत्री", "विदेश मंत्री"]
FULL = ["Sergey Lavrov", "Rajnath Singh", "Ajay Singh", "राजनाथ सिंह", "सर्गेई लावरोव", "Foreign Minister Lavrov", "NATO"]
SHORT = ["Lavrov", "Singh", "लावरोव", "सिंह"]
PLACES = ["Russia", "India", "भारत", "Russia Singh"]
BETWEEN = (
    "former Deputy the a Mr. Dr shri said When In Hunter met of of पूर्व ने श्री अमर के Kremlin 2010 2015 2024 2030 elect "
    "Meets Visit Again HE"
).split()
BETWEEN += (
    "of the",
    "his excellency",
)
GLUE = [" "] * 8 + [", ", ", the ", ",", ". ", "\n", "\n\n", "-", "।", "  ", " (", '" ', "’s "]

day = st.sampled_from([None, "2008-05-07", "2012-05-07", "2020-01-01"])
date = st.sampled_from([None, "2005-01-01", "2010-06-30", "2012-05-07", "2015-03-01", "2024-12-10"])


@st.composite
def names(draw: st.DrawFn) -> list[oracle_who.Name]:
    found = []
    for _ in range(draw(st.integers(1, 8))):
        entity = draw(st.sampled_from("aabbcpq"))
        kind = draw(st.sampled_from(["name", "name", "role", "role", "short", "short", "acronym"]))
        texts = {"role": TITLES, "short": SHORT}.get(kind, PLACES if entity == "p" else FULL)
        days = sorted(filter(None, [draw(day), draw(day)])) if kind == "role" or draw(st.integers(0, 9)) == 0 else []
        since, until = (days[0], days[1]) if len(days) == 2 else (days[0] if days else None, None)
        alone = draw(st.sampled_from([None, None, None, True, False]))
        nested = draw(st.integers(0, 7)) == 0
        found.append(oracle_who.Name(draw(st.sampled_from(texts)), entity, kind, alone, nested, since, until))
    return found


texts = st.lists(
    st.tuples(st.sampled_from([*TITLES, *FULL, *SHORT, *SHORT, *PLACES, *BETWEEN]), st.sampled_from(GLUE)), max_size=12
).map(lambda pieces: "".join(word + glue for word, glue in pieces))


def gazetteer_of(names: list[oracle_who.Name], priorities: dict[str, int]) -> cm.Gazetteer:
    """Entities in the order of their ids; the name each must have is one no text holds."""
    records: list[dict[str, Any]] = []
    for entity, kind in TYPES.items():
        aliases = [
            {"text": name.text, "kind": name.kind, "alone": name.alone, "nested": name.nested}
            | {"valid_from": name.since, "valid_to": name.until}
            for name in names
            if name.entity == entity
        ]
        record = {"id": entity, "name": f"\ue000{entity}", "type": kind, "aliases": aliases}
        records.append(record | {"priority": priorities.get(entity)})
    return cm.Gazetteer.from_records(records)


@slow
@given(
    texts,
    names(),
    date,
    st.sampled_from([{}, {}, {"a": 1}, {"b": 2, "c": 1}]),
    st.sampled_from(["longest", "longest", "all"]),
    st.sampled_from(["resolve", "keep", "drop"]),
)
def test_mentions_are_decided_as_the_oracle_decides(  # noqa: PLR0917
    text: str,
    names: list[oracle_who.Name],
    date: str | None,
    priorities: dict[str, int],
    overlap: Any,
    ambiguous: Any,
) -> None:
    matcher = cm.Matcher(gazetteer_of(names, priorities), overlap=overlap, ambiguous=ambiguous)
    rows = matcher.match([text], date=[date]).to_arrow().to_pylist()
    found = [
        oracle_who.Who(row["start"], row["end"], row["entity_id"], row["resolution"], tuple(row["candidates"] or ()))
        for row in rows
    ]
    document = oracle_who.Document(text, date, TYPES, priorities)
    assert found == oracle_who.find(document, list(dict.fromkeys(names)), overlap, ambiguous)
    assert matcher.cooccurrences([text], date=[date]) == matcher.match([text], date=[date]).cooccurrences()
