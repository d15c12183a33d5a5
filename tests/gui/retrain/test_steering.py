"""What is changed and tried in mid-run, from the console."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gui.explain import saving
from gui.retrain.session import Phase
from gui.window.window import Window
from tests.gui.conftest import SEVEN, drag, wait_for
from tests.gui.retrain.consoles import LONG, console, live, open_form


@pytest.fixture
def running(window: Window, digits: Path, monkeypatch: pytest.MonkeyPatch) -> Window:
    """A run that goes on for long, and a 7 on the pad."""
    monkeypatch.setenv("DIGITPAD_DATA", str(digits))
    drag(window, SEVEN)
    form = open_form(window)
    for name, value in LONG.items():
        form.variables[name].set(value)
    form.start.invoke()

    def runs() -> bool:
        session = console(window).session
        return session is not None and session.phase is Phase.RUNNING

    wait_for(window, runs)
    return window


def test_a_rate_of_nonsense_is_said_and_changes_nothing(running: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    steering = live(running).steering
    changed: list[float] = []
    monkeypatch.setattr(steering._session, "change_rate", changed.append)
    for nonsense in ("fast", "-1", "0", "nan", "1e9", ""):
        steering.rate.set(nonsense)
        steering.change.invoke()
        assert "above 0" in str(steering.remark.cget("text"))
    assert changed == []
    steering.rate.set("0,0002")
    steering.change.invoke()
    assert changed == [0.0002]
    assert "0.0002" in str(steering.remark.cget("text"))


def test_one_step_on_the_drawing_shows_what_it_would_do(running: Window) -> None:
    steering = live(running).steering
    wait_for(running, lambda: steering._session.frame is not None)
    steering.label.current(3)
    steering.step.invoke()
    wait_for(running, lambda: steering._session.tried is not None)
    wait_for(running, lambda: str(steering.told.cget("text")).startswith("3: "))
    assert steering.pictures.tiles is not None
    assert steering.pictures.tiles.values.shape == (2, 28, 28)
    np.testing.assert_array_equal(steering.pictures.tiles.values[0], steering._session.frame)


def test_a_step_that_was_tried_joins_the_lesson(running: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    steering = live(running).steering
    wait_for(running, lambda: steering._session.frame is not None)
    steering.step.invoke()
    wait_for(running, lambda: steering._session.tried is not None)
    saved: list[object] = []
    monkeypatch.setattr(saving, "ask_save_lesson", lambda master, context, subject, step: saved.append(step))
    running.commands["save_lesson"].run()
    assert saved == [steering._session.tried]


def test_without_a_drawing_there_is_no_step(running: Window) -> None:
    steering = live(running).steering
    running.commands["clear"].run()
    wait_for(running, lambda: steering._session.frame is None)
    steering.step.invoke()
    assert "Draw a digit" in str(steering.told.cget("text"))
