"""Colours of both themes, fonts, lengths, and names of text styles; ttk widgets take the rest from ttkbootstrap."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """Colours of custom-drawn widgets in one theme; the defaults are the light theme's."""

    ttk_theme: str = "bootstrap-light"
    paper: str = "#ffffff"
    ink: str = "#14213d"
    hint: str = "#8a94a6"
    nib: str = "#0a58ca"
    eraser: str = "#c2410c"
    edge: str = "#c9d1dc"
    text: str = "#1f2937"
    faint_text: str = "#5b6675"
    surface: str = "#ffffff"
    trough: str = "#e9edf2"
    bar: str = "#9db4d6"
    best_bar: str = "#0a58ca"
    doubt: str = "#b45309"
    wrong: str = "#b02a37"


LIGHT = Theme()
DARK = Theme(
    ttk_theme="bootstrap-dark",
    paper="#11151c",
    ink="#f1f5f9",
    hint="#8792a3",
    nib="#6ea8fe",
    eraser="#fb923c",
    edge="#4a5260",
    text="#e6eaf0",
    faint_text="#a3adba",
    surface="#212529",
    trough="#363d45",
    bar="#5b7bab",
    best_bar="#6ea8fe",
    doubt="#fbbf24",
    wrong="#f1808b",
)
THEMES = {"light": LIGHT, "dark": DARK}

FRAME_GROUND = "#000000"
"""Background of frames, which are shown white on black like MNIST in both themes."""

GAP = 12
"""Logical pixels between neighbouring widgets."""
SMALL_GAP = 6
SIDE_WIDTH = 300
"""Usual width of the side panel in logical pixels."""
COMPANION = 900
"""Width in logical pixels that is left free beside the main window where the screen has it."""
LOWEST_BARS = 120
"""Height of the ten bars in logical pixels where there is little room."""

DIGIT_FONT = ("TkDefaultFont", 64, "bold")
CAPTION_FONT = ("TkDefaultFont", 9)
BAR_FONT = ("TkDefaultFont", 10)
HINT_FONT = ("TkDefaultFont", 15)
TITLE_FONT = ("TkDefaultFont", 14, "bold")

PLAIN, FAINT, DOUBT, WRONG, ACCENT = ("Plain.TLabel", "Faint.TLabel", "Doubt.TLabel", "Wrong.TLabel", "Accent.TLabel")
"""ttk styles of labels whose text has one of the theme's colours."""
