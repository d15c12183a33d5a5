"""The networks that the user keeps: a window with a table of them, and what can be done with each."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import ttkbootstrap as ttk

from common.errors import PlainError
from common.translation import _, mark, sentence
from gui.files import dialogs as file_dialogs
from gui.look.theme import CAPTION_FONT, GAP, SMALL_GAP
from models import catalog, user_models
from models.catalog import Model
from models.user_models import UserModelsError
from models.weights import WeightsError

if TYPE_CHECKING:
    from gui.window.window import Window

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


# --- for the window ---------------------------------------------------------------------------------------------------


def show(window: Window) -> NetworksWindow:
    """Open "My networks", or bring it to the front."""
    dialog = _shown(window) or NetworksWindow(window)
    dialog.deiconify()
    dialog.lift()
    dialog.table.focus_set()
    return dialog


def refresh(window: Window) -> None:
    """Let "My networks" show what there is now, if it is open."""
    if dialog := _shown(window):
        dialog.refresh()


def rebuild(window: Window) -> None:
    """Make "My networks" anew, in another language, if it is open."""
    if dialog := _shown(window):
        dialog.destroy()
        show(window)


def restore(window: Window) -> None:
    """Choose the built-in network of the same architecture as the one in use."""
    window.choose_model(window.network.architecture or catalog.FALLBACK)


def labels(models: Mapping[str, Model], torch_error: PlainError | None) -> dict[str, str]:
    """Titles by name, and for those that cannot be used the reason."""
    return {name: _label(model, torch_error) for name, model in models.items()}


def _label(model: Model, torch_error: PlainError | None) -> str:
    why = model.why_unavailable() or (torch_error if model.needs_torch else None)
    if why is None:
        return model.title
    return _("{model} (off: {reason})").format(model=model.title, reason=sentence(_short(why)))


def _short(error: PlainError) -> PlainError:
    """The same error with the file's name alone, for where there is little room."""
    values = {key: value.name if isinstance(value, Path) else value for key, value in error.values.items()}
    return type(error)(error.message, **values)


def _shown(window: Window) -> NetworksWindow | None:
    return next((child for child in window.winfo_children() if isinstance(child, NetworksWindow)), None)


# --- what the table shows ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A network in the table; ``why`` says why it cannot be used, if so."""

    cells: tuple[str, ...]
    why: PlainError | None


def read_rows() -> dict[str, Row]:
    """A row for each network that is kept, by name. Opens every file: not for Tk's thread."""
    return {model.name: _row(model) for model in catalog.models() if model.kept}


def _row(model: Model) -> Row:
    described, why = model.describe(), model.why_unavailable()
    parameters, accuracy = described["parameters"], described["mnist_accuracy"]
    cells = (
        model.name,
        model.kind or _("cannot be read"),
        "" if parameters is None else f"{parameters:,.0f}",
        f"{accuracy:.2%}".replace("%", " %") if accuracy is not None and 0 <= accuracy <= 1 else "",
        _date(model.file),
    )
    return Row(cells, why)


def _date(file: Path) -> str:
    """The day that the file states as that of its training, else its own."""
    day: datetime | None = None
    try:
        day = datetime.fromtimestamp(file.stat().st_mtime)
        day = datetime.fromisoformat(catalog.stated(file)["date"])
    except (WeightsError, OSError, KeyError, TypeError, ValueError):
        pass
    return f"{day:%Y-%m-%d}" if day else ""


# --- the window -------------------------------------------------------------------------------------------------------


