"""Below the toolbar while a picture lies on the pad: how its ink is found, to be corrected."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping

import ttkbootstrap as ttk
from ttkbootstrap.widgets import ToolTip

from common.translation import _
from gui.look.look import Look
from gui.menus.menus import Command
from gui.menus.toolbar import SHORTEST_SLIDER
from ink.page import Picture
from ink.pictures.picture_ink import Candidate

AUTOMATIC, DARK, LIGHT = "automatic", "dark", "light"
SHADES = {AUTOMATIC: None, DARK: True, LIGHT: False}
"""Values of :attr:`PictureSettings.dark` by the choices for it."""


class PictureBar(ttk.Frame):
    """The threshold, dark or light ink, the box around the digit, and a button that undoes all of it.

    Args:
        tool: holds the tool in use; ``box`` is the command that drags a box.
        on_threshold: called with the threshold, 0-1, while the slider is moved.
        on_press, on_release: called before and after the slider is moved with the pointer.
        on_dark: called with whether the ink is dark, None for either.
    """

    def __init__(
        self,
        master: tk.Misc,
        look: Look,
        commands: Mapping[str, Command],
        tool: tk.StringVar,
        *,
        on_threshold: Callable[[float], None],
        on_press: Callable[[], None],
        on_release: Callable[[], None],
        on_dark: Callable[[bool | None], None],
    ) -> None:
        super().__init__(master)
        self._on_threshold = on_threshold
        self._showing = False
        self._shade = tk.StringVar(self, AUTOMATIC)
        box = ttk.Checkbutton(
            self,
            text=_("Box"),
            variable=tool,
            onvalue="box",
            offvalue="pen",
            command=lambda: commands[tool.get()].run(),
            bootstyle="primary outline toolbutton",
            icon="bounding-box",
        )
        box.pack(side=tk.LEFT)
        ToolTip(box, text=_("Drag a box around the digit; what is outside is left out"))
        self.reset = ttk.Button(self, text=_("Reset"), command=commands["reset"].run, bootstyle="secondary outline")
        self.reset.pack(side=tk.RIGHT)
        shades = ttk.Frame(self)
        self.shades = {}
        shades.pack(side=tk.RIGHT, padx=(look.gap, look.gap))
        labels = {AUTOMATIC: _("Auto"), DARK: _("Dark"), LIGHT: _("Light")}
        for value, label in labels.items():
            button = self.shades[value] = ttk.Radiobutton(
                shades,
                text=label,
                value=value,
                variable=self._shade,
                command=lambda: on_dark(SHADES[self._shade.get()]),
                bootstyle="primary outline toolbutton",
            )
            button.pack(side=tk.LEFT)
        ToolTip(shades, text=_("Whether the ink is darker or lighter than what it is written on"))
        caption = ttk.Label(self, text=_("Threshold"))
        caption.pack(side=tk.LEFT, padx=(look.gap, look.small_gap))
        self.threshold = ttk.Scale(self, from_=0.02, to=0.98, command=self._slide, length=look.px(SHORTEST_SLIDER))
        self.threshold.pack(side=tk.LEFT, fill=tk.X, expand=True)
        self.threshold.bind("<ButtonPress>", lambda event: on_press(), add=True)
        self.threshold.bind("<ButtonRelease>", lambda event: on_release(), add=True)
        ToolTip(
            self.threshold,
            text=_("How much a pixel must differ from the paper to count as ink: further to the right, less ink"),
        )

    def show(self, picture: Picture, found: Candidate | None) -> None:
        """Show how the ink of a picture is found; ``found`` is what was chosen of it, None if that is not known."""
        settings = picture.settings
        threshold = settings.threshold if settings.threshold is not None or found is None else found.threshold
        if threshold is not None and abs(float(self.threshold.get()) - threshold) > 0.001:
            self._showing = True
            self.threshold.set(threshold)  # this calls the command, too
            self._showing = False
        self._shade.set(next(name for name, dark in SHADES.items() if dark is settings.dark))
        self.reset.state(["!disabled" if picture.corrected else "disabled"])

    def _slide(self, value: str) -> None:
        if not self._showing:
            self._on_threshold(float(value))
