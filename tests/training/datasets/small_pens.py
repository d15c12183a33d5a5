"""Recorded pens that are a few bytes, for windows and processes that fetch them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from training.datasets import pens
from training.datasets.download import md5
from training.datasets.fetching import serve_fetch

CONTENT = bytes(range(256)) * 1000


def take_for_the_true_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the test's own process."""
    monkeypatch.setattr(pens, "MD5", md5(CONTENT))
    monkeypatch.setattr(pens, "LENGTH", len(CONTENT))


def serve_small_pens(connection: Connection, ids: tuple[str, ...], folder: Path, *, mirror: str) -> None:
    pens.MD5, pens.LENGTH = md5(CONTENT), len(CONTENT)
    serve_fetch(connection, ids, folder, {"pens": (mirror,)})


def fetching_from(mirror: str) -> Callable[..., None]:
    """What fetches from this mirror, in a process of its own."""
    return partial(serve_small_pens, mirror=mirror)
