"""The oracle against expectations written by hand: tests/cases/*.toml, ordinals, folding, counts."""

from __future__ import annotations

import random
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from oracle import Alias, Mention, find, fold, paragraphs, sentences
from oracle_counts import Document, count, period_of

CASES = Path(__file__).parents[1] / "cases"
Case = dict[str, Any]


def load(name: str) -> list[Case]:
    cases: list[Case] = tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]
    return cases


MATCHING = load("matching.toml")
FOLDING = load("folding.toml")
SENTENCES = load("sentences.toml")

# Section 8 of the design: number of the row, and the cases that hold it.
DESIGN_ROWS = {
    1: ["devanagari-inside-longer-words", "devanagari-before-matra", "devanagari-at-the-end-of-a-word"],
    2: ["ends-in-matra", "ends-in-virama-or-nukta"],
    3: ["apostrophe-is-a-boundary", "full-stop-without-space", "colon-twice", "zwnj-ends-a-word"],
    4: ["valid-boundaries-before-longest", "new-york-times"],
    5: ["text-after-a-match", "offsets-after-astral", "offsets-after-length-changes"],
    6: ["nukta-both-ways", "nukta-composed-alias"],
    7: [
        "two-spaces-newline-nbsp",
        "line-break-inside-a-paragraph",
        "not-across-a-blank-line",
        "across-one-line-break",
    ],
    8: ["acronyms"],
    9: ["nested-longest"],
    10: ["one-alias-of-two-entities"],
    11: ["dateline", "hyphen-inside-alias", "hyphens-between-names"],
    12: ["url", "email"],
}


def aliases_of(case: Case) -> list[Alias]:
    return [
        Alias(alias, alias)
        if isinstance(alias, str)
        else Alias(alias["text"], alias.get("entity", alias["text"]), alias.get("case"))
        for alias in case.get("aliases", [])
    ]


def names(*texts: str) -> list[Alias]:
    return [Alias(text, text) for text in texts]


def name_of(case: Case) -> str:
    return str(case["name"])


# --- Tables -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", MATCHING + FOLDING, ids=name_of)
def test_matching(case: Case) -> None:
    found = find(case["text"], aliases_of(case), **case.get("options", {}))
    assert [[one.start, one.end, "|".join(one.entities)] for one in found] == case["mentions"]
    assert [one.word for one in found] == case.get("words", [one.word for one in found])
    assert all(case["text"][one.start : one.end] == one.surface for one in found)


@pytest.mark.parametrize("case", SENTENCES, ids=name_of)
def test_sentences(case: Case) -> None:
    text = case["text"]
    spans = [(one.start, one.end) for one in find(text, aliases_of(case))]
    assert [text[start:end].strip() for start, end in sentences(text, spans)] == case["sentences"]
    if "paragraphs" in case:
        assert [text[start:end] for start, end in paragraphs(text, spans)] == case["paragraphs"]


@pytest.mark.parametrize("row", DESIGN_ROWS)
def test_every_row_of_the_design_has_cases(row: int) -> None:
    assert set(DESIGN_ROWS[row]) <= {name_of(case) for case in MATCHING}


@pytest.mark.parametrize("file", ["matching.toml", "sentences.toml", "folding.toml"])
def test_case_names_are_unique_and_offsets_inside(file: str) -> None:
    cases = load(file)
    assert len({name_of(case) for case in cases}) == len(cases)
    for case in cases:
        for start, end, _ in case.get("mentions", []):
            assert 0 <= start < end <= len(case["text"])


# --- Ordinals, aliases --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "alias", "word"),
    [
        ("Mr. Modi met Vladimir Putin", "Putin", 4),
        ("Mr. Modi met Vladimir Putin", "Vladimir Putin", 3),
        ("Modi’s guest Putin", "Putin", 3),
        ("From Xiʼan Modi went", "Modi", 3),
        ("the S-400 of Putin", "Putin", 4),
        ("ब्रिटेन\u200cके मोदी", "मोदी", 2),
        ("राजन्\u200cको मोदी", "मोदी", 1),
        ("印度总理莫迪", "莫迪", 4),
        ("นายกโมดี", "โมดี", 4),
        ("ที่โมดี", "โมดี", 1),
        ("*** – … Modi", "Modi", 0),
        ("❤\ufe0f Modi", "Modi", 0),
        ("Modi spoke.\n\nPutin left", "Putin", 2),
        ("#Modi @putin_x Lavrov", "Lavrov", 2),
    ],
)
def test_word_ordinal(text: str, alias: str, word: int) -> None:
    assert [one.word for one in find(text, names(alias))] == [word]


