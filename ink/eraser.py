"""The eraser: removes parts of strokes and of pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ink.page import Point, Stroke


def cut(stroke: Stroke, start: Point, end: Point, radius: float) -> list[Stroke]:
    """The parts of a stroke that remain after an eraser moved from start to end.

    The path is cut where its distance to the segment is less than the eraser's radius plus half the stroke's width, so
    that no ink remains under the eraser, round caps included.
    """
    reach = radius + stroke.width / 2
    left, top, right, bottom = stroke.bounds
    if (
        max(start[0], end[0]) + reach < left
        or min(start[0], end[0]) - reach > right
        or max(start[1], end[1]) + reach < top
        or min(start[1], end[1]) - reach > bottom
    ):
        return [stroke]
    if len(stroke.points) == 1:
        return [] if _inside(stroke.points[0], stroke.points[0], start, end, reach) else [stroke]
    gaps = [
        (index + gap[0], index + gap[1])
        for index in _segments_near(stroke.path, start, end, reach)
        if (gap := _inside(stroke.points[index], stroke.points[index + 1], start, end, reach))
    ]
    if not gaps:
        return [stroke]

    # Keep the intervals between the gaps. Position 2.5 is the midpoint between points 2 and 3.
    kept, position = [], 0.0
    for enter, leave in gaps:
        if enter > position:
            kept.append((position, enter))
        position = max(position, leave)
    last = float(len(stroke.points) - 1)
    if position < last:
        kept.append((position, last))
    return [replace(stroke, points=_part(stroke.points, *interval)) for interval in kept]


def _part(points: Sequence[Point], start: float, end: float) -> tuple[Point, ...]:
    """The points of a path between two positions along it."""
    corners = points[math.floor(start) + 1 : math.ceil(end)]
    return (_at(points, start), *corners, _at(points, end))


def _at(points: Sequence[Point], position: float) -> Point:
    index = min(int(position), len(points) - 2)
    (ax, ay), (bx, by), part = points[index], points[index + 1], position - index
    return ax + (bx - ax) * part, ay + (by - ay) * part


def _segments_near(path: NDArray[np.float64], start: Point, end: Point, reach: float) -> list[int]:
    """Indices of the segments of a path (N, 2) whose bounding box is within reach of the eraser's."""
    low, high = np.minimum(path[:-1], path[1:]), np.maximum(path[:-1], path[1:])
    swept = np.array([start, end])
    near = (high >= swept.min(axis=0) - reach) & (low <= swept.max(axis=0) + reach)
    return [int(index) for index in np.flatnonzero(near.all(axis=1))]


def _inside(a: Point, b: Point, start: Point, end: Point, reach: float) -> tuple[float, float] | None:
    """The interval of fractions of the segment a-b that is within reach of the segment start-end, or None.

    The points within reach form a stadium: two discs and the rectangle between them. It is convex, so the intersection
    is one interval, from the first entry into a part to the last exit from one.
    """
    parts = [_inside_disc(a, b, start, reach), _inside_disc(a, b, end, reach), _inside_box(a, b, start, end, reach)]
    found = [part for part in parts if part]
    if not found:
        return None
    return min(part[0] for part in found), max(part[1] for part in found)


def _inside_disc(a: Point, b: Point, centre: Point, radius: float) -> tuple[float, float] | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    fx, fy = a[0] - centre[0], a[1] - centre[1]
    square, half, rest = dx * dx + dy * dy, fx * dx + fy * dy, fx * fx + fy * fy - radius * radius
    if square == 0:
        return (0.0, 1.0) if rest <= 0 else None
    discriminant = half * half - square * rest
    if discriminant <= 0:
        return None
    root = math.sqrt(discriminant)
    return _clip((-half - root) / square, (-half + root) / square)


def _inside_box(a: Point, b: Point, start: Point, end: Point, reach: float) -> tuple[float, float] | None:
    """The same for the rectangle of width 2 * reach along the segment start-end."""
    length = math.dist(start, end)
    if length == 0:
        return None
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    enter, leave = 0.0, 1.0
    for axis_x, axis_y, low, high in ((ux, uy, 0.0, length), (-uy, ux, -reach, reach)):
        first = (a[0] - start[0]) * axis_x + (a[1] - start[1]) * axis_y
        step = (b[0] - a[0]) * axis_x + (b[1] - a[1]) * axis_y
        if step == 0:
            if not low <= first <= high:
                return None
            continue
        sides = sorted(((low - first) / step, (high - first) / step))
        enter, leave = max(enter, sides[0]), min(leave, sides[1])
    return _clip(enter, leave)


def _clip(enter: float, leave: float) -> tuple[float, float] | None:
    enter, leave = max(enter, 0.0), min(leave, 1.0)
    return (enter, leave) if enter < leave else None


def wipe(picture: Image.Image, start: Point, end: Point, radius: float) -> Image.Image | None:
    """The picture without the ink under the eraser; the same object if unchanged, None if no ink is left."""
    mask = Image.new("L", picture.size)
    draw = ImageDraw.Draw(mask)
    draw.line([start, end], fill=255, width=round(2 * radius))
    for x, y in (start, end):
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    wiped = picture.copy()
    wiped.paste(0, mask=mask)
    if wiped.getbbox() is None:
        return None
    return picture if wiped == picture else wiped
