"""Windows: against quanteda, against a quadratic counter, from mentions and from documents."""

from __future__ import annotations

import tomllib
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import comention as cm
import oracle_counts
import oracle_text

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "windows.toml").read_text("utf-8"))


def count(case: dict[str, Any]) -> cm.Cooccurrences:
    letters = {letter for text in case["texts"] for letter in text.split() if letter.lower() not in {"x", "york"}}
    named = cm.Gazetteer.from_records(
        [{"id": name.lower(), "name": "New York" if name == "new" else name} for name in letters]
    )
    options = {name: case[name] for name in ("window", "ordered") if name in case}
    return cm.Matcher(named).cooccurrences(case["texts"], **options)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_quanteda(case: dict[str, Any]) -> None:
    pairs, features = count(case), case["features"]
    ordered = case.get("ordered", False)
    unit: Any = case.get("unit", "window")
    table = pairs.to_arrow(unit=unit).to_pylist()
    found = {(row["entity_a"], row["entity_b"]): row[case["column"]] for row in table}
    both = permutations if ordered else combinations
    cells = {(i, j): case["matrix"][i][j] for i, j in both(range(len(features)), 2)}
    assert found == {(features[i].lower(), features[j].lower()): n for (i, j), n in cells.items() if n}
    matrix = pairs.to_scipy(unit=unit, value=case["column"])
    assert matrix.sum() == sum(cells.values()) * (1 if ordered else 2)


@pytest.mark.parametrize("case", CASES["differs"], ids=lambda case: case["name"])
def test_where_quanteda_differs(case: dict[str, Any]) -> None:
    unit: Any = case.get("unit", "window")
    found = count(case).to_arrow(unit=unit).to_pylist()
    ours = sum(row["n_ab"] for row in found if [row["entity_a"], row["entity_b"]] == case["pair"])
    assert (ours, case["why"] != "") == (case["ours"], True)
    assert case["ours"] != case["quanteda"]


def first_words(text: str) -> list[int]:
    """Where the words of a text begin."""
    blocks = ((start, oracle_text.Paragraph(text[start:end])) for start, end in oracle_text.blocks(text))
    return [start + at for start, block in blocks for at in block.word_starts()]


def slowly(texts: list[str], mentions: cm.Mentions, window: int, *, ordered: bool) -> oracle_counts.Windows:
    """The windows of all texts, every mention held against every other."""
    places = []
    for row in mentions.to_arrow().to_pylist():
        inside = sum(row["start"] <= at < row["end"] for at in first_words(texts[row["doc_id"]]))
        last = row["word"] + max(inside - 1, 0)
        span = (row["doc_id"], row["start"], row["end"])
        if row["entity_id"] is not None:
            unit = (row["doc_id"], row["paragraph"])
            places.append(oracle_counts.Place(row["entity_id"], span, unit, row["word"], last))
    return oracle_counts.windows(places, window, ordered=ordered)


words = st.sampled_from(
    (
        "Modi Putin Lavrov Narendra\u00a0Modi नरेंद्र मोदी पुतिन met S. Jaishankar एस. जयशंकर Moscow New Delhi - , । . "
        "\n \n\n it"
    ).split(" ")
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(words, max_size=20).map(" ".join), max_size=4),
    st.integers(1, 8),
    st.booleans(),
    st.sampled_from(["longest", "all"]),
)
def test_the_quadratic_counter_agrees(
    seed: cm.Seed, texts: list[str], window: int, ordered: bool, overlap: Any
) -> None:
    matcher = cm.Matcher(seed.gazetteer, overlap=overlap)
    fused = matcher.cooccurrences(texts, window=window, ordered=ordered)
    mentions = matcher.match(texts)
    assert fused == mentions.cooccurrences(window=window, ordered=ordered)
    expected = slowly(texts, mentions, window, ordered=ordered)
    rows = fused.to_arrow(unit="window").to_pylist()
    assert {(row["entity_a"], row["entity_b"]): row["n_ab"] for row in rows} == expected.n_ab
    for row in rows:
        a, b = row["entity_a"], row["entity_b"]
        assert (row["n_a"], row["n_b"], row["n"]) == (expected.n_a[a], expected.n_b[b], expected.n_ab.total())


