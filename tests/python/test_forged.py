"""Forged pickles of every class: an error, or something that can be asked everything.

`COMENTION_FORGE_SEED` and `COMENTION_FORGE_CASES` choose the cases and how many; one that fails says its seed.
"""

from __future__ import annotations

import datetime as dt
import os
import pickle
import random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

import comention as cm
from comention.errors import RestoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SEED = int(os.environ.get("COMENTION_FORGE_SEED", "1"))
CASES = int(os.environ.get("COMENTION_FORGE_CASES", "400"))
NUMBERS = [0, 1, 2, 5, 127, 255, 2**16, 2**30, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1, 2**32, 2**63 - 1, 2**64 - 1]

DOCS = ["Modi met Putin in the U.S. today.\n\nरक्षा मंत्री Modi. US.", "", "Putin, Modi and Putin again. é Modi"]
DATES = ["2022-10-27", None, "2024-12-10"]
TABLE = pa.table({"text": DOCS, "date": DATES, "lang": ["en", None, "en"]})
RECORDS: list[dict[str, Any]] = [
    {"id": "modi", "name": "Narendra Modi", "type": "person", "aliases": ["Modi"]},
    {"id": "nirav", "name": "Nirav Modi", "aliases": ["Modi"], "born": {"year": 1971}},
    {"id": "putin", "name": "Putin", "priority": 2, "roles": [{"titles": ["रक्षा मंत्री"], "from": "2020-01-01"}]},
    {"id": "us", "name": "US", "aliases": [{"text": "U.S.", "valid_to": "2030-01-01"}]},
]
UNITS: tuple[Any, ...] = ("document", "paragraph", "sentence", "window")
COLUMNS = (
    *("doc", "entity", "name", "start_byte", "end_byte", "start", "end", "paragraph", "sentence", "word", "last_word"),
    *("resolution", "candidates_end", "candidates"),
)
"""The columns of mentions, in the order in which they are written."""


@pytest.fixture(scope="module")
def matcher() -> cm.Matcher:
    return cm.Matcher(cm.Gazetteer.from_records(RECORDS))


@pytest.fixture(scope="module")
def mentions(matcher: cm.Matcher) -> cm.Mentions:
    found = matcher.match(TABLE, date="date")
    assert len(found) > 5
    assert "ambiguous" in found.to_arrow()["resolution"].to_pylist()
    return found


# what is written ------------------------------------------------------------------------------------------------------


def varint(number: int) -> bytes:
    written = bytearray()
    while number >= 0x80:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while data[at] >= 0x80:
        number, shift, at = number | (data[at] & 0x7F) << shift, shift + 7, at + 1
    return number | data[at] << shift, at + 1


def columns_of(data: bytes) -> tuple[dict[str, list[int]], bytes]:
    """The columns of mentions as they are pickled, and what stands behind them."""
    columns, at = {}, 0
    for name in COLUMNS:
        length, at = read_varint(data, at)
        values = []
        for _ in range(length):
            value, at = read_varint(data, at)
            values.append(value)
        columns[name] = values
    return columns, data[at:]


def bytes_of(columns: dict[str, list[int]], rest: bytes) -> bytes:
    written = (b"".join(map(varint, [len(values), *values])) for values in columns.values())
    return b"".join(written) + rest


def wrapped(public: Any, make: Callable[..., Any], *arguments: Any) -> Any:
    """An object of a public class with one of the core."""
    return public._of(make(*arguments))


def counts(data: bytes, gazetteer: cm.Gazetteer | None) -> cm.Cooccurrences:
    return cm.Cooccurrences.from_bytes(data, gazetteer=gazetteer)


def restored(mentions: cm.Mentions, data: bytes) -> cm.Mentions:
    restore, (_, *others) = mentions._core.__reduce__()
    return cm.Mentions._of(restore(data, *others))


# what is asked --------------------------------------------------------------------------------------------------------


def ask_mentions(mentions: cm.Mentions) -> None:
    for table in (mentions.to_arrow(byte_offsets=True), mentions.to_arrow()):
        table.validate(full=True)
    for row in mentions.to_arrow().to_pylist():
        assert row["surface"]
        assert row["surface"] in "".join(DOCS)
    mentions.summary()
    for unit in UNITS:
        mentions.evidence("modi", "putin", unit=unit, window=5 if unit == "window" else None)
    for entity in ("modi", "putin", "us"):
        mentions.kwic(entity, words=2)
    ask_pairs(mentions.cooccurrences(by="month", window=3))
    mentions.cooccurrences()
    assert pickle.loads(pickle.dumps(mentions)).to_arrow() == mentions.to_arrow()


