"""A number on the pad: its digits are seen, chosen, corrected and stored one by one."""

from __future__ import annotations

import logging
import tkinter as tk
from pathlib import Path

import numpy as np
import pytest

from gui.canvas.digit_boxes import TAG
from gui.window.window import Window
from ink.page import Page
from models.numbers import DigitRead, Number
from tests.gui.conftest import drag, wait_for
from tests.gui.my_digits.labels import press, stored
from tests.models.probabilities import sure_of
from training.datasets import my_digits

PICTURES = Path(__file__).parents[2] / "models" / "pictures"
SHAPES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.5, 0), (0.2, 0.2), (0.1, 0.6), (0.3, 0.95), (0.6, 1), (0.85, 0.7), (0.85, 0.3), (0.6, 0.02), (0.45, 0)]],
    "1": [[(0.4, 0.1), (0.55, 0), (0.52, 1)]],
    "2": [[(0.1, 0.25), (0.25, 0.05), (0.6, 0), (0.85, 0.2), (0.7, 0.5), (0.1, 1), (0.9, 0.97)]],
    "3": [[(0.15, 0.1), (0.5, 0), (0.8, 0.2), (0.45, 0.47), (0.85, 0.7), (0.6, 1), (0.1, 0.9)]],
    "4": [[(0.6, 0), (0.1, 0.6), (0.9, 0.6)], [(0.65, 0.3), (0.62, 1)]],
    "7": [[(0.1, 0.05), (0.9, 0), (0.4, 1)]],
    ".": [[(0.0, 0.97), (0.02, 0.98)]],
}
"""Strokes of digits in a square of side 1; widths are a fraction of it."""
HEIGHT, TOP = 170, 190
WIDTHS = {"1": 60, ".": 26}
WIDTH, GAP = 95, 24


def placed(text: str, left: float = 30) -> list[list[tuple[int, int]]]:
    """The strokes of a number on the pad, in canvas pixels, with a point every few pixels."""
    strokes = []
    for character in text:
        width = WIDTHS.get(character, WIDTH)
        for shape in SHAPES[character]:
            corners = np.array(shape) * (width, HEIGHT) + (left, TOP)
            along = np.arange(0, len(corners) - 1 + 1e-9, 0.1)
            line = [np.interp(along, range(len(corners)), axis) for axis in corners.T]
            strokes.append([(round(x), round(y)) for x, y in zip(*line, strict=True)])
        left += width + GAP
    return strokes


def write(window: Window, text: str) -> None:
    for stroke in placed(text):
        drag(window, stroke)
    wait_for(window, lambda: window.context.number.page is window.context.drawing.page)


def click(window: Window, place: int) -> None:
    left, top, right, bottom = window.context.number.boxes[place]
    drag(window, [(round((left + right) / 2), round((top + bottom) / 2))])


def drawn(window: Window) -> list[str]:
    """The texts beside the boxes on the pad."""
    canvas = window.pad.canvas
    items = [item for item in canvas.find_withtag(TAG) if canvas.type(item) == "text"]
    return [canvas.itemcget(item, "text").split("\n")[0] for item in items]


@pytest.mark.parametrize("text", ["42", "1000", "317"])
def test_a_number_is_read_and_shown(window: Window, caplog: pytest.LogCaptureFixture, text: str) -> None:
    caplog.set_level(logging.INFO)
    write(window, text)
    assert window.side.answer.digit.cget("text") == text
    assert drawn(window) == list(text)
    assert window.side.number_row.winfo_ismapped()
    assert not window.side.frame_view.winfo_ismapped()
    assert any(f"predicted text={text} confidence=" in record.getMessage() for record in caplog.records)


def test_a_dot_is_shown_as_ignored(window: Window) -> None:
    write(window, "3.14")
    assert window.side.answer.digit.cget("text") == "314"
    assert drawn(window) == ["ignored", "3", "1", "4"]


def captions(window: Window, *lines: list[tuple[float, float]]) -> list[tuple[str, bool]]:
    """What is written at 5s, 40 x 80, in lines of places (left, top), and whether it is above them."""
    frame = np.zeros((28, 28), np.float32)
    read = tuple(
        tuple(DigitRead(frame, sure_of(5, 0.99), (left, top, left + 40, top + 80)) for left, top in line)
        for line in lines
    )
    window.context.number.show(Page(), Number(read, confidence=0.9), sure_from=0.9)
    canvas = window.pad.canvas
    items = [item for item in canvas.find_withtag(TAG) if canvas.type(item) == "text"]
    return [(canvas.itemcget(item, "text"), canvas.itemcget(item, "anchor") == "s") for item in items]


def test_captions_keep_off_the_digits_of_other_lines(window: Window) -> None:
    close = captions(window, [(200, 100)], [(200, 200)], [(200, 300)])
    assert close == [("5\n99 %", True), ("5", True), ("5\n99 %", False)]


def test_captions_of_a_line_are_on_the_same_side_where_they_can_be(window: Window) -> None:
    assert captions(window, [(200, 100)], [(200, 200), (300, 200)])[1:] == [("5\n99 %", False)] * 2


def test_captions_keep_off_the_digit_beside(window: Window) -> None:
    assert captions(window, [(200, 100), (230, 120)]) == [("5\n99 %", True), ("5\n99 %", False)]


def test_digits_that_are_hardly_higher_leave_room_for_the_caption_between_them(window: Window) -> None:
    assert captions(window, [(200, 100), (230, 103), (260, 101)]) == [("5\n99 %", True)] * 3


