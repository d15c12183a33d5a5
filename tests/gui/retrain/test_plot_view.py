"""A view shows the newest runs at its size and in its colours, and the window is never late."""

from __future__ import annotations

import pytest

from gui.background.pump import STALL
from gui.retrain.plot_view import PlotView
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.gui.retrain.curves import run, shows
from training.plots.process import Picture

ATTEMPTS = 3


def corner(view: PlotView) -> tuple[int, ...]:
    """The ground of the picture."""
    assert view._photo is not None
    return tuple(view.tk.call(str(view._photo), "get", 1, 1))


def test_the_picture_follows_size_and_theme(window: Window, view: PlotView) -> None:
    view.show({})
    wait_for(window, shows(view, {}))
    assert corner(view) == (255, 255, 255)
    view.winfo_toplevel().geometry("700x300")
    wait_for(window, lambda: view.shown is not None and view.shown.size == (700, 300))
    window.context.look.use("dark")
    wait_for(window, lambda: corner(view) == (0x21, 0x25, 0x29))


def test_the_newest_runs_win(window: Window, view: PlotView, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[Picture] = []
    monkeypatch.setattr(view, "_show_picture", pictures.append)
    for epochs in range(1, 50):
        view.show(run(epochs))
        window.update()
    wait_for(window, shows(view, run(49)))
    assert len(pictures) < 10


def test_what_cannot_be_drawn_is_told_in_the_pictures_place(window: Window, view: PlotView) -> None:
    view.show(run(2))
    wait_for(window, shows(view, run(2)))
    view.show({"bp": "no curves"})  # type: ignore[dict-item]
    wait_for(window, lambda: view.shown is None)
    assert view._label["text"].startswith("The curves cannot be drawn (AttributeError")
    view.show(run(3))
    wait_for(window, shows(view, run(3)))
    assert view._label["text"] == ""


@pytest.mark.alone
def test_the_window_is_not_late_while_pictures_come(window: Window, view: PlotView) -> None:
    """A window that stalls does so every time; a machine that was busy with something else does not."""
    stalls = []
    while len(stalls) < ATTEMPTS and (not stalls or min(stalls) > STALL):
        wait_for(window, lambda: window.pump.running)
        window.pump.worst_stall = 0.0
        for epochs in range(1, 11):
            runs = {f"{epochs}-{each}": run(epochs * 10)["bp"] for each in range(5)}
            view.show(runs)
            wait_for(window, shows(view, runs))
        stalls.append(window.pump.worst_stall)
    assert min(stalls) <= STALL, f"the window was away for {stalls} ms"
