"""Lines and pieces of a picture's ink."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from ink.picture_pieces import ink_bounds, ink_in, picture_lines


def drawing(*ellipses: tuple[int, int, int, int], size: tuple[int, int] = (400, 200)) -> Image.Image:
    image = Image.new("L", size)
    draw = ImageDraw.Draw(image)
    for box in ellipses:
        draw.ellipse(box, outline=255, width=10)
    return image


def test_components_are_pieces_from_left_to_right() -> None:
    ink = drawing((200, 20, 280, 160), (20, 20, 100, 160))
    [line] = picture_lines(ink)
    assert [tuple(ink_bounds(line.mask([piece]))) for piece in line.pieces] == [(20, 20, 101, 161), (200, 20, 281, 161)]
    assert line.height == np.clip(line.height, 120, 140)


def test_touching_digits_are_cut_where_they_touch() -> None:
    ink = drawing((20, 20, 100, 160), (96, 20, 176, 160))
    [line] = picture_lines(ink)
    assert len(line.pieces) >= 2
    assert any(abs(ink_bounds(line.mask([piece]))[2] - 98) <= 6 for piece in line.pieces)
    whole = ink_in(ink, line.mask(line.pieces))
    assert np.array_equal(np.asarray(whole), np.asarray(ink))


def test_lines_come_from_top_to_bottom() -> None:
    ink = drawing((20, 120, 60, 190), (20, 10, 60, 80), (120, 12, 160, 82))
    upper, lower = picture_lines(ink)
    assert (len(upper.pieces), len(lower.pieces)) == (2, 1)


def test_specks_are_left_out() -> None:
    ink = drawing((20, 20, 100, 160))
    ink.putpixel((150, 90), 255)
    [line] = picture_lines(ink)
    assert len(line.pieces) == 1


def test_no_ink_and_too_much_of_it_have_no_lines() -> None:
    assert picture_lines(Image.new("L", (50, 50))) == []
    many = drawing(*((x, y, x + 18, y + 18) for x in range(0, 380, 20) for y in range(0, 180, 20)))
    assert picture_lines(many) == []
