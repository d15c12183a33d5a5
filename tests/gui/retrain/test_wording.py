"""How long something takes, in words."""

from __future__ import annotations

import pytest

from gui.retrain.wording import duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "…"), (0.4, "0 s"), (59.4, "59 s"), (59.6, "1:00"), (599.4, "9:59"), (599.6, "10 min"), (5857.7, "98 min")],
)
def test_long_durations_are_minutes(seconds: float | None, said: str) -> None:
    assert duration(seconds) == said
