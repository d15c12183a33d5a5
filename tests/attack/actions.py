"""What somebody does in a window at random."""

from __future__ import annotations

import contextlib
import faulthandler
import random
import string
import tempfile
import time
import tkinter as tk
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from ttkbootstrap.dialogs import Querybox

from common import translation
from common.folders import user_folder
from gui.background.pump import STALL
from gui.window.window import Window
from models import catalog
from tests.attack.controls import all_widgets, use, widgets_of
from tests.attack.holdings import holdings
from tests.gui.stalls import Stalls
from training.learning.settings import TrainingSettings
from training.runs.messages import RunOrder

Action = tuple[str, int]
"""The name of an action, and the seed of what is random in it."""
HAND = 0.2
"""Seconds at least in which a hand comes from a control to the pad."""
STALLED = "a stall of {:.0f} ms with the pen down"
MODIFIERS = ("", "", "", "Shift-", "Control-", "Control-Shift-", "Alt-", "Mod4-")
KEYS = (*string.digits, *"zyrlgtopse", "bracketleft", "bracketright", "Delete", "BackSpace", "F1", "Escape", "Return",
        "space", "Tab", "Left", "Right", "Up", "Down", "Home", "End", "Prior", "Next", "plus")  # fmt: skip


@dataclass
class Session:
    """What was found in a session.

    Attributes:
        broken: what went wrong; the last action led to it.
        holdings: what the window held after each section, always in the same state of the window.
        stall: the longest stall with the pen down in milliseconds, less what others had the processors for.
    """

    broken: list[str] = field(default_factory=list)
    holdings: list[dict[str, float]] = field(default_factory=list)
    stall: float = 0.0


