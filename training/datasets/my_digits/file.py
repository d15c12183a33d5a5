"""The file itself: where it lies, its lock, and the two ways in which it is written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from common.folders import user_folder
from common.storage import write_whole
from training.datasets.my_digits.errors import MyDigitsError, unwritable

FILE, BROKEN, LOCK = "my_digits.jsonl", "my_digits.broken.jsonl", "my_digits.lock"
PATIENCE = 20.0
"""Seconds to wait for another process that holds the lock."""


def digits_file() -> Path:
    return user_folder() / FILE


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """Keep other processes from reading and writing meanwhile.

    Raises:
        MyDigitsError: another process holds the lock for too long, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout  # slow to import, and the window's start needs no digits

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_name(LOCK), timeout=PATIENCE):
            yield
    except Timeout as error:
        raise MyDigitsError("{file}: another window holds it; try again", file=file) from error
    except OSError as error:
        raise unwritable(file, error) from error


def append(file: Path, lines: Iterable[str]) -> None:
    """Write lines at the end in one go, and wait until they are on the disk."""
    blob = "".join(lines).encode()
    with file.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":  # what a crash left must not spoil the line that comes after it
                blob = b"\n" + blob
        stream.write(blob)
        stream.flush()
        os.fsync(stream.fileno())


def set_aside(file: Path, damaged: Sequence[bytes]) -> list[MyDigitsError]:
    """Move damaged lines into another file, so that they are reported once; says so, or why that failed."""
    broken, bad = file.with_name(BROKEN), set(damaged)
    try:
        with broken.open("ab") as stream:
            stream.writelines(line.rstrip(b"\n") + b"\n" for line in damaged)
            stream.flush()
            os.fsync(stream.fileno())
        with file.open("rb") as lines:
            good = [line.rstrip(b"\n") + b"\n" for line in lines if line not in bad]
        write_whole(file, b"".join(good))
    except OSError as error:
        return [unwritable(file, error)]
    said = "{count} lines of My digits were damaged and set aside in {file}"
    return [MyDigitsError(said, count=len(damaged), file=broken)]
