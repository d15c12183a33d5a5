"""A file of JSON lines to which several processes append, under a lock; damaged lines are set aside."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from common.errors import PlainError
from common.file_errors import CANNOT_READ, CANNOT_WRITE, file_errors
from common.regular_files import not_regular, read_at_most
from common.storage import write_whole

MAX_BYTES = 512 * 1024 * 1024
"""Of a log, read at once: some hundred thousand drawings."""
PRIVATE = 0o600
"""The mode of a new log: what somebody wrote by hand is nobody else's business."""


class JsonLog:
    """The file, its lock, and the file to which damaged lines are moved. What a line means is the caller's.

    Args:
        file: the log; the first :meth:`append` creates it.
        lock: the name of the lock file, in the same folder.
        busy: the error to raise where another process holds the lock. All other errors are of its class.

    Attributes:
        most: bytes of the file that are read at once, no more.
        broken: the file for damaged lines, ``name.broken.jsonl`` for ``name.jsonl``.
    """

    most = MAX_BYTES

    def __init__(self, file: Path, lock: str, busy: PlainError) -> None:
        self.file, self.broken = file, file.with_name(f"{file.stem}.broken{file.suffix}")
        self.busy, self._kind, self._lock = busy, type(busy), file.with_name(lock)

    @contextlib.contextmanager
    def locked(self, patience: float = 0.0) -> Iterator[None]:
        """Hold the lock, which is free again when this process ends, however it ends.

        Args:
            patience: seconds to wait for another process that holds it.

        Raises:
            PlainError: another process holds the lock, or the folder cannot be written.
        """
        from filelock import FileLock, Timeout  # slow to import, and the window's start needs no log

        with file_errors(self._kind, CANNOT_WRITE, self.file):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock = FileLock(self._lock).acquire(timeout=patience)
            except Timeout as error:
                raise self.busy from error
        with lock:
            yield

    @contextlib.contextmanager
    def locked_to_read(self, patience: float = 0.0) -> Iterator[bool]:
        """Hold the lock, or none where it cannot be written, as in a read-only folder; gives whether it is held.

        Raises:
            PlainError: another process holds the lock.
        """
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(self.locked(patience))
                is_held = True
            except self._kind as error:
                if error is self.busy:
                    raise
                is_held = False
            yield is_held

    def is_locked(self) -> bool:
        """Whether another process holds the lock. Creates no file."""
        if not os.path.exists(self._lock):
            return False
        try:
            with self.locked_to_read():
                return False
        except PlainError:
            return True

    def read(self, start: int = 0) -> list[bytes]:
        """The lines from an offset in bytes on, without their ends; some may be blank. None without a file.

        Raises:
            PlainError: the file cannot be read, or there is too much in it.
        """
        with file_errors(self._kind, CANNOT_READ, self.file):
            try:
                return read_at_most(self.file, self.most, start).split(b"\n")
            except FileNotFoundError:
                return []

    def append(self, lines: Iterable[str]) -> None:
        """Write lines in one go, and wait until they are on the disk. The lock must be held.

        Raises:
            PlainError: the file cannot be written.
        """
        with file_errors(self._kind, CANNOT_WRITE, self.file):
            _append(self.file, "".join(lines).encode())

    def set_aside(self, damaged: Sequence[bytes]) -> None:
        """Move lines to :attr:`broken`, so that they are reported once. The lock must be held.

        Raises:
            PlainError: the files cannot be written.
        """
        bad = set(damaged)
        good = [line for line in self.read() if line and line not in bad]
        with file_errors(self._kind, CANNOT_WRITE, self.file):
            _append(self.broken, _joined(damaged))
            write_whole(self.file, _joined(good))


def _joined(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _append(file: Path, blob: bytes) -> None:
    if os.path.lexists(file) and not file.is_file():
        raise not_regular()
    with open(file, "a+b", buffering=0, opener=lambda name, flags: os.open(name, flags, PRIVATE)) as stream:
        end = stream.tell()
        if end:
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":  # a line that a crash cut off must not damage the next one
                blob = b"\n" + blob
        left = memoryview(blob)
        try:
            while left:
                left = left[stream.write(left) :]
            os.fsync(stream.fileno())
        except OSError:
            stream.truncate(end)  # on a full disk a part of it was written
            raise
