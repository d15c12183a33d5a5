"""The drawing being edited: a page with undo and redo."""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

from ink.eraser import Eraser
from ink.page import DEFAULT_WIDTH, Page, Point, Stroke, Wipe

MOST_STEPS = 200
"""Steps that can be undone."""
MOST_BYTES = 32 * 1024 * 1024
"""Memory that these steps can hold; the last can always be undone."""
POINT_BYTES, REFERENCE_BYTES = 128, 8
"""Approximate memory of a point, and of a stroke that another page holds as well."""
PIXEL_BYTES = 6
"""Approximate memory of a pixel of a picture; what is corrected of how its ink is found takes next to nothing."""
SURVEYED = 5000
"""Strokes that :meth:`Drawing.prepare_erasing` looks at."""


class Step(NamedTuple):
    """A page to return to, and the memory in bytes that is only kept for it."""

    page: Page
    size: int


def _size(page: Page, following: Page) -> int:
    """The memory in bytes that a page takes beside the one that followed it; they share strokes and picture."""
    points = 0
    if page.strokes != following.strokes[: len(page.strokes)]:  # most pages just gained a stroke
        own = dict(zip(map(id, page.strokes), page.strokes, strict=True))
        points = sum(len(own[key].points) for key in own.keys() - set(map(id, following.strokes)))
    kept, other = page.picture, following.picture
    pixels = 0 if kept is None or (other and kept.source is other.source) else math.prod(kept.size)
    return len(page.strokes) * REFERENCE_BYTES + points * POINT_BYTES + pixels * PIXEL_BYTES


def _put_away(page: Page, following: Page) -> None:
    """Have the picture of a page that is kept for undo or redo forget what was found in it, unless it is still seen."""
    if page.picture and not (following.picture and following.picture.source is page.picture.source):
        page.picture.source.forget()


class Drawing:
    """A page that is edited by gestures, with undo and redo. The oldest steps are forgotten when there are many.

    A gesture runs from the button's press to its release: ``begin_stroke`` and ``extend``, or ``begin_change`` and
    ``erase`` or ``change_page``, then ``finish``. ``page`` is the current state, including an unfinished gesture.
    """

    def __init__(self, page: Page | None = None) -> None:
        self._page = page or Page()
        self._undo: deque[Step] = deque(maxlen=MOST_STEPS)
        self._redo: list[Step] = []
        self._live: list[Point] = []
        self._live_width = DEFAULT_WIDTH
        self._before: Page | None = None
        self._eraser = Eraser()

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
        """Add the point (x, y) to the current stroke; a repeated point is ignored."""
        if self._live and self._live[-1] != (x, y):
            self._live.append((x, y))

    def begin_change(self) -> None:
        """Begin a gesture that erases, or adjusts a picture."""
        self.finish()
        self._before = self._page

    def prepare_erasing(self) -> bool:
        """Have the eraser look where some more strokes lie, in a few milliseconds. Returns whether there are more."""
        return self._eraser.survey(self._page.strokes, SURVEYED)

    def erase(self, start: Point, end: Point, radius: float) -> bool:
        """Remove all ink within this radius of the segment from start to end.

        Returns:
            Whether anything was removed.
        """
        before = self._page
        strokes = self._eraser.cut(before.strokes, start, end, radius)
        picture = None if before.picture is None else before.picture.wiped(Wipe(start, end, radius))
        if strokes is before.strokes and picture is before.picture:
            return False
        self._page = Page(strokes, picture)
        return True

    def finish(self) -> None:
        """End the current gesture; it becomes one undo step if it changed anything."""
        before, self._before = self._before, None
        if self._live:
            self._page, self._live = self.page, []
        if before is not None and before != self._page:
            self._undo.append(Step(before, _size(before, self._page)))
            _put_away(before, self._page)
            self._redo.clear()
            while len(self._undo) > 1 and sum(step.size for step in self._undo) > MOST_BYTES:
                self._undo.popleft()

    def set_page(self, page: Page) -> None:
        """Replace the page, as one undo step."""
        self.finish()
        self._before = self._page
        self._page = page
        self.finish()

    def change_page(self, page: Page) -> None:
        """Replace the page within the gesture in progress, or as one undo step if there is none."""
        if self._before is None:
            self.set_page(page)
        else:
            self._page = page

    def clear(self) -> None:
        self.set_page(Page())

    def undo(self) -> None:
        self.finish()
        if self._undo:
            step = self._undo.pop()
            self._redo.append(step._replace(page=self._page))
            _put_away(self._page, step.page)
            self._page = step.page

    def redo(self) -> None:
        self.finish()
        if self._redo:
            step = self._redo.pop()
            self._undo.append(step._replace(page=self._page))
            _put_away(self._page, step.page)
            self._page = step.page
