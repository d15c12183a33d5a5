"""The layout of the main window: toolbar and pad on the left, side panel on the right, status line below."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping

import ttkbootstrap as ttk

from common.translation import _
from gui.answer.side_panel import SidePanel
from gui.answer.status_line import StatusLine
from gui.canvas.drawing_pad import DrawingPad
from gui.look.theme import LOWEST_BARS, SIDE_WIDTH
from gui.menus.menus import Command
from gui.menus.picture_bar import PictureBar
from gui.menus.toolbar import Toolbar
from gui.state.context import Context
from gui.window.actions import Actions
from ink.page import Picture
from ink.pictures.picture_ink import Candidate


class Layout(ttk.Frame):
    """All widgets of the main window except its menu bar; rebuilt when the language changes.

    They are placed from the edges inwards: where there is little room the status line has it first, then the toolbar
    and the side panel, and the pad shrinks.
    """

    def __init__(self, master: tk.Misc, context: Context, actions: Actions, commands: Mapping[str, Command]) -> None:
        super().__init__(master)
        look = self._look = context.look
        self.toolbar = Toolbar(self, look, commands, actions.tool, actions.set_pen_width)
        self.pad = DrawingPad(
            self,
            context,
            on_change=actions.on_change,
            on_width=actions.change_pen_width,
            before_stroke=actions.before_stroke,
            on_box=actions.use_box,
        )
        self.picture_bar = PictureBar(
            self,
            look,
            commands,
            actions.tool,
            on_threshold=lambda threshold: actions.adjust(threshold=threshold),
            on_press=actions.begin_adjusting,
            on_release=actions.finish_adjusting,
            on_dark=lambda dark: actions.adjust(dark=dark),
        )
        self._picture_shown = False
        self.pad.hint = _("Draw a digit here")
        self.side = SidePanel(self, context, actions.framing, actions.use_framing, actions.labelling.store)
        self.status = StatusLine(self)
        self.bind("<Configure>", lambda event: self._share_room())

    def show_picture(self, picture: Picture | None, found: Candidate | None = None) -> None:
        """Offer to correct how the ink of the picture on the pad is found; ``found`` is that ink, if it is known."""
        if picture is not None:
            self.picture_bar.show(picture, found)
        if self._picture_shown is not (picture is not None):
            self._picture_shown = picture is not None
            self._share_room()

    @property
    def preferred(self) -> tuple[int, int]:
        """The width and height in screen pixels with which nothing needs to shrink."""
        pad, look = self.pad.winfo_reqwidth(), self._look
        left = max(pad, self.toolbar.winfo_reqwidth())
        return left + look.px(SIDE_WIDTH) + 3 * look.gap, pad + self._above + self._below

    @property
    def smallest(self) -> tuple[int, int]:
        """The width and height in screen pixels from which on everything can be seen."""
        side, bars, look = self.side, self.side.bars, self._look
        height = side.winfo_reqheight() - bars.winfo_reqheight() + look.px(LOWEST_BARS)
        return max(
            self.toolbar.smallest, self.picture_bar.winfo_reqwidth()
        ) + side.winfo_reqwidth() + 3 * look.gap, look.gap + height + self._below

    @property
    def _above(self) -> int:
        """The height of what is above the pad."""
        bar = self.picture_bar.winfo_reqheight() + self._look.small_gap if self._picture_shown else 0
        return self._look.gap + self.toolbar.winfo_reqheight() + self._look.small_gap + bar

    @property
    def _below(self) -> int:
        """The height of what is below the pad."""
        return self.status.winfo_reqheight() + 2 * self._look.small_gap

    def _share_room(self) -> None:
        """Give the pad the largest square that fits; the side panel gets the remaining width."""
        width, height = self.winfo_width(), self.winfo_height()
        gap, small = self._look.gap, self._look.small_gap
        above, floor = self._above, height - self._below
        pad = max(1, min(floor - above, width - self._look.px(SIDE_WIDTH) - 3 * gap))
        beside_side = width - self.side.winfo_reqwidth() - 3 * gap
        tools = max(self.toolbar.winfo_reqwidth(), self.picture_bar.winfo_reqwidth() if self._picture_shown else 0)
        left = max(pad, min(tools, beside_side))
        self.toolbar.place(x=gap, y=gap, width=left)
        if self._picture_shown:
            self.picture_bar.place(x=gap, y=gap + self.toolbar.winfo_reqheight() + small, width=left)
        else:
            self.picture_bar.place_forget()
        self.pad.place(x=gap + (left - pad) // 2, y=above, width=pad, height=pad)
        self.side.place(x=left + 2 * gap, y=gap, width=max(1, width - left - 3 * gap), height=max(1, floor - gap))
        self.status.place(x=gap, y=floor + small, width=max(1, width - 2 * gap))
