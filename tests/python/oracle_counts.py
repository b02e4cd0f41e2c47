"""Counts of design section 6 for the oracle: exact, by plain loops over sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Literal

from oracle import Mention, paragraphs, sentences

Period = Literal["day", "week", "month", "quarter", "year"]
Document = tuple[str | None, str | None, Sequence[Mention]]
UNITS = ("document", "paragraph", "sentence")


@dataclass
class Counts:
    """The counts of one kind of unit in one period."""

    n: int = 0
    n_a: Counter[str] = field(default_factory=Counter)
    n_ab: Counter[tuple[str, str]] = field(default_factory=Counter)
    n_docs: Counter[tuple[str, str]] = field(default_factory=Counter)


def period_of(day: str | None, by: Period | None) -> str | None:
    """Return the label of the calendar bin; None for the undated, and for all if there are no bins."""
    if day is None or by is None:
        return None
    when = date.fromisoformat(day)
    iso = when.isocalendar()
    return {
        "day": when.isoformat(),
        "week": f"{iso.year:04}-W{iso.week:02}",
        "month": f"{when.year:04}-{when.month:02}",
        "quarter": f"{when.year:04}-Q{(when.month + 2) // 3}",
        "year": f"{when.year:04}",
    }[by]


def _entities_by_unit(text: str, mentions: Sequence[Mention], unit: str) -> list[set[str]]:
    """Return the entities named in each unit of a document, empty units included."""
    if unit == "document":
        units: list[set[str]] = [set()]
    elif unit == "paragraph":
        units = [set() for _ in paragraphs(text, [(mention.start, mention.end) for mention in mentions])]
    else:
        units = [set() for _ in sentences(text, [(mention.start, mention.end) for mention in mentions])]
    for mention in mentions:
        if len(mention.entities) > 1:  # ambiguous
            continue
        ordinal = {"document": 0, "paragraph": mention.paragraph, "sentence": mention.sentence}[unit]
        units[ordinal].add(mention.entities[0])
    return units


def count(docs: Iterable[Document], by: Period | None = None) -> dict[str, dict[str | None, Counts]]:
    """Return the counts for each kind of unit and period: `count(docs, by="month")["sentence"]["2024-07"]`.

    A document without text (None) is one document with no paragraphs and no sentences.
    """
    counts: dict[str, dict[str | None, Counts]] = {unit: {} for unit in UNITS}
    for day, text, mentions in docs:
        for unit in UNITS:
            here = counts[unit].setdefault(period_of(day, by), Counts())
            met: set[tuple[str, str]] = set()
            for entities in _entities_by_unit(text or "", mentions, unit):
                pairs = list(combinations(sorted(entities), 2))
                here.n += 1
                here.n_a.update(entities)
                here.n_ab.update(pairs)
                met.update(pairs)
            here.n_docs.update(met)
    return counts


@dataclass(frozen=True)
class Place:
    """A mention, or a candidate of one: who, at which span, in which unit; its first and last word."""

    entity: str
    span: tuple[int, ...]
    unit: tuple[int, ...]
    word: int = 0
    last_word: int = 0


@dataclass
class Windows:
    """Pairs of mentions, and those that begin and end with an entity (if not ordered: that have it)."""

    n_ab: Counter[tuple[str, str]] = field(default_factory=Counter)
    n_a: Counter[str] = field(default_factory=Counter)
    n_b: Counter[str] = field(default_factory=Counter)


def together(places: Sequence[Place]) -> Counter[tuple[str, str]]:
    """Return the units in which two entities stand at two different spans."""
    units = {
        (min(one.entity, other.entity), max(one.entity, other.entity), one.unit)
        for one, other in combinations(places, 2)
        if one.unit == other.unit and one.span != other.span and one.entity != other.entity
    }
    return Counter((a, b) for a, b, _ in units)


def windows(places: Sequence[Place], window: int, *, ordered: bool) -> Windows:
    """Return the pairs of mentions, in the order of the text, at most so many words apart in one paragraph."""
    found = Windows()
    for earlier, later in combinations(places, 2):
        apart = max(0, later.word - earlier.last_word)
        if earlier.unit != later.unit or earlier.span == later.span or earlier.entity == later.entity or apart > window:
            continue
        a, b = earlier.entity, later.entity
        found.n_ab[(a, b) if ordered or a < b else (b, a)] += 1
        found.n_a.update([a] if ordered else [a, b])
        found.n_b.update([b] if ordered else [a, b])
    return found
