"""The gallery: a real window, real events, ten thousand digits."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gui.my_digits.filters import SortOrder, arranged
from gui.my_digits.gallery import Gallery
from gui.window.window import Window
from ink.page import Page, Stroke
from tests.gui.conftest import wait_for
from training.datasets import my_digits
from training.datasets.my_digits import Change, MyDigit, digits_file

LONGEST_OPENING = 1.0
"""Seconds until ten thousand digits are in sight."""
LONGEST_STALL = 0.1
"""Seconds for which the window may be away."""
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
    gallery.grid_view.canvas.focus_force()
    window.update()
    return gallery


@pytest.fixture
def gallery(window: Window) -> Gallery:
    write(20)
    return opened(window)


def shown(gallery: Gallery) -> list[str]:
    return [digit.id for digit in gallery.grid_view.digits]


def chosen(gallery: Gallery) -> list[str]:
    return [digit.id for digit in gallery.grid_view.selection]


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


def test_it_is_opened_by_a_key_and_says_how_to_begin(window: Window) -> None:
    window.focus_force()
    window.update()
    window.event_generate("<Control-g>")
    wait_for(window, lambda: window.album.digits == [])
    gallery = window.windows.find("gallery")
    assert gallery is not None
    assert "press its key" in gallery.grid_view.canvas.itemcget(gallery.grid_view._told, "text")


def test_the_newest_come_first_each_with_picture_and_label(gallery: Gallery) -> None:
    grid = gallery.grid_view
    assert shown(gallery) == [f"n{number}" for number in reversed(range(20))]
    wait_for(gallery.master, lambda: len(grid._pictures) == 20)
    assert grid.canvas.itemcget(grid._cells[0].picture, "image")
    assert grid.canvas.itemcget(grid._cells[0].label, "text") == "9"


def test_a_filter_by_digit(gallery: Gallery) -> None:
    gallery.filters.digit_buttons["3"].invoke()
    assert shown(gallery) == ["n13", "n3"]
    gallery.filters.digit_buttons["all"].invoke()
    assert len(shown(gallery)) == 20


def test_a_filter_by_misread_ones_which_are_marked(gallery: Gallery) -> None:
    gallery.filters.misread_button.invoke()
    assert shown(gallery) == ["n5"]
    grid = gallery.grid_view
    assert grid.canvas.itemcget(grid._cells[0].remark, "text") == "→ 9"
    gallery.filters.digit_buttons["4"].invoke()
    assert "No digits match" in grid.canvas.itemcget(grid._told, "text")


def test_what_a_network_has_not_read_yet_it_reads_when_it_is_chosen(window: Window) -> None:
    my_digits.add([MyDigit.of(PAGE, 8) for _ in range(20)])
    opened(window)
    wait_for(window, lambda: all("bp" in digit.answers for digit in my_digits.load()[0]))


def test_wrong_labels_are_found_again(gallery: Gallery) -> None:
    gallery.filters.order.current(list(SortOrder).index(SortOrder.DOUBT))
    gallery.filters.order.event_generate("<<ComboboxSelected>>")
    assert shown(gallery)[0] == "n5"


def test_doubtful_is_what_the_model_believes_least_and_what_it_has_not_read_comes_last() -> None:
    def digit(name: str, belief: float | None) -> MyDigit:
        answers = {} if belief is None else {"bp": [belief, *[(1 - belief) / 9] * 9]}
        return MyDigit(name, datetime.now(UTC), 0, "", answers)

    digits = [digit("sure", 0.99), digit("unread", None), digit("unsure", 0.4), digit("misread", 0.01)]
    doubtful = arranged(digits, "bp", SortOrder.DOUBT)
    assert [digit.id for digit in doubtful] == ["misread", "unsure", "sure", "unread"]


def test_it_says_what_the_networks_made_of_a_digit(gallery: Gallery) -> None:
    gallery.filters.misread_button.invoke()
    click(gallery, 0)
    assert "Label 5" in gallery.detail.cget("text")
    assert "BP net: 9" in gallery.detail.cget("text")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_that_the_networks_made_of_a_digit_is_in_sight(
    display: str, open_window: Callable[..., Window], language: str
) -> None:
    names = ["bp", *(f"My network of the {number}th of May" for number in range(5))]
    my_digits.add([replace(MyDigit.of(PAGE, 7), answers=dict.fromkeys(names, CERTAIN[7]))])
    gallery = opened(open_window(language=language))
    wait_for(gallery.master, lambda: shown(gallery))
    gallery.filters.titles |= {name: name for name in names}
    click(gallery, 0)
    gallery.geometry("640x420")
    wait_for(gallery.master, lambda: gallery.winfo_width() == 640)
    gallery.update()
    assert names[-1] in gallery.detail.cget("text")
    assert gallery.detail.winfo_reqwidth() <= gallery.detail.winfo_width()
    assert gallery.detail.winfo_reqheight() <= gallery.detail.winfo_height()
    assert gallery.buttons["close"].winfo_viewable()


# --- choosing ---------------------------------------------------------------------------------------------------------


def test_clicks_choose_one_more_or_all_between(gallery: Gallery) -> None:
    click(gallery, 2)
    assert chosen(gallery) == ["n17"]
    click(gallery, 4, state=0x1)
    assert chosen(gallery) == ["n17", "n16", "n15"]
    click(gallery, 3, state=0x4)
    assert chosen(gallery) == ["n17", "n15"]


def test_the_keyboard_goes_everywhere(gallery: Gallery) -> None:
    columns = gallery.grid_view._columns
    click(gallery, 0)
    press(gallery, "<Right>", "<Down>")
    assert chosen(gallery) == [f"n{18 - columns}"]
    press(gallery, "<End>")
    assert chosen(gallery) == ["n0"]
    press(gallery, "<Home>", "<Shift-Right>", "<Shift-Right>")
    assert chosen(gallery) == ["n19", "n18", "n17"]
    press(gallery, "<Control-a>")
    assert len(chosen(gallery)) == 20
    press(gallery, "<Escape>")
    assert not gallery.winfo_exists()


# --- changing ---------------------------------------------------------------------------------------------------------


def test_keys_relabel_delete_and_undo_several_steps(gallery: Gallery) -> None:
    window = gallery.master
    click(gallery, 0)
    press(gallery, "<Shift-Right>", "<Key-4>")
    wait_for(window, lambda: (labels()["n19"], labels()["n18"]) == (4, 4))
    press(gallery, "<Delete>")
    wait_for(window, lambda: len(shown(gallery)) == 18)
    assert chosen(gallery) == ["n17"]
    press(gallery, "<Control-z>")
    wait_for(window, lambda: len(shown(gallery)) == 20)
    press(gallery, "<Control-z>")
    wait_for(window, lambda: (labels()["n19"], labels()["n18"]) == (9, 8))
    assert gallery.buttons["undo"].instate(["disabled"])


def test_buttons_do_what_the_keys_do(gallery: Gallery) -> None:
    window = gallery.master
    gallery.buttons["all"].invoke()
    menu = gallery.nametowidget(gallery.buttons["relabel"].cget("menu"))
    menu.invoke(6)
    wait_for(window, lambda: set(labels().values()) == {6})
    gallery.buttons["delete"].invoke()
    wait_for(window, lambda: not shown(gallery))
    gallery.buttons["undo"].invoke()
    wait_for(window, lambda: len(shown(gallery)) == 20)


def test_one_is_opened_on_the_canvas_where_a_key_relabels_it(gallery: Gallery) -> None:
    window = gallery.master
    click(gallery, 0)
    press(gallery, "<Return>")
    assert window.context.drawing.page == PAGE
    window.labelling.store(3)
    wait_for(window, lambda: labels()["n19"] == 3)
    assert len(labels()) == 20


def test_they_go_out_and_come_in(gallery: Gallery, tmp_path: Path) -> None:
    window = gallery.master
    gallery.filters.digit_buttons["3"].invoke()
    gallery.export(tmp_path / "threes.jsonl")
    wait_for(window, lambda: "Saved as" in gallery.message.cget("text"))
    gallery.filters.digit_buttons["all"].invoke()
    gallery.choose_all()
    gallery.delete()
    with (tmp_path / "threes.jsonl").open("a") as file:
        file.write("Dear diary\n")
    gallery.import_digits(tmp_path / "threes.jsonl")
    wait_for(window, lambda: shown(gallery) == ["n13", "n3"])
    wait_for(window, lambda: "2 digits were imported." in gallery.message.cget("text"))
    assert "threes.jsonl:3: not a line of JSON" in gallery.message.cget("text")
    gallery.undo()
    wait_for(window, lambda: not shown(gallery))


def test_damage_is_told_and_the_rest_is_shown(window: Window) -> None:
    write(5)
    with digits_file().open("a") as file:
        file.write("Dear diary\n")
    gallery = opened(window)
    wait_for(window, lambda: "1 damaged lines of My digits" in gallery.message.cget("text"))
    assert len(shown(gallery)) == 5


def test_what_another_window_does_is_seen(gallery: Gallery) -> None:
    my_digits.change([Change("n19", label=2), Change("n18", deleted=True)])
    gallery.event_generate("<FocusIn>")
    wait_for(gallery.master, lambda: len(shown(gallery)) == 19)
    assert gallery.grid_view.digits[0].label == 2


def test_it_takes_on_another_theme_and_another_language(gallery: Gallery) -> None:
    window = gallery.master
    ground = gallery.grid_view.canvas.cget("background")
    window.variables["theme"].set("dark")
    window._theme_chosen()
    assert gallery.grid_view.canvas.cget("background") != ground
    window.variables["language"].set("zh_CN")
    window._language_chosen()
    assert window.windows.find("gallery") not in (None, gallery)


# --- many -------------------------------------------------------------------------------------------------------------


class OwnTime:
    """The window's stalls, in seconds for which its process computed from one beat to the next, all threads together.

    So what else runs on the machine plays no part.
    """

    def __init__(self, window: Window) -> None:
        self._work, self._last = window.pump._work, time.process_time()
        self.worst = 0.0
        window.pump._work = self._beat

    def _beat(self) -> None:
        now = time.process_time()
        self.worst, self._last = max(self.worst, now - self._last), now
        self._work()


def test_ten_thousand_open_in_a_second_and_nothing_stalls(display: str, open_window: Callable[..., Window]) -> None:
    """While they are opened, scrolled, sorted, filtered, all deleted and brought back."""
    write(10_000)
    window = open_window()
    wait_for(window, lambda: window.pump.running)
    own, begin = OwnTime(window), time.process_time()
    window.commands["gallery"].run()
    gallery = window.windows.find("gallery")
    assert gallery is not None
    grid = gallery.grid_view
    wait_for(window, lambda: grid._cells and len(grid._pictures) >= len(grid._cells))
    assert len(shown(gallery)) == 10_000
    assert time.process_time() - begin < LONGEST_OPENING

    for step in range(60):
        grid.canvas.event_generate("<Button-5>")
        window.update()
        if step % 3 == 0:
            grid.canvas.yview_moveto(step * 37 % 60 / 60)
            window.update()
    assert len(grid._cells) < 200
    for place in (1, 2, 0):
        gallery.filters.order.current(place)
        gallery.filters.order.event_generate("<<ComboboxSelected>>")
        window.update()
    for button in (
        gallery.filters.digit_buttons["4"],
        gallery.filters.misread_button,
        gallery.filters.digit_buttons["all"],
    ):
        button.invoke()
        window.update()
    gallery.filters.misread_button.invoke()
    gallery.choose_all()
    gallery.delete()
    wait_for(window, lambda: not grid.digits)
    gallery.undo()
    wait_for(window, lambda: len(grid.digits) == 10_000)
    assert own.worst < LONGEST_STALL
