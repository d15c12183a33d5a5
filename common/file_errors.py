"""What the operating system reports of a file, as sentences for users."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from common.errors import PlainError
from common.translation import mark

CANNOT_READ = mark("{file}: cannot be read ({reason})")
CANNOT_WRITE = mark("{file}: cannot be written ({reason})")
NOTHING_CHANGED = mark("{file}: cannot be written ({reason}); nothing was changed")
CANNOT_REMOVE = mark("{file}: cannot be removed ({reason})")
NO_SUCH_FILE = mark("{file}: no such file")


@contextlib.contextmanager
def file_errors(kind: type[PlainError], message: str, file: Path | str, missing: str | None = None) -> Iterator[None]:
    """Raise a ``PlainError`` of this kind in place of an ``OSError``.

    Args:
        message: the sentence in English, with ``{file}`` and ``{reason}``.
        missing: the sentence for a file that does not exist, with ``{file}``; by default ``message``.
    """
    try:
        yield
    except OSError as error:
        if missing and isinstance(error, FileNotFoundError):
            raise kind(missing, file=file) from error
        raise kind(message, file=file, reason=error.strerror or error) from error
