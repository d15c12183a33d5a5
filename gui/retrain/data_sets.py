"""The data sets that a training needs: which are there, and how the others come, by a download or from a folder."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, mark, sentence
from gui.background.child_process import ChildProcess
from gui.background.pump import later
from gui.files import dialogs as file_dialogs
from gui.look.progress_bar import ProgressBar
from gui.look.theme import CAPTION_FONT, DOUBT, FAINT, WRONG
from gui.state.context import Context
from training.datasets.fetching import DATA_SETS, Fetched, Fetching, serve_fetch
from training.datasets.mnist import DataError, data_folder

LOOKING = 50
"""Milliseconds between two looks at what the process has sent."""
MEGABYTE = 1e6
FOLDERS_ABOVE = 2
"""Parent folders searched too, if the user chose ``MNIST`` or ``MNIST/raw`` itself."""


class DataSets(ttk.Frame):
    """One row for each data set that is wanted, and the ways to those that are missing.

    Args:
        on_change: called when the data sets that are missing have become others.
        target: what fetches, in a process of its own.
    """

    def __init__(
        self,
        master: tk.Misc,
        context: Context,
        on_change: Callable[[], None],
        target: Callable[..., None] = serve_fetch,
    ) -> None:
        super().__init__(master)
        self._settings = context.settings
        self._gap, self._small = context.look.gap, context.look.small_gap
        self.folder = data_folder(self._settings.data_folder)
        self._on_change, self._target = on_change, target
        self.states: dict[str, ttk.Label] = {}  # of the data sets that are wanted
        self.missing: tuple[str, ...] = ()
        self._child: ChildProcess | None = None
        self._cancelled = False
        self._error: PlainError | None = None
        self.grid_columnconfigure(0, weight=1)
        self.rows = ttk.Frame(self)
        self.rows.grid(row=0, sticky=tk.EW)
        self.progress = ttk.Frame(self)
        self.progress.grid(row=1, sticky=tk.EW, pady=(self._small, 0))
        self.progress.grid_columnconfigure(0, weight=1)
        self.bar = ProgressBar(self.progress, context.look)
        self.bar.grid(row=0, column=0, sticky=tk.EW)
        self.amount = ttk.Label(self.progress, font=CAPTION_FONT)
        self.amount.grid(row=1, column=0, sticky=tk.W)
        self.cancel_button = ttk.Button(self.progress, text=_("Cancel"), command=self.cancel, bootstyle="secondary")
        self.cancel_button.grid(row=0, column=1, rowspan=2, padx=(self._gap, 0))
        self.remark = ttk.Label(self, font=CAPTION_FONT, style=WRONG, justify=tk.LEFT)
        self.remark.grid(row=2, sticky=tk.EW, pady=(self._small, 0))
        self.bind("<Configure>", lambda event: self.remark.configure(wraplength=event.width))
        buttons = ttk.Frame(self)
        buttons.grid(row=3, sticky=tk.EW, pady=(self._small, 0))
        self.fetch_button = ttk.Button(buttons, command=self.fetch, bootstyle="primary")
        self.fetch_button.grid(row=0, column=0, padx=(0, self._small))
        self.folder_button = ttk.Button(
            buttons, text=_("Choose folder…"), command=self._ask_folder, bootstyle="secondary outline"
        )
        self.folder_button.grid(row=0, column=1)
        self._refresh()

    def show(self, wanted: tuple[str, ...]) -> None:
        """Ask for these data sets from now on."""
        if wanted != tuple(self.states):
            for widget in self.rows.winfo_children():
                widget.destroy()
            self.states.clear()
            for row, name in enumerate(wanted):
                ttk.Label(self.rows, text=_(DATA_SETS[name].title)).grid(row=row, column=0, sticky=tk.W)
                self.states[name] = ttk.Label(self.rows, font=CAPTION_FONT)
                self.states[name].grid(row=row, column=1, sticky=tk.W, padx=(self._gap, 0))
        self._refresh()

    # --- fetching ----------------------------------------------------------------------------------------------------

    @property
    def fetching(self) -> bool:
        return self._child is not None

    def fetch(self) -> None:
        """Download what is missing."""
        if self.fetching or not self.missing:
            return
        self._error, self._cancelled = None, False
        self._child = ChildProcess("digitpad-fetch", self._target, self.missing, self.folder)
        self._show_amount(Fetching(DATA_SETS[self.missing[0]].title, 0, 0))
        self._refresh()
        later(self, LOOKING, self._look)

    def take_over(self, old: DataSets) -> None:
        """Continue another one's download."""
        self.folder, self._error, self._cancelled = old.folder, old._error, old._cancelled
        self._child, old._child = old._child, None
        self._refresh()
        self._look()

    def cancel(self) -> None:
        """End the download; :meth:`_look` will notice, as a process that writes takes a moment to be gone."""
        if self._child is not None:
            self._cancelled = True
            self._child.process.kill()
            self.cancel_button.state(["disabled"])

    def destroy(self) -> None:
        self._end_child()
        super().destroy()

    def _look(self) -> None:
        if self._child is None:
            return
        later(self, LOOKING, self._look)
        for message in self._child.messages():
            if isinstance(message, Fetching):
                self._show_amount(message)
                self._look_again()
            else:
                self._ended(None if isinstance(message, Fetched) else message)
        if self._child is not None and self._child.gone:
            broken_off = DataError(mark("The download was interrupted; try again"))
            self._ended(None if self._cancelled else broken_off)

    def _ended(self, error: PlainError | None) -> None:
        self._error = error
        self._end_child()
        if self.cancel_button.instate(["focus"]):
            self.fetch_button.focus_set()
        self._look_again()

    def _end_child(self) -> None:
        if self._child is not None:
            self.bar.show(0.0)
            self._child.kill()
            self._child.wait()
            self._child = None
            for data_set in DATA_SETS.values():
                data_set.clear(self.folder)

    # --- choosing a folder -------------------------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        if folder := file_dialogs.ask_folder(self, _("Folder of the data sets")):
            self.use(folder)

    def use(self, folder: Path) -> None:
        """Take the data from a folder of the user's, if any of them are there."""
        folders = (folder, *folder.parents[:FOLDERS_ABOVE])
        found = next((one for one in folders if any(known.present(one) for known in DATA_SETS.values())), None)
        if found is None:
            message = mark("{folder} holds neither MNIST/raw nor pendigits, or not all of their files")
            self._error = PlainError(message, folder=folder)
            self._refresh()
            return
        self._error, self.folder = None, found
        self._settings.data = str(found)
        self._look_again()

    # --- showing -----------------------------------------------------------------------------------------------------

    def _look_again(self) -> None:
        before = self.missing
        self._refresh()
        if self.missing != before:
            self._on_change()

    def _show_amount(self, message: Fetching) -> None:
        self.bar.show(min(1.0, message.done / message.total) if message.total else None)
        text = _("{title}: {done} of {total} MB") if message.total else _("{title}: {done} MB")
        if not message.done:
            text = _("Connecting…")
        done, total = (f"{count / MEGABYTE:.1f}" for count in (message.done, message.total))
        self.amount.configure(text=text.format(title=_(message.title), done=done, total=total))

    def _refresh(self) -> None:
        self.missing = tuple(name for name in self.states if not DATA_SETS[name].present(self.folder))
        for name, label in self.states.items():
            if name in self.missing:
                size = f"{DATA_SETS[name].size / MEGABYTE:.0f}"
                label.configure(text=_("missing, {size} MB", size=size), style=DOUBT)
            else:
                label.configure(text=_("available"), style=FAINT)
        self.remark.configure(text=sentence(self._error) if self._error else "")
        self.fetch_button.configure(text=_("Try again") if isinstance(self._error, DataError) else _("Fetch"))
        for button in (self.fetch_button, self.folder_button):
            button.state(["disabled" if self.fetching else "!disabled"])
        self.cancel_button.state(["!disabled"])
        for widget, shown in (
            (self.progress, self.fetching),
            (self.remark, self._error is not None),
            (self.fetch_button, bool(self.missing)),
        ):
            if shown:
                widget.grid()
            else:
                widget.grid_remove()
