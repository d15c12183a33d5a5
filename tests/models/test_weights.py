"""Weight files are written whole or not at all, and read as they were written."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from models import catalog
from models.weights import (
    WeightsError,
    load_training,
    load_weights,
    read_metadata,
    save_weights,
)
from tests.helpers import examples, is_one_sentence, run_python
from tests.models.weight_files import ARRAYS, SHAPES, folder_of


def test_what_is_saved_is_loaded(file: Path) -> None:
    arrays, metadata = load_weights(file, SHAPES)
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array)
        assert arrays[name].dtype == array.dtype
    assert metadata["name"] == "net"


@given(st.lists(st.integers(1, 4), max_size=3), st.sampled_from(["float32", "float64", "float16", "int64"]))
@examples(30)
def test_arrays_of_any_shape_and_memory_order_come_back(
    tmp_path_factory: pytest.TempPathFactory, sides: list[int], dtype: str
) -> None:
    """A transposed view is where safetensors itself would scramble the values."""
    path = tmp_path_factory.mktemp("weights") / "net.safetensors"
    array = np.arange(np.prod(sides, dtype=int), dtype=dtype).reshape(sides).T
    save_weights(path, {"transposed": array, "every other": array[..., ::2] if sides else array}, {})
    loaded, _ = load_weights(
        path, {"transposed": array.shape, "every other": (array[..., ::2] if sides else array).shape}
    )
    np.testing.assert_array_equal(loaded["transposed"], array)
    assert loaded["transposed"].dtype == array.dtype


def test_what_training_goes_on_from_is_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    save_weights(path, {**ARRAYS, "training.moment": np.arange(3.0), "training.steps": np.array(7)}, {})
    assert set(load_weights(path, SHAPES)[0]) == set(ARRAYS)
    training = load_training(path)
    assert set(training) == {"training.moment", "training.steps"}
    np.testing.assert_array_equal(training["training.moment"], [0, 1, 2])
    assert training["training.steps"] == 7


def test_most_files_hold_nothing_that_training_goes_on_from(file: Path) -> None:
    assert load_training(file) == {}


def test_metadata_keep_their_types(tmp_path: Path) -> None:
    metadata = {"name": "数字", "seed": 7, "mnist_accuracy": 0.5, "none": None, "settings": {"sizes": [784, 10]}}
    save_weights(tmp_path / "net", ARRAYS, metadata)
    assert read_metadata(tmp_path / "net") == {"format_version": 1, **metadata}


def test_saving_makes_the_folder_and_leaves_nothing_else_in_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "net.safetensors"
    save_weights(path, ARRAYS, {})
    assert folder_of(path) == ["net.safetensors"]


def test_saving_replaces_the_old_file(file: Path) -> None:
    save_weights(file, {"other": np.zeros(2, dtype=np.float32)}, {"name": "new"})
    arrays, metadata = load_weights(file, {"other": (2,)})
    assert list(arrays) == ["other"]
    assert metadata["name"] == "new"


def failing(*args: object, **kwargs: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["os.replace", "os.fsync", "pathlib.Path.open"])
def test_a_write_that_fails_keeps_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(step, failing)
    with pytest.raises(WeightsError) as caught:
        save_weights(file, {"other": np.zeros(2)}, {})
    monkeypatch.undo()
    assert str(caught.value) == f"{file}: cannot be written (No space left on device); nothing was changed"
    assert folder_of(file) == ["net.safetensors"]
    load_weights(file, SHAPES)


def test_a_disk_that_writes_other_bytes_keeps_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = save({"second": np.full(5, 9, dtype=np.float32)}, {"format_version": "1"})
    monkeypatch.setattr("models.weights.save", lambda *args: other)
    with pytest.raises(WeightsError, match="what was read back differs"):
        save_weights(file, {"second": ARRAYS["second"]}, {})
    assert folder_of(file) == ["net.safetensors"]
    load_weights(file, SHAPES)


def test_weights_that_are_not_finite_are_not_saved(file: Path) -> None:
    with pytest.raises(WeightsError, match="not finite") as caught:
        save_weights(file, {"first": np.array([np.nan])}, {})
    assert str(caught.value).startswith(f"{file}: ")
    assert folder_of(file) == ["net.safetensors"]
    load_weights(file, SHAPES)


def test_an_interrupt_while_writing_keeps_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save_weights(file, {"other": np.zeros(2)}, {})
    assert folder_of(file) == ["net.safetensors"]
    load_weights(file, SHAPES)


def test_a_folder_that_cannot_be_made(file: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be written") as caught:
        save_weights(file / "below" / "net.safetensors", ARRAYS, {})
    assert is_one_sentence(caught.value)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "net.safetensors").mkdir()
    with pytest.raises(WeightsError, match="cannot be written"):
        save_weights(tmp_path / "net.safetensors", ARRAYS, {})
    assert os.listdir(tmp_path) == ["net.safetensors"]


def test_entries_of_other_programs_are_left_out(tmp_path: Path) -> None:
    content = save(ARRAYS, {"format_version": "1", "format": "pt", "name": '"net"', "deep": "[" * 50_000})
    (tmp_path / "net").write_bytes(content)
    assert load_weights(tmp_path / "net", SHAPES)[1] == {"format_version": 1, "name": "net"}


@pytest.mark.parametrize("figure", ["many", "9" * 400, "9" * 5000, "1e999", "NaN", "true", '"many"', "[1]"])
def test_figures_that_are_none_are_left_out(tmp_path: Path, figure: str) -> None:
    (tmp_path / "net").write_bytes(save(ARRAYS, {"format_version": "1", "parameters": figure, "seconds": figure}))
    assert read_metadata(tmp_path / "net") == {"format_version": 1}


def test_a_file_rewritten_while_it_is_read_ends_no_process(tmp_path: Path) -> None:
    """A file that is mapped into memory and cut off meanwhile would end its reader with SIGBUS."""
    file, built_in = tmp_path / "net", catalog.WEIGHTS / "resnet.safetensors"
    file.write_bytes(built_in.read_bytes())
    rewrite = """
import os, sys
content, file = open(sys.argv[1], "rb").read(), open(sys.argv[2], "r+b", buffering=0)
while os.getppid() == int(sys.argv[3]):
    file.truncate(len(content) // 2)
    file.seek(0)
    file.write(content)
"""
    read = """
import os, subprocess, sys
from pathlib import Path
from models.user_models import WeightsError, read_network
with subprocess.Popen([sys.executable, "-c", sys.argv[1], *sys.argv[2:], str(os.getpid())]) as writer:
    for _ in range(1000):
        try:
            read_network(Path(sys.argv[3]))
        except WeightsError:
            pass
    writer.kill()
"""
    done = run_python("-c", read, rewrite, built_in, file)
    assert done.returncode == 0, done.stderr