class NetworksWindow(ttk.Toplevel):
    """Below the table is a row of buttons; a new name and a question take its place while they are open."""

    def __init__(self, window: Window) -> None:
        super().__init__(title=_("My networks"), master=window, transient=window)
        self.withdraw()
        self.window = window
        self._rows: dict[str, Row] = {}
        self._asked = 0
        self._wanted = self._seen = ""
        self._told = "", False
        gap, self._small = round(GAP * window.factor), round(SMALL_GAP * window.factor)
        self._body = ttk.Frame(self, padding=gap)
        self._body.pack(fill=tk.BOTH, expand=True)
        self._body.grid_columnconfigure(0, weight=1)
        self._body.grid_rowconfigure(0, weight=1)
        self.table = self._make_table()
        self.message = ttk.Label(self._body, font=CAPTION_FONT)
        self.message.grid(row=1, columnspan=2, sticky=tk.EW, pady=self._small)
        self.message.bind("<Configure>", lambda event: self.message.configure(wraplength=event.width))
        self._foot = self._standing = Foot(self._body, self._small)
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
        self._place()
        self.refresh()

    def _make_table(self) -> ttk.Treeview:
        columns = [name for name, *_rest in COLUMNS]
        table = ttk.Treeview(self._body, columns=columns, show="headings", selectmode="browse", height=ROWS)
        for name, heading, side, width in COLUMNS:
            table.heading(name, text=_(heading) if heading else "", anchor=side)
            table.column(name, width=round(width * self.window.factor), anchor=side, stretch=name == "name")
        table.grid(row=0, column=0, sticky=tk.NSEW)
        scrollbar = ttk.Scrollbar(self._body, command=table.yview)
        scrollbar.grid(row=0, column=1, sticky=tk.NS)
        table.configure(yscrollcommand=scrollbar.set)
        table.bind("<<TreeviewSelect>>", lambda event: self._selected())
        for sequence, command in (("<Return>", self.use), ("<F2>", self.ask_name), ("<Delete>", self.ask_delete)):
            table.bind(sequence, lambda event, command=command: command())  # type: ignore[misc]
        table.bind("<Double-1>", lambda event: self.use() if table.identify_row(event.y) else None)
        return table

    def _place(self) -> None:
        """In front of the window, in its middle."""
        self.update_idletasks()
        self.minsize(self.winfo_reqwidth(), self.winfo_reqheight())
        window = self.window
        x = window.winfo_rootx() + (window.winfo_width() - self.winfo_reqwidth()) // 2
        y = window.winfo_rooty() + (window.winfo_height() - self.winfo_reqheight()) // 3
        self.geometry(f"+{max(0, x)}+{max(0, y)}")

    # --- showing -----------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> str:
        """The name of the network that is chosen in the table, or nothing."""
        return "".join(map(str, self.table.selection()))

    def refresh(self) -> None:
        """Show what there is now; only the last of several answers counts."""
        self._asked += 1
        asked = self._asked
        self.window.background.run(read_rows, lambda rows: self._show(rows, asked), self._complain)

    def _show(self, rows: dict[str, Row], asked: int) -> None:
        if not self.winfo_exists() or asked != self._asked:
            return
        wanted = (self._wanted, self.chosen, self.window.model, *rows)
        self._rows, self._wanted = rows, ""
        self.table.delete(*self.table.get_children())
        for name, row in rows.items():
            self.table.insert("", tk.END, iid=name, values=(IN_USE if name == self.window.model else "", *row.cells))
        if chosen := next((name for name in wanted if name in rows), ""):
            self.table.selection_set((chosen,))
            self.table.focus(chosen)
            self.table.see(chosen)
        self._seen = chosen
        self._update()

    def _selected(self) -> None:
        if self.chosen != self._seen:
            self._seen, self._told = self.chosen, ("", False)
            self._update()

    def _update(self) -> None:
        """Switch off what makes no sense for the network that is chosen, and say what there is to say."""
        row = self._rows.get(self.chosen)
        for name, button in self.buttons.items():
            makes_sense = name == "import" or (row is not None and not (name == "use" and row.why))
            button.state(["!disabled" if makes_sense else "disabled"])
        if self._foot.network not in ("", self.chosen):
            self._back()
        text, wrong = self._told
        if not text and row is not None and row.why is not None:
            text, wrong = sentence(row.why), True
        elif not text and not self._rows:
            text = _(EMPTY)
        self.message.configure(text=text, bootstyle="danger" if wrong else "default")

    def _tell(self, text: str) -> None:
        if self.winfo_exists():
            self._told = text, False
            self._update()
        else:
            self.window.tell(text)

    def _complain(self, error: PlainError) -> None:
        if self.winfo_exists():
            self._told = sentence(error), True
            self._update()
        else:
            self.window.complain(error)

    # --- what the user asks for --------------------------------------------------------------------------------------

    def use(self) -> None:
        """Let the network read."""
        row = self._rows.get(self.chosen)
        if row is not None and row.why is None:
            self.window.choose_model(self.chosen)

    def ask_name(self) -> None:
        if name := self.chosen:
            others = [other for other in self._rows if other != name]
            self._show_foot(RenameForm(self._body, name, others, self._small, self._rename, self._back))

    def _rename(self, name: str, new: str) -> None:
        in_use = name == self.window.model

        def done(nothing: None) -> None:
            self._wanted = new
            if in_use:
                self.window.choose_model(new)
            else:
                self.window.models_changed()

        self._back()
        self._change(lambda: user_models.rename(name, new), done)

    def ask_delete(self) -> None:
        if name := self.chosen:
            self._show_foot(DeleteQuestion(self._body, name, self._small, self._delete, self._back))

    def _delete(self, name: str) -> None:
        self._back()

        def done(nothing: None) -> None:
            self._tell(_("{name} is deleted.").format(name=name))
            self.window.models_changed()

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
            self._tell(_("{name} is here now.").format(name=name))
            self.window.models_changed()

        self._change(lambda: user_models.import_net(file), done)

    def _change(self, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        """Work on files beside the window; where that fails, show what there is: somebody else may have been there."""

        def failed(error: PlainError) -> None:
            self._complain(error)
            self.window.models_changed()

        self._told = "", False
        self.window.background.run(work, done, failed)

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


class Foot(ttk.Frame):
    """A row below the table, about a network or, with no name, about the one that is chosen."""

    def __init__(self, master: tk.Misc, gap: int, network: str = "") -> None:
        super().__init__(master)
        self.network = network
        self._gap = gap

    def button(self, text: str, command: Callable[[], None], style: str, side: Literal["left", "right"]) -> ttk.Button:
        button = ttk.Button(self, text=text, command=command, bootstyle=style)
        button.pack(side=side, padx=(0, self._gap) if side == tk.LEFT else (self._gap, 0))
        return button


class RenameForm(Foot):
    """Asks for a new name; says beside it, while it is typed, what is wrong with it."""

    def __init__(
        self,
        master: tk.Misc,
        network: str,
        others: Collection[str],
        gap: int,
        on_name: Callable[[str, str], None],
        on_cancel: Callable[[], None],
    ) -> None:
        super().__init__(master, gap, network)
        self._others, self._on_name = others, on_name
        ttk.Label(self, text=_("New name")).pack(side=tk.LEFT, padx=(0, gap))
        self.name = tk.StringVar(self, network)
        self.entry = ttk.Entry(self, textvariable=self.name, width=26)
        self.entry.pack(side=tk.LEFT, padx=(0, gap))
        self.button(_("Cancel"), on_cancel, "secondary outline", tk.RIGHT)
        self.rename = self.button(_("Rename"), self._rename, "primary", tk.RIGHT)
        self.remark = ttk.Label(self, font=CAPTION_FONT, bootstyle="danger")
        self.remark.pack(side=tk.LEFT, fill=tk.X, expand=True)
        self.remark.bind("<Configure>", lambda event: self.remark.configure(wraplength=event.width))
        self.name.trace_add("write", lambda *_: self._check())
        self.entry.bind("<Return>", lambda event: self._rename())
        self.entry.select_range(0, tk.END)
        self.entry.icursor(tk.END)
        self.entry.focus_set()

    def _check(self) -> bool:
        """Whether the name can be given."""
        text = ""
        try:
            user_models.check_name(self.name.get(), self._others)
        except UserModelsError as error:
            text = sentence(error)
        self.remark.configure(text=text)
        self.rename.state(["disabled" if text else "!disabled"])
        return not text

    def _rename(self) -> None:
        if self._check():
            self._on_name(self.network, self.name.get())


class DeleteQuestion(Foot):
    """Asks whether a network is really to be deleted."""

    def __init__(
        self,
        master: tk.Misc,
        network: str,
        gap: int,
        on_delete: Callable[[str], None],
        on_keep: Callable[[], None],
    ) -> None:
        super().__init__(master, gap, network)
        self.keep = self.button(_("Keep"), on_keep, "secondary outline", tk.RIGHT)
        self.delete = self.button(_("Remove"), lambda: on_delete(network), "danger", tk.RIGHT)
        ttk.Label(self, text=_("Delete {name}?").format(name=network)).pack(side=tk.LEFT, padx=(0, gap))
        self.keep.focus_set()
