"""My digits as pictures: filtered, sorted, relabelled, deleted, opened on the canvas, exported and imported."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import ttkbootstrap as ttk

from common.translation import _, mark, sentence
from gui.answer.verdict import percentage
from gui.background.pump import while_open
from gui.files import dialogs as file_dialogs
from gui.files.pages import DRAWING_SUFFIXES
from gui.look.look import Look
from gui.look.placing import beside
from gui.look.secondary_window import ButtonRow, SecondaryWindow
from gui.look.theme import CAPTION_FONT, FAINT, PLAIN, WRONG
from gui.menus.shortcuts import DELETE, DIGIT_KEYS, UNDO, Shortcut, bind_keys
from gui.my_digits.album import Album
from gui.my_digits.filters import Filters
from gui.my_digits.grid import Grid
from gui.state.context import Context, Messages
from models import catalog
from models.classifier import DIGITS
from training.datasets.my_digits import MyDigit, MyDigitsError

SIZE, SMALLEST = (780, 620), (640, 420)
"""Logical pixels."""
EMPTY = mark(
    "No digits yet.\n\nDraw one in the main window and press its key, 0 to 9. "
    "Where the network was wrong, a click on the right bar does the same.\n\nImport… takes digits from a file."
)
NONE_LEFT = mark("No digits match.")

SELECT_ALL = Shortcut("a", primary=True)


class Gallery(SecondaryWindow):
    """Shows the album's digits.

    Args:
        on_open: called with the digit that is to be put on the pad.
    """

    def __init__(self, master: tk.Misc, context: Context, album: Album, on_open: Callable[[MyDigit], None]) -> None:
        super().__init__(master, _("My digits"))
        self.album, self._networks, self._on_open = album, context.networks, on_open
        look, small = context.look, context.look.small_gap
        self._message = "", False
        body = ttk.Frame(self, padding=look.gap)
        body.pack(fill=tk.BOTH, expand=True)
        body.grid_columnconfigure(0, weight=1)
        body.grid_rowconfigure(1, weight=1)
        self.filters = Filters(body, gap=small, on_choice=self.refresh)
        self.filters.grid(row=0, sticky=tk.EW)
        self.grid_view = Grid(body, look, on_choice=self._update, on_open=self.open_chosen)
        self.grid_view.grid(row=1, sticky=tk.NSEW, pady=small)
        self.detail = ttk.Label(body, font=CAPTION_FONT, style=FAINT)
        self.detail.grid(row=2, sticky=tk.EW)
        self.message = ttk.Label(body, font=CAPTION_FONT)
        self.message.grid(row=3, sticky=tk.EW, pady=(0, small))
        for label in (self.detail, self.message):
            label.bind("<Configure>", lambda event: event.widget.configure(wraplength=event.width - 2 * small))
        self._make_buttons(body, look).grid(row=4, sticky=tk.EW)
        labels = {key: partial(self.relabel, int(key.key)) for key in DIGIT_KEYS}
        bind_keys(self, {**labels, DELETE: self.delete, UNDO: self.undo, SELECT_ALL: self.grid_view.choose_all})
        # another window may have stored digits meanwhile
        self.bind("<FocusIn>", lambda event: album.refresh() if event.widget is self else None)
        self.at_least(*map(look.px, SMALLEST))
        self.geometry(beside(master, *map(look.px, SIZE)))
        album.messages = Messages(self._show_message)
        self.at_end(album.end_survey)
        self.at_end(lambda: setattr(album, "messages", context.messages))
        self.at_end(album.changed.connect(self.refresh))
        self.at_end(context.networks.changed.connect(self.networks_changed))
        self.networks_changed()

    def _make_buttons(self, master: tk.Misc, look: Look) -> ButtonRow:
        row = ButtonRow(master, look)
        opens = row.add(_("Open on canvas"), self.open_chosen, style="primary")
        labels = ttk.Menubutton(row, text=_("It is a…"), bootstyle="secondary outline")
        menu = ttk.Menu(labels, tearoff=False)
        for digit in range(DIGITS):
            menu.add_command(label=str(digit), command=partial(self.relabel, digit))
        labels.configure(menu=menu)
        labels.pack(side=tk.LEFT, padx=(0, look.small_gap))
        self.buttons: dict[str, ttk.Button | ttk.Menubutton] = {
            "open": opens,
            "relabel": labels,
            "delete": row.add(_("Remove"), self.delete, style="danger outline"),
            "undo": row.add(_("Undo"), self.undo),
            "all": row.add(_("Select all"), self.grid_view.choose_all),
            "close": row.add(_("Close"), self.destroy, tk.RIGHT),
            "export": row.add(_("Export…"), self.ask_export, tk.RIGHT),
            "import": row.add(_("Import…"), self.ask_import, tk.RIGHT),
        }
        return row

    def open(self) -> None:
        super().open()
        self.grid_view.canvas.focus_set()
        self.album.refresh()

    def take_over(self, old: Gallery) -> None:
        super().take_over(old)
        self._message = old._message
        self.filters.take_over(old.filters)
        self.grid_view.take_over(old.grid_view)
        self.refresh()

    # --- showing -----------------------------------------------------------------------------------------------------

    def networks_changed(self) -> None:
        """Offer the networks that there are now."""
        self.filters.offer({model.name: model.title for model in catalog.models()}, self._networks.name)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now, and let the chosen network read what it has not read yet."""
        digits, model = self.album.digits, self.filters.model
        if digits is None:
            return
        if self.album.surveyed != model:
            self.album.survey(model)
        self.grid_view.show(self.filters.arrange(digits), model, _(NONE_LEFT) if digits else _(EMPTY))

    def _update(self) -> None:
        """Describe the chosen digits, and enable the buttons that apply to them."""
        digits, selection, model = self.album.digits or [], self.grid_view.selection, self.filters.model
        for names, sensible in (
            (("open", "relabel", "delete"), selection.chosen),
            (("export", "all"), selection.digits),
            (("undo",), self.album.steps),
        ):
            for name in names:
                self.buttons[name].state(["!disabled" if sensible else "disabled"])
        shown, chosen = len(selection.digits), len(selection.chosen)
        count = _("{shown} of {all} digits · {chosen} selected", shown=shown, all=len(digits), chosen=chosen)
        self.filters.count.configure(text=count if digits else "")
        self.detail.configure(text=self._detail(selection.current))
        text, wrong = self._message
        if not text and (unread := sum(model not in digit.answers for digit in digits)):
            text = _("{model} has not read {count} of them yet.", model=self.filters.titles[model], count=unread)
        self.message.configure(text=text, style=WRONG if wrong else PLAIN)

    def _detail(self, digit: MyDigit | None) -> str:
        """A digit's label, date, the networks' answers, and whether it is for training."""
        if digit is None:
            return ""
        titles = self.filters.titles
        answers = [
            f"{titles[model].split(' · ')[0]}: {digit.read_as(model)} ({percentage(max(answer))})"
            for model, answer in digit.answers.items()
            if model in titles
        ]
        use = _("kept for testing") if digit.test else _("for training")
        written = f"{digit.time.astimezone():%Y-%m-%d %H:%M}"
        return " · ".join((_("Label {label}", label=digit.label), written, *answers, use))

    def _show_message(self, text: str, wrong: bool = False) -> None:
        self._message = text, wrong
        self._update()

    def _tell(self, text: str, wrong: bool = False) -> None:
        """Show a message here, or in the main window once this one is closed."""
        self.album.messages.tell(text, wrong)

    # --- what the user asks for --------------------------------------------------------------------------------------

    def relabel(self, label: int) -> None:
        wrong = [digit for digit in self.grid_view.selection.chosen_digits if digit.label != label]
        if wrong:
            told = _("{count} relabelled as {label}", count=len(wrong), label=label)
            self.album.relabel(wrong, label, while_open(self, lambda: self._show_message(told)))

    def delete(self) -> None:
        if chosen := self.grid_view.selection.chosen_digits:
            told = _("{count} deleted. {undo} brings them back", count=len(chosen), undo=UNDO)
            self.album.delete(chosen, while_open(self, lambda: self._show_message(told)))

    def undo(self) -> None:
        self.album.undo(while_open(self, lambda: self._show_message(_("Undone"))))
        self._update()

    def open_chosen(self) -> None:
        if (digit := self.grid_view.selection.current) is not None:
            self._on_open(digit)

    def ask_export(self) -> None:
        title = _("Export {count} digits", count=len(self.grid_view.selection.digits))
        if file := file_dialogs.ask_save(self, "JSON", ".jsonl", title):
            self.export(file)

    def export(self, file: Path) -> None:
        """Write the digits that are shown."""
        told = _("Saved as {file}", file=file)
        self.album.export(self.grid_view.selection.digits, file, lambda: self._tell(told))

    def ask_import(self) -> None:
        if file := file_dialogs.ask_open(self, _("Import digits"), _("Labelled drawings"), DRAWING_SUFFIXES):
            self.import_digits(file)

    def import_digits(self, file: Path) -> None:
        self.album.import_digits(file, self._imported)

    def _imported(self, count: int, errors: Sequence[MyDigitsError]) -> None:
        text = _("{count} digits were imported.", count=count)
        if errors:
            first = sentence(errors[0])
            text += " " + _("{count} lines could not be read; the first: {reason}", count=len(errors), reason=first)
        self._tell(text, wrong=bool(errors))
