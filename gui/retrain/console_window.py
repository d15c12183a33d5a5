"""The window of the training console: a form or a run on one page, the history of runs on the other."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import ttkbootstrap as ttk

from common.translation import _
from gui.look.theme import CAPTION_FONT, GAP, SMALL_GAP, THEMES, Theme
from gui.retrain.form import Form
from gui.retrain.history_view import HistoryView
from gui.retrain.live import Live
from gui.retrain.personalization_page import PersonalizationPage
from gui.retrain.plotter import Plotter, PlotView
from gui.retrain.session import Session
from models import catalog
from training.runs.history import RunOrder, RunRecord

if TYPE_CHECKING:
    from gui.retrain.console import Console

SIZE = (880, 640)
"""Logical pixels."""


class ConsolePage(StrEnum):
    """The pages, in the order of their tabs."""

    TRAIN = "train"
    HAND = "hand"
    HISTORY = "history"


class ConsoleWindow(ttk.Toplevel):
    """Closing it leaves a run alone. Pages are built when they are first seen: each takes its time."""

    def __init__(self, console: Console) -> None:
        window = console.window
        super().__init__(title=_("Training"), master=window)
        self.withdraw()
        self.console, self._scale = console, window.factor
        self._theme = THEMES[window.settings.theme]
        self.plotter = Plotter()
        self._live: Live | None = None
        self._form: Form | None = None
        self._hand: PersonalizationPage | None = None
        self._history: HistoryView | None = None
        gap, small = round(GAP * self._scale), round(SMALL_GAP * self._scale)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self.pages = ttk.Notebook(self)
        self.pages.grid(row=0, sticky=tk.NSEW, padx=gap, pady=(gap, 0))
        self._rooms = {page: ttk.Frame(self.pages) for page in ConsolePage}
        titles = {
            ConsolePage.TRAIN: _("New network"),
            ConsolePage.HAND: _("My hand"),
            ConsolePage.HISTORY: _("Run history"),
        }
        for page, text in titles.items():
            self.pages.add(self._rooms[page], text=text)
        foot = ttk.Frame(self)
        foot.grid(row=1, sticky=tk.EW, padx=gap, pady=small)
        self.message = ttk.Label(foot, font=CAPTION_FONT)
        self.message.pack(side=tk.LEFT)
        self.back = ttk.Button(foot, bootstyle="secondary outline")
        self.protocol("WM_DELETE_WINDOW", console.shut)
        self.bind("<Escape>", lambda event: console.shut())
        width, height = (round(side * self._scale) for side in SIZE)
        height = min(height, self.winfo_screenheight() - round(90 * self._scale))
        self.minsize(round(width * 0.9), round(height * 0.75))
        self.geometry(f"{width}x{height}{_beside(window, width)}")
        self.pages.bind("<<NotebookTabChanged>>", lambda event: self.after_idle(self._build_page))

    @property
    def page(self) -> ConsolePage:
        shown = int(self.pages.index(self.pages.select()))
        return list(ConsolePage)[shown]

    def open(self, page: ConsolePage) -> None:
        self.pages.select(self._rooms[page])
        self.deiconify()
        self.lift()
        self.focus_set()
        self.after_idle(self._build_page)

    def _build_page(self) -> None:
        if not self.winfo_exists():
            return
        if self.page is ConsolePage.HISTORY:
            if self._history is None:
                self._build_history()
            self.console.load_history()
        elif self.page is ConsolePage.HAND:
            if self._hand is None:
                self._hand = PersonalizationPage(
                    self._rooms[ConsolePage.HAND], self.console.window, theme=self._theme, on_learn=self.console.start
                )
                self._hand.pack(fill=tk.BOTH, expand=True)
            self._hand.refresh(busy=self.console.running)
        elif self._live is None and self._form is None:
            if self.console.session is not None:
                self.show_session(self.console.session)
            else:
                self.show_form()

    # --- the first page ----------------------------------------------------------------------------------------------

    def show_form(self, order: RunOrder | None = None) -> None:
        """Show the form, filled with a run that was, if one is given."""
        if self._live is not None:
            self._live.destroy()
            self._live = None
        if self._form is None:
            settings = self.console.window.settings
            self._form = Form(
                self._rooms[ConsolePage.TRAIN],
                theme=self._theme,
                scale=self._scale,
                network=self.console.window.network.architecture or catalog.FALLBACK,
                folder=Path(settings.data) if settings.data else None,
                on_start=self.console.start,
                on_folder=self._folder_chosen,
            )
        self._form.pack(fill=tk.BOTH, expand=True)
        if order is not None:
            self._form.show_order(order)

    def show_session(self, session: Session) -> None:
        """Show a run in place of the form, or of the run before."""
        if self._form is not None:
            self._form.pack_forget()
        if self._live is not None:
            self._live.destroy()
        self.tell("")
        self.pages.select(self._rooms[ConsolePage.TRAIN])
        self._live = Live(
            self._rooms[ConsolePage.TRAIN],
            session,
            theme=self._theme,
            scale=self._scale,
            plot=self._plot,
            on_decision=self.console.decide,
            on_cancelled=self.console.cancelled,
            on_leave=self.console.leave,
        )
        self._live.pack(fill=tk.BOTH, expand=True)

    def refresh(self) -> None:
        """The run has news."""
        if self._live is not None:
            self._live.refresh()

    def _folder_chosen(self, folder: Path) -> None:
        self.console.window.settings.data = str(folder)

    # --- the second --------------------------------------------------------------------------------------------------

    def _build_history(self) -> None:
        console = self.console
        self._history = HistoryView(
            self._rooms[ConsolePage.HISTORY],
            theme=self._theme,
            scale=self._scale,
            plot=self._plot,
            on_repeat=console.repeat,
            on_resume=console.resume,
            on_keep=console.keep,
            on_forget=console.forget,
            on_export=console.export,
        )
        self._history.pack(fill=tk.BOTH, expand=True)

    def show_history(self, runs: Sequence[RunRecord]) -> None:
        if self._history is not None:
            self._history.show(runs)

    # --- both --------------------------------------------------------------------------------------------------------

    def _plot(self, master: tk.Misc) -> PlotView:
        return PlotView(master, self.plotter, self._theme)

    def tell(self, text: str, wrong: bool = False, back: tuple[str, Callable[[], None]] | None = None) -> None:
        """Say something at the foot of the window, with a button to take it back where that can be done."""
        self.message.configure(text=text, foreground=self._theme.wrong if wrong else self._theme.text)
        self.back.pack_forget()
        if back is not None:
            label, command = back
            self.back.configure(text=label, command=command)
            self.back.pack(side=tk.RIGHT)

    def recolour(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._form, self._live, self._hand, self._history):
            if part is not None:
                part.recolour(theme)

    def destroy(self) -> None:
        self.plotter.close()
        super().destroy()


def _beside(window: tk.Misc, width: int) -> str:
    """A place right of the window, or as far right as the screen goes, so that the canvas stays in sight."""
    x = min(window.winfo_rootx() + window.winfo_width() + GAP, window.winfo_screenwidth() - width)
    return f"+{max(0, x)}+{max(0, window.winfo_rooty() - 2 * GAP)}"
