"""The matcher against the published test data of others: aho-corasick, flashtext, the Unicode Character Database."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import regex

import comention as cm
from comention.text import fold, paragraphs, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from comention.typing import Case as CaseRule
    from comention.typing import Overlap

CASES = Path(__file__).parents[1] / "cases"
Case = dict[str, Any]
Span = tuple[int, int]


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))


def gazetteer_of(aliases: Mapping[str, Iterable[str]]) -> cm.Gazetteer:
    """Entities with these aliases; the name each must have is one no text holds."""
    return cm.Gazetteer.from_records(
        {"id": entity, "name": f"\ue000{entity}", "aliases": sorted(set(texts))} for entity, texts in aliases.items()
    )


def mentions_of(matcher: cm.Matcher, texts: list[str]) -> list[list[tuple[int, int, set[str]]]]:
    """Start, end and entities of the mentions of each text."""
    found: list[list[tuple[int, int, set[str]]]] = [[] for _ in texts]
    columns = ["doc_id", "start", "end", "entity_id", "candidates"]
    for doc, start, end, entity, candidates in zip(
        *(column.to_pylist() for column in matcher.match(texts).to_arrow().select(columns).columns), strict=True
    ):
        found[doc].append((start, end, set(candidates or [entity])))
    return found


# --- aho-corasick -------------------------------------------------------------------------------------------

AHO_CORASICK = [(case, overlap) for case in load("aho_corasick.toml")["case"] for overlap in case["overlap"]]


@pytest.mark.parametrize(("case", "overlap"), AHO_CORASICK, ids=[f"{case['name']}-{how}" for case, how in AHO_CORASICK])
def test_aho_corasick(case: Case, overlap: Overlap) -> None:
    patterns: list[str] = case["patterns"]
    gazetteer = gazetteer_of({str(number): [pattern] for number, pattern in enumerate(patterns)})
    matcher = cm.Matcher(gazetteer, overlap=overlap, boundaries="none", case="exact")
    equal = {
        pattern: {str(number) for number, other in enumerate(patterns) if other == pattern} for pattern in patterns
    }
    expected = {(start, end): equal[patterns[number]] for number, start, end in case["matches"]}
    [found] = mentions_of(matcher, [case["haystack"]])
    assert found == [(*span, expected[span]) for span in sorted(expected, key=lambda span: (span[0], -span[1]))]


def test_aho_corasick_rows_not_run_have_no_empty_matches_here() -> None:
    skipped = load("aho_corasick.toml")["skipped"]
    assert list(skipped) == ["an empty pattern"]
    assert not {case["name"] for case, _ in AHO_CORASICK} & set(skipped["an empty pattern"])
    with pytest.raises(cm.GazetteerError, match="empty"):
        gazetteer_of({"0": [""]})


# --- flashtext ----------------------------------------------------------------------------------------------

FLASHTEXT = load("flashtext.toml")


@pytest.mark.parametrize("rule", ["fold", "exact"])
@pytest.mark.parametrize("case", FLASHTEXT["case"], ids=lambda case: case["text"])
def test_flashtext(case: Case, rule: CaseRule) -> None:
    [found] = mentions_of(cm.Matcher(gazetteer_of(case["keywords"]), case=rule), [case["text"]])
    assert [entities for _, _, entities in found] == [{name} for name in case[rule]]
    for start, end, (name,) in found:
        assert fold(case["text"][start:end]) in [fold(keyword) for keyword in case["keywords"][name]]


@pytest.mark.parametrize("case", FLASHTEXT["disagreement"], ids=lambda case: case["why"])
def test_flashtext_disagreements(case: Case) -> None:
    [found] = mentions_of(cm.Matcher(gazetteer_of({"x": case["keywords"]}), case="fold"), [case["text"]])
    assert [[start, end] for start, end, _ in found] == case["ours"] != case["flashtext"]


# --- Unicode Character Database -----------------------------------------------------------------------------


INVISIBLE = regex.compile(r"[\p{White_Space}\p{Default_Ignorable_Code_Point}]")


def rows_of(file: Path) -> Iterator[str]:
    """Yield the lines of a data file without comments."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = line.split("#")[0].strip()
        if row and not row.startswith("@"):
            yield row


