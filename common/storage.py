"""Writing files: whole, or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, blob: bytes, check: Callable[[Path], None] | None = None) -> None:
    """Write a file so that it holds either its old content or all of the new, whatever happens meanwhile.

    The bytes go to a new file in the same folder, which takes the old one's place when they have reached the disk.

    Args:
        path: made with its folders where they are missing; a link is followed, an existing file's mode kept.
        check: looks at the new file before it takes the old one's place; what it raises leaves the old one there.

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
