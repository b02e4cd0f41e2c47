"""Sections 1 to 3 of docs/matching.md for the oracle: characters, paragraphs, folding, boundaries."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]

ABBREVIATIONS = Path(__file__).parents[2] / "src" / "text" / "unicode" / "abbreviations.txt"

# --- Classes of characters ----------------------------------------------------------------------------------

ZWNJ = "\u200c"
BOM = "\ufeff"
PARAGRAPH_SEPARATOR = "\u2029"
LINE_BREAKS = "\n\r\v\f\x85\u2028\u2029"
APOSTROPHES = "'\u2019\u02bc"
HYPHENS = "-\u2010\u2011\u2013"


def _char_class(pattern: str) -> Callable[[str], bool]:
    compiled = regex.compile(pattern)
    return cache(lambda char: compiled.fullmatch(char) is not None)


is_white = _char_class(r"\p{White_Space}")
is_ignorable = _char_class(r"\p{Default_Ignorable_Code_Point}")
is_letter = _char_class(r"\p{L}")
is_upper = _char_class(r"\p{Lu}")
is_digit = _char_class(r"\p{Nd}")
is_latin_letter = _char_class(r"(?=\p{Script=Latin})\p{L}")
is_mark = _char_class(r"\p{M}")
# What belongs to the grapheme cluster before it.
is_extending = _char_class(
    r"[\p{Grapheme_Cluster_Break=Extend}\p{Grapheme_Cluster_Break=SpacingMark}\p{Grapheme_Cluster_Break=ZWJ}]"
)
is_nonspacing = _char_class(r"\p{Mn}")
is_closing = _char_class(r"""[\p{Pe}\p{Pf}"']""")
is_devanagari = _char_class(r"(?=\p{Script=Devanagari})[\p{L}\p{M}]")
is_spaceless = _char_class(
    r"[\u30FC\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}"
    r"\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]"
)
_is_consonant = _char_class(r"\p{Indic_Conjunct_Break=Consonant}")
_goes_on_conjunct = _char_class(r"[\p{Indic_Conjunct_Break=Linker}\p{Indic_Conjunct_Break=Extend}]")
_has_word_category = _char_class(r"[\p{L}\p{M}\p{N}\p{Pc}]")
_is_indic_virama = _char_class(r"[\p{Indic_Syllabic_Category=Virama}\p{Indic_Syllabic_Category=Pure_Killer}]")

# The scripts that Script_Extensions lists for the danda, U+0964.
_DANDA_SCRIPTS = """
    Bengali Devanagari Dogra Grantha Gujarati Gunjala_Gondi Gurmukhi Kannada Khudawadi Mahajani Malayalam
    Masaram_Gondi Nandinagari Ol_Onal Oriya Sinhala Syloti_Nagri Takri Tamil Telugu Tirhuta
"""
uses_danda = _char_class("[" + "".join(rf"\p{{Script={script}}}" for script in _DANDA_SCRIPTS.split()) + "]")


def is_word(char: str) -> bool:
    """Whether it is a word character, if it extends nothing. An ignorable is none: it is looked through."""
    return _has_word_category(char) and char != "\u02bc" and not is_ignorable(char)


def is_virama(char: str) -> bool:
    """Whether a ZWNJ after it only shapes the conjunct and ends no word."""
    return _is_indic_virama(char) and unicodedata.combining(char) == 9


