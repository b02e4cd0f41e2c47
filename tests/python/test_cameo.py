"""Actor dictionaries with CAMEO codes."""

from __future__ import annotations

import json
import logging
import pickle
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

import comention as cm
from cli_helpers import runner
from conftest import ROOT
from gazetteer_helpers import refused

if TYPE_CHECKING:
    from pathlib import Path

CASES = tomllib.loads((ROOT / "tests/cases/cameo.toml").read_text())["case"]
READABLE = b"READABLE_ACTOR_\n\t[NGO]\n"
COUNTRIES, INTERNATIONAL = "Phoenix.Countries.actors.txt", "Phoenix.International.actors.txt"


@pytest.fixture(scope="module")
def phoenix(data: Path) -> cm.Gazetteer:
    folder = data / "gazetteers"
    return cm.Gazetteer.read_cameo(folder / COUNTRIES, folder / INTERNATIONAL)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cases(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "case.actors.txt"
    content = bytes(case["bytes"]) if "bytes" in case else case["text"].encode()
    path.write_bytes(content + READABLE * (20 if case.get("lost") else 0))
    if "error" in case:
        assert refused(lambda: cm.Gazetteer.read_cameo(path)) == f"{path}: {case['error']}"
        return
    gazetteer = cm.Gazetteer.read_cameo(path)
    records = [record for record in gazetteer.to_records() if record["id"] != "readable-actor"]
    assert records == json.loads(case["records"])
    places = gazetteer.report(places=True)
    assert set(places["file"]) <= {str(path)}
    said = [f"{row.outcome} line {row.line}: {row.reason}: {row.text}" for row in places.itertuples()]
    assert [line for line in said if "READABLE ACTOR" not in line] == case.get("report", [])
    assert gazetteer.report()["count"].sum() == len(places)


def test_what_is_skipped_is_said_once_for_each_reason(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "my.actors.txt"
    path.write_text("SOME_ACTOR_\n+SOME_ACTOR\n\t[USAGOV 990230-991231]\n\t[USAGOV >]\n\t[USA]\n")
    with caplog.at_level(logging.WARNING, "comention"):
        gazetteer = cm.Gazetteer.read_cameo(path)
    reason = "a date that is no day: neither yymmdd nor yyyymmdd"
    assert caplog.messages == [f"{path}: 2 skipped: {reason} (line 3: [USAGOV 990230-991231]; line 4: [USAGOV >])"]
    report = gazetteer.report()
    assert report[["outcome", "count"]].to_numpy().tolist() == [["skipped", 2], ["repeated", 1]]
    # A report is of the reading, not of the gazetteer.
    copy = pickle.loads(pickle.dumps(gazetteer))
    assert copy == gazetteer
    assert copy.report().empty


def test_what_is_no_path() -> None:
    with pytest.raises(cm.OptionError, match="at least one path"):
        cm.Gazetteer.read_cameo()
    with pytest.raises(FileNotFoundError, match=r"none\.actors\.txt"):
        cm.Gazetteer.read_cameo("none.actors.txt")


def test_several_files_describe_the_same_actors(tmp_path: Path) -> None:
    one, two = tmp_path / "one.actors.txt", tmp_path / "two.actors.txt"
    one.write_text("BAN_KI-MOON\n\t[KORGOV 040117-061201]\n")
    two.write_text("BAN_KI-MOON\n+MR_BAN\n\t[IGOUNO >070101]\n")
    gazetteer = cm.Gazetteer.read_cameo(one, two)
    assert [code["code"] for code in gazetteer["ban-ki-moon"].attributes["codes"]] == ["KORGOV", "IGOUNO"]  # type: ignore[attr-defined]
    assert refused(lambda: cm.Gazetteer.read_cameo(one) + cm.Gazetteer.read_cameo(two)).startswith(
        "entity 'ban-ki-moon': codes is "
    )


def test_the_command_line_takes_dictionaries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = runner(capsys)
    one, two = tmp_path / "one.actors.txt", tmp_path / "two.txt"
    one.write_text("BAN_KI-MOON\n\t[KORGOV 040117-061201]\n")
    two.write_text("BAN_KI-MOON\n+MR_BAN\n\t[IGOUNO >070101]\n\t[]\n")
    (tmp_path / "doc.txt").write_text("Mr. Ban met Sergey Lavrov.")
    found = run(
        "match", tmp_path / "doc.txt", "-g", one, "-g", "seed:india-russia", "-g", f"cameo:{two}", "--format", "jsonl"
    )
    assert found.code == 0
    assert [json.loads(line)["entity_id"] for line in found.out.splitlines()] == ["sergey-lavrov"]
    assert "1 skipped: no code of an actor (line 4: [])" in found.err
    (tmp_path / "doc.txt").write_text("Mr Ban met Sergey Lavrov.")
    found = run("match", tmp_path / "doc.txt", "-g", one, "-g", f"cameo:{two}", "--format", "jsonl")
    assert [json.loads(line)["entity_id"] for line in found.out.splitlines()] == ["ban-ki-moon"]


def test_short_names_and_acronyms_in_running_text(phoenix: cm.Gazetteer) -> None:
    matcher = cm.Matcher(phoenix)
    text = "Iran told the UN and NATO that who it let us see in IRAN, Chad and Cuba are no gap in law: so said the US."
    found = matcher.match([text]).to_pandas()
    pairs = found[["surface", "entity_id"]].to_numpy().tolist()
    assert pairs == [
        ["Iran", "iran"],
        ["the UN", "the-un"],
        ["NATO", "nato"],
        ["IRAN", "iran"],
        ["Chad", "chad"],
        ["Cuba", "cuba"],
        ["the US", "united-states-of-america"],
    ]


def test_phoenix_as_counted_by_hand(phoenix: cm.Gazetteer) -> None:
    """Codes as they stand in the files at the lines of these names."""
    codes = {
        "vladimir-putin": "RUSELI 1970-01-01 1999-08-09, RUSGOV 1999-12-31 2008-05-07, RUSGOV 1999-08-09 2000-05-07, "
        "RUSGOV 2008-05-08 -, RUSELI - -",
        "george-w-bush": "USAELI 1964-01-01 2001-01-20, USAGOV 2001-01-20 2009-01-20, USAELI - -",
        "kofi-annan": "IGOUNO 1997-01-01 2006-12-31, ELI - -",
        "alan-johnson": "GBRGOV 2004-10-01 2005-05-31, GBRGOV 2009-07-01 2010-05-31, GBRGOVBUS 2005-06-01 2006-05-31, "
        "GBRGOVEDU 2006-06-01 2007-06-30, GBRGOVHLH 2007-07-01 2009-06-30",
        "german-democratic-republic": "DDR - -, DDR 1949-10-07 1990-10-03",
        "jorge-sampaio": "PRTELI 1957-01-01 1996-03-09, PRTGOV 1996-03-09 2006-03-09, PRTELI - -",
    }
    for entity, expected in codes.items():
        found: Any = phoenix[entity].attributes["codes"]
        assert ", ".join(f"{c['code']} {c['from'] or '-'} {c['to'] or '-'}" for c in found) == expected
    assert "Bush Administration" in {alias.text for alias in phoenix["george-w-bush"].aliases}
    types = [record.get("type") for record in phoenix.to_records()]
    assert (types.count("place"), types.count("person")) == (233, 2829)
    assert phoenix["iran"].attributes["country"] == "IRN"


def test_phoenix_loses_no_line(phoenix: cm.Gazetteer, data: Path) -> None:
    """Counted a second time, with other means: every line with text is a name, a code, a comment, or in the report."""
    folded = {_bare(alias) for alias in phoenix.to_pandas()["alias"]}
    codes = {code["code"] for record in phoenix.to_records() for code in record.get("codes", ())}
    report = phoenix.report(places=True)
    heads, missing = 0, []
    for name in (COUNTRIES, INTERNATIONAL):
        reported = set(report[report["file"].str.endswith(name)]["line"])
        for number, line in enumerate((data / "gazetteers" / name).read_bytes().decode().split("\n"), 1):
            body = line.split(";")[0].split("#")[0]
            text, _, rest = body.partition("[")
            heads += bool(text.strip()) and not line.startswith(("+", "\t"))
            kept = (not _bare(text) or _bare(text) in folded) and (not rest or rest.split("]")[0].split()[0] in codes)
            if not kept and number not in reported:
                missing.append((name, number, line))
    assert missing == []
    counts = phoenix.report().groupby("reason")["count"].sum()
    assert heads == 26_215
    # Every head is an entity, or was put together with one, or is a name of the one above; two cannot be read.
    merged = counts["an actor of a name given before, put together with it"]
    joined = counts["a name below a name without a code, taken as a synonym"]
    assert (len(phoenix), merged, joined) == (24_986, 1191, 36)
    assert heads == len(phoenix) + merged + joined + 2
    assert phoenix.report().query("outcome == 'skipped'")["count"].sum() == 33


def _bare(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("+", " ").split()).casefold()
