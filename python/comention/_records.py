"""Records of Python objects as JSON, which the core reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from comention.errors import GazetteerError

MAX_DEPTH = 100
"""How deep a record may nest; also what ends a list that holds itself."""


def as_json(records: Iterable[Mapping[Any, Any]]) -> str:
    """The records as a JSON array."""
    if isinstance(records, (str, bytes, Mapping)) or not isinstance(records, Iterable):
        raise GazetteerError(
            f"records is {type(records).__name__}, must be several mappings"
            " (a frame: Gazetteer.from_frame, a file: Gazetteer.read)"
        )
    listed = list(records)
    try:
        text = json.dumps(listed, ensure_ascii=False, allow_nan=False, default=_plain)
        text.encode()
    except (TypeError, ValueError, RecursionError):
        # Something JSON has no word for. The slow way finds where it is, or what may stand for it.
        plain = [_value(record, (f"record {i}",), 0) for i, record in enumerate(listed)]
        text = json.dumps(plain, ensure_ascii=False, allow_nan=False)
    return text


def _plain(value: Any) -> Any:
    """What stands for an object that JSON has no word for; a `TypeError` if nothing does."""
    if _is_missing(value):
        return None
    if isinstance(value, date):  # datetime and pandas.Timestamp are dates too
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if type(value).__name__ == "datetime64":
        return value.astype("datetime64[us]").item().isoformat()
    if hasattr(value, "tolist"):  # scalars and arrays of numpy
        return value.tolist()
    raise TypeError(type(value).__name__)


def _is_missing(value: Any) -> bool:
    """Whether a frame would write this where there is nothing: NaN, NaT, NA."""
    return type(value).__name__ in {"NAType", "NaTType"} or (isinstance(value, float) and value != value)  # noqa: PLR0124


def _value(value: Any, place: tuple[str, ...], depth: int) -> Any:
    """A value of JSON types only, or an error that says where it is none."""
    if depth > MAX_DEPTH:
        raise GazetteerError(f"{_shown(place[:4])}: nests deeper than {MAX_DEPTH} levels")
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, float) and not _is_missing(value):
        if value in (float("inf"), float("-inf")):
            raise GazetteerError(f"{_shown(place)} is {value}, which is no number JSON knows")
        return float(value)
    if isinstance(value, Mapping):
        return {_key(key, place): _value(item, (*place, str(key)), depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(item, (*place, str(i)), depth + 1) for i, item in enumerate(value)]
    try:
        plain = _plain(value)
    except (TypeError, AttributeError):
        kinds = "text, numbers, truth values, dates, lists and mappings"
        raise GazetteerError(f"{_shown(place)} is of type {type(value).__name__}: a record holds {kinds}") from None
    return _value(plain, place, depth + 1)


def _key(key: Any, place: tuple[str, ...]) -> str:
    if not isinstance(key, str):
        raise GazetteerError(
            f"{_shown(place)}: the field {str(key)[:60]!r} is of type {type(key).__name__}, must be text"
        )
    return _text(key, place)


def _text(text: str, place: tuple[str, ...]) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise GazetteerError(
            f"{_shown(place)}: half a surrogate pair at position {error.start} is no character"
        ) from None
    return str(text)


def _shown(place: tuple[str, ...]) -> str:
    """`("record 3", "aliases", "0", "text")` as `record 3: aliases 0 text`."""
    return place[0] if len(place) == 1 else f"{place[0]}: {' '.join(place[1:])}"
