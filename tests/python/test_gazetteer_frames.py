"""Gazetteers of frames, and the long table."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import comention as cm
from comention.gazetteer import Gazetteer
from gazetteer_helpers import CASES, INDIA, LAVROV, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer.from_records([LAVROV, INDIA])


ROWS: dict[str, list[Any]] = {
    "entity_id": ["sergey-lavrov", "india", "sergey-lavrov"],
    "alias": ["Lavrov", "भारत", "Foreign Minister"],
    "name": ["Sergey Lavrov", None, None],
    "type": ["person", "place", None],
    "lang": [None, "hi", "en"],
    "kind": ["short", None, "role"],
    "case": [None, "fold", None],
    "valid_from": [None, None, date(2004, 3, 9)],
    "valid_to": [None, None, None],
    "priority": [None, 7, None],
    "wikidata": [None, "Q668", None],
}
EXPECTED = [
    {
        "id": "sergey-lavrov",
        "name": "Sergey Lavrov",
        "type": "person",
        "aliases": [
            {"text": "Lavrov", "kind": "short"},
            {"text": "Foreign Minister", "lang": "en", "kind": "role", "valid_from": "2004-03-09"},
        ],
    },
    {
        "id": "india",
        "name": "भारत",
        "type": "place",
        "aliases": [{"text": "भारत", "lang": "hi", "case": "fold"}],
        "priority": 7,
        "wikidata": "Q668",
    },
]
TEXTS = ["entity_id", "alias", "name", "type", "lang", "kind", "case", "wikidata"]


def duckdb_relation(_: object = None) -> Any:
    table = pa.table(ROWS)
    return duckdb.from_arrow(table)


FRAMES: dict[str, Callable[[], Any]] = {
    "pandas-object": lambda: pd.DataFrame(ROWS, dtype=object),
    "pandas": lambda: pd.DataFrame(ROWS),  # text is `str` in pandas 3, `object` before
    "pandas-string": lambda: pd.DataFrame(ROWS).astype(dict.fromkeys(TEXTS, "string[pyarrow]")),
    "pandas-category": lambda: pd.DataFrame(ROWS).astype(dict.fromkeys(TEXTS, "category")),
    "pandas-arrow": lambda: pd.DataFrame(ROWS).convert_dtypes(dtype_backend="pyarrow"),
    "pandas-datetime": lambda: pd.DataFrame(ROWS).assign(valid_from=pd.to_datetime(ROWS["valid_from"])),
    "pandas-zone": lambda: pd.DataFrame(ROWS).assign(
        valid_from=pd.to_datetime(ROWS["valid_from"]).tz_localize("Asia/Kolkata")
    ),
    "pandas-index": lambda: pd.DataFrame(ROWS, index=[5, 5, 5]),
    "polars": lambda: pl.DataFrame(ROWS),
    "polars-categorical": lambda: pl.DataFrame(ROWS).with_columns(pl.col(TEXTS).cast(pl.Categorical)),
    "polars-text-dates": lambda: pl.DataFrame(ROWS).with_columns(pl.col("valid_from").cast(pl.String)),
    "pyarrow": lambda: pa.table(ROWS),
    "pyarrow-large": lambda: pa.table(
        {k: pa.array(v, pa.large_string()) if k in TEXTS else v for k, v in ROWS.items()}
    ),
    "pyarrow-view": lambda: pa.table({k: pa.array(v, pa.string_view()) if k in TEXTS else v for k, v in ROWS.items()}),
    "pyarrow-batch": lambda: pa.table(ROWS).to_batches()[0],
    "pyarrow-batches": lambda: pa.concat_tables([pa.table(ROWS).slice(i, 1) for i in range(3)]),
    "pyarrow-date64": lambda: pa.table({**ROWS, "valid_from": pa.array(ROWS["valid_from"], pa.date64())}),
    "pyarrow-decimal": lambda: pa.table({**ROWS, "priority": pa.array(ROWS["priority"], pa.decimal128(9, 2))}),
    "pyarrow-uint64": lambda: pa.table({**ROWS, "priority": pa.array(ROWS["priority"], pa.uint64())}),
    "pyarrow-text-priority": lambda: pa.table({**ROWS, "priority": [None, "7", None]}),
    "pyarrow-dictionary-dates": lambda: pa.table(
        {**ROWS, "valid_from": pa.array(ROWS["valid_from"]).dictionary_encode()}
    ),
    "duckdb": duckdb_relation,
}


@pytest.mark.parametrize("kind", FRAMES)
def test_frames_of_every_kind(kind: str) -> None:
    assert Gazetteer.from_frame(FRAMES[kind]()).to_records() == EXPECTED


def frames_of(table: str) -> Iterator[Any]:
    header, *rows = (line.split("|") for line in table.strip().splitlines())
    columns = {name: [row[i] for row in rows] for i, name in enumerate(header)}
    yield pd.DataFrame(columns)
    yield pl.DataFrame(columns)
    yield pa.table(columns)


@pytest.mark.parametrize("case", [case for case in CASES if "table" in case], ids=lambda case: case["name"])
def test_frames_that_do_not_hold(case: dict[str, str]) -> None:
    for frame in frames_of(case["table"]):
        assert refused(lambda frame=frame: Gazetteer.from_frame(frame)) == case["error"]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"entity_id": [1], "alias": ["A"]}, "column 'entity_id': holds Int64, must hold text"),
        ({"valid_from": [3]}, "column 'valid_from': holds Int64, must hold dates"),
        ({"priority": [True]}, "column 'priority': holds Boolean, must hold whole numbers"),
        ({"priority": [1.5]}, "row 0: entity 'a': priority is '1.5', must be a whole number of 64 bits"),
        ({"x": [[1]]}, "column 'x': holds List(Int64), must hold text, numbers, truth values or dates"),
        ({"x": [float("inf")]}, "row 0: entity 'a': column 'x' is inf, which is no number JSON knows"),
        ({"valid_to": [datetime(2020, 1, 1, 3)]}, "row 0: entity 'a': valid_to has a time of day, must be a date"),  # noqa: DTZ001
    ],
)
def test_columns_that_do_not_hold(columns: dict[str, list[Any]], message: str) -> None:
    assert refused(lambda: Gazetteer.from_frame(pa.table({"entity_id": ["a"], "alias": ["A"]} | columns))) == message


def test_text_that_is_none() -> None:
    bad = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(np.array([0, 1], np.int32).tobytes()), pa.py_buffer(b"\xff")]
    )
    message = refused(lambda: Gazetteer.from_frame(pa.table({"entity_id": ["a"], "alias": bad})))
    assert message == "column 'alias': row 0: it is not UTF-8 from byte 0 on ('')"


@pytest.mark.parametrize("frame", [[1], {"entity_id": ["a"]}, "people.csv", None, pd.Series(["a"]), pa.array(["a"])])
def test_frames_that_are_none(frame: Any) -> None:
    assert refused(lambda: Gazetteer.from_frame(frame)).startswith("frame is ")


def test_a_frame_without_columns() -> None:
    assert "column 'entity_id' is missing" in refused(lambda: Gazetteer.from_frame(pd.DataFrame()))
    assert len(Gazetteer.from_frame(pd.DataFrame({"entity_id": [], "alias": []}))) == 0


def test_attributes_of_a_frame_keep_their_types() -> None:
    frame = pd.DataFrame(
        {
            "entity_id": ["a", "a"],
            "alias": ["A", "B"],
            "seats": [543, 543],
            "area": [1.5, None],
            "member": [True, True],
            "founded": [date(1947, 8, 15), None],
            "left": [None, None],
        }
    )
    attributes = Gazetteer.from_frame(frame)["a"].attributes
    assert attributes == {"seats": 543, "area": 1.5, "member": True, "founded": "1947-08-15"}
    assert type(attributes["seats"]) is int


def test_of_several_types_the_first_is_kept(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    frame = pd.DataFrame({"entity_id": ["a", "a"], "alias": ["A", "B"], "type": ["ORG", "PER"]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    note = "1 settled: more than one type, the first one is kept ({} {}: entity 'a' is 'ORG' and 'PER')"
    with caplog.at_level(logging.WARNING, "comention"):
        assert Gazetteer.from_frame(frame)["a"].type == "ORG"
        Gazetteer.read(tmp_path / "a.csv")
        Gazetteer.read(tmp_path / "a.parquet")
    row, line = note.format("row", 1), note.format("line", 3)
    assert caplog.messages == [row, f"{tmp_path / 'a.csv'}: {line}", f"{tmp_path / 'a.parquet'}: {row}"]


DIRTY = {
    "entity_id": ["a", "a", "a", " b", "b", "c", "c", "d", "d"],
    "alias": ["A", "", "A", "B", "B", "C", "C2", "D", "\u200d"],
    "name": ["A", "A", "A", None, None, "C", "See", None, None],
    "type": ["X", "X", "Y", None, None, None, None, None, None],
    "valid_from": [None, None, None, None, None, None, None, "soon", None],
}


def test_rows_that_do_not_hold_are_left_out_if_asked(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    frame = pd.DataFrame(DIRTY)
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    assert refused(lambda: Gazetteer.from_frame(frame)) == "row 1: entity 'a': alias is empty"
    expected = Gazetteer.from_records(
        [{"id": "a", "name": "A", "type": "X"}, {"id": "b", "name": "B"}, {"id": "c", "name": "C"}]
    )
    said = [
        ("skipped", "alias is empty", 2, 1),
        ("settled", "more than one type, the first one is kept", 1, 2),
        ("skipped", "entity_id … begins or ends with white space", 1, 3),
        ("skipped", "name is …, but … in a row before", 1, 6),
        ("skipped", "valid_from … is no date, must be YYYY-MM-DD", 1, 7),
        ("repeated", "a name given before", 1, None),
    ]
    reads: list[tuple[int, Callable[[], Gazetteer]]] = [
        (0, lambda: Gazetteer.from_frame(frame, errors="skip")),
        (0, lambda: Gazetteer.read(tmp_path / "a.parquet", errors="skip")),
        (2, lambda: Gazetteer.read(tmp_path / "a.csv", errors="skip")),
    ]
    for first, read in reads:
        caplog.clear()
        with caplog.at_level(logging.WARNING, "comention"):
            gazetteer = read()
        assert gazetteer == expected
        found = gazetteer.report().to_dict("records")
        assert [(row["outcome"], row["reason"], row["count"]) for row in found] == [row[:3] for row in said]
        places = gazetteer.report(places=True).drop_duplicates("reason")["line"].dropna()
        assert list(places) == [row[3] + first for row in said if row[3] is not None]
        assert len(caplog.messages) == 5
    with pytest.raises(cm.OptionError, match="errors is 'ignore', must be one of 'raise', 'skip'"):
        Gazetteer.from_frame(frame, errors="ignore")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "entities", "names", "skipped", "settled", "repeated"),
    [
        ("commons-india", 7832, 10_312, 0, 1, 1),
        ("cldr-territories", 6109, 16_003, 0, 27, 820),
        ("geonames-cities", 22_809, 114_140, 0, 0, 0),
        ("everypolitician", 66_202, 82_601, 1, 0, 74_581),
        ("names-1m", 646_867, 1_140_618, 0, 1093, 562_501),
    ],
)
def test_real_tables(  # noqa: PLR0917
    data: Path, name: str, entities: int, names: int, skipped: int, settled: int, repeated: int
) -> None:
    table = pa.parquet.read_table(data / "gazetteers" / f"{name}.parquet")
    gazetteer = Gazetteer.from_frame(table, errors="skip")
    assert (len(gazetteer), gazetteer._core.names_len()) == (entities, names)
    counts = gazetteer.report().groupby("outcome")["count"].sum().to_dict()
    assert counts == {k: n for k, n in (("skipped", skipped), ("settled", settled), ("repeated", repeated)) if n}
    # Every row is a name, or is counted.
    assert table.num_rows == names + skipped + repeated


def test_the_long_table(gazetteer: Gazetteer) -> None:
    table = gazetteer.to_arrow()
    assert table.column_names == [
        *(
            "entity_id",
            "alias",
            "name",
            "type",
            "lang",
            "kind",
            "case",
            "alone",
            "nested",
            "valid_from",
            "valid_to",
            "priority",
        ),
        *("wikidata", "born", "seats"),
    ]
    rows = table.to_pylist()
    assert [row["alias"] for row in rows] == [
        *("Sergey Lavrov", "Sergei Lavrov", "लावरोव", "SL", "Russian Foreign Minister", "रूसी विदेश मंत्री", "Ambassador"),
        *("India", "Bharat"),
    ]
    assert rows[6]["kind"] == "role"
    assert (rows[6]["valid_from"], rows[6]["valid_to"]) == (date(1994, 9, 22), date(2004, 7, 12))
    assert (rows[0]["born"], rows[7]["seats"]) == ('{"year":1950,"in":["Moscow",null]}', "543")
    frame = gazetteer.to_pandas()
    assert frame["priority"].dtype == "Int64"
    assert frame["valid_from"].dtype.kind == "M"
    assert frame["alias"].tolist() == table.column("alias").to_pylist()
    again = Gazetteer.from_frame(frame)
    assert again.to_arrow().equals(Gazetteer.from_frame(table).to_arrow())
    assert again["sergey-lavrov"].name == "Sergey Lavrov"
    assert sorted(again.to_arrow().column("alias").to_pylist()) == sorted(table.column("alias").to_pylist())
