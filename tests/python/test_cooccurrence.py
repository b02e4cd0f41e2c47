"""Co-occurrences: the tables, the measures, periods, sums."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING, Any, get_args

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from scipy.special import xlogy

import comention as cm
from comention.typing import Period, Unit, Value

if TYPE_CHECKING:
    from pathlib import Path

UNITS: tuple[Unit, ...] = get_args(Unit)
PERIODS: tuple[Period, ...] = get_args(Period)
VALUES: tuple[Value, ...] = get_args(Value)
BYS: list[Period | None] = [None, *PERIODS]

COUNTS = ["n_ab", "n_a", "n_b", "n", "n_docs"]
MEASURES = [name for name in VALUES if name not in COUNTS]
EDGE = ["entity_a", "entity_b", "name_a", "name_b", *COUNTS, *MEASURES]
NODE = ["entity_id", "name", "type", "n_units", "n", "n_docs", "n_mentions", "degree"]
TWO = [
    "Modi met Putin. Jaishankar met Lavrov.",
    "Modi spoke. Modi and Putin spoke. Modi and Putin again.\n\nLavrov left.",
]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[return-value]  # column names are text


def counts(pairs: cm.Cooccurrences, unit: Unit) -> dict[tuple[str, str], tuple[int, ...]]:
    rows = records(pairs.to_pandas(unit=unit))
    return {(row["entity_a"], row["entity_b"]): tuple(row[name] for name in COUNTS) for row in rows}


@pytest.fixture(scope="module")
def pairs(seed: cm.Seed, matcher: cm.Matcher) -> cm.Cooccurrences:
    return matcher.cooccurrences(seed.documents)


@pytest.fixture(scope="module")
def monthly(seed: cm.Seed, matcher: cm.Matcher) -> cm.Cooccurrences:
    return matcher.cooccurrences(seed.documents, by="month")


# ---- the edge table and the node table -------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("by", BYS)
def test_the_edge_table(seed: cm.Seed, matcher: cm.Matcher, unit: Unit, by: Period | None) -> None:
    pairs = matcher.cooccurrences(seed.documents, by=by)
    edges = pairs.to_pandas(unit=unit)
    assert edges.columns.tolist() == EDGE[:4] + (["period"] if by else []) + EDGE[4:]
    assert (edges.entity_a < edges.entity_b).all()
    assert not edges.duplicated(["entity_a", "entity_b", *(["period"] if by else [])]).any()
    order = list(zip(-edges.g2, edges.entity_a, edges.entity_b, edges.get("period", edges.index), strict=True))
    assert order == sorted(order)
    assert {str(edges[name].dtype) for name in COUNTS} == {"int64"}
    assert (edges.n_ab >= 1).all()
    assert (edges.n_ab <= edges[["n_a", "n_b"]].min(axis=1)).all()
    assert (edges.n_docs <= edges.n_ab).all()
    assert np.isfinite(edges[MEASURES]).all(axis=None)
    for side in "ab":
        names = [seed.gazetteer[str(entity)].name for entity in edges[f"entity_{side}"]]
        assert edges[f"name_{side}"].tolist() == names
    assert pairs.to_polars(unit=unit).to_dicts() == pairs.to_arrow(unit=unit).to_pylist() == records(edges)


@pytest.mark.parametrize("unit", UNITS)
def test_the_node_table(seed: cm.Seed, matcher: cm.Matcher, pairs: cm.Cooccurrences, unit: Unit) -> None:
    nodes, edges = pairs.entities(unit=unit), pairs.to_pandas(unit=unit)
    assert nodes.columns.tolist() == NODE
    order = list(zip(-nodes.n_units, nodes.entity_id, strict=True))
    assert order == sorted(order)
    mentions = matcher.match(seed.documents).to_pandas()
    units = ["doc_id"] if unit == "document" else ["doc_id", unit]
    for node in records(nodes):
        entity = node["entity_id"]
        rows = mentions[mentions.entity_id == entity]
        met = edges[(edges.entity_a == entity) | (edges.entity_b == entity)]
        assert node["n_units"] == len(rows[units].drop_duplicates())
        assert (node["n_docs"], node["n_mentions"], node["degree"]) == (rows.doc_id.nunique(), len(rows), len(met))
        assert {*met[met.entity_a == entity].n_a, *met[met.entity_b == entity].n_b} <= {node["n_units"]}
        assert (node["name"], node["type"]) == (seed.gazetteer[entity].name, seed.gazetteer[entity].type)
    assert set(nodes.entity_id) == set(mentions.entity_id.dropna())
    assert set(nodes.n) == set(edges.n) == {{"document": 60, "paragraph": 185, "sentence": 333}[unit]}


MODI, PUTIN, LAVROV, JAISHANKAR = "narendra-modi", "vladimir-putin", "sergey-lavrov", "s-jaishankar"
BY_HAND: dict[Unit, dict[tuple[str, str], tuple[int, ...]]] = {
    # n_ab, n_a, n_b, n, n_docs
    "document": {
        (MODI, PUTIN): (2, 2, 2, 2, 2),
        (MODI, LAVROV): (2, 2, 2, 2, 2),
        (MODI, JAISHANKAR): (1, 2, 1, 2, 1),
        (JAISHANKAR, LAVROV): (1, 1, 2, 2, 1),
        (JAISHANKAR, PUTIN): (1, 1, 2, 2, 1),
        (LAVROV, PUTIN): (2, 2, 2, 2, 2),
    },
    "paragraph": {
        (MODI, PUTIN): (2, 2, 2, 3, 2),
        (MODI, LAVROV): (1, 2, 2, 3, 1),
        (MODI, JAISHANKAR): (1, 2, 1, 3, 1),
        (JAISHANKAR, LAVROV): (1, 1, 2, 3, 1),
        (JAISHANKAR, PUTIN): (1, 1, 2, 3, 1),
        (LAVROV, PUTIN): (1, 2, 2, 3, 1),
    },
    "sentence": {(MODI, PUTIN): (3, 4, 3, 6, 2), (JAISHANKAR, LAVROV): (1, 1, 2, 6, 1)},
}


@pytest.mark.parametrize(("unit", "expected"), BY_HAND.items())
def test_counts_made_by_hand(matcher: cm.Matcher, unit: Unit, expected: dict[tuple[str, str], tuple[int, ...]]) -> None:
    assert counts(matcher.cooccurrences(TWO), unit) == expected
    assert counts(matcher.match(TWO).cooccurrences(), unit) == expected


def test_repr(pairs: cm.Cooccurrences, monthly: cm.Cooccurrences) -> None:
    assert repr(pairs) == "Cooccurrences(60 documents, 185 paragraphs, 333 sentences)"
    assert repr(monthly) == "Cooccurrences(60 documents, 185 paragraphs, 333 sentences, by month)"
    assert (pairs.by, monthly.by) == (None, "month")


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("by", [None, "year"])
def test_measures(seed: cm.Seed, matcher: cm.Matcher, unit: Unit, by: Period | None) -> None:
    edges = matcher.cooccurrences(seed.documents, by=by).to_pandas(unit=unit)
    a, n_a, n_b, n = (edges[name].to_numpy("float64") for name in ("n_ab", "n_a", "n_b", "n"))
    expected = n_a * n_b / n
    pmi = np.log2(a / expected)
    always = a == n  # npmi is 0/0 there
    observed = np.array([a, n_a - a, n_b - a, n - n_a - n_b + a])
    independent = np.array([n_a * n_b, n_a * (n - n_b), (n - n_a) * n_b, (n - n_a) * (n - n_b)]) / n
    ratio = np.divide(observed, independent, out=np.ones_like(observed), where=observed > 0)
    formulas = {
        "expected": expected,
        "lift": a / expected,
        "pmi": pmi,
        "npmi": np.where(always, 1.0, pmi / np.where(always, 1.0, -np.log2(a / n))),
        "log_dice": 14 + np.log2(2 * a / (n_a + n_b)),
        "g2": np.sign(a - expected) * 2 * xlogy(observed, ratio).sum(axis=0),
    }
    for name, values in formulas.items():
        np.testing.assert_allclose(edges[name], values, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("unit", UNITS)
def test_min_count(pairs: cm.Cooccurrences, unit: Unit) -> None:
    every = pairs.to_pandas(unit=unit)
    for least in (1, 2, 5, 1000):
        kept = every[every.n_ab >= least].reset_index(drop=True)
        # These two are corrected for the pairs in the table.
        corrected = ["q_value", "log_ratio_lower"]
        short = pairs.to_pandas(unit=unit, min_count=least)
        pd.testing.assert_frame_equal(short.drop(columns=corrected), kept.drop(columns=corrected))
        np.testing.assert_array_equal(short.q_value, cm.association.q_value(kept.p_value))
        assert (short.log_ratio_lower >= kept.log_ratio_lower).all()
    assert len(every) > len(pairs.to_pandas(unit=unit, min_count=5)) > 0


def test_wrong_options(pairs: cm.Cooccurrences, matcher: cm.Matcher) -> None:
    for least in (0, -1, True, 1.5, "2"):
        with pytest.raises(cm.OptionError, match=rf"^min_count is {least!r}, must be a whole number from 1$"):
            pairs.to_pandas(min_count=least)  # type: ignore[arg-type]
    wrong: Any = "line"
    units = "unit is 'line', must be one of 'document', 'paragraph', 'sentence'"
    for call in (pairs.to_pandas, pairs.to_polars, pairs.to_arrow, pairs.entities, pairs.to_scipy, pairs.to_networkx):
        with pytest.raises(cm.OptionError, match=units):
            call(unit=wrong)
    values = ", ".join(f"'{value}'" for value in VALUES)
    with pytest.raises(cm.OptionError, match=f"value is 'line', must be one of {values}"):
        pairs.to_scipy(value=wrong)
    periods = ", ".join(f"'{period}'" for period in PERIODS)
    for count in (matcher.match(TWO, date=["2024-07-05"] * 2).cooccurrences, matcher.cooccurrences):
        with pytest.raises(cm.OptionError, match=f"by is 'line', must be one of {periods}"):
            count(*([TWO] if count == matcher.cooccurrences else []), by=wrong)


# ---- periods ---------------------------------------------------------------------------------------------------------

LABELS: dict[Period, list[str | None]] = {
    "day": ["2019-12-30", "2020-01-01", "2024-02-29", None],
    "week": ["2020-W01", "2024-W09", None],
    "month": ["2019-12", "2020-01", "2024-02", None],
    "quarter": ["2019-Q4", "2020-Q1", "2024-Q1", None],
    "year": ["2019", "2020", "2024", None],
}


@pytest.mark.parametrize(("by", "labels"), LABELS.items())
def test_labels(matcher: cm.Matcher, by: Period, labels: list[str | None]) -> None:
    dates = [None, "2024-02-29", "2019-12-30", "2020-01-01"]
    pairs = matcher.cooccurrences(["Modi met Putin."] * 4, date=dates, by=by)
    edges, nodes = pairs.to_pandas(), pairs.entities()
    assert [label if isinstance(label, str) else None for label in edges.period] == labels
    assert [label if isinstance(label, str) else None for label in nodes.period[nodes.entity_id == MODI]] == labels


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("by", PERIODS)
def test_periods_add_up(seed: cm.Seed, matcher: cm.Matcher, pairs: cm.Cooccurrences, unit: Unit, by: Period) -> None:
    sliced = matcher.cooccurrences(seed.documents, by=by)
    sums = sliced.to_pandas(unit=unit).groupby(["entity_a", "entity_b"])[["n_ab", "n_docs"]].sum()
    whole = pairs.to_pandas(unit=unit).set_index(["entity_a", "entity_b"])[["n_ab", "n_docs"]].sort_index()
    pd.testing.assert_frame_equal(sums, whole)
    slices = sliced.entities(unit=unit).groupby("period").n.unique()
    assert all(len(n) == 1 for n in slices)
    days = seed.documents["date"].dt.strftime("%Y-%m-%d")
    one = sliced.entities(unit="document").query("period == period.max()").n.iloc[0]
    last = {"day": days.max(), "month": days.max()[:7], "year": days.max()[:4]}.get(by)
    if last is not None:
        assert one == days.str.startswith(last).sum()


@pytest.mark.parametrize("by", BYS)
def test_fused_and_from_mentions_are_equal(seed: cm.Seed, matcher: cm.Matcher, by: Period | None) -> None:
    fused = matcher.cooccurrences(seed.documents, by=by)
    derived = matcher.match(seed.documents).cooccurrences(by=by)
    assert fused == derived
    for unit in UNITS:
        assert fused.to_arrow(unit=unit) == derived.to_arrow(unit=unit)
        assert fused.entities(unit=unit).equals(derived.entities(unit=unit))


def test_units_of_documents_without_names_are_counted_when_asked(matcher: cm.Matcher) -> None:
    nobody = ["Nobody came. It rained!\n\nNothing else. At all.", "", None, "See example.com/Modi. Then it rained."]
    docs = ["Narendra Modi met Vladimir Putin. They talked.", *nobody * 400]
    mentions = matcher.match(docs)
    derived = mentions.cooccurrences()
    assert derived == matcher.cooccurrences(docs) == pickle.loads(pickle.dumps(mentions)).cooccurrences()
    n = {unit: derived.entities(unit=unit)["n"].unique().tolist() for unit in UNITS}
    assert n == {"document": [1601], "paragraph": [1 + 400 * 3], "sentence": [2 + 400 * 6]}


@pytest.mark.parametrize("corpus", ["news-en", "news-hi", "ukraine-war"])
def test_fused_and_from_mentions_are_equal_on_real_news(data: Path, matcher: cm.Matcher, corpus: str) -> None:
    table = pq.read_table(data / f"corpora/{corpus}.parquet", columns=["id", "date", "text"]).slice(0, 10_000)
    mentions = matcher.match(table)
    assert len(mentions) > 1000
    for by in (None, "week"):
        fused, derived = matcher.cooccurrences(table, by=by), mentions.cooccurrences(by=by)
        assert fused == derived
        for unit in UNITS:
            assert fused.to_arrow(unit=unit) == derived.to_arrow(unit=unit)
            assert fused.to_arrow(unit=unit).num_rows > 50


def test_periods_need_dates(matcher: cm.Matcher) -> None:
    message = r"^by='month' needs dates, and the documents have none \(date=\)$"
    with pytest.raises(cm.DocumentError, match=message):
        matcher.cooccurrences(TWO, by="month")
    with pytest.raises(cm.DocumentError, match=message):
        matcher.match(TWO).cooccurrences(by="month")
    undated = matcher.cooccurrences(TWO, date=[None, None], by="month").to_pandas()
    assert undated.period.isna().all()
    assert len(undated) == 2


# ---- sums ------------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=60, max_size=60), st.sampled_from(BYS))
def test_the_sum_of_the_parts_is_the_whole(
    seed: cm.Seed, matcher: cm.Matcher, part_of: list[int], by: Period | None
) -> None:
    parts = [seed.documents[[part == wanted for part in part_of]] for wanted in range(4)]
    added = [matcher.cooccurrences(part, by=by) for part in parts]
    whole = matcher.cooccurrences(seed.documents, by=by)
    assert sum(added) == whole
    assert added[3] + (added[2] + added[0]) + added[1] == whole
    assert sum(added, start=added[0]) != whole or not part_of.count(0)


def test_sums(pairs: cm.Cooccurrences, matcher: cm.Matcher, seed: cm.Seed) -> None:
    double = pairs + pairs
    assert (double.to_pandas()[COUNTS].sum() == 2 * pairs.to_pandas()[COUNTS].sum()).all()
    assert double != pairs
    assert pairs + matcher.cooccurrences([]) == pairs
    assert sum([pairs]) == pairs
    again = cm.Matcher(cm.Gazetteer.from_records(seed.gazetteer.to_records())).cooccurrences(seed.documents)
    assert again + pairs == double  # an equal gazetteer will do
    for other in (1, None, "x"):
        with pytest.raises(TypeError, match="unsupported operand"):
            pairs + other
        with pytest.raises(TypeError, match=r"unsupported operand|concatenate"):
            other + pairs
    with pytest.raises(TypeError, match="unhashable"):
        hash(pairs)


def test_what_cannot_be_added(seed: cm.Seed, matcher: cm.Matcher, pairs: cm.Cooccurrences) -> None:
    other = cm.Gazetteer.from_records([{"id": "india", "name": "India"}])
    docs = seed.documents
    different = {
        "by is none here and 'month' there": matcher.cooccurrences(docs, by="month"),
        "the gazetteers differ": cm.Matcher(other).cooccurrences(docs),
        "case=fold": cm.Matcher(seed.gazetteer, case="fold").cooccurrences(docs),
        "overlap=all": cm.Matcher(seed.gazetteer, overlap="all").cooccurrences(docs),
        "boundaries=none": cm.Matcher(seed.gazetteer, boundaries="none").cooccurrences(docs),
        "kinds=name+short": cm.Matcher(seed.gazetteer, kinds=["short", "name"]).cooccurrences(docs),
    }
    for message, value in different.items():
        with pytest.raises(cm.MergeError, match=r"^cannot add: .*" + re.escape(message)) as error:
            pairs + value
        assert isinstance(error.value, ValueError)
    with pytest.raises(cm.MergeError, match="by is 'month' here and 'year' there"):
        matcher.cooccurrences(docs, by="month") + matcher.cooccurrences(docs, by="year")
