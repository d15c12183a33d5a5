"""Strokes, and the drawing they make: what the pen did, as it came, in canvas pixels.

A :class:`Stroke` never changes; a :class:`Drawing` is edited by gestures (draw, erase, clear, open), each of which can
be undone. Coordinates are canvas pixels, x to the right, y down; points beyond the edge are kept.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ink.errors import InkError

CANVAS = 560
"""Width and height of the canvas and of its picture, in pixels."""
DEFAULT_WIDTH = 24.0
MIN_WIDTH, MAX_WIDTH = 1.0, 200.0
"""Pen widths that a drawing may have, in canvas pixels."""
MAX_POINTS = 100_000
MAX_COORDINATE = 1e6
"""Points farther out than this were not made by a pointer."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """One path of the pen: at least one point, and the width of the nib, in canvas pixels."""

    points: tuple[Point, ...]
    width: float = DEFAULT_WIDTH

    @cached_property
    def path(self) -> NDArray[np.float64]:
        """The points as an array, (N, 2)."""
        return np.array(self.points, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the path; the nib's width plays no part."""
        left, top = self.path.min(axis=0)
        right, bottom = self.path.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


class Page(NamedTuple):
    """All that is on the canvas at one moment: the strokes, and the picture beneath them if one was opened."""

    strokes: tuple[Stroke, ...] = ()
    picture: Image.Image | None = None

    @property
    def blank(self) -> bool:
        return not self.strokes and self.picture is None


class Drawing:
    """A page that can be drawn on, with undo and redo.

    A gesture runs from the button's press to its release: ``begin_stroke`` and ``extend``, or ``begin_erasing`` and
    ``erase``, then ``finish``. ``page`` shows the state at any moment, an unfinished gesture included.
    """

    def __init__(self, page: Page | None = None) -> None:
        self._page = page or Page()
        self._undo: list[Page] = []
        self._redo: list[Page] = []
        self._live: list[Point] = []
        self._live_width = DEFAULT_WIDTH
        self._before: Page | None = None

    @property
    def page(self) -> Page:
        if not self._live:
            return self._page
        live = Stroke(tuple(self._live), self._live_width)
        return self._page._replace(strokes=(*self._page.strokes, live))

    @property
    def can_undo(self) -> bool:
        return bool(self._undo) or self._before is not None

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def begin_stroke(self, x: float, y: float, width: float) -> None:
        self.finish()
        self._before = self._page
        self._live, self._live_width = [(x, y)], width

    def extend(self, x: float, y: float) -> None:
        """Lead the stroke in hand on to (x, y)."""
        if self._live and self._live[-1] != (x, y):
            self._live.append((x, y))

    def begin_erasing(self) -> None:
        self.finish()
        self._before = self._page

    def erase(self, start: Point, end: Point, radius: float) -> bool:
        """Cut away all ink that a round eraser of this radius touches on its way from start to end.

        Returns:
            Whether anything was touched.
        """
        strokes: list[Stroke] = []
        for stroke in self._page.strokes:
            strokes.extend(_cut(stroke, start, end, radius))
        picture = self._page.picture
        if picture is not None:
            picture = _wipe(picture, start, end, radius)
        changed = tuple(strokes) != self._page.strokes or picture is not self._page.picture
        if changed:
            self._page = Page(tuple(strokes), picture)
        return changed

    def finish(self) -> None:
        """End the gesture in hand; it becomes one step of undo if it changed anything."""
        before, self._before = self._before, None
        if self._live:
            self._page, self._live = self.page, []
        if before is not None and before != self._page:
            self._undo.append(before)
            self._redo.clear()

    def set_page(self, page: Page) -> None:
        """Put another page in place of this one, as one step of undo."""
        self.finish()
        self._before = self._page
        self._page = page
        self.finish()

    def clear(self) -> None:
        self.set_page(Page())

    def undo(self) -> None:
        self.finish()
        if self._undo:
            self._redo.append(self._page)
            self._page = self._undo.pop()

    def redo(self) -> None:
        self.finish()
        if self._redo:
            self._undo.append(self._page)
            self._page = self._redo.pop()


# --- the eraser ------------------------------------------------------------------------------------------------------


