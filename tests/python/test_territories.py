"""Countries and territories from CLDR."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import babel
import pyarrow.parquet as pq
import pytest

import comention as cm

if TYPE_CHECKING:
    from pathlib import Path


def test_the_countries_of_the_seed_are_the_same_entities(seed: cm.Seed) -> None:
    places = cm.Gazetteer.territories()
    shared = {entity for entity in places if entity in seed.gazetteer}
    assert shared >= {
        "brazil",
        "china",
        "india",
        "kazakhstan",
        "russia",
        "syria",
        "ukraine",
        "united-states",
        "uzbekistan",
    }
    # No country of the seed goes by another id.
    ids = {places[entity].name: entity for entity in places}
    named = [seed.gazetteer[entity] for entity in seed.gazetteer]
    assert {e.id: ids[e.name] for e in named if e.type == "place" and ids.get(e.name, e.id) != e.id} == {}
    both = seed.gazetteer + places
    assert len(both) == len(seed.gazetteer) + len(places) - len(shared)
    assert both["india"].attributes["iso3166"] == "IN"
    assert both["india"].type == "place"


def test_every_territory_of_babel_is_a_country_or_in_the_report() -> None:
    places = cm.Gazetteer.territories(["en"])
    codes = [record["iso3166"] for record in places.to_records()]
    assert len(codes) == len(set(codes))
    assert {"IN", "GB", "TW", "XK", "AQ"} <= set(codes)
    assert not {"EU", "ZZ", "UN", "001"} & set(codes)
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    report = places.report(places=True)
    left_out: dict[str, set[str]] = {}
    for reason, text in zip(report["reason"], report["text"], strict=True):
        left_out.setdefault(reason, set()).add(text.split()[0])
    known = set(babel.Locale("en").territories)
    assert set(codes).union(*left_out.values()) == known
    assert len(codes) + sum(map(len, left_out.values())) == len(known)
    regions = left_out.pop("a continent or region")
    assert regions == {code for code in known if code.isdigit()}
    # Which of the others CLDR has depends on its release.
    others = {
        "a part of a country, with a reserved code only": {"AC", "CP", "CQ", "DG", "EA", "IC", "TA"},
        "a grouping of countries": {"EU", "EZ", "UN"},
        "a code CLDR needs for itself": {"QO", "XA", "XB", "ZZ"},
    }
    assert left_out == {reason: codes & known for reason, codes in others.items()}


def test_regions_are_left_out_unless_asked_for() -> None:
    places = cm.Gazetteer.territories(["en"], regions=True)
    assert places["africa"].attributes["cldr"] == "002"
    assert "european-union" in places
    assert "central-asia" in places
    assert list(places.report()["reason"]) == ["a code CLDR needs for itself"]


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [
        ("Hong Kong is calm.", "en", "HK"),
        ("Burma became Myanmar.", "en", "MM"),
        ("They met in Turkey, later Türkiye.", "en", "TR"),
        ("Bosnia and Herzegovina votes.", "en", "BA"),
        ("Saint Lucia and St. Lucia", "en", "LC"),
        ("Ivory Coast, Côte d'Ivoire", "en", "CI"),
        ("अमेरिका ने कहा", "hi", "US"),
        ("ब्रिटेन में", "hi", "GB"),
        ("В России", "ru", None),
        ("美國與", "zh-Hant", "US"),
    ],
)
def test_names_as_news_write_them(text: str, lang: str, code: str | None) -> None:
    # By code: the id is the English name, which a release of CLDR may change.
    places = cm.Gazetteer.territories([lang])
    found = cm.Matcher(places).match([text]).to_pandas()
    codes = {places[entity].attributes["iso3166"] for entity in found["entity_id"]}
    assert codes == ({code} if code else set())
    for row in found.to_dict("records"):
        assert text[row["start"] : row["end"]] == row["surface"]


def test_us_is_not_us() -> None:
    found = cm.Matcher(cm.Gazetteer.territories(["en"])).match(["The US let us in."]).to_pandas()
    assert list(found["start"]) == [4]


@pytest.mark.parametrize(
    ("langs", "message"),
    [
        (["en", "xx"], "langs holds 'xx', which is no language of CLDR, such as 'en' or 'hi'"),
        (["en_US"], "langs holds 'en_US', which is no language of CLDR, such as 'en' or 'hi' (did you mean 'en-US'?)"),
        ([], "langs is empty, must hold at least one language such as 'en'"),
        ([3], "langs holds 3, which is no language of CLDR, such as 'en' or 'hi'"),
    ],
)
def test_languages_that_are_none(langs: list[Any], message: str) -> None:
    with pytest.raises(cm.OptionError) as caught:
        cm.Gazetteer.territories(langs)
    assert str(caught.value) == message


def test_without_babel_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(cm.MissingDependencyError, match=r'pip install "comention\[territories\]"'):
        cm.Gazetteer.territories()


NEWS_LANGS = "ar bn de el en es fr gu hi ja kn ml mr pa pt ru ta te th tr uk ur zh zh-Hant".split()


def test_the_names_are_those_of_babel() -> None:
    """Every name babel has for a territory in a language is a name of that territory in it."""
    places = cm.Gazetteer.territories(NEWS_LANGS, regions=True)
    ours = places.to_pandas()
    ours["code"] = ours["iso3166"].fillna(ours["cldr"])
    names = set(zip(ours["code"], ours["alias"], strict=True))
    test_data = {"QO", "XA", "XB", "ZZ"}
    english = babel.Locale("en").territories
    for tag in NEWS_LANGS:
        theirs = babel.Locale.parse(tag, sep="-").territories
        expected = {(code, theirs[code]) for code in theirs if code in english.keys() - test_data}
        assert len(expected) > 200
        assert expected <= names, tag


def test_most_names_are_those_of_another_release(data: Path) -> None:
    """Against an extract of another release of CLDR, made by others.

    A release renames up to a fifth of a language's territories. Half of all names agree, unless
    names went to wrong territories.
    """
    table = pq.read_table(data / "gazetteers" / "cldr-territories.parquet").to_pandas()
    table = table[table["entity_id"].str.fullmatch("cldr:[A-Z]{2}") & (table["lang"] != "und")]
    langs = sorted(set(table["lang"]))
    ours = cm.Gazetteer.territories(langs, regions=True).to_pandas()
    ours["code"] = ours["iso3166"].fillna(ours["cldr"])
    names = set(zip(ours["code"], ours["alias"], strict=True))
    theirs = set(zip(table["entity_id"].str[5:], table["alias"], strict=True))
    assert len(theirs & names) > len(theirs) / 2