def characters(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


def in_a_sentence(spellings: Iterable[str]) -> list[str]:
    """Spellings of one thing as an alias or a text can hold them: "x" stands before what would extend the space."""
    extends = any(regex.findall(r"\X", " " + spelling)[0] != " " for spelling in spellings)
    return [("x" if extends else "") + spelling for spelling in dict.fromkeys(spellings)]


def assert_all_find_each_other(groups: list[list[str]], case: CaseRule) -> None:
    """Every spelling of a group finds every one of them, in one matcher and one run for all groups."""
    aliases = {f"{group}-{alias}": [text] for group, texts in enumerate(groups) for alias, text in enumerate(texts)}
    texts = [(group, text) for group, texts in enumerate(groups) for text in texts]
    found = mentions_of(cm.Matcher(gazetteer_of(aliases), case=case), [f"a {text} b" for _, text in texts])
    wrong = []
    for (group, text), mentions in zip(texts, found, strict=True):
        expected = {f"{group}-{alias}" for alias in range(len(groups[group]))}
        if not any(span == [2, 2 + len(text)] and expected <= names for *span, names in mentions):
            wrong.append((text.encode("unicode_escape").decode(), mentions))
    assert not wrong, (len(wrong), wrong[:5])


@pytest.mark.parametrize("case", ["fold", "exact"])
def test_normalization(data: Path, case: CaseRule) -> None:
    """Source, NFC and NFD of each line match each other."""
    [file] = (data / "unicode").glob("NormalizationTest*.txt")
    rows = [[characters(column) for column in row.split(";")[:3]] for row in rows_of(file)]
    # White space and what is ignorable is no alias.
    assert [row for row in rows if not fold(row[0])] == [row for row in rows if INVISIBLE.fullmatch(row[0])]
    groups = [in_a_sentence(row) for row in rows if fold(row[0])]
    assert len(groups) > 20_000
    assert_all_find_each_other(groups, case)


def test_case_folding(data: Path) -> None:
    """Every character of status C and F matches what it folds to, and the other way round."""
    rows = [row.replace(" ", "", 2).split(";") for row in rows_of(data / "unicode" / "CaseFolding.txt")]
    groups = [in_a_sentence([characters(row[0]), characters(row[2])]) for row in rows if row[1] in "CF"]
    assert len(groups) > 1_400
    assert_all_find_each_other(groups, "fold")


def with_breaks(row: str) -> tuple[str, list[int]]:
    """The text of a line of a break test, and where its breaks are."""
    text, breaks = "", []
    for item in row.split():
        if item == "÷":
            breaks.append(len(text))
        elif item != "×":
            text += chr(int(item, 16))
    return text, breaks


# The line of GraphemeBreakTest, here of Unicode 14, that later versions break otherwise, with its breaks now: U+2701,
# which is no emoji, is Extended_Pictographic no more.
LATER_BREAKS = {"✁\u200d✁": [0, 2, 3]}


def test_grapheme_breaks(data: Path) -> None:
    """No match begins or ends inside a cluster, and every cluster that can be an alias is found.

    A control character at either end keeps the white space there, which is no part of a paragraph.
    """
    given = [with_breaks(row) for row in rows_of(data / "unicode" / "GraphemeBreakTest.txt")]
    assert len(given) > 600
    assert LATER_BREAKS.keys() <= {text for text, _ in given}
    rows = [
        (f"\x01{text}\x01", [0, *(1 + at for at in LATER_BREAKS.get(text, breaks)), len(text) + 2])
        for text, breaks in given
    ]
    aliases = {text[start:end] for text, breaks in rows for start in range(len(text)) for end in range(len(text) + 1)}
    gazetteer = gazetteer_of({"x": [alias for alias in aliases if fold(alias)]})
    matcher = cm.Matcher(gazetteer, overlap="all", boundaries="none", case="exact")
    wrong = []
    for (text, breaks), mentions in zip(rows, mentions_of(matcher, [text for text, _ in rows]), strict=True):
        spans = {(start, end) for start, end, _ in mentions}
        inside = {span for span in spans if not set(span) <= set(breaks)}
        clusters = {(start, end) for start, end in pairwise(breaks) if not INVISIBLE.search(text[start:end])}
        if inside or clusters - spans:
            wrong.append((ascii(text), breaks, inside, clusters - spans))
    assert not wrong, (len(wrong), wrong[:5])


# The lines of SentenceBreakTest that section 7 splits otherwise on purpose: its sentences, and why.
OTHERWISE = {
    "字.字": (["字.字"], "a chain of two parts of one letter each is an abbreviation (rule 1c)"),
    "\u2060字\u2060.\u2060字\u2060\u2060": (
        ["\u2060字\u2060.\u2060字\u2060\u2060"],
        "the same; ignorables are looked through",
    ),
}
HAS_WORD = regex.compile(r"[\p{L}\p{N}\p{Pc}]")


def sentences_of(text: str, breaks: list[int]) -> list[str]:
    """What is to be expected of the breaks of UAX #29: a text is cut into paragraphs first, which begin and end a
    sentence, and a piece without a word character joins the one before it.

    UAX #29 breaks after each CR, LF, NEL, LS and PS. So do paragraphs here, except that several such pieces may be
    white space, which is no sentence. VT and FF, which end lines here and are spaces there, are in no line of the file.
    """
    found: list[str] = []
    for start, end in paragraphs(text):
        pieces: list[str] = []
        for begin, stop in pairwise([start, *(at for at in breaks if start < at < end), end]):
            joins = bool(pieces) and not (HAS_WORD.search(text, begin, stop) and HAS_WORD.search(pieces[-1]))
            pieces.append((pieces.pop() if joins else "") + text[begin:stop])
        found += [piece.strip() for piece in pieces]
    return found


def test_sentence_breaks(data: Path) -> None:
    """The sentences are those of the file without the white space at their ends, but for the rows above."""
    rows = [with_breaks(row) for row in rows_of(data / "unicode" / "SentenceBreakTest.txt")]
    assert len(rows) > 500
    assert not any(char in text for text, _ in rows for char in "\v\f")
    found = [[text[start:end] for start, end in sentences(text)] for text, _ in rows]
    given = [sentences_of(text, breaks) for text, breaks in rows]
    differ = {text: got for (text, _), got, expected in zip(rows, found, given, strict=True) if got != expected}
    assert differ == {text: expected for text, (expected, _) in OTHERWISE.items()}


def test_sentence_breaks_that_are_compared_as_they_are(data: Path) -> None:
    """Most rows need nothing but trimming: one line, and a word character in every piece."""
    rows = [with_breaks(row) for row in rows_of(data / "unicode" / "SentenceBreakTest.txt")]
    pieces = {text: [text[start:end].strip() for start, end in pairwise(breaks)] for text, breaks in rows}
    plain = {text for text, parts in pieces.items() if len(paragraphs(text)) == 1 and all(map(HAS_WORD.search, parts))}
    assert len(plain) > 200
    for text in plain - set(OTHERWISE):
        assert [text[start:end] for start, end in sentences(text)] == pieces[text], ascii(text)
