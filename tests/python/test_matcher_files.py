"""Matchers in files: the same results from a file as from memory, and every file that is none refused."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import random
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import xxhash

import comention as cm
from cli_helpers import Run, names
from comention.errors import RestoreError
from gazetteer_helpers import put_mentions

SUM = slice(32, 40)
"""Where the checksum stands."""

RECORDS: list[dict[str, Any]] = [
    {"id": "modi", "name": "Narendra Modi", "type": "person", "aliases": [{"text": "Modi", "kind": "short"}, "मोदी"]},
    {"id": "nirav", "name": "Nirav Modi", "type": "person", "aliases": [{"text": "Modi", "kind": "short"}]},
    {
        "id": "shoigu",
        "name": "Sergei Shoigu",
        "type": "person",
        "priority": 3,
        "wikidata": "Q4532",
        "roles": [
            {
                "titles": ["Defence Minister", {"text": "रक्षा मंत्री", "lang": "hi"}],
                "from": "2012-11-06",
                "to": "2024-05-11",
            }
        ],
    },
    {"id": "belousov", "name": "Belousov", "roles": [{"titles": ["Defence Minister"], "from": "2024-05-14"}]},
    {"id": "us", "name": "US", "type": "place", "aliases": ["U.S.", {"text": "us", "case": "exact", "lang": "en"}]},
    {"id": "usha", "name": "Usha", "aliases": ["U.S."], "priority": -1, "born": {"year": 1947, "in": ["Kerala"]}},
    {"id": "summit", "name": "India-Russia summit", "aliases": [{"text": "India-Russia summit", "nested": True}]},
    {"id": "india", "name": "India", "aliases": [{"text": "Indian", "kind": "demonym"}, "भारत"]},
]
DOCS = [
    "Narendra Modi met Defence Minister Sergei Shoigu in the U.S. on Monday. Modi and India-Russia summit. US, us.",
    "रक्षा मंत्री ने मोदी से बात की। Nirav Modi. The Defence Minister said Modi left India.",
    "Belousov, the Defence Minister. Indian news of the U. S.",
]
DATES = ["2022-10-27", "2023-01-01", "2024-12-10"]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"overlap": "all", "ambiguous": "keep"},
    {"case": "exact", "fold_diacritics": True, "kinds": ("short", "name", "demonym", "role")},
    {"case": "fold", "ambiguous": "drop"},
    {"boundaries": "none"},
]


@pytest.fixture(scope="module")
def gazetteer() -> cm.Gazetteer:
    return cm.Gazetteer.from_records(RECORDS)


def saved(matcher: cm.Matcher, folder: Path) -> Path:
    path = folder / "saved.cmx"
    matcher.save(path)
    return path


def found(matcher: cm.Matcher) -> Any:
    return matcher.match(DOCS, date=DATES).to_arrow()


# the same -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_loaded_matcher_is_the_one_that_was_saved(
    gazetteer: cm.Gazetteer, tmp_path: Path, options: dict[str, Any]
) -> None:
    built = cm.Matcher(gazetteer, **options)
    loaded = cm.Matcher.load(saved(built, tmp_path))
    assert repr(loaded) == repr(built)
    assert loaded._core.options() == built._core.options()
    assert found(loaded).num_rows > 4
    assert found(loaded) == found(built)
    counted = [matcher.cooccurrences(DOCS, date=DATES, by="year", window=5) for matcher in (built, loaded)]
    assert counted[0] == counted[1]
    for unit in ("document", "sentence", "window"):
        tables = [(pairs.to_arrow(unit=unit), pairs.entities(unit=unit)) for pairs in counted]
        assert tables[0][0] == tables[1][0]
        assert tables[0][1].equals(tables[1][1])
    whose = [matcher.evidence(DOCS, "modi", "shoigu", unit="document") for matcher in (built, loaded)]
    assert whose[0].equals(whose[1])
    assert loaded.gazetteer == gazetteer
    assert loaded.gazetteer["usha"].attributes == {"born": {"year": 1947, "in": ["Kerala"]}}
    assert loaded.explain(DOCS[0], "us").equals(built.explain(DOCS[0], "us"))


def test_the_seed_from_a_file(seed: cm.Seed, matcher: cm.Matcher, tmp_path: Path) -> None:
    loaded = cm.Matcher.load(saved(matcher, tmp_path))
    mentions = loaded.match(seed.documents)
    assert mentions.to_arrow() == matcher.match(seed.documents).to_arrow()
    assert mentions.summary().equals(matcher.match(seed.documents).summary())
    pairs = loaded.cooccurrences(seed.documents)
    assert pairs + matcher.cooccurrences(seed.documents) == pairs + pairs
    selection: dict[str, Any] = {"types": ["person"], "entities": ["sergey-lavrov"]}
    assert pairs.to_arrow(**selection) == mentions.cooccurrences().to_arrow(**selection)
    assert pairs.gazetteer == seed.gazetteer


def test_what_was_loaded_is_saved_and_pickled_as_ever(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    first = saved(cm.Matcher(gazetteer), tmp_path)
    again = tmp_path / "again.cmx"
    loaded = cm.Matcher.load(first)
    loaded.save(again)
    assert again.read_bytes() == first.read_bytes()
    for value in (loaded, loaded.match(DOCS), loaded.cooccurrences(DOCS)):
        copy = pickle.loads(pickle.dumps(value))
        assert repr(copy) == repr(value)
    assert found(pickle.loads(pickle.dumps(loaded))) == found(loaded)
    mentions = loaded.match(DOCS)
    assert pickle.loads(pickle.dumps(mentions)).to_arrow() == mentions.to_arrow()
    assert pickle.loads(pickle.dumps(loaded.cooccurrences(DOCS))) == loaded.cooccurrences(DOCS)


def test_equal_matchers_have_equal_files(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    files = [tmp_path / name for name in "ab"]
    for file in files:
        cm.Matcher(gazetteer).save(file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_no_names_at_all(tmp_path: Path) -> None:
    empty = cm.Matcher(cm.Gazetteer.from_records([]))
    loaded = cm.Matcher.load(saved(empty, tmp_path))
    assert (len(loaded.match(DOCS)), len(loaded.gazetteer)) == (0, 0)


def test_an_unknown_entity_of_a_loaded_matcher(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    loaded = cm.Matcher.load(saved(cm.Matcher(gazetteer), tmp_path))
    with pytest.raises(
        cm.errors.UnknownEntityError, match=r"no entity 'shoigo' in the gazetteer .did you mean 'shoigu'"
    ):
        loaded.evidence(DOCS, "shoigo", "us")
    with pytest.raises(cm.errors.OptionError, match=r"no type 'persons' in the gazetteer .did you mean 'person'"):
        loaded.cooccurrences(DOCS).to_arrow(types=["persons"])


# files ----------------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_while_it_is_open(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    path = saved(cm.Matcher(gazetteer), tmp_path)
    before = cm.Matcher.load(path)
    expected = found(before)
    cm.Matcher(cm.Gazetteer.from_records([{"id": "x", "name": "Monday"}])).save(path)
    assert found(before) == expected
    assert found(cm.Matcher.load(path))["entity_id"].to_pylist() == ["x"]
    path.unlink()
    assert found(before) == expected
    assert before.gazetteer == gazetteer
    assert names(tmp_path) == []


def test_a_file_has_the_rights_of_any_other(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    assert saved(cm.Matcher(gazetteer), tmp_path).stat().st_mode == other.stat().st_mode


def test_paths_that_cannot_be(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    matcher = cm.Matcher(gazetteer)
    with pytest.raises(FileNotFoundError, match=r"absent\.cmx"):
        cm.Matcher.load(tmp_path / "absent.cmx")
    with pytest.raises(OSError, match=str(tmp_path)):
        cm.Matcher.load(tmp_path)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        matcher.save(tmp_path / "nowhere" / "a.cmx")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        matcher.save(tmp_path / "folder")
    assert names(tmp_path) == ["folder"]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_other_processes_open_the_same_file(gazetteer: cm.Gazetteer, tmp_path: Path, method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this system")
    path = saved(cm.Matcher(gazetteer), tmp_path)
    mine = cm.Matcher.load(path).match(DOCS, date=DATES).to_pandas().to_csv()
    context: Any = multiprocessing.get_context(method)
    queue = context.Queue()
    others = [context.Process(target=put_mentions, args=(str(path), DOCS, DATES, queue)) for _ in range(2)]
    for other in others:
        other.start()
    assert [queue.get(timeout=60) for _ in others] == [mine, mine]
    for other in others:
        other.join()


# files that are none --------------------------------------------------------------------------------------------------


def refused(path: Path, content: bytes, reason: str) -> None:
    path.write_bytes(content)
    with pytest.raises(RestoreError, match=reason) as error:
        cm.Matcher.load(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize("content", [b"", b"comention", b"{}", b"PK\x03\x04" * 40, b"comention counts" * 9])
def test_foreign_files_are_refused(tmp_path: Path, content: bytes) -> None:
    refused(tmp_path / "people.json", content, "this is no matcher saved by comention")


def test_other_versions_are_refused(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    content = saved(cm.Matcher(gazetteer), tmp_path).read_bytes()
    later = content[:40] + b"9.8.7".ljust(24, b"\0") + content[64:]
    refused(
        tmp_path / "later", later, rf"written by comention 9\.8\.7 .*this is comention {cm.__version__}.*build it again"
    )
    refused(tmp_path / "format", content[:16] + b"\7" + content[17:], r"format 7.*build it again")


def test_every_length_but_its_own_is_refused(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    content = saved(cm.Matcher(gazetteer), tmp_path).read_bytes()
    path = tmp_path / "cut"
    for length in [*range(0, 1200, 7), *range(0, len(content), 211)]:
        refused(path, content[:length], "cut off|no matcher saved")
    refused(path, content + b"\0", "something was added")


def test_every_byte_counts(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    content = saved(cm.Matcher(gazetteer), tmp_path).read_bytes()
    path = tmp_path / "flipped"
    for at in [*range(1200), *range(1200, len(content), 97)]:
        flipped = bytearray(content)
        flipped[at] ^= 1 << at % 8
        refused(path, bytes(flipped), "damaged|cut off|added|written by|no matcher saved")


def test_a_checksum_may_be_forged(gazetteer: cm.Gazetteer, tmp_path: Path) -> None:
    """Whatever the bytes say: an error of ours, or mentions that stand in their texts."""
    content = saved(cm.Matcher(gazetteer), tmp_path).read_bytes()
    path = tmp_path / "forged"

    def sealed(content: bytes) -> bytes:
        # All of these files have but one chunk.
        assert len(content) <= 1 << 21
        inner = xxhash.xxh3_64_intdigest(content[: SUM.start] + content[SUM.stop :])
        outer = xxhash.xxh3_64_intdigest(inner.to_bytes(8, "little"))
        return content[: SUM.start] + outer.to_bytes(8, "little") + content[SUM.stop :]

    assert sealed(content) == content
    chance = random.Random(20261122)
    outcomes, panics = set(), 0
    for _ in range(int(os.environ.get("COMENTION_EXAMPLES", "1500"))):
        forged = bytearray(content)
        for _ in range(chance.choice([1, 1, 1, 2, 30])):
            at = chance.randrange(64, len(content))
            forged[at] = chance.choice([forged[at] ^ 1 << chance.randrange(8), 0, 255, chance.randrange(256)])
        path.write_bytes(sealed(bytes(forged)))
        try:
            matcher = cm.Matcher.load(path)
            table = matcher.match(DOCS, date=DATES).to_pandas()
            for row in table.to_dict("records"):
                assert DOCS[int(row["doc_id"])][row["start"] : row["end"]] == row["surface"]
            matcher.cooccurrences(DOCS, date=DATES, by="month", window=3).to_arrow()
            assert isinstance(repr(matcher), str)
            len(matcher.gazetteer)
            matcher.explain(DOCS[0], "us")
            outcomes.add("results")
        except cm.errors.ComentionError as error:
            outcomes.add(type(error).__name__)
            panics += "internal error" in str(error)
    assert {"results", "RestoreError"} <= outcomes
    assert panics == 0


# the command line -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("here")
def test_compile_then_match_and_count(run: Run) -> None:
    done = run("compile", "-g", "people.json", "-o", "people.cmx", "--overlap", "all")
    assert (done.code, done.out) == (0, "")
    assert done.err == "comention: 10 names: people.cmx\n"
    for command in ("match", "count"):
        compiled = run(command, "docs.csv", "-g", "people.cmx")
        assert compiled.code == 0
        assert compiled.out == run(command, "docs.csv", "-g", "people.json", "--overlap", "all").out
        assert len(compiled.rows) > 1
    assert run("lint", "-g", "people.cmx").out == run("lint", "-g", "people.json").out


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compile", "-g", "people.json", "-o", "people.bin"], "cannot write 'people.bin': the name must end in .cmx"),
        (["match", "docs.csv", "-g", "p.cmx", "-g", "people.json"], "p.cmx: a compiled gazetteer stands alone"),
        (["count", "docs.csv", "-g", "p.cmx", "--case", "fold"], "p.cmx: --case is said when it is compiled"),
        (["match", "docs.csv", "-g", "other.cmx"], "other.cmx: this is no matcher saved by comention"),
        (["match", "docs.csv", "-g", "absent.cmx"], "absent.cmx: No such file or directory"),
    ],
)
def test_what_the_command_line_refuses(run: Run, arguments: list[str], message: str) -> None:
    run("compile", "-g", "people.json", "-o", "p.cmx")
    Path("other.cmx").write_text("[]", encoding="utf-8")
    done = run(*arguments)
    assert done.code == 2
    assert message in done.err
    assert done.err.count("\n") == 1


# at size --------------------------------------------------------------------------------------------------------------


def test_a_hundred_thousand_names_open_at_once(data: Path, tmp_path: Path) -> None:
    gazetteer = cm.Gazetteer.from_frame(pq.read_table(data / "gazetteers" / "names-100k.parquet"))
    built = cm.Matcher(gazetteer)
    path = saved(built, tmp_path)
    loaded = cm.Matcher.load(path)
    docs = pq.read_table(data / "corpora" / "news-en.parquet").slice(0, 3000)
    assert loaded.match(docs).to_arrow() == built.match(docs).to_arrow()
    assert loaded.gazetteer == gazetteer
    # A hundred times what it takes, so that a busy machine does not fail it.
    assert min(_opening(path) for _ in range(5)) < 0.5


def _opening(path: Path) -> float:
    began = time.perf_counter()
    cm.Matcher.load(path)
    return time.perf_counter() - began
