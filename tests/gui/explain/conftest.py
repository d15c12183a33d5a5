"""The window that tells why, beside a drawn 7."""

from __future__ import annotations

from collections.abc import Callable
from tkinter import Misc
from typing import TypeVar

import pytest

from gui.explain.explain_window import ExplainWindow
from gui.explain.page import Page
from gui.explain.value_grid import GAP, ValueGrid
from gui.window.window import Window
from tests.gui.conftest import SEVEN, drag, wait_for

Kind = TypeVar("Kind", bound=Page)


@pytest.fixture
def explained(window: Window) -> ExplainWindow:
    """A 7 is drawn, and its explanation is open."""
    drag(window, SEVEN)
    return opened(window)


@pytest.fixture
def torch_window(display: str, open_window: Callable[..., Window]) -> Window:
    """A window that reads with LeNet, once torch is loaded, and a 7 on its pad."""
    pytest.importorskip("torch")
    window = open_window(model="lenet")
    wait_for(window, lambda: window.context.networks.torch_ready)
    drag(window, SEVEN)
    return window


def opened(window: Window) -> ExplainWindow:
    window.commands["explain"].run()
    shown = window.windows.find("explain")
    assert isinstance(shown, ExplainWindow)
    wait_for(window, lambda: shown.winfo_viewable())
    wait_for(window, lambda: window.context.drawing.page.blank or shown.subject is not None)
    return shown


def turn_to(window: Window, shown: ExplainWindow, kind: type[Kind]) -> Kind:
    """Show a page."""
    page = shown.turn_to(kind.kind)
    assert isinstance(page, kind)
    wait_for(window, lambda: page.seen)
    return page


def point_at(window: Misc, grid: ValueGrid, picture: int, row: int, column: int) -> tuple[int, int]:
    """Move the pointer to a pixel of a picture; its place in screen pixels."""
    assert grid.tiles is not None
    _count, height, width = grid.tiles.values.shape
    down, across = divmod(picture, grid.columns)
    x = across * (width * grid.zoom + GAP) + column * grid.zoom + grid.zoom // 2
    y = down * (height * grid.zoom + GAP) + row * grid.zoom + grid.zoom // 2
    grid.event_generate("<Motion>", x=x, y=y)
    window.update()
    return x, y


def click(window: Misc, grid: ValueGrid, picture: int, row: int, column: int) -> None:
    x, y = point_at(window, grid, picture, row, column)
    grid.event_generate("<Button-1>", x=x, y=y)
    window.update()
