"""Sentences hold nothing that commands a terminal, whatever names files hold."""

from __future__ import annotations

import pytest

from common.errors import PlainError
from common.translation import sentence


@pytest.mark.parametrize("write", [str, sentence])
def test_control_characters_are_written_out(write: type[str]) -> None:
    inner = PlainError("{name} is missing", name="\x1b]0;title\x07\ud800")
    error = PlainError("{file}: {reason}", file="数\n1", reason=inner)
    assert write(error) == r"数\n1: \x1b]0;title\x07\ud800 is missing"


@pytest.mark.parametrize("write", [str, sentence])
def test_a_sentence_without_values_may_hold_braces(write: type[str]) -> None:
    assert write(PlainError("/home/{mnist}/{: not found")) == "/home/{mnist}/{: not found"


def test_numbers_take_their_format() -> None:
    assert str(PlainError("{limit:,} points", limit=1000)) == "1,000 points"


def test_no_value_fills_the_screen_many_times() -> None:
    assert len(str(PlainError("{name} is missing", name="x" * 10**6))) < 5000
