"""Real windows on a screen of their own. A test fails on any error in a Tk callback and on any logged error."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.gui.display import virtual_display, why_no_window

if TYPE_CHECKING:
    from tkinter import Misc

    from gui.window.window import Window

PATIENCE = 60.0
"""Seconds that a test waits for what must happen, on cores that it shares with another test and its processes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a screen where there is none, and say why; in CI that is a failure."""
    reason = why_no_window()
    if reason is None:
        return
    if os.environ.get("CI") == "true":
        pytest.exit(f"the tests of the window cannot run: {reason}", returncode=1)
    for item in items:
        if {"display", "dense_display"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def session_display() -> Iterator[str]:
    here = os.environ.get("DISPLAY", "")
    with virtual_display() if shutil.which("Xvfb") else nullcontext(here) as name:
        yield name


@pytest.fixture
def display(session_display: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A screen at 96 dots per inch."""
    monkeypatch.setenv("DISPLAY", session_display)
    return session_display


@pytest.fixture(scope="session")
def session_dense_display() -> Iterator[str]:
    if not shutil.which("Xvfb"):
        pytest.skip("a screen of another density needs Xvfb")
    with virtual_display(dpi=192, size="2400x1800x24") as name:
        yield name


@pytest.fixture
def dense_display(session_dense_display: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A screen at 192 dots per inch."""
    monkeypatch.setenv("DISPLAY", session_dense_display)
    return session_dense_display


@pytest.fixture
def open_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Iterator[Callable[..., Window]]:
    """Opens windows, with ``Settings`` as arguments, and closes them after the test."""
    from common import translation
    from gui.state.settings import Settings
    from gui.window.window import Window

    errors: list[BaseException] = []
    monkeypatch.setattr(Window, "report_callback_exception", lambda self, kind, error, trace: errors.append(error))
    if "PYTEST_XDIST_WORKER" in os.environ:  # so that collections skip torch and matplotlib; not where time is measured
        monkeypatch.setattr(gc, "unfreeze", lambda: None)
    caplog.set_level(logging.INFO)
    windows: list[Window] = []

    def open_one(**settings: object) -> Window:
        settings = {"model": "bp", "language": "en", **settings}
        translation.use(str(settings["language"]))
        window = Window(Settings(**settings), tmp_path / "settings.json")  # type: ignore[arg-type]
        windows.append(window)
        if settings["model"] == "bp":
            monkeypatch.setattr(window.context.engine, "start_worker", lambda: None)  # spare it loading torch in vain
        wait_for(window, lambda: bool(window.pad.canvas.winfo_viewable()))
        window.update()
        return window

    yield open_one
    for window in windows:
        if window.pump.running:
            window.close()
    translation.use("en")
    windows.clear()
    gc.collect()  # here, on Tk's thread, and not in a thread of the next test's window
    if "PYTEST_XDIST_WORKER" in os.environ:
        gc.freeze()
    assert not errors, errors
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.fixture
def window(display: str, open_window: Callable[..., Window]) -> Window:
    """A window that reads with the numpy net."""
    return open_window()


def wait_for(window: Window, condition: Callable[[], object]) -> None:
    """Let the window live until something is true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        window.update()
        time.sleep(0.002)


def focus(window: Window, widget: Misc) -> None:
    """Give the keyboard to a widget, or to a window beside the main one, and wait until it has it."""
    widget.focus_force()
    wait_for(window, lambda: str(window.focus_displayof()).startswith(str(widget)))


def drag(window: Window, points: list[tuple[int, int]], button: int = 1) -> None:
    """Lead the pointer over the pad with a button held; points are in canvas pixels."""
    canvas = window.pad.canvas
    scale = canvas.winfo_width() / 560
    places = [(round(x * scale), round(y * scale)) for x, y in points]
    mask = {1: 0x100, 2: 0x200, 3: 0x400}[button]
    x, y = places[0]
    canvas.event_generate("<Motion>", x=x, y=y)
    canvas.event_generate(f"<ButtonPress-{button}>", x=x, y=y)
    for x, y in places[1:]:
        canvas.event_generate("<Motion>", x=x, y=y, state=mask)
    canvas.event_generate(f"<ButtonRelease-{button}>", x=x, y=y, state=mask)
    window.update()


SEVEN = [(180, 140), (280, 138), (380, 140), (350, 220), (310, 300), (280, 380), (265, 440)]
ONE = [(280, 120), (280, 200), (280, 280), (280, 360), (280, 440)]
