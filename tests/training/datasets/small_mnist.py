"""What files of MNIST hold, made for tests."""

from __future__ import annotations

import gzip
import hashlib
import struct
from pathlib import Path

import numpy as np

from training.datasets import mnist

IMAGES, LABELS = mnist.TRAIN_IMAGES.name, mnist.TEST_LABELS.name


def raw_folder(folder: Path) -> Path:
    return folder / mnist.PLACE


def idx(array: np.ndarray) -> bytes:
    """An array of bytes as MNIST's files hold it."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


def md5(content: bytes) -> str:
    return hashlib.md5(content).hexdigest()


def packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
