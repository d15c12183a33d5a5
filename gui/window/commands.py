"""What a user can ask for, in one table: it makes the menus, the keys, the buttons' hints and the list of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.translation import _, mark
from gui.canvas.drawing_pad import Tool
from gui.networks import networks_window as networks
from gui.window import dialogs
from models.classifier import DIGITS

if TYPE_CHECKING:
    from gui.window.window import Window

WIDTH_STEP = 2
"""Canvas pixels by which a key or a notch of the wheel changes the pen."""


@dataclass(frozen=True)
class Command:
    """One thing that a user can ask for.

    Attributes:
        id: the name by which menus and buttons refer to it.
        label: what the menu says, in English; translated where it is shown.
        run: what it does.
        keys: as people read them, the first one stands in the menu.
        sequences: the same as Tk names them; letters count with Caps Lock on as well.
        enabled: whether it makes sense at the moment; None is always.
        by_key: what its keys do, with the name of the one that was pressed, where that makes a difference.
    """

    id: str
    label: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    enabled: Callable[[], bool] | None = None
    by_key: Callable[[str], object] | None = None


@dataclass(frozen=True)
class Choice:
    """A place in a menu where one of several is chosen; the window knows by the id which there are."""

    id: str


SEPARATOR = "-"

MENUS: tuple[tuple[str, tuple[str | Choice, ...]], ...] = (
    (mark("File"), ("open", SEPARATOR, "save_png", "save_json", SEPARATOR, "quit")),
    (mark("Edit"), ("undo", "redo", "clear", SEPARATOR, "pen", "eraser", SEPARATOR, "thinner", "thicker")),
    (mark("Network"), (Choice("model"), SEPARATOR, "networks", "restore", SEPARATOR, Choice("framing"))),
    (mark("My digits"), ("guided", "gallery", SEPARATOR, "learn_hand", SEPARATOR, "label")),
    (mark("Train"), ("retrain", "history")),
    (mark("View"), (Choice("theme"), SEPARATOR, Choice("language"))),
    (mark("Help"), ("keys", "about")),
)
"""The menu bar: each menu's label, and the ids of its commands in order."""


def make_commands(window: Window) -> dict[str, Command]:
    """The table of all commands, by id."""
    drawing = window.drawing

    def something() -> bool:
        return not drawing.page.blank

    def only_strokes() -> bool:
        return bool(drawing.page.strokes) and drawing.page.picture is None

    def can_undo() -> bool:
        return drawing.can_undo or window.labelling.can_take_back

    commands = (
        Command("open", mark("Open picture…"), window.ask_open, ("Ctrl+O",), ("<Control-o>",)),
        Command(
            "save_png", mark("Save drawing as PNG…"), window.ask_save_png, ("Ctrl+S",), ("<Control-s>",), something
        ),
        Command(
            "save_json",
            mark("Save drawing as JSON…"),
            window.ask_save_json,
            ("Ctrl+Shift+S",),
            ("<Control-Shift-s>",),
            only_strokes,
        ),
        Command("quit", mark("Quit"), window.ask_close, ("Ctrl+Q",), ("<Control-q>",)),
        Command("undo", mark("Undo"), window.undo, ("Ctrl+Z",), ("<Control-z>",), can_undo),
        Command(
            "redo",
            mark("Redo"),
            window.redo,
            ("Ctrl+Y", "Ctrl+Shift+Z"),
            ("<Control-y>", "<Control-Shift-z>"),
            lambda: drawing.can_redo,
        ),
        Command("clear", mark("Clear"), window.clear, (_("Delete"),), ("<Delete>",), something),
        Command("pen", mark("Pen"), lambda: window.choose_tool(Tool.PEN), ("P",), ("<p>",)),
        Command("eraser", mark("Eraser"), lambda: window.choose_tool(Tool.ERASER), ("E",), ("<e>",)),
        Command(
            "thinner", mark("Thinner pen"), lambda: window.change_pen_width(-WIDTH_STEP), ("[",), ("<bracketleft>",)
        ),
        Command(
            "thicker", mark("Thicker pen"), lambda: window.change_pen_width(WIDTH_STEP), ("]",), ("<bracketright>",)
        ),
        Command("guided", mark("Guided round…"), window.beside.start_round, ("Ctrl+R",), ("<Control-r>",)),
        Command("learn_hand", mark("Learn my hand…"), window.beside.learn_hand, ("Ctrl+L",), ("<Control-l>",)),
        Command("gallery", mark("Gallery…"), window.album.show, ("Ctrl+G",), ("<Control-g>",)),
        Command(
            "label",
            mark("Store the drawing as this digit"),
            window.labelling.explain,
            ("0 … 9",),
            tuple(f"<Key-{prefix}{digit}>" for prefix in ("", "KP_") for digit in range(DIGITS)),
            by_key=window.labelling.press,
        ),
        Command(
            "retrain", mark("Retrain…"), lambda: window.beside.open_console("train"), ("Ctrl+T",), ("<Control-t>",)
        ),
        Command(
            "history",
            mark("Run history…"),
            lambda: window.beside.open_console("history"),
            ("Ctrl+H",),
            ("<Control-h>",),
        ),
        Command("networks", mark("My networks…"), lambda: networks.show(window)),
        Command(
            "restore", mark("Restore built-in"), lambda: networks.restore(window), enabled=lambda: window.network.kept
        ),
        Command("keys", mark("Keys"), lambda: dialogs.show_keys(window, window.commands), ("F1",), ("<F1>",)),
        Command("about", mark("About DigitPad"), lambda: dialogs.show_about(window)),
    )
    return {command.id: command for command in commands}
