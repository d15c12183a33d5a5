"""The drawing pad: turns the pointer's and the keyboard's events into strokes."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import ttkbootstrap as ttk
from ttkbootstrap.utils import windowing_system

from gui.background.pump import later
from gui.canvas.digit_boxes import DigitBoxes
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
    BOX = "box"


class DrawingPad(ttk.Frame):
    """A square canvas on which the user draws. The drawing outlives it, as the pad is rebuilt in another language.

    Args:
        on_change: called after every change of the drawing, also during a stroke; must return immediately.
        on_width: called with the notches that the wheel was turned, positive away from the user.
        before_stroke: called before a stroke begins; it may change the drawing.
        on_box: called with two opposite corners of a box that was dragged, in canvas pixels; with None if it was
            given up.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        *,
        on_change: Callable[[], None],
        on_width: Callable[[int], None],
        before_stroke: Callable[[], None],
        on_box: Callable[[tuple[Point, Point] | None], None],
    ) -> None:
        look = self._look = context.look
        side = 2 * EDGE + max(1, min(look.px(CANVAS), master.winfo_screenheight() - look.px(CHROME)))
        super().__init__(master, width=side, height=side)
        self.drawing = context.drawing
        self.tool = Tool.PEN
        self.pen_width = 24.0
        self.hint = ""
        self._on_change, self._before_stroke, self._on_box = on_change, before_stroke, on_box
        self._button = 0  # of the stroke or erasing in progress; 0 if none
        self._by_keyboard = False  # whether the keyboard holds the pen down
        self._gesture = Tool.PEN  # of the gesture in progress
        self._box_from: Point = (0.0, 0.0)
        self._stroke_width = 0.0  # of the stroke in progress
        self._last: Point = (0.0, 0.0)
        self._nib_at: Point | None = None

        self._edge = tk.Frame(self)
        self.canvas = InkCanvas(self, look, context.jobs)
        self._boxes = DigitBoxes(self.canvas, look, context.number, lambda: self.canvas.factor)
        self._bind_events()
        bind_wheel(self.canvas, on_width)
        look.follow(self, self._paint)

    # --- what the window calls ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the current drawing."""
        self.canvas.show(self.drawing.page, self.hint, self.pen_down)
        later(self, 1, self._prepare_erasing)

    def _prepare_erasing(self) -> None:
        """Prepare step by step what would keep the pen waiting in a large drawing."""
        if not self.pen_down and self.drawing.prepare_erasing():
            later(self, 1, self._prepare_erasing)

    def set_pen_width(self, width: float) -> None:
        self.pen_width = width
        self._show_nib()

    def set_tool(self, tool: Tool) -> None:
        self.tool = tool
        self.canvas.configure(cursor="crosshair" if tool is Tool.BOX else "none")
        self._show_nib()

    @property
    def pen_down(self) -> bool:
        """Whether the user is drawing, erasing or dragging a box at the moment."""
        return bool(self._button or self._by_keyboard)

    def finish_gesture(self) -> None:
        """End a stroke in progress, as if the button had been released."""
        self._boxes.forget_press()
        if not self.pen_down:
            return
        self._button, self._by_keyboard = 0, False
        if self._gesture is Tool.BOX:
            self.canvas.show_box(None)
            self._on_box((self._box_from, self._last))
        else:
            self.drawing.finish()
            if self._gesture is Tool.PEN:
                self.canvas.end_line(self.drawing.page.strokes[-1])
        self.refresh()
        self._show_nib()
        self._on_change()

    # --- pointer -----------------------------------------------------------------------------------------------------

    def _bind_events(self) -> None:
        canvas = self.canvas
        erasing_buttons = (2, 3) if windowing_system(self) == "aqua" else (3,)
        canvas.bind("<ButtonPress-1>", lambda event: self._press(event, self.tool))
        for button in erasing_buttons:
            canvas.bind(f"<ButtonPress-{button}>", lambda event: self._press(event, Tool.ERASER))
        for button in (1, *erasing_buttons):
            canvas.bind(f"<B{button}-Motion>", self._drag)
            canvas.bind(f"<ButtonRelease-{button}>", self._release)
        canvas.bind("<Motion>", self._hover)
        canvas.bind("<Enter>", self._hover)
        canvas.bind("<Leave>", self._leave)
        for key in DIRECTIONS:
            canvas.bind(f"<{key}>", self._press_arrow)
        canvas.bind("<space>", self._press_space)
        canvas.bind("<Escape>", self._give_up_box)
        canvas.bind("<FocusIn>", lambda event: self._show_focus(True))
        canvas.bind("<FocusOut>", self._lose_focus)
        self.bind("<Configure>", self._resize)

    def _press(self, event: tk.Event[Any], tool: Tool) -> None:
        if self._button and self._button != event.num:
            return  # a second button in the middle of a stroke
        self.finish_gesture()  # one whose release never came
        self.canvas.focus_set()
        point = self.canvas.canvas_point(event.x, event.y)
        if tool is Tool.PEN and self._boxes.press(point):
            return  # a click chooses the digit; if the pointer moves, it draws
        self._button = int(event.num)
        self._begin(point, tool)

    def _drag(self, event: tk.Event[Any]) -> None:
        point = self.canvas.canvas_point(event.x, event.y)
        if (start := self._boxes.drag(point)) is not None:
            self._button = 1
            self._begin(start, Tool.PEN)
        if self._button:
            self._go_on(point)

    def _release(self, event: tk.Event[Any]) -> None:
        if event.num == self._button:
            self.finish_gesture()
        elif event.num == 1:
            self._boxes.release()

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
            self._begin(self._nib_at or MIDDLE, self.tool)
        return "break"

    def _press_arrow(self, event: tk.Event[Any]) -> str:
        step = FINE_STEP if int(event.state) & SHIFT else STEP
        self._nib_at = moved(self._nib_at or MIDDLE, event.keysym, step)
        if self._by_keyboard:
            self._go_on(self._nib_at)
        else:
            self._show_nib()
        return "break"

    def _give_up_box(self, event: tk.Event[Any]) -> None:
        if self.pen_down and self._gesture is Tool.BOX:
            self._last = self._box_from
            self.finish_gesture()
        if self.tool is Tool.BOX:
            self._on_box(None)

    def _lose_focus(self, event: tk.Event[Any]) -> None:
        self._show_focus(False)
        if self._by_keyboard:
            self.finish_gesture()

    # --- gestures ----------------------------------------------------------------------------------------------------

    def _begin(self, point: Point, tool: Tool) -> None:
        self._gesture = tool
        self._last = self._nib_at = point
        if tool is Tool.BOX:
            self.drawing.finish()
            self._box_from = point
        elif tool is Tool.ERASER:
            self.drawing.begin_change()
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
        if self._gesture is Tool.BOX:
            self.canvas.show_box((self._box_from, point))
        elif self._gesture is Tool.ERASER:
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
            self.canvas.erase(self._last, point, self._eraser_radius())

    def _eraser_radius(self) -> float:
        return max(self.pen_width, SMALLEST_ERASER)

    # --- looks -------------------------------------------------------------------------------------------------------

    def _paint(self) -> None:
        self.finish_gesture()
        self._show_focus(self.canvas.focus_get() is self.canvas)
        self.canvas.recolour()
        self.refresh()
        self._boxes.draw()

    def _show_nib(self) -> None:
        tool = self._gesture if self.pen_down else self.tool
        if tool is Tool.BOX and not self._by_keyboard:
            self.canvas.show_nib(None, 0, "")
            return
        erasing = tool is Tool.ERASER
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
            self._boxes.draw()
            if self.pen_down and self._gesture is Tool.PEN:
                self.canvas.begin_line(self._last, self._stroke_width, whole=False)


def moved(point: Point, key: str, step: float) -> Point:
    """The point one step further in the direction of an arrow key, limited to the canvas."""
    (x, y), (dx, dy) = point, DIRECTIONS[key]
    return min(max(x + dx * step, 0), CANVAS), min(max(y + dy * step, 0), CANVAS)
