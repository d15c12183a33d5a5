"""The lines of a component of ink as a graph: branches between junctions, and what it costs to part them there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ink.pictures.components import EIGHT, Mask

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Pixel = tuple[int, int]
"""Row and column."""

THORN = 1.0
"""Line widths: shorter branches that end freely are thorns of a ragged edge."""
BRIDGE = 1.3
"""Line widths: shorter branches between two junctions are parts of one, as where two lines cross at a small angle."""
LOOK = 1.5
"""Line widths from a junction within which a branch's direction is measured."""
STRAIGHT = 0.7
"""Radians by which two branches that go on in one another turn, about."""
TURN = 0.15
"""What it costs to part two branches that do not go on in one another."""
LONGEST, MOST_BRANCHES = 5000, 100
"""Pixels of all middle lines, and branches, at most; no number that is read has more."""
SIDES = (-1, 0), (0, 1), (1, 0), (0, -1)
CORNERS = (-1, -1), (-1, 1), (1, -1), (1, 1)


class Branch(NamedTuple):
    """Pixels in a row, (N, 2) as row and column, and the numbers of the junctions at both ends; -1 for none."""

    pixels: Places
    begin: int
    end: int


@dataclass(frozen=True, eq=False)
class StrokeGraph:
    """The lines of a component.

    Attributes:
        branches: B of them.
        owners: (h, w), of each pixel the nearest branch, from 0, or junction, from B.
        links: (L, 2), branches that meet.
        costs: (L,), what it costs to part them: 1 if one goes on in the other, and in no other branch as well.
        meeting: for each junction the branches that end there.
    """

    branches: list[Branch]
    owners: Places
    links: Places
    costs: Floats
    meeting: list[Places]


def stroke_graph(ink: Mask, thickness: float) -> StrokeGraph | None:
    """The graph of ink (h, w), whose lines have a width in pixels; None where they do not meet, or are too many."""
    from scipy import ndimage

    skeleton = thinned(ink)
    if np.count_nonzero(skeleton) > LONGEST:
        return None
    branches, junctions = _without_thorns(skeleton, thickness)
    count = int(junctions.max(initial=-1)) + 1
    if not count or not 0 < len(branches) <= MOST_BRANCHES:
        return None
    links, costs = [], []
    ending: list[list[tuple[int, Places]]] = [[] for _ in range(count)]
    for number, (pixels, begin, end) in enumerate(branches):
        for junction, away in ((begin, pixels), (end, pixels[::-1])):
            if junction >= 0:
                ending[junction].append((number, away))
    for junction, some in enumerate(ending):
        middle = np.argwhere(junctions == junction).mean(axis=0)
        for (one, other), cost in _costs([_direction(away, middle, thickness) for _number, away in some]).items():
            if some[one][0] != some[other][0]:
                links.append((some[one][0], some[other][0]))
                costs.append(cost)
    owners = np.where(junctions >= 0, junctions + len(branches), -1)
    for number, branch in enumerate(branches):
        owners[tuple(branch.pixels.T)] = number
    nearest = ndimage.distance_transform_edt(owners < 0, return_distances=False, return_indices=True)
    linked = np.array(links, dtype=np.intp).reshape(-1, 2)
    meeting = [np.array([number for number, _away in some], dtype=np.intp) for some in ending]
    return StrokeGraph(branches, owners[tuple(nearest)], linked, np.array(costs), meeting)


def _direction(pixels: Places, junction: Floats, thickness: float) -> Floats:
    """Of a branch away from a junction, (2,), of length 1."""
    far = pixels[min(max(3, round(LOOK * thickness)), len(pixels) - 1)]
    out = far - (pixels[0] if len(pixels) > 2 else junction)
    return np.asarray(out / max(float(np.hypot(*out)), 1e-9))


def _costs(directions: list[Floats]) -> dict[tuple[int, int], float]:
    """What it costs to part each two of the branches that leave a junction in these directions.

    Two that go on in one another are a line, unless one of them goes on in a third as well: then nobody knows.
    """
    out = np.array(directions).reshape(-1, 2)
    turns = np.pi - np.arccos(np.clip(out @ out.T, -1, 1))
    straight = np.exp(-((turns / STRAIGHT) ** 2)) * (1 - np.eye(len(out)))
    costs = {}
    for one in range(len(out)):
        for other in range(one + 1, len(out)):
            third = np.delete(straight[[one, other]], [one, other], axis=1).max(initial=0.0)
            costs[one, other] = TURN + (1 - TURN) * float(straight[one, other] * (1 - third))
    return costs


