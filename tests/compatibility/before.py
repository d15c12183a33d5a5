"""The files of before, and the names of what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models import catalog
from models.weights import Array
from tests.helpers import json_lines
from training.runs import history
from training.runs.history import RunRecord
from training.runs.log import EVENTS

FILES = Path(__file__).parent / "files"
ANNA, CHINESE = "Anna's first net", "小明的网 2"
KEPT, COMPARED, INTERRUPTED, KEPT_LENET, STOPPED, DISCARDED, FAILED, HAND = (
    "20261125-080000-aaaaaa", "20261125-090000-bbbbbb", "20261125-100000-cccccc", "20261125-110000-dddddd",
    "20261125-120000-eeeeee", "20261125-130000-ffffff", "20261125-140000-abcdef", "20261125-150000-fedcba",
)  # fmt: skip
needs_torch = pytest.mark.skipif(not catalog.has_torch(), reason="torch is not installed")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def checksum(arrays: Mapping[str, Array]) -> str:
    """Of names, types, shapes and every bit."""
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode() + array.tobytes())
    return digest.hexdigest()[:16]


def runs() -> dict[str, RunRecord]:
    records, errors = history.load_history()
    assert errors == []
    return {record.id: record for record in records}


def events(run: str) -> list[dict[str, Any]]:
    """As they stand in the file."""
    return json_lines((FILES / "home/runs" / run / EVENTS).read_text())


def without(record: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}
