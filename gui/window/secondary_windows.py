"""The windows beside the main one, one of each kind: opened, rebuilt and closed in one place."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gui.background.pump import later
from gui.background.requests import Reading
from gui.explain.subject import Subject
from gui.look.secondary_window import SecondaryWindow
from gui.menus.menus import Command
from gui.state.context import Context
from gui.window.actions import Actions
from gui.window.dialogs import about_dialog, close_question, keys_dialog
from ink.framing import Frame
from ink.page import Page
from models.classifier import Floats

if TYPE_CHECKING:
    from gui.retrain.console import Console

PAUSE = 20
"""Milliseconds between two windows that are rebuilt, in which the one before is drawn."""


class SecondaryWindows:
    """The open windows by kind. A window's modules are imported when it is first opened, to keep the start short.

    Args:
        master: the main window.
        on_candidate: called with the probabilities (10,) that the network in training gives for the drawing, or None.
        on_close: closes the main window.

    Attributes:
        commands: the commands in the list of keys.
        console: the training console; None until it is first opened. It continues when its window is closed.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        actions: Actions,
        *,
        on_candidate: Callable[[Floats | None], None],
        on_close: Callable[[], None],
    ) -> None:
        self._master, self._context, self._actions = master, context, actions
        self._on_candidate = on_candidate
        self.commands: Mapping[str, Command] = {}
        self.console: Console | None = None
        self._frame: Frame | None = None
        self._reading: Reading | None = None
        self._open: dict[str, SecondaryWindow] = {}
        self._makers: dict[str, Callable[[], SecondaryWindow]] = {
            "about": lambda: about_dialog(master, context.look),
            "close": lambda: close_question(master, context.look, on_close),
            "confusions": self._make_confusions_window,
            "console": self._make_console_window,
            "explain": self._make_explain_window,
            "gallery": self._make_gallery,
            "guided": self._make_guided_round,
            "keys": lambda: keys_dialog(master, context.look, self.commands.values()),
            "networks": self._make_networks_window,
        }

    def open(self, kind: str) -> None:
        """Show the window of a kind, one of the keys above, or bring it to the front."""
        if kind not in self._open:
            self._make(kind)
        self._open[kind].open()

    def _make(self, kind: str) -> SecondaryWindow:
        window = self._open[kind] = self._makers[kind]()
        window.at_end(lambda: self._open.pop(kind, None))
        return window

    def find(self, kind: str) -> SecondaryWindow | None:
        """The window of this kind, if it is open."""
        return self._open.get(kind)

    def rebuild(self) -> None:
        """Rebuild the open windows in the language in use, one by one: all at once would make the user wait."""
        kinds = list(self._open)

        def rebuild_next() -> None:
            if kinds:
                later(self._master, PAUSE, rebuild_next)
                self._rebuild(kinds.pop(0))
                self._actions.focus_pad()  # a new window gets the focus

        later(self._master, PAUSE, rebuild_next)

    def _rebuild(self, kind: str) -> None:
        """Open a window in place of another, which is closed afterwards, so that the place is never empty."""
        old = self._open.get(kind)
        if old is None:
            return
        old.release()
        new = self._make(kind)
        try:
            new.take_over(old)
            if old.state() == "iconic":
                new.iconify()
            else:
                new.open()
        finally:
            old.destroy()

    def close(self) -> None:
        """Close all windows, and stop a training."""
        if self.console is not None:
            self.console.close()
        for window in tuple(self._open.values()):
            window.destroy()

    # --- the training console ----------------------------------------------------------------------------------------

    def open_console(self, page: str) -> None:
        """Open the training console at one of its pages; the first time its modules are imported in a job."""
        if self.console is not None:
            self.console.page = page
            self.open("console")
            return

        def imported(kind: type[Console]) -> None:
            if self.console is None:
                self.console = kind(self._context, self._on_candidate)
                self.console.look(self._frame)
            self.open_console(page)

        self._context.jobs.run(_import_console, imported)

    @property
    def training(self) -> bool:
        """Whether a network is being trained."""
        return self.console is not None and self.console.running

    def poll(self) -> None:
        """Handle messages from a training; called periodically."""
        if self.console is not None:
            self.console.poll()

    def look(self, reading: Reading) -> None:
        """Hand what was read to the window that explains it, and, if it is one digit, to the network in training."""
        self._reading = reading
        self._frame = reading.prediction.frame if len(reading.number.digits) == 1 else None
        if self.console is not None:
            self.console.look(self._frame)
        if isinstance(window := self._open.get("explain"), SecondaryWindow):
            self._explain(window)

    def _explain(self, window: SecondaryWindow) -> None:
        from gui.explain.explain_window import ExplainWindow

        if isinstance(window, ExplainWindow):
            window.explain(self._subject())

    def _subject(self) -> Subject | None:
        """What is on the pad, as it was read last: the digit that is chosen there, or else the first."""
        if self._reading is None:
            return None
        return Subject.of(self._reading, self._context.number.chosen or 0)

    def show_change(self, page: Page, digit: int) -> None:
        """Show the smallest change of a drawing on the pad that makes it another digit."""
        from gui.explain.change_page import ChangePage
        from gui.explain.explain_window import ExplainWindow

        self.open("explain")
        window = self._open["explain"]
        if isinstance(window, ExplainWindow) and isinstance(shown := window.turn_to(ChangePage.kind), ChangePage):
            shown.find_in(page, digit)

    def ask_save_lesson(self, master: tk.Misc | None = None) -> None:
        """Save everything that can be told about what is on the pad.

        Args:
            master: the window that the question for a file stands before; by default the main one.
        """
        from gui.explain.saving import ask_save_lesson

        session = self.console and self.console.session
        step = session.tried if session else None
        if subject := self._subject():
            ask_save_lesson(master or self._master, self._context, subject, step)

    # --- how each is made --------------------------------------------------------------------------------------------

    def _make_console_window(self) -> SecondaryWindow:
        from gui.retrain.console_window import ConsoleWindow

        assert self.console is not None
        return ConsoleWindow(self._master, self._context, self.console, lambda: self.open("guided"))

    def _make_explain_window(self) -> SecondaryWindow:
        from gui.explain.explain_window import ExplainWindow

        window = ExplainWindow(self._master, self._context, self._actions.show_page, self.ask_save_lesson)
        window.explain(self._subject())
        return window

    def _make_confusions_window(self) -> SecondaryWindow:
        from gui.explain.confusions_window import ConfusionsWindow

        return ConfusionsWindow(self._master, self._context, self._actions.show_page, self.show_change)

    def _make_gallery(self) -> SecondaryWindow:
        from gui.my_digits.gallery import Gallery

        return Gallery(self._master, self._context, self._actions.labelling.album, self._actions.show_digit)

    def _make_guided_round(self) -> SecondaryWindow:
        from gui.my_digits.guided import GuidedRound

        return GuidedRound(
            self._master,
            self._context,
            self._actions.labelling,
            clear_pad=self._actions.clear,
            focus_pad=self._actions.focus_pad,
            learn_hand=lambda: self.open_console("personalization"),
        )

    def _make_networks_window(self) -> SecondaryWindow:
        from gui.networks.networks_window import NetworksWindow

        return NetworksWindow(self._master, self._context)


def _import_console() -> type[Console]:
    import gui.retrain.console_window  # noqa: F401  its window takes the longest
    from gui.retrain.console import Console

    return Console
