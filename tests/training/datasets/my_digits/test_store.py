"""An append-only file of digits and of what becomes of them."""

from __future__ import annotations

import time

from ink.page import Page, Stroke
from tests.helpers import json_lines
from tests.training.datasets.my_digits.examples import FOUR, SAYS_NINE, add, labels
from training.datasets import my_digits
from training.datasets.my_digits import Change, MyDigit, Store, digits_file


def test_there_are_none_at_first_and_looking_makes_no_file() -> None:
    assert my_digits.load() == ([], [])
    assert not digits_file().parent.exists()


def test_a_digit_is_there_again_with_all_that_is_known_of_it() -> None:
    (added,) = add(4)
    my_digits.change([Change(added.id, answers={"bp": SAYS_NINE})])
    my_digits.change([Change(added.id, answers={"lenet": [0.1] * 10})])
    (digit,), _ = my_digits.load()
    assert (digit.id, digit.label, digit.time, digit.page) == (added.id, 4, added.time, FOUR)
    assert (digit.read_as("bp"), digit.misread_by("bp"), digit.belief("bp")) == (9, True, 0.0)
    assert (digit.read_as("lenet"), digit.belief("lenet")) == (0, 0.1)
    assert (digit.read_as("resnet"), digit.misread_by("resnet"), digit.belief("resnet")) == (None, False, None)


def test_relabelled_deleted_and_brought_back() -> None:
    first, second = add(count=2)
    my_digits.change([Change(first.id, label=9), Change(second.id, deleted=True)])
    assert labels() == [9]
    my_digits.change([Change(second.id, deleted=False)])
    assert labels() == [9, 4]


def test_the_file_only_grows_and_another_program_can_read_it() -> None:
    (digit,) = add(4)
    before = digits_file().read_bytes()
    my_digits.change([Change(digit.id, label=9)])
    assert digits_file().read_bytes().startswith(before)
    written, changed = json_lines(digits_file().read_text())
    assert set(written) == {"id", "time", "label", "strokes", "width", "answers", "test"}
    assert set(changed) == {"change", "time", "label"}


def test_what_another_program_wrote_counts_too() -> None:
    digits_file().parent.mkdir()
    foreign = '{"label": 7, "strokes": [[[1, 2], [3, 4]]]}\n'
    digits_file().write_text(foreign + '{"label": 8, "strokes": [[[1, 2]]], "width": 5, "answers": "?", "time": 3}\n')
    (seven, eight), errors = my_digits.load()
    assert not errors
    assert (seven.label, eight.label, eight.strokes[0].width) == (7, 8, 5)
    my_digits.change([Change(seven.id, label=1)])
    assert labels() == [1, 8], "it has an id by which it can be changed"


def test_a_store_reads_on_where_it_was() -> None:
    store = Store()
    (first,) = add()
    assert not store.refresh()
    add(5)
    my_digits.change([Change(first.id, label=9)])
    assert not store.refresh()
    assert [digit.label for digit in store.digits] == [9, 5]
    digits_file().unlink()
    assert not store.refresh()
    assert not store.digits


def test_ten_thousand_are_read_in_a_second() -> None:
    digit = MyDigit.of(Page((Stroke(tuple((float(x), 9.0) for x in range(30)), 24.0),)), 4)
    (added,) = my_digits.add([digit])
    text = digits_file().read_text()
    digits_file().write_text("".join(text.replace(added.id, f"{number:05}") for number in range(10_000)))
    begin = time.process_time()  # whatever else runs on the machine
    assert len(labels()) == 10_000
    assert time.process_time() - begin < 1
