"""File dialogs. Each function returns None if the user cancels."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Sequence
from pathlib import Path

from ttkbootstrap.dialogs import Querybox
from ttkbootstrap.localization import MessageCatalog

from common.translation import _, language, mark

THEIR_TEXTS = {
    "Directory:": mark("Folder:"),
    "Name": mark("Name"),
    "Modified": mark("Modified"),
    "File name:": mark("File name:"),
    "Selection:": mark("Selection:"),
    "Files of type:": mark("Files of type:"),
    "Show hidden files": mark("Show hidden files"),
    "File already exists. Overwrite?": mark("The file exists. Replace it?"),
}
"""Translations of texts of ttkbootstrap's file dialog that its own catalogues lack in some languages."""


def speak() -> None:
    """Set the language of ttkbootstrap's dialogs to the window's."""
    code = language().lower()
    MessageCatalog.locale(code)
    for theirs, ours in THEIR_TEXTS.items():
        MessageCatalog.set(code, theirs, _(ours))


def ask_open(parent: tk.Misc, title: str, kind: str, suffixes: Sequence[str]) -> Path | None:
    """A file to open; ``kind`` says what files with these suffixes are."""
    patterns = ["*" + suffix for suffix in suffixes]
    patterns += [pattern.upper() for pattern in patterns]
    filetypes = [(kind, " ".join(patterns)), (_("All files"), "*")]
    chosen = Querybox.get_open_filename(parent, title=title, filetypes=filetypes)
    return Path(chosen) if chosen else None


def ask_save(parent: tk.Misc, kind: str, suffix: str, title: str = "", name: str = "") -> Path | None:
    """A file to save to, of a kind such as PNG; ``name`` is the suggested name."""
    chosen = Querybox.get_save_filename(
        parent,
        title=title or _("Save drawing as {kind}", kind=kind),
        defaultextension=suffix,
        initialfile=name,
        filetypes=[(kind, "*" + suffix)],
    )
    return Path(chosen) if chosen else None


def ask_folder(parent: tk.Misc, title: str) -> Path | None:
    """An existing folder."""
    chosen = Querybox.get_directory(parent, title=title, mustexist=True)
    return Path(chosen) if chosen else None
