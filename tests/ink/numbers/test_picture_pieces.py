"""Lines and pieces of a picture's ink."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from ink.numbers.picture_pieces import ink_bounds, ink_in, picture_lines
from ink.numbers.pieces import MOST_PIECES


def drawing(*ellipses: tuple[int, int, int, int], size: tuple[int, int] = (400, 200)) -> Image.Image:
    image = Image.new("L", size)
    draw = ImageDraw.Draw(image)
    for box in ellipses:
        draw.ellipse(box, outline=255, width=10)
    return image


def test_components_are_pieces_from_left_to_right() -> None:
    ink = drawing((200, 20, 280, 160), (20, 20, 100, 160))
    [[line]] = picture_lines(ink)
    assert [tuple(ink_bounds(line.mask([piece]))) for piece in line.pieces] == [(20, 20, 101, 161), (200, 20, 281, 161)]
    assert line.height == np.clip(line.height, 120, 140)


def test_touching_digits_are_cut_where_they_touch() -> None:
    ink = drawing((20, 20, 100, 160), (96, 20, 176, 160))
    [line] = picture_lines(ink)[0]
    assert len(line.pieces) >= 2
    assert any(abs(ink_bounds(line.mask([piece]))[2] - 98) <= 6 for piece in line.pieces)
    whole = ink_in(ink, line.mask(line.pieces))
    assert np.array_equal(np.asarray(whole), np.asarray(ink))


def test_a_digit_that_reaches_round_its_neighbour_is_cut_along_a_bent_way() -> None:
    left, right = Image.new("L", (400, 200)), Image.new("L", (400, 200))
    ImageDraw.Draw(left).line([(30, 30), (110, 30), (110, 80), (40, 170)], fill=255, width=10, joint="curve")
    ImageDraw.Draw(right).line([(116, 84), (88, 170), (200, 170)], fill=255, width=10, joint="curve")
    both = ImageChops.lighter(left, right)
    [line] = picture_lines(both)[0]
    own = (np.asarray(left) > 0) & ~(np.asarray(right) > 0)
    other = (np.asarray(right) > 0) & ~(np.asarray(left) > 0)
    mixed = 0
    for piece in line.pieces:
        mask = line.mask([piece])
        mixed += min(int((mask & own).sum()), int((mask & other).sum()))
    assert mixed < 0.08 * min(own.sum(), other.sum())


def test_large_ink_is_cut_where_small_ink_is() -> None:
    ink = drawing((20, 20, 100, 160), (96, 20, 176, 160))
    large = ink.resize((1600, 800), Image.Resampling.NEAREST)
    [line], [larger] = picture_lines(ink)[0], picture_lines(large)[0]
    rights = [ink_bounds(line.mask([piece]))[2] for piece in line.pieces]
    larger_rights = [ink_bounds(larger.mask([piece]))[2] / 4 for piece in larger.pieces]
    assert any(abs(right - 98) <= 6 for right in rights)
    assert any(abs(right - 98) <= 6 for right in larger_rights)


def test_a_long_number_has_no_more_pieces_than_are_looked_at() -> None:
    ink = drawing(*((20 + 130 * place, 20, 120 + 130 * place, 170) for place in range(14)), size=(2000, 200))
    [line] = picture_lines(ink)[0]
    assert 28 < len(line.pieces) <= MOST_PIECES


def test_lines_come_from_top_to_bottom() -> None:
    ink = drawing((20, 120, 60, 190), (20, 10, 60, 80), (120, 12, 160, 82))
    [[upper, lower]] = picture_lines(ink)
    assert (len(upper.pieces), len(lower.pieces)) == (2, 1)


def test_a_row_that_a_scanner_lost_makes_no_new_line() -> None:
    ink = drawing((20, 20, 100, 160), (200, 20, 280, 160))
    lost = np.array(ink)
    lost[90:92] = 0
    assert len(picture_lines(Image.fromarray(lost))[0]) == 1
    lost[80:100] = 0
    assert len(picture_lines(Image.fromarray(lost))[0]) == 2


def test_specks_are_left_out() -> None:
    ink = drawing((20, 20, 100, 160))
    ink.putpixel((150, 90), 255)
    [[line]] = picture_lines(ink)
    assert len(line.pieces) == 1


def test_crossing_digits_are_divided_in_two_ways() -> None:
    ink = drawing((20, 20, 120, 160), (80, 20, 180, 160))
    assert [len(lines) for lines in picture_lines(ink)] == [1, 1]
    assert len(picture_lines(drawing((20, 20, 120, 160)))) == 1


def test_a_minus_sign_is_not_cut() -> None:
    ink = drawing((120, 20, 200, 160))
    ImageDraw.Draw(ink).line([(10, 90), (100, 90)], fill=255, width=10)
    [[line]] = picture_lines(ink)
    assert len(line.pieces) == 2


def test_no_ink_and_too_much_of_it_have_no_lines() -> None:
    assert picture_lines(Image.new("L", (50, 50))) == []
    many = drawing(*((x, y, x + 12, y + 12) for x in range(0, 380, 20) for y in range(0, 180, 20)))
    assert picture_lines(many) == []
