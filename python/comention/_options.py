"""Options as the core takes them."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from comention.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

Chosen = tuple[list[str] | None, tuple[str, str] | None, list[str] | None, int, int | None, str]
"""Which rows, as the core takes it: types, between, entities, min_count, top."""

LONGEST_WINDOW = 2**32 - 1
COLUMN = "column:"
"""Before the name of a column of the documents that would be taken for something else."""


def word(value: Any) -> Any:
    """A word for the core, which knows the right ones; a value that is none is shown as it is."""
    return value if value is None or isinstance(value, str) else repr(value)


def whole(option: str, value: object, most: int = 2**63 - 1) -> int:
    """A whole number from 1, of Python or of numpy."""
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = 0
    if isinstance(value, bool) or not 1 <= number <= most:
        limit = "" if most == 2**63 - 1 else f" to {most:,}"
        raise OptionError(f"{option} is {value!r}, must be a whole number from 1{limit}")
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
        raise OptionError(f"between is {between!r}, must be two types: ('person', 'place')")
    return (
        None if types is None else [str(word(kind)) for kind in words(types)],
        None if two is None else (str(word(two[0])), str(word(two[1]))),
        None if entities is None else [str(word(entity)) for entity in words(entities)],
        whole("min_count", min_count),
        None if top is None else whole("top", top),
        str(word(correction)),
    )
