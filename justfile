# Daily commands. `just` lists them; `just NAME` runs one.

python := ".venv/bin/python"

_default:
    @just --list --unsorted

# A virtual environment with everything for development, and the module built into it.
setup:
    python3 -m venv .venv
    {{python}} -m pip install --quiet '.[test]' maturin
    {{python}} -m maturin develop

# Builds the module again after a change of the core.
build:
    {{python}} -m maturin develop

# All tests, of both languages.
test: build
    cargo test --locked
    {{python}} -m pytest

# The Python tests whose name or file contains a word: `just one windows`.
one WORD: build
    {{python}} -m pytest -q -k '{{WORD}}'

# Formats everything.
format:
    cargo fmt
    {{python}} -m ruff format .

# Lints and types.
lint:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    cargo clippy --locked --all-targets --features python,stages -- -D warnings
    {{python}} -m ruff format --check .
    {{python}} -m ruff check .
    {{python}} -m mypy

# The gate: what has to pass before anything lands.
gate:
    .ci/run

# The same matching beside other libraries; folder of texts and gazetteers as in docs/performance.md.
peers DATA:
    {{python}} -m pip install --quiet '.[bench]'
    {{python}} -m benches.peers --data {{DATA}} --sizes 1k,34k --texts mixed --task match,arrow,count