def ask_pairs(pairs: cm.Cooccurrences) -> None:
    for unit in UNITS if pairs.window is not None else UNITS[:3]:
        pairs.to_arrow(unit=unit).validate(full=True)
        pairs.to_pandas(unit=unit, top=3)
        pairs.entities(unit=unit)
    # Ten million days are a table that may be asked for, but not thousands of times.
    assert repr(pairs)
    assert pickle.loads(pickle.dumps(pairs)) == pairs
    assert pairs + pairs == pairs + pairs
    assert pairs.total().by is None


def ask_nothing(made: object) -> None:
    assert made is not None


def ask_matcher(matcher: cm.Matcher) -> None:
    ask_mentions(matcher.match(TABLE, date="date"))
    matcher.explain(DOCS[0], "us")
    assert repr(matcher)


def ask_gazetteer(gazetteer: cm.Gazetteer) -> None:
    assert len(list(gazetteer)) == len(gazetteer)
    assert pickle.loads(pickle.dumps(gazetteer)) == gazetteer
    gazetteer.lint()


# forging --------------------------------------------------------------------------------------------------------------


def each_case(cases: int = CASES) -> Iterator[random.Random]:
    for case in range(cases):
        print(f"\rCOMENTION_FORGE_SEED={SEED} case {case}", end="")  # noqa: T201 - shown if the test fails
        yield random.Random(f"{SEED} {case}")


def survives(ask: Callable[[Any], object], make: Callable[..., Any], *arguments: Any) -> str:
    """What became of it: `asked`, or the name of the error. A panic is none of ours."""
    try:
        made = make(*arguments)
    except (cm.errors.ComentionError, TypeError, ValueError, OverflowError, AttributeError, pa.ArrowException) as error:
        not_a_panic(error)
        return type(error).__name__
    try:
        ask(made)
    except cm.errors.ComentionError as error:
        not_a_panic(error)
    return "asked"


def not_a_panic(error: BaseException) -> None:
    assert type(error).__name__ not in {"InternalError", "PanicException"}, error
    assert "internal error" not in str(error)


