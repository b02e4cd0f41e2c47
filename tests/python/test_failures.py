"""What the core meets in bad times: too little memory, no threads, an exit while it works, a defect of its own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from textwrap import dedent

import pytest

import comention as cm
from comention import _core, errors

POSIX = pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")

START = """
import resource, sys, threading, time
import comention as cm
seed = cm.load_seed("india-russia")
text = " ".join(seed.documents["text"])
"""


def python(program: str, *args: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", dedent(program), *args], capture_output=True, text=True, timeout=timeout, check=False
    )


# ---- a defect ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["entry", "call", "build", "pool"])
def test_a_panic_is_an_internal_error(place: str) -> None:
    with pytest.raises(errors.InternalError, match=r"please report it.*as asked for, in the " + place) as error:
        _core._panic(place)
    assert isinstance(error.value, cm.ComentionError)
    assert isinstance(error.value, RuntimeError)
    copy = pickle.loads(pickle.dumps(error.value))
    assert (type(copy), str(copy)) == (cm.InternalError, str(error.value))


# ---- an exit -----------------------------------------------------------------------------------------------------

CALLS = {
    "match": "matcher.match(docs)",
    "match with progress": "matcher.match(docs, progress=lambda done, total: None)",
    "cooccurrences": "matcher.cooccurrences(docs)",
    "matcher": "cm.Matcher(large)",
    "save": "matcher.save(f'{sys.argv[1]}{threading.get_ident()}')",
    "load": "cm.Matcher.load(sys.argv[2])",
    "tables": "mentions.to_arrow()",
}


@pytest.mark.parametrize("name", CALLS)
def test_an_exit_while_a_daemon_thread_works_is_quiet(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("exit")
    program = (
        START
        + f"""
large = cm.Gazetteer.from_records([{{"id": str(i), "aliases": [f"Name{{i}} Other{{i}}"]}} for i in range(30_000)])
matcher = cm.Matcher(seed.gazetteer)
matcher.save(sys.argv[2])
docs = [text] * 100
mentions = matcher.match([text] * 10)
begun = threading.Event()
def work():
    while True:
        begun.set()
        {CALLS[name]}
for _ in range(2):
    threading.Thread(target=work, daemon=True).start()
begun.wait()
time.sleep(0.03)
"""
    )
    for _ in range(3):
        done = python(program, str(folder / "new"), str(folder / "old"))
        assert (done.returncode, done.stderr) == (0, "")


# ---- no threads --------------------------------------------------------------------------------------------------


@POSIX
def test_without_threads_the_calling_thread_does_the_work() -> None:
    program = (
        START
        + """
import os
docs = [text] * 8
matcher = cm.Matcher(seed.gazetteer)
expected = matcher.match(docs, threads=1).to_arrow()
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
try:
    threading.Thread(target=print).start()
except RuntimeError:
    pass
else:
    sys.exit(77)
matcher = cm.Matcher(seed.gazetteer)
mentions = matcher.match(docs, threads=3, progress=lambda done, total: None)
assert mentions.to_arrow().equals(expected)
assert matcher.cooccurrences(docs, threads=3) == mentions.cooccurrences()
matcher.match([text * 8])
seed.gazetteer.lint(seed.documents["text"])
"""
    )
    done = python(program)
    if done.returncode == 77:
        pytest.skip("this user may start threads in spite of the limit")
    assert (done.returncode, done.stderr) == (0, "")
