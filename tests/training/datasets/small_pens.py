"""Recorded pens that are a few bytes, for windows and processes that fetch them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from training.datasets.download import md5
from training.datasets.fetching import serve_fetch
from training.datasets.pens import PENS_FILE

CONTENT = bytes(range(256)) * 1000


def take_for_the_true_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the test's own process."""
    monkeypatch.setattr(PENS_FILE, "md5", md5(CONTENT))
    monkeypatch.setattr(PENS_FILE, "length", len(CONTENT))


def serve_small_pens(connection: Connection, ids: tuple[str, ...], folder: Path, *, mirror: str) -> None:
    PENS_FILE.md5, PENS_FILE.length, PENS_FILE.mirrors = md5(CONTENT), len(CONTENT), (mirror,)
    serve_fetch(connection, ids, folder)


def fetching_from(mirror: str) -> Callable[..., None]:
    """What fetches from this mirror, in a process of its own."""
    return partial(serve_small_pens, mirror=mirror)
