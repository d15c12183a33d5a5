"""Reading files that others made: regular files only, and never more bytes than there is a use for."""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Opening a FIFO would otherwise wait until somebody writes to it; regular files are read as ever."""


def open_regular(path: Path | str) -> io.BufferedReader:
    """Open a file to read its bytes.

    Raises:
        OSError: it cannot be opened, or is a folder, a FIFO, a device or a socket, which may have no end.
    """
    try:
        return open(path, "rb", opener=_open_regular)
    except ValueError as error:  # a name with a zero byte, or with characters that the system does not know
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from error


def _open_regular(name: str, flags: int) -> int:
    descriptor = os.open(name, flags | WITHOUT_WAITING)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise not_regular()
    return descriptor


def not_regular() -> OSError:
    return OSError(errno.EINVAL, "not a file")


def read_at_most(path: Path | str, limit: int, start: int = 0) -> bytes:
    """The content of a regular file from an offset on.

    Raises:
        OSError: see :func:`open_regular`; EFBIG if there are more than ``limit`` bytes.
    """
    with open_regular(path) as file:
        file.seek(start)
        content = file.read(limit + 1) if os.fstat(file.fileno()).st_size - start <= limit else None
    if content is None or len(content) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return content
