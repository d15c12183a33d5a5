"""Atomic writing of files."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, blob: bytes, check: Callable[[Path], None] | None = None) -> None:
    """Write a file atomically: it holds either its old content or all of the new, even after a crash.

    The bytes go to a temporary file in the same folder, which replaces the old one once they have reached the disk.

    Args:
        path: missing folders are created, links are followed, an existing file's mode is kept.
        check: called with the temporary file before it replaces the old one; if it raises, the old file is kept.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with temporary.open("xb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        if check is not None:
            check(temporary)
        if path.exists():
            shutil.copymode(path, temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
