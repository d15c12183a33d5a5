"""The row below the table of networks: buttons, and in their place a new name to be typed or a question."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Literal

import ttkbootstrap as ttk

from common.translation import _, sentence
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT
from models import catalog, user_models
from models.user_models import UserModelsError


class Foot(ttk.Frame):
    """A row below the table, about a network or, with no name, about the one that is chosen."""

    def __init__(self, master: tk.Misc, look: Look, network: str = "") -> None:
        super().__init__(master)
        self.network = network
        self._gap = look.small_gap

    def button(self, text: str, command: Callable[[], None], style: str, side: Literal["left", "right"]) -> ttk.Button:
        button = ttk.Button(self, text=text, command=command, bootstyle=style)
        button.pack(side=side, padx=(0, self._gap) if side == tk.LEFT else (self._gap, 0))
        return button


class RenameForm(Foot):
    """Asks for a new name; says beside it, while it is typed, what is wrong with it."""

    def __init__(
        self,
        master: tk.Misc,
        look: Look,
        network: str,
        on_name: Callable[[str, str], None],
        on_cancel: Callable[[], None],
    ) -> None:
        super().__init__(master, look, network)
        self._on_name = on_name
        self._others = [name for name in catalog.names() if name != network]
        ttk.Label(self, text=_("New name")).pack(side=tk.LEFT, padx=(0, self._gap))
        self.name = tk.StringVar(self, network)
        self.entry = ttk.Entry(self, textvariable=self.name, width=26)
        self.entry.pack(side=tk.LEFT, padx=(0, self._gap))
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
        look: Look,
        network: str,
        on_delete: Callable[[str], None],
        on_keep: Callable[[], None],
    ) -> None:
        super().__init__(master, look, network)
        self.keep = self.button(_("Keep"), on_keep, "secondary outline", tk.RIGHT)
        self.delete = self.button(_("Remove"), lambda: on_delete(network), "danger", tk.RIGHT)
        ttk.Label(self, text=_("Delete {name}?").format(name=network)).pack(side=tk.LEFT, padx=(0, self._gap))
        self.keep.focus_set()
