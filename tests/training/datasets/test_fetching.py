"""Data sets, and the process that fetches them: what it tells, and what it leaves when it is killed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from common.errors import PlainError
from tests.helpers import is_one_sentence
from tests.training.datasets import small_pens
from tests.training.datasets.servers import Reply, StartServer, files_in, send, stall_in_the_middle, status
from tests.training.datasets.small_pens import CONTENT, fetching_from
from training.datasets import mnist
from training.datasets.fetching import DATA_SETS, MNIST, PENS, Fetched, Fetching
from training.datasets.pens import PENS_FILE

PATIENCE = 20.0
Start = Callable[[Reply], tuple[multiprocessing.process.BaseProcess, Connection]]


def test_what_there_is() -> None:
    assert list(DATA_SETS) == ["mnist", "pens"]
    assert MNIST.size == sum(file.packed_length for file in mnist.FILES)


def test_the_real_data_sets_are_present(data_folder: Path, tmp_path: Path) -> None:
    assert MNIST.present(data_folder)
    assert not MNIST.present(tmp_path)
    assert not PENS.present(tmp_path)


@pytest.fixture
def start(tmp_path: Path, start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start processes that fetch the pens from a server that answers so."""
    small_pens.take_for_the_true_ones(monkeypatch)
    started = []

    def start_one(answer: Reply) -> tuple[multiprocessing.process.BaseProcess, Connection]:
        target = fetching_from(start_server(answer, {"pens": CONTENT}) + "pens")
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, ("pens",), tmp_path))
        process.start()
        theirs.close()
        started.append((process, ours))
        return process, ours

    yield start_one
    for process, connection in started:
        process.kill()
        process.join()
        connection.close()


def until_the_end(connection: Connection) -> list[Any]:
    messages = []
    while not messages or isinstance(messages[-1], Fetching):
        assert connection.poll(PATIENCE)
        messages.append(connection.recv())
    return messages


def test_the_process_tells_how_far_it_is(tmp_path: Path, start: Start) -> None:
    *progress, last = until_the_end(start(send)[1])
    assert last == Fetched()
    assert progress[-1] == Fetching("Recorded pens", len(CONTENT), len(CONTENT))
    assert files_in(tmp_path) == {"pendigits-orig.tra": CONTENT}
    assert PENS.present(tmp_path)


def test_the_process_tells_what_went_wrong(tmp_path: Path, start: Start) -> None:
    error = until_the_end(start(status(403))[1])[-1]
    assert isinstance(error, PlainError)
    assert is_one_sentence(error)
    assert "The recorded pens cannot be downloaded: http://127.0.0.1" in str(error)
    assert "answered 403 Forbidden. Try again later, or choose a folder that holds pendigits/" in str(error)
    assert files_in(tmp_path) == {}


def test_a_folder_that_cannot_be_written(tmp_path: Path, start: Start) -> None:
    (tmp_path / "pendigits").write_text("")
    assert "cannot be written" in str(until_the_end(start(send)[1])[-1])


def test_nothing_is_left_when_it_is_killed(tmp_path: Path, start: Start) -> None:
    process, connection = start(stall_in_the_middle)
    while not connection.recv().done:
        pass
    process.kill()
    process.join()
    assert files_in(tmp_path) == {}


def test_what_a_killed_process_was_writing_is_cleared(tmp_path: Path) -> None:
    file = PENS_FILE.path(tmp_path)
    file.parent.mkdir()
    file.write_bytes(b"whole")
    file.with_name(f".{file.name}.0123abcd.part").write_bytes(b"half")
    PENS.clear(tmp_path)
    assert files_in(tmp_path) == {file.name: b"whole"}
    PENS.clear(tmp_path / "nowhere")
