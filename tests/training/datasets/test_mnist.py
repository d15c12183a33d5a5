"""MNIST from a folder and from servers that fail in every way. The only server here is this test's own."""

from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
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
from training.datasets import mnist
from training.datasets.mnist import (
    DataError,
    Digits,
    RawFile,
    fetch_mnist,
    load_mnist,
    mnist_present,
    raw_folder,
    split,
)
from training.environment.progress import no_progress

SIZES = {"TRAIN_IMAGES": 30, "TRAIN_LABELS": 30, "TEST_IMAGES": 12, "TEST_LABELS": 12}


def idx(array: np.ndarray) -> bytes:
    """An array of bytes as MNIST's files hold it."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


@pytest.fixture
def contents(monkeypatch: pytest.MonkeyPatch) -> Contents:
    """What each file of a small MNIST holds; ``training.datasets.mnist`` takes it for the true one."""
    rng = np.random.default_rng(0)
    made, files = {}, []
    for constant, size in SIZES.items():
        name = getattr(mnist, constant).name
        made[name] = idx(rng.integers(0, 256, (size, 28, 28)) if "IMAGES" in constant else rng.integers(0, 10, size))
        files.append(RawFile(name, md5(made[name]), md5(packed(made[name])), size, len(packed(made[name]))))
        monkeypatch.setattr(mnist, constant, files[-1])
    monkeypatch.setattr(mnist, "FILES", tuple(files))
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    return made


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


@pytest.fixture
def folder(contents: Contents, tmp_path: Path) -> Path:
    """A data folder with all files of the small MNIST."""
    raw = raw_folder(tmp_path / "data")
    raw.mkdir(parents=True)
    for name, content in contents.items():
        (raw / name).write_bytes(content)
    return tmp_path / "data"


IMAGES, LABELS = mnist.TRAIN_IMAGES.name, mnist.TEST_LABELS.name


# --- reading a folder -------------------------------------------------------------------------------------------------


def refusal(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        load_mnist(folder)
    assert is_one_sentence(caught.value)
    return str(caught.value)


def test_digits_are_frames_with_labels(folder: Path, contents: Contents) -> None:
    train, test = load_mnist(folder)
    assert (len(train), len(test)) == (30, 12)
    assert (train.images.shape, train.images.dtype) == ((30, 28, 28), np.float32)
    assert (train.labels.shape, train.labels.dtype) == ((30,), np.int64)
    np.testing.assert_array_equal(
        np.round(train.images * 255), np.frombuffer(contents[IMAGES][16:], np.uint8).reshape(30, 28, 28)
    )
    np.testing.assert_array_equal(test.labels, list(contents[LABELS][8:]))


def test_packed_files_are_read_as_well(folder: Path, contents: Contents) -> None:
    whole = load_mnist(folder)
    for name, content in contents.items():
        (raw_folder(folder) / name).unlink()
        (raw_folder(folder) / f"{name}.gz").write_bytes(packed(content))
    np.testing.assert_array_equal(load_mnist(folder).train.images, whole.train.images)


def test_the_environment_may_name_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(folder))
    assert len(load_mnist(mirrors=()).test) == 12


def test_a_folder_that_is_named_outright_counts_more(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path / "elsewhere"))
    assert len(load_mnist(folder).test) == 12


def test_the_real_mnist(data_folder: Path) -> None:
    train, test = load_mnist(data_folder)
    assert (len(train), len(test)) == (60_000, 10_000)
    assert np.bincount(test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert (test.images.min(), test.images.max()) == (0, 1)


@pytest.mark.parametrize("made", [[], ["MNIST"], ["MNIST", "MNIST/raw"]], ids=["missing", "no raw", "empty"])
def test_a_folder_without_mnist(tmp_path: Path, made: list[str]) -> None:
    (tmp_path / "data").mkdir()
    for name in made:
        (tmp_path / "data" / name).mkdir()
    said = refusal(tmp_path / "data")
    assert f"{IMAGES}: not there; name a folder that holds MNIST/raw" in said


def test_a_folder_where_one_file_is_missing(folder: Path) -> None:
    (raw_folder(folder) / LABELS).unlink()
    assert f"{LABELS}: not there" in refusal(folder)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "cannot be read" in refusal(tmp_path / "data")


@pytest.mark.parametrize("name", [IMAGES, LABELS])
@pytest.mark.parametrize("length", [0, 3, 7, 15, -1])
def test_a_file_that_was_cut_off(folder: Path, contents: Contents, name: str, length: int) -> None:
    (raw_folder(folder) / name).write_bytes(contents[name][:length])
    said = refusal(folder)
    assert name in said
    assert "delete it and fetch it again" in said


def test_a_file_that_is_too_long(folder: Path, contents: Contents) -> None:
    (raw_folder(folder) / LABELS).write_bytes(contents[LABELS] + b"\0")
    assert f"{LABELS}: incomplete, or not of MNIST's size" in refusal(folder)


def test_a_file_of_something_else(folder: Path) -> None:
    (raw_folder(folder) / IMAGES).write_bytes(b"<html>404</html>")
    assert f"{IMAGES}: not a file of MNIST" in refusal(folder)


def test_labels_in_place_of_images(folder: Path, contents: Contents) -> None:
    (raw_folder(folder) / IMAGES).write_bytes(contents[LABELS])
    assert f"{IMAGES}: not a file of MNIST" in refusal(folder)


def test_labels_that_are_no_digits(folder: Path) -> None:
    (raw_folder(folder) / LABELS).write_bytes(idx(np.full(12, 10)))
    assert f"{LABELS}: holds labels that are not digits" in refusal(folder)


def halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scrambled(content: bytes) -> bytes:
    return content[:20] + bytes(255 - byte for byte in content[20:])


def something_else(content: bytes) -> bytes:
    return b"<html>404</html>"


@pytest.mark.parametrize("damage", [halved, scrambled, something_else])
def test_a_packed_file_that_is_damaged(folder: Path, contents: Contents, damage: Callable[[bytes], bytes]) -> None:
    (raw_folder(folder) / IMAGES).unlink()
    (raw_folder(folder) / f"{IMAGES}.gz").write_bytes(damage(packed(contents[IMAGES])))
    assert f"{IMAGES}.gz: incomplete or damaged" in refusal(folder)


# --- looking whether it is there --------------------------------------------------------------------------------------


def test_whole_files_are_present(folder: Path, contents: Contents) -> None:
    assert mnist_present(folder)
    (raw_folder(folder) / IMAGES).unlink()
    (raw_folder(folder) / f"{IMAGES}.gz").write_bytes(packed(contents[IMAGES]))
    assert mnist_present(folder)


@pytest.mark.parametrize("name", [IMAGES, LABELS])
def test_files_that_are_missing_or_cut_off_are_not(folder: Path, contents: Contents, name: str) -> None:
    (raw_folder(folder) / name).write_bytes(contents[name][:-1])
    assert not mnist_present(folder)
    (raw_folder(folder) / name).unlink()
    assert not mnist_present(folder)
    assert not mnist_present(folder / "nowhere")


def test_the_real_mnist_is_present(data_folder: Path) -> None:
    assert mnist_present(data_folder)


# --- splitting --------------------------------------------------------------------------------------------------------


def test_a_split_takes_each_digit_once() -> None:
    digits = Digits(np.arange(20 * 784, dtype=np.float32).reshape(20, 28, 28), np.arange(20))
    rest, aside = split(digits, 6, np.random.default_rng(0))
    assert (len(rest), len(aside)) == (14, 6)
    assert sorted([*rest.labels, *aside.labels]) == list(range(20))
    np.testing.assert_array_equal(aside.images[:, 0, 0], aside.labels * 784)


def test_the_same_seed_gives_the_same_split() -> None:
    digits = Digits(np.zeros((20, 28, 28), np.float32), np.arange(20))
    one, other = (split(digits, 6, np.random.default_rng(3))[1].labels for _ in range(2))
    np.testing.assert_array_equal(one, other)


# --- fetching ---------------------------------------------------------------------------------------------------------

Serve = Callable[[Reply], str]


@pytest.fixture
def serve(contents: Contents, start_server: StartServer) -> Serve:
    """Start servers of the small MNIST; a server's address, as ``fetch_mnist`` takes mirrors."""
    files = {f"{name}.gz": packed(content) for name, content in contents.items()}
    return lambda answer: start_server(answer, files) + "mnist/"