def test_one_digit_is_shown_as_before(window: Window) -> None:
    write(window, "42")
    window.actions.clear()
    drag(window, placed("7")[0])
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "7")
    assert not drawn(window)
    assert not window.side.number_row.winfo_ismapped()
    assert window.side.frame_view.winfo_ismapped()


def test_a_click_on_a_box_shows_the_bars_of_its_digit(window: Window) -> None:
    write(window, "42")
    strokes = window.context.drawing.page.strokes
    assert not any(window.side.bars._probabilities)
    click(window, 1)
    assert np.argmax(window.side.bars._probabilities) == 2
    click(window, 0)
    assert np.argmax(window.side.bars._probabilities) == 4
    click(window, 0)
    assert not any(window.side.bars._probabilities), "a second click chooses none"
    assert window.context.drawing.page.strokes is strokes, "a click draws nothing"


def test_a_stroke_through_a_box_is_drawn(window: Window) -> None:
    write(window, "42")
    count = len(window.context.drawing.page.strokes)
    left, top, right, bottom = window.context.number.boxes[1]
    drag(window, [(round(left), round(top)), (round(right), round(bottom))])
    assert len(window.context.drawing.page.strokes) == count + 1
    assert window.context.number.chosen is None


def test_a_key_corrects_and_stores_the_chosen_digit_alone(window: Window) -> None:
    write(window, "42")
    page = window.context.drawing.page
    click(window, 0)
    press(window, "<Key-9>")
    wait_for(window, lambda: stored() == [(9, 2)])
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "92")
    assert "%" not in window.side.answer.caption.cget("text"), "the network's confidence was in another number"
    assert drawn(window) == ["9", "2"]
    assert my_digits.load()[0][0].strokes == page.strokes[:2]
    press(window, "<Key-4>")
    wait_for(window, lambda: stored() == [(4, 2)])
    window.actions.undo()
    wait_for(window, lambda: stored() == [(9, 2)])
    window.actions.undo()
    wait_for(window, lambda: stored() == [])
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "42")
    assert window.context.drawing.page is page


def test_a_corrected_digit_does_not_start_a_new_drawing(window: Window) -> None:
    write(window, "42")
    click(window, 0)
    press(window, "<Key-4>")
    wait_for(window, lambda: stored() == [(4, 2)])
    drag(window, [(480, 200), (480, 400)])
    assert len(window.context.drawing.page.strokes) == 4


def test_a_key_without_a_chosen_digit_labels_the_whole_drawing(window: Window) -> None:
    write(window, "42")
    press(window, "<Key-8>")
    wait_for(window, lambda: stored() == [(8, 3)])


def test_digits_are_chosen_in_the_row_by_click_and_key(window: Window) -> None:
    write(window, "317")
    row, number = window.side.number_row, window.context.number
    wait_for(window, lambda: row.winfo_height() > 28)
    row.event_generate("<Button-1>", x=round(1.5 * row._width), y=20)
    assert number.chosen == 1
    row.event_generate("<Right>")
    assert number.chosen == 2
    row.event_generate("<Right>")
    assert number.chosen == 0
    row.event_generate("<Escape>")
    assert number.chosen is None


def test_the_menu_says_how_many_digits_are_expected(window: Window) -> None:
    write(window, "42")
    choose(window, "Read one digit")
    wait_for(window, lambda: window.context.number.read is None)
    choose(window, "Read a number")
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "42")
    assert window.context.settings.digits == "many"


def choose(window: Window, label: str) -> None:
    """Choose an entry of the View menu."""
    menu = window.menu.nametowidget(window.menu.entrycget("View", "menu"))
    menu.post(5, 5)
    entries = range((menu.index(tk.END) or 0) + 1)
    menu.invoke(
        next(entry for entry in entries if menu.type(entry) != "separator" and label in menu.entrycget(entry, "label"))
    )
    menu.unpost()


def test_the_report_s_framing_and_a_guided_round_read_one_digit(window: Window) -> None:
    write(window, "42")
    window.actions.framing.set("report")
    window.actions.use_framing()
    wait_for(window, lambda: window.context.number.read is None)
    window.actions.framing.set("centred")
    window.actions.use_framing()
    wait_for(window, lambda: window.context.number.read is not None)
    window.commands["guided"].run()
    window.drawing_changed()
    wait_for(window, lambda: window.context.number.read is None)


def test_what_was_chosen_and_corrected_outlives_a_change_of_language(window: Window) -> None:
    write(window, "42")
    click(window, 1)
    press(window, "<Key-7>")
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "47")
    window.variables["language"].set("zh_CN")
    window._language_chosen()
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "47")
    assert window.context.number.chosen == 1
    assert drawn(window) == ["4", "7"]


def test_digits_of_a_picture_are_stored_as_frames(window: Window) -> None:
    window.actions.open(PICTURES / "right42_two_digits.png")
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "42")
    click(window, 1)
    press(window, "<Key-2>")
    wait_for(window, lambda: stored() == [(2, 0)])
    (digit,) = my_digits.load()[0]
    assert digit.kept_frame is not None
    np.testing.assert_allclose(digit.kept_frame, window.context.number.digits[1].frame, atol=1 / 255)
    window.actions.undo()
    wait_for(window, lambda: stored() == [])


def test_a_blank_page_ends_the_number(window: Window) -> None:
    write(window, "42")
    window.actions.show_page(Page())
    wait_for(window, lambda: window.side.answer.digit.cget("text") == "–")
    assert not drawn(window)
