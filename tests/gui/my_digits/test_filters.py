"""Which digits the gallery shows, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime

from gui.my_digits.filters import SortOrder, arranged
from gui.my_digits.gallery import Gallery
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.gui.my_digits.galleries import PAGE, opened, shown
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit


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
