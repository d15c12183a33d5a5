"""Where things stand in the main window: tools and pad on the left, side panel on the right, status line below."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

import ttkbootstrap as ttk

from common.translation import _
from gui.answer.side_panel import SidePanel
from gui.answer.status_line import StatusLine
from gui.canvas.drawing_pad import DrawingPad
from gui.look.theme import GAP, SIDE_WIDTH, SMALL_GAP, Theme
from gui.menus.command import Command
from gui.menus.toolbar import Toolbar
from gui.state.context import Context
from gui.window.actions import Actions
from gui.window.commands import WIDTH_STEP
from ink.page import CANVAS

CHROME = 130
"""Logical pixels that title, menu, toolbar, status line and gaps take of the screen's height."""


class Layout(ttk.Frame):
    """All widgets of the main window but its menu; made anew when the language changes.

    Args:
        tool, framing: variables of the window, shared with its menu.
        on_framing: called when another framing is chosen.
        on_change: called after every change of the drawing, also in the middle of a stroke.
        on_pick: called with the digit whose bar was clicked.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        actions: Actions,
        commands: Mapping[str, Command],
        *,
        tool: tk.StringVar,
        framing: tk.StringVar,
        on_framing: Callable[[], None],
        on_change: Callable[[], None],
        on_pick: Callable[[int], None],
    ) -> None:
        look = self._look = context.look
        gap, small = look.px(GAP), look.px(SMALL_GAP)
        super().__init__(master, padding=(gap, gap, gap, small))
        self.grid_columnconfigure(1, weight=1, minsize=look.px(SIDE_WIDTH) + gap)
        self.grid_rowconfigure(1, weight=1)
        self.bind("<Configure>", self._share_room)
        self.toolbar = Toolbar(
            self,
            commands=commands,
            tool=tool,
            on_tool=actions.use_tool,
            on_width=actions.set_pen_width,
            scale=look.scale,
        )
        self.toolbar.grid(row=0, column=0, sticky=tk.EW, pady=(0, small))
        self.pad = DrawingPad(
            self,
            context.drawing,
            theme=look.theme,
            side=self._pad_side(),
            on_change=on_change,
            on_width=lambda notches: actions.change_pen_width(WIDTH_STEP * notches),
            before_stroke=actions.before_stroke,
        )
        self.pad.hint = _("Draw a digit here")
        self.pad.grid(row=1, column=0, sticky=tk.N)
        self.side = SidePanel(
            self,
            theme=look.theme,
            scale=look.scale,
            framing=framing,
            on_framing=on_framing,
            on_model=context.networks.choose,
            on_list=context.networks.refresh,
            on_pick=on_pick,
        )
        self.side.grid(row=0, column=1, rowspan=2, sticky=tk.NSEW, padx=(gap, 0))
        self.status = StatusLine(self, look.theme)
        self.status.grid(row=2, column=0, columnspan=2, sticky=tk.EW, pady=(small, 0))

    def recolour(self, theme: Theme) -> None:
        for part in (self.toolbar, self.pad, self.side, self.status):
            part.recolour(theme)

    def _share_room(self, event: tk.Event) -> None:
        """Give the pad the largest square there is room for, and what is left of the width to the side panel."""
        gap, small = self._look.px(GAP), self._look.px(SMALL_GAP)
        others = self.toolbar.winfo_reqheight() + self.status.winfo_reqheight() + gap + 3 * small
        side = min(event.height - others, event.width - self._look.px(SIDE_WIDTH) - 3 * gap)
        self.pad.configure(width=max(side, 1), height=max(side, 1))

    def _pad_side(self) -> int:
        """560 pixels, or as many times more as the screen is denser, if they fit on it."""
        return max(1, min(self._look.px(CANVAS), self.winfo_screenheight() - self._look.px(CHROME)))
