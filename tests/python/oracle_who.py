"""Sections 6.1 to 6.3 and 9 of docs/matching.md for the oracle: titles, short names, who it is. Slow and obvious."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import regex

import oracle
from oracle_text import LINE_BREAKS, Paragraph, Span, blocks, fold, is_letter, is_upper, is_word, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Name", "Who", "find"]

Resolution = Literal["unique", "date", "context", "priority", "ambiguous"]


@dataclass(frozen=True)
class Name:
    """A name of an entity, with all that a gazetteer says of it."""

    text: str
    entity: str
    kind: str = "name"
    alone: bool | None = None
    nested: bool = False
    since: str | None = None
    until: str | None = None

    @property
    def counts_alone(self) -> bool:
        return self.alone if self.alone is not None else self.kind != "short"

    def on(self, day: str) -> bool:
        return (self.since or "0001-01-01") <= day <= (self.until or "9999-12-31")

    def in_year(self, year: int) -> bool:
        return self.on(f"{year}-12-31") or self.on(f"{year}-01-01") or (self.since or "").startswith(str(year))


@dataclass(frozen=True)
class Who:
    """A mention and whom it was decided to be."""

    start: int
    end: int
    entity: str | None
    resolution: Resolution
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A text, its date, the types and priorities of entities."""

    text: str
    date: str | None
    types: Mapping[str, str] = field(default_factory=dict)
    priorities: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    names: tuple[Name, ...]
    joined: bool = False


def _words() -> dict[str, str]:
    path = Path(__file__).parents[2] / "src" / "matcher" / "words.txt"
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {word: section for section, word in (line.split(" ", 1) for line in lines)}


WORDS = _words()
HONORIFIC = "|".join(regex.escape(word) for word, section in WORDS.items() if section == "honorific")
BEHIND_TITLE = regex.compile(rf",? ?(?:(?:{HONORIFIC})(?:\. ?| )){{0,8}}")
BEHIND_NAME = regex.compile(r"(?:, ?(?:the )?)?")


# --- 6.1 Titles beside names --------------------------------------------------------------------------------


def _of(names: Sequence[Name], *kinds: str) -> list[Name]:
    return [name for name in names if name.kind in kinds]


def _people(titles: Sequence[Name], names: Sequence[Name], date: str | None) -> tuple[Name, ...]:
    """The names of those who hold one of the titles; at the date, if there are any."""
    named = _of(names, "name", "acronym", "short")
    for holders in (
        {title.entity for title in titles if date is None or title.on(date)},
        {title.entity for title in titles},
    ):
        if found := tuple(name for name in named if name.entity in holders):
            return found
    return ()


def _gap(block: str, start: int, end: int) -> str | None:
    gap = block[start:end]
    return None if set(gap) & set(LINE_BREAKS) else fold(gap)


def _gaps_behind_title(document: Document, block: str, found: Mapping[Span, list[Name]], end: int) -> Iterator[int]:
    """Where what stands between a title that ends at `end` and a name may begin: there, and behind a country."""
    yield end
    of = regex.compile(r"\s+of\s+(?:the\s+)?", regex.IGNORECASE).match(block, end)
    if of:
        places = [
            span[1]
            for span, names in found.items()
            if span[0] == of.end() and any(document.types.get(name.entity) == "place" for name in names)
        ]
        if places:
            yield max(places)


def _joined(document: Document, block: str, found: Mapping[Span, list[Name]]) -> list[_Span]:
    """The longest joined occurrence at each place."""
    options: list[tuple[tuple[int, ...], _Span]] = []
    for first, first_names in found.items():
        for second, second_names in found.items():
            if second[0] < first[1]:
                continue
            if titles := _of(first_names, "role"):
                for start in _gaps_behind_title(document, block, found, first[1]):
                    gap = _gap(block, start, second[0]) if start <= second[0] else None
                    people = _people(titles, second_names, document.date)
                    if (
                        gap is not None
                        and BEHIND_TITLE.fullmatch(gap)
                        and people
                        and _gap(block, first[1], start) is not None
                    ):
                        span = _Span(first[0], second[1], people, joined=True)
                        options.append(((first[0], -second[1], -first[1], 0, second[0]), span))
            if titles := _of(second_names, "role"):
                gap = _gap(block, first[1], second[0])
                people = _people(titles, first_names, document.date)
                if gap is not None and BEHIND_NAME.fullmatch(gap) and people:
                    span = _Span(first[0], second[1], people, joined=True)
                    options.append(((first[0], -second[1], -first[1], 1, second[0]), span))
    best: dict[int, _Span] = {}
    for _, span in sorted(options, key=lambda option: option[0]):
        best.setdefault(span.start, span)
    return list(best.values())


# --- 6.2 Titles alone ---------------------------------------------------------------------------------------


