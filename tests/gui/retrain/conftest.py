"""What the tests of the training console share: a run that is started from the form, a plotter and its picture."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import ttkbootstrap as ttk

from gui.retrain import plot_view as plotting
from gui.retrain.plot_view import Plotter, PlotView
from gui.retrain.session import Session
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.gui.retrain.consoles import console, open_form


@pytest.fixture
def train(window: Window, digits: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Session]:
    """Open the console as a user does, fill in the form, and start."""
    monkeypatch.setenv("DIGITPAD_DATA", str(digits))

    def start(**values: str) -> Session:
        form = open_form(window)
        form.base = replace(form.base, mnist=0.1)
        for name, text in values.items():
            form.variables[name].set(text)
        form.check()
        form.start.invoke()
        session = console(window).session
        assert session is not None
        return session

    return start


@pytest.fixture
def plotter(window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plotter]:
    monkeypatch.setattr(plotting, "PICTURE_PAUSE", 0)
    plotter = Plotter(window.context.jobs)
    yield plotter
    plotter.close()


@pytest.fixture
def view(window: Window, plotter: Plotter) -> PlotView:
    """A view in a window of its own, beside the main one."""
    top = ttk.Toplevel(master=window)
    view = PlotView(top, window.context.look, plotter)
    view.pack(fill=tk.BOTH, expand=True)
    wait_for(window, view.winfo_viewable)
    return view
