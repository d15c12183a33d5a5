"""Features of the training digits are kept in a file; one that is damaged or of another network is of no use."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from explain.features import KEPT, features_file, read_features, write_features
from models import catalog, user_models

FEATURES = np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_features(tmp_path / "f.npz", FEATURES)
    read = read_features(tmp_path / "f.npz", 50)
    assert read is not None
    np.testing.assert_allclose(read, FEATURES, atol=1e-2)


def test_other_weights_have_another_file(own_home: Path) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    before = features_file("Anna")
    assert before == features_file("Anna")
    user_models.delete("Anna")
    user_models.keep(catalog.WEIGHTS / "lenet.safetensors", "Anna")
    assert features_file("Anna") != before


@pytest.mark.parametrize("damage", ["truncated", "other", "nonsense", "missing", "not finite", "other count"])
def test_a_file_that_is_of_no_use_is_as_none(damage: str, tmp_path: Path) -> None:
    file = tmp_path / "f.npz"
    features = FEATURES.copy()
    if damage == "not finite":
        features[3, 3] = np.inf
    write_features(file, features)
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "other":
        np.savez(file, other=features)
    elif damage == "nonsense":
        file.write_bytes(b"nonsense")
    elif damage == "missing":
        file.unlink()
    assert read_features(file, 51 if damage == "other count" else 50) is None


def test_old_files_are_removed(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        write_features(tmp_path / f"{number}.npz", FEATURES)
        os.utime(tmp_path / f"{number}.npz", (number, number))
    write_features(tmp_path / "last.npz", FEATURES)
    names = {file.name for file in tmp_path.glob("*.npz")}
    assert len(names) == KEPT
    assert "last.npz" in names
    assert "0.npz" not in names


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011  any of them is told in the window
        write_features(tmp_path, FEATURES)
