"""Confusions: a click on a cell shows its pictures, a click on one puts it on the pad."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from common.errors import PlainError
from explain.confusions import SETS, ConfusionsError, DigitSet, behind, matrix
from gui.explain import confusions_window, long_question
from gui.explain.change_page import ChangePage
from gui.explain.confusions_window import ConfusionsWindow
from gui.explain.replay_page import ReplayPage
from gui.look.theme import WRONG
from gui.window.window import Window
from ink.framing import frame
from ink.json_lines import strokes_from_json
from ink.page import Page
from models import catalog
from tests.gui.conftest import wait_for
from tests.gui.explain.conftest import click, opened, turn_to
from tests.helpers import SEVEN, line
from training.datasets.mnist import DataMissing

STROKES = strokes_from_json(line(SEVEN))
SEVENS = np.uint8(np.rint(np.stack([frame(Page(STROKES))] * 5) * 255))
SET = DigitSet(SEVENS, np.array([7, 7, 7, 1, 1]), (STROKES, STROKES, (), (), STROKES))


@pytest.fixture
def digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five 7s, two of them labelled 1, and no other set."""
    sets: dict[str, DigitSet | PlainError] = {"mnist": SET}
    missing = ConfusionsError("There are no such digits")
    monkeypatch.setattr(confusions_window, "_load", lambda name, folder: sets.get(name, missing))


def opened_window(window: Window) -> ConfusionsWindow:
    window.commands["confusions"].run()
    shown = window.windows.find("confusions")
    assert isinstance(shown, ConfusionsWindow)
    wait_for(window, lambda: shown.winfo_viewable())
    return shown


def click_cell(window: Window, shown: ConfusionsWindow, label: int, answer: int) -> None:
    edge, side = window.context.look.px(34), shown.matrix.side
    shown.matrix.event_generate("<Button-1>", x=edge + answer * side + 3, y=edge + label * side + 3)
    window.update()


@pytest.mark.usefixtures("digits")
@pytest.mark.parametrize("open_before", [False, True])
def test_from_a_cell_to_the_smallest_change_in_three_clicks(open_before: bool, window: Window) -> None:
    shown = opened_window(window)
    wait_for(window, lambda: shown.answers is not None)
    if open_before:
        turn_to(window, opened(window), ReplayPage)
    assert shown.change.instate(["disabled"])
    click_cell(window, shown, 1, 7)
    click(window, shown.pictures, 1, 10, 10)
    shown.change.invoke()
    why = opened(window)
    wait_for(window, lambda: isinstance(why.page, ChangePage) and "bp" in why.page.networks)
    page = why.page
    assert isinstance(page, ChangePage)
    wait_for(window, lambda: page.networks["bp"].change is not None)
    assert page.target == 1  # what the digit is
    assert page.subject is not None
    assert page.subject.page == window.context.drawing.page
    click_cell(window, shown, 7, 7)
    assert shown.change.instate(["disabled"])


@pytest.mark.usefixtures("digits")
def test_a_digit_of_a_cell_is_explained_on_the_page_that_is_open(window: Window) -> None:
    shown = opened_window(window)
    wait_for(window, lambda: shown.answers is not None)
    why = opened(window)
    page = turn_to(window, why, ChangePage)
    click_cell(window, shown, 1, 7)
    assert shown.cell == (1, 7)
    assert shown.answers is not None
    np.testing.assert_array_equal(shown._indices, behind(SET, shown.answers, 1, 7))
    click(window, shown.pictures, 1, 10, 10)
    wait_for(window, lambda: not window.context.drawing.page.blank)
    assert window.context.drawing.page.strokes == STROKES
    wait_for(window, lambda: page.networks and why.subject is not None)
    page.targets[1].invoke()
    wait_for(window, lambda: page.networks["bp"].change is not None)


@pytest.mark.usefixtures("digits")
def test_the_matrix_is_that_of_the_networks_answers(window: Window) -> None:
    shown = opened_window(window)
    wait_for(window, lambda: shown.answers is not None)
    answers = catalog.load("bp").predict_proba(SEVENS / np.float32(255))
    np.testing.assert_array_equal(shown.matrix.counts, matrix(SET, answers))
    assert "3 of 5" in str(shown.message.cget("text"))
    shown.choose_cell(7, 7)
    assert "7 read as 7: 3" in str(shown.message.cget("text"))


@pytest.mark.usefixtures("digits")
def test_answers_are_known_the_second_time(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened_window(window)
    wait_for(window, lambda: shown.answers is not None)
    monkeypatch.setattr(window.context.engine, "examine", lambda task, done: pytest.fail("asked again"))
    shown.refresh()
    assert shown.answers is not None


@pytest.mark.usefixtures("digits")
def test_answers_are_known_when_the_window_is_opened_again(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = opened_window(window)
    wait_for(window, lambda: shown.answers is not None)
    known = shown.answers
    shown.destroy()
    monkeypatch.setattr(window.context.engine, "examine", lambda task, done: pytest.fail("asked again"))
    again = opened_window(window)
    wait_for(window, lambda: again.answers is not None)
    np.testing.assert_array_equal(again.answers, known)


@pytest.mark.parametrize("name", ["mnist", "pens"])
def test_data_that_are_missing_are_offered(name: str, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = DataMissing("{file} is missing", file=name)
    monkeypatch.setattr(confusions_window, "_load", lambda name, folder: missing)
    shown = opened_window(window)
    shown.sets.current([*SETS].index(name))
    shown.refresh()
    wait_for(window, lambda: shown.offer.winfo_ismapped())
    assert shown.offer.data_set.id == name
    monkeypatch.setattr(confusions_window, "_load", lambda name, folder: SET)
    shown._fetched()
    wait_for(window, lambda: shown.answers is not None)
    assert not shown.offer.winfo_ismapped()


@pytest.mark.usefixtures("digits")
def test_a_full_disk_is_told_and_the_matrix_is_there(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, values: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(long_question, "write_kept", full)
    shown = opened_window(window)
    wait_for(window, lambda: shown.answers is not None)
    assert "No space left" in str(shown.message.cget("text"))
    assert shown.matrix.counts is not None


@pytest.mark.usefixtures("digits")
def test_a_set_that_is_missing_is_said(window: Window) -> None:
    shown = opened_window(window)
    shown.sets.current(1)
    shown.refresh()
    wait_for(window, lambda: "no such digits" in str(shown.message.cget("text")))
    assert str(shown.message.cget("style")) == WRONG
    assert shown.matrix.counts is None


@pytest.mark.usefixtures("digits")
def test_a_cell_without_pictures_is_empty(window: Window) -> None:
    shown = opened_window(window)
    wait_for(window, lambda: shown.answers is not None)
    shown.choose_cell(3, 4)
    assert shown.pictures.tiles is None
    assert "3 read as 4: 0" in str(shown.message.cget("text"))


def test_it_is_loaded_by_a_process_of_its_own(window: Window, own_home: object) -> None:
    """My digits, of which there are none."""
    shown = opened_window(window)
    shown.sets.current(3)
    shown.refresh()
    wait_for(window, lambda: "label a drawing" in str(shown.message.cget("text")))
