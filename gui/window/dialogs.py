"""Small windows: the list of keys, "About DigitPad", and the question whether to close during a training."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Iterable

import ttkbootstrap as ttk

from common.translation import _
from gui.look.look import Look
from gui.look.placing import beside, centred
from gui.look.scrolled import Scrolled
from gui.look.secondary_window import SecondaryWindow
from gui.look.theme import GAP, SMALL_GAP
from gui.menus.menus import Command

VERSION = "0.1.0"
TEXT_WIDTH = 420
"""Logical pixels."""


class Dialog(SecondaryWindow):
    """A window in front of another one, with a body, and a foot with a button that closes it."""

    def __init__(
        self, master: tk.Misc, look: Look, title: str, place: Callable[..., str] = beside, close_text: str = ""
    ) -> None:
        super().__init__(master, title, transient=master)
        self._look, self._parent, self._place = look, master, place
        self._scrolled = Scrolled(self, look, padding=look.px(2 * GAP))
        self.body = self._scrolled.content
        self.foot = ttk.Frame(self)
        self.foot.pack(side=tk.BOTTOM, anchor=tk.E, padx=look.px(2 * GAP), pady=look.gap)
        self._close = ttk.Button(self.foot, text=close_text or _("Close"), command=self.destroy, bootstyle="primary")
        self._close.pack(side=tk.RIGHT)
        self._scrolled.pack(fill=tk.BOTH, expand=True)  # after the foot, which is to be seen even without room

    def write(self, text: str, above: int = 0) -> None:
        """Add a paragraph with a margin ``above`` it, in logical pixels."""
        label = ttk.Label(self.body, text=text, wraplength=self._look.px(TEXT_WIDTH), justify=tk.LEFT)
        label.pack(anchor=tk.W, pady=(self._look.px(above), 0))

    def take_over(self, old: Dialog) -> None:
        position = "".join(old.geometry().partition("+")[1:])  # its size is that of its text
        self._place = lambda *arguments: position

    def open(self) -> None:
        self.update_idletasks()
        self.geometry(self._place(self._parent, self.winfo_reqwidth(), self.winfo_reqheight()))
        super().open()
        self._close.focus_set()


def keys_dialog(master: tk.Misc, look: Look, commands: Iterable[Command]) -> Dialog:
    """Lists what can be done with the keyboard."""
    dialog = Dialog(master, look, _("Keys"))
    rows = [(" · ".join(command.keys), _(command.label).rstrip("…")) for command in commands if command.keys]
    rows += [
        ("Tab", _("Move to the next control")),
        ("← ↑ → ↓", _("Move the nib, with the canvas in focus; Shift: in small steps")),
        (_("Space"), _("Put the pen down, or lift it")),
        (_("Right button"), _("Erase")),
        (_("Wheel"), _("Width of the pen")),
    ]
    for row, (keys, meaning) in enumerate(rows):
        left = ttk.Label(dialog.body, text=keys, font="TkFixedFont")
        left.grid(row=row, column=0, sticky=tk.W, padx=(0, 2 * GAP), pady=2)
        ttk.Label(dialog.body, text=meaning).grid(row=row, column=1, sticky=tk.W, pady=1)
    return dialog


def about_dialog(master: tk.Misc, look: Look) -> Dialog:
    """Says what this program is."""
    dialog = Dialog(master, look, _("About DigitPad"))
    ttk.Label(dialog.body, text=f"DigitPad {VERSION}", font=("TkDefaultFont", 16, "bold")).pack(anchor=tk.W)
    for text in (
        _("A laboratory for handwriting: draw a digit, watch a network read it, and see what it saw."),
        _("The networks were trained on MNIST (LeCun, Cortes, Burges). Nothing that you draw leaves this machine."),
        _("Free software under the MIT licence."),
    ):
        dialog.write(text, above=SMALL_GAP)
    return dialog


def close_question(master: tk.Misc, look: Look, on_close: Callable[[], None]) -> Dialog:
    """Asks whether to close although a network is being trained."""
    dialog = Dialog(master, look, _("A network is being trained"), centred, _("Go on training"))
    dialog.write(
        _(
            "If you close DigitPad now, the training stops. Its best weights so far stay in the run history, where you "
            "can continue the run."
        )
    )
    close = ttk.Button(dialog.foot, text=_("Close DigitPad"), command=on_close, bootstyle="danger outline")
    close.pack(side=tk.RIGHT, padx=look.small_gap)
    return dialog
