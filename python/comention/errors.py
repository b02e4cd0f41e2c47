"""Exceptions: each is a `ComentionError`, and also what Python calls errors of its kind."""

from __future__ import annotations

__all__ = [
    "ComentionError",
    "CountsError",
    "DocumentError",
    "GazetteerError",
    "InternalError",
    "MergeError",
    "MissingDependencyError",
    "OptionError",
    "RestoreError",
    "UnknownEntityError",
]


class ComentionError(Exception):
    """Base of all exceptions of this package."""

    # Without slots, `InternalError` would differ in layout from the exception of a panic in the core.
    __slots__ = ()


class GazetteerError(ComentionError, ValueError):
    """A gazetteer that does not hold: the message names file, entity, alias and field."""


class OptionError(ComentionError, ValueError):
    """An option with a value it does not know: the message lists the right ones."""


class UnknownEntityError(ComentionError, KeyError):
    """An entity id the gazetteer does not have."""

    def __str__(self) -> str:
        # KeyError would show the message in quotes.
        return str(self.args[0]) if self.args else ""


class DocumentError(ComentionError, ValueError):
    """A document that cannot be read: the message names column and row."""


class CountsError(ComentionError, ValueError):
    """Counts that no table can have: the message names index and values."""


class MergeError(ComentionError, ValueError):
    """Two results that cannot be added: the message says what differs."""


class RestoreError(ComentionError, ValueError):
    """Saved bytes that are damaged, foreign, or of a later version."""


class MissingDependencyError(ComentionError, ImportError):
    """A package that is needed here and not installed: the message says how to get it."""


class InternalError(ComentionError, RuntimeError):
    """A defect of this package, not of what it was given: please report it.

    A panic of the compiled core is one, too. The call has failed; other objects may be used further.
    """

    __slots__ = ()

    def __str__(self) -> str:
        return f"internal error, please report it with what led to it: {super().__str__()}"

    def __reduce__(self) -> tuple[type[InternalError], tuple[object, ...]]:
        # The class of a panic belongs to the compiled core and cannot be pickled.
        return InternalError, self.args
