"""The eraser: removes parts of strokes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from ink.page import Point, Stroke, flat

LONG = 200
"""Points of a stroke from which its array is worth keeping."""
POINTS, WIDTH = attrgetter("points"), attrgetter("width")

Floats = NDArray[np.float64]
Interval = tuple[Floats, Floats]
"""Where each of some segments enters a shape and leaves it, as fractions of its length; (inf, -inf) if it misses it."""


class Eraser:
    """Cuts the strokes of a page, and remembers where they lie: it is asked for 100,000 of them again and again."""

    def __init__(self) -> None:
        self._strokes: tuple[Stroke, ...] = ()
        self._boxes = _boxes(())

    def survey(self, strokes: tuple[Stroke, ...], most: int) -> bool:
        """Note where the next ``most`` strokes of a page lie. Returns whether there are more."""
        if self._strokes is not strokes:
            known = len(self._boxes)
            if self._strokes[:known] != strokes[:known]:
                self._boxes = _boxes(())
            self._strokes = strokes
        known = len(self._boxes)
        if known < len(strokes):
            self._boxes = np.concatenate((self._boxes, _boxes(strokes[known : known + most])))
        return len(self._boxes) < len(strokes)

    def cut(self, strokes: tuple[Stroke, ...], start: Point, end: Point, radius: float) -> tuple[Stroke, ...]:
        """What remains of strokes after a move from start to end, see :func:`cut`; the same object if that is all."""
        self.survey(strokes, len(strokes))
        low, high = np.minimum(start, end) - radius, np.maximum(start, end) + radius
        near = np.flatnonzero(((self._boxes[:, :2] <= high) & (self._boxes[:, 2:] >= low)).all(axis=1)).tolist()
        pieces = cut([strokes[index] for index in near], start, end, radius)
        changed = {index: parts for index, parts in zip(near, pieces, strict=True) if parts is not None}
        if not changed:
            return strokes
        remaining: list[Stroke] = []
        following = 0
        for index, parts in changed.items():
            remaining += strokes[following:index]
            remaining += parts
            following = index + 1
        remaining += strokes[following:]
        places = np.fromiter(changed, dtype=np.int64) - np.arange(len(changed))
        places = places.repeat([len(parts) for parts in changed.values()])
        parts = [part for parts in changed.values() for part in parts]
        self._boxes = np.insert(np.delete(self._boxes, list(changed), axis=0), places, _boxes(parts), axis=0)
        self._strokes = tuple(remaining)
        return self._strokes


def _arrays(strokes: Sequence[Stroke]) -> tuple[Floats, NDArray[np.int64], Floats]:
    """The points of all strokes, (M, 2), and of each stroke how many they are, (N,), and half the width, (N,)."""
    counts = np.fromiter(map(len, map(POINTS, strokes)), dtype=np.int64, count=len(strokes))
    widths = np.fromiter(map(WIDTH, strokes), dtype=np.float64, count=len(strokes))
    if counts.sum() > LONG * len(strokes):
        return np.concatenate([stroke.path for stroke in strokes]), counts, widths / 2
    return flat(chain.from_iterable(map(POINTS, strokes))), counts, widths / 2


def _boxes(strokes: Sequence[Stroke]) -> Floats:
    """Left, top, right and bottom of each stroke's ink, (N, 4)."""
    if not strokes:
        return np.empty((0, 4))
    points, counts, reach = _arrays(strokes)
    firsts = counts.cumsum() - counts
    reach = reach[:, np.newaxis]
    return np.hstack((np.minimum.reduceat(points, firsts) - reach, np.maximum.reduceat(points, firsts) + reach))


