"""Every number of the table can be opened: evidence of each cell, and keywords in context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

import comention as cm
from comention.text import paragraphs

if TYPE_CHECKING:
    from pathlib import Path

UNITS = ("document", "paragraph", "sentence", "window")


@pytest.fixture(scope="module")
def mentions(seed: cm.Seed, matcher: cm.Matcher) -> cm.Mentions:
    return matcher.match(seed.documents)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


# ---- every cell ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("unit", UNITS)
def test_every_cell_has_its_evidence(mentions: cm.Mentions, unit: Any, ordered: bool) -> None:
    window: dict[str, Any] = {"window": 6, "ordered": ordered}
    edges = mentions.cooccurrences(by=["quarter", "lang"], **window).to_pandas(unit=unit)
    asked = window if unit == "window" else {}
    assert len(edges) > 100
    for edge in records(edges)[::5]:
        a, b = edge["entity_a"], edge["entity_b"]
        part = {"lang": edge["lang"]}
        found = mentions.evidence(
            a, b, unit=unit, period=edge["period"], part=part, columns="lang", limit=None, **asked
        )
        assert (len(found), found.doc_id.nunique()) == (edge["n_ab"], edge["n_docs"])
        assert set(found.lang) == {edge["lang"]}
        assert set(found.date.dt.to_period("Q").astype(str).str.replace("Q", "-Q")) == {edge["period"]}
        for row in records(found):
            assert row["text"][row["start_a"] : row["end_a"]]
            assert row["text"][row["start_b"] : row["end_b"]]
            if ordered and unit == "window":
                assert row["start_a"] <= row["start_b"]


@pytest.mark.parametrize("unit", UNITS)
def test_of_counts_alone(seed: cm.Seed, matcher: cm.Matcher, mentions: cm.Mentions, unit: Any) -> None:
    pairs = matcher.cooccurrences(seed.documents, by=["year", "lang"], window=6)
    window: dict[str, Any] = {"window": 6} if unit == "window" else {}
    for edge in records(pairs.to_pandas(unit=unit, top=12)):
        a, b, period, part = edge["entity_a"], edge["entity_b"], edge["period"], {"lang": edge["lang"]}
        cell = pairs.evidence(a, b, seed.documents, unit=unit, period=period, part=part, limit=None)
        assert len(cell) == edge["n_ab"]
        asked = {"unit": unit, "period": period, "part": part, "limit": None, **window}
        pd.testing.assert_frame_equal(cell, mentions.evidence(a, b, **asked))
        pd.testing.assert_frame_equal(cell, matcher.evidence(seed.documents, a, b, **asked))
    # A part of the counts has the evidence of that part, the total that of all.
    hindi = pairs.part({"lang": "hi", "period": ("2020", "2022")})
    for counts in (hindi, pairs.total()):
        edge = records(counts.total().to_pandas(unit=unit, top=1))[0]
        found = counts.evidence(edge["entity_a"], edge["entity_b"], seed.documents, unit=unit, limit=None)
        assert len(found) == edge["n_ab"] > 0


def test_of_counts_that_were_kept_with_other_options(seed: cm.Seed) -> None:
    odd = cm.Matcher(seed.gazetteer, overlap="all", case="fold", ambiguous="keep", kinds=["name", "acronym", "demonym"])
    kept = cm.Cooccurrences.from_bytes(odd.cooccurrences(seed.documents, by="year").to_bytes())
    edges = records(kept.to_pandas(unit="sentence"))
    assert len(edges) > 100
    found = odd.match(seed.documents)
    for edge in edges[::7]:
        a, b = edge["entity_a"], edge["entity_b"]
        assert len(found.evidence(a, b, period=edge["period"], limit=None)) == edge["n_ab"]
    for edge in edges[:3]:
        rows = kept.evidence(edge["entity_a"], edge["entity_b"], seed.documents, period=edge["period"], limit=None)
        assert len(rows) == edge["n_ab"]


SHARED = cm.Matcher(
    cm.Gazetteer.from_records(
        [
            {"id": "a", "name": "Ann", "aliases": ["X", "Y"]},
            {"id": "b", "name": "Bob", "aliases": ["X", "Ann Bob"]},
            {"id": "c", "name": "Cy", "aliases": ["Y", "Bob Cy"]},
        ]
    ),
    ambiguous="keep",
    overlap="all",
    case="exact",
)
WORDS = st.lists(st.sampled_from(["Ann", "Bob", "Cy", "X", "Y", "and", "left.", "It", "\n"]), max_size=14).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=4), st.integers(1, 4), st.booleans())
def test_candidates_of_one_span_do_not_meet_in_it(docs: list[str], window: int, ordered: bool) -> None:
    mentions = SHARED.match(docs)
    pairs = mentions.cooccurrences(window=window, ordered=ordered)
    for unit in UNITS:
        counted = {(row["entity_a"], row["entity_b"]): row["n_ab"] for row in records(pairs.to_pandas(unit=unit))}  # type: ignore[arg-type]
        of_windows: dict[str, Any] = {"window": window, "ordered": ordered} if unit == "window" else {}
        two = [("a", "b"), ("a", "c"), ("b", "c")]
        for a, b in [*two, *((b, a) for a, b in two if ordered and unit == "window")]:
            found = mentions.evidence(a, b, unit=unit, limit=None, **of_windows)  # type: ignore[arg-type]
            assert len(found) == counted.get((a, b), 0), (unit, a, b)
            for row in records(found):
                assert (row["start_a"], row["end_a"]) != (row["start_b"], row["end_b"])


# ---- what is asked for -----------------------------------------------------------------------------------------------

DOCS = pd.DataFrame(
    {
        "text": ["Modi met Putin."] * 5,
        "date": ["2024-01-31", "2024-02-29", "2024-03-31", "2024-12-30", None],
        "source": ["The Hindu", "PTI", "PTI", None, "The Hindu"],
        "page": [1, 2, 1, 3, 1],
    }
)
PERIODS: list[tuple[Any, list[int]]] = [
    ("2024", [0, 1, 2, 3]),
    ("2024-Q1", [0, 1, 2]),
    ("2024-02", [1]),
    ("2024-W09", [1]),
    ("2025-W01", [3]),
    ("2024-03-31", [2]),
    (("2024-02", "2024-Q1"), [1, 2]),
    (["2024-01", "2024-12"], [0, 3]),
    ("2023", []),
]


@pytest.mark.parametrize(("period", "expected"), PERIODS, ids=str)
def test_periods_of_every_length(matcher: cm.Matcher, period: Any, expected: list[int]) -> None:
    mentions = matcher.match(DOCS)
    two = ("narendra-modi", "vladimir-putin")
    assert mentions.evidence(*two, period=period).doc_id.tolist() == expected
    assert mentions.evidence(*two, part={"period": period}).doc_id.tolist() == expected
    assert mentions.evidence(*two, part=period).doc_id.tolist() == expected
    assert matcher.evidence(DOCS, *two, period=period).doc_id.tolist() == expected


PARTS: list[tuple[Any, list[int]]] = [
    ({"source": "PTI"}, [1, 2]),
    ({"source": ["PTI", None]}, [1, 2, 3]),
    ({"source": "PTI", "page": 1}, [2]),
    ({"period": None}, [4]),
    ({"period": [None, "2024-01"], "source": "The Hindu"}, [0, 4]),
    ({"source": "AFP"}, []),
    ({"page": 9}, []),
]


@pytest.mark.parametrize(("part", "expected"), PARTS, ids=str)
def test_parts(matcher: cm.Matcher, part: Any, expected: list[int]) -> None:
    found = matcher.match(DOCS).evidence("narendra-modi", "vladimir-putin", part=part, columns=["page", "source"])
    assert found.doc_id.tolist() == expected
    assert found.page.tolist() == [DOCS.page[row] for row in expected]
    assert found.columns.tolist()[:5] == ["doc_id", "date", "page", "source", "paragraph"]


def test_the_source_is_shown_where_there_is_one(matcher: cm.Matcher) -> None:
    two = ("narendra-modi", "vladimir-putin")
    assert matcher.match(DOCS).evidence(*two).columns.tolist()[:3] == ["doc_id", "date", "source"]
    assert matcher.match(DOCS.drop(columns="source")).evidence(*two).columns.tolist()[:3] == [
        "doc_id",
        "date",
        "paragraph",
    ]
    assert matcher.match(DOCS).evidence(*two, columns=[]).columns.tolist()[:3] == ["doc_id", "date", "paragraph"]
    for limit in (1, 2, None):
        assert len(matcher.evidence(DOCS, *two, limit=limit)) == (limit or 5)


WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"period": "July"}, cm.OptionError, "period: 'July' is no period: they look like 2024, 2024-Q3"),
    ({"period": ("2024", "2023")}, cm.OptionError, "period: '2024' is after '2023'"),
    ({"period": "2024", "part": {"period": "2023"}}, cm.OptionError, "part and period both say when"),
    ({"part": {"sourc": "PTI"}}, cm.OptionError, "part: no column 'sourc' in the documents (did you mean 'source'?)"),
    ({"part": {"source": ("a", "b")}}, cm.OptionError, ""),
    ({"columns": "sourc"}, cm.OptionError, "columns: no column 'sourc' in the documents (did you mean 'source'?)"),
    ({"columns": "text"}, cm.OptionError, "columns: the table would have 'text' twice"),
    ({"columns": ["page", "page"]}, cm.OptionError, "columns: the table would have 'page' twice"),
]


@pytest.mark.parametrize(("asked", "kind", "message"), WRONG, ids=[str(asked) for asked, *_ in WRONG])
def test_evidence_that_cannot_be(
    matcher: cm.Matcher, asked: dict[str, Any], kind: type[Exception], message: str
) -> None:
    if not message:  # a tuple is a list of values, where there are no ranges
        assert matcher.match(DOCS).evidence("narendra-modi", "vladimir-putin", **asked).empty
        return
    with pytest.raises(kind) as error:
        matcher.match(DOCS).evidence("narendra-modi", "vladimir-putin", **asked)
    assert message in str(error.value)


def test_documents_that_are_not_those_counted(seed: cm.Seed, matcher: cm.Matcher) -> None:
    two = ("narendra-modi", "vladimir-putin")
    with pytest.raises(cm.DocumentError, match="needs dates"):
        matcher.match(["Modi met Putin."]).evidence(*two, period="2024")
    monthly = matcher.cooccurrences(seed.documents, by="month")
    with pytest.raises(cm.DocumentError, match="by='month' needs dates"):
        monthly.evidence(*two, ["Modi met Putin."])
    with pytest.raises(cm.OptionError, match="no windows were counted"):
        monthly.evidence(*two, seed.documents, unit="window")
    with pytest.raises(cm.UnknownEntityError, match="did you mean"):
        monthly.evidence("narendra-mod", "vladimir-putin", seed.documents)


# ---- keywords in context ---------------------------------------------------------------------------------------------

TEXT = "It rained, as “ever”. In Moscow, Modi’s talks (with Putin) went well.\n\nएस. जयशंकर ने लावरोव से मुलाकात की।"
SHOWN = [
    ("narendra-modi", 1, "Moscow, ", "Modi", "’s"),
    ("narendra-modi", 2, "In Moscow, ", "Modi", "’s talks"),
    ("narendra-modi", 4, "as “ever”. In Moscow, ", "Modi", "’s talks (with Putin)"),
    ("vladimir-putin", 2, "talks (with ", "Putin", ") went well."),
    ("narendra-modi", 99, "It rained, as “ever”. In Moscow, ", "Modi", "’s talks (with Putin) went well."),
    ("sergey-lavrov", 2, "जयशंकर ने ", "लावरोव", " से मुलाकात"),
    ("sergey-lavrov", 8, "एस. जयशंकर ने ", "लावरोव", " से मुलाकात की।"),
]


@pytest.mark.parametrize(("entity", "words", "left", "surface", "right"), SHOWN)
def test_keywords_in_context(
    *, matcher: cm.Matcher, entity: str, words: int, left: str, surface: str, right: str
) -> None:
    (row,) = records(matcher.match([TEXT]).kwic(entity, words=words))
    assert (row["left"], row["surface"], row["right"]) == (left, surface, right)
    assert TEXT[row["start"] : row["end"]] == surface


def check(mentions: cm.Mentions, texts: dict[Any, str], entity: str, words: int) -> int:
    """The laws of a context; how many rows there are."""
    table = mentions.to_pandas()
    found = mentions.kwic(entity, words=words)
    rows = records(table[table.entity_id == entity])
    assert [(row["doc_id"], row["start"], row["end"], row["surface"]) for row in rows] == list(
        found[["doc_id", "start", "end", "surface"]].itertuples(index=False, name=None)
    )
    spans = {doc: [(row["start"], row["end"]) for row in records(part)] for doc, part in table.groupby("doc_id")}
    for row in records(found):
        text = texts[row["doc_id"]]
        start, end = row["start"] - len(row["left"]), row["end"] + len(row["right"])
        assert text[start:end] == row["left"] + row["surface"] + row["right"]
        bounds = paragraphs(text, spans[row["doc_id"]])
        clusters = {0} | {cluster.end() for cluster in regex.finditer(r"\X", text)}
        assert any(first <= start and end <= last for first, last in bounds)
        for at in (start, end):
            # A mark that stands on white space is left behind where a paragraph is trimmed.
            assert at in clusters or any(at in bound for bound in bounds)
    return len(found)


@pytest.mark.parametrize("words", [1, 3, 8, 1000])
def test_contexts_of_the_seed(seed: cm.Seed, mentions: cm.Mentions, words: int) -> None:
    texts = dict(zip(seed.documents["id"], seed.documents["text"], strict=True))
    assert check(mentions, texts, "s-jaishankar", words) > 50
    narrow, wide = mentions.kwic("india", words=words), mentions.kwic("india", words=words + 1)
    assert all(b.endswith(a) for a, b in zip(narrow.left, wide.left, strict=True))
    assert all(b.startswith(a) for a, b in zip(narrow.right, wide.right, strict=True))


# (A virama has its consonant: `\X` of regex joins one to what follows even where it has none, unlike UAX #29.)
PIECES = [*"Ann é.,क।🇮🇳🔬ไทย\u0301\n\r\u093f\u200d\u200c", "क\u094dष", "द\u094d", "👩\u200d🔬", "  ", "\r\n"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.integers(1, 4))
def test_contexts_split_nothing(text: str, words: int) -> None:
    docs = [f"{text} Ann {text}", f"{text} Ann,{text} Ann"]
    check(SHARED.match(docs), dict(enumerate(docs)), "a", words)


def test_contexts_that_cannot_be(mentions: cm.Mentions) -> None:
    with pytest.raises(cm.UnknownEntityError, match="did you mean 'sergey-lavrov'"):
        mentions.kwic("sergey-lavrow")
    with pytest.raises(cm.OptionError, match="words is 0, must be a whole number from 1"):
        mentions.kwic("india", words=0)
    assert mentions.kwic("china").columns.tolist() == ["doc_id", "date", "left", "surface", "right", "start", "end"]


# ---- real news -------------------------------------------------------------------------------------------------------


def test_cells_of_real_news(data: Path, matcher: cm.Matcher) -> None:
    docs = pd.read_parquet(data / "corpora/news-hi.parquet").iloc[:1500]
    pairs = matcher.cooccurrences(docs, by="month")
    texts = dict(zip(docs["id"], docs["text"], strict=True))
    for edge in records(pairs.to_pandas(top=10)):
        found = pairs.evidence(edge["entity_a"], edge["entity_b"], docs, period=edge["period"], limit=None)
        assert len(found) == edge["n_ab"]
    assert check(matcher.match(docs), texts, "narendra-modi", 8) > 50
