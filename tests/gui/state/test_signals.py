"""Listening to Tk's variables."""

from __future__ import annotations

import tkinter as tk

from gui.state.signals import on_write


def test_a_listener_is_forgotten_with_its_widget(display: str) -> None:
    root = tk.Tk()
    variable, widget, told = tk.StringVar(root), tk.Frame(root), []
    on_write(variable, widget, lambda: told.append(variable.get()))
    variable.set("a")
    widget.destroy()
    variable.set("b")
    assert told == ["a"]
    assert variable.trace_info() == []
    root.destroy()
