"""The networks that the user keeps: a window with a table of them, and what can be done with each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, mark, sentence
from gui.background.pump import while_open
from gui.files import dialogs as file_dialogs
from gui.look.placing import beside
from gui.look.secondary_window import ButtonRow, SecondaryWindow
from gui.look.theme import CAPTION_FONT
from gui.networks.foot import DeleteQuestion, RenameForm
from gui.networks.table import NetworkTable, Row, read_rows
from gui.state.context import Context, Messages
from models import catalog, user_models

Result = TypeVar("Result")

EMPTY = mark("No networks yet. Those that you train and keep are listed here; Import… takes one from a file.")


class NetworksWindow(SecondaryWindow):
    """Below the table is a row of buttons; a new name and a question take its place while they are open."""

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, _("My networks"), transient=master)
        self._networks, self._jobs = context.networks, context.jobs
        self._messages = Messages(self._show_message)
        self._look = context.look
        self._rows: dict[str, Row] = {}
        self._asked = 0  # how often the rows were asked for
        self._wanted = ""  # the network that is to be chosen when the rows come
        self._seen = ""  # the network that was chosen last
        self._asked_about = ""  # the network that a question below the table is about
        self._message = "", False
        self._body = ttk.Frame(self, padding=self._look.gap)
        self._body.pack(fill=tk.BOTH, expand=True)
        self._body.grid_columnconfigure(0, weight=1)
        self._body.grid_rowconfigure(0, weight=1)
        self.table = NetworkTable(self._body, self._look)
        self.table.grid(row=0, column=0, sticky=tk.NSEW)
        scrollbar = ttk.Scrollbar(self._body, command=self.table.yview)
        scrollbar.grid(row=0, column=1, sticky=tk.NS)
        self.table.configure(yscrollcommand=scrollbar.set)
        self.message = ttk.Label(self._body, font=CAPTION_FONT)
        self.message.grid(row=1, columnspan=2, sticky=tk.EW, pady=self._look.small_gap)
        self.message.bind("<Configure>", lambda event: self.message.configure(wraplength=event.width))
        row = self._foot = self._standing = ButtonRow(self._body, self._look)
        self.buttons = {
            "use": row.add(_("Use"), self.use, style="primary"),
            "rename": row.add(_("Rename…"), self.ask_name),
            "delete": row.add(_("Delete…"), self.ask_delete, style="danger outline"),
            "export": row.add(_("Export…"), self.ask_export),
            "import": row.add(_("Import…"), self.ask_import),
        }
        row.add(_("Close"), self.destroy, tk.RIGHT)
        self._show_foot(self._standing)
        self._bind_events()
        self.update_idletasks()
        self.at_least(self.winfo_reqwidth(), self.winfo_reqheight())
        self.geometry(beside(master, self.winfo_reqwidth(), self.winfo_reqheight()))
        self.at_end(self._networks.changed.connect(self.refresh))
        self.at_end(lambda: setattr(self, "_messages", context.messages))
        self.refresh()

    def open(self) -> None:
        super().open()
        self.table.focus_set()

    def take_over(self, old: NetworksWindow) -> None:
        super().take_over(old)
        self._message, self._wanted = old._message, old._wanted or old.table.chosen
        if isinstance(old._foot, RenameForm):
            self._ask_name(old._asked_about, old._foot.name.get())

    def _bind_events(self) -> None:
        table = self.table
        table.bind("<<TreeviewSelect>>", lambda event: self._selected())
        table.bind("<Return>", lambda event: self.use())
        table.bind("<Double-1>", lambda event: self.use() if table.identify_row(event.y) else None)
        table.bind("<F2>", lambda event: self.ask_name())
        table.bind("<Delete>", lambda event: self.ask_delete())
        self.bind("<Escape>", lambda event: self.destroy() if self._foot is self._standing else self._back())

    # --- showing -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what there is now; only the last of several answers counts."""
        self._asked += 1
        asked = self._asked
        show = while_open(self, lambda rows: self._show(rows, asked))
        self._jobs.run(read_rows, show, self._complain)

    def _show(self, rows: dict[str, Row], asked: int) -> None:
        if asked != self._asked:
            return
        self._rows = rows
        self.table.show(rows, self._networks.name, self._wanted)
        self._wanted, self._seen = "", self.table.chosen
        self._update()

    def _selected(self) -> None:
        if self.table.chosen != self._seen:
            self._seen, self._message = self.table.chosen, ("", False)
            self._update()

    def _update(self) -> None:
        """Enable the buttons that apply to the selected network, and update the message."""
        row = self._rows.get(self.table.chosen)
        for name, button in self.buttons.items():
            makes_sense = name == "import" or (row is not None and not (name == "use" and row.why))
            button.state(["!disabled" if makes_sense else "disabled"])
        if self._asked_about not in ("", self.table.chosen):
            self._back()
        text, wrong = self._message
        if not text and row is not None and row.why is not None:
            text, wrong = sentence(row.why), True
        elif not text and not self._rows:
            text = _(EMPTY)
        self.message.configure(text=text, bootstyle="danger" if wrong else "default")

    def _show_message(self, text: str, wrong: bool) -> None:
        self._message = text, wrong
        self._update()

    def _tell(self, text: str) -> None:
        """Show a message here, or in the main window once this one is closed."""
        self._messages.tell(text)

    def _complain(self, error: PlainError) -> None:
        self._messages.complain(error)

    # --- what the user asks for --------------------------------------------------------------------------------------

    def use(self) -> None:
        """Let the network read."""
        row = self._rows.get(self.table.chosen)
        if row is not None and row.why is None:
            self._networks.choose(self.table.chosen)

    def ask_name(self) -> None:
        if name := self.table.chosen:
            self._ask_name(name, name)

    def _ask_name(self, name: str, suggestion: str) -> None:
        form = RenameForm(self._body, self._look, name, partial(self._rename, name), self._back)
        form.name.set(suggestion)
        self._show_foot(form, name)

    def _rename(self, name: str, new: str) -> None:
        in_use = name == self._networks.name

        def done(nothing: None) -> None:
            self._wanted = new
            if in_use:
                self._networks.choose(new)

        self._back()
        self._change(lambda: user_models.rename(name, new), done)

    def ask_delete(self) -> None:
        if name := self.table.chosen:
            question = DeleteQuestion(self._body, self._look, name, partial(self._delete, name), self._back)
            self._show_foot(question, name)

    def _delete(self, name: str) -> None:
        told = _("{name} is deleted.", name=name)
        self._back()
        self._change(lambda: user_models.delete(name), lambda nothing: self._tell(told))

    def ask_export(self) -> None:
        if name := self.table.chosen:
            title = _("Export {name}", name=name)
            if file := file_dialogs.ask_save(self, "safetensors", catalog.SUFFIX, title, name + catalog.SUFFIX):
                self.export(name, file)

    def export(self, name: str, file: Path) -> None:
        told = _("Saved as {file}", file=file)
        self._change(lambda: user_models.export(name, file), lambda nothing: self._tell(told))

    def ask_import(self) -> None:
        if file := file_dialogs.ask_open(self, _("Import network"), _("Networks"), (catalog.SUFFIX,)):
            self.import_net(file)

    def import_net(self, file: Path) -> None:
        def done(name: str) -> None:
            self._wanted = name
            self._tell(_("{name} was imported.", name=name))

        self._change(lambda: user_models.import_net(file), done)

    def _change(self, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Change files in a background job, and reload the list, even after an error: files may have changed."""

        def changed(tell: Callable[[Any], None], outcome: object) -> None:
            tell(outcome)
            self._networks.refresh()

        self._message = "", False
        self._jobs.run(work, partial(changed, done), partial(changed, self._complain))

    # --- the row below the table -------------------------------------------------------------------------------------

    def _show_foot(self, foot: ButtonRow, about: str = "") -> None:
        """Show the buttons, or in their place a question about a network."""
        if self._foot is not self._standing:
            self._foot.destroy()
        self._standing.grid_remove()
        self._foot, self._asked_about = foot, about
        foot.grid(row=2, columnspan=2, sticky=tk.EW)

    def _back(self) -> None:
        """Close the question."""
        self._show_foot(self._standing)
        self.table.focus_set()
