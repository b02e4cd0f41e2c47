"""Long calls: without the GIL, on all cores, with progress, stopped by Ctrl-C; in threads and in other processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from jupyter_client.manager import KernelManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import comention as cm


@pytest.fixture(scope="module")
def long(seed: cm.Seed) -> pa.ChunkedArray:
    """Some 13 million characters: a good second for one thread."""
    return pa.chunked_array([[" ".join(seed.documents["text"])] * 450], type=pa.large_string())


@pytest.fixture(scope="module")
def found(matcher: cm.Matcher, seed: cm.Seed) -> cm.Mentions:
    docs = seed.documents.loc[seed.documents.index.repeat(2000)]
    return matcher.match(docs["text"])


@pytest.fixture(params=["match", "cooccurrences", "from mentions"])
def call(
    request: pytest.FixtureRequest, matcher: cm.Matcher, long: pa.ChunkedArray, found: cm.Mentions
) -> Callable[[Any], Any]:
    """A long call, given `progress`."""
    calls: dict[str, Callable[[Any], Any]] = {
        "match": lambda progress: matcher.match(long, progress=progress),
        "cooccurrences": lambda progress: matcher.cooccurrences(long, progress=progress),
        "from mentions": lambda progress: found.cooccurrences(progress=progress),
    }
    return calls[request.param]


# ---- the GIL ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def ticks() -> Iterator[list[float]]:
    """Filled by another thread of Python, every few milliseconds, as long as the GIL lets it."""
    times: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(0.002):
            times.append(time.monotonic())

    thread = threading.Thread(target=tick)
    thread.start()
    yield times
    stop.set()
    thread.join()


@pytest.mark.parametrize("name", ["match", "cooccurrences"])
def test_other_threads_of_python_go_on(
    matcher: cm.Matcher, long: pa.ChunkedArray, ticks: list[float], name: str
) -> None:
    begin = time.monotonic()
    getattr(matcher, name)(long, threads=1)
    end = time.monotonic()
    during = [moment for moment in ticks if begin < moment < end]
    assert end - begin > 0.1, "the call is too short to tell"
    assert len(during) > 20 * (end - begin)


# ---- progress --------------------------------------------------------------------------------------------------------


def test_a_function_is_told_how_far_the_work_is(call: Callable[[Any], Any]) -> None:
    told: list[tuple[int, int]] = []
    result = call(lambda done, total: told.append((done, total)))
    total = told[0][1]
    assert f"{total:,} documents" in repr(result)
    assert told[-1] == (total, total)
    assert {whole for _, whole in told} == {total}
    assert told == sorted(told)
    assert repr(result) == repr(call(False))


def test_the_work_is_told_of_while_it_goes_on(matcher: cm.Matcher, long: pa.ChunkedArray) -> None:
    told: list[int] = []
    matcher.match(long, threads=1, progress=lambda done, _: told.append(done))
    assert any(0 < done < len(long) for done in told)


@pytest.mark.parametrize("docs", [[], [None], ["Modi met Putin."] * 3], ids=len)
def test_a_short_call_ends_at_its_total_too(matcher: cm.Matcher, docs: list[str | None]) -> None:
    for name in ("match", "cooccurrences"):
        told: list[tuple[int, int]] = []
        getattr(matcher, name)(docs, progress=lambda *where, told=told: told.append(where))
        assert told[-1] == (len(docs), len(docs))


def test_a_bar(call: Callable[[Any], Any], capsys: pytest.CaptureFixture[str]) -> None:
    call(True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "100%" in err
    assert "document" in err
    call(False)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("error", [ZeroDivisionError("enough"), KeyboardInterrupt(), SystemExit(3)], ids=repr)
def test_an_exception_of_the_function_stops_the_work(call: Callable[[Any], Any], error: BaseException) -> None:
    told: list[tuple[int, int]] = []

    def fail(*where: int) -> None:
        told.append((where[0], where[1]))
        raise error

    with pytest.raises(type(error)) as caught:
        call(fail)
    assert caught.value is error
    assert len(told) == 1


def test_the_work_stops_early(matcher: cm.Matcher, long: pa.ChunkedArray) -> None:
    done: list[int] = []

    def fail(now: int, _: int) -> None:
        done.append(now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        matcher.match(long, threads=1, progress=fail)
    assert done[0] < len(long)
    assert len(matcher.match(["Modi met Putin."])) == 2  # and the matcher is as good as before


# ---- Ctrl-C ----------------------------------------------------------------------------------------------------------

BEGIN = """
    import os, signal, sys, threading, time
    import pyarrow as pa
    import comention as cm
    seed = cm.load_seed()
    matcher = cm.Matcher(seed.gazetteer)
    text = " ".join(seed.documents["text"])
