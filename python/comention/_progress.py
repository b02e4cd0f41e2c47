"""Progress of a long call: a bar, or whatever function the user gives."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from comention.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from comention.typing import Progress


@contextmanager
def watching(progress: Progress, unit: str = "document") -> Iterator[Callable[[int, int], object] | None]:
    """What the core is to call now and then with (done, total)."""
    if progress is False or progress is None:
        yield None
    elif callable(progress):
        yield progress
    elif progress is True:
        from tqdm.auto import tqdm

        with tqdm(unit=unit, unit_scale=True) as bar:

            def show(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield show
    else:
        raise OptionError(f"progress is {progress!r}, must be True, False or a function of (done, total)")
