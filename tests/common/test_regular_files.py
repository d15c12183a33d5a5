"""Only regular files are read, and never more of them than there is a use for."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from common.regular_files import open_regular, read_at_most

posix = pytest.mark.skipif(sys.platform == "win32", reason="FIFOs and devices of POSIX")


def test_a_file_is_read_from_an_offset_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    assert read_at_most(tmp_path / "file", 10) == b"0123456789"
    assert read_at_most(tmp_path / "file", 3, start=7) == b"789"


def test_more_than_the_limit_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    with pytest.raises(OSError) as refused:  # noqa: PT011
        read_at_most(tmp_path / "file", 9)
    assert refused.value.errno == errno.EFBIG


@posix
def test_nobody_waits_for_a_fifo(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(OSError, match="not a file"):
        open_regular(tmp_path / "fifo")


@posix
def test_a_device_has_no_end(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/zero")
    with pytest.raises(OSError, match="not a file"):
        open_regular(tmp_path / "link")


@posix
def test_a_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "link")
    with pytest.raises(OSError, match="symbolic links"):
        open_regular(tmp_path / "link")


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_names_that_no_file_can_have(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        open_regular(name)
