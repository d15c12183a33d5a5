"""Downloads from servers that fail in every way. The only servers here are the tests' own."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.helpers import is_one_sentence
from tests.training.servers import (
    FAILURES,
    TIMEOUT,
    Answer,
    Handler,
    StartServer,
    files_in,
    nobody_there,
    send,
    send_damaged,
    send_without_length,
    status,
)
from training.data import DataError
from training.download import Source, fetch, md5

CONTENT = bytes(range(256)) * 400


def unpack(sent: bytes) -> bytes:
    if not sent.startswith(b"packed:"):
        raise ValueError("something else")
    return sent.removeprefix(b"packed:")


SOURCE = Source("The digits", "digits/all.txt", "all.txt.z", md5(CONTENT), unpack)


class Server:
    """Starts servers of the file, each with a way to answer, and keeps the paths that they were asked for."""

    def __init__(self, start: StartServer) -> None:
        self.start = start
        self.asked: list[str] = []

    def __call__(self, answer: Answer) -> str:
        def note(handler: Handler, content: bytes) -> None:
            self.asked.append(handler.path)
            answer(handler, content)

        return self.start(note, {"all.txt.z": b"packed:" + CONTENT}) + "there/"


@pytest.fixture
def serve(start_server: StartServer) -> Server:
    return Server(start_server)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "digits" / "all.txt"


def get(path: Path, *mirrors: str, progress: bool = False) -> None:
    fetch(path, SOURCE, mirrors, TIMEOUT, progress)


def refusal(path: Path, *mirrors: str) -> str:
    with pytest.raises(DataError) as caught:
        get(path, *mirrors)
    assert is_one_sentence(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("answer", [send, send_without_length])
def test_a_file_is_fetched_and_unpacked(path: Path, serve: Server, answer: Answer) -> None:
    get(path, serve(answer))
    assert files_in(path.parent) == {"all.txt": CONTENT}
    assert serve.asked == ["/there/all.txt.z"]


def test_a_file_that_is_there_is_not_fetched_again(path: Path, serve: Server) -> None:
    get(path, serve(send))
    get(path, serve(send))
    assert len(serve.asked) == 1


@pytest.mark.parametrize("there", [b"", CONTENT[:-1], CONTENT[::-1]], ids=["empty", "cut off", "something else"])
def test_a_damaged_file_is_fetched_again(path: Path, serve: Server, there: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(there)
    get(path, serve(send))
    assert path.read_bytes() == CONTENT


def test_progress_is_shown(path: Path, serve: Server, capfd: pytest.CaptureFixture[str]) -> None:
    get(path, serve(send), progress=True)
    assert "The digits: 100%" in capfd.readouterr().err


def test_progress_is_counted_where_the_end_is_unknown(
    path: Path, serve: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    get(path, serve(send_without_length), progress=True)
    last = capfd.readouterr().err.rpartition("\r")[2]
    assert last.startswith("The digits: 10")
    assert "kB" in last
    assert "%" not in last


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_server_that_fails(path: Path, serve: Server, answer: Answer, reason: str) -> None:
    """One sentence says why, and nothing half-done lies in the folder."""
    mirror = serve(answer)
    said = refusal(path, mirror)
    assert said.startswith(f"The digits cannot be downloaded: {mirror} {reason}")
    assert "name a folder that holds digits/all.txt with --data" in said
    assert files_in(path.parent) == {}


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_the_next_mirror_takes_over(path: Path, serve: Server, answer: Answer, reason: str) -> None:
    get(path, serve(answer), serve(send))
    assert files_in(path.parent) == {"all.txt": CONTENT}


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_what_is_there_stays_when_a_server_fails(path: Path, serve: Server, answer: Answer, reason: str) -> None:
    path.parent.mkdir()
    path.write_bytes(b"older")
    refusal(path, serve(answer))
    assert files_in(path.parent) == {"all.txt": b"older"}


def test_a_server_that_is_not_there(path: Path) -> None:
    mirror = nobody_there()
    assert f"{mirror} cannot be reached" in refusal(path, mirror)


def test_a_name_that_no_server_has(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As without a network: the name is not found."""

    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "http://mirror.invalid/ cannot be reached" in refusal(path, "http://mirror.invalid/")


def test_all_mirrors_are_named_when_all_fail(path: Path, serve: Server) -> None:
    first, second = serve(status(404)), serve(send_damaged)
    assert f"{first} answered 404; {second} sent a damaged file" in refusal(path, first, second)


def test_a_folder_that_cannot_be_made(tmp_path: Path, serve: Server) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refusal(tmp_path / "file" / "all.txt", serve(send))


def test_a_disk_that_is_full(path: Path, serve: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "No space left on device" in refusal(path, serve(send))
    assert files_in(path.parent) == {}
