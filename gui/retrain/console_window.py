"""The window of the training console: a form or a run, learning a hand, and the history of runs."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence

import ttkbootstrap as ttk

from common.translation import _, mark
from gui.background.pump import while_open
from gui.look.placing import beside
from gui.look.scrolled import Scrolled
from gui.look.secondary_window import SecondaryWindow
from gui.look.theme import CAPTION_FONT, PLAIN, WRONG
from gui.retrain.console import BackButton, Console
from gui.retrain.form import Form
from gui.retrain.history_view import HistoryView
from gui.retrain.live import Live
from gui.retrain.personalization_page import PersonalizationPage
from gui.retrain.plot_view import Plotter
from gui.retrain.session import Session
from gui.state.context import Context
from training.runs.history import RunRecord

SIZE = (880, 640)
"""Logical pixels."""
PAGES = {"train": mark("New network"), "personalization": mark("My hand"), "history": mark("Run history")}
"""The titles of the pages, in the order of their tabs."""


class ConsoleWindow(SecondaryWindow):
    """Closing it leaves a run alone. Pages are built when they are first seen: each takes its time.

    Args:
        start_round: opens the guided round.
    """

    def __init__(self, master: tk.Misc, context: Context, console: Console, start_round: Callable[[], object]) -> None:
        super().__init__(master, _("Training"))
        self.console, self._context, self._start_round = console, context, start_round
        look = context.look
        self._plotter = Plotter(context.jobs)
        self._live: Live | None = None
        self._form: Form | None = None
        self._form_page: ttk.Frame
        self._personalization: PersonalizationPage | None = None
        self._history: HistoryView | None = None
        self._told: tuple[str, bool, BackButton | None] = "", False, None
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self.pages = ttk.Notebook(self)
        self.pages.grid(row=0, sticky=tk.NSEW, padx=look.gap, pady=(look.gap, 0))
        self._rooms = {page: ttk.Frame(self.pages) for page in PAGES}
        for page, title in PAGES.items():
            self.pages.add(self._rooms[page], text=_(title))
        foot = ttk.Frame(self)
        foot.grid(row=1, sticky=tk.EW, padx=look.gap, pady=look.small_gap)
        self.message = ttk.Label(foot, font=CAPTION_FONT)
        self.message.pack(side=tk.LEFT)
        self.back = ttk.Button(foot, bootstyle="secondary outline")
        width, height = map(look.px, SIZE)
        self.at_least(round(width * 0.9), round(height * 0.75))
        self.geometry(beside(master, width, height))
        console.view = self
        self.at_end(lambda: setattr(console, "view", None))
        self.at_end(self._plotter.close)
        self.pages.bind("<<NotebookTabChanged>>", lambda event: self.after_idle(while_open(self, self._build_page)))

    def open(self) -> None:
        self.pages.select(self._rooms[self.console.page])
        super().open()
        self.focus_set()
        self.after_idle(while_open(self, self._build_page))

    def take_over(self, old: ConsoleWindow) -> None:
        super().take_over(old)
        if old._form is not None:
            self._show_form().take_over(old._form)
        if old._live is not None:
            self.show_session(self.console.session)
            if self._live is not None:
                self._live.take_over(old._live)
        if old._history is not None:
            self._show_history().table.take_over(old._history.table)
        self.tell(*old._told)

    def _build_page(self) -> None:
        page = self.console.page = list(PAGES)[self.pages.index("current")]
        room = self._rooms[page]
        if page == "history":
            self._show_history()
            self.console.load_history()
        elif page == "personalization":
            if self._personalization is None:
                self._personalization = PersonalizationPage(room, self._context, self.console.start, self._start_round)
                self._personalization.pack(fill=tk.BOTH, expand=True)
            self._personalization.refresh(busy=self.console.running)
        elif self._live is None and self._form is None:
            self.show_session(self.console.session)

    # --- what the console has to show --------------------------------------------------------------------------------

    def show_session(self, session: Session | None) -> None:
        """Show a run in place of the form, or of the run before; None shows the form."""
        room = self._rooms["train"]
        if self._live is not None:
            self._live.destroy()
            self._live = None
        if session is None:
            self._show_form()
            return
        if self._form is not None:
            self._form_page.pack_forget()
        self.tell("")
        self.pages.select(room)
        self._live = Live(room, self._context.look, session, self.console, self._plotter)
        self._live.pack(fill=tk.BOTH, expand=True)

    def _show_form(self) -> Form:
        if self._form is None:
            self._form_page = ttk.Frame(self._rooms["train"])
            foot = ttk.Frame(self._form_page, padding=self._context.look.gap)
            foot.pack(side=tk.BOTTOM, fill=tk.X)
            scrolled = Scrolled(self._form_page, self._context.look)
            scrolled.pack(fill=tk.BOTH, expand=True)
            self._form = Form(scrolled.content, foot, self._context, on_start=self.console.start)
            self._form.pack(fill=tk.BOTH, expand=True)
        self._form_page.pack(fill=tk.BOTH, expand=True)
        return self._form

    def _show_history(self) -> HistoryView:
        if self._history is None:
            self._history = HistoryView(self._rooms["history"], self._context.look, self.console, self._plotter)
            self._history.pack(fill=tk.BOTH, expand=True)
        return self._history

    def refresh(self) -> None:
        """The run has news."""
        if self._live is not None:
            self._live.refresh()

    def show_history(self, runs: Sequence[RunRecord]) -> None:
        if self._history is not None:
            self._history.table.show(runs)

    def tell(self, text: str, wrong: bool = False, back: BackButton | None = None) -> None:
        """Say something at the foot of the window, with a button to take it back where that can be done."""
        self._told = text, wrong, back
        self.message.configure(text=text, style=WRONG if wrong else PLAIN)
        self.back.pack_forget()
        if back is not None:
            label, command = back
            self.back.configure(text=label, command=command)
            self.back.pack(side=tk.RIGHT)
