"""Saying which digit the drawing is: by a key, or by a click on a bar."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import ttkbootstrap as ttk
from PIL import Image

from gui.window.window import Window
from ink.page import Page, Stroke
from models import catalog
from tests.gui.conftest import ONE, SEVEN, drag, focus, wait_for
from tests.helpers import PROJECT
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit


def stored() -> list[tuple[int, int]]:
    """Label and number of strokes of each digit in the file."""
    digits, errors = my_digits.load()
    assert not errors
    return [(digit.label, len(digit.strokes)) for digit in digits]


def press(window: Window, key: str) -> None:
    window.focus_force()
    window.update()
    window.event_generate(key)


def test_a_key_stores_the_drawing_and_what_the_models_made_of_it(window: Window) -> None:
    drag(window, SEVEN)
    press(window, "<Key-7>")
    wait_for(window, lambda: window.status.text == "Stored as 7 in My digits (1). Ctrl+Z undoes this")
    assert stored() == [(7, 1)]
    wait_for(window, lambda: my_digits.load()[0][0].read_as("bp") == 7)


def test_all_models_answer_when_torch_is_ready(display: str, open_window: Callable[..., Window]) -> None:
    pytest.importorskip("torch")
    window = open_window(model="lenet")
    wait_for(window, lambda: window.context.networks.torch_ready)
    drag(window, SEVEN)
    press(window, "<Key-7>")
    wait_for(window, lambda: stored() == [(7, 1)])
    wait_for(window, lambda: set(my_digits.load()[0][0].answers) == {model.name for model in catalog.MODELS})


def test_a_click_on_a_bar_does_the_same(window: Window) -> None:
    drag(window, SEVEN)
    bars = window.side.bars
    wait_for(window, lambda: any(bars._probabilities))
    y = int(bars._row * 4.5)
    bars.event_generate("<Motion>", x=100, y=y)
    assert bars.itemcget(bars._hint, "text") == "it is a 4"
    assert bars.cget("cursor") == "hand2"
    bars.event_generate("<ButtonPress-1>", x=100, y=y)
    bars.event_generate("<ButtonRelease-1>", x=100, y=y)
    wait_for(window, lambda: stored() == [(4, 1)])


def test_bars_offer_nothing_where_nothing_is_drawn(window: Window) -> None:
    bars = window.side.bars
    bars.event_generate("<Motion>", x=100, y=int(bars._row * 4.5))
    assert not str(bars.cget("cursor"))
    bars.event_generate("<ButtonRelease-1>", x=100, y=int(bars._row * 4.5))
    assert not window.status.text


def test_another_key_relabels_the_same_drawing_and_undo_goes_back_step_by_step(window: Window) -> None:
    drag(window, SEVEN)
    press(window, "<Key-4>")
    press(window, "<Key-7>")
    wait_for(window, lambda: stored() == [(7, 1)])
    press(window, "<Control-z>")
    wait_for(window, lambda: stored() == [(4, 1)])
    assert "stored as 4 again" in window.status.text
    press(window, "<Control-z>")
    wait_for(window, lambda: not stored())
    assert "no longer in My digits" in window.status.text
    assert len(window.context.drawing.page.strokes) == 1
    press(window, "<Key-2>")
    wait_for(window, lambda: stored() == [(2, 1)])
    press(window, "<Control-z>")
    wait_for(window, lambda: not stored())
    press(window, "<Control-z>")
    assert window.context.drawing.page.blank, "now it is the drawing's turn"


def test_the_same_key_again_changes_nothing_unless_it_was_deleted_meanwhile(window: Window) -> None:
    drag(window, SEVEN)
    press(window, "<Key-7>")
    wait_for(window, lambda: window.album.digits)
    press(window, "<Key-7>")
    assert len(window.album.steps) == 1
    assert window.album.digits is not None
    window.album.delete(window.album.digits)
    wait_for(window, lambda: not window.album.digits)
    press(window, "<Key-7>")
    wait_for(window, lambda: stored() == [(7, 1)])


def test_what_was_labelled_just_before_the_window_is_closed_is_stored(window: Window) -> None:
    drag(window, SEVEN)
    for label in (1, 2, 3):
        window.labelling.store(label)
    window.close()
    assert stored() == [(3, 1)]


def ink(window: Window) -> int:
    """How many lines and dots are on the canvas."""
    return len(window.pad.canvas.find_withtag("ink"))


def test_after_a_label_a_stroke_begins_another_drawing_and_undo_goes_all_the_way_back(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    one = window.context.drawing.page
    drag(window, SEVEN)
    drag(window, [(300, 300), (340, 300)])
    assert [stroke.points[0] for stroke in window.context.drawing.page.strokes] == [SEVEN[0], (300, 300)]
    press(window, "<Key-7>")
    wait_for(window, lambda: stored() == [(1, 1), (7, 2)])
    press(window, "<Control-z>")
    wait_for(window, lambda: stored() == [(1, 1)])
    for strokes in (1, 0):
        press(window, "<Control-z>")
        assert len(window.context.drawing.page.strokes) == strokes
    press(window, "<Control-z>")
    assert window.context.drawing.page == one
    assert ink(window)
    assert stored() == [(1, 1)]
    press(window, "<Control-z>")
    wait_for(window, lambda: not stored())
    press(window, "<Control-y>")
    assert window.context.drawing.page.blank


def test_a_drawing_brought_back_is_labelled_as_before(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-4>")
    drag(window, SEVEN)
    press(window, "<Key-7>")
    for _ in range(3):
        press(window, "<Control-z>")
    press(window, "<Key-1>")
    wait_for(window, lambda: stored() == [(1, 1)])
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 1


def test_a_label_that_was_taken_back_leaves_the_drawing_to_be_gone_on_with(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    press(window, "<Control-z>")
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 2


def test_the_eraser_acts_on_the_drawing_that_was_labelled(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    drag(window, [(200, 280), (360, 280)], button=3)
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 3


def test_the_keyboard_s_pen_begins_another_drawing_too(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    window.pad.canvas.focus_force()
    window.update()
    for key in ("<space>", "<Right>", "<space>"):
        window.pad.canvas.event_generate(key)
    assert len(window.context.drawing.page.strokes) == 1
    assert window.context.drawing.page.strokes[0].points[0] != ONE[0]


def test_a_digit_opened_from_the_gallery_is_drawn_on(window: Window) -> None:
    digit = MyDigit.of(Page((Stroke(tuple(ONE), 24.0),)), 1)
    my_digits.add([digit])
    window.actions.show_digit(digit)
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 2
    window.actions.show_digit(digit)
    window.labelling.store(1)
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 1


@pytest.mark.parametrize(
    ("page", "said"), [(Page(), "nothing to store"), (Page(picture=Image.new("L", (560, 560), 99)), "no strokes")]
)
def test_what_cannot_be_stored_gets_a_sentence(window: Window, page: Page, said: str) -> None:
    window.context.drawing.set_page(page)
    press(window, "<Key-4>")
    assert said in window.status.text
    assert not stored()


def test_digits_typed_into_a_field_are_just_typed(window: Window) -> None:
    drag(window, SEVEN)
    entry = ttk.Entry(window.body)
    entry.place(x=0, y=0)
    focus(window, entry)
    entry.event_generate("<Key-7>")
    window.update()
    assert entry.get() == "7"
    assert not window.album.steps


def test_digits_typed_into_another_window_do_not_label(window: Window) -> None:
    drag(window, SEVEN)
    window.commands["networks"].run()
    dialog = window.winfo_children()[-1]
    focus(window, dialog)
    dialog.event_generate("<Key-7>")
    window.update()
    assert not window.album.steps


def test_the_menu_says_how_it_is_done(window: Window) -> None:
    window.commands["label"].run()
    assert "0 to 9" in window.status.text


LIVES = """
import pathlib, sys, time
from gui.state.settings import Settings
from gui.window.window import Window
from tests.gui.conftest import SEVEN, drag
if __name__ == "__main__":
    window = Window(Settings(model="bp"), pathlib.Path(sys.argv[1]))
    window.context.engine.start_worker = lambda: None
    while not window.pad.canvas.winfo_viewable():
        window.update()
    drag(window, SEVEN)
    window.labelling.store(7)
    while not window.status.text:
        window.update()
    window.actions.clear()
    drag(window, SEVEN)
    print("stored", flush=True)
    while True:
        window.update()
"""


def test_a_window_killed_loses_the_drawing_on_the_canvas_at_most(display: str, tmp_path: Path) -> None:
    script = tmp_path / "lives.py"
    script.write_text(LIVES)
    with subprocess.Popen(
        [sys.executable, script, tmp_path / "settings.json"],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "stored\n"
        process.send_signal(signal.SIGKILL)
    assert stored() == [(7, 1)]
