"""The drawing pad: turns the pointer's and the keyboard's events into strokes."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import ttkbootstrap as ttk
from ttkbootstrap.utils import windowing_system

from gui.canvas.ink_canvas import InkCanvas
from gui.look.wheel import bind_wheel
from gui.state.context import Context
from ink.page import CANVAS, Point

SMALLEST_ERASER = 8.0
"""Smallest radius of the eraser in canvas pixels; above it the radius is the pen's width."""
EDGE = 2
"""Width in screen pixels of the frame around the canvas, which shows whether it has the focus."""
BUTTONS_DOWN = 0x1F00
"""Bits of the buttons in the state of a pointer event."""
STEP, FINE_STEP = 20, 4
"""Canvas pixels by which an arrow key moves the nib, without and with Shift."""
DIRECTIONS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
SHIFT = 0x1
"""Bit of Shift in the state of a key event."""
MIDDLE: Point = (CANVAS / 2, CANVAS / 2)
CHROME = 130
"""Height in logical pixels of title bar, menu bar, toolbar, status line and gaps together."""


class Tool(StrEnum):
    PEN = "pen"
    ERASER = "eraser"


class DrawingPad(ttk.Frame):
    """A square canvas on which the user draws. The drawing outlives it, as the pad is rebuilt in another language.

    Args:
        on_change: called after every change of the drawing, also during a stroke; must return immediately.
        on_width: called with the notches that the wheel was turned, positive away from the user.
        before_stroke: called before a stroke begins; it may change the drawing.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        *,
        on_change: Callable[[], None],
        on_width: Callable[[int], None],
        before_stroke: Callable[[], None],
    ) -> None:
        look = self._look = context.look
        side = 2 * EDGE + max(1, min(look.px(CANVAS), master.winfo_screenheight() - look.px(CHROME)))
        super().__init__(master, width=side, height=side)
        self.drawing = context.drawing
        self.tool = Tool.PEN
        self.pen_width = 24.0
        self.hint = ""
        self._on_change, self._before_stroke = on_change, before_stroke
        self._button = 0  # of the stroke or erasing in progress; 0 if none
        self._by_keyboard = False  # whether the keyboard holds the pen down
        self._erasing = False
        self._stroke_width = 0.0  # of the stroke in progress
        self._last: Point = (0.0, 0.0)
        self._nib_at: Point | None = None

        self._edge = tk.Frame(self)
        self.canvas = InkCanvas(self, look)
        self._bind_events()
        bind_wheel(self.canvas, on_width)
        look.follow(self, self._paint)

    # --- what the window calls ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the current drawing."""
        self.canvas.show(self.drawing.page, self.hint)

    def set_pen_width(self, width: float) -> None:
        self.pen_width = width
        self._show_nib()

    def set_tool(self, tool: Tool) -> None:
        self.tool = tool
        self._show_nib()

    @property
    def pen_down(self) -> bool:
        """Whether the user is drawing or erasing at the moment."""
        return bool(self._button or self._by_keyboard)

    def finish_gesture(self) -> None:
        """End a stroke in progress, as if the button had been released."""
        if not self.pen_down:
            return
        self._button, self._by_keyboard = 0, False
        self.drawing.finish()
        if not self._erasing:
            self.canvas.end_line(self.drawing.page.strokes[-1])
        self._erasing = False
        self.refresh()
        self._show_nib()
        self._on_change()

    # --- pointer -----------------------------------------------------------------------------------------------------

    def _bind_events(self) -> None:
        canvas = self.canvas
        erasing_buttons = (2, 3) if windowing_system(self) == "aqua" else (3,)
        canvas.bind("<ButtonPress-1>", lambda event: self._press(event, erasing=self.tool is Tool.ERASER))
        for button in erasing_buttons:
            canvas.bind(f"<ButtonPress-{button}>", lambda event: self._press(event, erasing=True))
        for button in (1, *erasing_buttons):
            canvas.bind(f"<B{button}-Motion>", self._drag)
            canvas.bind(f"<ButtonRelease-{button}>", self._release)
        canvas.bind("<Motion>", self._hover)
        canvas.bind("<Enter>", self._hover)
        canvas.bind("<Leave>", self._leave)
        for key in DIRECTIONS:
            canvas.bind(f"<{key}>", self._press_arrow)
        canvas.bind("<space>", self._press_space)
        canvas.bind("<FocusIn>", lambda event: self._show_focus(True))
        canvas.bind("<FocusOut>", self._lose_focus)
        self.bind("<Configure>", self._resize)

    def _press(self, event: tk.Event[Any], erasing: bool) -> None:
        if self._button and self._button != event.num:
            return  # a second button in the middle of a stroke
        self.finish_gesture()  # one whose release never came
        self.canvas.focus_set()
        self._button = int(event.num)
        self._begin(self.canvas.canvas_point(event.x, event.y), erasing)

    def _drag(self, event: tk.Event[Any]) -> None:
        if self._button:
            self._go_on(self.canvas.canvas_point(event.x, event.y))

    def _release(self, event: tk.Event[Any]) -> None:
        if event.num == self._button:
            self.finish_gesture()

    def _hover(self, event: tk.Event[Any]) -> None:
        if self._by_keyboard:
            return  # touching the mouse must not move the keyboard's pen
        if self._button and not int(event.state) & BUTTONS_DOWN:
            self.finish_gesture()  # another window got the button's release
        self._nib_at = self.canvas.canvas_point(event.x, event.y)
        self._show_nib()

    def _leave(self, event: tk.Event[Any]) -> None:
        if not self.pen_down:
            self._nib_at = None
            self._show_nib()

    # --- keys --------------------------------------------------------------------------------------------------------

    def _press_space(self, event: tk.Event[Any]) -> str:
        """Put the pen down or lift it."""
        if self._by_keyboard:
            self.finish_gesture()
        elif not self._button:
            self._by_keyboard = True
            self._begin(self._nib_at or MIDDLE, self.tool is Tool.ERASER)
        return "break"

    def _press_arrow(self, event: tk.Event[Any]) -> str:
        step = FINE_STEP if int(event.state) & SHIFT else STEP
        self._nib_at = moved(self._nib_at or MIDDLE, event.keysym, step)
        if self._by_keyboard:
            self._go_on(self._nib_at)
        else:
            self._show_nib()
        return "break"

    def _lose_focus(self, event: tk.Event[Any]) -> None:
        self._show_focus(False)
        if self._by_keyboard:
            self.finish_gesture()

    # --- gestures ----------------------------------------------------------------------------------------------------

    def _begin(self, point: Point, erasing: bool) -> None:
        self._erasing = erasing
        self._last = self._nib_at = point
        if erasing:
            self.drawing.begin_erasing()
            self._erase(point)
        else:
            self._before_stroke()
            self._stroke_width = self.pen_width
            self.drawing.begin_stroke(*point, self._stroke_width)
            self.canvas.show_hint("")
            self.canvas.begin_line(point, self._stroke_width)
        self._show_nib()
        self._on_change()

    def _go_on(self, point: Point) -> None:
        if self._erasing:
            self._erase(point)
        elif point != self._last:
            self.drawing.extend(*point)
            self.canvas.lengthen(point)
        self._last = self._nib_at = point
        self._show_nib()
        self._on_change()

    def _erase(self, point: Point) -> None:
        if self.drawing.erase(self._last, point, self._eraser_radius()):
            self.refresh()

    def _eraser_radius(self) -> float:
        return max(self.pen_width, SMALLEST_ERASER)

    # --- looks -------------------------------------------------------------------------------------------------------

    def _paint(self) -> None:
        self.finish_gesture()
        self._show_focus(self.canvas.focus_get() is self.canvas)
        self.canvas.recolour()
        self.refresh()

    def _show_nib(self) -> None:
        erasing = self._erasing if self.pen_down else self.tool is Tool.ERASER
        radius = self._eraser_radius() if erasing else self.pen_width / 2
        colour = self._look.theme.eraser if erasing else self._look.theme.nib
        self.canvas.show_nib(self._nib_at, radius, colour, filled=self._by_keyboard)

    def _show_focus(self, focused: bool) -> None:
        self._edge.configure(background=self._look.theme.nib if focused else self._look.theme.edge)

    def _resize(self, event: tk.Event[Any]) -> None:
        """Make the canvas the largest square that fits, centred."""
        outer = max(1 + 2 * EDGE, min(event.width, event.height))
        left, top, side = (event.width - outer) // 2, (event.height - outer) // 2, outer - 2 * EDGE
        self._edge.place(x=left, y=top, width=outer, height=outer)
        self.canvas.place(x=left + EDGE, y=top + EDGE, width=side, height=side)
        if self.canvas.resize(side):
            self.refresh()
            if self.pen_down and not self._erasing:
                self.canvas.begin_line(self._last, self._stroke_width, whole=False)


def moved(point: Point, key: str, step: float) -> Point:
    """The point one step further in the direction of an arrow key, limited to the canvas."""
    (x, y), (dx, dy) = point, DIRECTIONS[key]
    return min(max(x + dx * step, 0), CANVAS), min(max(y + dy * step, 0), CANVAS)
