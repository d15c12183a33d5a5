"""From a picture to the ink of a digit: candidates, best first, which a network or a user chooses from.

Where the digit may be is found in a small copy; its ink is taken from the picture's own pixels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ink.pictures.components import Mask, Rows, edge
from ink.pictures.ground import otsu
from ink.pictures.ranking import MOST, Group, Layer
from ink.pictures.regions import Box, sheets
from ink.pictures.search import LIKELY, Search
from ink.pictures.written import all_written

COPY, BOXED_COPY = 720, 320
"""Pixels of the longer side of the copy of a picture, and of a part of it that the user chose around the digit."""
SHEET_COPY = 160
"""Pixels of the longer side of the copy in which sheets of paper and cards are looked for, about."""
SOLID, MINOR, TWO_TONED = 200, 0.05, 60.0
"""Opacity of what is no shadow; part of that and grey levels between its tones, from which there are two of them."""
WHOLE = 0
"""The place of the part itself among it and its sheets. A part that referred to itself would outlive its picture."""
INK_LEVEL = 127
"""Pixels of a candidate's ink that are brighter are ink."""
HOLED, PINHOLE = 0.04, 0.02
"""Thickness of lines, as part of the longer side, below which they may be full of holes, as dithered ones are; and the
side of such holes."""
LARGEST_INK = 800
"""Pixels of the longer side of a candidate's ink, above which it is shrunk by an integer factor."""


@dataclass(frozen=True)
class PictureSettings:
    """What the user can correct; what is None is chosen by itself.

    Attributes:
        threshold: 0-1, the share of the contrast at which ink begins.
        dark: whether ink is darker than the ground.
        box: left, top, right and bottom of where the digit is, in the picture's own pixels.
    """

    threshold: float | None = None
    dark: bool | None = None
    box: Box | None = None


@dataclass(frozen=True)
class Candidate:
    """What may be the digit.

    Attributes:
        ink: mode "L", 255 on 0, the picture's own pixels in ``box``; shrunk by an integer factor where it is large.
        box: left, top, right and bottom in the picture's own pixels.
        prior: 0-1, how likely it is by its looks alone.
        dark: the ink is darker than the ground.
        threshold: 0-1, the share of the contrast at which ink begins.
        doubtful: by its looks it may be a shadow or a stain as well.
    """

    ink: Image.Image
    box: Box
    prior: float
    dark: bool
    threshold: float
    doubtful: bool = False


class PictureInk:
    """A picture that was looked at once; its candidates are found anew for other settings.

    Attributes:
        picture: mode "L" or "RGB".
    """

    def __init__(self, picture: Image.Image) -> None:
        """Args: picture: mode "L", "RGB" or "RGBA", upright."""
        self.picture = opaque(picture)
        self._whole: Part | None = Part(self.picture, (0, 0, *self.picture.size), COPY)
        self._part: tuple[Box, Part] | None = None
        self._last: tuple[PictureSettings, tuple[Candidate, ...]] | None = None  # as strokes over it are read again

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture."""
        return self.picture.size

    def forget(self) -> None:
        """Free what was found, many times the picture's memory; it is looked for anew when it is asked for."""
        self._whole = self._part = self._last = None

    def candidates(self, settings: PictureSettings | None = None) -> tuple[Candidate, ...]:
        """What may be the digit, the best prior first; none in a blank picture."""
        settings, last = settings or PictureSettings(), self._last
        if last is None or last[0] != settings:
            last = settings, self._looked_at(settings.box).candidates(settings.dark, settings.threshold)
            self._last = last
        return last[1]

    def numbers(self, settings: PictureSettings | None = None) -> tuple[Candidate, ...]:
        """What may be a number: all that is written of a candidate's kind, the likeliest candidate's first."""
        settings = settings or PictureSettings()
        return self._looked_at(settings.box).numbers(settings.dark, settings.threshold)

    def _looked_at(self, box: Box | None) -> Part:
        """What is looked at; the last box is kept."""
        if box is None:
            whole = self._whole = self._whole or Part(self.picture, (0, 0, *self.picture.size), COPY)
            return whole
        width, height = self.size
        left, top = max(0, min(box[0], width - 1)), max(0, min(box[1], height - 1))
        right, bottom = min(max(box[2], left + 1), width), min(max(box[3], top + 1), height)
        part = (left, top, right, bottom)
        if self._part is None or self._part[0] != part:
            self._part = part, Part(self.picture, part, BOXED_COPY)
        return self._part[1]


