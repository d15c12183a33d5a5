"""What a window holds: memory, open files, threads, and what it has in Tk."""

from __future__ import annotations

import gc
import os
import threading
import tkinter as tk
from pathlib import Path


def holdings(window: tk.Tk) -> dict[str, float]:
    """Resident memory in megabytes, and numbers of open files, threads, Tcl commands, timers, images and variables."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    in_tk = {
        "commands": ("info", "commands"),
        "timers": ("after", "info"),
        "images": ("image", "names"),
        "variables": ("info", "globals", "PY_VAR*"),
    }
    return {
        "megabytes": round(pages * os.sysconf("SC_PAGESIZE") / 1e6, 1),
        "handles": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        **{name: len(window.tk.splitlist(window.tk.call(*call))) for name, call in in_tk.items()},
    }
