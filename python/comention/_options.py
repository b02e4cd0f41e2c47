"""Options as the core takes them."""

from __future__ import annotations

import datetime as dt
import math
import operator
from typing import TYPE_CHECKING, Any

from comention.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

Chosen = tuple[list[str] | None, tuple[str, str] | None, list[str] | None, int, int | None, str]
"""Which rows, as the core takes it: types, between, entities, min_count, top."""

LONGEST_WINDOW = 2**32 - 1
MOST_SHOWN = 60
"""Characters of a value in a message."""
COLUMN = "column:"
"""Before the name of a column of the documents that would be taken for something else."""


def word(value: Any) -> Any:
    """A word for the core, which knows the right ones; a value of another type is shown as it is.

    Half a surrogate pair is no character: it becomes its escape, which the core then does not know.
    """
    if value is None:
        return None
    return (value if isinstance(value, str) else repr(value)).encode("utf-8", "backslashreplace").decode()


def shown(value: object) -> str:
    """A value for a message: on one line, cut, with an escape for what is no character."""
    text = " ".join(str(word(repr(value))).split())
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"


def identifier(option: str, value: object) -> str:
    """The id of an entity."""
    if not isinstance(value, str):
        raise OptionError(f"{option} is {shown(value)}, must be the id of an entity")
    return str(word(value))


def whole(option: str, value: object, most: int = 2**63 - 1) -> int:
    """A whole number from 1, of Python or of numpy."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = 0
    if isinstance(value, bool) or not 1 <= number <= most:
        limit = "" if most == 2**63 - 1 else f" to {most:,}"
        raise OptionError(f"{option} is {shown(value)}, must be a whole number from 1{limit}")
    return number


def threads(number: int | None) -> int | None:
    """How many threads to use; none: one for each core."""
    return None if number is None else whole("threads", number, most=1024)


def words(value: Any) -> list[Any]:
    """One value or several, as a list."""
    if value is None:
        return []
    return [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)


def by_words(by: Any) -> list[str]:
    """By what to count, as the core takes it."""
    return [str(word(item)) for item in words(by)]


def columns_of(by: list[str]) -> list[str]:
    """The columns of documents that these may name."""
    return [name.removeprefix(COLUMN) for name in by]


def window_of(window: object, *, ordered: object) -> tuple[int, bool] | None:
    """The width of windows and whether they are in order, as the core takes it."""
    if window is None:
        if ordered:
            raise OptionError("ordered=True is for windows: give window= too")
        return None
    return whole("window", window, most=LONGEST_WINDOW), bool(ordered)


def number(option: str, value: object) -> float:
    """A number, of Python or of numpy."""
    if isinstance(value, (str, bytes, bool)):
        raise OptionError(f"{option} is {shown(value)}, must be a number")
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise OptionError(f"{option} is {shown(value)}, must be a number") from None


def most(limit: object) -> int | None:
    """How many rows at most; `None` is no limit."""
    return None if limit is None else whole("limit", limit)


def part_of(name: str, part: Any, columns: dict[str, str]) -> list[tuple[str, list[tuple[str | None, str | None]]]]:
    """A part as the core takes it: columns, and in each the values, or two for from where to where.

    `columns` are those it may be of, by what they are asked for: `{"month": "period", "lang": "lang"}`.
    """
    if not isinstance(part, dict):
        if "period" in columns.values():
            part = {"period": part}
        elif len(columns) == 1:
            part = {next(iter(columns.values())): part}
        else:
            by = ", ".join(f"'{column}'" for column in columns)
            raise OptionError(
                f"{name} is {shown(part)}: they are counted by {by or 'nothing'}; say which, {{column: value}}"
            )
    return [
        (
            str(word(columns.get(column, str(column)))),
            _values(value, may_be_range=columns.get(column, column) == "period"),
        )
        for column, value in part.items()
    ]


def documents_part(period: Any, part: Any) -> list[tuple[str, list[tuple[str | None, str | None]]]]:
    """A part of documents as the core takes it: a period, and other columns."""
    wanted = [] if part is None else part_of("part", part, {"period": "period"})
    if period is None:
        return wanted
    if any(column == "period" for column, _ in wanted):
        raise OptionError("part and period both say when: give one of them")
    return [*wanted, *part_of("period", {"period": period}, {})]


def _values(value: Any, *, may_be_range: bool) -> list[tuple[str | None, str | None]]:
    if isinstance(value, tuple) and may_be_range:
        if len(value) != 2:  # noqa: PLR2004
            raise OptionError(f"{shown(value)} is no range of periods: two are needed, the first and the last")
        return [(_shown(value[0]), _shown(value[1]))]
    several = [value] if value is None else words(value)
    if not several:
        raise OptionError("a part of no values has no documents")
    return [(_shown(one), None) for one in several]


def _shown(value: Any) -> str | None:
    """A value as the core shows it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (bool, dt.date)):
        return str(value)[:10].lower()
    return str(word(str(value)))


def asked(
    a: str, b: str, unit: object, *, window: tuple[int, bool] | None, limit: object, columns: object
) -> tuple[str, str, str, tuple[int, bool] | None, int | None, list[str] | None]:
    """What evidence is asked for, as the core takes it."""
    a, b = identifier("a", a), identifier("b", b)
    if a == b:
        raise OptionError(f"evidence is for two entities, '{a}' is one")
    names = None if columns is None else [str(word(name)) for name in words(columns)]
    taken = {"doc_id", "date", "text", "paragraph", "sentence", "start_a", "end_a", "start_b", "end_b"}
    wrong = next((name for name in names or () if name in taken or (names or []).count(name) > 1), None)
    if wrong is not None:
        raise OptionError(f"columns: the table would have '{wrong}' twice")
    return a, b, str(word(unit)), window, most(limit), names


def selection(
    types: str | Iterable[str] | None,
    between: tuple[str, str] | None,
    entities: str | Iterable[str] | None,
    min_count: object,
    top: object,
    *,
    correction: object = "bh",
) -> Chosen:
    """Which rows a table is to have, as the core takes it."""
    two = None if between is None else words(between)
    if two is not None and (len(two) != 2 or isinstance(between, str)):  # noqa: PLR2004
        raise OptionError(f"between is {shown(between)}, must be two types: ('person', 'place')")
    return (
        None if types is None else [str(word(kind)) for kind in words(types)],
        None if two is None else (str(word(two[0])), str(word(two[1]))),
        None if entities is None else [str(word(entity)) for entity in words(entities)],
        whole("min_count", min_count),
        None if top is None else whole("top", top),
        str(word(correction)),
    )