def _without_thorns(skeleton: Mask, thickness: float) -> tuple[list[Branch], Places]:
    """The branches and junctions of a skeleton (h, w), see :func:`_branches`, from which thorns are taken away."""
    for _ in range(2):  # without a thorn, two others may be one branch
        branches, junctions = _branches(skeleton, thickness)
        thorns = [one for one in branches if (one.begin < 0) != (one.end < 0) and len(one.pixels) < THORN * thickness]
        if len(thorns) in (0, len(branches)):
            return branches, junctions
        for one in thorns:
            skeleton[tuple(one.pixels.T)] = False
        skeleton = thinned(skeleton)
    return _branches(skeleton, thickness)


def _branches(skeleton: Mask, thickness: float) -> tuple[list[Branch], Places]:
    """The branches of a skeleton (h, w), and of each pixel the number of its junction (h, w); -1 for none."""
    from scipy import ndimage

    near = _neighbours(skeleton)
    forks = {pixel for pixel, around in near.items() if len(around) > 2}
    found = list(_rows(near, forks))
    marks = np.zeros(skeleton.shape, dtype=bool)
    for pixel in forks:
        marks[pixel] = True
    for row, begin, end in found:
        if begin and end and len(row) < BRIDGE * thickness:
            marks[tuple(np.array(row).T)] = True
    labels, _count = ndimage.label(marks, EIGHT)
    junctions = labels.astype(np.intp) - 1
    branches = [
        Branch(np.array(row), *(-1 if fork is None else int(junctions[fork]) for fork in (begin, end)))
        for row, begin, end in found
        if not marks[row[0]]
    ]
    return branches, junctions


def _neighbours(skeleton: Mask) -> dict[Pixel, list[Pixel]]:
    """Of each pixel its neighbours; one at a corner only if none at a side leads there."""
    ink = {(y, x) for y, x in np.argwhere(skeleton).tolist()}
    return {
        (y, x): [(y + dy, x + dx) for dy, dx in SIDES if (y + dy, x + dx) in ink]
        + [
            (y + dy, x + dx)
            for dy, dx in CORNERS
            if (y + dy, x + dx) in ink and (y + dy, x) not in ink and (y, x + dx) not in ink
        ]
        for y, x in ink
    }


def _rows(
    near: dict[Pixel, list[Pixel]], forks: set[Pixel]
) -> Iterator[tuple[list[Pixel], Pixel | None, Pixel | None]]:
    """Pixels in a row, and the forks before and after them; first rows that end freely, rings at last."""
    free: list[tuple[Pixel, Pixel | None]] = [(pixel, None) for pixel, around in near.items() if len(around) < 2]
    from_forks: list[tuple[Pixel, Pixel | None]] = [(pixel, fork) for fork in forks for pixel in near[fork]]
    seen = set(forks)
    for pixel, begin in free + from_forks + [(pixel, None) for pixel in near]:
        if pixel in seen:
            continue
        row, end = [pixel], None
        seen.add(pixel)
        while True:
            end = next((one for one in near[row[-1]] if one in forks and (len(row) > 1 or one != begin)), None)
            following = next((one for one in near[row[-1]] if one not in seen), None)
            if end or not following:
                break
            seen.add(following)
            row.append(following)
        yield row, begin, end


def thinned(ink: Mask) -> Mask:
    """The middle lines, one pixel wide, of ink (h, w).

    Guo and Hall 1989, "Parallel thinning with two-subiteration algorithms".
    """
    ink = np.pad(ink, 1)
    inner = ink[1:-1, 1:-1]
    rows, columns = inner.shape
    around = [ink[1 + y : 1 + y + rows, 1 + x : 1 + x + columns].view(np.uint8) for y, x in _AROUND]
    changed = True
    while changed:
        changed = False
        for table in _REMOVABLE:
            codes = sum(side << bit for bit, side in enumerate(around))
            removed = inner & table[codes]
            changed |= bool(removed.any())
            inner &= ~removed
    return inner.copy()


_AROUND = (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)
"""Clockwise from above."""


def _removable(first: bool) -> Mask:
    """Of the 256 ways in which the pixels around one can be inked, those in which it is removed, in each half step."""
    table = np.zeros(256, dtype=bool)
    for code in range(256):
        up, up_right, right, down_right, down, down_left, left, up_left = (bool(code >> bit & 1) for bit in range(8))
        ways = (not up and (up_right or right)) + (not right and (down_right or down))
        ways += (not down and (down_left or left)) + (not left and (up_left or up))
        one = (up or up_right) + (right or down_right) + (down or down_left) + (left or up_left)
        other = (up_right or right) + (down_right or down) + (down_left or left) + (up_left or up)
        kept = (up or up_right or not down_right) and right if first else (down or down_left or not up_left) and left
        table[code] = ways == 1 and 2 <= min(one, other) <= 3 and not kept
    return table


_REMOVABLE = _removable(first=True), _removable(first=False)
