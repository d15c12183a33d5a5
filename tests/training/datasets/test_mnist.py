"""MNIST from a folder: what is read, what is refused, and how it is split."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.helpers import is_one_sentence
from tests.training.datasets.servers import Contents
from tests.training.datasets.small_mnist import IMAGES, LABELS, idx, packed, raw_folder
from training.datasets.mnist import DataError, load_mnist, mnist_present


def refusal(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        load_mnist(folder)
    assert is_one_sentence(caught.value)
    return str(caught.value)


def test_digits_are_frames_with_labels(mnist_folder: Path, small_mnist: Contents) -> None:
    train, test = load_mnist(mnist_folder)
    assert (len(train), len(test)) == (30, 12)
    assert (train.images.shape, train.images.dtype) == ((30, 28, 28), np.float32)
    assert (train.labels.shape, train.labels.dtype) == ((30,), np.int64)
    np.testing.assert_array_equal(
        np.round(train.images * 255), np.frombuffer(small_mnist[IMAGES][16:], np.uint8).reshape(30, 28, 28)
    )
    np.testing.assert_array_equal(test.labels, list(small_mnist[LABELS][8:]))


def test_packed_files_are_read_as_well(mnist_folder: Path, small_mnist: Contents) -> None:
    whole = load_mnist(mnist_folder)
    for name, content in small_mnist.items():
        (raw_folder(mnist_folder) / name).unlink()
        (raw_folder(mnist_folder) / f"{name}.gz").write_bytes(packed(content))
    np.testing.assert_array_equal(load_mnist(mnist_folder).train.images, whole.train.images)


def test_the_environment_may_name_the_folder(mnist_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(mnist_folder))
    assert len(load_mnist().test) == 12


def test_it_may_begin_with_a_tilde(mnist_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(mnist_folder.parent))
    monkeypatch.setenv("USERPROFILE", str(mnist_folder.parent))
    monkeypatch.setenv("DIGITPAD_DATA", f"~/{mnist_folder.name}")
    assert len(load_mnist().test) == 12


def test_a_folder_that_is_named_outright_counts_more(
    mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path / "elsewhere"))
    assert len(load_mnist(mnist_folder).test) == 12


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
    assert f"{IMAGES}: not found; name a folder that holds MNIST/raw" in said


def test_a_folder_where_one_file_is_missing(mnist_folder: Path) -> None:
    (raw_folder(mnist_folder) / LABELS).unlink()
    assert f"{LABELS}: not found" in refusal(mnist_folder)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "cannot be read" in refusal(tmp_path / "data")


@pytest.mark.parametrize("name", [IMAGES, LABELS])
@pytest.mark.parametrize("length", [0, 3, 7, 15, -1])
def test_a_file_that_was_cut_off(mnist_folder: Path, small_mnist: Contents, name: str, length: int) -> None:
    (raw_folder(mnist_folder) / name).write_bytes(small_mnist[name][:length])
    said = refusal(mnist_folder)
    assert name in said
    assert "delete it and fetch it again" in said


def test_a_file_that_is_too_long(mnist_folder: Path, small_mnist: Contents) -> None:
    (raw_folder(mnist_folder) / LABELS).write_bytes(small_mnist[LABELS] + b"\0")
    assert f"{LABELS}: incomplete, or not of MNIST's size" in refusal(mnist_folder)


def test_a_file_of_something_else(mnist_folder: Path) -> None:
    (raw_folder(mnist_folder) / IMAGES).write_bytes(b"<html>404</html>")
    assert f"{IMAGES}: not a file of MNIST" in refusal(mnist_folder)


def test_labels_in_place_of_images(mnist_folder: Path, small_mnist: Contents) -> None:
    (raw_folder(mnist_folder) / IMAGES).write_bytes(small_mnist[LABELS])
    assert f"{IMAGES}: not a file of MNIST" in refusal(mnist_folder)


def test_labels_that_are_no_digits(mnist_folder: Path) -> None:
    (raw_folder(mnist_folder) / LABELS).write_bytes(idx(np.full(12, 10)))
    assert f"{LABELS}: holds labels that are not digits" in refusal(mnist_folder)


def halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


def scrambled(content: bytes) -> bytes:
    return content[:20] + bytes(255 - byte for byte in content[20:])


def something_else(content: bytes) -> bytes:
    return b"<html>404</html>"


@pytest.mark.parametrize("damage", [halved, scrambled, something_else])
def test_a_packed_file_that_is_damaged(
    mnist_folder: Path, small_mnist: Contents, damage: Callable[[bytes], bytes]
) -> None:
    (raw_folder(mnist_folder) / IMAGES).unlink()
    (raw_folder(mnist_folder) / f"{IMAGES}.gz").write_bytes(damage(packed(small_mnist[IMAGES])))
    assert f"{IMAGES}.gz: incomplete or damaged" in refusal(mnist_folder)


def test_a_packed_file_that_would_fill_the_memory(mnist_folder: Path) -> None:
    (raw_folder(mnist_folder) / IMAGES).unlink()
    (raw_folder(mnist_folder) / f"{IMAGES}.gz").write_bytes(packed(bytes(1 << 25)))
    tracemalloc.start()
    assert f"{IMAGES}.gz: incomplete or damaged" in refusal(mnist_folder)
    assert tracemalloc.get_traced_memory()[1] < 1 << 22
    tracemalloc.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="a device of POSIX")
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_link_to_something_without_end(mnist_folder: Path, ending: str) -> None:
    (raw_folder(mnist_folder) / IMAGES).unlink()
    (raw_folder(mnist_folder) / f"{IMAGES}{ending}").symlink_to("/dev/zero")
    assert f"{IMAGES}{ending}: cannot be read (not a file)" in refusal(mnist_folder)


def test_whole_files_are_present(mnist_folder: Path, small_mnist: Contents) -> None:
    assert mnist_present(mnist_folder)
    (raw_folder(mnist_folder) / IMAGES).unlink()
    (raw_folder(mnist_folder) / f"{IMAGES}.gz").write_bytes(packed(small_mnist[IMAGES]))
    assert mnist_present(mnist_folder)


@pytest.mark.parametrize("name", [IMAGES, LABELS])
def test_files_that_are_missing_or_cut_off_are_not(mnist_folder: Path, small_mnist: Contents, name: str) -> None:
    (raw_folder(mnist_folder) / name).write_bytes(small_mnist[name][:-1])
    assert not mnist_present(mnist_folder)
    (raw_folder(mnist_folder) / name).unlink()
    assert not mnist_present(mnist_folder)
    assert not mnist_present(mnist_folder / "nowhere")


def test_the_real_mnist_is_present(data_folder: Path) -> None:
    assert mnist_present(data_folder)
