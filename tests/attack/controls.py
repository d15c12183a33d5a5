"""The widgets of a window, and what a user can do to them."""

from __future__ import annotations

import random
import tkinter as tk
from collections.abc import Iterator
from typing import Any

TEXTS = ("", "0", "-1", "3", "1e999", "nan", "7" * 400, "七", "\\", "a b", "../x", "\t", "0.01", "My net")


def all_widgets(widget: tk.Misc) -> Iterator[tk.Misc]:
    yield widget
    for child in widget.winfo_children():
        yield from all_widgets(child)


def widgets_of(widget: tk.Misc) -> Iterator[tk.Misc]:
    """Those of one window."""
    yield widget
    for child in widget.winfo_children():
        if not isinstance(child, tk.Toplevel | tk.Menu):
            yield from widgets_of(child)


def use(widget: Any, rng: random.Random) -> None:
    """Do to a control what a user can do to it."""
    kind = widget.winfo_class()
    if kind == "Treeview":
        rows = widget.get_children()
        widget.selection_set(rng.sample(rows, rng.randint(0, len(rows))))
    elif kind == "TNotebook":
        widget.select(rng.choice(widget.tabs()))
    elif kind == "TCombobox":
        values = widget["values"]
        if values:
            widget.set(rng.choice(values))
            widget.event_generate("<<ComboboxSelected>>")
    elif kind in ("TEntry", "TSpinbox"):
        widget.delete(0, tk.END)
        widget.insert(0, rng.choice(TEXTS))
        widget.event_generate("<KeyRelease>")
        widget.event_generate(rng.choice(("<Return>", "<FocusOut>", "<<Increment>>")))
    elif kind == "TScale":
        widget.set(rng.uniform(0, 60))
    elif hasattr(widget, "invoke"):
        widget.invoke()
    else:
        place = {"x": rng.randrange(1, 900), "y": rng.randrange(1, 700)}
        widget.event_generate("<Motion>", **place)
        button, modifier = rng.choice((1, 1, 1, 3)), rng.choice(("", "", "Shift-", "Control-"))
        for _ in range(rng.randrange(1, 4)):
            widget.event_generate(f"<{modifier}ButtonPress-{button}>", **place)
            widget.event_generate(f"<{modifier}ButtonRelease-{button}>", **place)
