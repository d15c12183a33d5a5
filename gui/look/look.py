"""Colours, lengths and text styles in one object, which all widgets share."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

from ttkbootstrap.style import Style

from gui.look.theme import ACCENT, DOUBT, FAINT, GAP, PLAIN, SMALL_GAP, THEMES, WRONG, Theme


class Look:
    """The theme in use and the screen's scale.

    Args:
        style: ttk's styles.
        name: the theme's name, a key of :data:`THEMES`.

    Attributes:
        theme: the colours of custom-drawn widgets.
        scale: screen pixels per logical pixel.
        gap, small_gap: the distances between neighbouring widgets in screen pixels.
    """

    def __init__(self, style: Style, name: str, scale: float) -> None:
        self._style = style
        self.scale = scale
        self.gap, self.small_gap = self.px(GAP), self.px(SMALL_GAP)
        self.theme: Theme
        self._painters: dict[tk.Misc, Callable[[], object]] = {}
        self.use(name)

    def px(self, length: float) -> int:
        """Convert logical pixels to screen pixels."""
        return round(length * self.scale)

    def use(self, name: str) -> None:
        """Switch to a theme: ttk repaints its widgets, and those that :meth:`follow` repaint themselves.

        Tk's own event ``<<ThemeChanged>>`` would not do: menus and other widgets that were never mapped do not get it.
        """
        theme = self.theme = THEMES[name]
        self._style.theme_use(theme.ttk_theme)
        for style, colour in (
            (PLAIN, theme.text),
            (FAINT, theme.faint_text),
            (DOUBT, theme.doubt),
            (WRONG, theme.wrong),
            (ACCENT, theme.nib),
        ):
            self._style.configure(style, foreground=colour)
        for paint in tuple(self._painters.values()):
            paint()

    def follow(self, widget: tk.Misc, paint: Callable[[], object]) -> None:
        """Call ``paint`` now and after each change of theme, until the widget is destroyed."""
        self._painters[widget] = paint
        widget.bind("<Destroy>", lambda event: self._painters.pop(widget, None), add=True)
        paint()
