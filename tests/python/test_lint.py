"""Lint: the table of cases, the face, the command line, real gazetteers."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest

import comention as cm
from cli_helpers import Run, runner
from comention._frames import documents

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "lint.toml").read_text(encoding="utf-8")
)["case"]

COLUMNS = ["severity", "rule", "entity_id", "alias", "lang", "reason", "count"]


def gazetteer_of(*records: dict[str, Any]) -> cm.Gazetteer:
    return cm.Gazetteer.from_records(records)


def words_of(rows: Sequence[tuple[str, str, float]]) -> list[tuple[str, pa.Array, pa.Array]]:
    return [(lang, pa.array([word]), pa.array([zipf])) for lang, word, zipf in rows]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_findings_as_listed(case: dict[str, Any]) -> None:
    gazetteer = cm.Gazetteer.from_records(json.loads(case["records"]))
    docs = documents(case["docs"], text="text", id=None, date=None) if "docs" in case else None
    # The core's own method, so that the words are those of the case.
    found = gazetteer._core.lint(docs, words_of(case.get("words", [])), None, None, None).to_pylist()
    assert [[row["severity"], row["rule"], row["entity_id"], row["alias"] or ""] for row in found] == [
        row[:4] for row in case["findings"]
    ]
    for row, expected in zip(found, case["findings"], strict=True):
        assert expected[4] in row["reason"]
    if "count" in case:
        assert found[0]["count"] == case["count"]


# the face -------------------------------------------------------------------------------------------------------------


def test_a_frame_for_a_person_to_read() -> None:
    found = gazetteer_of({"id": "a", "name": "Narendra Modi [[PM]]"}).lint()
    assert found.columns.tolist() == COLUMNS
    assert found.iloc[0].tolist()[:4] == ["error", "markup", "a", "Narendra Modi [[PM]]"]
    assert found["count"].isna().all()
    assert gazetteer_of({"id": "a", "name": "Narendra Modi"}).lint().empty


def test_documents_of_any_kind() -> None:
    gazetteer = gazetteer_of({"id": "a", "name": "Modi, Narendra", "type": "person"})
    for docs in (["Modi, Narendra came.", None], pd.DataFrame({"body": ["Modi, Narendra came.", None]})):
        found = gazetteer.lint(docs, text="body")
        assert found[["rule", "count"]].to_numpy().tolist() == [["inverted-name", 1]]
    with pytest.raises(cm.DocumentError, match="no column 'text'"):
        gazetteer.lint(pd.DataFrame({"body": ["x"]}))


def test_without_wordfreq_a_finding_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    gazetteer = gazetteer_of({"id": "reading", "name": "Reading"}, {"id": "gaya", "name": "Gaya", "aliases": ["गया"]})
    assert gazetteer.lint()["rule"].tolist() == ["common-word", "common-word"]
    monkeypatch.setitem(sys.modules, "wordfreq", None)
    found = gazetteer.lint()
    assert found[["severity", "rule"]].to_numpy().tolist() == [["info", "word-list"]]
    assert found["entity_id"].isna().all()


def test_languages_of_the_documents() -> None:
    gazetteer = gazetteer_of(
        {"id": "a", "name": "Reading"}, {"id": "b", "name": "Entwicklung"}, {"id": "c", "name": "Best"}
    )
    assert gazetteer.lint()["alias"].tolist() == ["Reading", "Best"]
    assert gazetteer.lint(langs=["de"])["alias"].tolist() == ["Entwicklung"]
    assert gazetteer.lint(langs=["de-AT", "en"])["alias"].tolist() == ["Reading", "Entwicklung", "Best"]
    with pytest.raises(cm.OptionError, match="langs has 'xx', must be of 'ar', 'bg'"):
        gazetteer.lint(langs=["xx"])


def test_names_are_no_common_words() -> None:
    names = ["London", "Paris", "Washington", "Putin", "Modi", "Delhi", "Germany", "India", "Google", "Singh", "Kumar"]
    hindi = {"India": "भारत", "Delhi": "दिल्ली", "Modi": "मोदी", "Singh": "सिंह", "Kumar": "कुमार", "Putin": "पुतिन"}
    records = [{"id": name, "name": name, "aliases": [hindi[name]] if name in hindi else []} for name in names]
    assert cm.Gazetteer.from_records(records).lint().empty


def test_progress_and_threads() -> None:
    gazetteer = gazetteer_of({"id": "reading", "name": "Reading"})
    seen: list[tuple[int, int]] = []
    docs = ["He was reading."] * 30
    one = gazetteer.lint(docs, threads=1, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (30, 30)
    assert one.equals(gazetteer.lint(docs, threads=4))
    with pytest.raises(cm.OptionError, match="threads is 0"):
        gazetteer.lint(threads=0)


def test_the_seed_is_nearly_clean(seed: cm.Seed) -> None:
    found = seed.gazetteer.lint(seed.documents)
    to_look_at = found[found["severity"] != "info"]
    assert to_look_at.empty, to_look_at.to_string()


# the command line -----------------------------------------------------------------------------------------------------


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name, record in {
        "good": {"id": "a", "name": "Narendra Modi"},
        "doubtful": {"id": "b", "name": "Singh, Rajnath", "type": "person"},
        "bad": {"id": "c", "name": "[[Modi]]"},
    }.items():
        Path(f"{name}.json").write_text(json.dumps([record]), encoding="utf-8")
    return runner(capsys)


@pytest.mark.parametrize(
    ("files", "options", "code", "said"),
    [
        (["good"], [], 0, "0 errors, 0 warnings, 0 notes"),
        (["good", "doubtful"], [], 0, "0 errors, 1 warning, 0 notes"),
        (["good", "doubtful"], ["--strict"], 1, "0 errors, 1 warning, 0 notes"),
        (["bad", "doubtful"], [], 1, "1 error, 1 warning, 0 notes"),
    ],
)
def test_exit_codes(run: Run, files: list[str], options: list[str], code: int, said: str) -> None:
    gazetteers = [word for file in files for word in ("-g", f"{file}.json")]
    done = run("lint", *gazetteers, *options)
    assert (done.code, done.err) == (code, f"comention: {said}\n")


def test_files_and_documents(run: Run) -> None:
    Path("news.txt").write_text("Singh, Rajnath came.", encoding="utf-8")
    done = run("lint", "-g", "doubtful.json", "news.txt", "--langs", "en,hi", "-o", "found.csv")
    assert (done.code, done.out) == (0, "")
    assert done.err == "comention: 0 errors, 1 warning, 0 notes: found.csv\n"
    found = pd.read_csv("found.csv")
    assert found.columns.tolist() == COLUMNS
    assert found[["rule", "count"]].to_numpy().tolist() == [["inverted-name", 1]]
    for wrong, message in ((["-o", "found.xlsx"], "must end in"), (["--langs", "xx"], "langs has 'xx'")):
        done = run("lint", "-g", "good.json", *wrong)
        assert done.code == 2
        assert message in done.err


def test_help(run: Run) -> None:
    done = run("lint", "--help")
    assert done.code == 0
    assert "examples:\n  comention lint -g people.json" in done.out
    assert max(map(len, done.out.splitlines())) <= 120


# real gazetteers ------------------------------------------------------------------------------------------------------


def test_homographs_of_real_gazetteers(data: Path) -> None:
    cities = cm.Gazetteer.read(data / "gazetteers" / "geonames-cities.parquet")
    english = pd.read_parquet(data / "corpora" / "news-en.parquet").sample(20_000, random_state=0)
    found = cities.lint(english)
    words = set(found[found["rule"] == "common-word"]["alias"])
    assert {"Reading", "Best", "Nice", "Young", "Green", "Hit"} <= words
    assert not words & {"London", "Paris", "Delhi", "Moscow", "Washington", "Mumbai", "Melbourne", "Chicago"}

    india = cm.Gazetteer.read(data / "gazetteers" / "commons-india.parquet")
    hindi = pd.read_parquet(data / "corpora" / "news-hi.parquet")
    for docs in (hindi, None):
        found = india.lint(docs)
        assert found[found["rule"] == "common-word"]["alias"].tolist() == ["गया"]
