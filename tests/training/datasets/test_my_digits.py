"""The user's digits: an append-only file that survives damage, crashes and two windows."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ink.framing import frame
from ink.page import Page, Stroke
from tests.helpers import PROJECT, is_one_sentence, json_lines, line
from training.datasets import my_digits
from training.datasets.my_digits import BROKEN, Change, MyDigit, MyDigitsError, Store, digits_file

FOUR = Page((Stroke(((10.0, 20.0), (30.5, 40.0)), 24.0), Stroke(((50.0, 60.0),), 8.0)))
SAYS_NINE = [0.0] * 9 + [1.0]


def add(label: int = 4, count: int = 1) -> list[MyDigit]:
    return my_digits.add([MyDigit.of(FOUR, label) for _ in range(count)])


def labels() -> list[int]:
    digits, errors = my_digits.load()
    assert not errors
    return [digit.label for digit in digits]


# --- keeping ----------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("page", [Page(), Page(picture=Image.new("L", (560, 560), 255))], ids=["blank", "picture"])
def test_what_has_no_strokes_is_not_kept(page: Page) -> None:
    with pytest.raises(MyDigitsError) as refused:
        MyDigit.of(page, 4)
    assert is_one_sentence(refused.value)


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


# --- damage -----------------------------------------------------------------------------------------------------------

DAMAGE = [
    b"{",
    b"\xff\xfe\x00",
    b"[1, 2]",
    b"[[]]",
    b"[" * 5000,
    b'{"label": 4}',
    b'{"strokes": [[[1, 2]]]}',
    b'{"label": 10, "strokes": [[[1, 2]]]}',
    b'{"label": true, "strokes": [[[1, 2]]]}',
    b'{"label": 4, "strokes": []}',
    b'{"label": 4, "strokes": [[[1, NaN]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, 2, 3]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, "2"]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, 1e7]]], "width": [5]}',
    b'{"label": 4, "strokes": [[[1, 2]]], "width": [5, 6]}',
    b'{"label": 4, "strokes": [[[1, 2]]], "width": [500]}',
    b'{"change": 5}',
    b'{"change": "x", "label": "4"}',
    b'{"change": "x", "deleted": 1}',
]


@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_damaged_lines_are_set_aside_and_reported_once_and_the_rest_is_there(damage: bytes) -> None:
    add(4)
    with digits_file().open("ab") as file:
        file.write(damage + b"\n")
    add(5)
    digits, (error,) = my_digits.load()
    assert [digit.label for digit in digits] == [4, 5]
    assert is_one_sentence(error)
    assert digits_file().with_name(BROKEN).read_bytes() == damage + b"\n"
    assert labels() == [4, 5]


def test_a_store_goes_on_after_damage() -> None:
    store = Store()
    add(4)
    store.refresh()
    with digits_file().open("ab") as file:
        file.write(b"damage\n")
    add(5)
    assert len(store.refresh()) == 1
    add(6)
    assert not store.refresh()
    assert [digit.label for digit in store.digits] == [4, 5, 6]


def test_wherever_a_crash_cut_the_last_line_only_that_digit_is_lost() -> None:
    add(4)
    whole = len(digits_file().read_bytes())
    add(5)
    blob = digits_file().read_bytes()
    for end in range(whole, len(blob), 7):
        digits_file().write_bytes(blob[:end])
        add(6)
        digits, errors = my_digits.load()
        assert [digit.label for digit in digits] == [4, 6]
        assert len(errors) == (end > whole)


WRITER = """
import sys
from ink.page import Page, Stroke
from training.datasets import my_digits
page = Page((Stroke(tuple((float(x), 9.0) for x in range(300)), 24.0),))
for number in range(int(sys.argv[1])):
    (digit,) = my_digits.add([my_digits.MyDigit.of(page, number % 10)])
    print(digit.id, flush=True)
