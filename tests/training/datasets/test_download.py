"""Downloads from servers that fail in every way. The only servers here are the tests' own."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from tests.helpers import is_one_sentence
from tests.training.datasets.servers import (
    FAILURES,
    TIMEOUT,
    Handler,
    Reply,
    StartServer,
    files_in,
    nobody_there,
    send,
    send_damaged,
    send_without_length,
    status,
    trickle,
    trickle_from_the_start,
)
from training.datasets import download
from training.datasets.download import DataFile, md5
from training.datasets.mnist import DataError
from training.runtime.progress import OnProgress, no_progress

CONTENT = bytes(range(256)) * 400


def unpack(sent: bytes) -> bytes:
    if not sent.startswith(b"packed:"):
        raise ValueError("something else")
    return sent.removeprefix(b"packed:")


FILE = DataFile(
    "The digits", "digits/all.txt", "digits/all.txt", md5(CONTENT), len(CONTENT), ".z", 0, (), "all.txt.z", unpack
)


class Server:
    """Starts servers of the file, each with a way to answer, and keeps the paths that they were asked for."""

    def __init__(self, start: StartServer) -> None:
        self.start = start
        self.asked: list[str] = []

    def __call__(self, answer: Reply) -> str:
        def note(handler: Handler, content: bytes) -> None:
            self.asked.append(handler.path)
            answer(handler, content)

        return self.start(note, {"all.txt.z": b"packed:" + CONTENT}) + "there/"


@pytest.fixture
def serve(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr(download, "TIMEOUT", TIMEOUT)
    return Server(start_server)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return FILE.path(tmp_path)


def get(path: Path, *mirrors: str, on_progress: OnProgress | None = no_progress) -> None:
    replace(FILE, mirrors=mirrors).fetch(path.parents[1], on_progress)


def refusal(path: Path, *mirrors: str) -> str:
    with pytest.raises(DataError) as caught:
        get(path, *mirrors)
    assert is_one_sentence(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("answer", [send, send_without_length])
def test_a_file_is_fetched_and_unpacked(path: Path, serve: Server, answer: Reply) -> None:
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


def test_progress_is_told(path: Path, serve: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "TELLING", 0.01)
    heard: list[tuple[str, int, int]] = []

    def send_slowly(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        for start in range(0, len(content), 20_000):
            handler.wfile.write(content[start : start + 20_000])
            handler.server.released.wait(0.03)  # type: ignore[attr-defined]

    get(path, serve(send_slowly), on_progress=lambda *all: heard.append(all))
    counts = [done for _, done, _ in heard]
    length = len(CONTENT) + len(b"packed:")
    assert heard[-1] == ("The digits", length, length)
    assert counts == sorted(counts)
    assert len(set(counts)) > 3


def test_progress_is_shown(path: Path, serve: Server, capfd: pytest.CaptureFixture[str]) -> None:
    get(path, serve(send), on_progress=None)
    assert "The digits: 100%" in capfd.readouterr().err


def test_progress_is_counted_where_the_end_is_unknown(
    path: Path, serve: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    get(path, serve(send_without_length), on_progress=None)
    last = capfd.readouterr().err.rpartition("\r")[2]
    assert last.startswith("The digits: 10")
    assert "kB" in last
    assert "%" not in last


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_server_that_fails(path: Path, serve: Server, answer: Reply, reason: str) -> None:
    """One sentence says why, and nothing half-done lies in the folder."""
    mirror = serve(answer)
    said = refusal(path, mirror)
    assert said.startswith(f"The digits cannot be downloaded: {mirror} {reason}")
    assert "name a folder that holds digits/all.txt with --data" in said
    assert files_in(path.parent) == {}


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_the_next_mirror_takes_over(path: Path, serve: Server, answer: Reply, reason: str) -> None:
    get(path, serve(answer), serve(send))
    assert files_in(path.parent) == {"all.txt": CONTENT}


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_what_is_there_stays_when_a_server_fails(path: Path, serve: Server, answer: Reply, reason: str) -> None:
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


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(trickle, "sends too slowly"), (trickle_from_the_start, "did not answer in time")],
    ids=["the file", "the headers"],
)
def test_a_server_that_sends_a_byte_now_and_then(
    path: Path, serve: Server, answer: Reply, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SLOW_FOR", 0.4)
    monkeypatch.setattr(download, "SLOWEST", 1_000_000)
    slow, quick = serve(answer), serve(send)
    assert f"{slow} {reason}" in refusal(path, slow)
    get(path, slow, quick)
    assert files_in(path.parent) == {"all.txt": CONTENT}


def test_a_server_that_is_slow_but_not_too_slow(path: Path, serve: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "TELLING", 0.01)
    monkeypatch.setattr(download, "SLOW_FOR", 0.2)

    def wait_then_send(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        handler.end_headers()
        for start in range(0, len(content), 10_000):
            handler.wfile.write(content[start : start + 10_000])
            handler.server.released.wait(0.05)  # type: ignore[attr-defined]

    get(path, serve(wait_then_send))
    assert files_in(path.parent) == {"all.txt": CONTENT}


# --- proxies ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def go_through(serve: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Name a proxy, as a user does."""

    def name(proxy: str) -> None:
        for variable in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(variable, raising=False)
        for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(variable, proxy)

    return name


