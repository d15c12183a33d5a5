"""Files that are no weights, or those of another net, are refused in one sentence."""

from __future__ import annotations

import json
import os
import pickle
import struct
import tracemalloc
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
    load_weights,
    save_weights,
)
from tests.helpers import examples, is_one_sentence, save_network
from tests.models.weight_files import ARRAYS, SHAPES, refusal, write


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
     {"sizes": [784, 10**12, 10]}, {"sizes": [784, 5, 10]}, {"sizes": [784, 100.0, 10]}, {"sizes": [784, True, 10]},
     {"deskew": "no"}, {"deskew": 0}, {"deskew": None}],
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


@pytest.mark.parametrize("value", [np.float64(1e39), np.float64(-1e300), np.float64("nan")], ids=repr)
def test_numbers_that_are_not_finite_as_float32(tmp_path: Path, value: np.float64) -> None:
    path = write(tmp_path / "net.safetensors", {**ARRAYS, "second": np.full(5, value)})
    assert "not finite" in refusal(path)


def test_a_negative_variance(tmp_path: Path) -> None:
    network = Network.fully_connected(rng=np.random.default_rng(0), batch_norm=True)
    state = {**network.state(), "1.running_variance": np.full(100, -1, np.float32)}
    path = write(tmp_path / "net.safetensors", state, architecture=network.architecture)
    with pytest.raises(WeightsError, match=r"1\.running_variance holds negative variances"):
        Network.load(path)


def test_weights_that_overflow_on_the_way_to_the_logits(tmp_path: Path) -> None:
    network = Network.fully_connected(rng=np.random.default_rng(0))
    huge = {name: np.full_like(array, 1e38) for name, array in network.state().items()}
    path = write(tmp_path / "net.safetensors", huge, architecture=network.architecture)
    with pytest.raises(WeightsError, match="so large"):
        Network.load(path)


@pytest.mark.parametrize("sizes", [[784, 84_000, 10], [784, *[1] * 1_000_000, 10]], ids=["wide", "deep"])
def test_sizes_that_no_file_holds_take_no_memory(tmp_path: Path, sizes: list[int]) -> None:
    path = write(tmp_path / "net.safetensors", {}, architecture={"sizes": sizes})
    tracemalloc.start()
    try:
        with pytest.raises(WeightsError):
            Network.load(path)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(os.name != "posix", reason="FIFOs of POSIX")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "net.safetensors")
    assert "not a file" in refusal(tmp_path / "net.safetensors")


def test_names_of_arrays_do_not_command_the_terminal(tmp_path: Path) -> None:
    path = write(tmp_path / "net.safetensors", {**ARRAYS, "\x1b]0;owned\x07": np.zeros(1)})
    assert r"no \x1b]0;owned\x07" in refusal(path)