# --- 1. Paragraphs ------------------------------------------------------------------------------------------


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and line break of every line."""
    start = at = 0
    while at < len(text):
        if text[at] in LINE_BREAKS:
            line_break = "\r\n" if text.startswith("\r\n", at) else text[at]
            yield start, at, line_break
            at += len(line_break)
            start = at
        else:
            at += 1
    yield start, at, ""


def _is_blank(text: str) -> bool:
    return all(is_white(char) or char == BOM for char in text)


def trim(text: str, start: int, end: int) -> Span:
    """Take white space off both ends of a span; U+FEFF counts as such, as it does for blank lines."""
    while start < end and _is_blank(text[end - 1]):
        end -= 1
    while start < end and _is_blank(text[start]):
        start += 1
    return start, end


def _lines_with_text(text: str) -> tuple[list[tuple[int, int, str]], bool]:
    """Return the lines from the first with text to the last, and whether a blank one is among them."""
    lines = list(_lines(text))
    filled = [number for number, (start, end, _) in enumerate(lines) if not _is_blank(text[start:end])]
    lines = lines[filled[0] : filled[-1] + 1] if filled else []
    return lines, any(_is_blank(text[start:end]) for start, end, _ in lines)


def blocks(text: str) -> list[Span]:
    """Return the blocks of section 1, trimmed."""
    found: list[Span] = []
    goes_on = False
    for start, end, line_break in _lines_with_text(text)[0]:
        if _is_blank(text[start:end]):
            goes_on = False
            continue
        found.append((found.pop()[0] if goes_on else start, end))
        goes_on = line_break != PARAGRAPH_SEPARATOR
    return [trim(text, start, end) for start, end in found]


def paragraphs(text: str, mentions: Sequence[Span] = ()) -> list[Span]:
    """Return the paragraphs of section 1, trimmed."""
    lines, has_blank = _lines_with_text(text)
    if has_blank:
        return blocks(text)
    found: list[Span] = []
    ended = True
    for start, end, line_break in lines:
        line = trim(text, start, end)
        joined = not ended and any(begin < found[-1][1] and line[0] < stop for begin, stop in mentions)
        found.append((found.pop()[0], line[1]) if joined else line)
        ended = line_break == PARAGRAPH_SEPARATOR
    return found


# --- 2. Folding ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Folded:
    """A folded character and the stretch of the text it comes from."""

    char: str
    start: int
    end: int


def _in_canonical_order(characters: list[Folded]) -> list[Folded]:
    ordered: list[Folded] = []
    marks: list[Folded] = []
    for character in characters:
        if unicodedata.combining(character.char):
            marks.append(character)
        else:
            ordered += sorted(marks, key=lambda mark: unicodedata.combining(mark.char))
            ordered.append(character)
            marks = []
    return ordered + sorted(marks, key=lambda mark: unicodedata.combining(mark.char))


def _decomposed(text: str) -> list[Folded]:
    """Rule 1, and the decomposition of rule 2."""
    return _in_canonical_order([
        Folded(part, at, at + 1)
        for at, char in enumerate(text)
        if not is_ignorable(char)
        for part in unicodedata.normalize("NFD", char)
    ])  # fmt: skip


def _case_folded(characters: list[Folded], *, case_fold: bool) -> list[Folded]:
    """The rest of rule 2, and rule 3."""
    if case_fold:
        characters = _in_canonical_order([
            Folded(part, character.start, character.end)
            for character in characters
            for part in unicodedata.normalize("NFD", character.char.casefold())
        ])  # fmt: skip
    same = dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-")
    return [Folded(same.get(one.char, one.char), one.start, one.end) for one in characters]


# Rule 4. Offsets in a block: the rows of consonants, the stops of each and its nasal.
NUKTA, CHANDRABINDU, ANUSVARA, VIRAMA = 0x3C, 0x01, 0x02, 0x4D
STOPS_OF_NASAL = {
    0x19: range(0x15, 0x19),
    0x1E: range(0x1A, 0x1E),
    0x23: range(0x1F, 0x23),
    0x28: range(0x24, 0x28),
    0x2E: range(0x2A, 0x2E),
}
TAMIL = 0x0B80


def _indic(char: str) -> tuple[int, int]:
    """Return the block a character is in and its offset there; block 0 for all that rule 4 leaves alone."""
    block, offset = ord(char) // 0x80 * 0x80, ord(char) % 0x80
    return (block, offset) if 0x0900 <= block <= 0x0D00 and block != TAMIL else (0, 0)


def _is_nukta(char: str) -> bool:
    """Whether it is one; what Malayalam has at this offset, U+0D3C, is a virama."""
    return _indic(char)[1] == NUKTA and unicodedata.combining(char) == 7


def _with_indic_folded(characters: list[Folded]) -> list[Folded]:
    """Rule 4."""
    folded: list[Folded] = []
    at = 0
    while at < len(characters):
        one, (block, offset) = characters[at], _indic(characters[at].char)
        following = [_indic(other.char) for other in characters[at + 1 : at + 3]]
        anusvara = chr(block + ANUSVARA)
        if block and offset == CHANDRABINDU:
            folded.append(Folded(anusvara, one.start, one.end))
        elif block and following in [[(block, VIRAMA), (block, stop)] for stop in STOPS_OF_NASAL.get(offset, ())]:
            at += 1
            folded.append(Folded(anusvara, one.start, characters[at].end))
        else:
            folded.append(one)
        at += 1
    return folded


def _with_white_space_folded(characters: list[Folded]) -> list[Folded]:
    """Rule 5."""
    folded: list[Folded] = []
    for character in characters:
        if is_white(character.char):
            before = folded.pop() if folded and folded[-1].char == " " else character
            folded.append(Folded(" ", before.start, character.end))
        else:
            folded.append(character)
    return folded


PLAIN = str.maketrans("øđħıłŧØĐĦŁŦ", "odhiltODHLT")  # in the case they are in: these case-fold to those


def _without_diacritics(characters: list[Folded]) -> list[Folded]:
    """Rule 7."""
    folded: list[Folded] = []
    after_latin = False
    for one in characters:
        if after_latin and is_nonspacing(one.char) and unicodedata.combining(one.char):
            continue
        after_latin = is_latin_letter(one.char)
        folded.append(Folded(one.char.translate(PLAIN), one.start, one.end))
    return folded


def diacritics(text: str) -> set[int]:
    """Return the places of the marks that rule 7 removes."""
    decomposed = [one for one in _decomposed(text) if not _is_nukta(one.char)]
    left = {one.start for one in _without_diacritics(decomposed)}
    return {one.start for one in decomposed} - left


def _fold_letters(text: str, *, case_fold: bool, fold_diacritics: bool = False) -> list[Folded]:
    """Rules 1 to 5, and 7, which comes before case is folded."""
    characters = [one for one in _decomposed(text) if not _is_nukta(one.char)]
    if fold_diacritics:
        characters = _without_diacritics(characters)
    return _with_white_space_folded(_with_indic_folded(_case_folded(characters, case_fold=case_fold)))


def fold_before_initials(text: str, *, case_fold: bool = True) -> str:
    """Fold by rules 1 to 5 alone: what decides about initials, and about abbreviations."""
    return "".join(character.char for character in _fold_letters(text, case_fold=case_fold))


@cache
def letter_names() -> frozenset[str]:
    """Return the folded Devanagari letter names of the project's list."""
    lines = (line.split() for line in ABBREVIATIONS.read_text(encoding="utf-8").splitlines())
    return frozenset(fold_before_initials(line[1]) for line in lines if line[:1] == ["initial"])


