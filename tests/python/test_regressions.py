"""Bugs that were found, each once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import comention as cm

TWICE = [pa.table([["Modi"], ["x"]], names=["text", "text"]), duckdb.sql("select 'Modi' as text, 'x' as text")]


@pytest.mark.parametrize("frame", TWICE, ids=["pyarrow", "duckdb"])
def test_two_columns_of_one_name(matcher: cm.Matcher, frame: Any) -> None:
    with pytest.raises(cm.DocumentError, match="two columns have one name: 'text'"):
        matcher.match(frame)


@pytest.mark.parametrize(("item", "message"), [(3, "document 1: int '3'"), ("\ud800", "document 1: half a surrogate")])
def test_bad_item_of_a_column_under_another_name(matcher: cm.Matcher, item: Any, message: str) -> None:
    with pytest.raises(cm.DocumentError, match=message):
        matcher.match(pd.DataFrame({"body": pd.Series(["ok", item], dtype=object)}), text="body")


def test_bytes_are_no_text(matcher: cm.Matcher) -> None:
    with pytest.raises(cm.DocumentError, match="document 0: bytes"):
        matcher.match([b"Modi"])  # type: ignore[list-item]


@pytest.mark.parametrize("docs", [np.array([["a", "b"]]), np.array("a"), pd.Series(["a", np.array([1, 2])])])
def test_arrays_that_are_no_texts(matcher: cm.Matcher, docs: Any) -> None:
    with pytest.raises(cm.DocumentError):
        matcher.match(docs)


def test_dates_of_several_types(matcher: cm.Matcher) -> None:
    dates = ["2024-07-05", dt.date(2024, 7, 6), pd.Timestamp("2024-07-07 10:00"), None]
    found = matcher.match(["Modi"] * 4, date=dates).to_pandas().date
    assert found.dt.day.tolist()[:3] == [5, 6, 7]
    assert found.isna().tolist() == [False, False, False, True]
    with pytest.raises(cm.DocumentError, match="document 1: 'soon' is not a date"):
        matcher.match(["a", "b"], date=[dt.date(2024, 7, 5), "soon"])


def test_large_ids_with_a_null_survive(matcher: cm.Matcher) -> None:
    frame = pd.DataFrame({"text": ["Modi", "Putin"], "id": pd.array([2**53 + 1, None], dtype="Int64")})
    assert int(matcher.match(frame).to_pandas()["doc_id"][0]) == 2**53 + 1


def test_an_id_column_of_a_list(matcher: cm.Matcher) -> None:
    with pytest.raises(cm.DocumentError):
        matcher.match(["Modi"], id="key")


@pytest.mark.parametrize("option", ["overlap", "case", "ambiguous", "boundaries", "kinds"])
def test_option_of_another_type(seed: cm.Seed, option: str) -> None:
    wrong: Any = {option: None}
    with pytest.raises(ValueError, match="must be one of"):
        cm.Matcher(seed.gazetteer, **wrong)


def test_by_of_another_type(matcher: cm.Matcher) -> None:
    for wrong in (5, [None], ["month", 5]):
        with pytest.raises(ValueError, match="must be one of 'day'"):
            matcher.cooccurrences(["Modi"], date=["2024-07-05"], by=wrong)  # type: ignore[arg-type]


def test_a_folder_that_is_not_there_is_named(matcher: cm.Matcher, tmp_path: Any) -> None:
    with pytest.raises(FileNotFoundError) as error:
        matcher.match(["Modi"]).write(tmp_path / "none" / "m.csv")
    assert "m.csv." not in str(error.value)


def test_edges_say_whose_n_a_is_theirs(seed: cm.Seed, matcher: cm.Matcher) -> None:
    graph = matcher.cooccurrences(seed.documents).to_networkx()
    for _, _, edge in graph.edges(data=True):
        assert edge["n_a"] == graph.nodes[edge["entity_a"]]["n_units"]
        assert edge["n_b"] == graph.nodes[edge["entity_b"]]["n_units"]


@pytest.mark.parametrize("ending", ["gexf", "graphml"])
def test_a_name_with_a_control_character(tmp_path: Any, ending: str) -> None:
    gazetteer = cm.Gazetteer.from_records([{"id": "a", "name": "A\x01nn"}, {"id": "b", "name": "Bob"}])
    path = tmp_path / f"n.{ending}"
    cm.Matcher(gazetteer).cooccurrences(["A\x01nn Bob"]).write(path)
    assert set(getattr(nx, f"read_{ending}")(path)) == {"a", "b"}
