"""The windows beside the main one, one of each kind: opened, rebuilt and closed in one place."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gui.look.secondary_window import SecondaryWindow
from gui.menus.command import Command
from gui.state.context import Context
from gui.window.actions import Actions
from gui.window.dialogs import AboutDialog, CloseQuestion, KeysDialog
from ink.framing import Frame
from models.classifier import Floats

if TYPE_CHECKING:
    from gui.retrain.console import Console

ABOUT, CLOSE, CONSOLE, GALLERY, GUIDED, KEYS, NETWORKS = (
    *("about", "close", "console", "gallery", "guided", "keys", "networks"),
)


class SecondaryWindows:
    """A registry of the windows that are open, by kind; what a window is made of is imported when it is asked for.

    Args:
        master: the main window.
        on_candidate: hears what the network in training reads on the pad, (10,), or None.
        on_close: closes the main window.

    Attributes:
        commands: the table behind the list of keys.
        console: the training console, None until it is first asked for; it outlives its window.
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
        self._open: dict[str, SecondaryWindow] = {}
        self._makers: dict[str, Callable[[], SecondaryWindow]] = {
            ABOUT: lambda: AboutDialog(master, context.look),
            CLOSE: lambda: CloseQuestion(master, context.look, on_close),
            CONSOLE: self._make_console_window,
            GALLERY: self._make_gallery,
            GUIDED: self._make_guided_round,
            KEYS: lambda: KeysDialog(master, context.look, self.commands),
            NETWORKS: self._make_networks_window,
        }

    def open(self, kind: str) -> None:
        """Show a window, or bring it to the front."""
        if kind not in self._open:
            window = self._makers[kind]()
            window.at_end(lambda: self._open.pop(kind, None))
            self._open[kind] = window
        self._open[kind].open()

    def find(self, kind: str) -> SecondaryWindow | None:
        """The window of this kind, if it is open."""
        return self._open.get(kind)

    def rebuild(self) -> None:
        """Make those that are open anew, in another language."""
        for kind, window in tuple(self._open.items()):
            window.destroy()
            if window.survives_languages:
                self.open(kind)

    def close(self) -> None:
        """Close them, and end what they have started."""
        if self.console is not None:
            self.console.close()
        for window in tuple(self._open.values()):
            window.destroy()

    # --- the training console ----------------------------------------------------------------------------------------

    def open_console(self, page: str) -> None:
        """Open the training console at one of its pages; what it is made of is imported in a job."""
        if self.console is not None:
            self._show_console(self.console, page)
        else:
            self._context.jobs.run(_import_console, lambda kind: self._console_imported(kind, page))

    def _console_imported(self, kind: type[Console], page: str) -> None:
        if self.console is None:
            self.console = kind(self._context, self._on_candidate)
            self.console.look(self._frame)
        self._show_console(self.console, page)

    def _show_console(self, console: Console, page: str) -> None:
        console.page = page
        self.open(CONSOLE)

    @property
    def training(self) -> bool:
        """Whether a network is being trained."""
        return self.console is not None and self.console.running

    def poll(self) -> None:
        """Take in what a run has to say; called again and again."""
        if self.console is not None:
            self.console.poll()

    def look(self, frame: Frame | None) -> None:
        """What is on the pad now, as networks see it, or None."""
        self._frame = frame
        if self.console is not None:
            self.console.look(frame)

    # --- how each is made --------------------------------------------------------------------------------------------

    def _make_console_window(self) -> SecondaryWindow:
        from gui.retrain.console_window import ConsoleWindow

        assert self.console is not None
        return ConsoleWindow(self._master, self._context, self.console, lambda: self.open(GUIDED))

    def _make_gallery(self) -> SecondaryWindow:
        from gui.my_digits.gallery import Gallery

        return Gallery(self._master, self._context, self._actions.labelling.album, self._actions.show_digit)

    def _make_guided_round(self) -> SecondaryWindow:
        from gui.my_digits.guided import GuidedRound, PadControls

        pad = PadControls(self._actions.clear, self._actions.focus_pad, lambda: self.open_console("personalization"))
        return GuidedRound(self._master, self._context, self._actions.labelling, pad)

    def _make_networks_window(self) -> SecondaryWindow:
        from gui.networks.networks_window import NetworksWindow

        return NetworksWindow(self._master, self._context)


def _import_console() -> type[Console]:
    import gui.retrain.console_window  # noqa: F401  its window takes the longest
    from gui.retrain.console import Console

    return Console
