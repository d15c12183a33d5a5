"""Garbage is collected on the Tk thread, so seldom that nobody notices."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

import pytest

from gui.background.pump import COLLECTION_PERIOD, REST, GarbageCollection


@pytest.fixture
def collection(monkeypatch: pytest.MonkeyPatch) -> Iterator[GarbageCollection]:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "unfreeze", lambda: None)
    collection = GarbageCollection()
    yield collection
    collection.stop()


@pytest.mark.parametrize("seconds", [0.001, 0.2])
def test_a_long_collection_is_followed_by_a_long_rest(
    collection: GarbageCollection, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    now, collected = 1000.0, []

    def collect() -> None:
        nonlocal now
        collected.append(now)
        now += seconds

    monkeypatch.setattr(time, "monotonic", lambda: now)
    monkeypatch.setattr(time, "thread_time", lambda: now)
    monkeypatch.setattr(gc, "collect", collect)
    collection._due = now
    collection.collect_if_due()
    end = now
    for _ in range(100):
        now += 1
        collection.collect_if_due()
    assert collected[0] == 1000.0
    assert collected[1] - end == pytest.approx(max(COLLECTION_PERIOD, REST * seconds), abs=1)
