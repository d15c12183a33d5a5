"""Weight files: safetensors, written whole or not at all, and checked before use.

Metadata values are JSON, one string per key, as safetensors keeps strings only. No file is ever unpickled.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from common.errors import PlainError
from common.file_errors import CANNOT_READ, NOTHING_CHANGED, file_errors
from common.regular_files import open_regular, read_at_most
from common.storage import write_whole
from common.translation import mark

FORMAT_VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
"""Larger files are not weights of any net here."""
MAX_HEADER = 1024 * 1024
"""Bytes of a file's header; that of a checkpoint has some ten thousand."""
LENGTH = 8
"""Bytes that hold the header's length."""
METADATA = "__metadata__"
"""The header's entry for metadata; all others are arrays."""
FIGURES = ("parameters", "mnist_accuracy", "seconds", "epochs")
"""Metadata that are finite numbers, or null."""
VARIANCES = ("running_variance", "running_var")
"""What the names of batch normalisation's variances end with, here and in torch."""
DAMAGED = mark("{file}: not a safetensors file, or a damaged one")
TRAINING = "training."
"""What the names of those arrays begin with that only training goes on from; a network leaves them alone."""

Array = NDArray[Any]
Shapes = Mapping[str, tuple[int, ...]]


class WeightsError(PlainError):
    """A weight file that cannot be used or written; the message is fit for a user and names the file."""


def save_weights(path: Path, arrays: Mapping[str, Array], metadata: Mapping[str, Any]) -> None:
    """Write a weight file so that path holds either its old content or all of the new, whatever happens.

    Raises:
        WeightsError: the folder cannot be written, the disk is full, or what arrived there is not what was sent.
    """
    # safetensors stores the memory of an array as it lies: without a C-contiguous copy, transposed ones are scrambled.
    contiguous = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    header = {"format_version": FORMAT_VERSION, **metadata}
    blob = save(contiguous, {key: json.dumps(value) for key, value in header.items()})
    shapes = {name: array.shape for name, array in contiguous.items() if not name.startswith(TRAINING)}

    def check(written: Path) -> None:
        arrays = {**load_weights(written, shapes)[0], **load_training(written)}
        if any(not np.array_equal(arrays[name], array) for name, array in contiguous.items()):
            raise WeightsError("{file}: what was read back differs from what was written; the old file is kept")

    with file_errors(WeightsError, NOTHING_CHANGED, path):
        try:
            write_whole(path, blob, check)
        except WeightsError as error:  # of what was read back: name the file that was asked for, not the temporary one
            raise WeightsError(error.message, **{**error.values, "file": path}) from error


