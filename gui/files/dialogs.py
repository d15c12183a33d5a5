"""File dialogs. Each function returns None if the user cancels."""

from __future__ import annotations

import tkinter as tk
from pathlib import Path

from ttkbootstrap.dialogs import Querybox
from ttkbootstrap.localization import MessageCatalog

from common.translation import _, language
from gui.files.pages import DRAWING_SUFFIXES, PICTURE_SUFFIXES

THEIR_TEXTS = {
    "Directory:": lambda: _("Folder:"),
    "Name": lambda: _("Name"),
    "Modified": lambda: _("Modified"),
    "File name:": lambda: _("File name:"),
    "Selection:": lambda: _("Selection:"),
    "Files of type:": lambda: _("Files of type:"),
    "Show hidden files": lambda: _("Show hidden files"),
    "File already exists. Overwrite?": lambda: _("The file exists. Replace it?"),
}
"""Translations of texts of ttkbootstrap's file dialog that its own catalogues lack in some languages."""


def speak() -> None:
    """Set the language of ttkbootstrap's dialogs to the window's."""
    code = language().lower()
    MessageCatalog.locale(code)
    for theirs, ours in THEIR_TEXTS.items():
        MessageCatalog.set(code, theirs, ours())


def ask_open(parent: tk.Misc) -> Path | None:
    """A picture or a file of drawings to open, or None."""
    patterns = ["*" + suffix for suffix in (*PICTURE_SUFFIXES, *DRAWING_SUFFIXES)]
    patterns += [pattern.upper() for pattern in patterns]
    filetypes = [(_("Pictures and drawings"), " ".join(patterns)), (_("All files"), "*")]
    chosen = Querybox.get_open_filename(parent, title=_("Open picture"), filetypes=filetypes)
    return Path(chosen) if chosen else None


def ask_open_network(parent: tk.Misc) -> Path | None:
    """A weight file to open, or None."""
    filetypes = [(_("Networks"), "*.safetensors *.SAFETENSORS"), (_("All files"), "*")]
    chosen = Querybox.get_open_filename(parent, title=_("Import network"), filetypes=filetypes)
    return Path(chosen) if chosen else None


def ask_open_digits(parent: tk.Misc) -> Path | None:
    """A file of labelled drawings to open, or None."""
    filetypes = [(_("Labelled drawings"), "*.jsonl *.json *.JSONL *.JSON"), (_("All files"), "*")]
    chosen = Querybox.get_open_filename(parent, title=_("Import digits"), filetypes=filetypes)
    return Path(chosen) if chosen else None


def ask_save(parent: tk.Misc, kind: str, suffix: str, title: str = "", name: str = "") -> Path | None:
    """A file to save to, of a kind such as PNG, or None; ``name`` is the suggested name."""
    chosen = Querybox.get_save_filename(
        parent,
        title=title or _("Save drawing as {kind}").format(kind=kind),
        defaultextension=suffix,
        initialfile=name,
        filetypes=[(kind, "*" + suffix)],
    )
    return Path(chosen) if chosen else None


def ask_folder(parent: tk.Misc, title: str) -> Path | None:
    """An existing folder, or None."""
    chosen = Querybox.get_directory(parent, title=title, mustexist=True)
    return Path(chosen) if chosen else None
