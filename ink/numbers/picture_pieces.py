"""Pieces of a number in a picture's ink: its components, and parts of them cut along thin places; in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ink.framing import lines_in
from ink.numbers.pieces import MOST_PIECES, WIDE, Floats, Piece, cuts_per_width
from ink.pictures.components import EIGHT, Mask
from ink.pictures.picture_ink import INK_LEVEL

SMALLEST = 0.05
"""Of the number's height: components that are smaller in both directions are specks."""
TALL = 0.5
"""Of the highest component: what makes a line."""
NEXT_LINE = 0.6
"""Of the height: distance between the middles of a line and of what is on the next one, at least."""
FROM_LINE = 0.8
"""Of the height: how far from a line's middle its parts, dots and signs are, at most."""
GAP = 0.3
"""Of a line's width: how high gaps are that a scanner or a fold leaves in it, about; they end no line of digits."""
SLANTS = (-0.4, 0.0, 0.4)
"""Columns for each row down, of the lines along which cuts are looked for."""
SEEDS, BAND = 0.1, 0.18
"""Of the height: between two such lines; and how far from one a cut may be."""
ENTERED, ALONG, BEND = 1.0, 0.1, 0.05
"""What a cut costs: for each line that it enters, in line widths; for each pixel of ink; for each step to a side."""
THIN, BOTH = 3.0, 1.5
"""Line widths that a cut costs at most; and from which two lines are cut."""
APART = 0.1
"""Of the height: between two cuts on average, and from a cut to the component's side, at least."""
SLIVER = 0.5
"""Of the square of a line's width: a part with less ink is a part of its neighbour."""
MOST_CUTS = 14
FINE = 64
"""Pixels of the height in which cuts are looked for; larger ink is made smaller for that."""
SAMPLES = 60
"""Points by which a piece's path is known, about."""


@dataclass(frozen=True, eq=False)
class PictureLine:
    """A line of digits.

    Attributes:
        height: of its digits, without the lines' width, in pixels.
        pieces: the parts of its components, their paths along the middle of their lines.
        places: (H, W), which piece each pixel is of, from 0; -1 for none.
    """

    height: float
    pieces: list[Piece]
    places: NDArray[np.int8]

    def mask(self, pieces: Sequence[Piece]) -> Mask:
        """The pixels (H, W) of some of its pieces."""
        chosen = np.zeros(len(self.pieces) + 1, dtype=bool)
        chosen[[self.pieces.index(piece) for piece in pieces]] = True
        mask: Mask = chosen[self.places]
        return mask


def picture_lines(ink: Image.Image) -> list[PictureLine]:
    """The lines of digits that a picture's ink (mode "L", 255 on 0) may be, from top to bottom; none if too many."""
    from scipy import ndimage

    inked = np.pad(np.asarray(ink) > INK_LEVEL, 1)
    if not inked.any():
        return []
    middles, thickness = lines_in(inked)
    labels, _count = ndimage.label(_without_gaps(inked, 2 * round(GAP * thickness / 2) + 1), EIGHT)
    found = ndimage.find_objects(labels)
    highest = max(y.stop - y.start for y, _x in found)
    least = max(SMALLEST * highest, 0.8 * thickness)
    kept = [number for number, (y, x) in enumerate(found, 1) if max(y.stop - y.start, x.stop - x.start) >= least]
    if len(kept) > MOST_PIECES:
        return []
    lines = []
    for numbers in _lines([found[number - 1] for number in kept], kept):
        height = max(max(found[number - 1][0].stop - found[number - 1][0].start for number in numbers) - thickness, 1.0)
        pieces: list[Piece] = []
        places = np.full(labels.shape, -1, dtype=np.int8)
        widths = [(found[number - 1][1].stop - found[number - 1][1].start) / height for number in numbers]
        per_width = cuts_per_width([width for width in widths if width >= WIDE], len(numbers))
        for number, width in zip(numbers, widths, strict=True):
            box, most = found[number - 1], min(MOST_CUTS, int(per_width * width))
            own = labels[box] == number
            cuts = _cuts(own, height, thickness, most) if own.shape[1] - thickness >= WIDE * height else []
            for piece, part in _parts(own, middles[box], number, cuts, thickness, _corner(box)):
                places[box][part] = len(pieces)
                pieces.append(piece)
        if len(pieces) > MOST_PIECES:
            return []
        lines.append(PictureLine(height, pieces, places[1:-1, 1:-1]))
    return lines


