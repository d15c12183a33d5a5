"""Digits parted where their lines cross or meet."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ink.numbers.crossings import parts_by_strokes
from ink.pictures.components import Mask

WIDTH, HEIGHT = 8, 140


def ring(left: int, top: int = 10, right: int | None = None) -> Mask:
    image = Image.new("L", (240, 180))
    ImageDraw.Draw(image).ellipse((left, top, right or left + 100, 160), outline=1, width=WIDTH)
    return np.asarray(image) > 0


def path(*points: tuple[int, int]) -> Mask:
    image = Image.new("L", (240, 180))
    ImageDraw.Draw(image).line(list(points), fill=1, width=WIDTH, joint="curve")
    return np.asarray(image) > 0


def best_overlap(parts: list[Mask], digit: Mask) -> float:
    """Of all runs of parts the largest intersection over union with a digit."""
    runs = [np.any(parts[begin:end], axis=0) for begin in range(len(parts)) for end in range(begin + 1, len(parts) + 1)]
    return max(float((run & digit).sum() / (run | digit).sum()) for run in runs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(ring(20), ring(80), id="rings that cross"),
        pytest.param(path((20, 20), (150, 20), (60, 160)), ring(100, 60, 200), id="a 7 whose bar lies over a 0"),
        pytest.param(
            path((60, 10), (60, 165)), path((20, 90), (60, 90), (160, 90), (100, 165)), id="a bar that crosses"
        ),
        pytest.param(ring(20), path((117, 10), (117, 165)), id="a 1 that touches a 0"),
    ],
)
def test_both_digits_are_found(one: Mask, other: Mask) -> None:
    parts = [part.mask for part in parts_by_strokes(one | other, HEIGHT, WIDTH, 8)]
    assert min(best_overlap(parts, one), best_overlap(parts, other)) > 0.75


def test_no_ink_is_lost_and_only_where_lines_meet_is_it_of_two() -> None:
    ink = ring(20) | ring(80)
    held = np.sum([part.mask for part in parts_by_strokes(ink, HEIGHT, WIDTH, 8)], axis=0)
    assert np.array_equal(held > 0, ink)
    assert (held > 1).sum() < 0.3 * ink.sum()


def test_large_ink_is_parted_as_small_ink_is() -> None:
    ink = ring(20) | ring(80)
    large = ink.repeat(4, axis=0).repeat(4, axis=1)
    small, larger = parts_by_strokes(ink, HEIGHT, WIDTH, 8), parts_by_strokes(large, 4 * HEIGHT, 4 * WIDTH, 8)
    assert len(small) == len(larger)
    for part, other in zip(small, larger, strict=True):
        assert other.mask.sum() == pytest.approx(16 * part.mask.sum(), rel=0.1)


def test_noise_in_a_line_makes_no_junctions() -> None:
    ink = ring(20) & (np.random.default_rng(0).random((180, 240)) > 0.05)
    assert len(parts_by_strokes(ink, HEIGHT, WIDTH, 8)) == 1


def test_there_are_no_more_cuts_than_asked_for() -> None:
    assert len(parts_by_strokes(ring(20) | ring(80), HEIGHT, WIDTH, 1)) == 2
    assert len(parts_by_strokes(ring(20) | ring(80), HEIGHT, WIDTH, 0)) == 1


def test_a_single_line_is_one_part() -> None:
    assert len(parts_by_strokes(path((60, 10), (60, 165)), HEIGHT, WIDTH, 8)) == 1