def _cut(stroke: Stroke, start: Point, end: Point, radius: float) -> list[Stroke]:
    """What is left of a stroke when an eraser passed over it.

    The path is cut where it comes nearer to the eraser's way than the eraser's radius and half the nib together: then
    no ink is left under the eraser, round ends included.
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

    # What is kept runs between the gaps; along the path, position 2.5 is the middle between the points 2 and 3.
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
    """Which segments of a path have a bounding box that comes within reach of the eraser's; (N, 2) -> indices."""
    low, high = np.minimum(path[:-1], path[1:]), np.maximum(path[:-1], path[1:])
    swept = np.array([start, end])
    near = (high >= swept.min(axis=0) - reach) & (low <= swept.max(axis=0) + reach)
    return [int(index) for index in np.flatnonzero(near.all(axis=1))]


def _inside(a: Point, b: Point, start: Point, end: Point, reach: float) -> tuple[float, float] | None:
    """Between which fractions of the way from a to b one is within reach of the segment from start to end.

    The points within reach are a stadium: two discs and the rectangle between them. It is convex, so the way through
    it is one interval, from the first entry into a part to the last exit from one.
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
    """The same for the rectangle that reaches to both sides of the segment from start to end."""
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
    return (enter, leave) if enter < leave else None


def _clip(enter: float, leave: float) -> tuple[float, float] | None:
    enter, leave = max(enter, 0.0), min(leave, 1.0)
    return (enter, leave) if enter < leave else None


def _wipe(picture: Image.Image, start: Point, end: Point, radius: float) -> Image.Image | None:
    """The picture without the ink under the eraser's way, itself where there was none, None if none is left."""
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


# --- JSON lines -------------------------------------------------------------------------------------------------------


def strokes_from_json(line: str | bytes) -> tuple[Stroke, ...]:
    """Read one drawing: ``{"strokes": [[[x, y], ...], ...], "width": 24}``.

    ``width`` is a number, or a list with one for each stroke; left out, it is the default pen. Empty strokes hold no
    ink and are dropped; ``[]`` and ``[[]]`` alone are blank drawings. Other keys are left alone.

    Raises:
        InkError: it is not such a drawing, or a number in it is not finite or out of range.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InkError("not a line of JSON") from error
    if record in ([], [[]]):
        return ()
    if not isinstance(record, dict) or not isinstance(record.get("strokes"), list):
        raise InkError("not a drawing: it has no list of strokes")
    paths = record["strokes"]
    if not all(isinstance(path, list) for path in paths):
        raise InkError("not a drawing: a stroke is a list of points [x, y]")
    if sum(map(len, paths)) > MAX_POINTS:
        raise InkError("a drawing of more than {limit:,} points", limit=MAX_POINTS)
    widths = record.get("width", DEFAULT_WIDTH)
    if not isinstance(widths, list):
        widths = [_width(widths)] * len(paths)
    elif len(widths) != len(paths):
        raise InkError("{strokes} strokes, but {widths} pen widths", strokes=len(paths), widths=len(widths))
    return tuple(
        Stroke(tuple(_point(point) for point in path), width)
        for path, width in zip(paths, map(_width, widths), strict=True)
        if path
    )


def strokes_to_json(strokes: Sequence[Stroke]) -> str:
    """Write one drawing as a line of JSON; :func:`strokes_from_json` reads it back the same."""
    paths = [[[_short(x), _short(y)] for x, y in stroke.points] for stroke in strokes]
    return json.dumps({"strokes": paths, "width": [_short(stroke.width) for stroke in strokes]})


def _point(value: Any) -> Point:
    if not isinstance(value, list) or len(value) != 2:
        raise InkError("not a drawing: a point is [x, y]")
    return _coordinate(value[0]), _coordinate(value[1])


def _coordinate(value: Any) -> float:
    if not _is_number(value):
        raise InkError("not a drawing: a coordinate is not a finite number")
    if abs(value) > MAX_COORDINATE:
        raise InkError("a point farther out than {limit:,.0f} pixels", limit=MAX_COORDINATE)
    return float(value)


def _width(value: Any) -> float:
    if not _is_number(value):
        raise InkError("not a drawing: a pen width is not a finite number")
    if not MIN_WIDTH <= value <= MAX_WIDTH:
        raise InkError("a pen width outside {low:.0f} to {high:.0f} pixels", low=MIN_WIDTH, high=MAX_WIDTH)
    return float(value)


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and not (value != value or abs(value) == math.inf)
    )


def _short(value: float) -> float | int:
    return int(value) if value == int(value) else value
