"""Countries and territories as records, from the CLDR data that babel carries."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from comention._frames import optional
from comention.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["TERRITORY_LANGS", "territory_records"]

TERRITORY_LANGS = ("en", "hi")
"""The languages of names where none are asked for."""

NOT_A_PLACE = {"QO", "XA", "XB", "ZZ"}
"""Codes CLDR needs for itself: outlying Oceania, test data, unknown."""

GROUPINGS = {"EU", "EZ", "UN"}
RESERVED = {"AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
"""Parts of countries that ISO 3166-1 reserves a code for and does not list."""

ALSO = {
    "en": {
        "AE": ["UAE"],
        "BA": ["Bosnia"],
        "CD": ["DR Congo", "Democratic Republic of the Congo", "Democratic Republic of Congo"],
        "CG": ["Republic of the Congo", "Congo Republic"],
        "CI": ["Ivory Coast"],
        "CV": ["Cabo Verde"],
        "CZ": ["Czech Republic"],
        "FK": ["Falklands"],
        "GB": ["UK", "U.K.", "Britain", "Great Britain"],
        "GM": ["The Gambia"],
        "HK": ["Hong Kong"],
        "KP": ["DPRK"],
        "MK": ["Macedonia"],
        "MM": ["Burma"],
        "MO": ["Macau", "Macao"],
        "NL": ["The Netherlands", "Holland"],
        "PS": ["Palestine"],
        "SZ": ["Swaziland"],
        "TL": ["East Timor"],
        "TR": ["Turkey"],
        "US": ["US", "U.S.", "USA", "U.S.A."],
        "VA": ["Holy See", "Vatican"],
    },
    "hi": {
        "CI": ["आइवरी कोस्ट"],
        "CZ": ["चेक गणराज्य"],
        "GB": ["ब्रिटेन", "यूके", "यू॰के॰"],
        "MM": ["बर्मा"],
        "PS": ["फ़िलिस्तीन"],
        "SZ": ["स्वाज़ीलैंड"],
        "TL": ["पूर्वी तिमोर"],
        "TR": ["तुर्की"],
        "US": ["अमेरिका", "अमरीका"],
    },
}
"""Names in use besides the one babel has: the short and variant ones of CLDR, which babel leaves out, abbreviations."""

PREFERRED = {"HK": "Hong Kong", "MO": "Macao"}
"""Names for ids and readers, where CLDR's says more than a name."""

Record = dict[str, Any]


def territory_records(langs: Iterable[str], *, regions: bool) -> tuple[list[Record], list[tuple[str, str]]]:
    """Records of the territories, and what was left out: the reason and what it is."""
    tags = [langs] if isinstance(langs, str) else list(langs)
    if not tags:
        raise OptionError("langs is empty, must hold at least one language such as 'en'")
    named = [(tag, _names(tag)) for tag in dict.fromkeys(tags)]
    english = _names("en")
    records: list[Record] = []
    left_out: list[tuple[str, str]] = []
    for code, name in english.items():
        reason = _reason_against(code)
        if reason is not None and (code in NOT_A_PLACE or not regions):
            left_out.append((reason, f"{code} {name}"))
            continue
        aliases = [
            {"text": text, "lang": tag}
            for tag, names in named
            if code in names
            for text in _texts(code, tag, names[code])
        ]
        missing = ", ".join(tag for tag, names in named if code not in names)
        if missing:
            left_out.append(("CLDR has no name in a language asked for", f"{code} {name}: {missing}"))
        if aliases:
            label = PREFERRED.get(code, _bare(name))
            key = "iso3166" if reason is None else "cldr"
            # A reader's name is a name to match too: it has to be one of a language asked for.
            shown = label if any(alias["text"] == label for alias in aliases) else aliases[0]["text"]
            records.append({"id": _slug(label), "name": shown, "type": "place", "aliases": aliases, key: code})
    return records, left_out


def _reason_against(code: str) -> str | None:
    """Why a territory of CLDR is no country or territory of ISO 3166-1."""
    if code in NOT_A_PLACE:
        return "a code CLDR needs for itself"
    if code.isdigit():
        return "a continent or region"
    if code in GROUPINGS:
        return "a grouping of countries"
    return "a part of a country, with a reserved code only" if code in RESERVED else None


def _names(tag: str) -> Mapping[str, str]:
    babel = optional("babel", "territories")
    try:
        locale = babel.Locale.parse(str(tag), sep="-")
    except (babel.UnknownLocaleError, ValueError):
        known = [name.replace("_", "-") for name in optional("babel.localedata", "territories").locale_identifiers()]
        close = difflib.get_close_matches(str(tag), known, n=1)
        hint = f" (did you mean '{close[0]}'?)" if close else ""
        raise OptionError(f"langs holds {tag!r}, which is no language of CLDR, such as 'en' or 'hi'{hint}") from None
    names: Mapping[str, str] = {code: locale.territories[code] for code in locale.territories}
    if not names:
        raise OptionError(f"langs holds {tag!r}, in which CLDR has no names of territories")
    return names


def _bare(name: str) -> str:
    """A name without what stands in brackets: `Myanmar (Burma)` as `Myanmar`."""
    return re.sub(r"\s*[(（].*?[)）]\s*", " ", name).strip()


def _texts(code: str, tag: str, name: str) -> list[str]:
    """A name, and the forms of it people write: without what stands in brackets, with `and` for `&`."""
    texts = [_bare(name), name]
    lang = tag.split("-", maxsplit=1)[0]
    if lang == "en":
        texts += [text.replace("&", "and") for text in texts if "&" in text]
        texts += [f"Saint {text[4:]}" for text in texts if text.startswith("St. ")]
    return list(dict.fromkeys([*texts, *ALSO.get(lang, {}).get(code, [])]))


def _slug(name: str) -> str:
    """`Côte d’Ivoire` as `cote-divoire`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
