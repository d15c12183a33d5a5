"""What is proposed as the digit, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ink.pictures.components import Components, Mask
from ink.pictures.regions import cards, containers, groups, holds_others, lines, rings, sheets, without_lines
from tests.ink.pictures.test_components import measured


def seven(shape: tuple[int, int] = (200, 200)) -> Mask:
    mask = np.zeros(shape, bool)
    mask[60:68, 70:130] = True
    for step in range(80):
        mask[60 + step, 122 - step // 2 : 130 - step // 2] = True
    return mask


DIGIT = seven()


def proposes_the_digit(mask: Mask, boxes: tuple[tuple[int, int, int, int], ...] = ()) -> bool:
    table = measured(mask)
    return any((table.mask(rows) == DIGIT).all() for rows in groups(table, boxes))


def framed() -> Mask:
    mask = DIGIT.copy()
    mask[10:190, 10:12] = mask[10:190, 188:190] = mask[10:12, 10:190] = mask[188:190, 10:190] = True
    return mask


def underlined() -> Mask:
    mask = DIGIT.copy()
    mask[160:163, 40:160] = True
    return mask


def with_specks() -> Mask:
    mask = DIGIT.copy()
    for place in range(20, 180, 30):
        mask[place : place + 2, 30:32] = True
    return mask


def with_neighbour() -> Mask:
    mask = DIGIT.copy()
    mask[80:130, 0:14] = True
    return mask


@pytest.mark.parametrize("mask", [DIGIT, framed(), underlined(), with_specks(), with_neighbour()])
def test_the_digit_alone_is_proposed(mask: Mask) -> None:
    assert proposes_the_digit(mask)


def test_dashes_are_proposed_together() -> None:
    dashes = DIGIT.copy()
    dashes[::10] = dashes[1::10] = False
    table = measured(dashes)
    assert any((table.mask(rows) == dashes).all() for rows in groups(table, ()))


def test_what_is_on_a_card_is_proposed() -> None:
    mask = DIGIT.copy()
    mask[10:14, 10:60] = mask[180:195, 100:180] = True
    assert proposes_the_digit(mask, ((40, 40, 160, 160),))


def test_no_group_is_proposed_twice() -> None:
    found = [tuple(rows.tolist()) for rows in groups(measured(framed()), ((5, 5, 195, 195),))]
    assert len(found) == len(set(found))


def test_nothing_is_proposed_without_ink() -> None:
    assert groups(measured(np.zeros((20, 20), bool)), ()) == []


def named(table: Components) -> set[tuple[int, ...]]:
    return {tuple(box) for box in table.boxes[lines(table)].tolist()}


def test_frames_and_long_lines_are_known() -> None:
    assert named(measured(framed())) == {(10, 10, 190, 190)}
    assert named(measured(underlined())) == {(40, 160, 160, 163)}
    assert named(measured(DIGIT)) == set()


def test_a_frame_holds_what_is_in_it() -> None:
    assert list(containers(measured(framed()))) == [(10, 10, 190, 190)]
    assert list(containers(measured(DIGIT))) == []


def test_cards_are_found_by_their_even_areas() -> None:
    levels = np.full((300, 400), 60, np.float32)
    levels[50:250, 100:300] = 230
    levels[120:180, 190:200] = 20
    assert (100, 50, 300, 250) in set(cards(levels))


def test_rules_through_a_digit_are_taken_away_and_its_strokes_stay_whole() -> None:
    ruled = DIGIT.copy()
    ruled[40::20] = True
    left = without_lines(ruled)
    assert left is not None
    assert (left & DIGIT).sum() > 0.97 * DIGIT.sum()
    assert (left & ~DIGIT).sum() < 0.05 * DIGIT.sum()


def test_without_lines_nothing_is_taken_away() -> None:
    assert without_lines(np.zeros((50, 50), bool)) is None
    staggered = np.zeros((50, 50), bool)
    staggered[10, ::2] = staggered[12, 1::2] = True
    assert without_lines(staggered) is None


def test_a_circle_is_told_from_a_frame() -> None:
    down, across = np.mgrid[:200, :200]
    circle = np.abs(np.hypot(down - 100, across - 100) - 85) < 3
    table = measured(circle | DIGIT)
    assert rings(table) == {0: (13, 13, 188, 188)}
    assert holds_others(table, 0)
    assert not holds_others(measured(circle), 0)
    assert rings(measured(framed())) == {}
    assert rings(measured(DIGIT)) == {}


@pytest.mark.parametrize("degrees", [0, 12, 40])
def test_a_note_is_found_on_a_busy_ground_however_it_lies(degrees: float) -> None:
    squares = Image.fromarray(np.uint8(np.indices((120, 160)).sum(axis=0) // 16 % 2 * 255)).convert("RGB")
    note = Image.new("RGBA", (60, 50), (255, 220, 90))
    note.paste((30, 40, 120), (20, 10, 40, 40))
    turned = note.rotate(degrees, expand=True)
    squares.paste(turned, (50, 30), turned)
    box = 50, 30, 50 + turned.width, 30 + turned.height
    assert any(found == pytest.approx(box, abs=4) for found in sheets(squares))


def test_a_picture_of_one_colour_has_no_sheets() -> None:
    assert sheets(Image.new("RGB", (120, 160), "white")) == []


def test_neither_a_ring_nor_what_it_encloses_is_a_sheet() -> None:
    ring = Image.new("RGB", (160, 120), "white")
    ImageDraw.Draw(ring).ellipse((40, 20, 110, 100), outline=(30, 40, 120), width=8)
    assert sheets(ring) == []
