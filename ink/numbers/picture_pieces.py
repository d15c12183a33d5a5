"""Pieces of a number in a picture's ink, in lines: its components, and parts of them where digits touch or cross."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ink.framing import lines_in
from ink.numbers.crossings import parts_by_strokes
from ink.numbers.pieces import MOST_PIECES, WIDE, Floats, Piece, cuts_per_width
from ink.numbers.seams import Part, parts_by_seams
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
LOW = 0.4
"""Of the height: lower components are no digits that touch, but a sign, and are not cut."""
MOST_CUTS = 14
BOTH = 1.5
"""Lines that a cut costs, from which two are cut."""
SAMPLES = 60
"""Points by which a piece's path is known, about."""

Region = tuple[slice, slice]
"""Rows and columns."""
PartsOf = Callable[[Mask, float, float, int], list[Part]]
"""What parts a component, as :func:`ink.numbers.seams.parts_by_seams` does."""


@dataclass(frozen=True, eq=False)
class PictureLine:
    """A line of digits.

    Attributes:
        height: of its digits, without the lines' width, in pixels.
        pieces: the parts of its components, their paths along the middle of their lines.
        places: the pixels of each piece: a box in the picture with a margin of one pixel, and a mask in that box. Where
            lines cross, pixels are of two pieces.
        shape: height and width of the picture with its margin.
    """

    height: float
    pieces: list[Piece]
    places: list[tuple[Region, Mask]]
    shape: tuple[int, ...]

    def mask(self, pieces: Sequence[Piece]) -> Mask:
        """The pixels (H, W) of some of its pieces."""
        mask: Mask = np.zeros(self.shape, dtype=bool)
        for piece in pieces:
            box, part = self.places[self.pieces.index(piece)]
            mask[box] |= part
        return mask[1:-1, 1:-1]


def picture_lines(ink: Image.Image) -> list[list[PictureLine]]:
    """The lines of digits that a picture's ink (mode "L", 255 on 0) may be, from top to bottom, in up to two ways.

    First what touches is cut along thin places; then digits are parted where their lines cross, if any may do so. A way
    with too many pieces is left out.
    """
    found = _components(ink)
    if found is None:
        return []
    by_seams, by_strokes = (_divided(found, parts_of) for parts_of in (parts_by_seams, parts_by_strokes))
    crossing = any(piece.cut[0] for line in by_strokes for piece in line.pieces)
    return [lines for lines in (by_seams, by_strokes if crossing else []) if lines]


@dataclass(frozen=True, eq=False)
class _Components:
    """The components of a picture's ink, in a margin of one pixel.

    Attributes:
        labels: (H + 2, W + 2), the number of each pixel's component, from 1.
        boxes: of each component, the first at 0.
        middles: (H + 2, W + 2), the middle of lines.
        thickness: of lines, in pixels.
        lines: the numbers of the components that are no specks.
    """

    labels: NDArray[np.intp]
    boxes: list[Region]
    middles: Mask
    thickness: float
    lines: list[list[int]]


def _components(ink: Image.Image) -> _Components | None:
    """The components of ink; None if there are none, or too many."""
    from scipy import ndimage

    inked = np.pad(np.asarray(ink) > INK_LEVEL, 1)
    if not inked.any():
        return None
    middles, thickness = lines_in(inked)
    labels, _count = ndimage.label(_without_gaps(inked, 2 * round(GAP * thickness / 2) + 1), EIGHT)
    boxes = ndimage.find_objects(labels)
    highest = max(y.stop - y.start for y, _x in boxes)
    least = max(SMALLEST * highest, 0.8 * thickness)
    kept = [number for number, (y, x) in enumerate(boxes, 1) if max(y.stop - y.start, x.stop - x.start) >= least]
    if len(kept) > MOST_PIECES:
        return None
    return _Components(labels, boxes, middles, thickness, _lines([boxes[number - 1] for number in kept], kept))


def _divided(found: _Components, parts_of: PartsOf) -> list[PictureLine]:
    """The lines, their components in parts; none where there are too many."""
    lines = [_line(found, numbers, parts_of) for numbers in found.lines]
    return lines if all(len(line.pieces) <= MOST_PIECES for line in lines) else []


def _line(found: _Components, numbers: Sequence[int], parts_of: PartsOf) -> PictureLine:
    sizes = np.array([[side.stop - side.start for side in found.boxes[number - 1]] for number in numbers])
    height = max(float(sizes[:, 0].max()) - found.thickness, 1.0)
    widths = sizes[:, 1] / height
    per_width = cuts_per_width(widths[widths >= WIDE].tolist(), len(numbers))
    line = PictureLine(height, [], [], found.labels.shape)
    for number, (high, wide) in zip(numbers, sizes.tolist(), strict=True):
        box, most = found.boxes[number - 1], min(MOST_CUTS, int(per_width * wide / height))
        own = found.labels[box] == number
        cut = wide - found.thickness >= WIDE * height and high >= LOW * height
        parts = parts_of(own, height, found.thickness, most) if cut else [Part(own, 0.0)]
        for piece, part in _pieces(parts, found.middles[box], number, _corner(box)):
            line.places.append((box, part))
            line.pieces.append(piece)
    return line


def _without_gaps(inked: Mask, size: int) -> Mask:
    """The ink (H, W), with gaps in it filled that are lower than an odd number of pixels."""
    from scipy import ndimage

    wider = ndimage.maximum_filter1d(inked.view(np.uint8), size, axis=0)
    return np.asarray(ndimage.minimum_filter1d(wider, size, axis=0).view(np.bool_) | inked)


def _lines(boxes: Sequence[Region], numbers: Sequence[int]) -> list[list[int]]:
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


def _corner(box: Region) -> Floats:
    """Left and top of a box in a picture with a margin of one pixel."""
    return np.array((box[1].start - 1, box[0].start - 1), dtype=np.float64)


def _pieces(parts: Sequence[Part], middles: Mask, number: int, corner: Floats) -> Iterator[tuple[Piece, Mask]]:
    """The parts of a component, from left to right, as pieces.

    Args:
        middles: (h, w), the middle of the component's lines.
        corner: (2,), left and top of it in the picture.
    """
    for place, (part, before) in enumerate(parts):
        points = np.argwhere(part & middles if (part & middles).any() else part)[:, ::-1]
        path = points[:: max(1, len(points) // SAMPLES)] + corner
        after = parts[place + 1].cost if place + 1 < len(parts) else 0.0
        over = float(before > BOTH), float(after > BOTH)
        yield Piece(number, place, place + 1, path, (place > 0, place + 1 < len(parts)), over), part


def ink_in(ink: Image.Image, mask: Mask) -> Image.Image:
    """What of a picture's ink is in a mask (H, W)."""
    return Image.fromarray(np.where(mask, np.asarray(ink), np.uint8(0)))


def ink_bounds(mask: Mask) -> Floats:
    """Left, top, right and bottom of a mask (H, W)."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1], dtype=np.float64)
