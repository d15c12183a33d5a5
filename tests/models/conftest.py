"""A weight file to read and to damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.weights import save_weights
from tests.models.weight_files import ARRAYS


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    save_weights(path, ARRAYS, {"name": "net"})
    return path