def _is_initial(word: str, *, case_fold: bool) -> bool:
    folded = fold_before_initials(word, case_fold=case_fold)
    if folded in letter_names():
        return True
    return is_letter(folded[:1]) and all(is_mark(char) and unicodedata.combining(char) for char in folded[1:])


def base(text: str, at: int) -> int | None:
    """Return the character that a character takes after: itself, or what the cluster it extends is about."""
    while at >= 0 and (is_ignorable(text[at]) or is_extending(text[at])):
        at -= 1
    return at if at >= 0 else None


def is_word_at(text: str, at: int) -> bool:
    """Whether a character is of a word."""
    stands_on = base(text, at)
    return stands_on is not None and is_word(text[stands_on])


def keeps_stop(text: str, stop: int) -> bool:
    """Whether what follows a full stop keeps it: another one, or something else of its cluster."""
    following = next((char for char in text[stop + 1 :] if not is_ignorable(char)), "")
    return following == "." or (following != "" and is_extending(following))


def initial_stops(text: str, *, case_fold: bool = True) -> dict[int, str]:
    """Return where the full stops of rule 6 are and what becomes of each: a space or nothing."""
    found = {}
    for at in (at for at, char in enumerate(text) if char == "."):
        start = at
        while start > 0 and (is_ignorable(text[start - 1]) or is_word_at(text, start - 1)):
            start -= 1
        following = next((char for char in text[at + 1 :] if not is_ignorable(char)), "")
        if not keeps_stop(text, at) and _is_initial(text[start:at], case_fold=case_fold):
            found[at] = " " if is_word(following) else ""
    return found


def fold_with_sources(text: str, *, case_fold: bool = True, fold_diacritics: bool = False) -> list[Folded]:
    """Fold as section 2 says, each character with its origin. What is removed is the origin of none."""
    characters = _fold_letters(text, case_fold=case_fold, fold_diacritics=fold_diacritics)
    stops = initial_stops(text, case_fold=case_fold)
    characters = [
        Folded(stops.get(one.start, "."), one.start, one.end) if one.char == "." else one for one in characters
    ]
    return [one for one in characters if one.char]


def fold(text: str, case_fold: bool = True, fold_diacritics: bool = False) -> str:
    """Return the folded text; white space at its ends is a space (an alias is trimmed besides)."""
    folded = fold_with_sources(text, case_fold=case_fold, fold_diacritics=fold_diacritics)
    return "".join(character.char for character in folded)


# --- 3. Where a match may begin and end ---------------------------------------------------------------------