def fetch(folder: Path, *mirrors: str) -> None:
    fetch_mnist(folder, mirrors, timeout=TIMEOUT, on_progress=no_progress)


def test_files_are_fetched_and_unpacked(tmp_path: Path, contents: Contents, serve: Serve) -> None:
    fetch(tmp_path, serve(send))
    assert files_in(raw_folder(tmp_path)) == contents
    assert len(load_mnist(tmp_path).train) == 30


def test_only_what_is_missing_is_fetched(tmp_path: Path, contents: Contents, serve: Serve) -> None:
    asked: list[str] = []

    def note(handler: Handler, content: bytes) -> None:
        asked.append(handler.path)
        send(handler, content)

    fetch(tmp_path, serve(note))
    (raw_folder(tmp_path) / LABELS).unlink()
    asked.clear()
    fetch(tmp_path, serve(note))
    assert asked == [f"/mnist/{LABELS}.gz"]


def test_nothing_is_asked_for_where_all_is_there(folder: Path) -> None:
    fetch(folder, nobody_there())


def test_without_a_folder_it_goes_to_the_cache(
    tmp_path: Path, contents: Contents, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DIGITPAD_HOME")
    monkeypatch.setattr(folders, "user_cache_path", lambda *args, **kwargs: tmp_path / "cache")
    assert len(load_mnist(mirrors=(serve(send),)).test) == 12
    assert files_in(tmp_path / "cache") == contents


def test_the_cache_lies_below_the_home_that_is_named(own_home: Path, contents: Contents, serve: Serve) -> None:
    load_mnist(mirrors=(serve(send),))
    assert files_in(raw_folder(own_home / "data")) == contents


def test_progress_is_told_of_all_files_as_of_one(tmp_path: Path, contents: Contents, serve: Serve) -> None:
    heard: list[tuple[str, int, int]] = []
    fetch_mnist(tmp_path, (serve(send),), TIMEOUT, lambda *all: heard.append(all))
    total = sum(len(packed(content)) for content in contents.values())
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


def test_the_next_mirror_takes_over(tmp_path: Path, contents: Contents, serve: Serve) -> None:
    """The first fails for one file; for the rest it is asked first again."""
    asked: list[str] = []

    def fail_once(handler: Handler, content: bytes) -> None:
        asked.append(handler.path)
        (hang_up_in_the_middle if IMAGES in handler.path else send)(handler, content)

    fetch(tmp_path, serve(fail_once), serve(send))
    assert files_in(raw_folder(tmp_path)) == contents
    assert len(asked) == len(contents)


def test_what_was_fetched_before_a_failure_is_kept(tmp_path: Path, contents: Contents, serve: Serve) -> None:
    def fail_at_last(handler: Handler, content: bytes) -> None:
        (hang_up_in_the_middle if LABELS in handler.path else send)(handler, content)

    with pytest.raises(DataError):
        fetch(tmp_path, serve(fail_at_last))
    assert files_in(raw_folder(tmp_path)) == {name: content for name, content in contents.items() if name != LABELS}
