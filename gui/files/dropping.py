"""Files dropped on a window, by tkdnd where it is there."""

from __future__ import annotations

import logging
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


def accept_files(widget: tk.Widget, on_drop: Callable[[Path], object]) -> None:
    """Let files be dropped on a widget and what is in it; ``on_drop`` is called with the first of them.

    Where tkdnd is missing or does not load nothing can be dropped, and all else works.
    """
    try:
        from tkinterdnd2 import DND_FILES, TkinterDnD
        from tkinterdnd2.TkinterDnD import DnDWrapper

        TkinterDnD.require(widget.winfo_toplevel())
        DnDWrapper.drop_target_register(widget, DND_FILES)
    except (ImportError, RuntimeError, tk.TclError) as error:
        log.info("files cannot be dropped: %s", error)
        return

    def drop(event: Any) -> str:
        files = widget.tk.splitlist(event.data)
        if files:
            # The program that the file comes from waits for the answer.
            widget.after_idle(lambda: on_drop(Path(files[0])))
        return str(event.action)

    DnDWrapper.dnd_bind(widget, "<<Drop>>", drop)
