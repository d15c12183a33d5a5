"""A gallery of twenty digits, and a disk that may be full."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from common import json_log
from gui.my_digits.gallery import Gallery
from gui.window.window import Window
from tests.gui.my_digits.galleries import opened, write


@pytest.fixture
def gallery(window: Window) -> Gallery:
    write(20)
    return opened(window)


class Disk:
    """Writes to logs fail while it is full."""

    full = False


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk, append = Disk(), json_log._append

    def append_if_there_is_space(file: Path, blob: bytes) -> None:
        if disk.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        append(file, blob)

    monkeypatch.setattr(json_log, "_append", append_if_there_is_space)
    return disk
