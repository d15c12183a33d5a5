"""Pictures with values: what is under the pointer is the value, and colours follow the theme."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from gui.explain.value_grid import Spot, Tiles, ValueGrid, told
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.gui.explain.conftest import click, point_at

VALUES = np.random.default_rng(1).normal(size=(6, 5, 7)).astype(np.float32)


class Shown:
    def __init__(self, window: Window, **options: int) -> None:
        import ttkbootstrap as ttk

        self.window, self.top = window, ttk.Toplevel(master=window)
        self.hovered: list[Spot | None] = []
        self.clicked: list[Spot] = []
        self.grid = ValueGrid(
            self.top, window.context.look, 300, 200, self.hovered.append, self.clicked.append, **options
        )
        self.grid.pack(fill="both", expand=True)
        wait_for(window, lambda: self.grid.winfo_width() > 1)


@pytest.fixture
def shown(window: Window) -> Iterator[Shown]:
    made = Shown(window)
    yield made
    made.top.destroy()


def test_the_value_under_the_pointer_is_told(shown: Shown) -> None:
    shown.grid.show(Tiles(VALUES, 1.0))
    for picture, row, column in ((0, 0, 0), (5, 4, 6), (3, 2, 1)):
        point_at(shown.window, shown.grid, picture, row, column)
        assert shown.hovered[-1] == Spot(picture, row, column, float(VALUES[picture, row, column]))


def test_between_pictures_there_is_no_value(shown: Shown) -> None:
    shown.grid.show(Tiles(VALUES, 1.0))
    assert shown.grid.spot(7 * shown.grid.zoom + 1, 1) is None
    assert shown.grid.spot(10_000, 10_000) is None
    shown.grid.show(None)
    assert shown.grid.spot(3, 3) is None


def test_a_click_chooses_a_pixel(shown: Shown) -> None:
    shown.grid.show(Tiles(VALUES, 1.0))
    click(shown.window, shown.grid, 4, 1, 2)
    assert shown.clicked == [Spot(4, 1, 2, float(VALUES[4, 1, 2]))]


def test_pictures_are_as_large_as_fit(shown: Shown) -> None:
    shown.grid.show(Tiles(VALUES, 1.0))
    grid, rows = shown.grid, -(-len(VALUES) // shown.grid.columns)
    assert grid.columns * 7 * grid.zoom <= grid.winfo_width()
    assert rows * 5 * grid.zoom <= grid.winfo_height()
    alone = Tiles(VALUES[:1], 1.0)
    before = grid.zoom
    grid.show(alone)
    assert grid.zoom > before


def test_numbers_are_written_where_squares_are_large(shown: Shown) -> None:
    shown.grid.show(Tiles(VALUES[:1, :2, :2], 1.0))
    texts = [shown.grid.itemcget(item, "text") for item in shown.grid.find_withtag("number")]
    assert texts == [f"{value:.2f}".replace("-", "−") for value in VALUES[0, :2, :2].reshape(-1)]
    shown.grid.show(Tiles(VALUES, 1.0))
    assert not shown.grid.find_withtag("number")


def test_captions_stand_below_their_pictures(shown: Shown) -> None:
    grid, captions = shown.grid, [f"{number}\nd" for number in range(6)]
    grid.show(Tiles(VALUES, 1.0, captions=captions))
    texts = grid.find_withtag("caption")
    assert [grid.itemcget(text, "text") for text in texts] == captions
    for number, text in enumerate(texts):
        x, y, right, bottom = grid.bbox(text)
        above = grid.spot((x + right) // 2, y - grid.zoom)
        assert above is not None
        assert above.picture == number
        assert grid.spot((x + right) // 2, (y + bottom) // 2) is None
        assert bottom <= grid.winfo_height()
    grid.show(Tiles(VALUES, 1.0))
    assert not grid.find_withtag("caption")


def test_pictures_survive_a_change_of_theme(shown: Shown) -> None:
    shown.grid.show(Tiles(VALUES, 1.0, lit=np.linspace(0, 1, 6, dtype=np.float32), crossed=frozenset({2})))
    shown.window.context.look.use("dark")
    shown.window.update()
    assert str(shown.grid.cget("background")) == shown.window.context.look.theme.surface


def test_minus_nought_is_nought() -> None:
    assert told(-0.00001) == "0.0000"
    assert told(-0.5) == "−0.5000"
