"""What the tests of the command line share: documents in every form, a run and what it left behind."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from comention.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

SEED = "seed:india-russia"
COMENTION = [sys.executable, "-m", "comention"]

PEOPLE = [
    {"id": "narendra-modi", "name": "Narendra Modi", "type": "person", "aliases": ["Modi", "मोदी"]},
    {"id": "vladimir-putin", "name": "Vladimir Putin", "type": "person", "aliases": ["Putin", "पुतिन"]},
    {
        "id": "sergei-shoigu",
        "name": "Sergei Shoigu",
        "roles": [{"titles": ["Russian Defence Minister"], "from": "2012-11-06", "to": "2024-05-11"}],
    },
    {
        "id": "andrey-belousov",
        "name": "Andrey Belousov",
        "roles": [{"titles": ["Russian Defence Minister"], "from": "2024-05-14"}],
    },
]
ROWS: list[dict[str, str | None]] = [
    {"id": "a", "date": "2022-10-27", "text": "Modi met Putin. The Russian Defence Minister left."},
    {"id": "b", "date": "2024-12-10", "text": "मोदी से मिले पुतिन। Russian Defence Minister, Modi."},
    {"id": "c", "date": None, "text": None},
]


class Result(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Run: TypeAlias = "Callable[..., Result]"


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line and take what it prints."""

    def run(*arguments: object) -> Result:
        code = main([str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    return run


def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a gazetteer and the same documents in every form."""
    monkeypatch.chdir(tmp_path)
    Path("people.json").write_text(json.dumps(PEOPLE, ensure_ascii=False), encoding="utf-8")
    table = pa.Table.from_pylist(ROWS).append_column("other", pa.array([1, 2, 3]))
    pa.parquet.write_table(table, "docs.parquet")
    full = [{**row, "text": row["text"] or ""} for row in ROWS]
    pa.csv.write_csv(pa.Table.from_pylist(full), "docs.csv")
    pa.csv.write_csv(pa.Table.from_pylist(full), "docs.tsv", pa.csv.WriteOptions(delimiter="\t"))
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    Path("docs.jsonl").write_text("\ufeff" + lines + "\n", encoding="utf-8")
    return tmp_path


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def texts(folder: Path, named: dict[str, str]) -> Path:
    """A folder of files."""
    for name, text in named.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder
