"""What is filled of a progress bar."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Iterator

import pytest

from gui.look.progress_bar import ProgressBar
from gui.look.theme import LIGHT

WIDTH = 200


@pytest.fixture
def bar(display: str) -> Iterator[ProgressBar]:
    root = tk.Tk()
    bar = ProgressBar(root, LIGHT, scale=1.0)
    bar.place(width=WIDTH, height=8)
    root.update()
    yield bar
    root.destroy()


def filled(bar: ProgressBar) -> tuple[float, float]:
    """Left and right of what is filled."""
    left, _top, right, _bottom = bar.coords(bar._bar)
    return left, right


@pytest.mark.parametrize(("done", "right"), [(0.0, 0), (0.5, 100), (1.0, 200)])
def test_it_fills_from_the_left(bar: ProgressBar, done: float, right: int) -> None:
    bar.show(done)
    assert filled(bar) == (0, right)


def test_it_stays_filled_when_the_window_grows(bar: ProgressBar) -> None:
    bar.show(0.5)
    bar.place(width=2 * WIDTH)
    bar.update()
    assert filled(bar) == (0, WIDTH)


def test_a_block_moves_while_the_end_is_not_known(bar: ProgressBar) -> None:
    bar.show(None)
    before = filled(bar)
    deadline = time.monotonic() + 5
    while filled(bar) == before:
        assert time.monotonic() < deadline
        bar.update()
    bar.show(1.0)
    assert filled(bar) == (0, WIDTH)
    assert bar._moves is None
