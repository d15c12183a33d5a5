"""The window that tells why: it follows the drawing, explains each digit of a number, and costs nothing unseen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from explain.lesson.writing import LessonRequest
from gui.explain import saving
from gui.explain.calculation_page import CalculationPage
from gui.explain.change_page import ChangePage
from gui.explain.explain_window import PAGES, ExplainWindow
from gui.explain.layers_page import LayersPage
from gui.explain.mattered_page import MatteredPage
from gui.explain.networks_page import NetworksPage
from gui.window.window import Window
from ink.json_lines import strokes_from_json
from ink.page import Page
from ink.rendering import render
from models import catalog, user_models
from models.weights import save_weights
from models.worker import Task
from tests.gui.conftest import ONE, SEVEN, drag, wait_for
from tests.gui.explain.conftest import opened, turn_to
from tests.helpers import SEVEN as STROKES
from tests.helpers import line
from training.runs.messages import StepTried


def beside(points: list[tuple[int, int]], left: int) -> list[tuple[int, int]]:
    """Half as large, so that two digits fit."""
    return [(left + x // 2, 120 + y // 2) for x, y in points]


def test_it_opens_by_its_key_and_explains_what_the_network_read(window: Window) -> None:
    drag(window, SEVEN)
    window.event_generate("<Control-i>")
    wait_for(window, lambda: window.windows.find("explain"))
    shown = window.windows.find("explain")
    assert isinstance(shown, ExplainWindow)
    wait_for(window, lambda: shown.subject is not None)
    assert shown.subject is not None
    np.testing.assert_array_equal(shown.subject.frame, window.side.frame_view.levels)


def test_it_follows_the_drawing(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, CalculationPage)
    wait_for(window, lambda: page.calculation is not None and page.chosen_digit() == 7)
    window.commands["clear"].run()
    wait_for(window, lambda: explained.subject is None)
    assert page.calculation is None
    assert "Draw a digit" in page.readout.cget("text")
    drag(window, ONE)
    wait_for(window, lambda: page.calculation is not None and page.chosen_digit() == 1)


def test_pages_that_are_not_seen_ask_nothing(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_to(window, explained, NetworksPage)
    tasks: list[Task] = []
    monkeypatch.setattr(window.context.engine, "examine", lambda task, done: tasks.append(task))
    before = explained.subject
    drag(window, [(100, 500), (200, 500)])
    wait_for(window, lambda: explained.subject is not before)
    window.update()
    assert tasks == []
    turn_to(window, explained, MatteredPage)
    wait_for(window, lambda: tasks)


def test_of_a_number_each_digit_is_explained(window: Window, display: str) -> None:
    drag(window, beside(ONE, 10))
    drag(window, beside(SEVEN, 250))
    shown = opened(window)
    wait_for(window, lambda: shown.subject is not None and len(shown.subject.digits) == 2)
    assert shown.subject is not None
    assert [digit.digit for digit in shown.subject.digits] == [1, 7]
    page = turn_to(window, shown, CalculationPage)
    wait_for(window, lambda: page.calculation is not None and page.chosen_digit() == 1)
    shown.choose(1)
    wait_for(window, lambda: page.chosen_digit() == 7)
    window.context.number.choose(0)
    wait_for(window, lambda: page.chosen_digit() == 1)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_off_in_either_language(
    language: str, theme: str, display: str, open_window: Callable[..., Window]
) -> None:
    window = open_window(language=language, theme=theme)
    drag(window, SEVEN)
    shown = opened(window)
    for kind in PAGES:
        page = shown.turn_to(kind.kind)
        wait_for(window, lambda page=page: page.seen)  # type: ignore[misc]
        window.update()
        for child in page.choices.winfo_children():
            if child.winfo_ismapped():
                assert child.winfo_x() + child.winfo_width() <= page.choices.winfo_width() + 1
                assert child.winfo_width() >= child.winfo_reqwidth()
        assert page.body.winfo_y() + page.body.winfo_height() <= page.winfo_height()


def test_a_change_of_language_keeps_page_and_drawing(window: Window, explained: ExplainWindow) -> None:
    turn_to(window, explained, MatteredPage)
    window.variables["language"].set("zh_CN")
    window._language_chosen()
    wait_for(window, lambda: window.windows.find("explain") is not explained)
    shown = window.windows.find("explain")
    assert isinstance(shown, ExplainWindow)
    assert isinstance(shown.page, MatteredPage)
    assert shown.subject is not None


def test_a_page_and_a_lesson_are_saved(window: Window, explained: ExplainWindow, tmp_path: Path) -> None:
    assert explained.subject is not None
    saving.save_page(window.context, "calculation", "bp", explained.subject, tmp_path / "page.png")
    wait_for(window, (tmp_path / "page.png").exists)
    with Image.open(tmp_path / "page.png") as image:
        assert image.width > 500
    frame = explained.subject.frame
    step = StepTried(frame, 7, np.full(10, 0.1), np.full(10, 0.1), (2.3, 2.3), frame, 0.001)
    saving.save_lesson(window.context, explained.subject, step, tmp_path / "lesson.html")
    wait_for(window, (tmp_path / "lesson.html").exists)
    text = (tmp_path / "lesson.html").read_text(encoding="utf-8")
    assert "<h2>The calculation</h2>" in text
    assert "<h2>One step</h2>" in text
    wait_for(window, lambda: "Saved as" in window.status.message.cget("text"))


def test_a_step_on_another_drawing_is_not_in_the_lesson(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[LessonRequest] = []
    monkeypatch.setattr(saving, "_save", lambda context, request: asked.append(request))
    assert explained.subject is not None
    frame, tenth = explained.subject.frame, np.full(10, 0.1)
    for tried in (frame, 1 - frame):
        step = StepTried(tried, 7, tenth, tenth, (2.3, 2.3), frame, 0.001)
        saving.save_lesson(window.context, explained.subject, step, Path("lesson.html"))
    assert [request.step is not None for request in asked] == [True, False]


def test_a_lesson_that_cannot_be_written_is_told(window: Window, explained: ExplainWindow, tmp_path: Path) -> None:
    assert explained.subject is not None
    saving.save_lesson(window.context, explained.subject, None, tmp_path)
    wait_for(window, lambda: "cannot be written" in window.status.message.cget("text"))


def test_nothing_can_be_saved_of_a_blank_pad(window: Window) -> None:
    shown = opened(window)
    assert all(button.instate(["disabled"]) for button in shown.buttons.values())
    drag(window, SEVEN)
    wait_for(window, lambda: all(button.instate(["!disabled"]) for button in shown.buttons.values()))


def test_closing_it_ends_its_questions(window: Window, explained: ExplainWindow) -> None:
    turn_to(window, explained, MatteredPage)
    explained.destroy()
    window.commands["clear"].run()
    drag(window, ONE)
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "1")
    assert window.windows.find("explain") is None


def test_a_picture_is_explained_as_what_was_read_of_it(window: Window, tmp_path: Path) -> None:
    page = Page(strokes_from_json(line(STROKES)))
    ImageOps.invert(render(page)).save(tmp_path / "seven.png")
    window.actions.open(tmp_path / "seven.png")
    shown = opened(window)
    calculation = turn_to(window, shown, CalculationPage)
    wait_for(window, lambda: calculation.calculation is not None and calculation.chosen_digit() == 7)
    mattered = turn_to(window, shown, MatteredPage)
    wait_for(window, lambda: set(mattered.values) == {"gradient", "covered"})
    change = turn_to(window, shown, ChangePage)
    wait_for(window, lambda: all(row is not None for row in change.networks["bp"].map.rows))
    assert shown.subject is not None
    np.testing.assert_array_equal(shown.subject.frame, window.side.frame_view.levels)


def test_a_scrawl_is_explained_too(window: Window) -> None:
    drag(window, [(100 + 37 * step % 350, 100 + 61 * step % 370) for step in range(40)])
    shown = opened(window)
    for kind in PAGES:
        turn_to(window, shown, kind)
        window.update()
    calculation = turn_to(window, shown, CalculationPage)
    wait_for(window, lambda: calculation.calculation is not None)


def test_a_network_that_is_replaced_meanwhile_is_explained_as_it_is_now(window: Window) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    window.context.networks.refresh()
    window.context.networks.choose("Anna")
    drag(window, SEVEN)
    page = turn_to(window, opened(window), CalculationPage)
    wait_for(window, lambda: page.model.name == "Anna" and page.calculation is not None)
    assert page.calculation is not None
    before = page.calculation.last.bias.copy()
    arrays = {
        name: array * 2 for name, array in user_models.read_network(catalog.WEIGHTS / "bp.safetensors")[0].items()
    }
    save_weights(catalog.kept_folder() / "Anna.safetensors", arrays, dict(catalog.stated(catalog.find("bp").file)))
    window.context.networks.refresh()
    wait_for(window, lambda: page.calculation is not None and not np.allclose(page.calculation.last.bias, before))


def test_without_torch_the_layers_say_what_is_missing(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    drag(window, SEVEN)
    monkeypatch.setattr(catalog, "has_torch", lambda: False)
    page = turn_to(window, opened(window), LayersPage)
    wait_for(window, lambda: "torch is not installed" in str(page.readout.cget("text")))