"""


def writer(count: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(count)], cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def test_a_process_killed_at_any_moment_loses_nothing_that_it_had_stored() -> None:
    rng, stored = random.Random(0), []
    for _ in range(5):
        with writer(100_000) as process:
            assert process.stdout is not None
            stored.append(process.stdout.readline().strip())
            time.sleep(rng.uniform(0, 0.1))
            process.kill()
            stored += process.stdout.read().split()
        digits, _ = my_digits.load()
        assert set(stored) <= {digit.id for digit in digits}
        assert all(len(digit.strokes[0].points) == 300 for digit in digits)


def test_two_processes_write_at_once() -> None:
    with writer(150) as one, writer(150) as other:
        assert one.stdout is not None
        assert other.stdout is not None
        stored = (one.stdout.read() + other.stdout.read()).split()
    digits, errors = my_digits.load()
    assert not errors
    assert sorted(stored) == sorted(digit.id for digit in digits)
    assert sum(bool(digit.test) for digit in digits) == 80, "of each label's 30 the 2nd, 6th, … 30th"


def test_a_file_that_cannot_be_written(own_home: Path) -> None:
    own_home.write_text("a file where the folder should be")
    with pytest.raises(MyDigitsError) as refused:
        add()
    assert is_one_sentence(refused.value)


# --- out and in -------------------------------------------------------------------------------------------------------


def test_exported_digits_come_in_again_once(tmp_path: Path) -> None:
    digits = add(4, count=3)
    my_digits.change([Change(digits[0].id, label=9, answers={"bp": SAYS_NINE})])
    digits, _ = my_digits.load()
    my_digits.export(digits, tmp_path / "out.jsonl")
    assert my_digits.import_digits(tmp_path / "out.jsonl") == ([], [])
    digits_file().unlink()
    imported, errors = my_digits.import_digits(tmp_path / "out.jsonl")
    assert not errors
    again, _ = my_digits.load()
    assert len(imported) == len(again) == 3
    for before, after in zip(digits, again, strict=True):
        assert (before.id, before.label, before.time, before.test) == (after.id, after.label, after.time, after.test)
        assert (before.page, before.answers) == (after.page, after.answers)


def test_what_was_deleted_can_be_imported_again(tmp_path: Path) -> None:
    digits = add(4)
    my_digits.export(digits, tmp_path / "out.jsonl")
    my_digits.change([Change(digits[0].id, deleted=True)])
    my_digits.import_digits(tmp_path / "out.jsonl")
    assert labels() == [4]


def test_bad_lines_get_a_sentence_each_and_the_rest_comes_in(tmp_path: Path) -> None:
    good = json.dumps({**json.loads(line([[[1, 2], [3, 4]]])), "label": 3})
    (tmp_path / "in.jsonl").write_text(f"{good}\nDear diary\n\n{line([[[1, 2]]])}\n")
    digits, errors = my_digits.import_digits(tmp_path / "in.jsonl")
    assert [digit.label for digit in digits] == labels() == [3]
    assert [str(error) for error in errors] == ["in.jsonl:2: not a line of JSON", "in.jsonl:4: no label from 0 to 9"]


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MyDigitsError, match="no such file"):
        my_digits.import_digits(tmp_path / "in.jsonl")


# --- to train and to test with ----------------------------------------------------------------------------------------


def test_each_fourth_of_a_label_is_kept_aside_for_good() -> None:
    digits = [digit for _ in range(7) for digit in (*add(4), *add(5))]
    assert [digit.test for digit in digits if digit.label == 4] == [False, True, False, False, False, True, False]
    my_digits.change([Change(digits[2].id, label=9), Change(digits[0].id, deleted=True)])
    to_train, to_test = my_digits.split(my_digits.load()[0])
    assert {digit.id for digit in to_test} == {digit.id for digit in digits if digit.test}
    assert len(to_train) == 9


def test_they_become_frames_as_networks_read_them() -> None:
    add(4)
    digits = my_digits.as_digits(my_digits.load()[0])
    assert digits.labels.tolist() == [4]
    np.testing.assert_array_equal(digits.images[0], frame(FOUR))
    assert len(my_digits.as_digits([])) == 0


def test_ten_thousand_are_read_in_a_second() -> None:
    digit = MyDigit.of(Page((Stroke(tuple((float(x), 9.0) for x in range(30)), 24.0),)), 4)
    (added,) = my_digits.add([digit])
    text = digits_file().read_text()
    digits_file().write_text("".join(text.replace(added.id, f"{number:05}") for number in range(10_000)))
    begin = time.process_time()  # whatever else runs on the machine
    assert len(labels()) == 10_000
    assert time.process_time() - begin < 1