class Part:
    """A picture or a part of it: the search in its copy, and the pixels from which ink is taken.

    Args:
        box: the part, in the picture's own pixels.
        side: pixels of the copy's longer side at most.
    """

    def __init__(self, picture: Image.Image, box: Box, side: int) -> None:
        self._picture, self._box = picture, box
        self._factor = math.ceil(max(box[2] - box[0], box[3] - box[1]) / side)
        self._search = Search(picture.reduce(self._factor, box))
        self._last: tuple[bool | None, float | None, list[tuple[int, Group]]] | None = None

    def candidates(self, dark: bool | None, threshold: float | None) -> tuple[Candidate, ...]:
        """What may be the digit, the best prior first; where none is likely, on each sheet of paper and card, too."""
        return tuple(part._candidate(group) for part, group in self._groups(dark, threshold))

    def numbers(self, dark: bool | None, threshold: float | None) -> tuple[Candidate, ...]:
        """What may be numbers, beside groups of which none may be likely to be a digit by itself."""
        found = self._groups(dark, threshold)
        if threshold is None:
            found = sorted(self._all_groups(dark, found), key=lambda one: -one[1].prior)
        parts = {id(group): part for part, group in found}
        written = all_written([group for _part, group in found])
        return tuple(parts[id(best)]._candidate(group) for best, group in written)

    def _candidate(self, group: Group) -> Candidate:
        return _candidate(self._picture, self._box, self._factor, group)

    def _groups(self, dark: bool | None, threshold: float | None) -> list[tuple[Part, Group]]:
        """The groups of the whole and of its sheets, the best prior first; the last ones are kept."""
        if self._last is None or self._last[:2] != (dark, threshold):
            found = [(WHOLE, group) for group in self._search.groups(dark, threshold)]
            if not found or found[0][1].prior < LIKELY:
                for place, part in enumerate(self._sheets, start=WHOLE + 1):
                    found += [(place, group) for group in part._search.groups(dark, threshold)]
            found.sort(key=lambda one: -one[1].prior)
            self._last = dark, threshold, found[:MOST]
        return [(self if place == WHOLE else self._sheets[place - 1], group) for place, group in self._last[2]]

    def _all_groups(self, dark: bool | None, likely: list[tuple[Part, Group]]) -> Iterator[tuple[Part, Group]]:
        """The likely groups, then the others of the whole and of those sheets that were looked at."""
        yield from likely
        known = {id(group) for _part, group in likely}
        for part in (self, *self.__dict__.get("_sheets", ())):
            yield from ((part, group) for group in part._search.found(dark) if id(group) not in known)

    @cached_property
    def _sheets(self) -> list[Part]:
        return [Part(self._picture, box, BOXED_COPY) for box in self._boxes()]

    def _boxes(self) -> Iterator[Box]:
        """Of sheets and cards, in the picture's own pixels."""
        left, top, right, bottom = self._box
        factor = max(1, max(right - left, bottom - top) // SHEET_COPY)
        for box in sheets(self._picture.reduce(factor, self._box)):
            x, y, x2, y2 = (side * factor for side in box)
            yield left + x, top + y, min(left + x2, right), min(top + y2, bottom)


def _candidate(picture: Image.Image, part: Box, factor: int, group: Group) -> Candidate:
    """A group's ink, from the picture's own pixels.

    Args:
        part: the part of the picture that was looked at.
        factor: pixels of the picture per pixel of the copy in which the group was found.
    """
    layer = group.layer
    height, width = layer.table.shape
    left, top, right, bottom = group.box
    left, top = max(left - 1, 0), max(top - 1, 0)
    right, bottom = min(right + 1, width), min(bottom + 1, height)
    x, y = part[:2]
    own = (
        x + left * factor,
        y + top * factor,
        min(x + right * factor, part[2]),
        min(y + bottom * factor, part[3]),
    )
    shrink = math.ceil(max(own[2] - own[0], own[3] - own[1]) / LARGEST_INK)
    tile = picture.reduce(shrink, own)
    contrast = layer.ground.contrast_in(tile, (left, top, right, bottom), factor / shrink)
    ink = np.clip(contrast * (127.5 / layer.threshold), 0, 255)
    kept = _kept(layer, group.rows, (left, top, right, bottom))
    size = tile.size
    there = np.asarray(Image.fromarray(np.uint8(kept) * 255).resize(size, Image.Resampling.BILINEAR)) > 127
    ink[~there] = 0
    if group.thickness < HOLED * max(right - left, bottom - top):
        ink[_pinholes(ink, PINHOLE * max(size))] = 255
    found = Image.fromarray(np.uint8(ink))
    return Candidate(found, own, group.prior, layer.ground.dark, layer.share, group.is_doubtful)


def _kept(layer: Layer, rows: Rows, box: Box) -> Mask:
    """The pixels of the copy within a box that belong to a group, with its soft edge."""
    from scipy import ndimage

    left, top, right, bottom = box
    mask = layer.table.mask(rows, box)
    if layer.setting.cut:
        return mask
    free = layer.table.labels[top:bottom, left:right] == 0
    around: Mask = ndimage.maximum_filter(mask.view(np.uint8), 3).view(np.bool_)
    around &= mask | free
    return around


def _pinholes(ink: NDArray[np.float32], side: float) -> Mask:
    """Holes in ink (H, W) that are no larger than a square with that side."""
    from scipy import ndimage

    labels, _count = ndimage.label(ink <= INK_LEVEL)
    small = np.bincount(labels.ravel()) <= side * side
    small[0] = False
    holes: Mask = small[labels]
    return holes


def opaque(picture: Image.Image) -> Image.Image:
    """The picture in mode "L" or "RGB", on white or black where it is transparent."""
    if picture.mode in ("L", "RGB"):
        return picture
    picture = picture.convert("RGBA")
    small = picture.copy()
    small.thumbnail((SHEET_COPY, SHEET_COPY), Image.Resampling.BOX)
    page = Image.new("RGB", picture.size, (255, 255, 255) if _is_for_white(small) else (0, 0, 0))
    page.paste(picture, mask=picture.getchannel("A"))
    return page


def _is_for_white(picture: Image.Image) -> bool:
    """Whether a picture of mode "RGBA" is to be seen on white: it is dark, or something dark on a light sticker."""
    painted = np.asarray(picture.getchannel("A"), dtype=np.float32)
    brightness = np.asarray(picture.convert("L"), dtype=np.float32)
    whole = painted > SOLID
    outer = edge(whole)
    if outer.any():
        border = otsu(brightness[whole])
        light = whole & (brightness > border)
        dark = whole & ~light
        fewer = min(light.sum(), dark.sum())
        if fewer > MINOR * whole.sum() and brightness[light].mean() - brightness[dark].mean() > TWO_TONED:
            return bool(light[outer].mean() > 0.5)
    return float((brightness * painted).sum()) <= 127 * float(painted.sum())
