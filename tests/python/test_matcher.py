"""The matcher: options, kinds, who a name is on which day, and the same result however it is asked for."""

from __future__ import annotations

import copy
import pickle
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import comention as cm

OFFICES = ["Russian Defence Minister", "External Affairs Minister", "रूसी रक्षा मंत्री"]
FIELDS = ["entity_id", "surface", "resolution", "candidates"]


def rows(mentions: cm.Mentions, *names: str) -> list[tuple[Any, ...]]:
    table = mentions.to_arrow()
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def surfaces(matcher: cm.Matcher, *texts: str) -> list[str]:
    return [surface for (surface,) in rows(matcher.match(texts), "surface")]


@pytest.fixture(scope="module")
def people() -> cm.Gazetteer:
    return cm.Gazetteer.from_records(
        [
            {"id": "india", "name": "India", "aliases": [{"text": "Indian", "kind": "demonym"}]},
            {"id": "new-york", "name": "New York"},
            {"id": "york", "name": "York", "priority": 2},
            {"id": "duke", "name": "Duke of York", "aliases": ["York"], "priority": 1},
            {"id": "us", "name": "United States", "aliases": [{"text": "US", "kind": "acronym"}]},
            {"id": "a-singh", "name": "Ajit Singh", "aliases": [{"text": "Singh", "kind": "short", "alone": True}]},
            {"id": "b-singh", "name": "Binod Singh", "aliases": [{"text": "Singh", "kind": "short", "alone": True}]},
            {"id": "pm", "name": "Ms Holder", "roles": [{"titles": ["Prime Minister"], "from": "2020-01-01"}]},
        ]
    )


# ---- options ---------------------------------------------------------------------------------------------------------

CHOSEN: list[tuple[dict[str, Any], str, list[str]]] = [
    ({}, "New York, us, US", ["New York", "US"]),
    ({"overlap": "longest"}, "New York", ["New York"]),
    ({"overlap": "all"}, "New York", ["New York", "York"]),
    ({"case": "smart"}, "us INDIA US india", ["INDIA", "US", "india"]),
    ({"case": "fold"}, "us INDIA US india", ["us", "INDIA", "US", "india"]),
    ({"case": "exact"}, "us INDIA US India", ["US", "India"]),
    ({"boundaries": "word"}, "Indiana India", ["India"]),
    ({"boundaries": "none"}, "Indiana India", ["India", "India"]),
    ({}, "Indian US Singh Prime Minister India", ["US", "Singh", "Prime Minister", "India"]),
    ({"kinds": ["demonym"]}, "Indian US Singh Prime Minister India", ["Indian"]),
    ({"kinds": ["acronym", "short"]}, "Indian US Singh Prime Minister India", ["US", "Singh"]),
    ({"kinds": ("role", "name")}, "Indian US Singh Prime Minister India", ["Prime Minister", "India"]),
    ({"kinds": "role"}, "Indian US Singh Prime Minister India", ["Prime Minister"]),
    ({}, "Níngbó York. INDÍA, Singh", ["York", "Singh"]),
    ({"fold_diacritics": True}, "Ýork. INDÍA, Singh", ["Ýork", "INDÍA", "Singh"]),
]


@pytest.mark.parametrize(("options", "text", "expected"), CHOSEN)
def test_options(people: cm.Gazetteer, options: dict[str, Any], text: str, expected: list[str]) -> None:
    assert surfaces(cm.Matcher(people, **options), text) == expected


def test_a_demonym_is_no_name_unless_asked_for(seed: cm.Seed, matcher: cm.Matcher) -> None:
    text = "Indian and Russian ships. भारतीय जहाज।"
    assert surfaces(matcher, text) == []
    every = cm.Matcher(seed.gazetteer, kinds=["name", "acronym", "role", "short", "demonym"])
    assert surfaces(every, text) == ["Indian", "Russian", "भारतीय"]


WRONG: list[tuple[str, str, list[str]]] = [
    ("overlap", "shortest", ["longest", "all"]),
    ("case", "lower", ["smart", "fold", "exact"]),
    ("ambiguous", "guess", ["resolve", "keep", "drop"]),
    ("boundaries", "line", ["word", "none"]),
    ("kinds", "nickname", ["name", "acronym", "demonym", "role", "short"]),
]


