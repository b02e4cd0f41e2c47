"""The mentions table, and the evidence for a pair."""

from __future__ import annotations

import csv
import gc
import stat
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import comention as cm
from comention.text import paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TYPES = {
    "doc_id": pa.large_string(),
    "entity_id": pa.large_string(),
    "type": pa.large_string(),
    "alias": pa.large_string(),
    "surface": pa.large_string(),
    "start": pa.int32(),
    "end": pa.int32(),
    "paragraph": pa.int32(),
    "sentence": pa.int32(),
    "word": pa.int32(),
    "resolution": pa.large_string(),
    "candidates": pa.list_(pa.large_string()),
    "date": pa.timestamp("s"),
}
TWO = ["Modi met Putin. Jaishankar met Lavrov.", "Modi spoke to them.\n\n😀 Putin met Modi.\n\nLavrov left."]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[return-value]  # column names are text


def shown(evidence: pd.DataFrame, side: str) -> list[str]:
    """What the evidence says the mentions of the one side are."""
    return [row["text"][row[f"start_{side}"] : row[f"end_{side}"]] for row in records(evidence)]


@pytest.fixture(scope="module")
def mentions(seed: cm.Seed, matcher: cm.Matcher) -> cm.Mentions:
    return matcher.match(seed.documents)


# ---- the table -------------------------------------------------------------------------------------------------------


def test_columns(mentions: cm.Mentions, matcher: cm.Matcher) -> None:
    schema = mentions.to_arrow().schema
    # Ids keep the type they came with: that of text in a pandas frame, which depends on the release.
    of_text = pa.array(pd.Series(["a"])).type
    assert dict(zip(schema.names, schema.types, strict=True)) == TYPES | {"doc_id": of_text}
    plain = matcher.match(TWO).to_arrow().schema
    assert plain.names == list(TYPES)[:-1]  # nobody gave dates
    assert plain.field("doc_id").type == pa.int64()


def test_columns_for_pandas(mentions: cm.Mentions) -> None:
    frame = mentions.to_pandas()
    kinds = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert list(kinds) == list(TYPES)
    assert {kinds[name] for name, kind in TYPES.items() if kind == pa.large_string()} == {str(pd.Series(["a"]).dtype)}
    assert {kinds[name] for name, kind in TYPES.items() if kind == pa.int32()} == {"int32"}
    assert kinds["date"] == "datetime64[s]"
    assert frame.index.equals(pd.RangeIndex(len(mentions)))


def test_the_same_table_for_all(mentions: cm.Mentions) -> None:
    rows = mentions.to_arrow().to_pylist()
    assert len(rows) == len(mentions) > 700
    assert mentions.to_polars().to_dicts() == rows
    assert pa.table(mentions).to_pylist() == rows
    assert pl.DataFrame(mentions).to_dicts() == rows
    frame = mentions.to_pandas()
    for name in ("doc_id", "surface", "start", "end", "paragraph", "sentence", "word", "resolution", "date"):
        assert frame[name].tolist() == [row[name] for row in rows]
    for name in ("entity_id", "type", "candidates"):
        known = [row[name] for row in rows if row[name] is not None]
        assert [value if isinstance(value, str) else list(value) for value in frame[name].dropna()] == known


def test_byte_offsets(mentions: cm.Mentions, seed: cm.Seed) -> None:
    table = mentions.to_arrow(byte_offsets=True)
    assert set(table.column_names) - set(TYPES) == {"start_byte", "end_byte"}
    assert table.drop_columns(["start_byte", "end_byte"]) == mentions.to_arrow()
    texts = {doc_id: text.encode() for doc_id, text in zip(seed.documents["id"], seed.documents["text"], strict=True)}
    for row in table.to_pylist():
        assert texts[row["doc_id"]][row["start_byte"] : row["end_byte"]].decode() == row["surface"]


def test_repr(mentions: cm.Mentions, matcher: cm.Matcher) -> None:
    assert repr(mentions) == f"Mentions({len(mentions)} mentions in 60 documents)"
    assert repr(matcher.match(["Modi, Putin, Modi."] * 1000)) == "Mentions(3,000 mentions in 1,000 documents)"


