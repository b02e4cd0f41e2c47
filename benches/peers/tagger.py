"""The tagger of JensenLab, the one peer that also counts pairs; a program, not on PyPI: `--tagger PATH`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .measure import processor_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from .texts import Names, Texts

KNOWN = 0.9
"""MB per second of processor time, measured before on news with 34,000 names; used where there is no program to run."""

MEGABYTES = 2.0
TYPE = -26  # one of those for which it makes no guesses of its own about species


def speed(program: Path, names: Names, texts: Texts, folder: Path) -> float:
    """MB per second of processor time, matches and pairs written, without the time to read the names."""
    ids = {entity: i + 1 for i, entity in enumerate(dict.fromkeys(names.table["entity_id"].to_pylist()))}
    (folder / "types.tsv").write_text(f"{TYPE}\n")
    (folder / "entities.tsv").write_text("".join(f"{i}\t{TYPE}\t{entity}\n" for entity, i in ids.items()))
    rows = zip(names.table["entity_id"].to_pylist(), names.table["alias"].to_pylist(), strict=True)
    (folder / "names.tsv").write_text("".join(f"{ids[entity]}\t{' '.join(alias.split())}\n" for entity, alias in rows))
    sample = texts.sample(min(1.0, MEGABYTES / texts.megabytes))
    for name, documents in {"one": sample.documents[:1], "all": sample.documents}.items():
        # Key, authors, journal, year, and a field for each paragraph.
        lines = [f"PMID:{i + 1}\t\t\t2024\t{_paragraphs(text)}\n" for i, text in enumerate(documents)]
        (folder / f"{name}.tsv").write_text("".join(lines))
    return sample.megabytes / (_seconds(program, folder, "all") - _seconds(program, folder, "one"))


def _paragraphs(text: str) -> str:
    return "\t".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _seconds(program: Path, folder: Path, documents: str) -> float:
    options = {"types": "types.tsv", "entities": "entities.tsv", "names": "names.tsv", "documents": f"{documents}.tsv"}
    command = [program, *(f"--{name}={folder / file}" for name, file in options.items())]
    command += [f"--out-matches={folder / 'matches.tsv'}", f"--out-pairs={folder / 'pairs.tsv'}"]
    return processor_seconds(*command)