def other_bytes(data: bytes, chance: random.Random, start: int = 0) -> bytes:
    forged = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 9])):
        at = chance.randrange(start, max(len(forged), start + 1))
        match chance.randrange(5):
            case 0:
                forged[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                forged[at : at + 1] = bytes([data[at % len(data)] ^ 1 << chance.randrange(8)])
            case 2:
                forged[at:at] = varint(chance.choice(NUMBERS))
            case 3:
                forged[at : at + chance.choice([1, 1, 4])] = b""
            case _:
                forged[at : at + 1] = varint(chance.choice(NUMBERS))
    return bytes(forged)


def other_value(value: Any, chance: random.Random) -> Any:
    """Another value that somebody might put there; its type mostly stays."""
    if chance.randrange(12) == 0 or not isinstance(value, (list, tuple, str, bytes, pa.ChunkedArray)) or not len(value):
        return chance.choice([*NUMBERS, None, True, -1, 2**70, "", "\ud800", b"\xff", [], [None], ("a",) * 3, 0.5])
    if isinstance(value, bytes):
        return other_bytes(value, chance)
    if isinstance(value, str):
        return other_text(value, chance)
    return other_column(value, chance) if isinstance(value, pa.ChunkedArray) else other_items(value, chance)


def other_items(value: Any, chance: random.Random) -> Any:
    items, at = list(value), chance.randrange(len(value))
    match chance.randrange(6):
        case 0:
            del items[at]
        case 1:
            items.insert(at, items[chance.randrange(len(items))])
        case _:
            items[at] = other_value(items[at], chance)
    return type(value)(items)


def other_text(value: str, chance: random.Random) -> str:
    text = list(value)
    for _ in range(chance.choice([1, 1, 3])):
        text[chance.randrange(len(text))] = chance.choice([*'{}[]",:=+\\ \0', "a", "0", "", "\u0301", "𝄞", "-1"])
    return "".join(text)


def other_column(value: Any, chance: random.Random) -> Any:
    kinds = [pa.string(), pa.large_string(), pa.int64(), pa.null(), pa.binary(), pa.date32()]
    match chance.randrange(4):
        case 0:
            return value.slice(chance.randrange(3))
        case 1:
            return pa.chunked_array([pa.nulls(len(value), chance.choice(kinds))])
        case 2:
            return pa.chunked_array([pa.array(["a", "\0", None])])
        case _:
            return pa.chunked_array([pa.array(NUMBERS[:3])])


# every class ----------------------------------------------------------------------------------------------------------


def test_the_codec_of_the_tests_is_that_of_the_pickle(mentions: cm.Mentions) -> None:
    data = mentions._core.__reduce__()[1][0]
    columns, rest = columns_of(data)
    assert bytes_of(columns, rest) == data
    assert {len(values) for name, values in columns.items() if name != "candidates"} == {len(mentions)}


def test_an_ambiguous_row_needs_candidates(mentions: cm.Mentions) -> None:
    columns, rest = columns_of(mentions._core.__reduce__()[1][0])
    columns["candidates"] = []
    columns["candidates_end"] = [0] * len(mentions)
    row = columns["entity"].index(2**32 - 1)
    with pytest.raises(RestoreError, match=f"row {row} has no entity and no candidates"):
        restored(mentions, bytes_of(columns, rest))


@pytest.mark.parametrize("column", COLUMNS)
def test_no_number_of_forged_mentions_is_believed(mentions: cm.Mentions, column: str) -> None:
    data = mentions._core.__reduce__()[1][0]
    rows = len(columns_of(data)[0][column])
    for row in range(rows):
        columns, rest = columns_of(data)
        before = columns[column][row]
        for value in {*NUMBERS[:-4], before - 1, before + 1, 2**32 - 1} - {-1}:
            columns[column][row] = value
            survives(ask_mentions, restored, mentions, bytes_of(columns, rest))
        columns[column][row : row + 1] = []
        survives(ask_mentions, restored, mentions, bytes_of(columns, rest))


def test_forged_mentions(mentions: cm.Mentions) -> None:
    data = mentions._core.__reduce__()[1][0]
    outcomes = set()
    for chance in each_case():
        columns, rest = columns_of(data)
        for _ in range(chance.choice([1, 2, 3])):
            values = columns[chance.choice(COLUMNS)]
            values[chance.randrange(len(values))] = chance.choice([*NUMBERS, *values])
        if chance.randrange(2):
            # The same fault in rows that fit each other otherwise.
            for name in COLUMNS[:-1]:
                columns[name].append(columns[name][-1])
        forged = bytes_of(columns, rest) if chance.randrange(3) else other_bytes(data, chance)
        outcomes.add(survives(ask_mentions, restored, mentions, forged))
    assert {"asked", "RestoreError"} <= outcomes


def test_forged_arguments_of_mentions(mentions: cm.Mentions) -> None:
    restore, arguments = mentions._core.__reduce__()
    for chance in each_case(CASES // 4):
        others = [other_value(argument, chance) if chance.randrange(2) else argument for argument in arguments]
        survives(ask_mentions, wrapped, cm.Mentions, restore, *others)


def test_forged_documents(matcher: cm.Matcher, mentions: cm.Mentions) -> None:
    make, arguments = mentions._core.__reduce__()[1][1].__reduce__()
    restore, others = mentions._core.__reduce__()
    for chance in each_case(CASES):
        forged = other_value(tuple(arguments), chance)
        try:
            documents = make(*forged)
        except (cm.errors.ComentionError, TypeError, ValueError, OverflowError) as error:
            not_a_panic(error)
            continue
        survives(ask_nothing, restore, others[0], documents, *others[2:])
        survives(len, matcher._core.match, documents, None, None)


def test_forged_counts(matcher: cm.Matcher) -> None:
    for by, window in ((None, None), (["month", "lang"], 3)):
        pairs = matcher.cooccurrences(TABLE, date="date", by=by, window=window)
        for chance in each_case(CASES // 2):
            data = pairs.to_bytes(gazetteer=chance.randrange(4) == 0)
            forged = other_bytes(data, chance, 25)
            total = 0xCBF29CE484222325
            for byte in forged[25:]:
                total = (total ^ byte) * 0x100000001B3 % 2**64
            forged = forged[:17] + total.to_bytes(8, "little") + forged[25:]
            given = matcher.gazetteer if chance.randrange(8) else None
            survives(ask_pairs, counts, forged, given)


def test_forged_matchers_and_gazetteers(matcher: cm.Matcher) -> None:
    for whole, public, ask in (
        (matcher._core, cm.Matcher, ask_matcher),
        (matcher.gazetteer._core, cm.Gazetteer, ask_gazetteer),
    ):
        make, arguments = whole.__reduce__()
        for chance in each_case(CASES // 2):
            forged = other_value(tuple(arguments), chance)
            if isinstance(forged, tuple):
                survives(ask, wrapped, public, make, *forged)


def test_forged_entities(matcher: cm.Matcher) -> None:
    entity: Any = matcher.gazetteer["putin"]
    make, arguments = entity.__reduce__()
    for chance in each_case(CASES // 2):
        forged = other_value(tuple(arguments), chance)
        if isinstance(forged, tuple):
            survives(repr, make, *forged)


def test_what_is_no_file_is_no_matcher(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.cmx"
    os.mkfifo(pipe)
    began = dt.datetime.now(tz=dt.UTC)
    for path in (pipe, "/dev/zero", "/dev/null"):
        with pytest.raises(OSError, match="a saved matcher is a regular file"):
            cm.Matcher.load(path)
    assert dt.datetime.now(tz=dt.UTC) - began < dt.timedelta(seconds=10)
