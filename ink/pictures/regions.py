"""What in a picture may be the digit, and what frame, card, axis, grid, rule, speck or neighbour: groups of components.

Nothing is dropped for good: each group is a proposal, made by leaving out what may be something else. Which is right
is judged by what the components make together, see ``ink/pictures/likelihood.py``, and in the end by a network.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ink.pictures.components import Components, Mask, Rows, clusters, gaps
from ink.pictures.ground import BRIGHTNESS, Levels, along, otsu

Box = tuple[int, int, int, int]

LONG = 0.5
"""Of the picture's width or height: the length of a rule, a frame's side or an axis."""
THICKEST = 0.03
"""Of the picture's longer side: thickness of a line that may be no stroke of the digit."""
SLIM = 0.05
"""Of its length: how high a straight line may be, that may be slightly turned."""
HOLLOW = 0.3
"""Of its box: how much of it a frame fills at most."""
SMALLEST_RING, ROUND = 20, 0.6
"""Pixels of a circle's diameter, and how much of it lies along a side of its box, at most."""
LIKE, HELD = 0.5, 0.06
"""Of a circle's contrast and area: those of what it holds, at least."""
GAPS = (0.0, 0.015, 0.05, 0.12)
"""Of the picture's shorter side: gaps between parts of one digit."""
MOST_CLUSTERS = 4
"""Clusters proposed for each gap."""
SPECK = 0.03
"""Of the largest component's area: what is smaller may be dust."""
AXES: tuple[Levels, ...] = (BRIGHTNESS, *np.array(((0.5, -0.5, 0), (0.25, 0.25, -0.5)), dtype=np.float32))
"""Colour axes on which sheets differ from what they lie on: brightness, red and green, yellow and blue."""
SOLID, SQUARE = 0.5, 0.82
"""Of a sheet: how much what lies on it leaves; of a rectangle: how much it fills at least, more than an oval does."""
LARGEST_SHEET, MOST_SHEETS = 0.8, 3
"""Of the picture: the area of a sheet that is looked at by itself, at most; and how many are."""
SMALLEST_CARD, FULL = 0.04, 0.75
"""Of the picture: area of a card at least; of its box: how much of it a card fills, rounded and slightly turned."""


def lines(table: Components) -> NDArray[np.bool_]:
    """(N,), which components are long and straight, or hollow and as large as a frame."""
    height, width = table.shape
    across, down = table.width, table.height
    straight = ((across >= LONG * width) & (down <= np.maximum(SLIM * across, 2 * table.thickness))) | (
        (down >= LONG * height) & (across <= np.maximum(SLIM * down, 2 * table.thickness))
    )
    spans = (across >= 0.8 * width) | (down >= 0.8 * height)
    hollow = table.area <= HOLLOW * across * down
    framing: NDArray[np.bool_] = spans & hollow & (across >= LONG * width) & (down >= LONG * height)
    marks: NDArray[np.bool_] = straight | framing
    return marks


