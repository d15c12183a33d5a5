"""Pieces of a number in a picture's ink: its components, and parts of them cut along thin places; in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ink.components import EIGHT, Mask
from ink.framing import INK_LEVEL
from ink.pieces import MOST_PIECES, WIDE, Floats, Piece

SMALLEST = 0.05
"""Of the number's height: components that are smaller in both directions are specks."""
TALL = 0.5
"""Of the highest component: what makes a line."""
NEXT_LINE = 0.6
"""Of the height: distance between the middles of a line and of what is on the next one, at least."""
FROM_LINE = 0.8
"""Of the height: how far from a line's middle its parts, dots and signs are, at most."""
SLANTS = (0.0, -0.4, 0.4)
"""Columns for each row down, of cuts."""
THIN, BOTH = 3.5, 1.5
"""Line widths of ink on a cut, at most; and from which two lines are cut."""
WAIST = 0.6
"""Of the height: from the highest ink on a cut to the lowest, where much ink is between, at most."""
APART = 0.17
"""Of the height: between two cuts, and from a cut to the component's side, at least."""
MOST_CUTS = 14
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
    depth = ndimage.distance_transform_edt(inked)
    ridge = (depth == ndimage.maximum_filter(depth, size=3)) & inked
    labels, _count = ndimage.label(inked, EIGHT)
    found = ndimage.find_objects(labels)
    if not found:
        return []
    thickness = float(2 * np.median(depth[ridge]) - 1)
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
        for number in numbers:
            box = found[number - 1]
            for piece, part in _parts(labels[box] == number, ridge[box], number, height, thickness, _corner(box)):
                places[box][part] = len(pieces)
                pieces.append(piece)
        if len(pieces) > MOST_PIECES:
            return []
        lines.append(PictureLine(height, pieces, places[1:-1, 1:-1]))
    return lines


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
    own: Mask, ridge: Mask, number: int, height: float, thickness: float, corner: Floats
) -> Iterator[tuple[Piece, Mask]]:
    """A component (h, w) as one piece, or in parts from left to right, with their pixels.

    Args:
        ridge: (h, w), the middle of its lines.
        corner: (2,), left and top of it in the picture.
    """
    cuts = _cuts(own, height, thickness) if own.shape[1] - thickness >= WIDE * height else []
    y, x = np.nonzero(own)
    right_of = sum((x >= cut.at(y, own.shape[0]) for cut in cuts), np.zeros(len(x), dtype=np.intp))
    for place in range(len(cuts) + 1):
        part = np.zeros_like(own)
        part[y[right_of == place], x[right_of == place]] = True
        points = np.argwhere(part & ridge if (part & ridge).any() else part)[:, ::-1]
        if len(points):
            path = points[:: max(1, len(points) // SAMPLES)] + corner
            before, after = (0.0 if cut is None else float(cut.ink / thickness > BOTH) for cut in _around(cuts, place))
            yield Piece(number, place, place + 1, path, (place > 0, place < len(cuts)), (before, after)), part


class Cut(NamedTuple):
    """A straight cut from top to bottom: the column of its middle, columns for each row down, and ink on it."""

    column: int
    slant: float
    ink: float

    def at(self, rows: NDArray[np.intp], height: int) -> Floats:
        """Its columns in some rows of a component of this height."""
        return np.asarray(self.column + self.slant * (rows - height / 2))


def _around(cuts: Sequence[Cut], place: int) -> tuple[Cut | None, Cut | None]:
    """The cuts before and after a part."""
    return cuts[place - 1] if place else None, cuts[place] if place < len(cuts) else None


def _cuts(own: Mask, height: float, thickness: float) -> list[Cut]:
    """Where a component (h, w) has least ink across a cut, and little of it, from left to right."""
    from scipy import ndimage

    y, x = np.nonzero(own)
    apart = max(2, round(APART * height))
    found: list[Cut] = []
    for slant in SLANTS:
        column = np.clip(np.rint(x - slant * (y - own.shape[0] / 2)), 0, own.shape[1] - 1).astype(np.intp)
        counts = np.bincount(column, minlength=own.shape[1]).astype(np.float64)
        profile = ndimage.uniform_filter1d(counts, max(1, round(thickness / 2)))
        lowest = (profile == ndimage.minimum_filter1d(profile, apart)) & (profile <= THIN * thickness)
        top, bottom = np.full(own.shape[1], own.shape[0]), np.zeros(own.shape[1], dtype=np.intp)
        np.minimum.at(top, column, y)
        np.maximum.at(bottom, column, y)
        extent = np.maximum(bottom - top, 0)  # small where digits touch side by side, however much ink is there
        lowest |= (extent == ndimage.minimum_filter1d(extent, apart)) & (extent <= WAIST * height)
        lowest[:apart] = lowest[-apart:] = False
        found += [Cut(at, slant, float(profile[at])) for at in np.flatnonzero(lowest).tolist()]
    cuts: list[Cut] = []
    for cut in sorted(found, key=lambda cut: (cut.ink, abs(cut.slant))):
        if len(cuts) < MOST_CUTS and all(abs(cut.column - other.column) >= apart for other in cuts):
            cuts.append(cut)
    return sorted(cuts)


def ink_in(ink: Image.Image, mask: Mask) -> Image.Image:
    """What of a picture's ink is in a mask (H, W)."""
    return Image.fromarray(np.where(mask, np.asarray(ink), np.uint8(0)))


def ink_bounds(mask: Mask) -> Floats:
    """Left, top, right and bottom of a mask (H, W)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], dtype=np.float64)