class Monkey:
    """Acts on a window. Actions are methods that begin with ``do_``; each gets a generator of its own.

    Args:
        files: a folder with files to open, and for those that are saved.
    """

    def __init__(self, window: Window, files: Path, session: Session) -> None:
        self.window, self.files, self.session = window, files, session
        self.rng = random.Random()
        self._stalls = Stalls(window)
        self._stacks = tempfile.TemporaryFile("w+")  # noqa: SIM115 it is open as long as the window

    def act(self, action: Action) -> None:
        name, seed = action
        self.rng = random.Random(seed)
        try:
            getattr(self, f"do_{name}")(self.rng)
            self.live(self.rng.choice((0.0, 0.0, 0.02)))
        except Exception:
            self.session.broken.append(traceback.format_exc())

    def live(self, seconds: float) -> None:
        """Let the window live."""
        end = time.monotonic() + seconds
        self.window.update()
        while time.monotonic() < end:
            self.window.update()
            time.sleep(0.001)

    def begin(self) -> None:
        """Run every command in each theme and language, and read a picture: much is loaded when it is first used."""
        self.window.actions.open(self.files / "icon.png")
        self.live(1)
        for theme in ("light", "dark"):
            for language in translation.LANGUAGES:
                self._choose("theme", theme)
                self._choose("language", language)
                for name in tuple(self.window.commands):
                    if self.window.commands[name].enabled():
                        self.window.commands[name].run()
                        self.live(0.05)
        self.settle()

    def settle(self) -> None:
        """Bring the window into the same state each time, and measure what it holds."""
        for window in self._windows()[1:]:
            window.destroy()
        if self.window.windows.console is not None:
            self.window.windows.console.cancel()
        self.window.state("normal")
        self.window.geometry("900x700")
        for name, value in (("theme", "light"), ("language", "en"), ("model", "bp"), ("digits", "auto")):
            self._choose(name, value)
        self.window.commands["clear"].run()
        self.live(0.5)
        self.session.holdings.append(holdings(self.window))

    # --- the pad -----------------------------------------------------------------------------------------------------

    def do_stroke(self, rng: random.Random) -> None:
        """Draw, and watch for stalls."""
        canvas = self.window.pad.canvas
        button, mask = rng.choice(((1, 0x100), (1, 0x100), (3, 0x400)))
        x, y = rng.randrange(500), rng.randrange(500)
        self.live(HAND)
        self._stalls.worst = 0.0
        canvas.event_generate(f"<ButtonPress-{button}>", x=x, y=y)
        for _ in range(rng.randrange(12)):
            x, y = x + rng.randrange(-60, 60), y + rng.randrange(-60, 60)
            faulthandler.dump_traceback_later(STALL / 1000, file=self._stacks)
            canvas.event_generate("<Motion>", x=x, y=y, state=mask)
            self.live(0.004)
            faulthandler.cancel_dump_traceback_later()
            self._judge()
        canvas.event_generate(f"<ButtonRelease-{button}>", x=x, y=y, state=mask)

    def _judge(self) -> None:
        stall, self._stalls.worst = self._stalls.worst, 0.0
        self.session.stall = max(self.session.stall, stall)
        self._stacks.seek(0)
        stacks = self._stacks.read()
        if stall > STALL:
            self.session.broken.append(f"{stacks}\n{STALLED.format(stall)}")
        if stacks:
            self._stacks.seek(0)
            self._stacks.truncate()

    def do_store(self, rng: random.Random) -> None:
        self.window.labelling.store(rng.randrange(10))

    def do_wheel(self, rng: random.Random) -> None:
        widget = rng.choice([*widgets_of(rng.choice(self._windows())), self.window.pad.canvas])
        if rng.random() < 0.5:
            widget.event_generate(rng.choice(("<Button-4>", "<Button-5>")), x=9, y=9)
        else:
            widget.event_generate("<MouseWheel>", x=9, y=9, delta=rng.choice((120, -120, 30, -1)))

    # --- keys, commands and choices ----------------------------------------------------------------------------------

    def do_key(self, rng: random.Random) -> None:
        target = rng.choice([self.window.focus_get() or self.window.pad.canvas, self.window.pad.canvas])
        target.event_generate(f"<{rng.choice(MODIFIERS)}KeyPress-{rng.choice(KEYS)}>")

    def do_command(self, rng: random.Random) -> None:
        command = rng.choice(list(self.window.commands.values()))
        if command.enabled():
            command.run()

    def do_menu(self, rng: random.Random) -> None:
        """Open a menu, and choose any of its entries."""
        menu = rng.choice([widget for widget in all_widgets(self.window) if isinstance(widget, tk.Menu)])
        menu.post(9, 9)
        last = menu.index(tk.END)
        if last is not None:
            menu.invoke(rng.randint(0, last))
        if menu.winfo_exists():  # a change of language builds others
            menu.unpost()

    def do_model(self, rng: random.Random) -> None:
        self.window.context.networks.choose(rng.choice([*catalog.names(), "nothing"]))

    def do_choice(self, rng: random.Random) -> None:
        """A choice in the menus: network, framing, digits, theme or language."""
        name = rng.choice(list(self.window._choices()))
        self._choose(name, rng.choice(list(self.window._choices()[name].labels())))

    def _choose(self, name: str, value: str) -> None:
        choice = self.window._choices()[name]
        choice.variable.set(value)
        choice.on_choice()

    # --- windows -----------------------------------------------------------------------------------------------------

    def do_resize(self, rng: random.Random) -> None:
        rng.choice(self._windows()).geometry(f"{rng.randrange(100, 1500)}x{rng.randrange(100, 1100)}")

    def do_minimise(self, rng: random.Random) -> None:
        self.window.iconify()
        self.live(0.05)
        self.window.deiconify()

    def do_close(self, rng: random.Random) -> None:
        """Close a window beside the main one, or ask to close that, perhaps repeatedly."""
        for _ in range(rng.randrange(1, 4)):
            window = rng.choice(self._windows())
            if window is self.window:
                self.window.ask_close()
            else:
                rng.choice((window.destroy, lambda: window.event_generate("<Escape>")))()  # noqa: B023 called at once

    def do_use(self, rng: random.Random) -> None:
        """Use any control of any window."""
        widgets = [widget for widget in widgets_of(rng.choice(self._windows())) if widget.winfo_viewable()]
        widget = rng.choice(widgets)
        try:
            use(widget, rng)
        except tk.TclError:  # it may have closed its window
            if widget.winfo_exists():
                raise

    def do_train(self, rng: random.Random) -> None:
        console = self.window.windows.console
        if console is None:
            self.window.windows.open_console(rng.choice(("train", "history")))
        elif console.running:
            rng.choice((console.cancel, lambda: None))()
        else:
            settings = TrainingSettings(epochs=rng.randrange(1, 4), mnist=0.01, validation=500, augment=False)
            console.start(RunOrder(rng.choice(("bp", "bp", "lenet")), settings))

    # --- files -------------------------------------------------------------------------------------------------------

    def do_vanish(self, rng: random.Random) -> None:
        """One of the user's files is gone, damaged, or becomes a folder."""
        files = [path for path in user_folder().rglob("*") if path.is_file() and path.suffix != ".lock"]
        if files and rng.random() < 0.3:
            path = rng.choice(files)
            with contextlib.suppress(OSError):
                path.unlink()
                rng.choice((lambda: None, path.mkdir, lambda: path.write_bytes(rng.randbytes(50))))()

    def answer_dialogs(self) -> contextlib.AbstractContextManager[Any]:
        """Answer questions for files at random."""
        new = f"{self.rng.randrange(9)}.out"
        return mock.patch.multiple(
            Querybox,
            get_open_filename=lambda *args, **named: self._any("", "/nowhere/file", *sorted(self.files.iterdir())),
            get_save_filename=lambda *args, **named: self._any("", "/nowhere/file.png", self.files, self.files / new),
            get_directory=lambda *args, **named: self._any("", self.files, "/proc", "/nowhere"),
        )

    def _any(self, *answers: Path | str) -> str:
        return str(self.rng.choice(answers))

    def _windows(self) -> list[Any]:
        """The main window first."""
        children = [child for child in self.window.winfo_children() if isinstance(child, tk.Toplevel)]
        return [self.window, *(child for child in children if child.winfo_viewable())]
