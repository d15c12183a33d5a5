"""The 28 x 28 frame: the plain pooling of the report, and the centring that MNIST's digits had."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from ink.framing import FRAME, Frame, Framing, frame, frame_ink, pool
from ink.page import CANVAS, Page, Stroke
from ink.rendering import render
from tests.helpers import examples
from tests.ink.drawn import found, pictured

Curve = list[tuple[float, float]]

places = st.floats(0, 1)
paths = st.lists(st.lists(st.tuples(places, places), min_size=1, max_size=10), min_size=1, max_size=3)
"""Strokes as fractions of a square; ``placed`` puts them on the canvas."""
pages = st.builds(
    lambda strokes: Page(tuple(strokes)),
    st.lists(
        st.builds(
            Stroke,
            st.lists(st.tuples(st.floats(-200, 760), st.floats(-200, 760)), min_size=1, max_size=8).map(tuple),
            st.floats(1, 200),
        ),
        max_size=4,
    ),
)


def placed(paths: list[Curve], size: float = 300, x: float = 130, y: float = 130, width: float = 24) -> Page:
    """A page with these paths: the longer side so many pixels, the upper left corner at (x, y)."""
    left, top = np.min(np.concatenate(paths), axis=0)
    scale = size / longer_side(paths)
    return Page(
        tuple(Stroke(tuple((x + (px - left) * scale, y + (py - top) * scale) for px, py in p), width) for p in paths)
    )


def longer_side(paths: list[Curve]) -> float:
    return float(np.ptp(np.concatenate(paths), axis=0).max())


def difference(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """Mean and worst difference of two frames, in levels of 255."""
    levels = np.abs(one - other) * 255
    return float(levels.mean()), float(levels.max())


def assert_same(one: np.ndarray, other: np.ndarray) -> None:
    """What issue 2 takes for the same frame."""
    mean, worst = difference(one, other)
    assert mean <= 2
    assert worst <= 80


def block_means(image: Image.Image) -> np.ndarray:
    """The mean of each 20 x 20 block, in 0-1, worked out the slow way."""
    levels = np.asarray(image, dtype=np.float64)
    return (
        np.array([[levels[y : y + 20, x : x + 20].mean() for x in range(0, 560, 20)] for y in range(0, 560, 20)]) / 255
    )


# --- both framings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framing", Framing)
@pytest.mark.parametrize("page", [Page(), pictured(Image.new("L", (CANVAS, CANVAS)))], ids=["bare", "picture"])
def test_a_blank_page_gives_zeros(page: Page, framing: Framing) -> None:
    picture = frame(page, framing)
    assert picture.shape == (FRAME, FRAME)
    assert picture.dtype == np.float32
    assert not picture.any()


@given(page=pages, framing=st.sampled_from(Framing))
@examples(60)
def test_a_frame_is_28_by_28_numbers_in_0_to_1(page: Page, framing: Framing) -> None:
    picture = frame(page, framing)
    assert picture.shape == (28, 28)
    assert picture.dtype == np.float32
    assert picture.min() >= 0
    assert picture.max() <= 1


def test_the_same_page_gives_the_same_frame() -> None:
    page = placed([[(0, 0), (1, 0), (0.4, 1)]])
    np.testing.assert_array_equal(frame(page), frame(page))


def test_pooling_averages_blocks() -> None:
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (CANVAS, CANVAS)).astype(np.uint8))
    np.testing.assert_allclose(pool(image), block_means(image), atol=0.5 / 255 + 1e-6)


# --- report -----------------------------------------------------------------------------------------------------------


@given(pages)
@examples(30)
def test_report_framing_is_the_mean_of_each_block(page: Page) -> None:
    np.testing.assert_allclose(frame(page, Framing.REPORT), block_means(render(page)), atol=1 / 255)


def test_report_framing_leaves_the_digit_where_it_is() -> None:
    rows, columns = np.nonzero(frame(Page((Stroke(((30, 530),), 10),)), Framing.REPORT))
    assert (set(rows), set(columns)) == ({26}, {1})


# --- centred ----------------------------------------------------------------------------------------------------------


@given(paths, st.floats(60, 540), st.floats(-50, 300), st.floats(-50, 300), st.floats(6, 48))
@examples(100)
def test_centred_framing_minds_neither_place_nor_size_nor_pen(
    paths: list[Curve], size: float, x: float, y: float, width: float
) -> None:
    assume(longer_side(paths) > 0.01)
    assert_same(frame(placed(paths)), frame(placed(paths, size, x, y, width)))


def test_centred_framing_of_real_digits_minds_neither_place_nor_size_nor_pen(data_folder: Path) -> None:
    rng = random.Random(0)
    for paths in real_digits(data_folder, 100):
        reference = frame(placed(paths))
        for size in (60, 180, 540):
            moved = placed(paths, size, rng.uniform(0, 20), rng.uniform(0, 20), rng.uniform(6, 48))
            assert_same(reference, frame(moved))


@given(pages)
@examples(40)
def test_ink_of_a_centred_frame_spans_20_pixels_at_most(page: Page) -> None:
    rows, columns = np.nonzero(frame(page))
    for indices in (rows, columns):
        assert len(indices) == 0 or np.ptp(indices) + 1 <= 22  # 20 pixels, lying across the borders of 21, and rounding


@given(paths)
@examples(40)
def test_ink_never_leaves_a_centred_frame(paths: list[Curve]) -> None:
    """Centring a digit whose weight is all on one side does not push it over the edge: its whole length is there."""
    assume(longer_side(paths) > 0.01)
    rows, columns = np.nonzero(frame(placed(paths)))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 >= 20


def test_the_centre_of_mass_lies_in_the_middle() -> None:
    picture = frame(placed([[(0, 0), (0, 1)], [(0, 1), (0.5, 1)]], x=0, y=200))
    middles = np.arange(FRAME) + 0.5
    assert picture.sum(axis=0) @ middles / picture.sum() == pytest.approx(14, abs=0.1)
    assert picture.sum(axis=1) @ middles / picture.sum() == pytest.approx(14, abs=0.1)


def test_a_dot_stays_a_dot_in_the_middle() -> None:
    picture = frame(Page((Stroke(((30, 500),), 24),)))
    rows, columns = np.nonzero(picture)
    assert picture[13:15, 13:15].min() > 0.9
    assert rows.min() >= 12
    assert rows.max() <= 15
    assert (set(rows), set(columns)) == ({12, 13, 14, 15}, {12, 13, 14, 15})


def test_a_drawing_beyond_the_edge_is_framed_whole() -> None:
    paths = [[(0, 0), (1, 0), (0.4, 1)]]
    assert_same(frame(placed(paths)), frame(placed(paths, x=-250, y=400)))


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [8, 14, 24, 40])
def test_a_picture_of_a_real_digit_is_framed_like_its_strokes(data_folder: Path, width: float) -> None:
    """Thin or thick, the picture's lines come out as the strokes' do."""
    for paths in real_digits(data_folder, 25):
        page = placed(paths, width=width)
        mean, _ = difference(frame(page), framed(render(page)))
        assert mean <= 5


def test_a_small_picture_is_framed_like_a_large_one() -> None:
    large = render(placed([[(0, 0), (1, 0), (0.4, 1)]]))
    small = large.reduce(4)
    one, other = (framed(picture) for picture in (large, small))
    assert difference(one, other)[0] <= 4


def test_ink_with_a_ragged_edge_is_framed_like_smooth_ink() -> None:
    smooth = render(placed([[(0, 0), (1, 0), (0.4, 1)]]))
    levels = np.asarray(smooth.filter(ImageFilter.GaussianBlur(3)), dtype=float)
    teeth = np.random.default_rng(1).normal(0, 30, levels.shape) * (levels > 0)
    ragged = Image.fromarray(np.clip(levels + teeth, 0, 255).astype(np.uint8))
    assert difference(framed(smooth), framed(ragged))[0] <= 2


def test_strokes_on_a_picture_count_as_ink_of_it() -> None:
    page = placed([[(0, 0), (1, 0), (0.4, 1)]])
    below = render(placed([[(0, 0), (1, 0)]]))
    whole = frame(pictured(below, *page.strokes), ink=found(below))
    assert difference(whole, framed(render(page)))[0] <= 4


@pytest.mark.parametrize("box", [(100, 100, 400, 400), (0, 0, 559, 559), (280, 280, 280, 280), (0, 270, 559, 280)])
def test_pictures_of_rectangles_are_framed(box: tuple[int, int, int, int]) -> None:
    """Filled shapes have no strokes to measure; they must neither fail nor grow beyond all bounds."""
    picture = Image.new("L", (CANVAS, CANVAS))
    picture.paste(255, (box[0], box[1], box[2] + 1, box[3] + 1))
    assert framed(picture).any()


def test_the_report_s_framing_leaves_a_picture_where_it_lies() -> None:
    picture = Image.new("L", (280, 140))
    picture.paste(255, (20, 20, 40, 60))
    rows, columns = np.nonzero(framed(picture, Framing.REPORT) > 0.5)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (9, 12, 2, 3)


def framed(ink: Image.Image, framing: Framing = Framing.CENTRED) -> Frame:
    """The frame of a page with a picture of this ink."""
    return frame(pictured(ink), framing, found(ink))


def real_digits(folder: Path, count: int) -> list[list[Curve]]:
    """Digits that people wrote with a pen, as paths with y pointing down; see pendigits' own file for the format."""
    file = folder / "pendigits" / "pendigits-orig.tra"
    if not file.exists():
        pytest.skip("no pen trajectories here: name a folder that holds pendigits/ in DIGITPAD_DATA")
    digits = []
    for segment in file.read_text(encoding="latin-1").split(".SEGMENT")[1:]:
        strokes = [pen_down.split(".PEN_UP")[0] for pen_down in segment.split(".PEN_DOWN")[1:]]
        digits.append([points for stroke in strokes if (points := read_points(stroke))])
    return random.Random(1).sample(digits, count)


def read_points(text: str) -> Curve:
    pairs = (line.split() for line in text.splitlines())
    return [(float(pair[0]), -float(pair[1])) for pair in pairs if len(pair) == 2 and pair[0].lstrip("-").isdigit()]


@pytest.mark.parametrize("size", [140, 560, 1400])
def test_ink_by_itself_is_framed_like_the_strokes_at_any_resolution(data_folder: Path, size: int) -> None:
    for paths in real_digits(data_folder, 10):
        page = placed(paths, width=30)
        ink = render(page).resize((size, size), Image.Resampling.BOX if size < CANVAS else Image.Resampling.BICUBIC)
        mean, _ = difference(frame(page), frame_ink(ink))
        assert mean <= 5


def test_no_ink_makes_an_empty_frame() -> None:
    assert not frame_ink(Image.new("L", (50, 70))).any()
