"""A screen of the tests' own, so that their windows are alone on it and the developer's stays free."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def virtual_display(*, dpi: int = 96, size: str = "1600x1200x24") -> Iterator[str]:
    """An Xvfb with a window manager; gives its name, ``:7`` say."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-dpi", str(dpi), "-nolisten", "tcp"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    manager = None
    try:
        with os.fdopen(reader) as answer:
            name = ":" + answer.readline().strip()
        if shutil.which("openbox"):
            manager = subprocess.Popen(
                ["openbox", "--startup", "echo started"],
                env={**os.environ, "DISPLAY": name},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            # A window opened before the answer would lose its focus. The pipe stays open: whatever the window manager
            # says later would end it otherwise.
            assert manager.stdout is not None
            manager.stdout.readline()
        yield name
    finally:
        for process in (manager, server):
            if process is not None:
                process.terminate()
                process.communicate()


def why_no_window() -> str | None:
    """The reason why no window can be opened here, or None."""
    try:
        import tkinter  # noqa: F401
    except ImportError:
        return "this Python has no Tk"
    if shutil.which("Xvfb") is None and sys.platform.startswith("linux") and "DISPLAY" not in os.environ:
        return "no display: install Xvfb (Debian's package xvfb) or set DISPLAY"
    return None
