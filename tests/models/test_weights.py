"""Weight files: written whole or not at all, and refused in one sentence where they are not what they should be."""

from __future__ import annotations

import json
import os
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from models.bp.network import Network
from models.weights import (
    MAX_BYTES,
    WeightsError,
    count_parameters,
    load_training,
    load_weights,
    read_metadata,
    save_weights,
)
from tests.helpers import examples, is_one_sentence, save_network

ARRAYS = {
    "first": np.arange(12, dtype=np.float32).reshape(3, 4),
    "second": np.arange(5, dtype=np.float32),
}
SHAPES = {name: array.shape for name, array in ARRAYS.items()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    save_weights(path, ARRAYS, {"name": "net"})
    return path


def refusal(path: Path, shapes: dict[str, tuple[int, ...]] = SHAPES) -> str:
    """What is said of a file that cannot be used as weights."""
    with pytest.raises(WeightsError) as caught:
        load_weights(path, shapes)
    assert is_one_sentence(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value)


def write(path: Path, arrays: dict[str, np.ndarray], **metadata: object) -> Path:
    """A safetensors file made without DigitPad's care."""
    header = {"format_version": 1, **metadata}
    path.write_bytes(save(arrays, {key: json.dumps(value) for key, value in header.items()}))
    return path


def folder_of(file: Path) -> list[str]:
    return sorted(os.listdir(file.parent))


# --- round trip -------------------------------------------------------------------------------------------------------


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


def test_parameters_are_counted() -> None:
    assert count_parameters(SHAPES) == 12 + 5
    assert count_parameters({"scalar": ()}) == 1


# --- files that are no weights ----------------------------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no such weight file" in refusal(tmp_path / "net.safetensors")


def test_a_folder(tmp_path: Path) -> None:
    assert "not a file" in refusal(tmp_path)


def test_a_path_through_a_file(file: Path) -> None:
    assert "cannot be read" in refusal(file / "net.safetensors")


def test_a_file_cut_off_anywhere(file: Path) -> None:
    content = file.read_bytes()
    for length in range(len(content)):
        file.write_bytes(content[:length])
        refusal(file)


def test_a_file_with_something_after_its_end(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"more")
    refusal(file)


@given(data=st.data())
@examples(100)
def test_a_file_with_wrong_bytes_is_refused_or_holds_finite_numbers(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("weights") / "net.safetensors"
    save_weights(path, ARRAYS, {"name": "net"})
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    message = "read"
    try:
        arrays, _ = load_weights(path, SHAPES)
        assert all(np.isfinite(array).all() for array in arrays.values())
    except WeightsError as error:
        message = str(error)
    assert message == "read" or message.startswith(f"{path}: ")


class Danger:
    """Whoever unpickles this writes a file."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("protocol", range(6))
def test_a_renamed_pickle_is_refused_and_never_run(tmp_path: Path, protocol: int) -> None:
    path, trace = tmp_path / "net.safetensors", tmp_path / "trace"
    path.write_bytes(pickle.dumps({"weights": Danger(trace)}, protocol=protocol))
    refusal(path)
    assert not trace.exists()


def test_the_message_for_a_pickle_says_why(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(pickle.dumps(ARRAYS))
    assert "a pickle, which could run code" in refusal(path)


def test_a_file_of_torch_save_is_refused(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    path = tmp_path / "net.safetensors"
    torch.save({name: torch.from_numpy(array) for name, array in ARRAYS.items()}, path)
    assert "a pickle, which could run code" in refusal(path)


def test_a_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.pkl", b"")
    refusal(path)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"Dear diary, " * 20, b"\0" * 100], ids=["empty", "{}", "text", "zeros"]
)
def test_a_file_of_something_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(content)
    assert "not a safetensors file, or a damaged one" in refusal(path)


def test_a_header_that_claims_to_be_huge(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(struct.pack("<Q", 2**60) + b"{}")
    refusal(path)


def test_a_file_too_large_for_a_net_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert "too large" in refusal(path)


# --- weights of another net -------------------------------------------------------------------------------------------


def test_a_missing_array(file: Path) -> None:
    assert "weights of another network; third is missing" in refusal(file, {**SHAPES, "third": (1,)})


def test_an_array_too_many(file: Path) -> None:
    assert "weights of another network; this one has no second" in refusal(file, {"first": (3, 4)})


def test_an_array_of_another_shape(file: Path) -> None:
    assert "weights of another network; first has another shape" in refusal(file, {**SHAPES, "first": (4, 3)})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_array_that_is_not_finite(tmp_path: Path, value: float) -> None:
    path = write(tmp_path / "net.safetensors", {**ARRAYS, "second": np.array([1, 2, value, 4, 5], dtype=np.float32)})
    assert "second holds values that are not finite" in refusal(path)


def test_an_array_of_booleans(tmp_path: Path) -> None:
    path = write(tmp_path / "net.safetensors", {**ARRAYS, "second": np.ones(5, dtype=bool)})
    assert "second does not hold numbers" in refusal(path)


@pytest.mark.parametrize("dtype", ["BF16", "F8_E4M3", "C64"])
def test_an_array_of_a_type_that_numpy_lacks(tmp_path: Path, dtype: str) -> None:
    path = tmp_path / "net.safetensors"
    size = {"BF16": 2, "F8_E4M3": 1, "C64": 8}[dtype]
    header = json.dumps(
        {"__metadata__": {"format_version": "1"}, "a": {"dtype": dtype, "shape": [2], "data_offsets": [0, 2 * size]}}
    ).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(2 * size))
    refusal(path, {"a": (2,)})


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_a_file_of_another_version(tmp_path: Path, version: object) -> None:
    path = write(tmp_path / "net.safetensors", ARRAYS, format_version=version)
    assert "not written by this version of DigitPad" in refusal(path)


@pytest.mark.parametrize("metadata", [None, {"format_version": "one"}, {"format_version": "[" * 50_000}])
def test_a_file_of_another_program(tmp_path: Path, metadata: dict[str, str] | None) -> None:
    path = tmp_path / "net.safetensors"
    path.write_bytes(save(ARRAYS, metadata))
    assert "not written by this version of DigitPad" in refusal(path)


@pytest.mark.parametrize(
    "architecture",
    [7, None, [], {"sizes": 7}, {"sizes": []}, {"sizes": [784]}, {"sizes": [784, "x", 10]}, {"sizes": [784, -3, 10]},
     {"sizes": [784, 10**12, 10]}, {"sizes": [784, 5, 10]}, {"sizes": [784, 100.0, 10]}],
    ids=repr,
)  # fmt: skip
def test_a_net_whose_file_lies_about_its_architecture(tmp_path: Path, architecture: object) -> None:
    path = tmp_path / "bp.safetensors"
    save_network(path)
    arrays, _ = load_weights(
        path,
        {name: array.shape for name, array in Network.fully_connected(rng=np.random.default_rng(0)).state().items()},
    )
    write(path, arrays, architecture=architecture)
    with pytest.raises(WeightsError) as caught:
        Network.load(path)
    assert is_one_sentence(caught.value)


# --- writing that fails -----------------------------------------------------------------------------------------------


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
