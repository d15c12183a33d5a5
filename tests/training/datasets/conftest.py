"""A small MNIST, as files and as a data folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.training.datasets.servers import Contents
from tests.training.datasets.small_mnist import idx, md5, packed, raw_folder
from training.datasets import mnist
from training.datasets.mnist import RawFile

SIZES = {"TRAIN_IMAGES": 30, "TRAIN_LABELS": 30, "TEST_IMAGES": 12, "TEST_LABELS": 12}


@pytest.fixture
def small_mnist(monkeypatch: pytest.MonkeyPatch) -> Contents:
    """What each file of a small MNIST holds; ``training.datasets.mnist`` takes it for the true one."""
    rng = np.random.default_rng(0)
    made, files = {}, []
    for constant, size in SIZES.items():
        name = getattr(mnist, constant).name
        made[name] = idx(rng.integers(0, 256, (size, 28, 28)) if "IMAGES" in constant else rng.integers(0, 10, size))
        files.append(RawFile(name, md5(made[name]), size, len(packed(made[name]))))
        monkeypatch.setattr(mnist, constant, files[-1])
    monkeypatch.setattr(mnist, "FILES", tuple(files))
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    return made


@pytest.fixture
def mnist_folder(small_mnist: Contents, tmp_path: Path) -> Path:
    """A data folder with all files of the small MNIST."""
    raw = raw_folder(tmp_path / "data")
    raw.mkdir(parents=True)
    for name, content in small_mnist.items():
        (raw / name).write_bytes(content)
    return tmp_path / "data"
