"""The seed held to what a reader finds in it: the mentions of every dispatch, parallel texts, offices, scripts."""

import re
import tomllib
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from conftest import ROOT

import comention as cm

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


@pytest.fixture(scope="module")
def matcher():
    return cm.Matcher(SEED.gazetteer)


@pytest.fixture(scope="module")
def found(matcher):
    """Of every dispatch, its mentions: surface and entity, "?" where the text does not say whose it is."""
    table = matcher.match(SEED.documents).to_pandas()
    mentions = {document: [] for document in SEED.documents["id"]}
    for row in table.itertuples():
        mentions[row.doc_id].append([row.surface, row.entity_id if isinstance(row.entity_id, str) else "?"])
    return mentions


def names(record):
    """Every name and title of an entity: text, kind, first and last day."""
    yield record["name"], "name", None, None
    for alias in record.get("aliases", []):
        alias = {"text": alias} if isinstance(alias, str) else alias
        yield alias["text"], alias.get("kind", "name"), alias.get("valid_from"), alias.get("valid_to")


def titles(record):
    """Every title that stands alone: text, first and last day."""
    for role in record.get("roles", []):
        for title in role["titles"]:
            title = {"text": title} if isinstance(title, str) else title
            if title.get("alone", True):
                yield title["text"], role.get("from"), role.get("to")


def is_devanagari(text):
    return re.search("[\u0900-\u097f]", text) is not None


def test_the_expectations_cover_every_dispatch_and_know_their_entities():
    assert set(DISPATCHES) == set(SEED.documents["id"])
    expected = {entity for mentions in DISPATCHES.values() for _, entity in mentions} - {"?"}
    assert expected <= {record["id"] for record in RECORDS}
    assert sum(map(len, DISPATCHES.values())) > 800


@pytest.mark.parametrize("document", DISPATCHES)
def test_a_dispatch_has_exactly_the_mentions_a_reader_finds(document, found):
    assert found[document] == DISPATCHES[document]


def parallel_dispatches():
    """Dispatches written in both languages, by id: one event, told once in each."""
    ids = set(SEED.documents["id"])
    for english in sorted(ids):
        if "-en" in english:
            stem, _, version = english.partition("-en")
            hindi = next(
                (h for h in (f"{stem}-hi{version}", f"{stem}-hi", f"{stem}-hi-1", f"{stem}-hi-social") if h in ids),
                None,
            )
            if hindi and not version.startswith("-") | ("notice" in stem):
                yield english, hindi


@pytest.mark.parametrize(("english", "hindi"), parallel_dispatches())
def test_dispatches_of_one_event_name_the_same_main_persons(english, hindi, found):
    """They are retold, not translated: who is named twice or more in one must be named in the other."""
    count = [Counter(entity for _, entity in found[document] if entity in PERSONS) for document in (english, hindi)]
    for one, other in (count, reversed(count)):
        other = dict(other)
        assert {entity for entity, n in one.items() if n > 2} <= set(other)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["name"])
@pytest.mark.parametrize("lang", ["en", "hi"])
def test_a_parallel_text_names_whom_a_reader_finds(pair, lang, matcher):
    table = matcher.match([pair[lang]], date=[pair["date"]]).to_pandas()
    assert table["entity_id"].notna().all()
    assert Counter(table["entity_id"]) == Counter(pair["entities"])


def test_every_person_is_mentioned_or_held_an_office_or_guards_a_name(found):
    """No person is in the gazetteer for no reason; of namesakes the gazetteer says whose name they keep clean."""
    mentioned = {entity for mentions in found.values() for _, entity in mentions}
    mentioned |= {entity for pair in PAIRS for entity in pair["entities"]}
    for record in RECORDS:
        if record["id"] in PERSONS - mentioned and not record.get("roles"):
            assert record.get("namesake_of") in PERSONS, record["id"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])
def test_an_entity_is_named_in_both_scripts(record):
    full = [text for text, kind, *_ in names(record) if kind in ("name", "acronym")]
    assert any(map(is_devanagari, full))
    assert any(re.search("[A-Za-z]", text) for text in full)


@pytest.mark.parametrize("record", [r for r in RECORDS if r.get("roles")], ids=lambda record: record["id"])
def test_an_office_has_titles_in_both_scripts(record):
    for role in record["roles"]:
        texts = [title if isinstance(title, str) else title["text"] for title in role["titles"]]
        assert {is_devanagari(text) for text in texts} == {True, False}


def test_no_day_has_two_holders_of_one_title():
    terms = defaultdict(list)
    for record in RECORDS:
        for text, start, end in titles(record):
            assert start, f"{record['id']}: {text} stands alone and has no first day"
            terms[text].append((start, end or "9999-12-31", record["id"]))
    for text, held in terms.items():
        for (_, end, one), (start, _, other) in pairwise(sorted(held)):
            assert end < start, f"{text}: {one} until {end}, {other} from {start}"


def test_only_short_names_have_two_owners_at_a_time():
    owners = defaultdict(list)
    for record in RECORDS:
        for text, kind, start, end in names(record):
            if kind not in ("short", "demonym"):
                owners[text.casefold()].append((start or "0001-01-01", end or "9999-12-31", record["id"]))
    for text, owned in owners.items():
        for (_, end, one), (start, _, other) in pairwise(sorted(owned)):
            assert one == other or end < start, f"{text}: {one}, {other}"


def test_the_linter_finds_no_error():
    if not hasattr(SEED.gazetteer, "lint"):
        pytest.skip("this build has no linter")
    findings = SEED.gazetteer.lint()
    assert findings[findings["severity"] == "error"].to_dict("records") == []
