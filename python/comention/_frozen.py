"""What the public classes share: each wraps one object of the core, and does not change."""

from __future__ import annotations

from typing import Any, NoReturn, Self


class Frozen:
    """Wraps an object of the core; refuses to set or delete attributes, and is pickled with what it wraps."""

    __slots__ = ("_core",)
    _core: Any

    @classmethod
    def _of(cls, core: Any) -> Self:
        self = cls.__new__(cls)
        object.__setattr__(self, "_core", core)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._of, (self._core,)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} does not change: cannot set '{name}'")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} does not change: cannot delete '{name}'")
