"""What stands below the table of networks in place of the buttons: a new name to be typed, or a question."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable

import ttkbootstrap as ttk

from common.translation import _, sentence
from gui.look.look import Look
from gui.look.secondary_window import ButtonRow
from gui.look.theme import CAPTION_FONT
from gui.state.signals import on_write
from models import catalog, user_models
from models.user_models import UserModelsError


class RenameForm(ButtonRow):
    """Asks for a new name; says beside it, while it is typed, what is wrong with it."""

    def __init__(
        self, master: tk.Misc, look: Look, network: str, on_name: Callable[[str], None], on_cancel: Callable[[], None]
    ) -> None:
        super().__init__(master, look)
        self._on_name = on_name
        self._others = [name for name in catalog.names() if name != network]
        ttk.Label(self, text=_("New name")).pack(side=tk.LEFT, padx=(0, self._gap))
        self.name = tk.StringVar(self, network)
        self.entry = ttk.Entry(self, textvariable=self.name, width=26)
        self.entry.pack(side=tk.LEFT, padx=(0, self._gap))
        self.add(_("Cancel"), on_cancel, tk.RIGHT)
        self.rename = self.add(_("Rename"), self._rename, tk.RIGHT, "primary")
        self.remark = ttk.Label(self, font=CAPTION_FONT, bootstyle="danger")
        self.remark.pack(side=tk.LEFT, fill=tk.X, expand=True)
        self.remark.bind("<Configure>", lambda event: self.remark.configure(wraplength=event.width))
        on_write(self.name, self, self._check)
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
            self._on_name(self.name.get())


class DeleteQuestion(ButtonRow):
    """Asks whether a network is really to be deleted."""

    def __init__(
        self, master: tk.Misc, look: Look, network: str, on_delete: Callable[[], None], on_keep: Callable[[], None]
    ) -> None:
        super().__init__(master, look)
        self.keep = self.add(_("Keep"), on_keep, tk.RIGHT)
        self.delete = self.add(_("Remove"), on_delete, tk.RIGHT, "danger")
        ttk.Label(self, text=_("Delete {name}?", name=network)).pack(side=tk.LEFT, padx=(0, self._gap))
        self.keep.focus_set()
