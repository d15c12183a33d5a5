"""What both programs, ``app.py`` and ``python -m training``, do before anything else."""

from __future__ import annotations

import io
import sys

OLDEST_PYTHON = (3, 11)
ERROR_ICON = 0x10
"""See https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-messageboxw."""
LARGEST_LOG = 1_000_000
"""Bytes of the file of errors, after which it begins anew."""


def prepare() -> None:
    """Check the version of Python, and let the terminal take any text.

    Raises:
        SystemExit: if Python is too old, with a sentence that says which is needed.
    """
    if sys.version_info < OLDEST_PYTHON:
        needed, found = (".".join(map(str, version[:2])) for version in (OLDEST_PYTHON, sys.version_info))
        raise SystemExit(f"DigitPad needs Python {needed} or newer, and this is Python {found}.")
    if sys.stderr is None:
        _log_to_file()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # its encoding may lack a character of ours
            stream.reconfigure(errors="backslashreplace")


def _log_to_file() -> None:
    """Write errors to ``errors.log`` in the user's folder: without a console, as under pythonw, Python has no stderr.

    See https://docs.python.org/3/library/sys.html#sys.__stderr__.
    """
    try:
        from common.folders import user_folder

        user_folder().mkdir(parents=True, exist_ok=True)
        file = user_folder() / "errors.log"
        mode = "a" if file.exists() and file.stat().st_size < LARGEST_LOG else "w"
        sys.stderr = file.open(mode, encoding="utf-8", errors="backslashreplace", buffering=1)
    except (OSError, ImportError):
        return  # then nobody hears of errors


def complain(text: str) -> None:
    """Print a sentence to stderr, and where that is a file, as under pythonw, show it too."""
    print(text, file=sys.stderr)
    if sys.platform == "win32" and sys.__stderr__ is None:
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "DigitPad", ERROR_ICON)


def missing(error: ModuleNotFoundError) -> str:
    """What to do about a package that is not installed."""
    return f"{error.name} is not installed; run `pip install -r requirements.txt`"
