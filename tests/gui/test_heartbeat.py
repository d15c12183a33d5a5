"""The window never freezes: the longest time for which its event loop was away."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gui.background.pump import STALL
from gui.window.window import Window
from models import catalog
from tests.gui.conftest import wait_for
from tests.gui.stalls import Stalls

pytestmark = pytest.mark.alone
STROKES = 200
PATIENCE = 180.0
ATTEMPTS = 6
"""The window's own stalls come back each time; one that others caused without the kernel's knowledge does not."""
SHEET = 40
"""Strokes after which the pad is cleared, as somebody does who writes digits."""
POINTS = 15
LONGEST_STALL = 100
"""Milliseconds that the window may be away while the pen is up."""


def test_no_stall_while_torch_loads_and_strokes_are_drawn(display: str, open_window: Callable[..., Window]) -> None:
    """A window that stalls does so every time, however busy the machine is."""
    if not catalog.has_torch():
        pytest.skip("torch is not installed")
    stalls = []
    while len(stalls) < ATTEMPTS and (not stalls or min(stalls) > STALL):
        window = open_window(model="lenet")
        stalls.append(worst_stall_while_drawing(window))
        window.close()
    assert min(stalls) <= STALL, f"the window was away for {stalls} ms"


def test_no_stall_while_a_network_is_trained(
    display: str, open_window: Callable[..., Window], digits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the menu to a network that is kept, with strokes drawn all the while, and both cores busy with training."""
    monkeypatch.setenv("DIGITPAD_DATA", str(digits))
    while_drawing, at_all = [], []
    while len(at_all) < ATTEMPTS and (not at_all or min(while_drawing) > STALL or min(at_all) > LONGEST_STALL):
        window = open_window()
        pen_down, any_time = worst_stalls_of_a_retrain(window)
        while_drawing.append(pen_down)
        at_all.append(any_time)
        window.close()
    assert min(while_drawing) <= STALL, f"while the pen was down the window was away for {while_drawing} ms"
    assert min(at_all) <= LONGEST_STALL, f"the window was away for {at_all} ms"


def test_no_stall_while_a_drawing_is_explained(display: str, open_window: Callable[..., Window]) -> None:
    """With each page open in turn, strokes drawn all the while."""
    if not catalog.has_torch():
        pytest.skip("torch is not installed")
    stalls: list[dict[str, float]] = []
    while len(stalls) < ATTEMPTS and (not stalls or least(stalls) > STALL):
        window = open_window(model="lenet")
        wait_for(window, lambda window=window: window.context.networks.torch_ready)  # type: ignore[misc]
        stalls.append(worst_stalls_by_page(window))
        window.close()
    assert least(stalls) <= STALL, f"the window was away for {stalls} ms"


def least(stalls: list[dict[str, float]]) -> float:
    """The worst page's best attempt."""
    return max(min(attempt[page] for attempt in stalls) for page in stalls[0])


def worst_stalls_by_page(window: Window) -> dict[str, float]:
    """Milliseconds by which the event loop was late at most while strokes were drawn, by the page that was open."""
    from gui.explain.explain_window import PAGES, ExplainWindow

    rng = random.Random(1)
    draw_stroke(window, rng)
    window.commands["explain"].run()
    shown = window.windows.find("explain")
    assert isinstance(shown, ExplainWindow)
    worst = {}
    for kind in (one.kind for one in PAGES):
        page = shown.turn_to(kind)
        wait_for(window, lambda page=page: page.seen)  # type: ignore[misc]
        window.update()
        stalls = Stalls(window)
        for _ in range(SHEET):
            draw_stroke(window, rng)
        worst[kind] = stalls.worst
        window.commands["clear"].run()
    return worst


def worst_stalls_of_a_retrain(window: Window) -> tuple[float, float]:
    """The same while the pen was down, and at any time of a retrain: form, run, result, history."""
    wait_for(window, lambda: window.pump.running)
    rng, stalls = random.Random(1), Stalls(window)
    worst, worst_while_drawing = 0.0, 0.0

    def draw_until(condition: Callable[[], object]) -> None:
        nonlocal worst, worst_while_drawing
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline
            if len(window.pad.drawing.page.strokes) >= SHEET:
                window.commands["clear"].run()
            window.update()
            worst, stalls.worst = max(worst, stalls.worst), 0.0
            draw_stroke(window, rng)
            worst_while_drawing, stalls.worst = max(worst_while_drawing, stalls.worst), 0.0

    window.windows.open_console("train")
    draw_until(lambda: window.windows.console and window.windows.console.view and window.windows.console.view._form)
    assert window.windows.console is not None
    view = window.windows.console.view
    assert view is not None
    assert view._form is not None
    view._form.variables["epochs"].set("8")
    view._form.start.invoke()
    draw_until(lambda: view._live and view._live.outcome)
    view._live.outcome.keep.invoke()  # type: ignore[union-attr]
    window.windows.open_console("history")
    draw_until(lambda: view._history and view._history.table.runs and view._history.plot.shown)
    return worst_while_drawing, max(worst, worst_while_drawing)


def worst_stall_while_drawing(window: Window) -> float:
    """Milliseconds by which the event loop was late at most, from before torch is loaded until all is drawn."""
    wait_for(window, lambda: window.pump.running)
    rng, stalls = random.Random(1), Stalls(window)
    drawn = 0
    deadline = time.monotonic() + PATIENCE
    while (drawn < STROKES or not window.context.networks.torch_ready) and time.monotonic() < deadline:
        draw_stroke(window, rng)
        drawn += 1
    assert window.context.networks.torch_ready
    assert drawn >= STROKES
    return stalls.worst


def draw_stroke(window: Window, rng: random.Random) -> None:
    """A short stroke somewhere, as a jerky hand draws it."""
    canvas = window.pad.canvas
    x, y = rng.randrange(560), rng.randrange(560)
    canvas.event_generate("<ButtonPress-1>", x=x, y=y)
    for _ in range(POINTS):
        x, y = x + rng.randrange(-25, 26), y + rng.randrange(-25, 26)
        canvas.event_generate("<Motion>", x=x, y=y, state=0x100)
        window.update()
    canvas.event_generate("<ButtonRelease-1>", x=x, y=y)