def cut(strokes: Sequence[Stroke], start: Point, end: Point, radius: float) -> list[list[Stroke] | None]:
    """The parts of each stroke that remain after an eraser moved from start to end; None of one that it missed.

    The path is cut where its distance to the segment is less than the eraser's radius plus half the stroke's width, so
    that no ink remains under the eraser, round caps included. All paths are looked at together, as one array.
    """
    result: list[list[Stroke] | None] = [None] * len(strokes)
    if not strokes:
        return result
    points, counts, reach = _arrays(strokes)
    lasts = counts.cumsum() - 1
    firsts = lasts - counts + 1
    reach = (reach + radius).repeat(counts)
    following = np.arange(len(points)) + 1
    following[lasts] = lasts  # a dot is a segment without length; other last points begin none
    near = _near(points, points[following], start, end, reach)
    near[lasts[counts > 1]] = False
    segments = np.flatnonzero(near)
    enter, leave = _inside(points[segments], points[following[segments]], start, end, reach[segments])
    hits = enter < leave
    segments, enter, leave = segments[hits], enter[hits], leave[hits]
    owners = np.arange(len(strokes)).repeat(counts)[segments]
    touched = np.flatnonzero(np.bincount(owners, minlength=len(strokes)))

    # What remains lies between these positions. Position 2.5 is the midpoint between points 2 and 3.
    starts = np.sort(np.concatenate((firsts[touched], np.minimum(segments + leave, lasts[owners]))))
    ends = np.sort(np.concatenate((segments + enter, lasts[touched])))
    kept = ends > starts
    starts, ends = starts[kept], ends[kept]
    owners = np.searchsorted(lasts, starts)
    for owner in touched.tolist():
        result[owner] = []
    for owner, first, last, begin, finish in zip(
        owners.tolist(),
        (np.floor(starts).astype(np.int64) + 1 - firsts[owners]).tolist(),
        (np.ceil(ends).astype(np.int64) - firsts[owners]).tolist(),
        _at(points, starts, lasts[owners]),
        _at(points, ends, lasts[owners]),
        strict=True,
    ):
        stroke, parts = strokes[owner], result[owner]
        assert parts is not None
        parts.append(part := Stroke((begin, *stroke.points[first:last], finish), stroke.width))
        if last - first > LONG:
            part.__dict__["path"] = np.concatenate(([begin], stroke.path[first:last], [finish]))  # what it would become
    return result


def _at(points: Floats, positions: Floats, lasts: NDArray[np.int64]) -> list[Point]:
    """The points at positions (K,) along paths (N, 2) that end at the indices ``lasts`` (K,)."""
    index = np.minimum(positions.astype(np.int64), lasts - 1)
    a, b = points[index], points[index + 1]
    return [(x, y) for x, y in (a + (b - a) * (positions - index)[:, np.newaxis]).tolist()]


def _near(a: Floats, b: Floats, start: Point, end: Point, reach: Floats) -> NDArray[np.bool_]:
    """Whether the bounding boxes of segments a-b, (K, 2) each, are within reach of the eraser's."""
    low, high = np.minimum(start, end) - reach[:, np.newaxis], np.maximum(start, end) + reach[:, np.newaxis]
    near = (np.maximum(a, b) >= low) & (np.minimum(a, b) <= high)
    return near[:, 0] & near[:, 1]


def _inside(a: Floats, b: Floats, start: Point, end: Point, reach: Floats) -> Interval:
    """Where segments a-b, (K, 2) each, are within reach, (K,), of the segment start-end.

    The points within reach form a stadium: two discs and the rectangle between them. It is convex, so the intersection
    is one interval, from the first entry into a part to the last exit from one.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [_inside_disc(a, b, start, reach), _inside_disc(a, b, end, reach), _inside_box(a, b, start, end, reach)]
    return np.minimum.reduce([part[0] for part in parts]), np.maximum.reduce([part[1] for part in parts])


def _inside_disc(a: Floats, b: Floats, centre: Point, radius: Floats) -> Interval:
    (dx, dy), (fx, fy) = (b - a).T, (a - centre).T
    square, half, rest = dx * dx + dy * dy, fx * dx + fy * dy, fx * fx + fy * fy - radius * radius
    discriminant = half * half - square * rest
    root = np.sqrt(np.maximum(discriminant, 0))
    still = square == 0
    enter, leave = np.where(still, 0.0, (-half - root) / square), np.where(still, 1.0, (-half + root) / square)
    return _clip(enter, leave, np.where(still, rest <= 0, discriminant > 0))


def _inside_box(a: Floats, b: Floats, start: Point, end: Point, reach: Floats) -> Interval:
    """The same for the rectangle of width 2 * reach along the segment start-end."""
    way = np.subtract(end, start)
    length = float(np.hypot(*way))
    enter, leave = np.zeros(len(a)), np.ones(len(a))
    within: NDArray[np.bool_] = np.full(len(a), length > 0)
    ux, uy = way / (length or 1.0)
    for axis, low, high in ((np.array((ux, uy)), np.zeros(len(a)), length), (np.array((-uy, ux)), -reach, reach)):
        first, step = (a - start) @ axis, (b - a) @ axis
        sides = np.sort(((low - first) / step, (high - first) / step), axis=0)
        still = step == 0
        within = within & (~still | ((low <= first) & (first <= high)))
        enter = np.where(still, enter, np.maximum(enter, sides[0]))
        leave = np.where(still, leave, np.minimum(leave, sides[1]))
    return _clip(enter, leave, within)


def _clip(enter: Floats, leave: Floats, within: NDArray[np.bool_]) -> Interval:
    enter, leave = np.maximum(enter, 0.0), np.minimum(leave, 1.0)
    within = within & (enter < leave)
    return np.where(within, enter, np.inf), np.where(within, leave, -np.inf)
