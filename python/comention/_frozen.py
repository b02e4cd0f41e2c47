"""What the public classes share: no attribute changes after the constructor."""

from __future__ import annotations

from typing import NoReturn


class Frozen:
    """Refuses to set or delete attributes."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} does not change: cannot set '{name}'")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} does not change: cannot delete '{name}'")
