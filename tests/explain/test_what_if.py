"""What if: each frame is that of the changed drawing, the middle one that of the drawing itself."""

from __future__ import annotations

import numpy as np
import pytest

from explain.what_if import CHANGES, FARTHEST, STEPS, beginnings, moved, row_of_changes, row_of_moves
from ink.framing import BLOCK, Frame, Framing, frame
from ink.json_lines import strokes_from_json
from ink.page import Page, Picture
from ink.pictures.picture_ink import PictureInk
from ink.rendering import render
from tests.helpers import SEVEN, line

PAGE = Page(strokes_from_json(line(SEVEN)))
PICTURE = Page(picture=Picture(PictureInk(render(PAGE))))


@pytest.mark.parametrize("framing", list(Framing))
@pytest.mark.parametrize("down", [-FARTHEST, 0, 3])
def test_each_cell_is_the_moved_drawing(framing: Framing, down: int) -> None:
    row = row_of_moves(PAGE, frame(PAGE, framing), framing, down)
    assert row.shape == (STEPS, 28, 28)
    for right, made in zip(range(-FARTHEST, FARTHEST + 1), row, strict=True):
        np.testing.assert_allclose(made, frame(moved(PAGE, right * BLOCK, down * BLOCK), framing), atol=1e-6)


def test_pixels_are_moved_whole() -> None:
    picture = frame(PAGE)
    row = row_of_moves(None, picture, Framing.CENTRED, 2)
    np.testing.assert_array_equal(row[FARTHEST + 3][2:, 3:], picture[:-2, :-3])
    assert not row[FARTHEST + 3][:2].any()
    np.testing.assert_array_equal(row_of_moves(PICTURE, picture, Framing.CENTRED, 2), row)


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("page", [PAGE, PICTURE, None], ids=["strokes", "picture", "pixels"])
def test_the_middle_of_a_strip_is_the_drawing_itself(kind: str, page: Page | None) -> None:
    picture = frame(PAGE, Framing.REPORT)
    row = row_of_changes(page, picture, Framing.REPORT, kind)
    assert row.shape == (STEPS, 28, 28)
    np.testing.assert_allclose(row[FARTHEST], picture, atol=1e-5)
    assert not np.allclose(row[0], picture, atol=0.1)
    assert not np.allclose(row[-1], picture, atol=0.1)


def ink_of(picture: Frame) -> float:
    return float(picture.sum())


def test_a_thicker_pen_and_a_larger_drawing_have_more_ink() -> None:
    for page in (PAGE, None):
        for kind in ("width", "scale"):
            row = row_of_changes(page, frame(PAGE, Framing.REPORT), Framing.REPORT, kind)
            assert ink_of(row[0]) < ink_of(row[FARTHEST])
    assert ink_of(row_of_changes(PAGE, frame(PAGE), Framing.REPORT, "width")[-1]) > 1.5 * ink_of(
        frame(PAGE, Framing.REPORT)
    )


def test_turning_goes_the_same_way_for_strokes_and_pixels() -> None:
    picture = frame(PAGE, Framing.REPORT)
    for kind in ("turn", "slant"):
        strokes, pixels = (row_of_changes(page, picture, Framing.REPORT, kind)[-2] for page in (PAGE, None))
        mirrored = row_of_changes(None, picture, Framing.REPORT, kind)[1]
        assert np.abs(strokes - pixels).sum() < np.abs(strokes - mirrored).sum()


def test_a_drawing_comes_about_stroke_by_stroke() -> None:
    pages = beginnings(PAGE, 40)
    points = [sum(len(stroke.points) for stroke in page.strokes) for page in pages]
    assert points == sorted(points)
    assert pages[-1] is PAGE
    assert pages[0].strokes[0].points == PAGE.strokes[0].points[:1]
    assert len(beginnings(PAGE, 2)) == 2
