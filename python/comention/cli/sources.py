"""Files and folders as the user names them: which files of documents they are, in which order."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comention.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["ENDINGS", "Source", "find"]

ENDINGS = (".txt", ".jsonl", ".csv", ".tsv", ".parquet")
"""Files that can hold documents."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of documents.

    Attributes:
        path: Where it is.
        label: What it is called in ids and messages: its path inside the folder that was named, or its name.
    """

    path: Path
    label: str

    @property
    def ending(self) -> str:
        """The ending of its name, in lower case."""
        return self.path.suffix.lower()


def find(inputs: Sequence[str], *, not_documents: Iterable[Path] = ()) -> tuple[list[Source], int]:
    """The files of documents in the inputs, each once, in the order of the inputs; folders in the order of names.

    Args:
        inputs: Files and folders.
        not_documents: Gazetteers and output files, which may lie in one of the folders.

    Returns:
        The files, and how many others lay in the folders. Hidden files and folders are not looked at.
    """
    others = {path.resolve() for path in not_documents}
    found: dict[Path, Source] = {}
    skipped = 0
    for name in inputs:
        root = Path(name)
        if root.is_dir():
            for path in _walk(root):
                if path.suffix.lower() not in ENDINGS:
                    skipped += 1
                elif path.resolve() not in others:
                    found.setdefault(path.resolve(), Source(path, _text(path.relative_to(root))))
        else:
            _check(root, others)
            found.setdefault(root.resolve(), Source(root, _text(Path(root.name))))
    if not found:
        raise DocumentError(f"no documents: there is no {', '.join(ENDINGS)} in {_listed(inputs)}")
    return _told_apart(list(found.values())), skipped


def _check(path: Path, others: set[Path]) -> None:
    """A file that was named must be there and must be one of documents."""
    path.stat()
    if path.suffix.lower() not in ENDINGS:
        raise DocumentError(f"{path}: not a file of documents: the name must end in {', '.join(ENDINGS)}")
    if path.resolve() in others:
        raise DocumentError(f"{path}: is among the documents, and named as gazetteer or output too")


def _walk(root: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _told_apart(sources: list[Source]) -> list[Source]:
    """Whole paths as labels, where two folders hold files of one name."""
    if len({source.label for source in sources}) == len(sources):
        return sources
    return [Source(source.path, _text(source.path)) for source in sources]


def _text(path: Path) -> str:
    """A path as text, even where its bytes are none."""
    return os.fsencode(path.as_posix()).decode(errors="replace")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
