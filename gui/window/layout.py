"""The layout of the main window: toolbar and pad on the left, side panel on the right, status line below."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping

import ttkbootstrap as ttk

from common.translation import _
from gui.answer.side_panel import SidePanel
from gui.answer.status_line import StatusLine
from gui.canvas.drawing_pad import DrawingPad
from gui.look.theme import SIDE_WIDTH
from gui.menus.menus import Command
from gui.menus.toolbar import Toolbar
from gui.state.context import Context
from gui.window.actions import Actions


class Layout(ttk.Frame):
    """All widgets of the main window except its menu bar; rebuilt when the language changes."""

    def __init__(self, master: tk.Misc, context: Context, actions: Actions, commands: Mapping[str, Command]) -> None:
        look = self._look = context.look
        gap, small = look.gap, look.small_gap
        super().__init__(master, padding=(gap, gap, gap, small))
        self.grid_columnconfigure(1, weight=1, minsize=look.px(SIDE_WIDTH) + gap)
        self.grid_rowconfigure(1, weight=1)
        self.bind("<Configure>", self._share_room)
        self.toolbar = Toolbar(self, look, commands, actions.tool, actions.set_pen_width)
        self.toolbar.grid(row=0, column=0, sticky=tk.EW, pady=(0, small))
        self.pad = DrawingPad(
            self,
            context,
            on_change=actions.on_change,
            on_width=actions.change_pen_width,
            before_stroke=actions.before_stroke,
        )
        self.pad.hint = _("Draw a digit here")
        self.pad.grid(row=1, column=0, sticky=tk.N)
        self.side = SidePanel(self, context, actions.framing, actions.use_framing, actions.labelling.store)
        self.side.grid(row=0, column=1, rowspan=2, sticky=tk.NSEW, padx=(gap, 0))
        self.status = StatusLine(self)
        self.status.grid(row=2, column=0, columnspan=2, sticky=tk.EW, pady=(small, 0))

    def _share_room(self, event: tk.Event) -> None:
        """Give the pad the largest square that fits; the side panel gets the remaining width."""
        gap, small = self._look.gap, self._look.small_gap
        others = self.toolbar.winfo_reqheight() + self.status.winfo_reqheight() + gap + 3 * small
        side = min(event.height - others, event.width - self._look.px(SIDE_WIDTH) - 3 * gap)
        self.pad.configure(width=max(side, 1), height=max(side, 1))