def _word_before(block: str, start: int, between: str) -> tuple[int, int] | None:
    """Where the word stands that ends right before `start`, with one of `between` (folded) between."""
    end = start
    while end > 0 and not is_word(block[end - 1]):
        end -= 1
    gap = fold(block[end:start])
    if end == 0 or len(gap) != 1 or gap not in between:
        return None
    begin = end
    while begin > 0 and is_word(block[begin - 1]):
        begin -= 1
    return begin, end


def _is_other(document: Document, block: str, found: Mapping[Span, list[Name]], span: Span) -> bool:
    """Whether a title is one of another office, time or person."""
    word = _word_before(block, span[0], " -")
    if word and WORDS.get(fold(block[slice(*word)])) == "other":
        return True
    if regex.match(r"[ -](?:elect|designate)\b", fold(block[span[1] :])):
        return True
    titles = {name.entity for name in _of(found[span], "role")}
    for start in sorted({other[0] for other in found if other[0] >= span[1]}):
        gap = _gap(block, span[1], start)
        if gap is None or gap.startswith(",") or not BEHIND_TITLE.fullmatch(gap):
            continue
        longest = max((other for other in found if other[0] == start), key=lambda other: other[1])
        names = _of(found[longest], "name", "short")
        if names and all(document.types.get(name.entity) == "person" and name.entity not in titles for name in names):
            return True
    return False


# --- 6.3 Short names ----------------------------------------------------------------------------------------


def _is_title_case(block: str, start: int, end: int) -> bool:
    sides = [
        regex.split(f"[{LINE_BREAKS}]", block[max(0, start - 100) : start])[-1],
        regex.split(f"[{LINE_BREAKS}]", block[end : end + 100])[0],
    ]
    firsts = [
        next((char for char in word if is_letter(char)), "")
        for side in sides
        for word in regex.split(r"\p{White_Space}", side)
        if len(word) >= 4
    ]
    cased = [char for char in firsts if char.isupper() or char.islower()]
    upper = [char for char in firsts if char and is_upper(char)]
    return len(upper) >= 2 and 4 * len(upper) >= 3 * len(cased)


def _given_name_before(block: str, start: int, *, shared: bool) -> bool:
    place = _word_before(block, start, " ")
    if place is None or set(block[place[1] : start]) & set(LINE_BREAKS):
        return False
    word = block[slice(*place)]
    if fold(word) in WORDS:
        return False
    if is_upper(word[0]):
        acronym = len(word) > 1 and all(map(is_upper, word))
        before = block[: place[0]].rstrip(" \u00a0\"“«'‘(—-–")
        begins = not before or before[-1] in ".!?:…।\n\r"
        latin = regex.match(r"\p{Script=Latin}", word) is not None
        return not acronym and (latin or not begins) and not _is_title_case(block, *place)
    return shared and regex.match(r"(?=\p{L})\p{Script=Devanagari}", word) is not None


def _counted(  # noqa: PLR0917
    document: Document, block: str, found: Mapping[Span, list[Name]], span: Span, named: set[str], shared: set[str]
) -> tuple[Name, ...]:
    """The names of an occurrence that are not refused."""
    names = found[span]
    titles = (
        []
        if _is_other(document, block, found, span)
        else [name for name in _of(names, "role") if name.alone is not False]
    )
    rest = [name for name in names if name.kind != "role"]
    if _given_name_before(block, span[0], shared=fold(block[slice(*span)]) in shared):
        rest = [name for name in rest if name.kind != "short"]
    if not any(name.counts_alone or name.entity in named for name in rest):
        rest = []
    return tuple(name for name in names if name in titles or name in rest)


# --- 6. Selection -------------------------------------------------------------------------------------------


def _applying(names: Sequence[Name], date: str | None) -> list[Name]:
    one = len({name.entity for name in names}) == 1
    dated = [name.since is not None or name.until is not None for name in names]
    return [
        name
        for name, has_days in zip(names, dated, strict=True)
        if not has_days or (name.on(date) if date is not None else one)
    ]


def _select(spans: Sequence[_Span], overlap: str) -> list[_Span]:
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    if overlap == "all":
        return ordered
    chosen: list[_Span] = []
    free = 0
    for span in ordered:
        if span.start < free:
            continue
        chosen.append(span)
        free = span.end
        if not span.joined and any(name.nested for name in span.names):
            within = [one for one in ordered if span.start <= one.start and one.end <= span.end and one is not span]
            own = {name.entity for name in span.names}
            inside = [one for one in within if one.joined or own.isdisjoint(name.entity for name in one.names)]
            chosen += _select(inside, overlap)
    return chosen


