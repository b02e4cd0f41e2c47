"""One writer for all files: what becomes of links, modes, devices, and of many who write at once."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import comention as cm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other links, modes and devices")

RECORDS = [{"id": "a", "name": "Ann"}, {"id": "b", "name": "Bob"}]


def made(kind: str, extra: int = 0) -> Callable[[str | Path], object]:
    """What writes a file of this kind; with `extra` it has that many names more."""
    more = [{"id": f"e{i}", "name": f"Entity {i}"} for i in range(extra)]
    gazetteer = cm.Gazetteer.from_records(RECORDS + more)
    matcher = cm.Matcher(gazetteer)
    documents = ["Ann met Bob."] * (1 + extra)
    writers: dict[str, Callable[[Any], object]] = {
        "matcher.cmx": matcher.save,
        **{f"gazetteer{ending}": gazetteer.save for ending in (".json", ".jsonl", ".csv", ".tsv", ".parquet")},
        **{f"mentions{ending}": matcher.match(documents).write for ending in (".csv", ".tsv", ".parquet")},
        **{
            f"pairs{ending}": matcher.cooccurrences(documents).write
            for ending in (".csv", ".tsv", ".parquet", ".gexf", ".graphml", ".net")
        },
    }
    return writers[kind]


KINDS = (
    "matcher.cmx gazetteer.json gazetteer.jsonl gazetteer.csv gazetteer.tsv gazetteer.parquet mentions.csv "
    "mentions.tsv mentions.parquet pairs.csv pairs.tsv pairs.parquet pairs.gexf pairs.graphml pairs.net"
).split()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def written(write: Callable[[str | Path], object], path: Path) -> bytes:
    write(path)
    return path.read_bytes()


# ---- links, modes, devices ----------------------------------------------------------------------


def test_links_are_followed(kind: str, tmp_path: Path) -> None:
    write = made(kind)
    expected = written(write, tmp_path / kind)
    (tmp_path / "there").mkdir()
    for name, there in (("old", tmp_path / "there" / f"old-{kind}"), ("new", tmp_path / "there" / f"new-{kind}")):
        if name == "old":
            there.write_text("old")
        first, second = tmp_path / f"1-{name}-{kind}", tmp_path / f"2-{name}-{kind}"
        first.symlink_to(Path("there") / there.name)
        second.symlink_to(first)
        write(second)
        assert second.is_symlink()
        assert first.is_symlink()
        assert not there.is_symlink()
        assert there.read_bytes() == expected
    assert len(list((tmp_path / "there").iterdir())) == 2


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o777])
def test_the_mode_is_kept(kind: str, mode: int, tmp_path: Path) -> None:
    path = tmp_path / kind
    path.touch()
    path.chmod(mode)
    made(kind)(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_mode_of_the_umask(kind: str, mask: int, tmp_path: Path) -> None:
    write = made(kind)
    before = os.umask(mask)
    try:
        write(tmp_path / kind)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / kind).stat().st_mode) == 0o666 & ~mask


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_is_kept(kind: str, tmp_path: Path) -> None:
    path = tmp_path / kind
    path.touch()
    os.chown(path, 1234, 4321)
    made(kind)(path)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)


def not_a_file(what: str, path: Path) -> str:
    """Makes something that is no regular file, and gives what is said of it."""
    match what:
        case "pipe":
            os.mkfifo(path)
            return "is a named pipe"
        case "socket":
            with socket.socket(socket.AF_UNIX) as opened:
                here = Path.cwd()
                os.chdir(path.parent)
                opened.bind(path.name)
                os.chdir(here)
            return "is a socket"
        case "device":
            path.symlink_to("/dev/null")
            return "is a device"
        case "folder":
            path.mkdir()
            return "Is a directory"
        case "loop":
            path.symlink_to(path)
            return "Too many levels of symbolic links"
        case _:
            path.symlink_to("no/such/folder")
            return "No such file or directory"


@pytest.mark.parametrize("what", ["pipe", "socket", "device", "folder", "loop", "nowhere"])
def test_what_is_no_regular_file_is_refused(kind: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / kind
    problem = not_a_file(what, path)
    before = path.lstat()
    with pytest.raises(OSError, match=problem) as raised:
        made(kind)(path)
    assert str(path) in str(raised.value)
    after = path.lstat()
    assert (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode)
    assert [found.name for found in tmp_path.iterdir()] == [kind]


def test_names_as_long_as_the_system_allows(kind: str, tmp_path: Path) -> None:
    name = "n" * (255 - len(kind)) + kind
    made(kind)(tmp_path / name)
    assert [found.name for found in tmp_path.iterdir()] == [name]
    with pytest.raises(OSError, match="File name too long"):
        made(kind)(tmp_path / f"n{name}")


def test_folders_whose_names_are_not_text(kind: str, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    folder.mkdir()
    made(kind)(folder / kind)
    assert (folder / kind).stat().st_size > 0


@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/stderr"])
def test_descriptors_are_written_through(kind: str, stream: str, tmp_path: Path) -> None:
    if not Path(stream).exists():
        pytest.skip(f"there is no {stream}")
    expected = written(made(kind), tmp_path / kind)
    link = tmp_path / f"link-{kind}"
    link.symlink_to(stream)
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    code += f"import test_writing as t; print('before', flush=True); t.made({kind!r})({str(link)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    got = (done.stderr if stream.endswith("err") else done.stdout).removeprefix(b"before\n")
    assert (done.returncode, got) == (0, expected)
    assert link.is_symlink()


def test_a_mapped_matcher_outlives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "m.cmx"
    made("matcher.cmx", 1000)(path)
    loaded = cm.Matcher.load(path)
    for extra in (0, 10, 2000):
        made("matcher.cmx", extra)(path)
        assert len(loaded.match(["Ann met Entity 999."])) == 2
    loaded.save(path)
    assert len(cm.Matcher.load(path).match(["Entity 999"])) == 1


# ---- errors -------------------------------------------------------------------------------------


FULL = """
import resource, sys
sys.path.insert(0, {folder!r})
import test_writing as t
write = t.made({kind!r}, 40)
resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))
try:
    write({path!r})
