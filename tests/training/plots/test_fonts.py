"""Labels are in the language in use where there is a font for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common import translation
from training.plots import fonts


@pytest.fixture
def chinese() -> Iterator[None]:
    translation.use("zh_CN")
    yield
    translation.use("en")


def test_english_is_said_as_it_stands() -> None:
    assert fonts.say("Accuracy") == "Accuracy"


def test_chinese_is_said_where_it_can_be_written(chinese: None) -> None:
    assert fonts.say("Accuracy") == (translation._("Accuracy") if fonts.chinese_fonts() else "Accuracy")


def test_english_is_said_where_no_font_is_found(chinese: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "chinese_fonts", tuple)
    assert fonts.say("Accuracy") == "Accuracy"
