"""MNIST from servers that fail in every way. The only server here is this test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from common import folders
from tests.helpers import is_one_sentence
from tests.training.datasets.servers import (
    TIMEOUT,
    Contents,
    Handler,
    Reply,
    StartServer,
    files_in,
    hang_up_in_the_middle,
    nobody_there,
    send,
    send_damaged,
    status,
)
from tests.training.datasets.small_mnist import IMAGES, LABELS, packed, raw_folder
from training.datasets import download, mnist
from training.datasets.mnist import DataError, fetch_mnist, load_mnist
from training.runtime.progress import no_progress

Serve = Callable[[Reply], str]


@pytest.fixture
def serve(small_mnist: Contents, start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Start servers of the small MNIST; a server's address, as mirrors are named."""
    monkeypatch.setattr(download, "TIMEOUT", TIMEOUT)
    files = {f"{name}.gz": packed(content) for name, content in small_mnist.items()}
    return lambda answer: start_server(answer, files) + "mnist/"


def ask(*mirrors: str) -> None:
    """Let the files of the small MNIST be fetched from there."""
    for file in mnist.FILES:
        file.mirrors = mirrors


def fetch(folder: Path, *mirrors: str) -> None:
    ask(*mirrors)
    fetch_mnist(folder, no_progress)


def test_files_are_fetched_and_unpacked(tmp_path: Path, small_mnist: Contents, serve: Serve) -> None:
    fetch(tmp_path, serve(send))
    assert files_in(raw_folder(tmp_path)) == small_mnist
    assert len(load_mnist(tmp_path).train) == 30


def test_only_what_is_missing_is_fetched(tmp_path: Path, small_mnist: Contents, serve: Serve) -> None:
    asked: list[str] = []

    def note(handler: Handler, content: bytes) -> None:
        asked.append(handler.path)
        send(handler, content)

    fetch(tmp_path, serve(note))
    (raw_folder(tmp_path) / LABELS).unlink()
    asked.clear()
    fetch(tmp_path, serve(note))
    assert asked == [f"/mnist/{LABELS}.gz"]


def test_nothing_is_asked_for_where_all_is_there(mnist_folder: Path) -> None:
    fetch(mnist_folder, nobody_there())


def test_without_a_folder_it_goes_to_the_cache(
    tmp_path: Path, small_mnist: Contents, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DIGITPAD_HOME")
    monkeypatch.setattr(folders, "user_cache_path", lambda *args, **kwargs: tmp_path / "cache")
    ask(serve(send))
    assert len(load_mnist().test) == 12
    assert files_in(tmp_path / "cache") == small_mnist


def test_the_cache_lies_below_the_home_that_is_named(own_home: Path, small_mnist: Contents, serve: Serve) -> None:
    ask(serve(send))
    load_mnist()
    assert files_in(raw_folder(own_home / "data")) == small_mnist


def test_progress_is_told_of_all_files_as_of_one(tmp_path: Path, small_mnist: Contents, serve: Serve) -> None:
    heard: list[tuple[str, int, int]] = []
    ask(serve(send))
    fetch_mnist(tmp_path, lambda *all: heard.append(all))
    total = sum(len(packed(content)) for content in small_mnist.values())
    assert heard[-1] == ("MNIST", total, total)
    assert heard == sorted(heard)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(status(404), "answered 404"), (send_damaged, "sent a damaged file (wrong checksum)")],
    ids=["404", "sends a damaged file"],
)
def test_a_server_that_fails(tmp_path: Path, serve: Serve, answer: Reply, reason: str) -> None:
    """One sentence says why, and nothing half-done lies in the folder."""
    mirror = serve(answer)
    with pytest.raises(DataError) as caught:
        fetch(tmp_path, mirror)
    assert is_one_sentence(caught.value)
    assert f"MNIST cannot be downloaded: {mirror} {reason}" in str(caught.value)
    assert "name a folder that holds MNIST/raw with --data" in str(caught.value)
    assert files_in(tmp_path) == {}


def test_the_next_mirror_takes_over(tmp_path: Path, small_mnist: Contents, serve: Serve) -> None:
    """The first fails for one file; for the rest it is asked first again."""
    asked: list[str] = []

    def fail_once(handler: Handler, content: bytes) -> None:
        asked.append(handler.path)
        (hang_up_in_the_middle if IMAGES in handler.path else send)(handler, content)

    fetch(tmp_path, serve(fail_once), serve(send))
    assert files_in(raw_folder(tmp_path)) == small_mnist
    assert len(asked) == len(small_mnist)


def test_what_was_fetched_before_a_failure_is_kept(tmp_path: Path, small_mnist: Contents, serve: Serve) -> None:
    def fail_at_last(handler: Handler, content: bytes) -> None:
        (hang_up_in_the_middle if LABELS in handler.path else send)(handler, content)

    with pytest.raises(DataError):
        fetch(tmp_path, serve(fail_at_last))
    assert files_in(raw_folder(tmp_path)) == {name: content for name, content in small_mnist.items() if name != LABELS}
