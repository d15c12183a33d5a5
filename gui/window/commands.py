"""What a user can ask for, in one table: it makes the menus, the keys, the buttons' hints and the list of keys."""

from __future__ import annotations

from collections.abc import Callable

from common.translation import mark
from gui.canvas.drawing_pad import Tool
from gui.menus.command import SEPARATOR, Choice, Command, Menus
from gui.menus.shortcuts import DELETE, DIGIT_KEYS, UNDO, Shortcut
from gui.state.context import Context
from gui.window.actions import Actions
from gui.window.secondary_windows import ABOUT, GALLERY, GUIDED, KEYS, NETWORKS, SecondaryWindows

WIDTH_STEP = 2
"""Canvas pixels by which a key or a notch of the wheel changes the pen."""

MENUS: Menus = (
    (mark("File"), ("open", SEPARATOR, "save_png", "save_json", SEPARATOR, "quit")),
    (mark("Edit"), ("undo", "redo", "clear", SEPARATOR, "pen", "eraser", SEPARATOR, "thinner", "thicker")),
    (mark("Network"), (Choice("model"), SEPARATOR, "networks", "restore", SEPARATOR, Choice("framing"))),
    (mark("My digits"), ("guided", "gallery", SEPARATOR, "learn_hand", SEPARATOR, "label")),
    (mark("Train"), ("retrain", "history")),
    (mark("View"), (Choice("theme"), SEPARATOR, Choice("language"))),
    (mark("Help"), ("keys", "about")),
)
"""The menu bar: each menu's label, and the ids of its commands in order."""


def make_commands(
    context: Context, actions: Actions, windows: SecondaryWindows, quit_program: Callable[[], None]
) -> dict[str, Command]:
    """The table of all commands, by id."""
    drawing, networks = context.drawing, context.networks

    def something() -> bool:
        return not drawing.page.blank

    def only_strokes() -> bool:
        return bool(drawing.page.strokes) and drawing.page.picture is None

    commands = (
        Command("open", mark("Open picture…"), actions.ask_open, (Shortcut("o", primary=True),)),
        Command(
            "save_png", mark("Save drawing as PNG…"), actions.ask_save_png, (Shortcut("s", primary=True),), something
        ),
        Command(
            "save_json",
            mark("Save drawing as JSON…"),
            actions.ask_save_json,
            (Shortcut("s", primary=True, shift=True),),
            only_strokes,
        ),
        Command("quit", mark("Quit"), quit_program, (Shortcut("q", primary=True),)),
        Command("undo", mark("Undo"), actions.undo, (UNDO,), lambda: actions.can_undo),
        Command(
            "redo",
            mark("Redo"),
            actions.redo,
            (
                Shortcut("y", primary=True),
                Shortcut("z", primary=True, shift=True),
            ),
            lambda: drawing.can_redo,
        ),
        Command("clear", mark("Clear"), actions.clear, (DELETE,), something),
        Command("pen", mark("Pen"), lambda: actions.choose_tool(Tool.PEN), (Shortcut("p"),)),
        Command("eraser", mark("Eraser"), lambda: actions.choose_tool(Tool.ERASER), (Shortcut("e"),)),
        Command(
            "thinner", mark("Thinner pen"), lambda: actions.change_pen_width(-WIDTH_STEP), (Shortcut("bracketleft"),)
        ),
        Command(
            "thicker", mark("Thicker pen"), lambda: actions.change_pen_width(WIDTH_STEP), (Shortcut("bracketright"),)
        ),
        Command("guided", mark("Guided round…"), lambda: windows.open(GUIDED), (Shortcut("r", primary=True),)),
        Command(
            "learn_hand",
            mark("Learn my hand…"),
            lambda: windows.open_console("personalization"),
            (Shortcut("l", primary=True),),
        ),
        Command("gallery", mark("Gallery…"), lambda: windows.open(GALLERY), (Shortcut("g", primary=True),)),
        Command(
            "label",
            mark("Store the drawing as this digit"),
            actions.labelling.explain,
            DIGIT_KEYS,
            by_key=actions.label_by_key,
        ),
        Command("retrain", mark("Retrain…"), lambda: windows.open_console("train"), (Shortcut("t", primary=True),)),
        Command(
            "history",
            mark("Run history…"),
            lambda: windows.open_console("history"),
            (Shortcut("t", primary=True, shift=True),),
        ),
        Command("networks", mark("My networks…"), lambda: windows.open(NETWORKS)),
        Command("restore", mark("Restore built-in"), networks.restore, enabled=lambda: networks.current.kept),
        Command("keys", mark("Keys"), lambda: windows.open(KEYS), (Shortcut("F1"),)),
        Command("about", mark("About DigitPad"), lambda: windows.open(ABOUT)),
    )
    return {command.id: command for command in commands}
