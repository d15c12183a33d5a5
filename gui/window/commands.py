"""The tables of commands and menus: they define the menu bar, keys, tooltips and the list of keys."""

from __future__ import annotations

from collections.abc import Callable

from common.translation import mark
from gui.canvas.drawing_pad import Tool
from gui.menus.menus import SEPARATOR, Command, Menus
from gui.menus.shortcuts import DELETE, DIGIT_KEYS, UNDO, Shortcut, ctrl
from gui.state.context import Context
from gui.window.actions import Actions
from gui.window.secondary_windows import SecondaryWindows

MENUS: Menus = (
    (mark("File"), ("open", "paste", SEPARATOR, "save_png", "save_json", "save_lesson", SEPARATOR, "quit")),
    (
        mark("Edit"),
        (
            "undo",
            "redo",
            "clear",
            SEPARATOR,
            "pen",
            "eraser",
            SEPARATOR,
            "thinner",
            "thicker",
            SEPARATOR,
            "box",
            "reset",
        ),
    ),
    (mark("Network"), ("model", SEPARATOR, "explain", SEPARATOR, "networks", "restore", SEPARATOR, "framing")),
    (mark("My digits"), ("guided", "gallery", SEPARATOR, "learn_hand", SEPARATOR, "label")),
    (mark("Train"), ("retrain", "history", SEPARATOR, "confusions")),
    (mark("View"), ("digits", SEPARATOR, "theme", SEPARATOR, "language")),
    (mark("Help"), ("keys", "about")),
)


def make_commands(
    context: Context, actions: Actions, windows: SecondaryWindows, quit_program: Callable[[], None]
) -> dict[str, Command]:
    """All commands, by id."""
    drawing, networks, labelling = context.drawing, context.networks, actions.labelling

    def not_blank() -> bool:
        return not drawing.page.blank

    def only_strokes() -> bool:
        return bool(drawing.page.strokes) and drawing.page.picture is None

    def has_picture() -> bool:
        return drawing.page.picture is not None

    def is_corrected() -> bool:
        return drawing.page.picture is not None and drawing.page.picture.corrected

    return {
        "open": Command(mark("Open picture…"), actions.ask_open, (ctrl("o"),)),
        "paste": Command(mark("Paste picture"), actions.paste, (ctrl("v"),)),
        "save_png": Command(mark("Save drawing as PNG…"), actions.ask_save_png, (ctrl("s"),), not_blank),
        "save_json": Command(
            mark("Save drawing as JSON…"), actions.ask_save_json, (ctrl("s", shift=True),), only_strokes
        ),
        "save_lesson": Command(mark("Save lesson…"), windows.ask_save_lesson, enabled=not_blank),
        "quit": Command(mark("Quit"), quit_program, (ctrl("q"),)),
        "undo": Command(mark("Undo"), actions.undo, (UNDO,), lambda: actions.can_undo),
        "redo": Command(mark("Redo"), actions.redo, (ctrl("y"), ctrl("z", shift=True)), lambda: drawing.can_redo),
        "clear": Command(mark("Clear"), actions.clear, (DELETE,), not_blank),
        "pen": Command(mark("Pen"), lambda: actions.choose_tool(Tool.PEN), (Shortcut("p"),)),
        "eraser": Command(mark("Eraser"), lambda: actions.choose_tool(Tool.ERASER), (Shortcut("e"),)),
        "thinner": Command(mark("Thinner pen"), lambda: actions.change_pen_width(-1), (Shortcut("bracketleft"),)),
        "thicker": Command(mark("Thicker pen"), lambda: actions.change_pen_width(1), (Shortcut("bracketright"),)),
        "box": Command(
            mark("Box around the digit"), lambda: actions.choose_tool(Tool.BOX), (Shortcut("b"),), has_picture
        ),
        "reset": Command(mark("Reset the picture"), actions.reset_picture, enabled=is_corrected),
        "guided": Command(mark("Guided round…"), lambda: windows.open("guided"), (ctrl("r"),)),
        "learn_hand": Command(mark("Learn my hand…"), lambda: windows.open_console("personalization"), (ctrl("l"),)),
        "gallery": Command(mark("Gallery…"), lambda: windows.open("gallery"), (ctrl("g"),)),
        "label": Command(
            mark("Store the drawing as this digit"), labelling.explain, DIGIT_KEYS, by_key=actions.label_by_key
        ),
        "retrain": Command(mark("Retrain…"), lambda: windows.open_console("train"), (ctrl("t"),)),
        "history": Command(mark("Run history…"), lambda: windows.open_console("history"), (ctrl("t", shift=True),)),
        "explain": Command(mark("See why…"), lambda: windows.open("explain"), (ctrl("i"),)),
        "confusions": Command(mark("Confusions…"), lambda: windows.open("confusions")),
        "networks": Command(mark("My networks…"), lambda: windows.open("networks")),
        "restore": Command(mark("Restore built-in"), networks.restore, enabled=lambda: networks.current.kept),
        "keys": Command(mark("Keys"), lambda: windows.open("keys"), (Shortcut("F1"),)),
        "about": Command(mark("About DigitPad"), lambda: windows.open("about")),
    }
