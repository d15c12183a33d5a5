"""The canvas that one draws on: pointer and keys become strokes, and strokes become lines on a Tk canvas.

The pad is a square of any size on the screen; strokes are in canvas pixels, 560 to a side, whatever its size.
"""

from __future__ import annotations

import time
import tkinter as tk
from collections import deque
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

import ttkbootstrap as ttk
from PIL import Image, ImageTk

from gui.theme import HINT_FONT, Theme
from ink.drawing import CANVAS, Drawing, Point, Stroke

CHUNK = 48
"""Points per line on the screen: X draws a line anew, whole, whenever a part of it changes."""
SMALLEST_ERASER = 8.0
"""Canvas pixels; else the eraser's radius is the pen's width: it is twice as wide as the pen."""
DRAWING_TIME = 0.015
"""Seconds for which strokes are drawn before the window gets its turn."""
EDGE = 2
"""Screen pixels of the edge around the canvas, which shows where the keys go."""
KEY_STEP, FINE_KEY_STEP = 20, 4
"""Canvas pixels that an arrow key moves the nib, and with Shift."""
BUTTONS_DOWN = 0x1F00
"""In the state of a pointer event."""
WHEEL_STEP = 120
"""What a notch of the wheel turns ``event.delta`` by; fine wheels and touchpads send parts of it."""
ARROWS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}


class Tool(StrEnum):
    PEN = "pen"
    ERASER = "eraser"


