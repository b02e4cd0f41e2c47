"""The rules of docs/matching.md a second time: slow, obvious, and sharing no code with the library.

`oracle_text` has sections 1 to 3, this file 4 to 6 and 8, `oracle_sentences` 7; `oracle_counts` counts.
Characters are looked at one by one, every span is tried with every alias. Keep it so: a clever oracle proves
nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import regex

from oracle_sentences import sentence_breaks
from oracle_text import (
    Folded,
    Paragraph,
    Span,
    blocks,
    fold,
    fold_with_sources,
    initial_stops,
    is_extending,
    is_ignorable,
    is_letter,
    is_upper,
    is_white,
    keeps_stop,
    paragraphs,
    trim,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["Alias", "Mention", "find", "fold", "paragraphs", "sentences"]

Case = Literal["smart", "fold", "exact"]
Overlap = Literal["longest", "all"]
Boundaries = Literal["word", "none"]


@dataclass(frozen=True)
class Alias:
    """A spelling, the entity it names, and its own case rule ("fold", "exact") where it has one."""

    text: str
    entity: str
    case: str | None = None


@dataclass(frozen=True)
class Mention:
    """A span of the text with every alias that matches it; more than one entity: ambiguous."""

    start: int
    end: int
    surface: str
    aliases: tuple[str, ...]
    entities: tuple[str, ...]
    paragraph: int
    sentence: int
    word: int


ASCII_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
ASCII_ALNUM = ASCII_LETTERS | frozenset("0123456789")

# --- 4. Not text --------------------------------------------------------------------------------------------

SCHEME = ASCII_ALNUM | set("+-.")
LABEL = ASCII_ALNUM | set("-")
HOST = LABEL | set(".")
MAILBOX = ASCII_ALNUM | set("._%+-")
URL_ENDS = '<>"“”«»|।'
TOP_LEVEL = frozenset("com org net gov edu info int in ru uk co io me tv ly be eu de".split())


def _with_marks(text: str) -> str:
    """Take away the characters that carry a mark: they are others than those named here."""
    carries = [is_extending(following) for following in text[1:]] + [False]
    return "".join("\ufffc" if carries[at] and not is_white(char) else char for at, char in enumerate(text))


def _run_end(text: str, start: int, allowed: AbstractSet[str]) -> int:
    while start < len(text) and text[start] in allowed:
        start += 1
    return start


def _url_begins(text: str, at: int, word_starts: list[int]) -> bool:
    before = text[at - 1] if at else " "
    run = at
    while run > 0 and text[run - 1] in SCHEME:
        run -= 1
    begins_scheme = text[at] in ASCII_LETTERS and not ASCII_LETTERS & set(text[run:at])
    if begins_scheme and text.startswith("://", _run_end(text, at, SCHEME)):
        return True
    if text[at : at + 4].lower() == "www." and at in word_starts:
        return True
    if before in HOST | set("_@"):
        return False
    end = _run_end(text, at, HOST)
    labels = text[at:end].split(".")
    return len(labels) > 1 and all(labels) and labels[-1].lower() in TOP_LEVEL and text.startswith("/", end)


def urls(paragraph: Paragraph) -> list[Span]:
    """Return the URLs of a paragraph; those inside another are listed too."""
    text, word_starts = _with_marks(paragraph.text), Paragraph(paragraph.text).starts("word")
    found = []
    for start in range(len(text)):
        if _url_begins(text, start, word_starts):
            end = start
            while end < len(text) and not is_white(text[end]) and text[end] not in URL_ENDS:
                end += 1
            found.append((start, end))
    return found


def emails(text: str) -> list[Span]:
    """Return the e-mail addresses of a paragraph."""
    text = _with_marks(text)
    found = []
    for at in (at for at, char in enumerate(text) if char == "@"):
        start = at
        while start > 0 and text[start - 1] in MAILBOX:
            start -= 1
        host = regex.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+").match(text, at + 1)
        if host and ASCII_ALNUM & set(text[start:at]):
            found.append((start, host.end()))
    return found


def handles(paragraph: Paragraph) -> list[Span]:
    """Return the handles of a paragraph; a lone "@" is none."""
    text = paragraph.text
    found = []
    for at in (at for at, char in enumerate(text) if char == "@"):
        before = paragraph.last_solid(at)
        if before is not None and paragraph.is_word(before):
            continue
        follow = paragraph.next_solid(at + 1)
        end = at + 1
        while follow is not None and paragraph.is_word(follow):
            end = follow + 1
            follow = paragraph.next_solid(end)
        if end > at + 1:
            found.append((at, end))
    return found


def _is_text(paragraph: Paragraph, span: Span) -> bool:
    """Whether a span is clear of URLs and e-mail addresses, and of handles it does not begin with."""
    start, end = span
    not_text = [*urls(paragraph), *emails(paragraph.text)]
    not_text += [handle for handle in handles(paragraph) if handle[0] != start]
    return not any(start < stop and begin < end for begin, stop in not_text)


# --- 5. Case ------------------------------------------------------------------------------------------------


def is_case_exact(alias: Alias, case: str) -> bool:
    """Whether an alias matches only in the case it is written in."""
    if alias.case is not None:
        return alias.case == "exact"
    if case == "smart":
        letters = [char for char in alias.text if is_letter(char) and not is_ignorable(char)]
        return 2 <= len(letters) <= 5 and all(is_upper(char) for char in letters)
    return case == "exact"


# --- 6. Selection -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Prepared:
    """An alias as it is compared."""

    alias: Alias
    folded: str
    exact: str | None  # the case-kept form, if it is case-exact
    takes_stop: bool  # it ends in the full stop of an initial


def _prepare(aliases: Sequence[Alias], case: str, *, fold_diacritics: bool) -> list[_Prepared]:
    prepared = []
    for alias in aliases:
        folded = fold(alias.text, fold_diacritics=fold_diacritics).strip(" ")
        if not folded:
            message = f"alias {alias.text!r} of {alias.entity!r} is empty when folded"
            raise ValueError(message)
        exact = fold(alias.text, case_fold=False, fold_diacritics=fold_diacritics).strip(" ")
        last = max(at for at, char in enumerate(alias.text) if not is_white(char) and not is_ignorable(char))
        takes_stop = last in initial_stops(alias.text)
        prepared.append(_Prepared(alias, folded, exact if is_case_exact(alias, case) else None, takes_stop))
    return prepared


def _folded_stretch(characters: list[Folded], inside: list[int], start: int, end: int) -> str | None:
    """Return what the folded paragraph holds for a span; None if that is not whole stretches in one piece.

    Canonical order may carry a mark over one outside the span: no match begins or ends between the two.
    """
    if not inside or inside != list(range(inside[0], inside[-1] + 1)):
        return None
    if any(characters[number].start < start or end < characters[number].end for number in inside):
        return None
    if any(one.end > start for one in characters[: inside[0]]) or any(
        one.start < end for one in characters[inside[-1] + 1 :]
    ):
        return None
    return "".join(characters[number].char for number in inside)


def _with_stop(paragraph: Paragraph, end: int) -> int:
    """Return where a match ends that takes in the full stop of the initial it ends in, if there is one."""
    if paragraph.text[end : end + 1] != "." or keeps_stop(paragraph.text, end):
        return end
    return paragraph.end_after(end)


def occurrences(
    paragraph: Paragraph,
    aliases: Sequence[Alias],
    *,
    case: str = "smart",
    boundaries: str = "word",
    fold_diacritics: bool = False,
) -> dict[Span, list[Alias]]:
    """Return every stretch that fulfils sections 3 to 5, with the aliases it does so for."""
    prepared = _prepare(aliases, case, fold_diacritics=fold_diacritics)
    longest = max((len(one.folded) for one in prepared), default=0)
    characters = fold_with_sources(paragraph.text, fold_diacritics=fold_diacritics)
    covering: list[list[int]] = [[] for _ in paragraph.text]  # which folded characters a place went into
    for number, character in enumerate(characters):
        for at in range(character.start, character.end):
            covering[at].append(number)
    # What was removed is at no edge of a match, unless it is in one cluster with something that was not.
    kept = {cluster for cluster, numbers in zip(paragraph.cluster, covering, strict=True) if numbers}
    first = {start: min(at for at in paragraph.kept if at >= start) for start in paragraph.starts(boundaries)}
    starts = [start for start in first if covering[first[start]]]
    ends = paragraph.ends(boundaries)
    found: dict[Span, list[Alias]] = {}
    for start in starts:
        for end in (end for end in ends if end > start and paragraph.cluster[end - 1] in kept):
            inside = sorted({number for at in range(start, end) for number in covering[at]})
            if len(inside) > longest:
                break
            stretch = _folded_stretch(characters, inside, start, end)
            for one in (one for one in prepared if one.folded == stretch):
                stop = _with_stop(paragraph, end) if one.takes_stop else end
                stop = stop if stop in ends and _is_text(paragraph, (start, stop)) else end
                surface = paragraph.text[start:stop]
                if one.exact in (None, fold(surface, case_fold=False, fold_diacritics=fold_diacritics)):
                    found.setdefault((start, stop), []).append(one.alias)
    return {span: aliases for span, aliases in found.items() if _is_text(paragraph, span)}


def select(spans: Sequence[Span], overlap: str) -> list[Span]:
    """Return the spans that become mentions, in the order of the mentions."""
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    if overlap == "all":
        return ordered
    chosen: list[Span] = []
    for span in ordered:
        if not chosen or span[0] >= chosen[-1][1]:
            chosen.append(span)
    return chosen


# --- 8. All together ----------------------------------------------------------------------------------------


def breaks_in(text: str, paragraph: Span, mentions: Sequence[Span]) -> list[int]:
    """Return the places of the text inside a paragraph where a sentence begins."""
    start, end = paragraph
    alone = Paragraph(text[start:end])
    whole = [(begin - start, stop - start) for begin, stop in mentions]
    return [start + at for at in sentence_breaks(alone, [*whole, *urls(alone), *emails(alone.text)])]


def sentences(text: str, mentions: Sequence[Span] = ()) -> list[Span]:
    """Return the sentences in document order, without the white space at their ends."""
    found: list[Span] = []
    for start, end in paragraphs(text, mentions):
        places = [start, *breaks_in(text, (start, end), mentions), end]
        found += [(begin, trim(text, begin, stop)[1]) for begin, stop in pairwise(places)]
    return found


def find(
    text: str,
    aliases: Sequence[Alias],
    *,
    overlap: Overlap = "longest",
    case: Case = "smart",
    boundaries: Boundaries = "word",
    fold_diacritics: bool = False,
) -> list[Mention]:
    """Return the mentions of a text in order, nothing resolved."""
    _prepare(aliases, case, fold_diacritics=fold_diacritics)
    mentions: list[Mention] = []
    sentences_before = words_before = 0
    number = 0
    for offset, end in blocks(text):
        block = Paragraph(text[offset:end], fold_diacritics=fold_diacritics)
        found = occurrences(block, aliases, case=case, boundaries=boundaries, fold_diacritics=fold_diacritics)
        spans = select(list(found), overlap)
        in_text = [(offset + start, offset + stop) for start, stop in spans]
        word_starts = block.word_starts()
        for paragraph in paragraphs(text, in_text):
            if not offset <= paragraph[0] < end:
                continue
            breaks = breaks_in(text, paragraph, in_text)
            for start, stop in spans:
                if not paragraph[0] <= offset + start < paragraph[1]:
                    continue
                mentions.append(
                    Mention(
                        start=offset + start,
                        end=offset + stop,
                        surface=block.text[start:stop],
                        aliases=tuple(sorted({alias.text for alias in found[start, stop]})),
                        entities=tuple(sorted({alias.entity for alias in found[start, stop]})),
                        paragraph=number,
                        sentence=sentences_before + bisect_right(breaks, offset + start),
                        word=words_before + sum(at < start for at in word_starts),
                    )
                )
            number += 1
            sentences_before += len(breaks) + 1
        words_before += len(word_starts)
    return mentions
