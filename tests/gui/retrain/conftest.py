"""A plotter, and a view of its pictures in a window of its own."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator

import pytest
import ttkbootstrap as ttk

from gui.look.theme import LIGHT
from gui.retrain import plotter as plotting
from gui.retrain.plot_view import PlotView
from gui.retrain.plotter import Plotter
from gui.window.window import Window
from tests.gui.conftest import wait_for


@pytest.fixture
def plotter(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plotter]:
    monkeypatch.setattr(plotting, "PICTURE_PAUSE", 0.0)
    plotter = Plotter()
    yield plotter
    plotter.close()


@pytest.fixture
def view(window: Window, plotter: Plotter) -> PlotView:
    """A view in a window of its own, beside the main one."""
    top = ttk.Toplevel(master=window)
    view = PlotView(top, plotter, LIGHT)
    view.pack(fill=tk.BOTH, expand=True)
    wait_for(window, view.winfo_viewable)
    return view