class DrawingPad(ttk.Frame):
    """A square canvas and the drawing on it.

    Args:
        drawing: lives on when the pad is made anew, in another language say.
        on_change: called after every change of the drawing, also in the middle of a stroke; it must return at once.
        on_width: called with the notches that the wheel was turned by, + away from the user.
        side: the size to ask for, in screen pixels.
    """

    def __init__(
        self,
        master: tk.Misc,
        drawing: Drawing,
        *,
        theme: Theme,
        side: int,
        on_change: Callable[[], None],
        on_width: Callable[[int], None],
    ) -> None:
        super().__init__(master)
        self.drawing = drawing
        self.tool = Tool.PEN
        self.pen_width = 24.0
        self.hint = ""
        self._theme = theme
        self._on_change = on_change
        self._on_width = on_width
        self._scale = 1.0
        self._button = 0  # of the gesture in hand; 0 while there is none
        self._erasing = False
        self._last: Point = (0.0, 0.0)
        self._live_items: list[int] = []
        self._live_points: list[Point] = []  # of the last of the live items
        self._live_width = 0.0
        self._adopts = True  # whether the live items will be those of the whole stroke
        self._items: dict[int, tuple[Stroke, list[int]]] = {}  # by id(stroke)
        self._draws: str | None = None  # the `after` that will draw on
        self._undrawn: deque[tuple[int, Iterator[int]]] = deque()
        self._picture: Image.Image | None = None
        self._photo: ImageTk.PhotoImage | None = None
        self._nib_at: Point | None = None
        self._key_pen = False
        self._turned = 0  # of the wheel, towards the next notch

        self._edge = tk.Frame(self)
        self.canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, takefocus=True, cursor="none")
        self._nib = self.canvas.create_oval(0, 0, 0, 0, width=2, state=tk.HIDDEN)
        self.configure(width=side + 2 * EDGE, height=side + 2 * EDGE)
        self._bind_events()
        self.recolour(theme)

    # --- what the window calls ---------------------------------------------------------------------------------------

    def recolour(self, theme: Theme) -> None:
        self.finish_gesture()
        self._theme = theme
        self.canvas.configure(background=theme.paper)
        self._show_focus(self.canvas.focus_get() is self.canvas)
        self._forget_items()
        self.refresh()

    def refresh(self) -> None:
        """Make the canvas show the drawing; only what changed is drawn anew."""
        page = self.drawing.page
        wanted = {id(stroke): stroke for stroke in page.strokes}
        for key in [key for key in self._items if key not in wanted]:
            self.canvas.delete(*self._items.pop(key)[1])
        for key, stroke in wanted.items():
            if key not in self._items:
                self._items[key] = (stroke, [])
                self._undrawn.append((key, self._draw(stroke)))
        self._draw_some()
        if page.picture is not self._picture:
            self._show_picture(page.picture)
        self._show_hint(page.blank)

    def set_pen_width(self, width: float) -> None:
        self.pen_width = width
        self._show_nib()

    def set_tool(self, tool: Tool) -> None:
        self.tool = tool
        self._show_nib()

    def destroy(self) -> None:
        if self._draws is not None:
            self.after_cancel(self._draws)
        super().destroy()

    @property
    def pen_down(self) -> bool:
        """Whether the pen is down."""
        return bool(self._button or self._key_pen)

    def finish_gesture(self) -> None:
        """End a stroke that is in hand, as if the button had been released."""
        if self.pen_down:
            self._button, self._key_pen = 0, False
            self._hand_over()

    # --- pointer -----------------------------------------------------------------------------------------------------

    def _bind_events(self) -> None:
        canvas = self.canvas
        erasing_buttons = (2, 3) if canvas.tk.call("tk", "windowingsystem") == "aqua" else (3,)
        canvas.bind("<ButtonPress-1>", lambda event: self._press(event, erasing=self.tool is Tool.ERASER))
        for button in erasing_buttons:
            canvas.bind(f"<ButtonPress-{button}>", lambda event: self._press(event, erasing=True))
        for button in (1, *erasing_buttons):
            canvas.bind(f"<B{button}-Motion>", self._drag)
            canvas.bind(f"<ButtonRelease-{button}>", self._release)
        canvas.bind("<Motion>", self._hover)
        canvas.bind("<Enter>", self._hover)
        canvas.bind("<Leave>", self._leave)
        canvas.bind("<MouseWheel>", self._wheel)
        canvas.bind("<Button-4>", lambda event: self._on_width(1))
        canvas.bind("<Button-5>", lambda event: self._on_width(-1))
        for name in ARROWS:
            canvas.bind(f"<{name}>", self._key_move)
        canvas.bind("<space>", self._key_press)
        canvas.bind("<FocusIn>", lambda event: self._show_focus(True))
        canvas.bind("<FocusOut>", self._lose_focus)
        self.bind("<Configure>", self._resize)

    def _press(self, event: tk.Event[Any], erasing: bool) -> None:
        if self._button and self._button != event.num:
            return  # a second button in the middle of a stroke
        self.finish_gesture()  # one whose release never came
        self.canvas.focus_set()
        self._button = int(event.num)
        self._begin(self._canvas_point(event.x, event.y), erasing)

    def _drag(self, event: tk.Event[Any]) -> None:
        if self._button:
            self._go_on(self._canvas_point(event.x, event.y))

    def _release(self, event: tk.Event[Any]) -> None:
        if event.num == self._button:
            self._button = 0
            self._hand_over()

    def _hover(self, event: tk.Event[Any]) -> None:
        if self._key_pen:
            return  # the keyboard holds the pen; a bump of the pointer must not lead it away
        if self._button and not int(event.state) & BUTTONS_DOWN:
            self.finish_gesture()  # the button's release went elsewhere
        self._nib_at = self._canvas_point(event.x, event.y)
        self._show_nib()

    def _leave(self, event: tk.Event[Any]) -> None:
        if not self.pen_down:
            self._nib_at = None
            self._show_nib()

    def _wheel(self, event: tk.Event[Any]) -> None:
        fine = self.canvas.tk.call("tk", "windowingsystem") == "aqua" and tk.TkVersion < 9
        self._turned += event.delta * (WHEEL_STEP if fine else 1)
        notches = int(self._turned / WHEEL_STEP)
        self._turned -= notches * WHEEL_STEP
        if notches:
            self._on_width(notches)

    # --- keys --------------------------------------------------------------------------------------------------------

    def _key_move(self, event: tk.Event[Any]) -> str:
        step = FINE_KEY_STEP if int(event.state) & 1 else KEY_STEP
        dx, dy = ARROWS[event.keysym]
        x, y = self._nib_at or (CANVAS / 2, CANVAS / 2)
        self._nib_at = (min(max(x + dx * step, 0), CANVAS), min(max(y + dy * step, 0), CANVAS))
        if self._key_pen:
            self._go_on(self._nib_at)
        self._show_nib()
        return "break"

    def _key_press(self, event: tk.Event[Any]) -> str:
        if not self._button:
            self._key_pen = not self._key_pen
            if self._key_pen:
                self._nib_at = self._nib_at or (CANVAS / 2, CANVAS / 2)
                self._begin(self._nib_at, self.tool is Tool.ERASER)
            else:
                self._hand_over()
        return "break"

    def _lose_focus(self, event: tk.Event[Any]) -> None:
        self._show_focus(False)
        if self._key_pen:
            self.finish_gesture()

    # --- gestures ----------------------------------------------------------------------------------------------------

    def _begin(self, point: Point, erasing: bool) -> None:
        self._erasing = erasing
        self._last = self._nib_at = point
        if erasing:
            self.drawing.begin_erasing()
            self._erase(point)
        else:
            self._live_width = self.pen_width
            self.drawing.begin_stroke(*point, self._live_width)
            self._live_items = [self._dot(point, self._live_width)]
            self._live_points = [point]
        self._show_hint(False)
        self._show_nib()
        self._on_change()

    def _go_on(self, point: Point) -> None:
        self._nib_at = point
        if self._erasing:
            self._erase(point)
        elif point != self._last:
            self.drawing.extend(*point)
            self._lengthen(point)
        self._last = point
        self._show_nib()
        self._on_change()

    def _hand_over(self) -> None:
        """End the gesture; the lines of a stroke that was in hand are now those of the stroke it became."""
        self.drawing.finish()
        if self._adopts and self._live_items:
            stroke = self.drawing.page.strokes[-1]
            self._items[id(stroke)] = (stroke, self._live_items)
        else:
            self.canvas.delete(*self._live_items)
        self._live_items, self._adopts = [], True
        self._erasing = False
        self.refresh()
        self._show_nib()
        self._on_change()

    def _erase(self, point: Point) -> None:
        if self.drawing.erase(self._last, point, self._eraser_radius()):
            self.refresh()

    def _eraser_radius(self) -> float:
        return max(self.pen_width, SMALLEST_ERASER)

    # --- what is on the canvas ---------------------------------------------------------------------------------------

    def _canvas_point(self, x: float, y: float) -> Point:
        """From screen to canvas pixels; both name a pixel's middle by whole numbers."""
        if self._scale == 1.0:
            return float(x), float(y)
        return (x + 0.5) / self._scale - 0.5, (y + 0.5) / self._scale - 0.5

    def _screen(self, point: Point) -> Point:
        if self._scale == 1.0:
            return point
        return (point[0] + 0.5) * self._scale - 0.5, (point[1] + 0.5) * self._scale - 0.5

    def _draw_some(self) -> None:
        """Draw what is not on the canvas yet, a large drawing piece by piece, so that the window never waits."""
        if self._draws is not None:
            self.after_cancel(self._draws)
        deadline = time.perf_counter() + DRAWING_TIME
        while self._undrawn and time.perf_counter() < deadline:
            key, lines = self._undrawn[0]
            line = next(lines, None) if key in self._items else None
            if line is None:
                self._undrawn.popleft()
            else:
                self._items[key][1].append(line)
        self._draws = self.after(1, self._draw_some) if self._undrawn else None

    def _draw(self, stroke: Stroke) -> Iterator[int]:
        """Put a stroke on the canvas, an item at a time."""
        if len(stroke.points) == 1:
            yield self._dot(stroke.points[0], stroke.width)
        for start in range(0, len(stroke.points) - 1, CHUNK):
            yield self._line(stroke.points[start : start + CHUNK + 1], stroke.width)

    def _line(self, points: tuple[Point, ...] | list[Point], width: float) -> int:
        coordinates = [value for point in points for value in self._screen(point)]
        return self.canvas.create_line(
            coordinates,
            width=width * self._scale,
            fill=self._theme.ink,
            capstyle=tk.ROUND,
            joinstyle=tk.ROUND,
            tags="ink",
        )

    def _dot(self, point: Point, width: float) -> int:
        x, y = self._screen(point)
        radius = width * self._scale / 2
        return self.canvas.create_oval(
            x - radius, y - radius, x + radius, y + radius, fill=self._theme.ink, width=0, tags="ink"
        )

    def _lengthen(self, point: Point) -> None:
        """Lead the line in hand on; after so many points a new one begins where the last ended."""
        self._live_points.append(point)
        if len(self._live_points) == 2:
            self._live_items.append(self._line(self._live_points, self._live_width))
        else:
            self.canvas.insert(self._live_items[-1], tk.END, self._screen(point))
        if len(self._live_points) > CHUNK:
            self._live_points = [point]

    def _forget_items(self) -> None:
        self.canvas.delete("ink", "picture")
        self._items.clear()
        self._undrawn.clear()
        self._live_items = []
        self._picture = None

    def _show_picture(self, picture: Image.Image | None) -> None:
        self.canvas.delete("picture")
        self._picture = picture
        if picture is None:
            self._photo = None
            return
        side = round(CANVAS * self._scale)
        levels = picture if side == CANVAS else picture.resize((side, side), Image.Resampling.BILINEAR)
        coloured = Image.composite(
            Image.new("RGB", levels.size, self._theme.ink), Image.new("RGB", levels.size, self._theme.paper), levels
        )
        self._photo = ImageTk.PhotoImage(coloured, master=self.canvas)
        self.canvas.create_image(0, 0, image=self._photo, anchor=tk.NW, tags="picture")
        self.canvas.tag_lower("picture")

    def _show_hint(self, shown: bool) -> None:
        self.canvas.delete("hint")
        if shown and self.hint:
            middle = CANVAS * self._scale / 2
            self.canvas.create_text(
                middle,
                middle,
                text=self.hint,
                width=middle * 1.6,
                justify=tk.CENTER,
                font=HINT_FONT,
                fill=self._theme.hint,
                tags="hint",
            )

    def _show_nib(self) -> None:
        """A ring as large as what the nib paints or the eraser takes away."""
        if self._nib_at is None:
            self.canvas.itemconfigure(self._nib, state=tk.HIDDEN)
            return
        erasing = self._erasing if self.pen_down else self.tool is Tool.ERASER
        x, y = self._screen(self._nib_at)
        radius = (self._eraser_radius() if erasing else self.pen_width / 2) * self._scale
        self.canvas.coords(self._nib, x - radius, y - radius, x + radius, y + radius)
        colour = self._theme.eraser if erasing else self._theme.nib
        self.canvas.itemconfigure(self._nib, outline=colour, fill=colour if self._key_pen else "", state=tk.NORMAL)
        self.canvas.tag_raise(self._nib)

    def _show_focus(self, focused: bool) -> None:
        self._edge.configure(background=self._theme.nib if focused else self._theme.edge)

    def _resize(self, event: tk.Event[Any]) -> None:
        """Fill the frame with the largest square, in its middle."""
        outer = max(1 + 2 * EDGE, min(event.width, event.height))
        left, top, side = (event.width - outer) // 2, (event.height - outer) // 2, outer - 2 * EDGE
        self._edge.place(x=left, y=top, width=outer, height=outer)
        self.canvas.place(x=left + EDGE, y=top + EDGE, width=side, height=side)
        scale = side / CANVAS
        if scale != self._scale:
            self._scale = scale
            self._forget_items()
            self.refresh()
            if self.pen_down and not self._erasing:  # go on with a new line where the stroke stands
                self._live_points = [self._last]
                self._live_items = [self._dot(self._last, self._live_width)]
                self._adopts = False
