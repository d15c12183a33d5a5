"""What these tests share."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from models.weights import (
    WeightsError,
    load_weights,
)
from tests.helpers import is_one_sentence

ARRAYS = {
    "first": np.arange(12, dtype=np.float32).reshape(3, 4),
    "second": np.arange(5, dtype=np.float32),
}
SHAPES = {name: array.shape for name, array in ARRAYS.items()}


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
