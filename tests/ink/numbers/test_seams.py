"""Cuts along thin places."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ink.numbers.seams import parts_by_seams
from ink.pictures.components import Mask


def touching_rings() -> Mask:
    image = Image.new("L", (200, 180))
    for left in (10, 86):
        ImageDraw.Draw(image).ellipse((left, 10, left + 80, 160), outline=1, width=8)
    return np.asarray(image) > 0


def test_parts_are_from_left_to_right_and_hold_each_pixel_once() -> None:
    ink = touching_rings()
    parts = parts_by_seams(ink, 140, 8, 6)
    assert np.array_equal(np.sum([part.mask for part in parts], axis=0), ink)
    middles = [np.nonzero(part.mask)[1].mean() for part in parts]
    assert middles == sorted(middles)


def test_rings_are_cut_where_they_touch() -> None:
    parts = parts_by_seams(touching_rings(), 140, 8, 6)
    assert min(abs(int(np.nonzero(part.mask)[1].min()) - 88) for part in parts) < 8


def test_there_are_no_more_cuts_than_asked_for() -> None:
    assert len(parts_by_seams(touching_rings(), 140, 8, 1)) == 2
    assert len(parts_by_seams(touching_rings(), 140, 8, 0)) == 1
