"""Digits as strokes, and numbers made of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from ink.page import Page, Point, Stroke

WIDTH, STEP = 14.0, 6.0
FORMS: dict[str, Sequence[Sequence[Point]]] = {
    "1": [[(40, 0), (40, 180)]],
    "2": [[(0, 35), (15, 8), (45, 0), (72, 15), (75, 45), (55, 90), (0, 180), (85, 180)]],
    "3": [[(0, 12), (45, 0), (75, 25), (65, 65), (25, 85), (70, 100), (85, 140), (55, 178), (0, 170)]],
    "4": [[(30, 0), (0, 100), (85, 100)], [(60, 40), (60, 180)]],
    ".": [[(0, 178), (2, 180)]],
    ",": [[(8, 172), (0, 205)]],
    "-": [[(0, 90), (50, 90)]],
    "=": [[(0, 75), (55, 75)], [(0, 105), (55, 105)]],
    "H": [[(0, 0), (0, 180)], [(0, 90), (80, 90)], [(80, 0), (80, 180)]],
}
ADVANCES = {".": 25.0, ",": 30.0, "-": 90.0, "=": 95.0, "1": 95.0}


def drawn(text: str, left: float = 60.0, top: float = 180.0) -> Page:
    """A page with these digits and signs in a row."""
    strokes: list[Stroke] = []
    for sign in text:
        strokes += [Stroke(tuple((left + x, top + y) for x, y in path), WIDTH) for path in FORMS[sign]]
        left += ADVANCES.get(sign, 125.0)
    return Page(tuple(strokes))


def in_one_stroke(text: str) -> Page:
    """The same, the end of each stroke joined to the begin of the next by a straight way."""
    corners = [point for stroke in drawn(text).strokes for point in stroke.points]
    points = [corners[0]]
    for (x, y), (right, below) in itertools.pairwise(corners):
        steps = math.ceil(math.hypot(right - x, below - y) / STEP)
        points += [(x + (right - x) * at / steps, y + (below - y) * at / steps) for at in range(1, steps + 1)]
    return Page((Stroke(tuple(points), WIDTH),))
