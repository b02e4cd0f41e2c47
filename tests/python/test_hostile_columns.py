"""Columns whose bytes are not what Arrow promises: refused wherever they enter, showing nothing but what is valid."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import comention as cm
from comention import _core

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "SECRET"
BYTES = b"bad\xe3" + SECRET.encode()
"""A text of four bytes, the last of which begins a character that never comes, and what lies behind it."""


def _offsets(kind: pa.DataType, *ends: int) -> pa.Buffer:
    return pa.array(ends, kind).buffers()[1]


def _large(*ends: int, data: bytes = BYTES) -> pa.Array:
    buffers = [None, _offsets(pa.int64(), *ends), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_string(), len(ends) - 1, buffers)


def _small() -> pa.Array:
    return pa.Array.from_buffers(pa.string(), 2, [None, _offsets(pa.int32(), 0, 4, 4), pa.py_buffer(BYTES)])


def _valid_in_sum() -> pa.Array:
    """Two halves of one character: UTF-8 together, neither by itself."""
    data = "badé".encode()
    return _large(0, 4, 5, data=data)


def _pandas() -> Any:
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([_large(0, 4, 4)])))


NOT_UTF8: dict[str, Callable[[], Any]] = {
    "large_string": lambda: _large(0, 4, len(BYTES)),
    "string": _small,
    "sliced": lambda: _large(0, 0, 4, 4).slice(1),
    "chunked": lambda: pa.chunked_array([_large(0, 4), pa.array(["x"], pa.large_string())]),
    "dictionary": lambda: pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int8()), _large(0, 0, 4)),
    "view": lambda: pa.array([b"bad\xe3", b"x"], pa.binary_view()).view(pa.string_view()),
    "long view": lambda: pa.array([b"bad\xe3" + b"x" * 20, b"x"], pa.binary_view()).view(pa.string_view()),
    "cut character": _valid_in_sum,
    "pandas": _pandas,
}

BROKEN_LAYOUT: dict[str, Callable[[], Any]] = {
    "decreasing offsets": lambda: _large(0, 9, 4, 10).slice(0, 2),
    "dictionary key": lambda: pa.DictionaryArray.from_arrays(pa.array([0, 9], pa.int8()), ["x"], safe=False),
    "negative dictionary key": lambda: pa.DictionaryArray.from_arrays(pa.array([0, -3], pa.int8()), ["x"], safe=False),
}

FIRST = pa.array(["Modi", "Putin"])


@pytest.fixture(scope="module")
def matcher() -> cm.Matcher:
    return cm.Matcher(cm.Gazetteer.from_records([{"id": "modi", "name": "Modi"}, {"id": "putin", "name": "Putin"}]))


def _frame(name: str, column: Any) -> pa.Table:
    column = pa.chunked_array([pa.array(column)]) if isinstance(column, pd.Series) else column
    return pa.table({"text": FIRST, name: column})


ENTRIES: dict[str, tuple[str, Callable[[cm.Matcher, Any], object]]] = {
    "text": ("text", lambda matcher, column: matcher.match(column)),
    "date": ("date", lambda matcher, column: matcher.match(FIRST, date=column)),
    "date of a list": ("date", lambda matcher, column: matcher.match(["Modi", "Putin"], date=column)),
    "id": ("id", lambda matcher, column: matcher.match(FIRST, id=column)),
    "id of a list": ("id", lambda matcher, column: matcher.match(["Modi", "Putin"], id=column)),
    "source": ("source", lambda matcher, column: matcher.match(_frame("source", column))),
    "named date": ("when", lambda matcher, column: matcher.match(_frame("when", column), date="when")),
    "by": ("desk", lambda matcher, column: matcher.cooccurrences(_frame("desk", column), by="desk")),
    "evidence": ("desk", lambda matcher, column: matcher.evidence(_frame("desk", column), "modi", "putin")),
    "lint": ("text", lambda matcher, column: matcher.gazetteer.lint(column)),
}


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("kind", NOT_UTF8)
def test_text_that_is_not_utf8_is_refused(matcher: cm.Matcher, kind: str, entry: str) -> None:
    name, call = ENTRIES[entry]
    with pytest.raises(cm.DocumentError) as refused:
        call(matcher, NOT_UTF8[kind]())
    message = str(refused.value)
    assert f"column '{name}': it is not UTF-8 from byte 3 on ('bad')" in message
    assert message.startswith("document ")
    assert SECRET not in message


def test_the_row_is_named(matcher: cm.Matcher) -> None:
    dictionary = NOT_UTF8["dictionary"]()
    with pytest.raises(cm.DocumentError, match=r"^document 0: column 'id'"):
        matcher.match(FIRST, id=dictionary)
    with pytest.raises(cm.DocumentError, match=r"^document 1: column 'id'"):
        matcher.match(FIRST, id=pa.chunked_array([pa.array(["x"], pa.large_string()), _large(0, 4)]))


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("kind", BROKEN_LAYOUT)
def test_a_broken_layout_is_refused(matcher: cm.Matcher, kind: str, entry: str) -> None:
    name, call = ENTRIES[entry]
    with pytest.raises(cm.DocumentError, match=f"column '{name}': it breaks the layout of Arrow: "):
        call(matcher, BROKEN_LAYOUT[kind]())


@pytest.mark.parametrize("column", ["entity_id", "alias", "type", "wikidata"])
@pytest.mark.parametrize("kind", [*NOT_UTF8, *BROKEN_LAYOUT])
def test_gazetteer_columns_are_checked(kind: str, column: str) -> None:
    bad = (NOT_UTF8 | BROKEN_LAYOUT)[kind]()
    table = {"entity_id": ["a", "b"], "alias": ["Modi", "Putin"]}
    frame = pa.table(table | {column: pa.array(bad) if isinstance(bad, pd.Series) else bad})
    with pytest.raises(cm.GazetteerError, match=f"column '{column}': ") as refused:
        cm.Gazetteer.from_frame(frame)
    assert SECRET not in str(refused.value)


def test_what_is_missing_is_never_read(matcher: cm.Matcher) -> None:
    validity = pa.array([True, False]).buffers()[1]
    buffers = [validity, _offsets(pa.int64(), 0, 0, 4), pa.py_buffer(BYTES)]
    column = pa.Array.from_buffers(pa.large_string(), 2, buffers)
    assert len(matcher.match(FIRST, id=column)) == len(FIRST)


def test_offsets_beyond_the_buffer_are_refused(matcher: cm.Matcher) -> None:
    # pyarrow makes no such array from buffers, so the buffer is shortened behind it.
    memory = bytearray(8 * 3)
    memory[:] = pa.array([0, 4, 4], pa.int64()).buffers()[1].to_pybytes()[:24]
    column = pa.Array.from_buffers(pa.large_string(), 2, [None, pa.py_buffer(memory), pa.py_buffer(b"Modi")])
    table = pa.table({"entity_id": ["a", "b"], "alias": column})
    memory[16:24] = (10**12).to_bytes(8, "little")
    with pytest.raises(cm.DocumentError, match="column 'id': it breaks the layout of Arrow: "):
        matcher.match(FIRST, id=column)
    with pytest.raises(cm.DocumentError, match="column 'text': it breaks the layout of Arrow: "):
        _core.Documents(pa.chunked_array([column]))
    with pytest.raises(cm.GazetteerError, match="it breaks the layout of Arrow: "):
        cm.Gazetteer.from_frame(table)


def test_pickled_columns_are_checked(matcher: cm.Matcher) -> None:
    documents = matcher.match(FIRST, id=["a", "b"])
    remake, arguments = pickle.loads(pickle.dumps(documents))._core.__reduce__()
    make, (texts, _, dates, columns) = arguments[1].__reduce__()
    assert remake is not None
    with pytest.raises(cm.DocumentError, match="column 'id': it is not UTF-8"):
        make(texts, pa.chunked_array([_large(0, 4, 4)]), dates, columns)
    with pytest.raises(cm.DocumentError, match="column 'text': it is not UTF-8"):
        make(pa.chunked_array([_large(0, 4, 4)]), None, None, [])


def test_columns_of_polars_are_read(matcher: cm.Matcher) -> None:
    frame = pl.DataFrame({"text": ["Modi", "Putin"], "source": ["a", None]})
    assert len(matcher.match(frame)) == len(frame)


def test_the_check_by_itself() -> None:
    _core.check_column(pa.chunked_array([["a", None]]), "x")
    with pytest.raises(cm.DocumentError, match=r"^document 0: column 'x': it is not UTF-8 from byte 3 on"):
        _core.check_column(pa.chunked_array([_small()]), "x")
