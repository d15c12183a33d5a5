"""Labels that are given by keys, and what became of them."""

from __future__ import annotations

from gui.window.window import Window
from training.datasets import my_digits


def stored() -> list[tuple[int, int]]:
    """Label and number of strokes of each digit in the file."""
    digits, errors = my_digits.load()
    assert not errors
    return [(digit.label, len(digit.strokes)) for digit in digits]


def press(window: Window, key: str) -> None:
    window.focus_force()
    window.update()
    window.event_generate(key)
