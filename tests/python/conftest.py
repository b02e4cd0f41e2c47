"""What all tests share: frames of every kind, the seed, the way to optional data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import settings

import comention as cm
from cli_helpers import runner, working_directory

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli_helpers import Run

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"

Rows = dict[str, list[Any]]

# The same examples in every run, so that a change is what makes a test fail; others where more are asked for.
settings.register_profile("fixed", derandomize="COMENTION_EXAMPLES" not in os.environ)
settings.load_profile("fixed")


def _pandas(dtype: str) -> Callable[[Rows], Any]:
    def make(rows: Rows) -> pd.DataFrame:
        frame = pd.DataFrame(rows)
        return frame.astype({"text": dtype} if "text" in frame else {})

    return make


def _duckdb(rows: Rows) -> Any:
    # Of the default connection: old releases close a connection that nobody holds any more.
    return duckdb.from_arrow(pa.table(rows))


FRAMES: dict[str, Callable[[Rows], Any]] = {
    "pandas-str": _pandas("str"),
    "pandas-object": _pandas("object"),
    "pandas-string": _pandas("string"),
    "pandas-string-python": _pandas("string[python]"),
    "pandas-string-pyarrow": _pandas("string[pyarrow]"),
    "pandas-category": _pandas("category"),
    "pandas-arrow-large": lambda rows: _arrow(rows, pa.large_string()).to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.DataFrame,
    "polars-categorical": lambda rows: pl.DataFrame(rows).with_columns(pl.col("text").cast(pl.Categorical)),
    "pyarrow-string": lambda rows: _arrow(rows, pa.string()),
    "pyarrow-large": lambda rows: _arrow(rows, pa.large_string()),
    "pyarrow-view": lambda rows: _arrow(rows, pa.string_view()),
    "pyarrow-dictionary": lambda rows: _arrow(rows, pa.dictionary(pa.int32(), pa.string())),
    "pyarrow-chunked": lambda rows: pa.concat_tables(
        [_arrow(rows, pa.string()).slice(0, 1), _arrow(rows, pa.string()).slice(1)]
    ),
    "pyarrow-batch": lambda rows: _arrow(rows, pa.string()).combine_chunks().to_batches()[0],
    "pyarrow-reader": lambda rows: _arrow(rows, pa.string()).to_reader(),
    "duckdb": _duckdb,
}


def _arrow(rows: Rows, kind: pa.DataType) -> pa.Table:
    return pa.table({name: pa.array(values, type=kind if name == "text" else None) for name, values in rows.items()})


@pytest.fixture(params=FRAMES, scope="session")
def frame_of(request: pytest.FixtureRequest) -> Callable[[Rows], Any]:
    """Makes a frame of one kind from columns; a test with it runs once for each kind."""
    return FRAMES[request.param]


@pytest.fixture(scope="session")
def seed() -> cm.Seed:
    return cm.load_seed("india-russia")


@pytest.fixture(scope="session")
def matcher(seed: cm.Seed) -> cm.Matcher:
    return cm.Matcher(seed.gazetteer)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real corpora and gazetteers, which is no part of the project."""
    if not DATA.is_dir():
        pytest.skip(f"no real data beside the project ({DATA.name} is absent): checked on the bundled seed alone")
    return DATA


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(capsys)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return working_directory(tmp_path, monkeypatch)