"""
INTERRUPTED = """
    docs = pa.array({docs}, pa.large_string())
    def press():
        time.sleep(0.25)
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)
    pressed = []
    threading.Thread(target=press).start()
    try:
        matcher.{call}
    except KeyboardInterrupt:
        print(time.monotonic() - pressed[0])
    else:
        sys.exit("it was never stopped")
    assert len(matcher.match(["Modi"])) == 1
"""


def run(*scripts: str) -> str:
    """What a fresh interpreter prints."""
    script = "\n".join(dedent(script) for script in scripts)
    command = [sys.executable, "-W", "error", "-W", "ignore:.*fork:DeprecationWarning", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize(
    ("docs", "call"),
    [
        ("[text] * 2000", "match(docs, threads=1)"),
        ("[text * 2000]", "cooccurrences(docs, progress=lambda *_: None)"),
    ],
    ids=["many documents", "one long document"],
)
def test_ctrl_c(docs: str, call: str) -> None:
    took = float(run(BEGIN, INTERRUPTED.format(docs=docs, call=call)))
    print(f"stopped {took:.3f} s after Ctrl-C")  # noqa: T201
    assert took < 2  # 0.2 on a machine that has nothing else to do


def test_an_interrupted_kernel_of_jupyter() -> None:
    manager = KernelManager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=30)
        assert client.execute_interactive(dedent(BEGIN), timeout=30)["content"]["status"] == "ok"
        asked = client.execute("print('go'); matcher.match([text] * 3000, threads=1)")
        while client.get_iopub_msg(timeout=30)["content"].get("text") != "go\n":
            pass
        time.sleep(0.3)
        manager.interrupt_kernel()
        pressed = time.monotonic()
        reply = client.get_shell_msg(timeout=30)
        took = time.monotonic() - pressed
        assert reply["parent_header"]["msg_id"] == asked
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert took < 2
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


# ---- other threads, other processes ----------------------------------------------------------------------------------


def test_from_many_threads(matcher: cm.Matcher, seed: cm.Seed) -> None:
    docs = pa.array(list(seed.documents["text"]) * 50)  # long enough to be watched
    expected = matcher.match(docs).to_arrow()
    pairs = matcher.cooccurrences(docs)
    with ThreadPoolExecutor(8) as pool:
        mentions = [pool.submit(matcher.match, docs, threads=threads) for threads in (None, 1, 2, 3)]
        counted = [pool.submit(matcher.cooccurrences, docs, threads=threads) for threads in (None, 1, 2, 3)]
        told: list[tuple[int, int]] = []
        watched = pool.submit(matcher.match, docs, progress=lambda *where: told.append(where))
        assert all(future.result(30).to_arrow() == expected for future in [*mentions, watched])
        assert all(future.result(30) == pairs for future in counted)
    assert told[-1] == (len(docs), len(docs))


FORKED = """
    whole = matcher.cooccurrences([text] * 100)  # starts threads in the parent
    child = os.fork()
    if not child:
        signal.alarm(20)
        same = matcher.cooccurrences([text] * 100) == whole == matcher.match([text] * 100).cooccurrences()
        again = cm.Matcher(seed.gazetteer).cooccurrences([text] * 100, threads=2, progress=lambda *_: None) == whole
        os._exit(0 if same and again else 1)
    assert matcher.cooccurrences([text] * 100) == whole
    print(os.waitpid(child, 0)[1])
"""
DURING = """
    docs = pa.array([text] * 300, pa.large_string())
    whole = matcher.cooccurrences(docs)
    thread = threading.Thread(target=matcher.match, args=[docs])
    thread.start()
    time.sleep(0.05)
    child = os.fork()
    if not child:
        signal.alarm(20)
        os._exit(0 if matcher.cooccurrences(docs) == whole else 1)
    print(os.waitpid(child, 0)[1])
    thread.join()
"""


@pytest.mark.skipif(not hasattr(signal, "alarm"), reason="needs fork")
@pytest.mark.parametrize("script", [FORKED, DURING], ids=["after a call", "during a call"])
def test_in_a_forked_child(script: str) -> None:
    assert run(BEGIN, script) == "0\n"


POOL = """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    parts = [seed.documents.iloc[i::3] for i in range(3)]
    whole = matcher.cooccurrences(seed.documents, by="month")
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context({method!r})) as pool:
        mentions = list(pool.map(matcher.match, parts))
        assert [len(part) for part in mentions] == [len(matcher.match(part)) for part in parts]
        assert sum(part.cooccurrences(by="month") for part in mentions) == whole
    print("equal")
"""


@pytest.mark.parametrize("method", ["spawn", pytest.param("fork", marks=pytest.mark.skipif("sys.platform == 'win32'"))])
def test_in_a_pool_of_processes(method: str) -> None:
    assert run(BEGIN, POOL.format(method=method)) == "equal\n"
