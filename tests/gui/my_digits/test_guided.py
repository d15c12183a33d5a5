"""The guided round: in a real window, from the first prompt to the scores."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime

import pytest

from common.errors import PlainError
from common.json_log import JsonLog
from gui.my_digits.guided import GuidedRound, prompts
from gui.my_digits.score_chart import DigitAccuracy, blend, digit_accuracy
from gui.window.window import Window
from tests.gui.conftest import ONE, SEVEN, drag, focus, wait_for
from tests.gui.my_digits.conftest import Disk
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit, digits_file


@pytest.fixture
def guided(window: Window) -> GuidedRound:
    window.commands["guided"].run()
    assert window.windows.find("guided") is not None
    return window.windows.find("guided")


def begin(guided: GuidedRound, times: int = 1) -> None:
    guided.times.set(times)
    guided.begin_button.invoke()


def write(guided: GuidedRound, points: list[tuple[int, int]]) -> None:
    """Draw something, and say with Return that it is what was asked for."""
    place = guided.place
    drag(guided.master, points)
    press_return(guided)
    wait_for(guided.master, lambda: guided.place == place + 1)


def press_return(guided: GuidedRound) -> None:
    focus(guided.master, guided.master)
    guided.master.event_generate("<Return>")
    guided.master.update()


def test_each_digit_is_asked_for_so_many_times_and_none_twice_running() -> None:
    for seed in range(50):
        order = prompts(3, random.Random(seed))
        assert sorted(order) == sorted(list(range(10)) * 3)
        assert all(one != other for one, other in itertools.pairwise(order))


def test_what_is_written_is_stored_as_what_was_asked_for(guided: GuidedRound) -> None:
    begin(guided)
    order = list(guided.order)
    for moved in range(3):
        write(guided, [(x, y + moved) for x, y in SEVEN])
    assert guided.place == 3
    assert guided.master.context.drawing.page.blank
    wait_for(guided.master, lambda: len(my_digits.load()[0]) == 3)
    assert [digit.label for digit in my_digits.load()[0]] == order[:3]


def test_what_was_labelled_by_its_key_counts_as_written(guided: GuidedRound) -> None:
    begin(guided)
    drag(guided.master, SEVEN)
    guided.master.labelling.store(guided.asking)
    guided.next()
    wait_for(guided.master, lambda: (guided.place, len(guided.written)) == (1, 1))


def test_on_a_full_disk_the_round_stays_at_its_digit_and_says_why(guided: GuidedRound, disk: Disk) -> None:
    window = guided.master
    begin(guided)
    disk.full = True
    drag(window, SEVEN)
    press_return(guided)
    wait_for(window, lambda: "No space left" in window.status.text)
    assert (guided.place, guided.written) == (0, set())
    assert len(window.context.drawing.page.strokes) == 1
    disk.full = False
    press_return(guided)
    wait_for(window, lambda: guided.place == 1)
    assert [digit.label for digit in my_digits.load()[0]] == guided.order[:1]
    assert window.context.drawing.page.blank


def test_what_is_drawn_while_the_digit_before_is_written_stays_and_is_not_stored_for_it(guided: GuidedRound) -> None:
    window = guided.master
    begin(guided)
    drag(window, SEVEN)
    with JsonLog(digits_file(), "my_digits.lock", PlainError("")).locked():
        guided.next()
        drag(window, ONE)
        guided.next()
        assert guided.place == 0
    wait_for(window, lambda: guided.place == 1)
    assert window.context.drawing.page.strokes[0].points[0] == ONE[0]
    assert [digit.label for digit in my_digits.load()[0]] == guided.order[:1]


def test_a_blank_canvas_is_no_answer(guided: GuidedRound) -> None:
    begin(guided)
    wait_for(guided.master, lambda: guided.next_button.instate(["disabled"]))
    guided.next()
    assert guided.place == 0


def test_digits_can_be_skipped(guided: GuidedRound) -> None:
    begin(guided)
    guided.skip_button.invoke()
    assert guided.place == 1
    assert not guided.written


def test_the_end_shows_how_each_network_reads_this_hand(guided: GuidedRound) -> None:
    begin(guided)
    guided.order[:2] = [7, 1]
    write(guided, SEVEN)
    write(guided, ONE)
    guided.end_button.invoke()

    def of_the_bp_net() -> DigitAccuracy | None:
        """Its score once it has read both digits; before, there may be one of the first alone."""
        shown = guided.scores._scores if guided.scores else {}
        mine = (each for title, each in shown.items() if title.startswith("BP net"))
        return next((each for each in mine if sum(each.count) == 2), None)

    wait_for(guided.master, of_the_bp_net)
    mine = of_the_bp_net()
    assert mine is not None
    assert (mine.accuracy, mine.count[7], mine.count[1]) == (1.0, 1, 1)


@pytest.mark.parametrize("button", ["skip_button", "end_button"])
def test_a_digit_that_is_still_being_stored_counts(guided: GuidedRound, button: str) -> None:
    begin(guided)
    drag(guided.master, SEVEN)
    guided.next()
    getattr(guided, button).invoke()
    wait_for(guided.master, lambda: guided.written)
    assert (guided.place, guided.asking is None) == ((1, True) if button == "end_button" else (1, False))


def test_a_round_without_a_digit_ends_too(guided: GuidedRound) -> None:
    begin(guided)
    guided.end_button.invoke()
    assert guided.scores is None


def test_a_closed_round_leaves_return_alone(guided: GuidedRound) -> None:
    window = guided.master
    begin(guided)
    guided.destroy()
    assert window.windows.find("guided") is None
    drag(window, SEVEN)
    window.event_generate("<Return>")
    window.update()
    assert not window.context.drawing.page.blank


def test_scores_count_by_digit_what_was_read_right() -> None:
    def digit(label: int, answer: int) -> MyDigit:
        row = [0.0] * 10
        row[answer] = 1.0
        return MyDigit("x", datetime.now(UTC), label, "[]", {"bp": row})

    counted = digit_accuracy([digit(1, 1), digit(1, 7), digit(4, 4)], "bp")
    assert (counted.right[1], counted.count[1], counted.right[4], counted.count[4]) == (1, 2, 1, 1)
    assert counted.accuracy == 2 / 3
    assert digit_accuracy([digit(1, 1)], "resnet").accuracy == 0


def test_colours_lie_between_the_ground_and_their_own() -> None:
    assert blend("#000000", "#ff8000", 0) == "#000000"
    assert blend("#000000", "#ff8000", 1) == "#ff8000"
    assert blend("#000000", "#ff8000", 0.5) == "#804000"
