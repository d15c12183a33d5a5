"""What a network makes of many digits is kept in a file; one that is damaged or of another network is of no use."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from explain import kept
from explain.kept import TRAINING, kept_file, made_of, read_kept, write_kept
from explain.looking import inside
from models import catalog, user_models
from tests.helpers import easy_digits

VALUES = np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32)
FRAMES = easy_digits(50).images


@pytest.mark.parametrize(("precision", "error"), [(np.float16, 1e-2), (np.float32, 0)])
def test_what_is_written_is_read(precision: type[np.floating], error: float, tmp_path: Path) -> None:
    write_kept(tmp_path / "f.npy", VALUES.astype(precision))
    read = read_kept(tmp_path / "f.npy", 50)
    assert read is not None
    assert read.dtype == np.float32
    np.testing.assert_allclose(read, VALUES, atol=error)


def test_other_weights_questions_and_digits_have_other_files(own_home: Path) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    files = {kept_file("Anna", "features", TRAINING), kept_file("Anna", "probabilities", TRAINING)}
    files |= {kept_file("Anna", "features", "others"), kept_file("Anna", "features", TRAINING)}
    user_models.delete("Anna")
    user_models.keep(catalog.WEIGHTS / "lenet.safetensors", "Anna")
    assert len(files | {kept_file("Anna", "features", TRAINING)}) == 4


@pytest.mark.parametrize(
    "damage", ["truncated", "whole numbers", "objects", "nonsense", "missing", "not finite", "count"]
)
def test_a_file_that_is_of_no_use_is_as_none(damage: str, tmp_path: Path) -> None:
    file = tmp_path / "f.npy"
    values = VALUES.copy()
    if damage == "not finite":
        values[3, 3] = np.inf
    write_kept(file, values)
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "whole numbers":
        np.save(file, np.ones((50, 8), dtype=np.int64))
    elif damage == "objects":
        np.save(file, np.array([[None] * 8] * 50), allow_pickle=True)
    elif damage == "nonsense":
        file.write_bytes(b"nonsense")
    elif damage == "missing":
        file.unlink()
    assert read_kept(file, 51 if damage == "count" else 50) is None


def test_what_was_kept_longest_ago_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_kept(tmp_path / "0.npy", VALUES)
    monkeypatch.setattr(kept, "ROOM", 3.5 * (tmp_path / "0.npy").stat().st_size)
    for number in range(5):
        write_kept(tmp_path / f"{number}.npy", VALUES)
        os.utime(tmp_path / f"{number}.npy", (number, number))
    write_kept(tmp_path / "last.npy", VALUES)
    assert {file.name for file in tmp_path.glob("*.npy")} == {"3.npy", "4.npy", "last.npy"}


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011  any of them is told in the window
        write_kept(tmp_path, VALUES)


def test_the_numpy_network_is_asked_at_once_and_torchs_only_in_the_window(own_home: Path) -> None:
    bp = catalog.load("bp")
    features = made_of(bp, "features", TRAINING, FRAMES)
    assert features is not None
    np.testing.assert_allclose(features, inside(bp).features(FRAMES), atol=1e-5)
    pytest.importorskip("torch")
    lenet = catalog.load("lenet")
    assert made_of(lenet, "features", TRAINING, FRAMES) is None
    write_kept(kept_file("lenet", "features", TRAINING), VALUES)
    known = made_of(lenet, "features", TRAINING, FRAMES)
    assert known is not None
    np.testing.assert_array_equal(known, VALUES)


def test_a_network_deleted_since_it_was_loaded_is_asked_all_the_same(own_home: Path) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    anna = catalog.load("Anna")
    user_models.delete("Anna")
    assert made_of(anna, "probabilities", TRAINING, FRAMES) is not None
