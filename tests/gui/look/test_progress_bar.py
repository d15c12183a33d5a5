"""What is filled of a progress bar."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import ttkbootstrap as ttk

from gui.look.look import Look
from gui.look.progress_bar import ProgressBar
from gui.look.theme import DARK

WIDTH = 200


@pytest.fixture
def root(display: str) -> Iterator[ttk.App]:
    root = ttk.App()
    yield root
    root.destroy()


@pytest.fixture
def look(root: ttk.App) -> Look:
    return Look(root.style, "light", 1.0)


@pytest.fixture
def bar(root: ttk.App, look: Look) -> ProgressBar:
    bar = ProgressBar(root, look)
    bar.place(width=WIDTH, height=8)
    root.update()
    return bar


def filled(bar: ProgressBar) -> tuple[int, int]:
    """Left and right of what is filled, as far as it can be seen."""
    bar.update_idletasks()
    left, width = bar._bar.winfo_x(), bar._bar.winfo_width()
    return max(0, left), left + width


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
    assert bar._timer is None


def test_it_takes_the_colours_of_the_theme(bar: ProgressBar, look: Look) -> None:
    look.use("dark")
    assert bar["background"] == DARK.trough
    assert bar._bar["background"] == DARK.best_bar
