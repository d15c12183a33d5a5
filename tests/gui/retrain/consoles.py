"""The training console as the tests reach for it."""

from __future__ import annotations

from gui.retrain.console import Console
from gui.retrain.console_window import ConsoleWindow
from gui.retrain.form import Form
from gui.retrain.history_view import HistoryView
from gui.retrain.live import Live
from gui.retrain.outcome import Outcome
from gui.window.window import Window
from tests.gui.conftest import wait_for

LONG = {"epochs": "5000", "batch_size": "100"}
SHORT = {"epochs": "2", "batch_size": "500"}


def console(window: Window) -> Console:
    assert window.windows.console is not None
    return window.windows.console


def console_window(window: Window) -> ConsoleWindow | None:
    """The console's window, if it is open."""
    return window.windows.console.view if window.windows.console else None


def open_form(window: Window) -> Form:
    window.event_generate("<Control-t>")
    wait_for(window, lambda: getattr(console_window(window), "_form", None))
    form = console_window(window)._form  # type: ignore[union-attr]
    assert form is not None
    wait_for(window, lambda: len(form.remarks) == len(form.variables))
    return form


def open_history(window: Window, runs: int) -> HistoryView:
    window.commands["history"].run()

    def shown() -> bool:
        view = getattr(console_window(window), "_history", None)
        return view is not None and len(view.table.runs) == runs

    wait_for(window, shown)
    view = console_window(window)._history  # type: ignore[union-attr]
    assert view is not None
    return view


def live(window: Window) -> Live:
    shown = console_window(window)._live  # type: ignore[union-attr]
    assert shown is not None
    return shown


def outcome(window: Window) -> Outcome:
    wait_for(window, lambda: live(window).outcome)
    shown = live(window).outcome
    assert shown is not None
    return shown
