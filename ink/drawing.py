"""The drawing being edited: a page with undo and redo."""

from __future__ import annotations

from ink.eraser import cut, wipe
from ink.page import DEFAULT_WIDTH, Page, Point, Stroke


class Drawing:
    """A page that is edited by gestures, with undo and redo.

    A gesture runs from the button's press to its release: ``begin_stroke`` and ``extend``, or ``begin_erasing`` and
    ``erase``, then ``finish``. ``page`` is the current state, including an unfinished gesture.
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
        """Add the point (x, y) to the current stroke; a repeated point is ignored."""
        if self._live and self._live[-1] != (x, y):
            self._live.append((x, y))

    def begin_erasing(self) -> None:
        self.finish()
        self._before = self._page

    def erase(self, start: Point, end: Point, radius: float) -> bool:
        """Remove all ink within this radius of the segment from start to end.

        Returns:
            Whether anything was removed.
        """
        before = self._page
        strokes = tuple(part for stroke in before.strokes for part in cut(stroke, start, end, radius))
        picture = None if before.picture is None else wipe(before.picture, start, end, radius)
        if strokes == before.strokes and picture is before.picture:
            return False
        self._page = Page(strokes, picture)
        return True

    def finish(self) -> None:
        """End the current gesture; it becomes one undo step if it changed anything."""
        before, self._before = self._before, None
        if self._live:
            self._page, self._live = self.page, []
        if before is not None and before != self._page:
            self._undo.append(before)
            self._redo.clear()

    def set_page(self, page: Page) -> None:
        """Replace the page, as one undo step."""
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
