"""What a process of the command line has that a library has not: standard streams and signals."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["STDOUT", "Stopped", "open_streams", "stopped_by_signals"]

STDOUT = "standard output"
"""What it is called in errors."""

SIGNALS = ("SIGTERM", "SIGHUP")
"""Signals that end the run as Ctrl-C does. Windows has only the first."""


class Stopped(BaseException):
    """A signal asks the process to end. No `Exception`, so that nobody takes it for an error and goes on."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.number = number


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turns the signals into exceptions, so that half-written files are removed on the way out.

    A signal that is ignored, as SIGHUP under `nohup`, stays ignored; a handler that is not ours stays too.
    """
    before = {}
    # Elsewhere Python sets no handlers.
    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
        before = {number: signal.getsignal(number) for number in numbers}
    ours = [number for number, handler in before.items() if handler == signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _stop(number: int, _: object) -> NoReturn:
    raise Stopped(number)


class _Closed(io.TextIOBase):
    """Standard output that was closed before the process began: an error, but only if something is written."""

    def writable(self) -> bool:
        return True

    def write(self, _: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), STDOUT)


def open_streams() -> None:
    """Makes up for standard streams that are closed: Python has `None` for them, and `print` then errs silently."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    # No file that is opened later may become standard output.
    spare = os.open(os.devnull, os.O_RDONLY)
    while spare <= 2:  # noqa: PLR2004
        spare = os.open(os.devnull, os.O_RDONLY)
    os.close(spare)
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:
        # `print(…, file=None)` would write to standard output.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