@pytest.mark.parametrize("mirror", ["http://mirror.invalid/", "https://mirror.invalid/"])
def test_a_proxy_that_is_not_there(path: Path, go_through: Callable[[str], None], mirror: str) -> None:
    go_through(nobody_there())
    assert f"the proxy on the way to {mirror} cannot be reached or refuses" in refusal(path, mirror)


def test_a_proxy_that_is_no_address(path: Path, go_through: Callable[[str], None]) -> None:
    go_through("http:///nowhere")
    assert "the proxy on the way to http://mirror.invalid/ cannot be reached" in refusal(path, "http://mirror.invalid/")


def test_a_proxy_that_asks_for_a_password(path: Path, serve: Server, go_through: Callable[[str], None]) -> None:
    go_through(serve(status(407)))
    mirror = "http://mirror.invalid/"
    assert f"the proxy on the way to {mirror} refuses: it asks for a password" in refusal(path, mirror)


def test_a_proxy_that_makes_no_tunnel(path: Path, serve: Server, go_through: Callable[[str], None]) -> None:
    go_through(serve(send))  # it knows GET alone
    mirror = "https://mirror.invalid/"
    assert f"the proxy on the way to {mirror} cannot be reached or refuses" in refusal(path, mirror)


def test_a_proxy_that_passes_on(path: Path, serve: Server, go_through: Callable[[str], None]) -> None:
    go_through(serve(send))
    get(path, "http://mirror.invalid/")
    assert files_in(path.parent) == {"all.txt": CONTENT}


@pytest.mark.parametrize("content", [None, b"no certificates"])
def test_certificates_that_are_not_there(
    path: Path, serve: Server, content: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the user has set is named, and not the server blamed."""
    certificates = path.parents[1] / "certificates.pem"
    if content is not None:
        certificates.write_bytes(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates))
    mirror = serve(send).replace("http:", "https:")
    said = f"{mirror} cannot be trusted with the certificates in {certificates}, which REQUESTS_CA_BUNDLE names"
    assert said in refusal(path, mirror)


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_all_mirrors_are_named_when_all_fail(path: Path, serve: Server) -> None:
    first, second = serve(status(404)), serve(send_damaged)
    assert f"{first} answered 404 Not Found; {second} sent a damaged file" in refusal(path, first, second)


def test_a_folder_that_cannot_be_made(path: Path, serve: Server) -> None:
    path.parent.write_text("")
    assert "cannot be written" in refusal(path, serve(send))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_that_is_read_only(path: Path, serve: Server) -> None:
    path.parent.mkdir(mode=0o500)
    assert "cannot be written (Permission denied)" in refusal(path, serve(send))


def test_a_disk_that_is_full(path: Path, serve: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", Mock(side_effect=OSError(28, "No space left on device")))
    assert "No space left on device" in refusal(path, serve(send))
    assert files_in(path.parent) == {}
