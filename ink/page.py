"""Strokes, pictures and the pages they lie on: values that never change, in canvas pixels, x to the right, y down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from common.errors import PlainError
from ink.pictures.picture_ink import Candidate, PictureInk, PictureSettings

CANVAS = 560
"""Width and height of the canvas and of its picture, in pixels."""
DEFAULT_WIDTH = 24.0
MIN_WIDTH, MAX_WIDTH = 1.0, 200.0
"""Range of the pen width in canvas pixels."""
MAX_POINTS = 100_000
MAX_COORDINATE = 1e6
"""Largest absolute coordinate of a point, in canvas pixels."""

Point = tuple[float, float]
Box = tuple[int, int, int, int]
"""Left, top, right and bottom in a picture's own pixels; right and bottom are the first outside."""


class InkError(PlainError):
    """A drawing or a picture that cannot be read or written."""


def flat(points: Iterable[Point]) -> NDArray[np.float64]:
    """Points as an array, (N, 2); three times as fast as ``np.array``."""
    return np.fromiter(chain.from_iterable(points), dtype=np.float64).reshape(-1, 2)


@dataclass(frozen=True)
class Stroke:
    """One stroke of the pen: its path, at least one point, and its width, in canvas pixels."""

    points: tuple[Point, ...]
    width: float = DEFAULT_WIDTH

    @cached_property
    def path(self) -> NDArray[np.float64]:
        """The points as an array, (N, 2)."""
        return flat(self.points)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the path, without the stroke's width."""
        if len(self.points) == 1:  # as in a drawing of 100,000 dots
            return (*self.points[0], *self.points[0])
        left, top = self.path.min(axis=0)
        right, bottom = self.path.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


class Wipe(NamedTuple):
    """A move of the eraser over a picture, in canvas pixels."""

    start: Point
    end: Point
    radius: float


AUTOMATIC = PictureSettings()
"""Nothing was corrected."""


@dataclass(frozen=True, eq=False)
class Picture:
    """An opened picture as it lies on the canvas: scaled to fit it, and centred.

    Attributes:
        source: the picture itself; pages that differ in the rest share it.
        settings: what the user corrected of how its ink is found.
        wipes: where the eraser moved over it.
    """

    source: PictureInk
    settings: PictureSettings = AUTOMATIC
    wipes: tuple[Wipe, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in its own pixels."""
        return self.source.size

    @property
    def scale(self) -> float:
        """Canvas pixels per pixel of the picture."""
        return CANVAS / max(self.size)

    @property
    def corner(self) -> tuple[float, float]:
        """Where its upper left corner is, in canvas pixels."""
        width, height = self.size
        return (CANVAS - width * self.scale) / 2, (CANVAS - height * self.scale) / 2

    @property
    def corrected(self) -> bool:
        """Whether the user changed anything of how its ink is found."""
        return self.settings != AUTOMATIC or bool(self.wipes)

    def candidates(self) -> tuple[Candidate, ...]:
        """What may be its ink, without what was wiped, the likeliest first; none if it is blank. It takes a second."""
        return self._without_wiped(self.source.candidates(self.settings))

    def _without_wiped(self, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        if not self.wipes:
            return found
        wiped = (replace(one, ink=self._wiped_ink(one)) for one in found)
        return tuple(one for one in wiped if one.ink.getbbox() is not None)

    def numbers(self) -> tuple[Candidate, ...]:
        """What may be a number, without what was wiped, the likeliest first; none if it is blank."""
        return self._without_wiped(self.source.numbers(self.settings))

    def adjusted(self, **settings: Any) -> Picture:
        """The same picture with other settings, see :class:`PictureSettings`."""
        return replace(self, settings=replace(self.settings, **settings))

    def wiped(self, wipe: Wipe) -> Picture:
        """The picture after a move of the eraser."""
        return replace(self, wipes=(*self.wipes, wipe))

    def box_at(self, start: Point, end: Point) -> Box | None:
        """The part of the picture between two opposite corners in canvas pixels; None if that is no pixel of it."""
        (left, right), (top, bottom) = (
            sorted(
                min(max(round((point[axis] - self.corner[axis]) / self.scale), 0), self.size[axis])
                for point in (start, end)
            )
            for axis in (0, 1)
        )
        return (left, top, right, bottom) if left < right and top < bottom else None

    def on_canvas(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A box of the picture in canvas pixels."""
        x, y = self.corner
        left, top, right, bottom = (value * self.scale for value in box)
        return x + left, y + top, x + right, y + bottom

    def ink_on_canvas(self, candidate: Candidate, side: int = CANVAS) -> Image.Image:
        """A candidate's ink where it lies on the canvas: mode "L", ``side`` x ``side``, ink 255 on 0."""
        left, top, right, bottom = (value * side / CANVAS for value in self.on_canvas(candidate.box))
        x, y = round(left), round(top)
        size = max(1, round(right) - x), max(1, round(bottom) - y)
        shrinks = size[0] < candidate.ink.width
        ink = candidate.ink.resize(size, Image.Resampling.BOX if shrinks else Image.Resampling.BICUBIC)
        canvas = Image.new("L", (side, side))
        canvas.paste(ink, (x, y))
        return canvas

    def _wiped_ink(self, candidate: Candidate) -> Image.Image:
        (x, y), (left, top) = self.corner, candidate.box[:2]

        def own(point: Point) -> Point:
            return (point[0] - x) / self.scale - left, (point[1] - y) / self.scale - top

        ink = candidate.ink.copy()
        draw = ImageDraw.Draw(ink)
        for start, end, radius in self.wipes:
            own_radius = radius / self.scale
            draw.line([own(start), own(end)], fill=0, width=max(1, round(2 * own_radius)))
            for px, py in (own(start), own(end)):
                draw.ellipse([px - own_radius, py - own_radius, px + own_radius, py + own_radius], fill=0)
        return ink


class Page(NamedTuple):
    """Content of the canvas: the strokes, and the picture beneath them if one was opened."""

    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None

    @property
    def blank(self) -> bool:
        return not self.strokes and self.picture is None
