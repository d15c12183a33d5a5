"""A log is appended to under a lock, survives a cut line, and loses its damaged lines to another file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from common.errors import PlainError
from common.json_log import JsonLog


class NoteError(PlainError):
    """An error of these tests."""


@pytest.fixture
def log(tmp_path: Path) -> JsonLog:
    return another(tmp_path / "folder")


def another(folder: Path) -> JsonLog:
    """The log of another process."""
    return JsonLog(folder / "notes.jsonl", "lock", NoteError("held"))


def append(log: JsonLog, *lines: str) -> None:
    with log.locked():
        log.append(lines)


def test_there_is_nothing_at_first_and_looking_makes_no_file(log: JsonLog) -> None:
    assert log.read() == []
    assert not log.is_locked()
    assert not log.file.parent.exists()


def test_what_is_appended_is_read_from_an_offset_on(log: JsonLog) -> None:
    append(log, "1\n", "2\n")
    append(log, "3\n")
    assert log.file.read_bytes() == b"1\n2\n3\n"
    assert [line for line in log.read(start=2) if line] == [b"2", b"3"]


def test_a_line_that_was_cut_off_does_not_damage_the_next(log: JsonLog) -> None:
    append(log, "1\n", "cut")
    append(log, "2\n")
    assert log.file.read_bytes() == b"1\ncut\n2\n"


def test_what_does_not_fit_on_the_disk_leaves_no_part_behind(log: JsonLog) -> None:
    resource = pytest.importorskip("resource")
    with log.locked():
        log.append(["1\n"])
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
        try:
            with pytest.raises(PlainError, match="cannot be written"):
                log.append(["22222222222222\n"])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert log.file.read_text() == "1\n"


def test_damaged_lines_are_moved_and_those_of_before_stay_there(log: JsonLog) -> None:
    append(log, "1\n", "?\n", "2\n", "!")
    log.set_aside([b"!"])
    log.set_aside([b"?"])
    assert log.file.read_bytes() == b"1\n2\n"
    assert log.broken == log.file.with_name("notes.broken.jsonl")
    assert log.broken.read_bytes() == b"!\n?\n"


def test_only_one_holds_the_lock(log: JsonLog) -> None:
    other = another(log.file.parent)
    with log.locked():
        assert other.is_locked()
        with pytest.raises(NoteError, match="held"), other.locked():
            pass
    assert not other.is_locked()
    with other.locked():
        assert log.is_locked()


def test_errors_are_of_the_class_of_the_log(log: JsonLog) -> None:
    log.file.mkdir(parents=True)
    with pytest.raises(NoteError, match=r"notes\.jsonl: cannot be read"):
        log.read()
    with pytest.raises(NoteError, match=r"notes\.jsonl: cannot be written"):
        append(log, "1\n")


def test_a_folder_that_cannot_be_made(log: JsonLog) -> None:
    log.file.parent.write_text("a file where the folder should be")
    with pytest.raises(NoteError, match=r"notes\.jsonl: cannot be written"):
        append(log, "1\n")


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_log_is_its_owners_alone(log: JsonLog) -> None:
    append(log, "1\n")
    log.set_aside([b"1"])
    assert [file.stat().st_mode & 0o777 for file in (log.file, log.broken)] == [0o600, 0o600]


def test_errors_of_what_is_done_under_the_lock_are_its_own(log: JsonLog) -> None:
    with pytest.raises(OSError, match="of the body"), log.locked():
        raise OSError("of the body")
    assert not log.is_locked()


@pytest.mark.skipif(os.name != "posix", reason="FIFOs of POSIX")
def test_nobody_waits_for_a_fifo_in_its_place(log: JsonLog) -> None:
    log.file.parent.mkdir()
    os.mkfifo(log.file)
    with pytest.raises(NoteError, match="cannot be read"):
        log.read()
    with pytest.raises(NoteError, match="cannot be written"):
        append(log, "1\n")


def test_a_log_that_does_not_end_is_not_read(log: JsonLog, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, "12345\n")
    monkeypatch.setattr(JsonLog, "most", 5)
    with pytest.raises(NoteError, match="cannot be read"):
        log.read()
    assert log.read(start=1) == [b"2345", b""]