def test_alias_is_the_gazetteers_surface_the_documents(matcher: cm.Matcher, seed: cm.Seed) -> None:
    mentions = matcher.match(["vladimir  PUTIN, S.JAISHANKAR and एस.  जयशंकर"]).to_pandas()
    assert mentions.surface.tolist() == ["vladimir  PUTIN", "S.JAISHANKAR", "एस.  जयशंकर"]
    for row in mentions.itertuples():
        entity = seed.gazetteer[str(row.entity_id)]
        assert row.alias in {entity.name, *(alias.text for alias in entity.aliases)}
        assert cm.text.fold(str(row.alias)) == cm.text.fold(str(row.surface))


# ---- laws, on the seed and on real news ------------------------------------------------------------------------------


def check(mentions: cm.Mentions, texts: list[str | None]) -> None:
    """What must hold for any mentions whose doc_id is the row number."""
    rows = mentions.to_arrow().to_pylist()
    assert len(rows) == len(mentions) > 0
    for row in rows:
        text = texts[row["doc_id"]]
        assert text is not None
        assert text[row["start"] : row["end"]] == row["surface"]
        assert 0 <= row["start"] < row["end"] <= len(text)
        assert (row["entity_id"] is None) == (row["resolution"] == "ambiguous")
        assert (row["candidates"] is None) == (row["resolution"] == "unique")
        if row["candidates"] is not None:
            assert len(set(row["candidates"])) == len(row["candidates"]) > 1
            assert row["entity_id"] in {None, *row["candidates"]}
    for one, other in pairwise(rows):
        assert one["doc_id"] <= other["doc_id"]
        if one["doc_id"] == other["doc_id"]:
            # Behind it, or inside it, where its alias is `nested`.
            assert one["end"] <= other["start"] or other["end"] <= one["end"]
            assert all(one[name] <= other[name] for name in ("paragraph", "sentence", "word"))
            assert one["sentence"] < other["sentence"] or one["paragraph"] == other["paragraph"]


def check_units(mentions: cm.Mentions, texts: list[str | None]) -> None:
    """`paragraph` and `sentence` are ordinals of `comention.text.paragraphs` and `sentences`."""
    for doc_id, rows in mentions.to_pandas().groupby("doc_id"):
        text = texts[int(str(doc_id))] or ""
        spans = list(zip(rows.start, rows.end, strict=True))
        for units, ordinals in [(paragraphs(text, spans), rows.paragraph), (sentences(text, spans), rows.sentence)]:
            for (start, end), ordinal in zip(spans, ordinals, strict=True):
                assert units[ordinal][0] <= start < end <= units[ordinal][1]


@pytest.mark.parametrize("overlap", ["longest", "all"])
def test_on_the_seed(seed: cm.Seed, overlap: Any) -> None:
    texts = seed.documents["text"].tolist()
    mentions = cm.Matcher(seed.gazetteer, overlap=overlap).match(texts)
    if overlap == "longest":
        check(mentions, texts)
        check_units(mentions, texts)
        return
    rows = mentions.to_pandas()
    assert [texts[row["doc_id"]][row["start"] : row["end"]] for row in records(rows)] == rows.surface.tolist()
    order = list(zip(rows.doc_id, rows.start, -rows.end, strict=True))
    assert order == sorted(order)
    assert len(set(order)) == len(order)


@pytest.fixture(scope="module")
def wide(data: Path) -> cm.Matcher:
    """Politicians, parties, places and countries in many languages: twenty thousand names, some of many."""
    tables = [pq.read_table(data / f"gazetteers/{name}.parquet") for name in ("commons-india", "cldr-territories")]
    return cm.Matcher(cm.Gazetteer.from_frame(tables[0]) + cm.Gazetteer.from_frame(tables[1]))


