"""Digits for a gallery, and what is shown and chosen in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from gui.my_digits.gallery import Gallery
from gui.window.window import Window
from ink.page import Page, Stroke
from tests.gui.conftest import focus, wait_for
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit, digits_file

PAGE = Page((Stroke(tuple((200.0 + 5 * n, 100.0 + 10 * n) for n in range(30)), 24.0),))
CERTAIN = {digit: [float(digit == other) for other in range(10)] for digit in range(10)}


def write(count: int) -> None:
    """Digits with the labels 0, 1, … in turn, the first the oldest; bp misread the one numbered 5."""
    digits_file().unlink(missing_ok=True)
    my_digits.add([MyDigit.of(PAGE, 0)])
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    record = json.loads(digits_file().read_text())
    with digits_file().open("w") as file:
        for number in range(count):
            label, answer = number % 10, CERTAIN[9 if number == 5 else number % 10]
            changed = {"id": f"n{number}", "label": label, "answers": {"bp": answer}}
            when = (begun + timedelta(minutes=number)).isoformat()
            file.write(json.dumps({**record, **changed, "time": when}) + "\n")


def opened(window: Window) -> Gallery:
    window.commands["gallery"].run()
    gallery = window.windows.find("gallery")
    assert gallery is not None
    wait_for(window, lambda: window.album.digits is not None)
    focus(window, gallery.grid_view.canvas)
    return gallery


def shown(gallery: Gallery) -> list[str]:
    return [digit.id for digit in gallery.grid_view.selection.digits]


def chosen(gallery: Gallery) -> list[str]:
    return [digit.id for digit in gallery.grid_view.selection.chosen_digits]


def press(gallery: Gallery, *keys: str) -> None:
    for key in keys:
        gallery.grid_view.canvas.event_generate(key)
        gallery.update()


def click(gallery: Gallery, place: int, state: int = 0) -> None:
    left, top, right, bottom = gallery.grid_view.canvas.coords(gallery.grid_view._cells[place].paper)
    x, y = int(left + right) // 2, int(top + bottom) // 2
    gallery.grid_view.canvas.event_generate("<Button-1>", x=x, y=y, state=state)
    gallery.update()


def labels() -> dict[str, int]:
    return {digit.id: digit.label for digit in my_digits.load()[0]}


# --- what is shown ----------------------------------------------------------------------------------------------------
