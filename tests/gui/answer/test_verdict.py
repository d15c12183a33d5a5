"""How probabilities are written."""

from __future__ import annotations

import pytest

from gui.answer.verdict import percentage


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "< 0.1 %"),
        (0.0004, "< 0.1 %"),
        (0.123, "12.3 %"),
        (0.9994, "99.9 %"),
        (0.9996, "> 99.9 %"),
        (1, "> 99.9 %"),
    ],
)
def test_nothing_is_ever_wholly_certain(probability: float, text: str) -> None:
    assert percentage(probability) == text
