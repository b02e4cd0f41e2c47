"""Documents of every kind in: the same mentions out, or a message that says what is wrong where."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import comention as cm

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = ["Modi’s talks with Putin", None, "😀 मोदी से मिले पुतिन।", "", "It rained.\n\nLavrov"]
FOUND = [
    (0, "narendra-modi", "Modi", 0, 4),
    (0, "vladimir-putin", "Putin", 18, 23),
    (2, "narendra-modi", "मोदी", 2, 6),
    (2, "vladimir-putin", "पुतिन", 15, 20),
    (4, "sergey-lavrov", "Lavrov", 12, 18),
]
ROWS = [row for row, *_ in FOUND]
COLUMNS = ("doc_id", "entity_id", "surface", "start", "end")

IDS: dict[str, list[Any]] = {"int": [50, 40, 30, 20, 10], "str": ["e", "द", "c", "b", ""]}
DAYS = [date(2024, 7, 5), date(2022, 9, 16), None, None, date(1969, 12, 31)]
DATES: dict[str, list[Any]] = {
    "str": [day and day.isoformat() for day in DAYS],
    "date": DAYS,
    "datetime": [day and datetime(day.year, day.month, day.day, 23, 59) for day in DAYS],  # noqa: DTZ001
}
KOLKATA = ZoneInfo("Asia/Kolkata")


def found(mentions: cm.Mentions) -> list[tuple[Any, ...]]:
    return list(zip(*(mentions.to_arrow()[name].to_pylist() for name in COLUMNS), strict=True))


def with_ids(ids: list[Any]) -> list[tuple[Any, ...]]:
    return [(ids[row], *rest) for row, *rest in FOUND]


def days(mentions: cm.Mentions) -> list[date | None]:
    """The dates of the mentions, whatever type the column has."""
    return mentions.to_arrow()["date"].cast(pa.date32(), safe=False).to_pylist()  # type: ignore[no-any-return]


# ---- frames ----------------------------------------------------------------------------------------------------------


def test_a_frame_with_nothing_but_texts(frame_of: Callable[..., Any], matcher: cm.Matcher) -> None:
    mentions = matcher.match(frame_of({"text": TEXTS}))
    assert found(mentions) == FOUND
    assert "date" not in mentions.to_arrow().column_names
    assert matcher.cooccurrences(frame_of({"text": TEXTS})) == mentions.cooccurrences()


@pytest.mark.parametrize("ids", IDS.values(), ids=IDS)
@pytest.mark.parametrize("dates", DATES.values(), ids=DATES)
def test_a_frame_with_ids_and_dates(
    frame_of: Callable[..., Any], matcher: cm.Matcher, ids: list[Any], dates: list[Any]
) -> None:
    mentions = matcher.match(frame_of({"date": dates, "text": TEXTS, "id": ids, "more": ["x"] * 5}))
    assert found(mentions) == with_ids(ids)
    assert days(mentions) == [DAYS[row] for row in ROWS]


def test_columns_under_other_names(frame_of: Callable[..., Any], matcher: cm.Matcher) -> None:
    frame = frame_of({"text": ["Zelenskyy"] * 5, "body": TEXTS, "key": IDS["str"], "day": DATES["str"]})
    mentions = matcher.match(frame, text="body", id="key", date="day")
    assert found(mentions) == with_ids(IDS["str"])
    assert days(mentions) == [DAYS[row] for row in ROWS]


def test_columns_that_are_not_wanted(frame_of: Callable[..., Any], matcher: cm.Matcher) -> None:
    mentions = matcher.match(frame_of({"text": TEXTS, "id": IDS["str"], "date": ["?"] * 5}), id=None, date=None)
    assert found(mentions) == FOUND
    assert "date" not in mentions.to_arrow().column_names


def test_a_relation_of_duckdb(matcher: cm.Matcher) -> None:
    relation: Any = duckdb.sql("select 'Modi met Putin' as text, 7::smallint as id, date '2024-07-05' as date")
    mentions = matcher.match(relation)
    assert found(mentions) == [(7, "narendra-modi", "Modi", 0, 4), (7, "vladimir-putin", "Putin", 9, 14)]
    assert days(mentions) == [date(2024, 7, 5)] * 2


def test_columns_of_different_chunks(matcher: cm.Matcher) -> None:
    table = pa.table(
        {
            "text": pa.chunked_array([[], TEXTS[:2], TEXTS[2:3], TEXTS[3:]], type=pa.string()),
            "id": pa.chunked_array([IDS["int"][:4], IDS["int"][4:]]),
            "date": pa.chunked_array([DAYS[:1], DAYS[1:]], type=pa.date32()),
        }
    )
    mentions = matcher.match(table)
    assert found(mentions) == with_ids(IDS["int"])
    assert days(mentions) == [DAYS[row] for row in ROWS]


PARTS: dict[str, Callable[[], Any]] = {
    "pandas": lambda: pd.DataFrame({"text": ["Zelenskyy", *TEXTS], "id": [0, *IDS["int"]]}).iloc[1:],
    "pandas-index": lambda: pd.DataFrame({"text": TEXTS, "id": IDS["int"]}, index=list("edcba")),
    "polars": lambda: pl.DataFrame({"text": ["Zelenskyy", *TEXTS], "id": [0, *IDS["int"]]})[1:],
    "pyarrow": lambda: pa.table({"text": ["Zelenskyy", *TEXTS], "id": [0, *IDS["int"]]}).slice(1),
}


@pytest.mark.parametrize("frame", PARTS.values(), ids=PARTS)
def test_a_part_of_a_frame(matcher: cm.Matcher, frame: Callable[[], Any]) -> None:
    assert found(matcher.match(frame())) == with_ids(IDS["int"])


# ---- series and sequences --------------------------------------------------------------------------------------------

SERIES: dict[str, Callable[[], Any]] = {
    "list": lambda: TEXTS,
    "tuple": lambda: tuple(TEXTS),
    "generator": lambda: (text for text in TEXTS),
    "values-of-dict": lambda: dict(enumerate(TEXTS)).values(),
    "list-with-nan": lambda: [TEXTS[0], float("nan"), TEXTS[2], pd.NA, TEXTS[4]],
    "numpy": lambda: np.array(TEXTS, dtype=object),
    "numpy-str": lambda: np.array([text or "" for text in TEXTS]),
    "pandas-index": lambda: pd.Index(TEXTS),
    "pandas-str": lambda: pd.Series(TEXTS, dtype="str"),
    "pandas-object": lambda: pd.Series(TEXTS, dtype="object"),
    "pandas-string": lambda: pd.Series(TEXTS, dtype="string", index=range(5, 0, -1)),
    "pandas-string-python": lambda: pd.Series(TEXTS, dtype="string[python]"),
    "pandas-string-pyarrow": lambda: pd.Series(TEXTS, dtype="string[pyarrow]"),
    "pandas-category": lambda: pd.Series(TEXTS, dtype="category"),
    "pandas-arrow": lambda: pd.Series(TEXTS, dtype=pd.ArrowDtype(pa.large_string())),
    "polars": lambda: pl.Series(TEXTS),
    "polars-categorical": lambda: pl.Series(TEXTS, dtype=pl.Categorical),
    "polars-enum": lambda: pl.Series(TEXTS, dtype=pl.Enum([text for text in TEXTS if text is not None])),
    "pyarrow": lambda: pa.array(TEXTS),
    "pyarrow-view": lambda: pa.array(TEXTS, pa.string_view()),
    "pyarrow-dictionary": lambda: pa.array(TEXTS).dictionary_encode(),
    "pyarrow-chunked": lambda: pa.chunked_array([TEXTS[:3], [], TEXTS[3:]]),
}


@pytest.mark.parametrize("docs", SERIES.values(), ids=SERIES)
def test_texts_alone(matcher: cm.Matcher, docs: Callable[[], Any]) -> None:
    assert found(matcher.match(docs())) == FOUND
    mentions = matcher.match(docs(), id=IDS["str"], date=DATES["str"])
    assert found(mentions) == with_ids(IDS["str"])
    assert days(mentions) == [DAYS[row] for row in ROWS]


GIVEN: dict[str, Callable[[list[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "generator": iter,
    "numpy": np.array,
    "pandas": pd.Series,
    "pandas-other-index": lambda values: pd.Series(values, index=list("abcde")),
    "polars": pl.Series,
    "pyarrow": pa.array,
    "pyarrow-chunked": lambda values: pa.chunked_array([values[:1], values[1:]]),
}


@pytest.mark.parametrize("make", GIVEN.values(), ids=GIVEN)
def test_ids_and_dates_beside_the_texts(matcher: cm.Matcher, make: Callable[[list[Any]], Any]) -> None:
    dates = ["2024-07-05", "2024-07-06", "2024-07-07", "2024-07-08", "2024-07-09"]
    for docs in (TEXTS, pd.DataFrame({"text": TEXTS, "id": 0, "date": "2000-01-01"}), pl.DataFrame({"text": TEXTS})):
        mentions = matcher.match(docs, id=make(IDS["int"]), date=make(dates))
        assert found(mentions) == with_ids(IDS["int"])
        assert [day.isoformat() for day in days(mentions) if day] == [dates[row] for row in ROWS]


EMPTY: dict[str, Callable[[], Any]] = {
    "list": list,
    "generator": lambda: iter(()),
    "pandas": lambda: pd.DataFrame({"text": pd.Series([], dtype="str")}),
    "pandas-object": lambda: pd.DataFrame({"text": pd.Series([], dtype="object")}),
    "pandas-series": lambda: pd.Series([], dtype="str"),
    "polars": lambda: pl.DataFrame({"text": []}),
    "polars-series": lambda: pl.Series([], dtype=pl.String),
    "pyarrow": lambda: pa.table({"text": pa.array([], pa.string())}),
    "pyarrow-no-chunk": lambda: pa.chunked_array([], type=pa.string()),
    "pyarrow-no-batch": lambda: pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), []),
    "duckdb": lambda: duckdb.sql("select 'x' as text where false"),
    "pandas-no-type": lambda: pd.DataFrame({"text": [], "date": []}),
}


@pytest.mark.parametrize("docs", EMPTY.values(), ids=EMPTY)
def test_no_documents(matcher: cm.Matcher, docs: Callable[[], Any]) -> None:
    mentions = matcher.match(docs())
    assert (len(mentions), repr(mentions)) == (0, "Mentions(0 mentions in 0 documents)")
    assert [name for name in mentions.to_pandas().columns if name in COLUMNS] == list(COLUMNS)
    pairs = mentions.cooccurrences()
    assert pairs.to_pandas().empty
    assert pairs.entities().empty
    assert pairs.to_scipy().shape == (0, 0)
    assert mentions.evidence("narendra-modi", "vladimir-putin").empty


def test_documents_without_text_count_as_documents(matcher: cm.Matcher) -> None:
    docs = ["Modi met Putin.", None, "", " \n"]
    edges = matcher.cooccurrences(docs).to_pandas(unit="document")
    assert edges.n.tolist() == [4]
    assert matcher.cooccurrences(docs).to_pandas(unit="sentence").n.tolist() == [1]
    for nothing in ([None, None], pd.Series([np.nan, np.nan]), pl.Series([None, None]), pa.nulls(2)):
        assert repr(matcher.match(nothing)) == "Mentions(0 mentions in 2 documents)"


# ---- ids and dates ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dtype", ["int64", "int8", "uint16", "float64", "bool", "str", "category", "datetime64[s]", "timedelta64[ms]"]
)
def test_doc_id_has_the_type_of_the_ids_in_pandas(matcher: cm.Matcher, dtype: Any) -> None:
    frame = pd.DataFrame({"text": ["Modi", "Putin", "Lavrov"]}).assign(id=pd.Series([1, 0, 1]).astype(dtype))
    column = matcher.match(frame).to_pandas()["doc_id"]
    pd.testing.assert_series_equal(column, frame["id"], check_names=False)


@pytest.mark.parametrize(
    "dtype", [pl.Int64, pl.UInt8, pl.String, pl.Categorical, pl.Date, pl.Datetime("us"), pl.Binary]
)
def test_doc_id_has_the_type_of_the_ids_in_polars(matcher: cm.Matcher, dtype: Any) -> None:
    ids = pl.Series([b"a", b"b", b"a"]) if dtype == pl.Binary else pl.Series([1, 2, 1])
    ids = ids.cast(pl.String).cast(dtype) if dtype == pl.Categorical else ids.cast(dtype)
    frame = pl.DataFrame({"text": ["Modi", "Putin", "Lavrov"], "id": ids})
    assert matcher.match(frame).to_polars()["doc_id"].equals(ids)


def test_ids_may_be_missing_and_come_twice(matcher: cm.Matcher) -> None:
    mentions = matcher.match(["Modi", "Putin", "Lavrov"], id=["x", None, "x"])
    assert mentions.to_arrow()["doc_id"].to_pylist() == ["x", None, "x"]


TEXT_DATES = {
    "2024-07-05": date(2024, 7, 5),
    "2024-07-05T23:59:59Z": date(2024, 7, 5),
    "2024-02-29 08:00": date(2024, 2, 29),
    " 0001-01-01 ": date(1, 1, 1),
    "": None,
}


def test_text_becomes_dates(matcher: cm.Matcher) -> None:
    mentions = matcher.match(["Modi"] * len(TEXT_DATES), date=list(TEXT_DATES))
    assert mentions.to_arrow().schema.field("date").type == pa.date32()
    assert mentions.to_arrow()["date"].to_pylist() == list(TEXT_DATES.values())


@pytest.mark.parametrize(
    "kind",
    [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("ns")],
    ids=str,
)
def test_dates_stay_as_given(matcher: cm.Matcher, kind: pa.DataType) -> None:
    dates = pa.array([date(2022, 10, 27), date(2024, 12, 10), None]).cast(kind)
    mentions = matcher.match(["Russian Defence Minister"] * 2 + ["Modi"], date=dates)
    assert mentions.to_arrow()["date"].combine_chunks() == dates
    assert mentions.to_arrow()["entity_id"].to_pylist() == ["sergei-shoigu", "andrey-belousov", "narendra-modi"]


LATE = datetime(2019, 5, 29, 20, 0, tzinfo=UTC)  # in India it is the day on which the office changed hands
ZONED: dict[str, Callable[[Any], Any]] = {
    "pandas": lambda zone: pd.DataFrame({"text": ["External Affairs Minister"], "date": [LATE.astimezone(zone)]}),
    "polars": lambda zone: pl.DataFrame({"text": ["External Affairs Minister"]}).with_columns(
        date=pl.lit(LATE).dt.convert_time_zone(str(zone))
    ),
    "pyarrow": lambda zone: pa.table(
        {"text": ["External Affairs Minister"], "date": pa.array([LATE], pa.timestamp("us", str(zone)))}
    ),
}


@pytest.mark.parametrize("make", ZONED.values(), ids=ZONED)
def test_with_a_time_zone_the_local_day_counts(matcher: cm.Matcher, make: Callable[[Any], Any]) -> None:
    for zone, entity, day in [
        (KOLKATA, "s-jaishankar", "2019-05-30"),
        (ZoneInfo("UTC"), "sushma-swaraj", "2019-05-29"),
    ]:
        mentions = matcher.match(make(zone))
        assert mentions.to_arrow()["entity_id"].to_pylist() == [entity]
        pairs = matcher.cooccurrences(make(zone), by="day")
        assert pairs.entities().period.tolist() == [day]


# ---- errors ----------------------------------------------------------------------------------------------------------


def pandas_twice() -> pd.DataFrame:
    return pd.DataFrame([["Modi", "Putin"]], columns=["text", "text"])


ERRORS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "one str": ("Modi", {}, "docs is one str, not several texts: pass [text]"),
    "bytes": (b"Modi", {}, "docs is one bytes, not several texts: pass [text]"),
    "number": (7, {}, "cannot read int as documents: give a list of str, a Series, or a frame of pandas, polars,"),
    "None": (None, {}, "cannot read NoneType as documents"),
    "mapping": ({"text": TEXTS}, {}, "docs is a dict: give its texts, or a frame made of it"),
    "object": (object(), {}, "cannot read object as documents"),
    "lazy": (pl.LazyFrame({"text": TEXTS}), {}, "cannot read LazyFrame as documents"),
    "item": (["Modi", None, 3], {}, "document 2: int '3' is not text"),
    "item that is a list": (["Modi", ["Putin"]], {}, "document 1: list \"['Putin']\" is not text"),
    "item of Series": (pd.Series(["Modi", 3.5], dtype=object), {}, "document 1: float '3.5' is not text"),
    "item of frame": (pd.DataFrame({"text": ["Modi", 3]}, dtype=object), {}, "document 1: int '3' is not text"),
    "surrogate": (["Modi", "x\ud800"], {}, "document 1: half a surrogate pair at position 1 is not a character"),
    "surrogate in Series": (pd.Series(["\udfff"], dtype=object), {}, "document 0: half a surrogate pair at position 0"),
    "numbers": (pd.Series([1, 2]), {}, "the texts are Int64, not text"),
    "column of numbers": (pl.DataFrame({"text": [True]}), {}, "the texts are Boolean, not text"),
    "no text": (pd.DataFrame({"body": TEXTS, 1: 1}), {}, "no column 'text' (text=): the columns are 'body', '1'"),
    "no columns": (pd.DataFrame(), {}, "no column 'text' (text=): the columns are none"),
    "no such text": (
        pl.DataFrame({"text": TEXTS}),
        {"text": "body"},
        "no column 'body' (text=): the columns are 'text'",
    ),
    "no such id": (pa.table({"text": TEXTS}), {"id": "key"}, "no column 'key' (id=): the columns are 'text'"),
    "no such date": (pd.DataFrame({"text": TEXTS}), {"date": "day"}, "no column 'day' (date=): the columns are 'text'"),
    "two of one name": (pandas_twice(), {}, "two columns have one name: 'text'"),
    "too few ids": (TEXTS, {"id": [1]}, "there are 5 texts and 1 values of id"),
    "too many dates": (TEXTS, {"date": ["2024-07-05"] * 6}, "there are 5 texts and 6 values of date"),
    "too few ids for a frame": (pl.DataFrame({"text": TEXTS}), {"id": []}, "there are 5 texts and 0 values of id"),
    "ids of two types": (TEXTS[:2], {"id": [1, "a"]}, "column 'id': "),
    "bad date": (
        ["a", "b"],
        {"date": ["2024-07-05", "05/07/2024"]},
        "document 1: '05/07/2024' is not a date (YYYY-MM-DD)",
    ),
    "no such day": (
        pd.DataFrame({"text": TEXTS, "date": [None, "", "2023-02-29", "?", "?"]}),
        {},
        "document 2: '2023-02-29' is not a date (YYYY-MM-DD)",
    ),
    "time without day": (["a"], {"date": ["2024-07-05Tea"]}, "document 0: '2024-07-05Tea' is not a date"),
    "dates that are numbers": (
        ["a"],
        {"date": [20240705]},
        "the dates are Int64; dates, timestamps or text like 2024-",
    ),
}


@pytest.mark.parametrize(("docs", "options", "message"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("call", [cm.Matcher.match, cm.Matcher.cooccurrences], ids=["match", "cooccurrences"])
def test_errors(
    matcher: cm.Matcher, call: Callable[..., Any], docs: Any, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(cm.DocumentError) as error:
        call(matcher, docs, **options)
    assert message in str(error.value)
    assert isinstance(error.value, ValueError)


def test_an_item_of_a_generator(matcher: cm.Matcher) -> None:
    docs: Any = (text for text in ("Modi", 3))
    with pytest.raises(cm.DocumentError, match=r"^document 1: int '3' is not text$"):
        matcher.match(docs)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
@pytest.mark.parametrize(
    ("texts", "message"),
    {
        "a byte that is none": ([b"Modi", b"Putin \xff"], "document 1: column 'text': it is not UTF-8 from byte 6 on"),
        "half a character at the end": (
            [b"Modi", b"Putin \xe0\xa4"],
            "document 1: column 'text': it is not UTF-8 from byte 6 on",
        ),
        # One behind the other they are UTF-8.
        "a character in two": (
            [None, b"Modi \xe0\xa4", b"\xae Modi"],
            "document 1: column 'text': it is not UTF-8 from byte 5 on",
        ),
    }.values(),
    ids=["byte", "half", "two"],
)
def test_bytes_that_are_not_utf8(
    matcher: cm.Matcher, kind: pa.DataType, texts: list[bytes | None], message: str
) -> None:
    given = as_text(texts, kind)
    with pytest.raises(cm.DocumentError, match=message):
        matcher.match(given)
    with pytest.raises(cm.DocumentError, match=message.replace("document 1", "document 2")):
        matcher.match(pa.chunked_array([as_text([b"Delhi"], kind), given]))


@pytest.mark.parametrize("threads", [1, 2, None])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_bytes_that_are_not_utf8_in_a_column_for_several(
    matcher: cm.Matcher, kind: pa.DataType, threads: int | None
) -> None:
    # Several threads look through it in sixteen parts, of 257 rows but for the last.
    texts: list[bytes | None] = ["मोदी met Putin. ".encode() * 30] * 4100
    assert len(matcher.match(as_text(texts, kind), threads=threads)) == 2 * 30 * len(texts)
    for row in (0, 256, 257, 1800, 4099):
        cut = texts.copy()
        cut[row] = b"\xae Modi"
        with pytest.raises(cm.DocumentError, match=f"document {row}: column 'text': it is not UTF-8 from byte 0 on"):
            matcher.match(as_text(cut, kind), threads=threads)
        if row:
            # One behind the other they are UTF-8.
            cut[row - 1] = b"Modi \xe0\xa4"
            with pytest.raises(cm.DocumentError, match=f"document {row - 1}: column 'text': it is not UTF-8 from"):
                matcher.cooccurrences(as_text(cut, kind), threads=threads)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_only_bytes_of_texts_must_be_utf8(matcher: cm.Matcher, kind: pa.DataType) -> None:
    whole = as_text([b"\xff", b"Modi met Putin", b"\xff", None, b"\xff"], kind)
    valid = pa.array([None, 1, None, 1]).buffers()[0]
    offsets, data = whole.buffers()[1:]
    hidden = pa.Array.from_buffers(kind, 4, [valid, offsets, data])
    assert hidden.null_count == 2
    for texts in (whole.slice(1, 1), hidden, hidden.slice(1)):
        assert matcher.match(texts).to_pandas()["surface"].tolist() == ["Modi", "Putin"]


def as_text(texts: list[bytes | None], kind: pa.DataType) -> pa.Array:
    """Arrow takes our word for it that bytes are text."""
    if kind == pa.large_string():
        return pa.array(texts, pa.large_binary()).view(kind)
    return pa.array(texts, pa.binary_view() if kind == pa.string_view() else pa.binary()).view(kind)
