"""Whatever a public function is given, it answers or refuses in our own words: no exception of another library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import comention as cm

if TYPE_CHECKING:
    from collections.abc import Callable

HALF = "\ud800"
A, B = "narendra-modi", "vladimir-putin"

ODD: dict[str, Any] = {
    "nothing": None,
    "zero": 0,
    "negative": -1,
    "fraction": 1.5,
    "not a number": float("nan"),
    "huge": 10**30,
    "empty": "",
    "half a surrogate pair": HALF,
    "half behind text": "x" + HALF,
    "unknown": "nope",
    "zero byte": "a\0b",
    "bytes": b"\xff",
    "no items": [],
    "list of half": [HALF],
    "list of None": [None],
    "several types": ["a", 1],
    "mapping of half": {HALF: 1},
    "pair of half": (HALF, HALF),
    "object": object(),
    "complex": complex(1, 2),
    "list of complex": [complex(1, 2)],
    "numpy complex": np.array([1 + 2j]),
    "numpy years": np.array(["2024"] * 6, dtype="datetime64[Y]"),
    "numpy matrix": np.zeros((6, 2)),
    "Series of complex": pd.Series([complex(1, 2)] * 6),
    "Series of periods": pd.Series(pd.period_range("2024-01", periods=6, freq="M")),
    "Series of lists": pd.Series([[1]] * 6),
    "Series of half": pd.Series([HALF] * 6, dtype=object),
    "Series of durations": pd.Series(pd.to_timedelta([1] * 6)),
    "lists of Arrow": pa.array([[1]] * 6),
    "bytes of Arrow": pa.array([b"\xff"] * 6),
    "lists of polars": pl.Series([["a"]] * 6),
    "frame of half": pd.DataFrame({"text": pd.Series([HALF], dtype=object)}),
    "column named half": pd.DataFrame([["a", "b"]], columns=pd.Index(["text", HALF], dtype=object)),
    "frame of numbers": pd.DataFrame({1: ["a"]}),
    "no columns": pa.table({}),
}


class Given:
    """What the calls work on."""

    def __init__(self) -> None:
        seed = cm.load_seed("india-russia")
        self.docs = seed.documents.iloc[:6]
        self.matcher = cm.Matcher(seed.gazetteer)
        self.gazetteer = seed.gazetteer
        self.mentions = self.matcher.match(self.docs)
        self.pairs = self.matcher.cooccurrences(self.docs, by="month")


CALLS: dict[str, Callable[[Given, Any], object]] = {
    "match": lambda it, v: it.matcher.match(v),
    "cooccurrences by": lambda it, v: it.matcher.cooccurrences(it.docs, by=v),
    "mentions by": lambda it, v: it.mentions.cooccurrences(by=v),
    "explain text": lambda it, v: it.matcher.explain(v, "Modi") if isinstance(v, str) else None,
    "explain name": lambda it, v: it.matcher.explain("Modi", v),
    "explain date": lambda it, v: it.matcher.explain("Modi", "Modi", date=v),
    "evidence a": lambda it, v: it.mentions.evidence(v, A),
    "evidence b": lambda it, v: it.matcher.evidence(it.docs, A, v),
    "kwic": lambda it, v: it.mentions.kwic(v),
    "kwic words": lambda it, v: it.mentions.kwic(A, words=v),
    "part": lambda it, v: it.pairs.part(v),
    "compare": lambda it, v: it.pairs.compare("2024", v),
    "in": lambda it, v: v in it.gazetteer,
    "lint": lambda it, v: it.gazetteer.lint(v),
    "records": lambda _, v: cm.Gazetteer.from_records(v),
    "id of a record": lambda _, v: cm.Gazetteer.from_records([{"id": v, "name": "x"}]),
    "aliases of a record": lambda _, v: cm.Gazetteer.from_records([{"id": "x", "name": "x", "aliases": v}]),
    "attribute of a record": lambda _, v: cm.Gazetteer.from_records([{"id": "x", "name": "x", "note": v}]),
    "frame": lambda _, v: cm.Gazetteer.from_frame(v),
}
for option in ("text", "id", "date", "threads"):
    CALLS[f"match {option}"] = lambda it, v, option=option: it.matcher.match(it.docs, **{option: v})  # type: ignore[misc]
for option in ("unit", "limit", "period", "part", "columns", "window"):
    CALLS[f"evidence {option}"] = lambda it, v, option=option: it.mentions.evidence(A, B, **{option: v})  # type: ignore[misc]
for option in ("unit", "types", "between", "entities", "min_count", "top", "correction"):
    CALLS[f"table {option}"] = lambda it, v, option=option: it.pairs.to_pandas(**{option: v})  # type: ignore[misc]
for option in ("overlap", "case", "ambiguous", "boundaries", "kinds"):
    CALLS[f"matcher {option}"] = lambda it, v, option=option: cm.Matcher(it.gazetteer, **{option: v})  # type: ignore[misc]


@pytest.fixture(scope="module")
def given() -> Given:
    return Given()


@pytest.mark.parametrize("call", CALLS)
def test_odd_values(given: Given, call: str) -> None:
    for name, value in ODD.items():
        try:
            CALLS[call](given, value)
        except cm.ComentionError as error:
            message = str(error)
            if HALF in message:
                pytest.fail(f"{name}: the message cannot be printed: {message!a}")
        except TypeError:
            # A value of another type than the documentation says, as everywhere in Python.
            continue
        except Exception as error:  # noqa: BLE001
            pytest.fail(f"{name}: {type(error).__module__}.{type(error).__name__}: {error!a}")
