"""Gazetteers in, out, and together; those of frames are in test_gazetteer_frames.py."""

from __future__ import annotations

import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import comention as cm
from comention.gazetteer import Alias, Entity, Gazetteer, Role, Title
from gazetteer_helpers import CASES, INDIA, LAVROV, ROOT, refused

if TYPE_CHECKING:
    from pathlib import Path

DATA = ROOT.parent / "shared" / "data" / "gazetteers"


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer.from_records([LAVROV, INDIA])


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
