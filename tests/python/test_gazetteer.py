"""Gazetteers in, out, and together."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import comention as cm
from comention.gazetteer import Alias, Entity, Gazetteer, Role, Title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
CASES = tomllib.loads((ROOT / "tests/cases/gazetteer.toml").read_text())["case"]
DATA = ROOT.parent / "shared" / "data" / "gazetteers"

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


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer.from_records([LAVROV, INDIA])


def refused(make: Callable[[], object]) -> str:
    with pytest.raises(cm.GazetteerError) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


# ---- records ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [case for case in CASES if "records" in case], ids=lambda case: case["name"])
def test_records_that_do_not_hold(case: dict[str, str]) -> None:
    assert refused(lambda: Gazetteer.from_records(json.loads(case["records"]))) == case["error"]


def test_an_entity_comes_back_whole(gazetteer: Gazetteer) -> None:
    entity = gazetteer["sergey-lavrov"]
    assert entity == Entity(
        id="sergey-lavrov",
        name="Sergey Lavrov",
        type="person",
        aliases=(
            Alias("Sergei Lavrov"),
            Alias("लावरोव", lang="hi", kind="short"),
            Alias("SL", case="exact"),
        ),
        roles=(
            Role((Title("Russian Foreign Minister"), Title("रूसी विदेश मंत्री", "hi")), date(2004, 3, 9)),
            Role((Title("Ambassador"),), date(1994, 9, 22), date(2004, 7, 12)),
        ),
        priority=3,
        attributes={"wikidata": "Q58217", "born": {"year": 1950, "in": ["Moscow", None]}},
    )
    with pytest.raises(TypeError):
        entity.attributes["wikidata"] = "Q1"  # type: ignore[index]
    with pytest.raises(AttributeError):
        entity.name = "x"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(entity)) == copy.deepcopy(entity) == entity
    assert hash(entity) == hash(gazetteer["sergey-lavrov"])
    assert gazetteer["india"].roles == ()
    assert gazetteer.to_records() == [LAVROV, INDIA]


def test_records_of_python_objects() -> None:
    records: list[Any] = [
        MappingProxyType(
            {
                "id": "a",
                "name": np.str_("A"),
                "type": float("nan"),
                "priority": np.int64(3),
                "aliases": (
                    {"text": "B", "valid_from": date(2020, 1, 2), "valid_to": datetime(2020, 1, 3)},  # noqa: DTZ001
                    {"text": "C", "valid_from": pd.Timestamp("2020-01-02", tz="Asia/Kolkata"), "valid_to": pd.NaT},
                    {"text": "D", "valid_from": np.datetime64("2020-01-02"), "lang": pd.NA},
                ),
                "area": np.float64(1.5),
                "tags": np.array(["x", "y"]),
                "since": date(2020, 1, 2),
                "nothing": None,
            }
        )
    ]
    (record,) = Gazetteer.from_records(iter(records)).to_records()
    assert record == {
        "id": "a",
        "name": "A",
        "aliases": [
            {"text": "B", "valid_from": "2020-01-02", "valid_to": "2020-01-03"},
            {"text": "C", "valid_from": "2020-01-02"},
            {"text": "D", "valid_from": "2020-01-02"},
        ],
        "priority": 3,
        "area": 1.5,
        "tags": ["x", "y"],
        "since": "2020-01-02",
    }
    frame = pd.DataFrame({"id": ["a", "b"], "name": ["A", None], "priority": [1.0, float("nan")]})
    assert Gazetteer.from_records(frame.to_dict("records")).to_records() == [
        {"id": "a", "name": "A", "priority": 1},
        {"id": "b", "name": "b"},
    ]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            {"id": "a", "aliases": [{"text": "A", "lang": object()}]},
            "record 1: aliases 0 lang is of type object: a record",
        ),
        ({"id": "a", "aliases": {"A", "B"}}, "record 1: aliases is of type set: a record holds text, numbers"),
        ({"id": "a", "x": float("inf")}, "record 1: x is inf, which is no number JSON knows"),
        ({"id": "a", "name": "A\ud83d"}, "record 1: name: half a surrogate pair at position 1 is no character"),
        ({"id": "a", "x": {(1, 2): 3}}, "record 1: x: the field '(1, 2)' is of type tuple, must be text"),
        ({"id": "a", "name": b"A"}, "record 1: name is of type bytes: a record holds text"),
        (
            {"id": "a", "aliases": [{"text": "A", "valid_to": datetime(2020, 1, 1, 3, tzinfo=UTC)}]},
            "record 1: entity 'a'",
        ),
        ("a", "record 1: is 'a', must be an object"),
    ],
)
def test_records_of_objects_that_are_no_json(record: Any, message: str) -> None:
    assert refused(lambda: Gazetteer.from_records([INDIA, record])).startswith(message)


def test_a_record_that_holds_itself() -> None:
    record: dict[str, Any] = {"id": "a"}
    record["x"] = record
    assert refused(lambda: Gazetteer.from_records([record])) == "record 0: x x x: nests deeper than 100 levels"


@pytest.mark.parametrize("records", ["people.json", INDIA, b"x", 3, None])
def test_records_that_are_none(records: Any) -> None:
    assert refused(lambda: Gazetteer.from_records(records)).startswith("records is ")


def test_ten_megabytes_of_alias() -> None:
    message = refused(lambda: Gazetteer.from_records([{"id": "a", "aliases": ["A", "x" * 10_000_000]}]))
    assert message == "record 0: entity 'a', alias 1: text has 10000000 characters, at most 4096 are allowed"


def test_a_million_aliases() -> None:
    gazetteer = Gazetteer.from_records([{"id": "a", "aliases": [f"name {i}" for i in range(1_000_000)]}])
    assert repr(gazetteer) == "Gazetteer(1 entity, 1,000,000 names)"
    assert repr(Gazetteer.from_records([])) == "Gazetteer(0 entities, 0 names)"


# ---- frames ----------------------------------------------------------------------------------------------------------

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
    "pandas-str": lambda: pd.DataFrame(ROWS).astype(dict.fromkeys(TEXTS, "str")),
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
    assert message == "column 'alias': row 0: the text is no UTF-8"


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
    note = "one entity has more than one type, the first one is kept: entity 'a' is 'ORG' and 'PER'"
    with caplog.at_level(logging.WARNING, "comention"):
        assert Gazetteer.from_frame(frame)["a"].type == "ORG"
        Gazetteer.read(tmp_path / "a.csv")
        Gazetteer.read(tmp_path / "a.parquet")
    assert caplog.messages == [note, f"{tmp_path / 'a.csv'}: {note}", f"{tmp_path / 'a.parquet'}: {note}"]


def test_the_long_table(gazetteer: Gazetteer) -> None:
    table = gazetteer.to_arrow()
    assert table.column_names == [
        *("entity_id", "alias", "name", "type", "lang", "kind", "case", "valid_from", "valid_to", "priority"),
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


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".csv", ".tsv", ".parquet", ".JSON"])
def test_files(gazetteer: Gazetteer, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"ग{suffix}"
    gazetteer.save(path)
    again = Gazetteer.read(str(path))
    if suffix.lower().startswith(".json"):
        assert again == gazetteer
    else:
        assert again == Gazetteer.from_frame(gazetteer.to_arrow())
    assert list(tmp_path.iterdir()) == [path]


def test_files_that_do_not_hold(gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text('[{"id": "lavrov", "aliases": ["a", "b", "c", " "]}]')
    assert refused(lambda: Gazetteer.read(path)) == f"{path}: record 0: entity 'lavrov', alias 3: text is empty"
    path = tmp_path / "people.parquet"
    path.write_bytes(b"nothing")
    assert refused(lambda: Gazetteer.read(path)).startswith(f"{path}: ")
    pq.write_table(pa.table({"entity_id": ["a", "a"], "alias": ["A", ""]}), path)
    assert refused(lambda: Gazetteer.read(path)) == f"{path}: row 1: entity 'a': alias is empty"
    for name in ("people", "people.xlsx", ".json"):
        assert "must be one of '.json', '.jsonl', '.csv', '.tsv'" in refused(lambda name=name: Gazetteer.read(name))  # type: ignore[misc]
        assert "must be one of" in refused(lambda name=name: gazetteer.save(tmp_path / name))  # type: ignore[misc]
    for suffix in (".json", ".parquet"):
        with pytest.raises(FileNotFoundError):
            Gazetteer.read(tmp_path / f"none{suffix}")
        with pytest.raises(OSError, match="none"):
            gazetteer.save(tmp_path / "none" / f"a{suffix}")


def test_a_parquet_of_pandas_with_an_index(tmp_path: Path) -> None:
    frame = pd.DataFrame({"entity_id": ["a", "a"], "alias": ["A", "B"]}, index=[3, 4])
    frame.to_parquet(tmp_path / "a.parquet")
    assert Gazetteer.read(tmp_path / "a.parquet")["a"].attributes == {}


def test_saving_again_after_reading_changes_nothing(tmp_path: Path) -> None:
    seed = cm.load_seed("india-russia").gazetteer
    seed.save(tmp_path / "a.json")
    Gazetteer.read(tmp_path / "a.json").save(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


# ---- what a gazetteer is ---------------------------------------------------------------------------------------------


def test_it_is_a_collection_of_ids(gazetteer: Gazetteer) -> None:
    assert (len(gazetteer), list(gazetteer), repr(gazetteer)) == (
        2,
        ["sergey-lavrov", "india"],
        "Gazetteer(2 entities, 9 names)",
    )
    assert "india" in gazetteer
    for other in ("russia", 3, None, "\ud83d"):
        assert other not in gazetteer
    with pytest.raises(
        cm.UnknownEntityError, match=r"no entity 'indai' in the gazetteer \(did you mean 'india'\?\)"
    ) as caught:
        gazetteer["indai"]
    assert isinstance(caught.value, KeyError)
    with pytest.raises(KeyError):
        gazetteer["\ud83d"]
    with pytest.raises(TypeError, match="the id of an entity is text, not int"):
        gazetteer[0]  # type: ignore[index]


def test_it_does_not_change(gazetteer: Gazetteer) -> None:
    with pytest.raises(AttributeError):
        gazetteer._core = None  # type: ignore[assignment]
    with pytest.raises(AttributeError):
        gazetteer.x = 1
    with pytest.raises(AttributeError):
        del gazetteer._core
    with pytest.raises(TypeError, match="from_records"):
        Gazetteer()


def test_it_is_pickled_and_copied(gazetteer: Gazetteer) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(gazetteer, protocol)) == gazetteer
    assert copy.deepcopy(gazetteer) == copy.copy(gazetteer) == gazetteer
    assert pickle.loads(pickle.dumps(gazetteer._core)) == gazetteer._core


def test_it_is_equal_to_its_equals_only(gazetteer: Gazetteer) -> None:
    assert gazetteer == Gazetteer.from_records(gazetteer.to_records())
    assert gazetteer != Gazetteer.from_records([INDIA])
    assert gazetteer != 3
    with pytest.raises(TypeError):
        hash(gazetteer)


def test_it_is_shared_between_threads(gazetteer: Gazetteer) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda i: gazetteer[("india", "sergey-lavrov")[i % 2]].name, range(200)))


def test_addition(gazetteer: Gazetteer) -> None:
    other = Gazetteer.from_records([{"id": "india", "name": "Republic of India", "aliases": ["भारत"]}, {"id": "china"}])
    both = gazetteer + other
    assert list(both) == ["sergey-lavrov", "india", "china"]
    assert [alias.text for alias in both["india"].aliases] == ["Bharat", "Republic of India", "भारत"]
    assert both + both == both
    assert both["india"].attributes == {"seats": 543}
    message = refused(lambda: gazetteer + Gazetteer.from_records([{"id": "india", "type": "person"}]))
    assert message == "entity 'india': type is 'place' on the left and 'person' on the right"
    with pytest.raises(TypeError):
        gazetteer + 3  # type: ignore[operator]


# ---- real ones -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["commons-india", "cldr-territories", "geonames-cities", "names-10k"])
def test_real_gazetteers(name: str, tmp_path: Path) -> None:
    path = DATA / f"{name}.parquet"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the repository")
    gazetteer = Gazetteer.read(path)
    table = pq.read_table(path)
    assert len(gazetteer) == len(table.column("entity_id").unique())
    named = gazetteer.to_arrow().select(["entity_id", "alias"]).to_pylist()
    assert {(row["entity_id"], row["alias"]) for row in named} == {
        (row["entity_id"], row["alias"]) for row in table.select(["entity_id", "alias"]).to_pylist()
    }
    gazetteer.save(tmp_path / "a.jsonl")
    assert Gazetteer.read(tmp_path / "a.jsonl") == gazetteer
    gazetteer.save(tmp_path / "a.csv")
    assert Gazetteer.read(tmp_path / "a.csv") == gazetteer
    assert Gazetteer.from_frame(gazetteer.to_pandas()) == gazetteer


def test_the_stub_names_what_there_is() -> None:
    from comention import _core

    stub = (ROOT / "python/comention/_core.pyi").read_text()
    assert all(f"def {name}(" in stub for name in dir(_core.Gazetteer) if not name.startswith("_"))