def test_paragraph_and_sentence_ordinals() -> None:
    text = "Modi spoke. Putin left; so did Modi.\n\n***\n\nLavrov came.\nModi waited."
    found = find(text, names("Modi", "Putin", "Lavrov"))
    assert [(one.surface, one.paragraph, one.sentence) for one in found] == [
        ("Modi", 0, 0),
        ("Putin", 0, 1),
        ("Modi", 0, 1),
        ("Lavrov", 2, 3),
        ("Modi", 2, 4),
    ]


def test_a_break_inside_a_mention_does_not_count() -> None:
    found = find("The Yahoo! Inc. deal. Modi spoke.", names("Yahoo! Inc.", "Modi"))
    assert [one.sentence for one in found] == [0, 1]


def test_all_spellings_of_a_span_are_listed() -> None:
    aliases = [Alias("Lavrov", "b"), Alias("LAVROV", "a", "fold"), Alias("lavrov", "b"), Alias("Lavrov", "b")]
    assert find("Lavrov", aliases) == [
        Mention(0, 6, "Lavrov", ("LAVROV", "Lavrov", "lavrov"), ("a", "b"), paragraph=0, sentence=0, word=0)
    ]


@pytest.mark.parametrize("text", ["", " \n", "\u200d\ufeff", "\u00ad \u200b"])
def test_an_alias_that_folds_to_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        find("Modi", [Alias(text, "nobody")])


# --- Folding ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded", "case_kept"),
    [
        ("Straße", "strasse", "Straße"),
        ("O’Neil ‐ X", "o'neil - x", "O'Neil - X"),
        ("A \u00a0\n B", "a b", "A B"),
        ("A \u200b B", "a b", "A B"),
        ("E\u0301 É", "e\u0301 e\u0301", "E\u0301 E\u0301"),
        ("ŉ", "'n", "ŉ"),
        ("\u095b \u0929 ज\u093c", "ज न ज", "ज न ज"),
        ("İΣς", "i\u0307σσ", "I\u0307Σς"),
        ("a\u0301\u00ad\u0323", "a\u0323\u0301", "a\u0323\u0301"),
        ("ᾳ", "αι", "α\u0345"),
        ("Å", "a\u030a", "A\u030a"),
        ("मुम्बई चाँद", "मुंबई चांद", "मुंबई चांद"),
        ("J.P. Nadda, J. P.Nadda", "j p nadda, j p nadda", "J P Nadda, J P Nadda"),
        ("U.S. U.S.A S... .S", "u s u s a s... .s", "U S U S A S... .S"),
        ("ए.पी.जे. कलाम डॉ. एस", "ए पी जे कलाम डॉ. एस", "ए पी जे कलाम डॉ. एस"),
    ],
)
def test_fold(text: str, folded: str, case_kept: str) -> None:
    assert fold(text) == folded
    assert fold(text, case_fold=False) == case_kept


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Erdoğan Łódź SØREN Đà Nẵng", "erdogan lodz soren da nang"),
        ("ĦħŦŧıIİ ðþæœß", "hhttiii ðþæœss"),
        ("e\u0301\u200d\u0323. é.X", "e e x"),
        ("a\u20dd\u0301 1\u0301 \u0301", "a\u20dd\u0301 1\u0301 \u0301"),
        ("й ώ מִ कं\u0301", "и\u0306 ω\u0301 מ\u05b4 कं\u0301"),
    ],
)
def test_fold_diacritics(text: str, folded: str) -> None:
    assert fold(text, fold_diacritics=True) == folded
    assert fold(folded, fold_diacritics=True) == folded


def test_fold_is_that_of_the_standard_library() -> None:
    """Without the characters of the other rules, folding is NFD, case folding, NFD."""
    pick = random.Random(1)
    for _ in range(300):
        text = "".join(pick.choices("aAßİΣΐᾳé\u0301\u0323\u0345\u0327कि्가ﬁ", k=8))
        expected = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
        assert fold(text) == expected


