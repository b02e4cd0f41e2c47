"""Countries and territories from CLDR."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

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


def test_every_country_of_iso_3166_is_there_once() -> None:
    places = cm.Gazetteer.territories(["en"])
    codes = [record["iso3166"] for record in places.to_records()]
    # 249 of ISO 3166-1, and Kosovo, whose code XK is left to users.
    assert len(codes) == len(set(codes)) == 250
    assert {"IN", "GB", "TW", "XK", "AQ"} <= set(codes)
    assert not {"EU", "ZZ", "UN", "001"} & set(codes)
    report = places.report()
    assert dict(zip(report["reason"], report["count"], strict=True)) == {
        "a continent or region": 31,
        "a part of a country, with a reserved code only": 7,
        "a grouping of countries": 3,
        "a code CLDR needs for itself": 4,
    }


def test_regions_are_left_out_unless_asked_for() -> None:
    places = cm.Gazetteer.territories(["en"], regions=True)
    assert places["africa"].attributes["cldr"] == "002"
    assert "european-union" in places
    assert "central-asia" in places
    assert list(places.report()["reason"]) == ["a code CLDR needs for itself"]


@pytest.mark.parametrize(
    ("text", "lang", "entity"),
    [
        ("Hong Kong is calm.", "en", "hong-kong"),
        ("Burma became Myanmar.", "en", "myanmar"),
        ("They met in Turkey, later Türkiye.", "en", "turkiye"),
        ("Bosnia and Herzegovina votes.", "en", "bosnia-herzegovina"),
        ("Saint Lucia and St. Lucia", "en", "st-lucia"),
        ("Ivory Coast, Côte d'Ivoire", "en", "cote-divoire"),
        ("अमेरिका ने कहा", "hi", "united-states"),
        ("ब्रिटेन में", "hi", "united-kingdom"),
        ("В России", "ru", None),
        ("美國與", "zh-Hant", "united-states"),
    ],
)
def test_names_as_news_write_them(text: str, lang: str, entity: str | None) -> None:
    found = cm.Matcher(cm.Gazetteer.territories([lang])).match([text]).to_pandas()
    assert set(found["entity_id"]) == ({entity} if entity else set())
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


def test_the_names_are_those_of_cldr(data: Path) -> None:
    """Against an extract made by others: all but the names CLDR calls short or variant, which babel does not have."""
    table = pq.read_table(data / "gazetteers" / "cldr-territories.parquet").to_pandas()
    table = table[table["entity_id"].str.fullmatch("cldr:[A-Z]{2}") & (table["lang"] != "und")]
    ours = cm.Gazetteer.territories(sorted(set(table["lang"])), regions=True).to_pandas()
    ours["code"] = ours["iso3166"].fillna(ours["cldr"])
    known = set(zip(ours["code"], ours["alias"], strict=True))
    named = [(code[5:], alias) in known for code, alias in zip(table["entity_id"], table["alias"], strict=True)]
    real = ~table["entity_id"].isin(["cldr:QO", "cldr:XA", "cldr:XB", "cldr:ZZ"])
    missing = table[real][[not found for found, is_real in zip(named, real, strict=True) if is_real]]
    assert len(missing) < 0.05 * real.sum()
    # Each territory has a name in each language.
    assert set(table[real]["entity_id"].str[5:]) <= set(ours["code"])