def load_weights(path: Path, shapes: Shapes) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read a weight file and check that it holds just the arrays that a net has.

    Args:
        path: the file.
        shapes: name and shape of each array that must be in it, and no other.

    Returns:
        The arrays, and the metadata as :func:`read_metadata` gives it.

    Raises:
        WeightsError: missing, damaged, not safetensors, other names or shapes, not numbers, or not finite.
    """
    metadata = read_metadata(path)
    return _load(path, lambda name: not name.startswith(TRAINING), shapes), metadata


def load_training(path: Path) -> dict[str, Array]:
    """Read what a weight file holds for training to go on from, nothing in most; the names begin with TRAINING.

    Raises:
        WeightsError: see :func:`load_weights`.
    """
    return _load(path, lambda name: name.startswith(TRAINING))


def _load(path: Path, wanted: Callable[[str], bool], shapes: Shapes | None = None) -> dict[str, Array]:
    """The arrays with the names wanted, all of them finite numbers, in memory of their own."""
    with file_errors(WeightsError, CANNOT_READ, path):
        content = read_at_most(path, MAX_BYTES)
    try:
        arrays = {name: array for name, array in load(content).items() if wanted(name)}
    except (KeyError, TypeError, AttributeError) as error:  # bfloat16 and the like, which numpy lacks
        raise WeightsError("{file}: holds numbers of a type that DigitPad does not use", file=path) from error
    except (SafetensorError, OSError, ValueError) as error:
        raise WeightsError(DAMAGED, file=path) from error
    if shapes is not None:
        _check_shapes(path, {name: array.shape for name, array in arrays.items()}, shapes)
    for name, array in arrays.items():
        if array.dtype.kind not in "fi" or array.itemsize > 8:
            raise WeightsError("{file}: {name} does not hold numbers", file=path, name=name)
        if not _is_finite(name, array):
            raise WeightsError(
                "{file}: {name} holds values that are not finite; train the network anew", file=path, name=name
            )
        if name.endswith(VARIANCES) and (array < 0).any():
            raise WeightsError("{file}: {name} holds negative variances; train the network anew", file=path, name=name)
    return arrays


def _is_finite(name: str, array: Array) -> bool:
    """Whether the values are finite, those of a network also as float32, in which it computes."""
    if name.startswith(TRAINING):
        return bool(np.isfinite(array).all())
    with np.errstate(over="ignore"):
        return bool(np.isfinite(array.astype(np.float32)).all())


def _check_shapes(path: Path, found: Shapes, shapes: Shapes) -> None:
    if missing := sorted(set(shapes) - set(found)):
        raise WeightsError("{file}: weights of another network; {name} is missing", file=path, name=missing[0])
    if extra := sorted(set(found) - set(shapes)):
        raise WeightsError("{file}: weights of another network; this one has no {name}", file=path, name=extra[0])
    for name, shape in shapes.items():
        if found[name] != tuple(shape):
            raise WeightsError("{file}: weights of another network; {name} has another shape", file=path, name=name)


def read_metadata(path: Path) -> dict[str, Any]:
    """Read only what a weight file says of itself.

    Left out are entries that are not JSON, as other programs add them, and figures that are none.

    Raises:
        WeightsError: missing, not safetensors, or not written by DigitPad.
    """
    metadata = {}
    for key, text in _read_header(path).get(METADATA, {}).items():
        try:
            value = json.loads(text, parse_int=_number, parse_float=_number)
        except (ValueError, RecursionError):
            continue
        if key not in FIGURES or value is None or (type(value) in (int, float) and math.isfinite(value)):
            metadata[key] = value
    if metadata.get("format_version") != FORMAT_VERSION:
        raise WeightsError("{file}: not written by this version of DigitPad", file=path)
    return metadata


def read_shapes(path: Path) -> dict[str, tuple[int, ...]]:
    """The names and shapes of a network's arrays in a weight file.

    Raises:
        WeightsError: missing, or not safetensors.
    """
    return {
        name: tuple(stated["shape"])
        for name, stated in _read_header(path).items()
        if name != METADATA and not name.startswith(TRAINING)
    }


def _read_header(path: Path) -> dict[str, dict[str, Any]]:
    """What safetensors keep before the arrays: by name, type, shape and place of each; by METADATA, texts by key.

    Read as bytes, not mapped: a mapped file that another process cuts off ends this one.
    """
    missing = mark("{file}: no such weight file")
    with file_errors(WeightsError, CANNOT_READ, path, missing), open_regular(path) as file:
        size, start = os.fstat(file.fileno()).st_size, file.read(LENGTH)
        length = int.from_bytes(start, "little")
        content = file.read(length) if length <= min(size, MAX_HEADER) else b""
    # The header's length comes first, and may look like the start of a pickle.
    if start.startswith((b"PK\x03\x04", b"\x80")) and length > size:
        raise WeightsError("{file}: a pickle, which could run code; DigitPad opens .safetensors only", file=path)
    if size > MAX_BYTES:
        raise WeightsError("{file}: too large for a network of DigitPad", file=path)
    try:
        header: dict[str, dict[str, Any]] = json.loads(content)
        texts = header.get(METADATA, {}).values()
        ends = [stated["data_offsets"][1] for name, stated in header.items() if name != METADATA]
        whole = LENGTH + length + max(ends, default=0) == size and all(isinstance(text, str) for text in texts)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise WeightsError(DAMAGED, file=path) from error
    if not whole:
        raise WeightsError(DAMAGED, file=path)
    return header


def _number(digits: str) -> int | float:
    """A number of JSON; ValueError for one beyond all floats, which would overflow wherever it is used."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return int(digits) if digits.lstrip("-").isdigit() else number
