"""Atomic writing of files."""

from __future__ import annotations

import os
import shutil
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from common.regular_files import not_regular

PAUSES = (0.05, 0.1, 0.2, 0.4) if sys.platform == "win32" else ()
"""Seconds between attempts to replace a file. On Windows that fails while a virus scanner or a backup reads it."""


def write_whole(path: Path, blob: bytes, check: Callable[[Path], None] | None = None) -> None:
    """Write a file atomically: it holds either its old content or all of the new, even after a crash.

    The bytes go to a temporary file in the same folder, which replaces the old one once they have reached the disk.

    Args:
        path: missing folders are created, links are followed, an existing file's mode is kept.
        check: called with the temporary file before it replaces the old one; if it raises, the old file is kept.

    Raises:
        OSError: the folder cannot be written, the disk is full, or at the path is something else than a file.
    """
    path = Path(os.path.realpath(path))
    if os.path.lexists(path) and not path.is_file():
        raise not_regular()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with temporary.open("xb") as file:
            if path.exists():
                shutil.copymode(path, temporary)
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check(temporary)
        replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def replace(source: Path, target: Path) -> None:
    """``os.replace``, tried again for a moment on Windows while another program holds one of the files."""
    for pause in PAUSES:
        try:
            os.replace(source, target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(source, target)