@pytest.mark.parametrize(("option", "value", "choices"), WRONG)
def test_a_wrong_option_lists_the_right_ones(people: cm.Gazetteer, option: str, value: str, choices: list[str]) -> None:
    given: dict[str, Any] = {option: value}
    with pytest.raises(cm.OptionError) as error:
        cm.Matcher(people, **given)
    assert isinstance(error.value, ValueError)
    message = str(error.value)
    assert message.startswith(option.removesuffix("s") if option == "kinds" else option)
    assert f"'{value}'" in message
    for choice in choices:
        assert f"'{choice}'" in message


def test_no_kind_at_all_is_a_slip(people: cm.Gazetteer) -> None:
    with pytest.raises(
        cm.OptionError, match=r"^kinds is \[\], must be one of 'name', 'acronym', 'demonym', 'role', 'short'"
    ):
        cm.Matcher(people, kinds=[])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threads": 0}, "threads is 0, must be"),
        ({"threads": True}, "threads is True, must be"),
        ({"threads": "2"}, "threads is '2', must be"),
        ({"threads": 1.5}, "threads is 1.5, must be"),
        ({"progress": "yes"}, "progress is 'yes', must be True, False or a function of (done, total)"),
    ],
)
def test_wrong_options_of_calls(matcher: cm.Matcher, options: dict[str, Any], message: str) -> None:
    for call in (matcher.match, matcher.cooccurrences):
        with pytest.raises(cm.OptionError) as error:
            call(["Modi"], **options)
        assert message in str(error.value)


def test_numbers_of_numpy_are_numbers(matcher: cm.Matcher) -> None:
    threads: Any = np.int64(2)
    assert len(matcher.match(["Modi"], threads=threads)) == 1


def test_options_have_names(people: cm.Gazetteer) -> None:
    make: Any = cm.Matcher
    with pytest.raises(TypeError, match="positional"):
        make(people, "longest")
    with pytest.raises(TypeError, match="positional"):
        make(people).match(["a"], "text")
    with pytest.raises(TypeError, match="a Matcher is made of a Gazetteer, not of list"):
        make([{"id": "india"}])


# ---- what it is ------------------------------------------------------------------------------------------------------


def test_frozen(matcher: cm.Matcher) -> None:
    for name in ("gazetteer", "overlap", "anything", "_core"):
        with pytest.raises(AttributeError, match=f"a Matcher does not change: cannot set '{name}'"):
            setattr(matcher, name, None)
        with pytest.raises(AttributeError, match=f"a Matcher does not change: cannot delete '{name}'"):
            delattr(matcher, name)


def test_repr(people: cm.Gazetteer) -> None:
    text = repr(cm.Matcher(people, overlap="all", case="exact", boundaries="none", kinds=["role"]))
    assert text.startswith("Matcher(Gazetteer(8 entities, 14 names), overlap='all', case='exact', ambiguous='resolve'")
    assert "boundaries='none'" in text
    assert "kinds=['role']" in text
    assert "kinds" not in repr(cm.Matcher(people))


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_are_equal(seed: cm.Seed, protocol: int) -> None:
    matcher = cm.Matcher(seed.gazetteer, overlap="all", case="fold", kinds=["name", "short", "demonym"])
    mentions = matcher.match(seed.documents)
    pairs = matcher.cooccurrences(seed.documents, by="year")

    def again(value: Any) -> Any:
        return pickle.loads(pickle.dumps(value, protocol))

    assert again(seed.gazetteer) == seed.gazetteer
    assert repr(again(matcher)) == repr(matcher)
    assert again(matcher).gazetteer == seed.gazetteer
    assert again(matcher).match(seed.documents).to_arrow() == mentions.to_arrow()
    assert again(mentions).to_arrow(byte_offsets=True) == mentions.to_arrow(byte_offsets=True)
    assert again(mentions).cooccurrences(by="year") == pairs
    assert again(mentions).evidence("india", "russia").equals(mentions.evidence("india", "russia"))
    assert again(pairs) == pairs
    assert again(pairs).to_arrow() == pairs.to_arrow()
    assert again(pairs) + pairs == pairs + pairs