def _mentions(
    document: Document, names: Sequence[Name], named: set[str], overlap: str
) -> list[tuple[_Span, list[int]]]:
    """The spans of a document that become mentions, and the years that the sentence of each names."""
    shorts: dict[str, set[str]] = {}
    for name in _of(names, "short"):
        shorts.setdefault(fold(name.text).strip(" "), set()).add(name.entity)
    shared = {text for text, entities in shorts.items() if len(entities) > 1}
    aliases = [oracle.Alias(name.text, str(number)) for number, name in enumerate(names)]
    result: list[tuple[_Span, list[int]]] = []
    for offset, end in blocks(document.text):
        block = document.text[offset:end]
        raw = oracle.occurrences(Paragraph(block), aliases)
        found = {span: sorted((names[int(alias.entity)] for alias in of), key=names.index) for span, of in raw.items()}
        spans = [_Span(*span, _counted(document, block, found, span, named, shared)) for span in found]
        spans = [span for span in spans if _applying(span.names, document.date)]
        plain = {(span.start, span.end) for span in spans}
        joined = _joined(document, block, found)
        spans += [one for one in joined if (one.start, one.end) not in plain and _applying(one.names, document.date)]
        chosen = _select(spans, overlap)
        in_text = [(offset + span.start, offset + span.end) for span in chosen]
        for start, stop in paragraphs(document.text, in_text):
            if not offset <= start < end:
                continue
            bounds = [start, *oracle.breaks_in(document.text, (start, stop), in_text), stop]
            for span in chosen:
                if start <= offset + span.start < stop:
                    at = bisect_right(bounds[:-1], offset + span.start)
                    sentence = document.text[bounds[at - 1] : bounds[at]]
                    years = [int(year) for year in regex.findall(r"(?<![\p{L}\p{N}])\d{4}(?![\p{L}\p{N}])", sentence)]
                    years = [year for year in years if 1900 <= year <= 2100]
                    result.append((_Span(offset + span.start, offset + span.end, span.names, span.joined), years))
    return result


# --- 9. Who it is -------------------------------------------------------------------------------------------


def _in_order(entities: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(entities)))


def _then(document: Document, span: _Span, years: list[int]) -> tuple[str, ...] | None:
    """The candidates for a title whose sentence names years that no holder of today saw."""
    past = [year for year in years if document.date is None or year <= dt.date.fromisoformat(document.date).year]
    now = {name.entity for name in _applying(span.names, document.date)}

    def held(entity: str, year: int) -> bool:
        return any(name.entity == entity and name.in_year(year) for name in span.names)

    if span.joined or any(name.kind != "role" for name in span.names) or not past:
        return None
    if any(all(held(entity, year) for year in past) for entity in now):
        return None
    then = {name.entity for name in span.names for year in past if name.in_year(year)}
    return _in_order([*now, *then])


def _by_date(document: Document, span: _Span, years: list[int]) -> tuple[str | None, Resolution, tuple[str, ...], bool]:
    """Entity, resolution, candidates, and whether nothing else may decide."""
    if (then := _then(document, span, years)) is not None:
        return None, "ambiguous", then, True
    now = _in_order([name.entity for name in _applying(span.names, document.date)])
    ever = _in_order([name.entity for name in span.names])
    if len(now) == 1:
        return now[0], "date" if len(ever) > 1 else "unique", ever if len(ever) > 1 else (), False
    return None, "ambiguous", now, False


def _says_who(span: _Span, entity: str) -> bool:
    return span.joined or any(name.entity == entity and name.counts_alone for name in span.names)


def find(document: Document, names: Sequence[Name], overlap: str = "longest", ambiguous: str = "resolve") -> list[Who]:
    """Return the mentions of a document, decided."""
    first = [_by_date(document, span, [])[0] for span, _ in _mentions(document, names, set(), overlap)]
    spans = _mentions(document, names, {entity for entity in first if entity is not None}, overlap)
    decided = [_by_date(document, span, years) for span, years in spans]
    full = [
        (i, entity)
        for i, ((span, _), (entity, *_)) in enumerate(zip(spans, decided, strict=True))
        if entity is not None and _says_who(span, entity)
    ]

    def best(candidates: Sequence[str]) -> tuple[str | None, Resolution]:
        highest = max((document.priorities.get(entity, 0) for entity in candidates), default=0)
        top = [entity for entity in candidates if document.priorities.get(entity, 0) == highest]
        return (top[0], "priority") if len(top) == 1 else (None, "ambiguous")

    found: list[Who] = []
    for i, ((span, _), (entity, resolution, candidates, final)) in enumerate(zip(spans, decided, strict=True)):
        who, how = entity, resolution
        if who is None and not final:
            context = [one for one in candidates if any(one == other for _, other in full)]
            before = [other for at, other in full if at < i and other in context]
            is_short = any(name.kind == "short" for name in _applying(span.names, document.date))
            if len(context) == 1:
                who, how = context[0], "context"
            elif not context:
                who, how = best([one for one in candidates if _says_who(span, one)])
            elif is_short and before:
                who, how = before[-1], "context"
            else:
                who, how = best(context)
        if how == "ambiguous" and (len(candidates) == 1 or ambiguous == "drop"):
            continue
        each = candidates if how == "ambiguous" and ambiguous == "keep" else (who,)
        found += [Who(span.start, span.end, one, how, candidates) for one in each]
    return found