SHARED: list[dict[str, Any]] = [
    {"id": "rajnath", "name": "Rajnath Singh", "aliases": ["Singh", "the minister"]},
    {"id": "manmohan", "name": "Manmohan Singh", "aliases": ["Singh"]},
    {"id": "piyush", "name": "Piyush Goyal", "aliases": ["the minister"]},
    {"id": "delhi", "name": "Delhi"},
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["Singh", "the minister", "Delhi", "Rajnath Singh", "met", ". It", "\n\n"]), max_size=9
        ),
        max_size=4,
    ),
    st.sampled_from(["longest", "all"]),
    st.integers(1, 6),
)
def test_candidates_of_one_span(texts: list[list[str]], overlap: Any, window: int) -> None:
    matcher = cm.Matcher(cm.Gazetteer.from_records(SHARED), ambiguous="keep", overlap=overlap)
    docs = [" ".join(words) for words in texts]
    pairs, mentions = matcher.cooccurrences(docs, window=window), matcher.match(docs)
    assert pairs == mentions.cooccurrences(window=window)
    for unit, ordinals in {"document": [], "paragraph": ["paragraph"], "sentence": ["sentence"]}.items():
        places = [
            oracle_counts.Place(
                row["entity_id"], (row["start"], row["end"]), (row["doc_id"], *(row[name] for name in ordinals))
            )
            for row in mentions.to_arrow().to_pylist()
        ]
        named: Any = unit
        rows = pairs.to_arrow(unit=named).to_pylist()
        met = oracle_counts.together(places)
        assert {(row["entity_a"], row["entity_b"]): row["n_ab"] for row in rows} == met
        for row in rows:
            assert row["n_a"] == len({place.unit for place in places if place.entity == row["entity_a"]})
            assert row["n_ab"] <= min(row["n_a"], row["n_b"]) <= row["n"]
    expected = slowly(docs, mentions, window, ordered=False)
    assert {
        (row["entity_a"], row["entity_b"]): row["n_ab"] for row in pairs.to_arrow(unit="window").to_pylist()
    } == expected.n_ab


def test_tables_of_windows(seed: cm.Seed, matcher: cm.Matcher) -> None:
    pairs = matcher.cooccurrences(seed.documents, window=5, by="year")
    assert (pairs.window, pairs.ordered, pairs.by) == (5, False, "year")
    edges = pairs.to_pandas(unit="window")
    assert (edges.n_ab <= edges[["n_a", "n_b"]].min(axis=1)).all()
    assert (edges[["n_a", "n_b"]].max(axis=1) <= edges.n).all()
    assert edges.groupby("period").n.nunique().max() == 1
    np.testing.assert_allclose(edges.expected, edges.n_a * edges.n_b / edges.n)
    nodes = pairs.entities(unit="window")
    assert nodes.groupby("period").n_units.sum().equals(2 * nodes.groupby("period").n.first())
    plain = matcher.cooccurrences(seed.documents)
    assert plain.window is None
    assert plain.to_pandas().equals(pairs.total().to_pandas())
    with pytest.raises(cm.OptionError, match=r"^unit: no windows were counted: count with window=$"):
        plain.to_pandas(unit="window")
    with pytest.raises(cm.MergeError, match=r"^cannot add: window is none here and 5 there$"):
        plain + pairs.total()
    directed = matcher.cooccurrences(seed.documents, window=5, ordered=True)
    graph = directed.to_networkx(unit="window")
    assert graph.is_directed()
    assert not pairs.to_networkx(unit="window").is_directed()
    assert graph.number_of_edges() == len(directed.to_pandas(unit="window"))
    matrix = directed.to_scipy(unit="window").toarray()
    np.testing.assert_array_equal(matrix + matrix.T, pairs.to_scipy(unit="window").toarray())
    with pytest.raises(cm.MergeError, match=r"window is 5 here and 5 \(ordered\) there"):
        pairs.total() + directed


def test_wrong_windows(matcher: cm.Matcher) -> None:
    for wrong in (0, -1, True, 1.5, "5", 2**32):
        with pytest.raises(cm.OptionError, match=r"^window is .*, must be a whole number from 1 to 4,294,967,295$"):
            matcher.cooccurrences(["Modi"], window=wrong)  # type: ignore[arg-type]
    with pytest.raises(cm.OptionError, match=r"^ordered=True is for windows: give window= too$"):
        matcher.match(["Modi"]).cooccurrences(ordered=True)
    evidence = matcher.match(["Modi met Putin."]).evidence
    with pytest.raises(cm.OptionError, match=r"^unit: how many words may be between the two\? give window=$"):
        evidence("narendra-modi", "vladimir-putin", unit="window")


def test_a_window_over_many_mentions(matcher: cm.Matcher) -> None:
    # 40,000 mentions in one paragraph: looked at once, not with one another.
    pairs = matcher.cooccurrences(["Modi met Putin here. " * 20_000], window=4)
    assert pairs.to_pandas(unit="window").n_ab[0] == 20_000 + 19_999