@pytest.mark.parametrize("corpus", ["news-en", "news-hi", "ukraine-war", "posts-hi"])
def test_on_real_news(data: Path, wide: cm.Matcher, matcher: cm.Matcher, corpus: str) -> None:
    table = pq.read_table(data / f"corpora/{corpus}.parquet", columns=["text"]).slice(0, 5000)
    texts = table["text"].to_pylist()
    mentions = wide.match(table)
    check(mentions, texts)
    assert len(mentions) > 3000
    check(matcher.match(table), texts)
    check_units(wide.match(table.slice(0, 500)), texts[:500])


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), (".tsv", "\t"), (".TSV", "\t")])
def test_text_files(mentions: cm.Mentions, tmp_path: Path, ending: str, delimiter: str) -> None:
    path = tmp_path / f"mentions{ending}"
    mentions.write(path)
    with path.open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file, delimiter=delimiter))
    rows = mentions.to_arrow().to_pylist()
    assert list(read[0]) == list(TYPES)
    for name in ("doc_id", "surface", "start", "end", "resolution"):
        assert [row[name] for row in read] == [str(row[name]) for row in rows]
    assert [row["entity_id"] for row in read] == [row["entity_id"] or "" for row in rows]
    assert [row["candidates"].split() for row in read] == [row["candidates"] or [] for row in rows]
    assert [row["date"][:10] for row in read] == [row["date"].date().isoformat() for row in rows]


def test_a_parquet_file(mentions: cm.Mentions, tmp_path: Path) -> None:
    mentions.write(str(tmp_path / "mentions.parquet"))
    read = pq.read_table(tmp_path / "mentions.parquet")
    assert read.to_pylist() == mentions.to_arrow().to_pylist()
    assert read.schema.names == list(TYPES)


def test_a_file_is_like_any_other(mentions: cm.Mentions, tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    mentions.write(tmp_path / "mentions.csv")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"other", "mentions.csv"}


def test_an_ending_that_is_not_known(mentions: cm.Mentions, tmp_path: Path) -> None:
    with pytest.raises(cm.OptionError, match=r"mentions\.xlsx': the name must end in \.csv, \.tsv, \.parquet$"):
        mentions.write(tmp_path / "mentions.xlsx")
    with pytest.raises(FileNotFoundError):
        mentions.write(tmp_path / "none" / "mentions.csv")
    assert not list(tmp_path.iterdir())


# ---- evidence --------------------------------------------------------------------------------------------------------

SHOWN: dict[str, list[tuple[int, int, int, str]]] = {
    "document": [(0, 0, 0, TWO[0]), (1, 1, 1, TWO[1])],
    "paragraph": [(0, 0, 0, TWO[0]), (1, 1, 1, "😀 Putin met Modi.")],
    "sentence": [(0, 0, 0, "Modi met Putin."), (1, 1, 1, "😀 Putin met Modi.")],
}


@pytest.mark.parametrize(("unit", "expected"), SHOWN.items(), ids=SHOWN)
def test_evidence_by_unit(matcher: cm.Matcher, unit: Any, expected: list[tuple[int, int, int, str]]) -> None:
    evidence = matcher.match(TWO).evidence("narendra-modi", "vladimir-putin", unit=unit)
    columns = ["doc_id", "paragraph", "sentence", "text"]
    assert evidence.columns.tolist() == [*columns, "start_a", "end_a", "start_b", "end_b"]
    assert list(evidence[columns].itertuples(index=False, name=None)) == expected
    assert shown(evidence, "a") == ["Modi", "Modi"]
    assert shown(evidence, "b") == ["Putin", "Putin"]


def test_evidence_shows_the_two_that_stand_closest(matcher: cm.Matcher) -> None:
    text = "Modi, whom many people know, saw Putin and Modi saw Lavrov; Putin left."
    (row,) = matcher.match([text]).evidence("narendra-modi", "vladimir-putin").itertuples()
    assert (row.start_a, row.start_b) == (text.rindex("Modi"), text.index("Putin"))


@pytest.mark.parametrize("unit", ["document", "paragraph", "sentence"])
def test_evidence_is_what_is_counted(mentions: cm.Mentions, unit: Any) -> None:
    rows = mentions.to_pandas()
    surfaces = {entity: set(part.surface) for entity, part in rows.groupby("entity_id")}
    for edge in mentions.cooccurrences().to_pandas(unit=unit).head(40).itertuples():
        a, b = str(edge.entity_a), str(edge.entity_b)
        evidence = mentions.evidence(a, b, unit=unit, limit=1000)
        assert (len(evidence), evidence.doc_id.nunique()) == (edge.n_ab, edge.n_docs)
        assert set(shown(evidence, "a")) <= surfaces[a]
        assert set(shown(evidence, "b")) <= surfaces[b]
        assert evidence["date"].notna().all()
        swapped = mentions.evidence(b, a, unit=unit, limit=1000)
        names = {"start_a": "start_b", "end_a": "end_b", "start_b": "start_a", "end_b": "end_a"}
        assert swapped.rename(columns=names)[evidence.columns].equals(evidence)


