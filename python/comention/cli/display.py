"""Tables and sentences for a person to read in a terminal."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["aligned", "bold", "cell", "clean", "counted", "marked", "width"]

WIDEST = 40
"""Columns on the screen that a cell may take."""


def width(text: str) -> int:
    """Columns a text takes on the screen: none for marks on a letter and for joiners, two for wide characters."""
    return sum(_width(character) for character in text)


def aligned(rows: Iterable[Mapping[Any, Any]], columns: Sequence[str]) -> list[str]:
    """A table with a heading, text to the left and numbers to the right."""
    rows = list(rows)
    numeric = [any(isinstance(row[name], (int, float)) for row in rows) for name in columns]
    lines = [list(columns), *([cell(row[name]) for name in columns] for row in rows)]
    widths = [max(width(line[i]) for line in lines) for i in range(len(columns))]
    return ["  ".join(map(_padded, line, widths, numeric)).rstrip() for line in lines]


def cell(value: Any) -> str:
    """A value as a cell of a table."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.2f}"
        case list():
            return _cut(" ".join(map(str, value)))
        case _:
            return _cut(clean(str(value)))


def counted(number: int, thing: str) -> str:
    """How many of a thing there are."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def clean(text: str) -> str:
    """A text on one line, without characters that would drive the terminal."""
    return _one_line(text).strip()


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text on one line, with the spans in bold if standard output is a terminal, else in brackets."""
    before, after = ("\033[1m", "\033[0m") if _styled() else ("[", "]")
    pieces, last = [], 0
    for start, end in sorted(spans):
        pieces += [text[last:start], before, clean(text[start:end]), after]
        last = end
    pieces.append(text[last:])
    # A space at the edge of a piece stays: only inside is white space one space.
    return "".join(piece if piece in (before, after) else _one_line(piece) for piece in pieces).strip()


def bold(text: str) -> str:
    """A heading."""
    return f"\033[1m{text}\033[0m" if _styled() else text


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _padded(text: str, columns: int, right: bool) -> str:
    space = " " * (columns - width(text))
    return space + text if right else text + space


def _cut(text: str) -> str:
    if width(text) <= WIDEST:
        return text
    taken = 0
    for i, character in enumerate(text):
        taken += _width(character)
        if taken >= WIDEST:
            return text[:i] + "…"
    return text


def _one_line(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) == "Cc" else c for c in text)


def _styled() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
