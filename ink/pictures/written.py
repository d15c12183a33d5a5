"""What is written in a picture beside its likeliest digit: further digits of the same size, ink and sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ink.pictures.components import Components, Mask
from ink.pictures.ranking import Group, alike
from ink.pictures.regions import lines

LEAST, LEAST_BESIDE, MOST = 0.03, 0.001, 6
"""Prior of a group that may be a number by itself, or with more beside it, at least; how many numbers are looked at."""
MANY = 40
"""Components, of which no number is made."""
Gaps = NDArray[np.float64]

AS_STRONG = 0.6
"""Contrast of further digits, as part of the likeliest one's."""
HEIGHTS = (0.55, 1.8)
"""Heights of further digits, as parts of the likeliest one's."""
RULE = 1.25
"""Of that height: straight lines that are higher are rules."""
WIDEST = 2.0
"""Width of any, as part of that height."""
THICKNESS = (0.4, 2.5)
"""Thickness of their lines, likewise."""
NEAR, BELOW = 1.2, 1.0
"""Of the likeliest one's height: gaps to the next digit, across and down, at most."""
PARTS = 0.3
"""Of that height: how near to a digit smaller parts of digits, dots and signs are."""
SMALLEST = 0.06
"""Of that height: specks are smaller."""


def all_written(found: Sequence[Group]) -> list[tuple[Group, Group]]:
    """The first groups, and all that is written beside each of them, no two nearly the same."""
    chosen: list[tuple[Group, Group]] = []
    cropped = bool(found) and bool(found[0].layer.table.at_edge[found[0].rows].any())
    for best in found:
        if len(chosen) < MOST and (best.prior >= LEAST_BESIDE or best is found[0]):
            whole = written(best, cropped)
            more = len(whole.rows) > len(best.rows) or len(best.rows) > 1
            likely = more or best.prior >= LEAST or best is found[0]
            if 0 < len(whole.rows) <= MANY and likely and not any(_is_in(whole, other) for _best, other in chosen):
                chosen.append((best, whole))
    return chosen


def _is_in(one: Group, other: Group) -> bool:
    """Whether a group is nearly another one, and no more digits.

    Bolder ink of fewer digits may have the same area, where one of them ran into a ruled line.
    """
    return alike(one, other) and _digits(one) <= _digits(other)


def _digits(group: Group) -> int:
    """How many of a group's components are as high as its digits."""
    heights = group.layer.table.height[group.rows]
    return int((heights >= HEIGHTS[0] * heights.max()).sum())


def written(best: Group, cropped: bool = False) -> Group:
    """The group of all that is written beside and in another group, which may be that group itself.

    Args:
        cropped: the picture may end where a digit does; otherwise what touches its edge is no digit.
    """
    table = best.layer.table
    height = float(max((table.boxes[best.rows, 3] - table.boxes[best.rows, 1]).max(), 1))
    own = np.zeros(len(table), dtype=bool)
    own[best.rows] = True
    thickness = float(np.average(table.thickness[best.rows], weights=table.area[best.rows]))
    alike = table.contrast >= AS_STRONG * best.contrast
    alike &= ~(lines(table) & (table.height > RULE * height))
    if not cropped:
        inner = ~table.at_edge.any(axis=1)
        alike &= inner
        own &= inner
    alike &= (table.thickness >= THICKNESS[0] * thickness) & (table.thickness <= THICKNESS[1] * thickness)
    alike &= table.width <= WIDEST * height
    digits = alike & (table.height >= HEIGHTS[0] * height) & (table.height <= HEIGHTS[1] * height)
    small = alike & (table.height < HEIGHTS[0] * height) & (np.maximum(table.width, table.height) >= SMALLEST * height)
    chosen = _reached(table, own, digits, NEAR * height, BELOW * height)
    chosen |= _reached(table, chosen, small, PARTS * height, 0)
    return replace(best, rows=np.flatnonzero(chosen))


def _reached(table: Components, start: Mask, others: Mask, across: float, down: float) -> Mask:
    """``start`` (N,) and those of the others that are near, directly or by others; boxes that overlap are near."""
    reached = start.copy()
    x, y = _gaps(table)
    near = (x <= across) & (y <= down)
    while True:
        further = reached | (others & near[reached].any(axis=0))
        if (further == reached).all():
            return reached
        reached = further


def _gaps(table: Components) -> tuple[Gaps, Gaps]:
    """(N, N), between boxes across and down; below 0 where they overlap."""
    left, top, right, bottom = table.boxes.T.astype(np.float64)
    across = np.maximum(left[:, None] - right, left - right[:, None])
    down = np.maximum(top[:, None] - bottom, top - bottom[:, None])
    return across, down
