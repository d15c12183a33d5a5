"""What the operating system reports of a file becomes a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.errors import PlainError
from common.file_errors import CANNOT_READ, NO_SUCH_FILE, file_errors


class NoteError(PlainError):
    """An error of these tests."""


def said_of(error: Exception, missing: str | None = None) -> str:
    with pytest.raises(NoteError) as raised, file_errors(NoteError, CANNOT_READ, Path("a"), missing):
        raise error
    assert raised.value.__cause__ is error
    return str(raised.value)


def test_the_reason_is_what_the_system_says() -> None:
    assert said_of(PermissionError(13, "Permission denied")) == "a: cannot be read (Permission denied)"
    assert said_of(FileNotFoundError(2, "No such file or directory")) == "a: cannot be read (No such file or directory)"


def test_errors_without_a_number_have_a_reason_too() -> None:
    assert said_of(OSError("cannot seek")) == "a: cannot be read (cannot seek)"


def test_a_missing_file_can_have_a_sentence_of_its_own() -> None:
    assert said_of(FileNotFoundError(2, "No such file or directory"), missing=NO_SUCH_FILE) == "a: no such file"
    assert said_of(PermissionError(13, "Permission denied"), missing=NO_SUCH_FILE) != "a: no such file"


def test_other_errors_pass() -> None:
    with pytest.raises(ValueError, match="else"), file_errors(NoteError, CANNOT_READ, Path("a")):
        raise ValueError("something else")
