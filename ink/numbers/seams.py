"""Parts of a component of ink, cut from top to bottom along thin places, where one digit touches the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ink.pictures.components import Mask

SLANTS = (-0.4, 0.0, 0.4)
"""Columns for each row down, of the lines along which cuts are looked for."""
SEEDS, BAND = 0.1, 0.18
"""Of the height: between two such lines; and how far from one a cut may be."""
ENTERED, ALONG, BEND = 1.0, 0.1, 0.05
"""What a cut costs: for each line that it enters, in line widths; for each pixel of ink; for each step to a side."""
THIN = 3.0
"""Line widths that a cut costs at most."""
APART = 0.1
"""Of the height: between two cuts on average, and from a cut to the component's side, at least."""
SLIVER = 0.5
"""Of the square of a line's width: a part with less ink is a part of its neighbour."""
FINE = 64
"""Pixels of the height in which cuts are looked for; larger ink is made smaller for that."""


class Part(NamedTuple):
    """A part of a component: its pixels (h, w), and what the cut before it costs in lines; 0 for the first."""

    mask: Mask
    cost: float


def parts_by_seams(own: Mask, height: float, thickness: float, most: int) -> list[Part]:
    """The parts of a component (h, w), from left to right.

    Args:
        height: of its digits, in pixels.
        thickness: of its lines.
        most: cuts at most.
    """
    cuts = _cuts(own, height, thickness, most)
    y, x = np.nonzero(own)
    right_of = sum((x >= cut.columns[y] for cut in cuts), np.zeros(len(x), dtype=np.intp))
    enough = np.bincount(right_of, minlength=len(cuts) + 1) >= SLIVER * thickness**2
    costs = [0.0, *(cuts[place - 1].cost / thickness for place in np.flatnonzero(enough)[1:])]
    right_of = np.maximum(np.cumsum(enough) - 1, 0)[right_of]
    parts = []
    for place, cost in enumerate(costs):
        mask = np.zeros_like(own)
        mask[y[right_of == place], x[right_of == place]] = True
        parts.append(Part(mask, cost))
    return [part for part in parts if part.mask.any()]


class Cut(NamedTuple):
    """A way through a component from top to bottom: the first column right of it in each row (h,), and its cost."""

    columns: NDArray[np.intp]
    cost: float


def _cuts(own: Mask, height: float, thickness: float, most: int) -> list[Cut]:
    """Ways through a component (h, w) that cross few lines, from left to right."""
    factor = max(1, round(height / FINE))
    ink = smaller(own, factor)
    rows, width = ink.shape
    height, thickness = height / factor, thickness / factor
    apart = max(2.0, APART * height)
    down = np.arange(rows) - (rows - 1) / 2
    middles = np.arange(apart, width - apart, max(1.0, SEEDS * height))
    lines = np.array([middle + slant * down for slant in SLANTS for middle in middles]).reshape(-1, rows)
    found = _cheapest(ink, np.rint(lines).astype(np.intp), max(2, round(BAND * height)), thickness)
    up_to = np.pad(np.cumsum(ink, axis=1), ((0, 0), (1, 0)))
    sliver = SLIVER * thickness**2
    cuts: list[Cut] = []
    for cut in sorted(found, key=lambda cut: cut.cost):
        if len(cuts) == most or cut.cost > THIN * thickness:
            break
        left = float(up_to[np.arange(rows), np.clip(cut.columns, 0, width)].sum())
        if sliver < left < ink.sum() - sliver and all(
            np.abs(cut.columns - other.columns).mean() >= apart for other in cuts
        ):
            cuts.append(cut)
    whole = [Cut((cut.columns * factor).repeat(factor)[: len(own)], cut.cost * factor) for cut in cuts]
    return sorted(whole, key=lambda cut: float(cut.columns.mean()))


def smaller(own: Mask, factor: int) -> NDArray[np.float32]:
    """How much of each square of so many pixels a mask has."""
    rows, width = (-(-side // factor) for side in own.shape)
    padded = np.pad(own, ((0, rows * factor - own.shape[0]), (0, width * factor - own.shape[1])))
    return np.asarray(padded.reshape(rows, factor, width, factor).mean(axis=(1, 3), dtype=np.float32))


def _cheapest(ink: NDArray[np.float32], lines: NDArray[np.intp], band: int, thickness: float) -> list[Cut]:
    """Near each line (K, h) the cheapest way through ink (h, w) from top to bottom, by dynamic programming.

    As seams are found in pictures that are to be made smaller (Avidan and Shamir 2007, "Seam carving").
    """
    rows, width = ink.shape
    offsets = np.arange(-band, band + 1)
    columns = lines[:, :, None] + offsets
    inside = (columns >= 0) & (columns < width)
    beside = np.pad(ink, ((0, 0), (0, 1)))  # what is not of the component costs nothing
    near = beside[np.arange(rows)[:, None], np.where(inside, columns, width)]
    shifts = np.diff(lines, axis=1, prepend=lines[:, :1])  # of the band against that in the row above
    steps, places = np.array((0, -1, 1)), np.arange(len(offsets))
    cost = (ALONG + ENTERED * thickness) * near[:, 0]
    taken = np.zeros((rows, len(lines), len(offsets)), dtype=np.int8)
    for row in range(1, rows):
        ways = []
        for step in steps.tolist():
            before = places + shifts[:, row, None] + step
            within = np.clip(before, 0, len(offsets) - 1)
            entered = np.maximum(near[:, row] - np.take_along_axis(near[:, row - 1], within, axis=1), 0)
            way = np.take_along_axis(cost, within, axis=1) + ENTERED * thickness * entered + BEND * abs(step)
            ways.append(np.where(before == within, way, np.inf))
        best = np.argmin(ways, axis=0)
        taken[row] = steps[best]
        cost = np.min(ways, axis=0) + ALONG * near[:, row]
    each, place = np.arange(len(lines)), cost.argmin(axis=1)
    found = np.empty(lines.shape, dtype=np.intp)
    for row in range(rows - 1, -1, -1):
        found[:, row] = lines[:, row] + offsets[place]
        if row:
            place = place + shifts[:, row] + taken[row, each, place]
    return [Cut(*one) for one in zip(found, cost.min(axis=1).tolist(), strict=True)]
