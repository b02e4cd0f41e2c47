"""Section 7 of docs/matching.md for the oracle: UAX #29, rule by rule, then the repairs."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from oracle_text import (
    ABBREVIATIONS,
    LINE_BREAKS,
    Paragraph,
    Span,
    fold_before_initials,
    is_closing,
    is_devanagari,
    is_digit,
    is_ignorable,
    is_letter,
    is_white,
    uses_danda,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# --- UAX #29 ------------------------------------------------------------------------------------------------

# One letter for each value of Sentence_Break, so that the rules are patterns over a string of them.
_VALUES = {
    "CR": "R",
    "LF": "L",
    "Sep": "P",
    "Extend": "E",
    "Format": "F",
    "Sp": "S",
    "Lower": "l",
    "Upper": "U",
    "OLetter": "O",
    "Numeric": "N",
    "ATerm": "A",
    "STerm": "T",
    "SContinue": "K",
    "Close": "C",
}
_PATTERNS = {letter: regex.compile(rf"\p{{Sentence_Break={value}}}") for value, letter in _VALUES.items()}
_TO_LOWER = regex.compile("[^OUlPRLAT]*l")  # the right side of SB8


@cache
def _value(char: str) -> str:
    return next((letter for letter, pattern in _PATTERNS.items() if pattern.fullmatch(char)), "X")


def _breaks_between(before: str, after: str) -> bool:  # noqa: PLR0911 (a return for each rule)
    """Decide between the values before a place and those after it, neither side empty."""
    last, following = before[-1], after[0]
    if last == "R" and following == "L":  # SB3
        return False
    if last in "PRL":  # SB4
        return True
    if last == "A" and following == "N":  # SB6
        return False
    if last == "A" and following == "U" and before[-2:-1] in ("U", "l"):  # SB7
        return False
    without_spaces = before.rstrip("S")
    term = without_spaces.rstrip("C")[-1:]
    if term == "A" and _TO_LOWER.match(after):  # SB8
        return False
    if term not in ("A", "T"):  # SB998
        return False
    if following in "KAT":  # SB8a
        return False
    if following in "CSPRL" and before == without_spaces:  # SB9
        return False
    # SB10, then SB11. The paragraph separator of SB11 is dealt with by SB4.
    return following not in "SPRL"


def uax29_sentence_breaks(text: str) -> list[int]:
    """Return the places inside a text where UAX #29 breaks it into sentences."""
    values = ""
    places = []
    for at, char in enumerate(text):
        value = _value(char)
        # SB5: Extend and Format belong to the character before them, unless that is a line break.
        if value in "EF" and values and values[-1] not in "PRL":
            continue
        values += value
        places.append(at)
    return [at for number, at in enumerate(places) if number > 0 and _breaks_between(values[:number], values[number:])]


# --- Repairs ------------------------------------------------------------------------------------------------


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Return the abbreviations and the letter names of the project's list, both folded with case kept."""
    entries = [
        line.split(maxsplit=1)
        for line in ABBREVIATIONS.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    folded = [(section, fold_before_initials(entry.strip(), case_fold=False)) for section, entry in entries]
    return (
        frozenset(entry for section, entry in folded if section != "initial"),
        frozenset(entry for section, entry in folded if section == "initial"),
    )


def ends_abbreviation(paragraph: Paragraph, stop: int) -> bool:
    """Whether the full stop at a position belongs to an abbreviation."""
    text = paragraph.text
    before = paragraph.last_solid(stop)
    if before is None or not paragraph.is_word(before):
        return False
    start = stop
    while start > 0 and (paragraph.is_word(start - 1) or is_ignorable(text[start - 1]) or text[start - 1] == "."):
        start -= 1
    end = stop
    while end < len(text) and (paragraph.is_word(end) or is_ignorable(text[end]) or text[end] == "."):
        end += 1
    token = fold_before_initials(text[start:stop], case_fold=False).strip(".")
    around = fold_before_initials(text[start:end], case_fold=False).strip(".")
    last = token.split(".")[-1]
    listed, initials = _abbreviations()

    def is_whole(token: str) -> bool:
        parts = token.split(".")
        is_chain = len(parts) > 1 and all(part in initials or (len(part) == 1 and is_letter(part)) for part in parts)
        return token in listed or is_chain

    is_initial = regex.fullmatch(r"\p{Lu}\p{M}*", last) is not None
    return last in listed or is_initial or is_whole(token) or is_whole(around)


def _is_break_after_abbreviation(paragraph: Paragraph, at: int) -> bool:
    text, end = paragraph.text, at
    while end > 0 and (is_closing(text[end - 1]) or is_white(text[end - 1]) or is_ignorable(text[end - 1])):
        end -= 1
    on_one_line = not any(char in LINE_BREAKS for char in text[end:at])
    return end > 0 and text[end - 1] == "." and on_one_line and ends_abbreviation(paragraph, end - 1)


def _after_white(text: str, at: int) -> int:
    while at < len(text) and is_white(text[at]):
        at += 1
    return at


def _break_after_bar(paragraph: Paragraph, bar: int) -> int | None:
    text = paragraph.text
    left, right = paragraph.last_solid(bar), paragraph.next_solid(bar + 1)
    if any(side is not None and text[side] == "|" for side in (left, right)):
        return None
    while left is not None and is_white(text[left]):
        left = paragraph.last_solid(left)
    return _after_white(text, bar + 1) if left is not None and uses_danda(text[left]) else None


def _break_after_devanagari_stop(paragraph: Paragraph, stop: int) -> int | None:
    text = paragraph.text
    left, right = paragraph.last_solid(stop), paragraph.next_solid(stop + 1)
    if left is None or not is_devanagari(text[left]) or ends_abbreviation(paragraph, stop):
        return None
    if right is not None and (is_digit(text[right]) or text[right] in ".,:;"):
        return None
    end = stop + 1
    while end < len(text) and is_closing(text[end]):
        end += 1
    return _after_white(text, end)


def sentence_breaks(paragraph: Paragraph, mentions: Sequence[Span] = ()) -> list[int]:
    """Return the places inside a paragraph where a sentence ends and another begins."""
    text = paragraph.text
    breaks: set[int | None] = {
        at for at in uax29_sentence_breaks(text) if not _is_break_after_abbreviation(paragraph, at)
    }
    breaks |= {_break_after_bar(paragraph, at) for at, char in enumerate(text) if char == "|"}
    breaks |= {_break_after_devanagari_stop(paragraph, at) for at, char in enumerate(text) if char == "."}
    kept: list[int] = []
    ordered = sorted(
        at
        for at in breaks
        if at is not None and 0 < at < len(text) and not any(start < at < end for start, end in mentions)
    )
    for at, following in pairwise([*ordered, len(text)]):
        if paragraph.has_word(0, at) and paragraph.has_word(at, following):
            kept.append(at)
    return kept
