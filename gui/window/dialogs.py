"""Small windows that tell something: the keys, and what this program is."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Mapping
from typing import TYPE_CHECKING

import ttkbootstrap as ttk

from common.translation import _
from gui.look.theme import GAP, SMALL_GAP

if TYPE_CHECKING:
    from gui.window.commands import Command
    from gui.window.window import Window

VERSION = "0.1.0"


def show_keys(root: Window, commands: Mapping[str, Command]) -> tk.Toplevel:
    """List what can be done with the keyboard."""
    rows = [(" · ".join(command.keys), _(command.label).rstrip("…")) for command in commands.values() if command.keys]
    rows += [
        ("Tab", _("Go on to the next control")),
        ("← ↑ → ↓", _("Move the nib, with the canvas in focus; Shift: in small steps")),
        (_("Space"), _("Put the pen down, or lift it")),
        (_("Right button"), _("Erase")),
        (_("Wheel"), _("Width of the pen")),
    ]
    dialog, body = _dialog(root, _("Keys"))
    for row, (keys, meaning) in enumerate(rows):
        ttk.Label(body, text=keys, font="TkFixedFont").grid(row=row, column=0, sticky=tk.W, padx=(0, 2 * GAP), pady=2)
        ttk.Label(body, text=meaning).grid(row=row, column=1, sticky=tk.W, pady=1)
    return _open(root, dialog)


def show_about(root: Window) -> tk.Toplevel:
    """Say what this program is."""
    dialog, body = _dialog(root, _("About DigitPad"))
    ttk.Label(body, text=f"DigitPad {VERSION}", font=("TkDefaultFont", 16, "bold")).pack(anchor=tk.W)
    for text in (
        _("A laboratory for handwriting: draw a digit, watch a network read it, and see what it saw."),
        _("The networks were trained on MNIST (LeCun, Cortes, Burges). Nothing that you draw leaves this machine."),
        _("Free software under the MIT licence."),
    ):
        ttk.Label(body, text=text, wraplength=round(420 * root.factor), justify=tk.LEFT).pack(
            anchor=tk.W, pady=(SMALL_GAP, 0)
        )
    return _open(root, dialog)


def ask_close(root: Window) -> tk.Toplevel:
    """Ask whether to close although a network is being trained."""
    dialog, body = _dialog(root, _("A network is being trained"))
    text = _("If DigitPad closes now, the run ends. Its best weights stay in the run history, from where it can go on.")
    ttk.Label(body, text=text, wraplength=round(420 * root.factor), justify=tk.LEFT).pack(anchor=tk.W)
    ttk.Button(body, text=_("Close DigitPad"), command=root.close, bootstyle="danger outline").pack(
        anchor=tk.E, pady=(round(GAP * root.factor), 0)
    )
    return _open(root, dialog, _("Go on training"))


def _dialog(root: Window, title: str) -> tuple[tk.Toplevel, ttk.Frame]:
    dialog = ttk.Toplevel(title=title, master=root, transient=root, resizable=(False, False))
    dialog.withdraw()
    body = ttk.Frame(dialog, padding=round(2 * GAP * root.factor))
    body.pack(fill=tk.BOTH, expand=True)
    return dialog, body


def _open(root: Window, dialog: tk.Toplevel, close_text: str = "") -> tk.Toplevel:
    close = ttk.Button(dialog, text=close_text or _("Close"), command=dialog.destroy, bootstyle="primary")
    close.pack(side=tk.BOTTOM, anchor=tk.E, padx=round(2 * GAP * root.factor), pady=(0, round(2 * GAP * root.factor)))
    dialog.bind("<Escape>", lambda event: dialog.destroy())
    dialog.update_idletasks()
    x = root.winfo_rootx() + (root.winfo_width() - dialog.winfo_reqwidth()) // 2
    y = root.winfo_rooty() + (root.winfo_height() - dialog.winfo_reqheight()) // 3
    dialog.geometry(f"+{max(0, x)}+{max(0, y)}")
    dialog.deiconify()
    close.focus_set()
    return dialog
