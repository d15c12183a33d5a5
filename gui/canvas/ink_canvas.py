"""The visible part of the pad: strokes, the picture beneath them, the nib, and a hint while the page is blank.

The widget is a square of any size; all arguments are in canvas pixels, 560 to a side.
"""

from __future__ import annotations

import time
import tkinter as tk
from collections import deque
from collections.abc import Iterator, Sequence

from gui.background.jobs import Jobs
from gui.canvas.picture_view import PictureView
from gui.canvas.still_ink import StillInk
from gui.look.look import Look
from gui.look.theme import HINT_FONT
from ink.page import CANVAS, Page, Point, Stroke

CHUNK = 48
"""Points per canvas line: X redraws a whole line whenever a part of it changes."""
DRAWING_TIME = 0.015
"""Seconds of drawing after which Tk handles other events."""


class InkCanvas(tk.Canvas):
    """Shows pages; draws only what differs from the page shown before.

    Attributes:
        factor: screen pixels per canvas pixel.
    """

    def __init__(self, master: tk.Misc, look: Look, jobs: Jobs) -> None:
        super().__init__(master, highlightthickness=0, borderwidth=0, takefocus=True, cursor="none")
        self._look, self._theme = look, look.theme
        self.factor = 1.0
        self._page = Page()
        self._still = StillInk(self, look, jobs, on_made=lambda: self._show_ink(self._page))
        self._items: dict[int, tuple[Stroke, list[int]]] = {}  # by id(stroke)
        self._undrawn: deque[tuple[int, Iterator[int]]] = deque()
        self._draws: str | None = None  # the `after` that will continue to draw
        self.picture = PictureView(self, look, jobs, lambda: self.factor)
        self._live_items: list[int] = []  # of the stroke in progress
        self._live_points: list[Point] = []  # of the last of these items
        self._live_width = 0.0
        self._live_whole = True  # whether the items show the stroke from its beginning
        self.nib = self.create_oval(0, 0, 0, 0, width=2, state=tk.HIDDEN)

    def destroy(self) -> None:
        self._still.pause()
        if self._draws is not None:
            self.after_cancel(self._draws)
        super().destroy()

    def recolour(self) -> None:
        """Apply the theme's colours; the caller must call :meth:`show` again."""
        self._theme = self._look.theme
        self.configure(background=self._theme.paper)
        self._forget()

    def resize(self, side: int) -> bool:
        """Set the length of a side in screen pixels. Returns whether the caller must call :meth:`show` again."""
        factor = side / CANVAS
        if factor == self.factor:
            return False
        self.factor = factor
        self._forget()
        return True

    # --- pages -------------------------------------------------------------------------------------------------------

    def show(self, page: Page, hint: str, pen_down: bool = False) -> None:
        """Show a page; the hint if it is blank. While the pen is down, nothing is begun that would slow it down."""
        self._page = page
        self._still.waits = pen_down
        self._show_ink(page)
        self.picture.show(page.picture)
        self.show_hint(hint if page.blank else "")

    def _show_ink(self, page: Page) -> None:
        """Show the strokes, a large page's older ones as a picture; until it is made, those stay that were shown."""
        older = self._still.choose(page.strokes)
        wanted = {id(stroke): stroke for stroke in page.strokes[older:]}
        latest = page.strokes[max(0, older - len(self._items)) : older] if self._still.pending else ()
        for key in self._items.keys() - wanted.keys() - set(map(id, latest)):
            self.delete(*self._items.pop(key)[1])
        for key, stroke in wanted.items():
            if key not in self._items:
                self._items[key] = (stroke, [])
                self._undrawn.append((key, self._draw(stroke)))
        self._draw_some()
        self._still.show(self.factor, covers=page.picture is None)

    def _draw_some(self) -> None:
        """Draw what is missing, a large page in several steps, so that the window stays responsive."""
        if self._draws is not None:
            self.after_cancel(self._draws)
        deadline = time.perf_counter() + DRAWING_TIME
        while self._undrawn and time.perf_counter() < deadline:
            key, items = self._undrawn[0]
            item = next(items, None) if key in self._items else None
            if item is None:
                self._undrawn.popleft()
            else:
                self._items[key][1].append(item)
        self._draws = self.after(1, self._draw_some) if self._undrawn else None

    def _draw(self, stroke: Stroke) -> Iterator[int]:
        """Draw a stroke, one canvas item per step."""
        if len(stroke.points) == 1:
            yield self._dot(stroke.points[0], stroke.width)
        for start in range(0, len(stroke.points) - 1, CHUNK):
            yield self._line(stroke.points[start : start + CHUNK + 1], stroke.width)

    def _line(self, points: Sequence[Point], width: float) -> int:
        return self.create_line(
            [value for point in points for value in self._screen(point)],
            width=width * self.factor,
            fill=self._theme.ink,
            capstyle=tk.ROUND,
            joinstyle=tk.ROUND,
            tags="ink",
        )

    def _dot(self, point: Point, width: float) -> int:
        return self.create_oval(*self._circle(point, width / 2), fill=self._theme.ink, width=0, tags="ink")

    def _forget(self) -> None:
        self.delete("ink")
        self._items.clear()
        self._undrawn.clear()
        self._live_items.clear()
        self._still.forget_trail()

    # --- the stroke in progress --------------------------------------------------------------------------------------

    def begin_line(self, point: Point, width: float, whole: bool = True) -> None:
        """Begin to show the stroke in progress; ``whole`` is false if its beginning is not shown."""
        self._live_items = [self._dot(point, width)]
        self._live_points, self._live_width, self._live_whole = [point], width, whole

    def lengthen(self, point: Point) -> None:
        """Extend the stroke in progress; after :data:`CHUNK` points a new line begins where the last one ended."""
        self._live_points.append(point)
        if len(self._live_points) == 2:
            self._live_items.append(self._line(self._live_points, self._live_width))
        else:
            self.insert(self._live_items[-1], tk.END, self._screen(point))
        if len(self._live_points) > CHUNK:
            self._live_points = [point]

    def end_line(self, stroke: Stroke) -> None:
        """Finish the stroke in progress, now part of the page as ``stroke``."""
        if self._live_whole:
            self._items[id(stroke)] = (stroke, self._live_items)
        else:
            self.delete(*self._live_items)
        self._live_items = []

    def erase(self, start: Point, end: Point, radius: float) -> None:
        """Show at once what the eraser took from the page shown, by its move from start to end."""
        if self._page.picture is None:
            self._still.erase(self._screen(start), self._screen(end), 2 * radius * self.factor)

    # --- nib, box and hint --------------------------------------------------------------------------------------------

    def show_nib(self, point: Point | None, radius: float, colour: str, filled: bool = False) -> None:
        """Show a circle as large as the nib or the eraser; without a point hide it."""
        state = tk.HIDDEN if point is None else tk.NORMAL
        self.itemconfigure(self.nib, outline=colour, fill=colour if filled else "", state=state)
        if point is not None:
            self.coords(self.nib, *self._circle(point, radius))
            self.tag_raise(self.nib)

    def show_box(self, corners: tuple[Point, Point] | None) -> None:
        """Show a box between two opposite corners; None hides it."""
        self.delete("box")
        if corners is not None:
            ends = [value for corner in corners for value in self._screen(corner)]
            self.create_rectangle(*ends, outline=self._theme.nib, width=2, dash=(6, 4), tags="box")

    def show_hint(self, text: str) -> None:
        self.delete("hint")
        if text:
            middle = CANVAS * self.factor / 2
            hint = self.create_text(middle, middle, text=text, width=middle * 1.6, justify=tk.CENTER, tags="hint")
            self.itemconfigure(hint, font=HINT_FONT, fill=self._theme.hint)

    # --- screen and canvas pixels ------------------------------------------------------------------------------------

    def canvas_point(self, x: float, y: float) -> Point:
        """Convert screen to canvas pixels; integers are the centres of pixels in both."""
        return (x + 0.5) / self.factor - 0.5, (y + 0.5) / self.factor - 0.5

    def _screen(self, point: Point) -> Point:
        return (point[0] + 0.5) * self.factor - 0.5, (point[1] + 0.5) * self.factor - 0.5

    def _circle(self, point: Point, radius: float) -> tuple[float, float, float, float]:
        """The bounding box of a circle in screen pixels."""
        x, y = self._screen(point)
        radius *= self.factor
        return x - radius, y - radius, x + radius, y + radius
