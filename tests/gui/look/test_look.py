"""Lengths follow the screen, colours the theme."""

from __future__ import annotations

import tkinter as tk

import pytest
import ttkbootstrap as ttk

from gui.look.look import Look
from gui.look.theme import DARK, DOUBT, LIGHT


@pytest.mark.parametrize(("scale", "length"), [(1.0, 12), (1.25, 15), (2.0, 24)])
def test_lengths_follow_the_density_of_the_screen(display: str, scale: float, length: int) -> None:
    root = ttk.App()
    look = Look(root.style, "light", scale)
    root.update()
    root.destroy()
    assert look.gap == look.px(12) == length


def test_labels_and_drawn_widgets_take_the_colours_of_the_theme(display: str) -> None:
    root = ttk.App()
    look = Look(root.style, "light", 1.0)
    canvas, closed = tk.Canvas(root), tk.Canvas(root)
    painted: list[str] = []
    for widget in (canvas, closed):
        look.follow(widget, lambda: painted.append(look.theme.ttk_theme))
    closed.destroy()
    assert painted == [LIGHT.ttk_theme] * 2
    assert root.style.lookup(DOUBT, "foreground") == LIGHT.doubt
    look.use("dark")
    assert painted == [LIGHT.ttk_theme] * 2 + [DARK.ttk_theme]
    assert root.style.lookup(DOUBT, "foreground") == DARK.doubt
    look.use("light")
    assert painted[-1] == LIGHT.ttk_theme
    assert root.style.lookup(DOUBT, "foreground") == LIGHT.doubt
    root.update()
    root.destroy()
