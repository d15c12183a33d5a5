"""The error of this package, and how it states what the operating system reports."""

from __future__ import annotations

from pathlib import Path

from common.errors import PlainError


class MyDigitsError(PlainError):
    """The user's digits cannot be read or written in full."""


def unwritable(file: Path, error: OSError) -> MyDigitsError:
    """Turns an OSError of a write into a MyDigitsError."""
    return MyDigitsError("{file}: cannot be written ({reason})", file=file, reason=error.strerror or error)


def unreadable(file: Path, error: OSError) -> MyDigitsError:
    """Turns an OSError of a read into a MyDigitsError."""
    if isinstance(error, FileNotFoundError):
        return MyDigitsError("{file}: no such file", file=file)
    return MyDigitsError("{file}: cannot be read ({reason})", file=file, reason=error.strerror or error)