except OSError as error:
    print(error.errno, error.filename)
"""


def test_a_full_disk_leaves_the_old_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / kind
    path.write_text("old")
    code = FULL.format(folder=str(Path(__file__).parent), kind=kind, path=str(path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"27 {path}\n", "")
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == [kind]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_what_may_not_be_written_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / kind
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(PermissionError):
        made(kind)(path)
    assert path.read_text() == "old"


def test_files_of_others_stay(kind: str, tmp_path: Path) -> None:
    others = [tmp_path / f".{kind}.{os.getpid()}", tmp_path / f".comention-{os.getpid()}-0.tmp"]
    for other in others:
        other.write_text("of others")
    made(kind)(tmp_path / kind)
    assert sorted(tmp_path.iterdir()) == sorted([*others, tmp_path / kind])
    assert [other.read_text() for other in others] == ["of others"] * 2


# ---- many at once -------------------------------------------------------------------------------


def test_eight_threads_save_one_path(kind: str, tmp_path: Path) -> None:
    writers = [made(kind, extra) for extra in range(8)]
    expected = {written(write, tmp_path / f"{i}-{kind}") for i, write in enumerate(writers)}
    path = tmp_path / "shared" / kind
    path.parent.mkdir()
    together = threading.Barrier(8)

    def save(i: int) -> None:
        together.wait()
        for _ in range(5):
            writers[i](path)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(8)))
    assert path.read_bytes() in expected
    assert [found.name for found in path.parent.iterdir()] == [kind]


def forked(save: Callable[[], object]) -> Iterator[int]:
    for _ in range(8):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for _ in range(5):
                    save()
                code = 0
            finally:
                os._exit(code)
        yield child


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_eight_processes_save_one_path(kind: str, tmp_path: Path) -> None:
    write = made(kind)
    expected = written(write, tmp_path / kind)
    path = tmp_path / "shared" / kind
    path.parent.mkdir()
    children = list(forked(lambda: write(path)))
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 8
    assert path.read_bytes() == expected
    assert [found.name for found in path.parent.iterdir()] == [kind]


KILLED = """
import os, signal, sys, threading, time
sys.path.insert(0, {folder!r})
import test_writing as t
write = t.made({kind!r}, 3000)
def kill():
    while not any(name.startswith('.comention-') for name in os.listdir({where!r})):
        pass
    os.kill(os.getpid(), signal.SIGKILL)
threading.Thread(target=kill, daemon=True).start()
while True:
    write({path!r})
"""


@pytest.mark.parametrize("kind", ["matcher.cmx", "gazetteer.json", "pairs.gexf", "mentions.parquet"])
def test_a_save_that_was_killed_is_in_nobodys_way(kind: str, tmp_path: Path) -> None:
    path = tmp_path / kind
    code = KILLED.format(folder=str(Path(__file__).parent), kind=kind, path=str(path), where=str(tmp_path))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    left = {found.name: found.read_bytes() for found in tmp_path.iterdir() if found.name != kind}
    expected = written(made(kind), tmp_path / f"again-{kind}")
    assert written(made(kind), path) == expected
    assert {name: (tmp_path / name).read_bytes() for name in left} == left
