"""Options as the core takes them."""

from __future__ import annotations

import operator
from typing import Any

from comention.errors import OptionError


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