def _without_gaps(inked: Mask, size: int) -> Mask:
    """The ink (H, W), with gaps in it filled that are lower than an odd number of pixels."""
    from scipy import ndimage

    wider = ndimage.maximum_filter1d(inked.view(np.uint8), size, axis=0)
    return np.asarray(ndimage.minimum_filter1d(wider, size, axis=0).view(np.bool_) | inked)


def _lines(boxes: Sequence[tuple[slice, slice]], numbers: Sequence[int]) -> list[list[int]]:
    """The components by lines, from top to bottom, each from left to right."""
    heights = np.array([y.stop - y.start for y, _x in boxes])
    middles = np.array([(y.start + y.stop) / 2 for y, _x in boxes])
    tall = np.flatnonzero(heights >= TALL * heights.max())
    usual = float(np.median(heights[tall]))
    order = tall[np.argsort(middles[tall])]
    starts = np.flatnonzero(np.diff(middles[order], prepend=-np.inf) > NEXT_LINE * usual)
    centres = [float(middles[some].mean()) for some in np.split(order, starts[1:])]
    away = np.abs(middles[:, None] - np.array(centres))
    nearest = np.where(away.min(axis=1) <= FROM_LINE * usual, away.argmin(axis=1), -1)
    lines: list[list[int]] = []
    for line in range(len(centres)):
        own = np.flatnonzero(nearest == line)
        lines.append([numbers[place] for place in sorted(own.tolist(), key=lambda place: boxes[place][1].start)])
    return lines


def _corner(box: tuple[slice, slice]) -> Floats:
    """Left and top of a box in a picture with a margin of one pixel."""
    return np.array((box[1].start - 1, box[0].start - 1), dtype=np.float64)


def _parts(
    own: Mask, middles: Mask, number: int, cuts: list[Cut], thickness: float, corner: Floats
) -> Iterator[tuple[Piece, Mask]]:
    """A component (h, w) as one piece, or in parts from left to right, with their pixels.

    Args:
        middles: (h, w), the middle of its lines.
        corner: (2,), left and top of it in the picture.
    """
    y, x = np.nonzero(own)
    right_of = sum((x >= cut.columns[y] for cut in cuts), np.zeros(len(x), dtype=np.intp))
    enough = np.bincount(right_of, minlength=len(cuts) + 1) >= SLIVER * thickness**2
    cuts = [cuts[place - 1] for place in np.flatnonzero(enough)[1:]]
    right_of = np.maximum(np.cumsum(enough) - 1, 0)[right_of]
    for place in range(len(cuts) + 1):
        part = np.zeros_like(own)
        part[y[right_of == place], x[right_of == place]] = True
        points = np.argwhere(part & middles if (part & middles).any() else part)[:, ::-1]
        if len(points):
            path = points[:: max(1, len(points) // SAMPLES)] + corner
            before, after = (0.0 if cut is None else float(cut.cost / thickness > BOTH) for cut in _around(cuts, place))
            yield Piece(number, place, place + 1, path, (place > 0, place < len(cuts)), (before, after)), part


class Cut(NamedTuple):
    """A way through a component from top to bottom: the first column right of it in each row (h,), and its cost."""

    columns: NDArray[np.intp]
    cost: float


def _around(cuts: Sequence[Cut], place: int) -> tuple[Cut | None, Cut | None]:
    """The cuts before and after a part."""
    return cuts[place - 1] if place else None, cuts[place] if place < len(cuts) else None


def _cuts(own: Mask, height: float, thickness: float, most: int) -> list[Cut]:
    """Ways through a component (h, w) that cross few lines, from left to right."""
    factor = max(1, round(height / FINE))
    ink = _smaller(own, factor)
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


def _smaller(own: Mask, factor: int) -> NDArray[np.float32]:
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


def ink_in(ink: Image.Image, mask: Mask) -> Image.Image:
    """What of a picture's ink is in a mask (H, W)."""
    return Image.fromarray(np.where(mask, np.asarray(ink), np.uint8(0)))


def ink_bounds(mask: Mask) -> Floats:
    """Left, top, right and bottom of a mask (H, W)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], dtype=np.float64)
