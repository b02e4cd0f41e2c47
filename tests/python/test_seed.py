"""The seed held to what a reader finds in it: the mentions of every dispatch, parallel texts, offices, scripts."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

import comention as cm
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = ROOT / "tests" / "cases"
SEED = cm.load_seed("india-russia")
RECORDS = SEED.gazetteer.to_records()
PERSONS = {record["id"] for record in RECORDS if record["type"] == "person"}
DISPATCHES = {
    case["id"]: case["mentions"]
    for lang in ("en", "hi")
    for case in tomllib.loads((CASES / f"seed_{lang}.toml").read_text("utf-8"))["document"]
}
PAIRS = tomllib.loads((CASES / "parallel.toml").read_text("utf-8"))["pair"]

Record = dict[str, Any]
Found = dict[str, list[list[str]]]
Name = tuple[str, str, str | None, str | None]


@pytest.fixture(scope="module")
def matcher() -> cm.Matcher:
    return cm.Matcher(SEED.gazetteer)


@pytest.fixture(scope="module")
def found(matcher: cm.Matcher) -> Found:
    """Of every dispatch, its mentions: surface and entity, "?" where the text does not say whose it is."""
    table = matcher.match(SEED.documents).to_pandas()
    mentions: Found = {document: [] for document in SEED.documents["id"]}
    for document, surface, entity in table[["doc_id", "surface", "entity_id"]].fillna("?").values.tolist():
        mentions[document].append([surface, entity])
    return mentions


def names(record: Record) -> Iterator[Name]:
    """Every name of an entity: text, kind, first and last day."""
    yield record["name"], "name", None, None
    for given in record.get("aliases", []):
        alias = {"text": given} if isinstance(given, str) else given
        yield alias["text"], alias.get("kind", "name"), alias.get("valid_from"), alias.get("valid_to")


def titles_alone(record: Record) -> Iterator[tuple[str, str | None, str | None]]:
    """Every title that stands alone: text, first and last day."""
    for role in record.get("roles", []):
        for given in role["titles"]:
            title = {"text": given} if isinstance(given, str) else given
            if title.get("alone", True):
                yield title["text"], role.get("from"), role.get("to")


def is_devanagari(text: str) -> bool:
    return re.search("[\u0900-\u097f]", text) is not None


def test_the_expectations_cover_every_dispatch_and_know_their_entities() -> None:
    assert set(DISPATCHES) == set(SEED.documents["id"])
    expected = {entity for mentions in DISPATCHES.values() for _, entity in mentions} - {"?"}
    assert expected <= {record["id"] for record in RECORDS}
    assert sum(map(len, DISPATCHES.values())) > 800


@pytest.mark.parametrize("document", DISPATCHES)
def test_a_dispatch_has_exactly_the_mentions_a_reader_finds(document: str, found: Found) -> None:
    assert found[document] == DISPATCHES[document]


def parallel_dispatches() -> list[tuple[str, str]]:
    """Pairs of dispatches that tell one event, one in each language; their ids say which event."""
    stems = {document: re.sub("-(en|hi)(-.*)?$", "", document) for document in SEED.documents["id"]}
    english, hindi = ([document for document in stems if f"-{lang}" in document] for lang in ("en", "hi"))
    return [(one, other) for one in english for other in hindi if stems[one] == stems[other]]


def test_most_dispatches_are_told_in_both_languages() -> None:
    assert len({english for english, _ in parallel_dispatches()}) > 20


@pytest.mark.parametrize(("english", "hindi"), parallel_dispatches())
def test_dispatches_of_one_event_name_the_same_main_persons(english: str, hindi: str, found: Found) -> None:
    """They are retold, not translated: whoever is named three times in one must be named in the other."""
    one, other = (
        Counter(entity for _, entity in found[document] if entity in PERSONS) for document in (english, hindi)
    )
    assert {entity for entity, n in one.items() if n > 2} <= set(other)
    assert {entity for entity, n in other.items() if n > 2} <= set(one)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
@pytest.mark.parametrize("lang", ["en", "hi"])
def test_a_parallel_text_names_whom_a_reader_finds(pair: Record, lang: str, matcher: cm.Matcher) -> None:
    table = matcher.match([pair[lang]], date=[pair["date"]]).to_pandas()
    assert table["entity_id"].notna().all()
    assert Counter(table["entity_id"]) == Counter(pair["entities"])


# What was read wrong on news the seed had not seen, each once: a text, and everybody it mentions.
UNSEEN = [
    ("Latin America and the South China Sea", ["latin-america", "south-china-sea"]),
    ("The New York Times and the Washington Post", ["new-york-times", "washington-post"]),
    ("एयर इंडिया, रिजर्व बैंक ऑफ इंडिया", ["air-india", "reserve-bank-of-india"]),
    (
        "Trump Media sued. Eric Trump spoke for the Trump Organization.",
        ["trump-media", "eric-trump", "trump-organization"],
    ),
    ("Rain at Arun Jaitley Stadium", ["arun-jaitley-stadium"]),
    ("Jaswant Singh Chail was sentenced. Singh pleaded guilty.", ["jaswant-singh-chail"]),
    ("सिविल सर्जन डॉ. विजय कुमार सिंह ने बताया", []),
    ("While We Watched: reporter Ravish Kumar", []),
    ("प्रशिक्षु आईएफएस अधिकारी", []),
    ("the Fed’s 400 economists", []),
    ("Spain hold a victory parade", []),
    ("Biden and Trump on Xi", ["joe-biden", "donald-trump", "xi-jinping"]),
    ("what Vladimir V. Putin wrote, and what Antony J. Blinken answered", ["vladimir-putin", "antony-blinken"]),
    ("he told Modi. Fears Putin may leave", ["narendra-modi", "vladimir-putin"]),
    ("a picture of how Xi Meets Putin hangs there", ["xi-jinping", "vladimir-putin"]),
]


@pytest.mark.parametrize(("text", "expected"), UNSEEN)
def test_a_text_that_was_read_wrong_is_read_right(text: str, expected: list[str], matcher: cm.Matcher) -> None:
    assert matcher.match([text]).to_pandas()["entity_id"].tolist() == expected


def test_every_person_is_mentioned_or_held_an_office_or_guards_a_name(found: Found) -> None:
    """No person is in the gazetteer for no reason; where it is another one, `note` says it."""
    mentioned = {entity for mentions in found.values() for _, entity in mentions}
    mentioned |= {entity for pair in PAIRS for entity in pair["entities"]}
    for record in RECORDS:
        if record["id"] in PERSONS - mentioned and not record.get("roles"):
            assert record.get("note"), record["id"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_an_entity_is_named_in_both_scripts(record: Record) -> None:
    full = [text for text, kind, *_ in names(record) if kind in ("name", "acronym")]
    assert any(map(is_devanagari, full))
    assert any(re.search("[A-Za-z]", text) for text in full)


@pytest.mark.parametrize("record", [r for r in RECORDS if r.get("roles")], ids=lambda record: record["id"])
def test_an_office_has_titles_in_both_scripts(record: Record) -> None:
    for role in record["roles"]:
        texts = [title if isinstance(title, str) else title["text"] for title in role["titles"]]
        assert {is_devanagari(text) for text in texts} == {True, False}


def test_no_day_has_two_holders_of_one_title() -> None:
    terms: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for record in RECORDS:
        for text, start, end in titles_alone(record):
            assert start, f"{record['id']}: {text} stands alone and has no first day"
            terms[text].append((start, end or "9999-12-31", record["id"]))
    for text, held in terms.items():
        for (_, end, one), (start, _, other) in pairwise(sorted(held)):
            assert end < start, f"{text}: {one} until {end}, {other} from {start}"


def test_only_short_names_have_two_owners_at_a_time() -> None:
    owners: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for record in RECORDS:
        for text, kind, start, end in names(record):
            if kind not in ("short", "demonym"):
                owners[text.casefold()].append((start or "0001-01-01", end or "9999-12-31", record["id"]))
    for text, owned in owners.items():
        for (_, end, one), (start, _, other) in pairwise(sorted(owned)):
            assert one == other or end < start, f"{text}: {one}, {other}"


def test_the_readme_counts_right() -> None:
    readme = (ROOT / "seeds" / "india-russia" / "README.md").read_text("utf-8")
    total = [0, 0, 0]
    for kind in ("person", "place", "organization", "event", "product"):
        records = [record for record in RECORDS if record["type"] == kind]
        texts = [text for record in records for text in {text for text, *_ in names(record)}]
        hindi = sum(map(is_devanagari, texts))
        counts = [len(records), len(texts) - hindi, hindi]
        total = [one + other for one, other in zip(total, counts, strict=True)]
        assert f"| {kind} | {counts[0]} | {counts[1]} | {counts[2]} |" in readme
    assert f"| **all** | **{total[0]}** | **{total[1]}** | **{total[2]}** |" in readme
    roles = [role for record in RECORDS for role in record.get("roles", [])]
    titles = [title if isinstance(title, str) else title["text"] for role in roles for title in role["titles"]]
    persons, hindi = sum("roles" in record for record in RECORDS), sum(map(is_devanagari, titles))
    assert (
        f"{len(roles)} terms of office of {persons} persons with {len(titles)} titles, {hindi} of them Hindi" in readme
    )
    assert f"A gazetteer of {total[0]} entities" in readme
    assert f"{sum(map(len, DISPATCHES.values()))} mentions" in readme


def test_the_linter_finds_no_error() -> None:
    findings = SEED.gazetteer.lint()
    assert findings[findings["severity"] == "error"].to_dict("records") == []
