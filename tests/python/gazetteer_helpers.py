"""What the tests of gazetteers share: records, and how an error is told."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import comention as cm

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/cases/gazetteer.toml").read_text())["case"]

LAVROV: dict[str, Any] = {
    "id": "sergey-lavrov",
    "name": "Sergey Lavrov",
    "type": "person",
    "aliases": ["Sergei Lavrov", {"text": "लावरोव", "lang": "hi", "kind": "short"}, {"text": "SL", "case": "exact"}],
    "roles": [
        {"titles": ["Russian Foreign Minister", {"text": "रूसी विदेश मंत्री", "lang": "hi"}], "from": "2004-03-09"},
        {"titles": ["Ambassador"], "from": "1994-09-22", "to": "2004-07-12"},
    ],
    "priority": 3,
    "wikidata": "Q58217",
    "born": {"year": 1950, "in": ["Moscow", None]},
}
INDIA: dict[str, Any] = {"id": "india", "name": "India", "type": "place", "aliases": ["Bharat"], "seats": 543}


def refused(make: Callable[[], object]) -> str:
    with pytest.raises(cm.GazetteerError) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


def put_mentions(path: str, docs: list[str], dates: list[str], queue: Any) -> None:
    """What another process finds with a saved matcher; here, where it can be imported by its name."""
    queue.put(cm.Matcher.load(path).match(docs, date=dates).to_pandas().to_csv())
