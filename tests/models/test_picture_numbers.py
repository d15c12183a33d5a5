"""Numbers in pictures, with the numpy net."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from ink.framing import Framing
from ink.page import Page, Picture, PictureSettings
from ink.picture_files import read_picture
from ink.pictures.picture_ink import PictureInk
from ink.rendering import render
from models import catalog
from models.choice import Choice, read_page
from models.numbers import Digits
from tests.models.drawn_numbers import drawn

TWO_DIGITS = Path(__file__).with_name("pictures") / "right42_two_digits.png"


def read(image: Image.Image, expected: Digits = Digits.AUTO, **settings: object) -> Choice:
    picture = Picture(PictureInk(image), PictureSettings(**settings))
    return read_page(Page(picture=picture), catalog.load("bp"), Framing.CENTRED, expected)


def photo(*texts: str) -> Image.Image:
    """Numbers on white paper, one below the other."""
    rows = [np.asarray(render(drawn(text, left=40, top=40)))[:260] for text in texts]
    return ImageOps.invert(Image.fromarray(np.concatenate(rows)))


@pytest.mark.parametrize("text", ["42", "214", "4"])
def test_a_number_on_paper(text: str) -> None:
    number = read(photo(text)).number
    assert number.text == text
    lefts = [digit.box[0] for digit in number.digits]
    assert lefts == sorted(lefts)
    assert number.digits[0].box == pytest.approx((33, 33, 132, 227), abs=6) or text != "42"


def test_the_example_of_two_digits() -> None:
    assert read(read_picture(TWO_DIGITS)).number.text == "42"
    assert len(read(read_picture(TWO_DIGITS), Digits.ONE).number.digits) == 1


def test_lines_from_top_to_bottom() -> None:
    number = read(photo("42", "24")).number
    assert number.text == "42\n24"
    assert [len(line) for line in number.lines] == [2, 2]


def test_a_box_leaves_the_rest_out() -> None:
    number = read(photo("42", "24"), box=(0, 0, 560, 250)).number
    assert number.text == "42"


def test_strokes_over_a_picture_are_one_digit_with_it() -> None:
    picture = Picture(PictureInk(photo("42")))
    page = Page(drawn("1", left=450).strokes, picture)
    assert len(read_page(page, catalog.load("bp"), Framing.CENTRED, Digits.AUTO).number.digits) == 1
