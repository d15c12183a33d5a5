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
from ink.page import Page
from models import catalog
from tests.gui.conftest import ONE, SEVEN, drag, focus, wait_for
from tests.gui.my_digits.conftest import Disk
from tests.gui.my_digits.labels import press, stored
from tests.helpers import PROJECT
from training.datasets import my_digits


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
    wait_for(window, lambda: "stored as 4 again" in window.status.text)
    press(window, "<Control-z>")
    wait_for(window, lambda: not stored())
    wait_for(window, lambda: "no longer in My digits" in window.status.text)
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


@pytest.mark.parametrize("key", ["<Key-4>", "<Key-7>"])
def test_a_file_that_has_vanished_is_written_anew(window: Window, key: str) -> None:
    drag(window, SEVEN)
    press(window, "<Key-7>")
    wait_for(window, lambda: window.album.digits)
    my_digits.digits_file().unlink()
    press(window, key)
    wait_for(window, lambda: stored() == [(int(key[5]), 1)])


def test_a_drawing_that_was_confirmed_and_taken_back_can_be_drawn_on(window: Window) -> None:
    drag(window, SEVEN)
    press(window, "<Key-7>")
    wait_for(window, lambda: window.album.digits)
    press(window, "<Key-7>")
    press(window, "<Control-z>")
    wait_for(window, lambda: "no longer in My digits" in window.status.text)
    drag(window, ONE)
    assert len(window.context.drawing.page.strokes) == 2


def test_an_error_that_nobody_foresaw_leaves_nothing_awaited(
    window: Window, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drag(window, SEVEN)
    with monkeypatch.context() as broken:
        broken.setattr(my_digits, "add", lambda digits: 1 / 0)
        press(window, "<Key-7>")
        wait_for(window, lambda: "went wrong" in window.status.text)
    assert not window.labelling.can_take_back
    press(window, "<Key-7>")
    wait_for(window, lambda: stored() == [(7, 1)])
    caplog.clear()


def test_a_full_disk_stores_nothing_and_with_space_again_the_same_key_stores_the_drawing(
    window: Window, disk: Disk
) -> None:
    drag(window, SEVEN)
    disk.full = True
    press(window, "<Key-4>")
    wait_for(window, lambda: "No space left" in window.status.text)
    assert not window.labelling.can_take_back
    disk.full = False
    press(window, "<Key-4>")
    wait_for(window, lambda: window.status.text.startswith("Stored as 4 in My digits (1)"))
    assert stored() == [(4, 1)]


def test_another_label_and_undo_count_only_once_they_are_written(window: Window, disk: Disk) -> None:
    drag(window, SEVEN)
    press(window, "<Key-4>")
    wait_for(window, lambda: window.status.text.startswith("Stored as 4"))
    for key, label in (("<Key-7>", 7), ("<Control-z>", 4)):
        before = stored()
        disk.full = True
        press(window, key)
        wait_for(window, lambda: "No space left" in window.status.text)
        assert stored() == before
        disk.full = False
        press(window, key)
        wait_for(window, lambda label=label: f"tored as {label}" in window.status.text)
        assert stored() == [(label, 1)]


def test_a_key_held_down_is_one_step(window: Window) -> None:
    drag(window, SEVEN)
    for _time in range(5):
        press(window, "<Key-7>")
    wait_for(window, lambda: stored() == [(7, 1)])
    assert len(window.album.steps) == 1


def test_what_was_labelled_just_before_the_window_is_closed_is_stored(window: Window) -> None:
    drag(window, SEVEN)
    for label in (1, 2, 3):
        window.labelling.store(label)
    window.close()
    assert stored() == [(3, 1)]


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