def test_evidence_in_document_order_up_to_a_limit(mentions: cm.Mentions, seed: cm.Seed) -> None:
    rank = {doc_id: i for i, doc_id in enumerate(seed.documents["id"])}
    every = mentions.evidence("narendra-modi", "vladimir-putin", limit=1000)
    order = [(rank[str(row.doc_id)], row.sentence) for row in every.itertuples()]
    assert order == sorted(order)
    assert len(every) > 20
    for limit in (1, 5, 20):
        assert mentions.evidence("narendra-modi", "vladimir-putin", limit=limit).equals(every.head(limit))
    assert mentions.evidence("narendra-modi", "vladimir-putin").equals(every.head(20))


def test_no_evidence(mentions: cm.Mentions) -> None:
    assert mentions.evidence("narendra-modi", "v-k-singh", unit="sentence").empty


ASKED: dict[str, tuple[Callable[[cm.Mentions], Any], type[Exception], str]] = {
    "misspelled": (
        lambda m: m.evidence("sergey-lavrow", "narendra-modi"),
        KeyError,
        "no entity 'sergey-lavrow' in the gazetteer (did you mean 'sergey-lavrov'?)",
    ),
    "the second": (lambda m: m.evidence("narendra-modi", "putin!"), KeyError, "no entity 'putin!' in the gazetteer"),
    "a name": (lambda m: m.evidence("Narendra Modi", "india"), KeyError, "did you mean 'narendra-modi'?"),
    "one": (
        lambda m: m.evidence("india", "india"),
        ValueError,
        "evidence is for two entities, 'india' is one",
    ),
    "unit": (
        lambda m: m.evidence("india", "russia", unit="line"),  # type: ignore[arg-type]
        ValueError,
        "unit is 'line', must be one of 'document', 'paragraph', 'sentence'",
    ),
    "limit": (
        lambda m: m.evidence("india", "russia", limit=0),
        ValueError,
        "limit is 0, must be a whole number from 1",
    ),
}


@pytest.mark.parametrize(("ask", "kind", "message"), ASKED.values(), ids=ASKED)
def test_evidence_that_cannot_be_given(
    mentions: cm.Mentions, ask: Callable[[cm.Mentions], Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(cm.ComentionError) as error:
        ask(mentions)
    assert isinstance(error.value, kind)
    assert message in str(error.value)


def test_a_table_outlives_its_mentions(matcher: cm.Matcher) -> None:
    # Offsets and ordinals lie where the mentions have them.
    docs = ["Modi met Putin.\n\nPutin left. Modi stayed."] * 300
    mentions = matcher.match(docs)
    table, frame = mentions.to_arrow(), mentions.to_pandas()
    expected = table.to_pydict()
    del mentions
    gc.collect()
    matcher.match(["Putin " * 2000])
    assert table.to_pydict() == expected
    assert frame[["start", "end", "paragraph", "sentence", "word"]].to_dict("list") == {
        name: expected[name] for name in ("start", "end", "paragraph", "sentence", "word")
    }
    assert matcher.match(docs).to_arrow() == table


def test_a_frame_that_is_changed_changes_no_mentions(matcher: cm.Matcher) -> None:
    mentions = matcher.match(TWO)
    before = mentions.to_arrow().to_pydict()
    frame, one = mentions.to_pandas(), mentions.to_arrow().select(["start"]).to_pandas()
    frame["start"] += 100
    frame.loc[0, ["end", "word"]] = [7, 8]
    one.loc[0, "start"] = 99
    for column in ("start", "end", "paragraph", "sentence", "word"):
        numbers = mentions.to_arrow()[column].chunk(0).to_numpy(zero_copy_only=True)
        with pytest.raises(ValueError, match="read-only"):
            numbers[0] = 5
    assert mentions.to_arrow().to_pydict() == before
    assert mentions.to_polars().with_columns(pl.col("start") + 1)["start"].to_list() == [
        it + 1 for it in before["start"]
    ]
    assert mentions.to_arrow().to_pydict() == before