def rings(table: Components) -> dict[int, Box]:
    """Circles and ovals, rows and boxes: hollow, and round, so that little of them lies along their boxes' sides."""
    found = {}
    for row in np.flatnonzero(table.area <= HOLLOW * table.width * table.height)[:8]:
        left, top, right, bottom = (int(side) for side in table.boxes[row])
        deep, broad = max(1, (bottom - top) // 50), max(1, (right - left) // 50)
        within, number = table.labels[top:bottom, left:right], table.numbers[row]
        edges = within[:deep], within[-deep:], within[:, :broad].T, within[:, -broad:].T
        along = max(float((edge == number).any(axis=0).mean()) for edge in edges)
        if min(within.shape) >= SMALLEST_RING and along < ROUND:
            found[int(row)] = left, top, right, bottom
    return found


def holds_others(table: Components, row: int) -> bool:
    """Whether other components of like contrast lie in the hole of one, as eyes in a face and a digit in a circle."""
    from scipy import ndimage

    left, top, right, bottom = table.boxes[row]
    labels = table.labels[top:bottom, left:right]
    own = labels == table.numbers[row]
    hole = ndimage.binary_fill_holes(own) & ~own
    others = np.flatnonzero(table.contrast >= LIKE * table.contrast[row])
    held = table.mask(others, (left, top, right, bottom)) & hole
    return bool(np.count_nonzero(held) > HELD * table.area[row])


def containers(table: Components) -> Iterator[Box]:
    """Boxes of hollow components that hold others: frames, axes, windows, circles."""
    for row in np.flatnonzero(table.area <= HOLLOW * table.width * table.height)[:8]:
        left, top, right, bottom = (int(side) for side in table.boxes[row])
        if (right - left) * (bottom - top) >= SMALLEST_CARD * table.labels.size and len(
            inside(table, (left, top, right, bottom))
        ):
            yield left, top, right, bottom


def cards(levels: Levels) -> Iterator[Box]:
    """Boxes of large, even areas: cards, sheets of paper, plots."""
    from scipy import ndimage

    border = otsu(levels)
    for mask in (levels > border, levels <= border):
        labels, count = ndimage.label(mask)
        area = np.bincount(labels.ravel(), minlength=count + 1)
        found = ndimage.find_objects(labels)
        for number in np.argsort(-area[1:])[:3] + 1 if count else ():
            y, x = found[number - 1]
            size = (y.stop - y.start) * (x.stop - x.start)
            if size < SMALLEST_CARD * levels.size or size > 0.97 * levels.size:
                continue
            if ndimage.binary_fill_holes(labels[y, x] == number).sum() >= FULL * size:
                yield x.start, y.start, x.stop, y.stop


def sheets(picture: Image.Image) -> list[Box]:
    """Boxes of large areas of one colour, turned or not, on whatever ground: paper, cards, notes; the largest first.

    Args:
        picture: a small copy, mode "L" or "RGB".
    """
    from scipy import ndimage

    found: dict[Box, int] = {}
    for axis in AXES if picture.mode == "RGB" else AXES[:1]:
        levels = ndimage.median_filter(along(picture, axis), 5)
        border = otsu(levels)
        for mask in (levels > border, levels <= border):
            labels, _count = ndimage.label(mask)
            for number, (y, x) in enumerate(ndimage.find_objects(labels), start=1):
                box = x.start, y.start, x.stop, y.stop
                size = (y.stop - y.start) * (x.stop - x.start)
                if SMALLEST_CARD * mask.size <= size <= LARGEST_SHEET * mask.size:
                    own = labels[y, x] == number
                    whole = ndimage.binary_fill_holes(own)
                    solid = own.sum() >= SOLID * whole.sum()
                    if solid and whole.sum() >= SQUARE * _least_rectangle(whole):
                        found[box] = int(whole.sum())
    largest = sorted(found, key=lambda box: -found[box])
    return [box for place, box in enumerate(largest) if not any(_same(box, other) for other in largest[:place])][
        :MOST_SHEETS
    ]


def _least_rectangle(mask: Mask) -> float:
    """The area of the smallest rectangle, however turned, around a mask, of all that are tried."""
    y, x = np.nonzero(mask)
    turns = np.radians(np.arange(0, 90, 7.5))
    across, down = (
        np.outer(a, x) + np.outer(b, y) for a, b in ((np.cos(turns), np.sin(turns)), (-np.sin(turns), np.cos(turns)))
    )
    return float(((np.ptp(across, axis=1) + 1) * (np.ptp(down, axis=1) + 1)).min())


def _same(one: Box, other: Box) -> bool:
    """Whether two boxes differ by little."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 0.1 * max(one[2] - one[0], one[3] - one[1])


def inside(table: Components, box: Box) -> Rows:
    """The components that lie wholly within a box."""
    left, top, right, bottom = box
    boxes = table.boxes
    within = (boxes[:, 0] > left) & (boxes[:, 1] > top) & (boxes[:, 2] < right) & (boxes[:, 3] < bottom)
    return np.flatnonzero(within)


def groups(table: Components, boxes: tuple[Box, ...]) -> list[Rows]:
    """What may be the digit: each a group of components, none twice.

    Args:
        boxes: cards and the like, whose insides are proposed by themselves.
    """
    if not len(table):
        return []
    shorter = min(table.shape)
    everything = np.arange(len(table))
    free = ~table.at_edge.any(axis=1)
    slight = ~lines(table)
    starts = [everything, everything[free], everything[slight], everything[free & slight]]
    starts += [inside(table, box) for box in (*boxes, *containers(table))]
    found: dict[bytes, Rows] = {}

    def propose(rows: Rows) -> None:
        if len(rows):
            found.setdefault(np.sort(rows).tobytes(), np.sort(rows))

    between = gaps(table)
    done = set()
    for start in starts:
        if not len(start) or start.tobytes() in done:
            continue
        done.add(start.tobytes())
        propose(start)
        large = start[table.area[start] >= SPECK * table.area[start].max()]
        propose(large)
        for rows in (start, large) if len(large) < len(start) else (start,):
            for gap in GAPS:
                near = between[np.ix_(rows, rows)] <= gap * shorter - (gap == 0)
                np.fill_diagonal(near, True)
                for cluster in clusters(near, table.area[rows])[:MOST_CLUSTERS]:
                    propose(rows[cluster])
    return list(found.values())


def without_lines(mask: Mask) -> Mask | None:
    """The mask without long straight lines across and down, or None where there are none.

    A line is taken away only where the ink is no thicker than the line, so that strokes across it stay whole, as
    staff lines are removed from music (Dalitz et al. 2008, "A comparative study of staff removal algorithms").
    """
    from scipy import ndimage

    left = mask
    for turned in (False, True):
        seen = left.T if turned else left
        length = max(15, int(LONG * seen.shape[1]))
        thick = ndimage.maximum_filter1d(seen.view(np.uint8), 3, axis=0)  # lines may be slightly turned
        core = ndimage.minimum_filter1d(thick, length, axis=1)
        if not core.any():
            continue
        rows = (ndimage.maximum_filter1d(core, length, axis=1) > 0) & seen
        if not rows.any():
            continue
        runs = _run_lengths(seen)
        usual = float(np.median(runs[rows]))
        if usual > THICKEST * max(seen.shape):
            continue
        kept = seen & ~(rows & (runs <= 1.5 * usual + 1))
        left = kept.T if turned else kept
    return None if left is mask else left


def _run_lengths(mask: Mask) -> NDArray[np.int32]:
    """How many pixels of ink lie above each other, for each pixel of them (H, W); 0 without ink."""
    padded = np.zeros((mask.shape[0] + 2, mask.shape[1]), dtype=np.int8)
    padded[1:-1] = mask
    steps = np.diff(padded, axis=0).T  # columns one after the other
    begin, end = np.flatnonzero(steps.ravel() == 1), np.flatnonzero(steps.ravel() == -1)
    counts = np.zeros(steps.size + 1, dtype=np.int32)
    counts[begin] += (end - begin).astype(np.int32)
    counts[end] -= (end - begin).astype(np.int32)
    return np.cumsum(counts)[:-1].reshape(steps.shape)[:, :-1].T
