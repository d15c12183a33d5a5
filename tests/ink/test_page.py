"""A picture on a page: where it lies on the canvas, and what the user changed of its ink."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ink.page import CANVAS, Picture, Wipe
from ink.pictures.picture_ink import Candidate, PictureInk, PictureSettings


def opened(size: tuple[int, int]) -> Picture:
    """A white picture with a black 7 in its middle, half as high as it is."""
    image = Image.new("L", size, 255)
    (x, y), part = (side / 2 for side in size), size[1] / 8
    corners = [(x - part, y - 2 * part), (x + part, y - 2 * part), (x - part / 2, y + 2 * part)]
    ImageDraw.Draw(image).line(corners, fill=0, width=max(2, size[1] // 20))
    return Picture(PictureInk(image))


@pytest.mark.parametrize("size", [(280, 140), (140, 280), (28, 14), (4000, 3000)])
def test_a_box_of_the_canvas_is_one_of_the_picture_and_back(size: tuple[int, int]) -> None:
    picture = opened(size)
    whole = picture.box_at((-10, -10), (CANVAS + 10, CANVAS + 10))
    assert whole == (0, 0, *size)
    left, top, right, bottom = picture.on_canvas(whole)
    assert max(right - left, bottom - top) == pytest.approx(CANVAS)
    assert (left + right, top + bottom) == pytest.approx((CANVAS, CANVAS))
    assert picture.box_at((right, bottom), (left, top)) == whole


def test_a_box_beside_the_picture_is_none() -> None:
    assert opened((560, 100)).box_at((0, 0), (500, 50)) is None


def test_ink_lies_where_it_lies_in_the_picture() -> None:
    picture = opened((400, 200))
    ink = Candidate(Image.new("L", (100, 100), 255), (150, 50, 250, 150), 1.0, dark=True, threshold=0.5)
    rows, columns = np.nonzero(picture.ink_on_canvas(ink))
    assert (columns.min(), columns.max()) == (210, 349)
    assert (rows.min(), rows.max()) == (210, 349)


def test_what_is_wiped_is_no_ink_and_a_picture_wiped_empty_is_blank() -> None:
    picture = opened((400, 400))
    whole, *_others = picture.candidates()
    half, *_others = picture.wiped(Wipe((280, 280), (280, 560), 140)).candidates()
    assert 0.2 < mass(half) / mass(whole) < 0.8
    assert mass(picture.candidates()[0]) == mass(whole)
    assert picture.wiped(Wipe((280, 0), (280, 560), 200)).candidates() == ()


def test_adjusting_changes_one_setting_and_keeps_the_others_and_the_picture() -> None:
    picture = opened((400, 400)).wiped(Wipe((0, 0), (9, 9), 3)).adjusted(box=(100, 100, 300, 300)).adjusted(dark=True)
    assert picture.settings == PictureSettings(dark=True, box=(100, 100, 300, 300))
    assert picture.wipes
    assert picture.corrected
    assert not Picture(picture.source).corrected


def mass(candidate: Candidate) -> float:
    return float(np.asarray(candidate.ink, dtype=np.float64).sum())
