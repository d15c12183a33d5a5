"""What can be kept, which digits are test digits, and how networks read them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ink.framing import frame
from ink.page import Page
from tests.helpers import is_one_sentence
from tests.training.datasets.my_digits.examples import FOUR, add
from training.datasets import my_digits
from training.datasets.my_digits import Change, MyDigit, MyDigitsError


@pytest.mark.parametrize("page", [Page(), Page(picture=Image.new("L", (560, 560), 255))], ids=["blank", "picture"])
def test_what_has_no_strokes_is_not_kept(page: Page) -> None:
    with pytest.raises(MyDigitsError) as refused:
        MyDigit.of(page, 4)
    assert is_one_sentence(refused.value)


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


def test_a_digit_from_a_picture_is_kept_as_its_frame() -> None:
    levels = np.round(frame(FOUR) * 255).astype(np.float32) / np.float32(255)
    my_digits.add([MyDigit.of_frame(levels, 4) for _ in range(2)])
    add(4)
    kept, errors = my_digits.load()
    assert not errors
    assert [digit.test for digit in kept] == [False, True, False]
    np.testing.assert_array_equal(kept[0].frame, levels)
    np.testing.assert_array_equal(my_digits.as_digits(kept).images[1], levels)
    assert kept[0].strokes == ()
    assert kept[0].page.picture is not None


def test_frames_are_exported_and_imported(tmp_path: Path) -> None:
    levels = np.round(frame(FOUR) * 255).astype(np.float32) / np.float32(255)
    (digit,) = my_digits.add([MyDigit.of_frame(levels, 4)])
    my_digits.export([digit], tmp_path / "mine.jsonl")
    my_digits.change([Change(digit.id, deleted=True)])
    my_digits.import_digits(tmp_path / "mine.jsonl")
    np.testing.assert_array_equal(my_digits.load()[0][-1].frame, levels)


@pytest.mark.parametrize("text", ["", "AAAA", "no base64", "A" * 1048])
def test_what_is_no_frame_is_a_damaged_line(text: str) -> None:
    add(4)
    with my_digits.digits_file().open("a") as file:
        file.write(json.dumps({"id": "x", "label": 4, "frame": text}) + "\n")
    digits, errors = my_digits.load()
    assert len(digits) == 1
    assert len(errors) == 1
    assert is_one_sentence(errors[0])