def clusters(text: str) -> Iterator[str]:
    """Yield the grapheme clusters of a text.

    `regex` 2026.11 joins a consonant to any virama before it, whatever that stands on; rule GB9c wants a consonant.
    """
    for joined in regex.findall(r"\X", text):
        start = 0
        for at in range(1, len(joined)):
            if _is_consonant(joined[at]) and _goes_on_conjunct(joined[at - 1]):
                before = at - 1
                while before >= start and _goes_on_conjunct(joined[before]):
                    before -= 1
                if before < start or not _is_consonant(joined[before]):
                    yield joined[start:at]
                    start = at
        yield joined[start:]


class Paragraph:
    """One paragraph with its clusters and words. Positions count from its start."""

    def __init__(self, text: str, *, fold_diacritics: bool = False) -> None:
        self.text = text
        self.solid = [at for at, char in enumerate(text) if not is_ignorable(char)]
        dropped = diacritics(text) if fold_diacritics else set()
        self.kept = [at for at in self.solid if at not in dropped and not _is_nukta(text[at])]
        self.cluster = [number for number, cluster in enumerate(clusters(text)) for _ in cluster]
        self.initial_stops = initial_stops(text)

    def _neighbours(self) -> Iterator[tuple[int | None, int | None]]:
        """Yield each pair of neighbouring characters that are not dropped, the two ends included."""
        return pairwise([None, *self.kept, None])

    def is_word(self, at: int) -> bool:
        """Whether the character at a position is of a word."""
        return is_word_at(self.text, at)

    def _is_spaceless(self, at: int) -> bool:
        stands_on = base(self.text, at)
        return stands_on is not None and is_spaceless(self.text[stands_on])

    def _ends_word(self, at: int) -> bool:
        """Whether a ZWNJ stands here, and no virama among the marks before it."""
        before = at - 1
        while before >= 0 and (is_ignorable(self.text[before]) or self._is_reordered(self.text[before])):
            if is_virama(self.text[before]):
                return False
            before -= 1
        return self.text[at] == ZWNJ

    def _is_reordered(self, char: str) -> bool:
        return unicodedata.combining(unicodedata.normalize("NFD", char)[0]) != 0

    def _is_word_boundary(self, left: int | None, right: int | None) -> bool:
        if left is None or right is None:
            return True
        if self.cluster[left] == self.cluster[right]:
            return False
        joined = self.is_word(left) and self.is_word(right)
        parted = any(self._ends_word(at) for at in range(left + 1, right))
        return not joined or parted or self._is_spaceless(left) or self._is_spaceless(right)

    def _splits_cluster(self, at: int) -> bool:
        return 0 < at < len(self.text) and self.cluster[at - 1] == self.cluster[at]

    def starts(self, boundaries: str) -> list[int]:
        """Return the places where a match may begin."""
        found = []
        for left, right in self._neighbours():
            if right is None:
                continue
            start = right
            while start > 0 and start - 1 not in self.kept and self.cluster[start - 1] == self.cluster[right]:
                start -= 1
            if not self._splits_cluster(start) and (boundaries == "none" or self._is_word_boundary(left, right)):
                found.append(start)
        return found

    def ends(self, boundaries: str) -> list[int]:
        """Return the places where a match may end."""
        found = []
        for left, right in self._neighbours():
            if left is None:
                continue
            end = self.end_after(left)
            if not self._splits_cluster(end) and (boundaries == "none" or self._is_word_boundary(left, right)):
                found.append(end)
        return found

    def end_after(self, at: int) -> int:
        """Return the position after a character and what was dropped of its cluster."""
        end = at + 1
        while end < len(self.text) and end not in self.kept and self.cluster[end] == self.cluster[at]:
            end += 1
        return end

    def word_starts(self) -> list[int]:
        """Return where each word of section 8 begins."""
        return [
            right
            for left, right in self._neighbours()
            if right is not None
            and self.is_word(right)
            and (left is None or not self.is_word(left) or self._is_word_boundary(left, right))
        ]

    def has_word(self, start: int, end: int) -> bool:
        """Whether there is a word character between the two positions."""
        return any(is_word(char) and not is_extending(char) for char in self.text[start:end])

    def last_solid(self, before: int) -> int | None:
        """Return the last character before a position that is not ignorable."""
        return max((at for at in self.solid if at < before), default=None)

    def next_solid(self, start: int) -> int | None:
        """Return the first character from a position on that is not ignorable."""
        return min((at for at in self.solid if at >= start), default=None)