# --- Counts -------------------------------------------------------------------------------------------------

PEOPLE = names("Modi", "Putin", "Jaishankar", "Lavrov")


def document(day: str | None, text: str | None, aliases: list[Alias] = PEOPLE) -> Document:
    return day, text, find(text or "", aliases)


def test_counts() -> None:
    counts = count(
        [
            document("2024-07-05", "Modi met Putin. Jaishankar met Lavrov."),
            document(
                None,
                "Modi spoke. Modi and Putin spoke. Modi, Putin and Modi again.\n\nLavrov left. So it was.",
            ),
            document(None, None),
        ]
    )
    by_document, by_paragraph, by_sentence = (counts[unit][None] for unit in ("document", "paragraph", "sentence"))
    assert (by_document.n, by_paragraph.n, by_sentence.n) == (3, 3, 7)
    assert by_document.n_a == {"Modi": 2, "Putin": 2, "Lavrov": 2, "Jaishankar": 1}
    assert by_document.n_ab == {
        ("Modi", "Putin"): 2,
        ("Lavrov", "Modi"): 2,
        ("Lavrov", "Putin"): 2,
        ("Jaishankar", "Lavrov"): 1,
        ("Jaishankar", "Modi"): 1,
        ("Jaishankar", "Putin"): 1,
    }
    assert by_document.n_docs == by_document.n_ab
    assert by_paragraph.n_a == {"Modi": 2, "Putin": 2, "Lavrov": 2, "Jaishankar": 1}
    assert by_paragraph.n_ab == {
        ("Modi", "Putin"): 2,
        ("Lavrov", "Modi"): 1,
        ("Lavrov", "Putin"): 1,
        ("Jaishankar", "Lavrov"): 1,
        ("Jaishankar", "Modi"): 1,
        ("Jaishankar", "Putin"): 1,
    }
    assert by_sentence.n_a == {"Modi": 4, "Putin": 3, "Lavrov": 2, "Jaishankar": 1}
    assert by_sentence.n_ab == {("Modi", "Putin"): 3, ("Jaishankar", "Lavrov"): 1}
    assert by_sentence.n_docs == {("Modi", "Putin"): 2, ("Jaishankar", "Lavrov"): 1}


def test_counts_by_period() -> None:
    counts = count(
        [
            document("2024-07-05", "Modi met Putin."),
            document("2024-07-31", "Nothing happened."),
            document("2024-08-01", "Modi met Putin. Modi left Putin."),
            document(None, "Modi left."),
        ],
        by="month",
    )["sentence"]
    assert list(counts) == ["2024-07", "2024-08", None]
    assert [counts[label].n for label in counts] == [2, 2, 1]
    assert [counts[label].n_ab["Modi", "Putin"] for label in counts] == [1, 2, 0]
    assert [counts[label].n_docs["Modi", "Putin"] for label in counts] == [1, 1, 0]


def test_ambiguous_mentions_take_no_part() -> None:
    """Row 10 of the design: the two never form a pair, nor does either with another."""
    aliases = [*names("Modi"), Alias("Singh", "manmohan-singh"), Alias("Singh", "rajnath-singh")]
    for unit in count([document(None, "Singh met Modi.", aliases)]).values():
        assert unit[None].n == 1
        assert unit[None].n_a == {"Modi": 1}
        assert unit[None].n_ab == {}


@pytest.mark.parametrize(
    ("day", "labels"),
    [
        ("2024-07-05", ["2024-07-05", "2024-W27", "2024-07", "2024-Q3", "2024"]),
        ("2024-12-30", ["2024-12-30", "2025-W01", "2024-12", "2024-Q4", "2024"]),
        ("2021-01-03", ["2021-01-03", "2020-W53", "2021-01", "2021-Q1", "2021"]),
        (None, [None, None, None, None, None]),
    ],
)
def test_periods(day: str | None, labels: list[str | None]) -> None:
    assert [period_of(day, by) for by in ("day", "week", "month", "quarter", "year")] == labels
    assert period_of(day, None) is None