def test_copies_are_equal(seed: cm.Seed, matcher: cm.Matcher) -> None:
    mentions = matcher.match(seed.documents)
    for copied in (copy.copy, copy.deepcopy):
        assert copied(seed.gazetteer) == seed.gazetteer
        assert copied(matcher).match(seed.documents).to_arrow() == mentions.to_arrow()
        assert copied(mentions).to_arrow() == mentions.to_arrow()
        assert copied(mentions.cooccurrences()) == mentions.cooccurrences()


def test_results_are_not_made_by_hand() -> None:
    for result in (cm.Mentions, cm.Cooccurrences):
        with pytest.raises(TypeError, match=r"use Matcher\."):
            result()


# ---- the same result -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 3, 16])
def test_for_any_number_of_threads(seed: cm.Seed, matcher: cm.Matcher, threads: int) -> None:
    docs = seed.documents.loc[seed.documents.index.repeat(20)].reset_index(drop=True)
    assert matcher.match(docs, threads=threads).to_arrow() == matcher.match(docs).to_arrow()
    assert matcher.cooccurrences(docs, by="week", threads=threads) == matcher.cooccurrences(docs, by="week")


@pytest.mark.parametrize("between", ["\n\n", "\n", " "])
def test_one_large_document_is_shared_by_threads(seed: cm.Seed, matcher: cm.Matcher, between: str) -> None:
    text = between.join(seed.documents["text"])
    docs = ["Modi", between.join([text] * 30), "", text]
    one = matcher.match(docs, threads=1)
    arrow, frame = one.to_arrow(), one.to_pandas()
    large = frame[frame.doc_id == 1]
    assert all(docs[1][start:end] == surface for start, end, surface in large[["start", "end", "surface"]].to_numpy())
    assert large.start.is_monotonic_increasing
    assert large.sentence.is_monotonic_increasing
    # Every copy of the text reads as the one before.
    length = len(text) + len(between)
    columns = ["entity_id", "surface", "resolution"]
    copies = [large[large.start // length == i][columns].reset_index(drop=True) for i in range(1, 29)]
    assert len(copies[0]) > 100
    assert all(copies[0].equals(other) for other in copies)
    for threads in (2, 3, None):
        assert matcher.match(docs, threads=threads).to_arrow() == arrow
        assert matcher.cooccurrences(docs, threads=threads) == one.cooccurrences()


@pytest.mark.parametrize("chance", range(3))
def test_for_any_order_of_documents(seed: cm.Seed, matcher: cm.Matcher, chance: int) -> None:
    order = random.Random(chance).sample(range(len(seed.documents)), len(seed.documents))
    docs = seed.documents.iloc[order]
    mentions = matcher.match(seed.documents).to_pandas()
    parts = dict(tuple(mentions.groupby("doc_id")))
    shuffled = matcher.match(docs).to_pandas()
    for doc_id, part in shuffled.groupby("doc_id"):
        assert part.reset_index(drop=True).equals(parts.pop(doc_id).reset_index(drop=True))
    assert not parts
    assert shuffled.doc_id.drop_duplicates().tolist() == [i for i in docs["id"] if i in set(shuffled.doc_id)]
    pairs = matcher.cooccurrences(docs, by="month")
    assert pairs == matcher.cooccurrences(seed.documents, by="month")
    assert pairs.to_arrow() == matcher.cooccurrences(seed.documents, by="month").to_arrow()


def test_for_many_threads_with_one_matcher(seed: cm.Seed, matcher: cm.Matcher) -> None:
    expected = matcher.match(seed.documents).to_arrow()
    with ThreadPoolExecutor(16) as pool:
        found = list(
            pool.map(lambda threads: matcher.match(seed.documents, threads=threads).to_arrow(), [1, 2, None] * 32)
        )
    assert all(table == expected for table in found)


# ---- who it is -------------------------------------------------------------------------------------------------------

HOLDERS: list[tuple[str, str | None, str | None]] = [
    ("Russian Defence Minister", "2022-10-27", "sergei-shoigu"),
    ("Russian Defence Minister", "2024-12-10", "andrey-belousov"),
    ("Russian Defence Minister", None, None),
    ("रूसी रक्षा मंत्री", "2022-10-27", "sergei-shoigu"),
    ("रूसी रक्षा मंत्री", "2024-12-10", "andrey-belousov"),
    ("External Affairs Minister", "2019-05-29", "sushma-swaraj"),
    ("External Affairs Minister", "2019-05-30", "s-jaishankar"),
    ("External Affairs Minister", None, None),
    ("Russian Foreign Minister", "2003-01-01", "igor-ivanov"),
    ("Russian Foreign Minister", None, None),  # several were
]


@pytest.mark.parametrize(("title", "day", "holder"), HOLDERS)
def test_an_office_is_its_holder_on_that_day(
    matcher: cm.Matcher, title: str, day: str | None, holder: str | None
) -> None:
    mentions = matcher.match([f"The {title} spoke."], date=[day])
    expected = [] if holder is None else [(holder, title, 4, 4 + len(title))]
    assert rows(mentions, "entity_id", "surface", "start", "end") == expected


def test_what_the_date_decided_is_said(matcher: cm.Matcher) -> None:
    mentions = matcher.match(["Russian Defence Minister", "Lavrov"], date=["2024-12-10", None])
    assert rows(mentions, *FIELDS) == [
        ("andrey-belousov", "Russian Defence Minister", "date", mentions.to_arrow()["candidates"][0].as_py()),
        ("sergey-lavrov", "Lavrov", "unique", None),
    ]
    assert {"sergei-shoigu", "andrey-belousov"} <= set(mentions.to_arrow()["candidates"][0].as_py())


SINGHS = {"rajnath-singh", "v-k-singh"}
CONTEXTS: list[tuple[str, list[tuple[str | None, str]]]] = [
    ("Rajnath Singh came. Singh left.", [("rajnath-singh", "unique"), ("rajnath-singh", "context")]),
    ("Singh left.\n\nRajnath Singh came.", [("rajnath-singh", "context"), ("rajnath-singh", "unique")]),
    ("राजनाथ सिंह आए। सिंह गए। Singh.", [("rajnath-singh", how) for how in ("unique", "context", "context")]),
    ("Singh left.", []),
    (
        "Rajnath Singh, VK Singh, Singh.",
        [("rajnath-singh", "unique"), *[("v-k-singh", how) for how in ("unique", "context")]],
    ),
    ("Singh, Rajnath Singh, VK Singh.", [(None, "ambiguous"), ("rajnath-singh", "unique"), ("v-k-singh", "unique")]),
]


@pytest.mark.parametrize(("text", "expected"), CONTEXTS)
def test_the_document_decides(matcher: cm.Matcher, text: str, expected: list[tuple[str | None, str]]) -> None:
    mentions = matcher.match(["Rajnath Singh", text])  # another document does not
    found = rows(mentions, "doc_id", *FIELDS)[1:]
    assert [(entity, resolution) for _, entity, _, resolution, _ in found] == expected
    for _, _, surface, _, candidates in found:
        if surface in {"Singh", "सिंह"}:
            assert set(candidates) >= SINGHS
        else:
            assert candidates is None


def test_a_shorter_name_inside_a_name_is_no_second_mention() -> None:
    summit = [{"text": text, "nested": True} for text in ("16th BRICS Summit", "BRICS Summit")]
    records: list[dict[str, object]] = [{"id": "summit", "aliases": summit}, {"id": "brics", "name": "BRICS"}]
    mentions = cm.Matcher(cm.Gazetteer.from_records(records)).match(["The 16th BRICS Summit."])
    assert rows(mentions, "entity_id", "surface") == [("summit", "16th BRICS Summit"), ("brics", "BRICS")]


def test_the_higher_priority_decides(people: cm.Gazetteer) -> None:
    mentions = cm.Matcher(people).match(["York", "The Duke of York. York."])
    assert rows(mentions, "entity_id", "resolution") == [
        ("york", "priority"),
        ("duke", "unique"),
        ("duke", "context"),  # which comes before priority
    ]
    assert mentions.to_arrow()["candidates"].to_pylist()[0] == ["york", "duke"]


def test_candidates_stay_with_their_mentions() -> None:
    shared = {"a": ["Singh"], "b": ["Singh", "Yadav"], "c": ["Yadav", "Roy"], "d": ["Roy"]}
    records = [{"id": entity, "name": entity * 2, "aliases": names} for entity, names in shared.items()]
    gazetteer = cm.Gazetteer.from_records(records)
    texts = ["Singh, Yadav, Roy.", "Singh, Yadav and cc.", "Yadav."]
    columns = ("doc_id", "entity_id", "resolution", "candidates")
    keep = [(0, entity, "ambiguous", both) for both in (["a", "b"], ["b", "c"], ["c", "d"]) for entity in both]
    keep += [(1, entity, "ambiguous", ["a", "b"]) for entity in "ab"]
    named: list[tuple[Any, ...]] = [(1, "c", "context", ["b", "c"]), (1, "c", "unique", None)]
    last = [(2, entity, "ambiguous", ["b", "c"]) for entity in "bc"]
    assert rows(cm.Matcher(gazetteer, ambiguous="keep").match(texts), *columns) == [*keep, *named, *last]
    assert rows(cm.Matcher(gazetteer, ambiguous="drop").match(texts), *columns) == named


@pytest.mark.parametrize("first", ["nothing", "everything"])
def test_room_is_made_for_what_nobody_expected(first: str) -> None:
    """What is read first does not tell how many mentions the rest has."""
    gazetteer = cm.Gazetteer.from_records(
        [{"id": entity, "name": entity, "aliases": ["Roy"]} for entity in ("aa", "bb")]
    )
    nothing, everything = "no name in it at all. " * 3_000, "Roy met aa, but of bb नहीं. " * 3_000
    texts = [nothing, nothing, nothing, everything, "", everything, nothing, everything, everything]
    if first == "everything":
        texts.reverse()
    matcher = cm.Matcher(gazetteer, ambiguous="keep")
    one = matcher.match(texts, threads=1)
    assert one.to_arrow() == matcher.match(texts, threads=2).to_arrow()
    alone = [matcher.match([text]).to_arrow().drop(["doc_id"]) for text in texts]
    assert one.to_arrow().drop(["doc_id"]) == pa.concat_tables(alone)
    assert len(one) >= 4 * 3_000 * 3
    assert one.summary().equals(matcher.match(texts, threads=2).summary())


def test_what_is_left_of_a_pattern_decides() -> None:
    titled = {"id": "anna", "name": "Anna Berg", "roles": [{"titles": [{"text": "Chief", "alone": True}]}]}
    gazetteer = cm.Gazetteer.from_records([{"id": "band", "name": "Chief"}, titled, {"id": "town", "name": "Chief"}])
    columns = ("entity_id", "resolution", "candidates")
    for text, candidates in (("The Chief came.", ["band", "anna", "town"]), ("The former Chief.", ["band", "town"])):
        assert rows(cm.Matcher(gazetteer).match([text]), *columns) == [(None, "ambiguous", candidates)]


def test_an_ambiguous_mention_is_nobody(people: cm.Gazetteer) -> None:
    matcher = cm.Matcher(people)
    mentions = matcher.match(["Singh met India."])
    assert rows(mentions, "entity_id", "type", "alias", "resolution", "candidates") == [
        (None, None, "Singh", "ambiguous", ["a-singh", "b-singh"]),
        ("india", None, "India", "unique", None),
    ]
    pairs = mentions.cooccurrences()
    assert pairs.to_pandas(unit="document").empty
    assert pairs.entities().entity_id.tolist() == ["india"]
    assert mentions.evidence("a-singh", "b-singh").empty
    both = matcher.cooccurrences(["Singh met India. Ajit Singh and Binod Singh."])
    edges = both.to_pandas(unit="sentence")
    assert list(zip(edges.entity_a, edges.entity_b, strict=True)) == [("a-singh", "b-singh")]
