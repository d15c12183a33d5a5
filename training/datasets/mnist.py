"""The digits of MNIST: fetched with checksum and time-out, or read from a folder, and checked before use.

Files lie as torchvision lays them, ``MNIST/raw/`` below the data folder, so that either finds the other's.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.folders import cache_folder, folder_named_by
from training.datasets.download import DataError as DataError
from training.datasets.download import DataFile
from training.datasets.download import DataMissing as DataMissing
from training.runtime.progress import OnProgress

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
PLACE = "MNIST/raw"
"""Where the files lie below a data folder."""
SIDE = 28
NO_DIGIT = -1
"""The label of what is no digit: networks learn to give all ten the same probability (Hendrycks et al. 2019)."""


class RawFile(DataFile):
    """One of MNIST's files: name, MD5 of what it holds unpacked, digits, and bytes as mirrors pack it."""

    def __init__(self, name: str, md5: str, size: int, packed_length: int) -> None:
        self.name, self.size = name, size
        self.shape = (size, SIDE, SIDE) if "images" in name else (size,)
        super().__init__(
            data="MNIST",
            place=PLACE,
            location=f"{PLACE}/{name}",
            md5=md5,
            length=4 + 4 * len(self.shape) + math.prod(self.shape),
            packed_as=".gz",
            packed_length=packed_length,
            mirrors=MIRRORS,
            served_as=f"{name}.gz",
            unpack=self._unpack,
        )

    def _unpack(self, packed: bytes) -> bytes:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
                content = file.read(self.length + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError("cannot be unpacked") from error
        if len(content) > self.length:
            raise ValueError("too long")
        return content


TRAIN_IMAGES = RawFile("train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb", 60_000, 9_912_422)
TRAIN_LABELS = RawFile("train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624", 60_000, 28_881)
TEST_IMAGES = RawFile("t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea", 10_000, 1_648_877)
TEST_LABELS = RawFile("t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637", 10_000, 4_542)
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


@dataclass(frozen=True)
class Digits:
    """Labelled frames: images float32 (N, 28, 28) in 0-1, ink 1; labels int64 (N,) in 0-9, or NO_DIGIT."""

    images: NDArray[np.float32]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, chosen: Any) -> Digits:
        return Digits(self.images[chosen], self.labels[chosen])


class Mnist(NamedTuple):
    train: Digits
    test: Digits


def data_folder(named: Path | None = None) -> Path:
    """Where data lies: the folder named, else that of ``DIGITPAD_DATA``, else the user's cache folder."""
    return named or folder_named_by("DIGITPAD_DATA") or cache_folder()


def load_mnist(folder: Path | None = None) -> Mnist:
    """MNIST from a folder, or, where none is named, from the cache folder, fetched there first if need be.

    Args:
        folder: the folder that holds ``MNIST/raw/``; by default the one that ``DIGITPAD_DATA`` names.

    Raises:
        DataError: not there, incomplete or damaged; or it cannot be fetched.
    """
    if folder is None and not os.environ.get("DIGITPAD_DATA"):
        fetch_mnist(data_folder())
    train_images, train_labels, test_images, test_labels = (_read(data_folder(folder), file) for file in FILES)
    return Mnist(_digits(train_images, train_labels), _digits(test_images, test_labels))


def _read(folder: Path, file: RawFile) -> NDArray[np.uint8]:
    """Read an IDX file of bytes: 0, 0, 8, the dimensions' number and (big-endian) sizes, the bytes."""
    path, (_, blob) = file.path(folder), file.read(folder)
    header = struct.pack(f">BBBB{len(file.shape)}I", 0, 0, 8, len(file.shape), *file.shape)
    if not blob.startswith(header[:4]):
        raise DataError("{file}: not a file of MNIST; delete it and fetch it again", file=path)
    if len(blob) != file.length or not blob.startswith(header):
        raise DataError("{file}: incomplete, or not of MNIST's size; delete it and fetch it again", file=path)
    values = np.frombuffer(blob, dtype=np.uint8, offset=len(header)).reshape(file.shape)
    if values.ndim == 1 and values.max() > 9:
        raise DataError("{file}: holds labels that are not digits; delete it and fetch it again", file=path)
    return values


def _digits(pixels: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Digits:
    return Digits(np.divide(pixels, np.float32(255), dtype=np.float32), labels.astype(np.int64))


def mnist_present(folder: Path) -> bool:
    """Whether all files are in a folder, packed or not, at their full length; a look that takes no time."""
    return all(file.present(folder) for file in FILES)


def fetch_mnist(folder: Path, on_progress: OnProgress | None = None) -> None:
    """Download what is not yet in a folder, or is damaged there; files appear under their names only whole.

    Args:
        on_progress: hears how many bytes of all files have come; by default a bar for each shows it.

    Raises:
        DataError: no mirror could be reached, answered in time or sent the right file; or the folder cannot be written.
    """
    before, total = 0, sum(file.packed_length for file in FILES)
    for file in FILES:
        file.fetch(folder, on_progress and _in_all(on_progress, before, total))
        before += file.packed_length


def _in_all(on_progress: OnProgress, before: int, total: int) -> OnProgress:
    """Tells of a file as of a part of all files."""
    return lambda what, done, _: on_progress(what, before + done, total)
