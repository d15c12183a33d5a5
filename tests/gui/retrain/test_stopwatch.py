"""The stopwatch leaves pauses out."""

from __future__ import annotations

from gui.retrain.stopwatch import Stopwatch


def test_pauses_do_not_count() -> None:
    now = 100.0
    stopwatch = Stopwatch(clock=lambda: now)
    assert stopwatch.seconds == 0
    stopwatch.start()
    now = 103.0
    assert stopwatch.seconds == 3
    stopwatch.stop()
    now = 150.0
    assert stopwatch.seconds == 3
    stopwatch.start()
    now = 152.0
    assert stopwatch.seconds == 5
    stopwatch.stop()
    stopwatch.stop()
    assert stopwatch.seconds == 5
