"""What both programs, ``app.py`` and ``python -m training``, do before anything else."""

from __future__ import annotations

import io
import sys

OLDEST_PYTHON = (3, 11)


def prepare() -> None:
    """Check the version of Python, and let the terminal take any text.

    Raises:
        SystemExit: if Python is too old, with a sentence that says which is needed.
    """
    if sys.version_info < OLDEST_PYTHON:
        needed, found = (".".join(map(str, version[:2])) for version in (OLDEST_PYTHON, sys.version_info))
        raise SystemExit(f"DigitPad needs Python {needed} or newer, and this is Python {found}.")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # its encoding may lack a character of ours
            stream.reconfigure(errors="backslashreplace")


def missing(error: ModuleNotFoundError) -> str:
    """What to do about a package that is not installed."""
    return f"{error.name} is not installed; run `pip install -r requirements.txt`"
