"""The networks that the user keeps: a window with a table of them, and what can be done with each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, mark, sentence
from gui.files import dialogs as file_dialogs
from gui.look.placing import centred
from gui.look.secondary_window import SecondaryWindow
from gui.look.theme import CAPTION_FONT
from gui.networks.foot import DeleteQuestion, Foot, RenameForm
from gui.networks.rows import Row, read_rows
from gui.state.context import Context
from models import catalog, user_models

Result = TypeVar("Result")

ROWS = 8
IN_USE = "●"
COLUMNS: tuple[tuple[str, str, Literal["w", "e", "center"], int], ...] = (
    ("use", "", tk.CENTER, 28),
    ("name", mark("Name"), tk.W, 220),
    ("kind", mark("Kind"), tk.W, 130),
    ("parameters", mark("Parameters"), tk.E, 110),
    ("accuracy", mark("MNIST accuracy"), tk.E, 130),
    ("date", mark("Date"), tk.E, 120),
)
"""Id, heading, side and width in logical pixels."""
EMPTY = mark("No networks yet. Those that you train and keep are listed here; Import… takes one from a file.")


class NetworksWindow(SecondaryWindow):
    """Below the table is a row of buttons; a new name and a question take its place while they are open."""

    def __init__(self, master: tk.Misc, context: Context) -> None:
        super().__init__(master, _("My networks"), transient=master)
        self._networks, self._messages, self._jobs = context.networks, context.messages, context.jobs
        self._look = context.look
        self._rows: dict[str, Row] = {}
        self._asked = 0
        self._wanted = self._seen = ""
        self._message = "", False
        self._body = ttk.Frame(self, padding=self._look.gap)
        self._body.pack(fill=tk.BOTH, expand=True)
        self._body.grid_columnconfigure(0, weight=1)
        self._body.grid_rowconfigure(0, weight=1)
        self.table = self._make_table()
        self.message = ttk.Label(self._body, font=CAPTION_FONT)
        self.message.grid(row=1, columnspan=2, sticky=tk.EW, pady=self._look.small_gap)
        self.message.bind("<Configure>", lambda event: self.message.configure(wraplength=event.width))
        self._foot = self._standing = Foot(self._body, self._look)
        self.buttons = {
            name: self._standing.button(text, command, style, tk.LEFT)
            for name, text, command, style in (
                ("use", _("Use"), self.use, "primary"),
                ("rename", _("Rename…"), self.ask_name, "secondary outline"),
                ("delete", _("Delete…"), self.ask_delete, "danger outline"),
                ("export", _("Export…"), self.ask_export, "secondary outline"),
                ("import", _("Import…"), self.ask_import, "secondary outline"),
            )
        }
        self._standing.button(_("Close"), self.destroy, "secondary outline", tk.RIGHT)
        self._show_foot(self._standing)
        self.bind("<Escape>", lambda event: self._escape())
        self.update_idletasks()
        self.minsize(self.winfo_reqwidth(), self.winfo_reqheight())
        self.geometry(centred(master, self.winfo_reqwidth(), self.winfo_reqheight()))
        self.at_end(self._networks.changed.connect(self.refresh))
        self.refresh()

    def open(self) -> None:
        super().open()
        self.table.focus_set()

    def _make_table(self) -> ttk.Treeview:
        columns = [name for name, *_rest in COLUMNS]
        table = ttk.Treeview(self._body, columns=columns, show="headings", selectmode="browse", height=ROWS)
        for name, heading, side, width in COLUMNS:
            table.heading(name, text=_(heading) if heading else "", anchor=side)
            table.column(name, width=self._look.px(width), anchor=side, stretch=name == "name")
        table.grid(row=0, column=0, sticky=tk.NSEW)
        scrollbar = ttk.Scrollbar(self._body, command=table.yview)
        scrollbar.grid(row=0, column=1, sticky=tk.NS)
        table.configure(yscrollcommand=scrollbar.set)
        table.bind("<<TreeviewSelect>>", lambda event: self._selected())
        for sequence, command in (("<Return>", self.use), ("<F2>", self.ask_name), ("<Delete>", self.ask_delete)):
            table.bind(sequence, lambda event, command=command: command())  # type: ignore[misc]
        table.bind("<Double-1>", lambda event: self.use() if table.identify_row(event.y) else None)
        return table

    # --- showing -----------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> str:
        """The name of the network that is chosen in the table, or nothing."""
        return "".join(map(str, self.table.selection()))

    def refresh(self) -> None:
        """Show what there is now; only the last of several answers counts."""
        self._asked += 1
        asked = self._asked
        self._jobs.run(read_rows, lambda rows: self._show(rows, asked), self._complain)

    def _show(self, rows: dict[str, Row], asked: int) -> None:
        if not self.winfo_exists() or asked != self._asked:
            return
        wanted = (self._wanted, self.chosen, self._networks.name, *rows)
        self._rows, self._wanted = rows, ""
        self.table.delete(*self.table.get_children())
        for name, row in rows.items():
            self.table.insert("", tk.END, iid=name, values=(IN_USE if name == self._networks.name else "", *row.cells))
        if chosen := next((name for name in wanted if name in rows), ""):
            self.table.selection_set((chosen,))
            self.table.focus(chosen)
            self.table.see(chosen)
        self._seen = chosen
        self._update()

    def _selected(self) -> None:
        if self.chosen != self._seen:
            self._seen, self._message = self.chosen, ("", False)
            self._update()

    def _update(self) -> None:
        """Enable the buttons that apply to the selected network, and update the message."""
        row = self._rows.get(self.chosen)
        for name, button in self.buttons.items():
            makes_sense = name == "import" or (row is not None and not (name == "use" and row.why))
            button.state(["!disabled" if makes_sense else "disabled"])
        if self._foot.network not in ("", self.chosen):
            self._back()
        text, wrong = self._message
        if not text and row is not None and row.why is not None:
            text, wrong = sentence(row.why), True
        elif not text and not self._rows:
            text = _(EMPTY)
        self.message.configure(text=text, bootstyle="danger" if wrong else "default")

    def _tell(self, text: str) -> None:
        if self.winfo_exists():
            self._message = text, False
            self._update()
        else:
            self._messages.tell(text)

    def _complain(self, error: PlainError) -> None:
        if self.winfo_exists():
            self._message = sentence(error), True
            self._update()
        else:
            self._messages.complain(error)

    # --- what the user asks for --------------------------------------------------------------------------------------

    def use(self) -> None:
        """Let the network read."""
        row = self._rows.get(self.chosen)
        if row is not None and row.why is None:
            self._networks.choose(self.chosen)

    def ask_name(self) -> None:
        if name := self.chosen:
            self._show_foot(RenameForm(self._body, self._look, name, self._rename, self._back))

    def _rename(self, name: str, new: str) -> None:
        in_use = name == self._networks.name

        def done(nothing: None) -> None:
            self._wanted = new
            if in_use:
                self._networks.choose(new)
            else:
                self._networks.refresh()

        self._back()
        self._change(lambda: user_models.rename(name, new), done)

    def ask_delete(self) -> None:
        if name := self.chosen:
            self._show_foot(DeleteQuestion(self._body, self._look, name, self._delete, self._back))

    def _delete(self, name: str) -> None:
        self._back()

        def done(nothing: None) -> None:
            self._tell(_("{name} is deleted.").format(name=name))
            self._networks.refresh()

        self._change(lambda: user_models.delete(name), done)

    def ask_export(self) -> None:
        if name := self.chosen:
            title = _("Export {name}").format(name=name)
            if file := file_dialogs.ask_save(self, "safetensors", catalog.SUFFIX, title, name + catalog.SUFFIX):
                self.export(name, file)

    def export(self, name: str, file: Path) -> None:
        told = _("Saved as {file}").format(file=file)
        self._change(lambda: user_models.export(name, file), lambda nothing: self._tell(told))

    def ask_import(self) -> None:
        if file := file_dialogs.ask_open_network(self):
            self.import_net(file)

    def import_net(self, file: Path) -> None:
        def done(name: str) -> None:
            self._wanted = name
            self._tell(_("{name} was imported.").format(name=name))
            self._networks.refresh()

        self._change(lambda: user_models.import_net(file), done)

    def _change(self, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Change files in a background job; after an error reload the table, as files may have changed."""

        def failed(error: PlainError) -> None:
            self._complain(error)
            self._networks.refresh()

        self._message = "", False
        self._jobs.run(work, done, failed)

    # --- the foot ----------------------------------------------------------------------------------------------------

    def _show_foot(self, foot: Foot) -> None:
        if self._foot is not self._standing:
            self._foot.destroy()
        self._standing.grid_remove()
        self._foot = foot
        foot.grid(row=2, columnspan=2, sticky=tk.EW)

    def _back(self) -> None:
        """Close what was asked."""
        self._show_foot(self._standing)
        self.table.focus_set()

    def _escape(self) -> None:
        if self._foot is self._standing:
            self.destroy()
        else:
            self._back()
