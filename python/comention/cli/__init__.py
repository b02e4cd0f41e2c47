"""The command line: `comention demo`, `match`, `count`, `compile`, `lint` and `seed`.

Data flows one way here too: `parser` and `options` (what was asked) → `sources`, `reading` and `documents` (files →
documents) → the library → `writing` and `display` (tables → a file, a pipe, a terminal). Each command is a module with
`describe` and `run`.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from comention.cli.process import Stopped, open_streams, stopped_by_signals
from comention.errors import ComentionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["main"]

OK, INTERNAL, USAGE, INTERRUPTED = 0, 1, 2, 130

STOPPED = 128
"""What the number of a signal is added to, as shells do it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code.

    0: done; 1: a bug of this package, or `lint` has found what is to be mended; 2: wrong usage, or input or output that
    cannot be read or written; 130: Ctrl-C; 143 and 129: SIGTERM and SIGHUP.

    Args:
        arguments: The words after `comention`; by default those this process was started with.
    """
    from comention.cli.parser import parser

    open_streams()
    _speak_utf8()
    found = OK
    try:
        with _notes_on_stderr(), stopped_by_signals():
            try:
                options = parser().parse_args(arguments)
                found = int(options.run(options) or OK)
            except SystemExit as stop:
                found = stop.code if isinstance(stop.code, int) else OK
            sys.stdout.flush()
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except Stopped as stop:
        _say(str(stop))
        return STOPPED + stop.number
    except BrokenPipeError:
        _close_quietly()
    except OSError as error:
        _say(_of_system(error))
        if error.filename is None:
            # Standard output is full: it would be tried once more at the end.
            _close_quietly()
        return USAGE
    except (ComentionError, UnicodeEncodeError) as error:
        _say(str(error) if isinstance(error, ComentionError) else _not_text(error))
        return USAGE
    except Exception as error:  # noqa: BLE001
        traceback.print_exc()
        _say(f"internal error: {type(error).__name__}: {error}. Please report it, with the lines above")
        return INTERNAL
    return found


def _not_text(error: UnicodeEncodeError) -> str:
    """Of an argument whose bytes are not UTF-8: names of files may be such, nothing else."""
    return f"'{error.object}' is not UTF-8: byte 0x{ord(error.object[error.start]) & 0xFF:02X}"


def _say(message: str) -> None:
    # A file name may hold bytes that are no text.
    message = message.replace("\n", " ").encode(errors="backslashreplace").decode()
    # The terminal may be gone; the exit code says it too.
    with suppress(OSError):
        print("comention:", message, file=sys.stderr)


class _Notes(logging.Handler):
    """What the package has to say besides: on standard error, like an error."""

    def emit(self, record: logging.LogRecord) -> None:
        _say(f"note: {record.getMessage()}")


@contextmanager
def _notes_on_stderr() -> Iterator[None]:
    logger, handler = logging.getLogger("comention"), _Notes(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _of_system(error: OSError) -> str:
    """What the system says, with the file first, as in our own messages."""
    if error.filename is not None and error.strerror:
        return f"{os.fsdecode(error.filename)}: {error.strerror}"
    return str(error)


def _close_quietly() -> None:
    """After `| head` has closed the pipe: nothing more goes there, not even when the interpreter ends."""
    with suppress(OSError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        # A stream without a descriptor is of a test or a notebook, and says so by an OSError.
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _speak_utf8() -> None:
    """Names in any script can be printed, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not stream.isatty():
            # Names of files may hold bytes that are no text: they go out as they came in.
            lenient = "surrogateescape" if stream is sys.stdout else stream.errors
            reconfigure(encoding="utf-8", errors=lenient)
        elif reconfigure is not None:
            reconfigure(errors="replace")
