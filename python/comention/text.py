"""Text as the matcher sees it: what a name folds to, where paragraphs and sentences begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comention import _core

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["fold", "paragraphs", "sentences"]


def fold(text: str, *, case_fold: bool = True, fold_diacritics: bool = False) -> str:
    """The form in which names are compared.

    Args:
        text: Any text.
        case_fold: Upper and lower case are one; without, the form of case-exact names.
        fold_diacritics: Letters of Latin script lose their diacritics.

    Example:
        >>> from comention.text import fold
        >>> fold("Narendra  MODI’s"), fold("NATO", case_fold=False)
        ("narendra modi's", 'NATO')
    """
    return _core.fold(text, case_fold, fold_diacritics)


def paragraphs(text: str, mentions: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    r"""The paragraphs of a text: start and end in code points, without white space at both ends.

    Args:
        text: Any text.
        mentions: Start and end of stretches in which no paragraph ends.

    Example:
        >>> from comention.text import paragraphs
        >>> paragraphs("Modi met Putin.\n\nLavrov left.")
        [(0, 15), (17, 29)]
    """
    return _core.paragraphs(text, sorted(mentions))


def sentences(text: str, mentions: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The sentences of a text: start and end in code points, without white space at their ends.

    Args:
        text: Any text.
        mentions: Start and end of stretches in which no sentence begins.

    Example:
        >>> from comention.text import sentences
        >>> text = "डॉ. जयशंकर लावरोव से मिले। Mr. Modi left."
        >>> [text[start:end] for start, end in sentences(text)]
        ['डॉ. जयशंकर लावरोव से मिले।', 'Mr. Modi left.']
    """
    return _core.sentences(text, sorted(mentions))
