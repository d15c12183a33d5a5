"""Lessons are written by a process of their own: whole as HTML, a page as PNG, or an error as a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from common.errors import PlainError
from explain.lesson.writing import LessonRequest, _answer
from ink.framing import Frame
from tests.helpers import is_one_sentence


def request(
    seven: Frame, file: Path, model: str = "bp", kind: str | None = None, language: str = "en"
) -> LessonRequest:
    return LessonRequest((seven,), model, file, language, kind)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> object:
    from common import translation

    yield
    translation.use("en")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", ["networks", "calculation", "mattered"])
def test_a_page_is_a_picture(kind: str, language: str, seven: Frame, tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    assert _answer(request(seven, file, kind=kind, language=language)) is None
    with Image.open(file) as image:
        assert image.width == 1200
        assert 300 < image.height < 4000
        assert image.convert("L").getextrema() == (0, 255)


def test_a_lesson_about_two_digits_has_all_pages_twice(seven: Frame, tmp_path: Path) -> None:
    file = tmp_path / "lesson.html"
    assert _answer(LessonRequest((seven, seven), "bp", file, "en")) is None
    assert file.read_text(encoding="utf-8").count("<h2>The calculation</h2>") == 2


@pytest.mark.parametrize(("model", "kind"), [("nobody", None), ("bp", "layers")])
def test_what_is_not_there_gets_a_sentence(model: str, kind: str | None, seven: Frame, tmp_path: Path) -> None:
    error = _answer(request(seven, tmp_path / "file", model, kind))
    assert isinstance(error, PlainError)
    assert is_one_sentence(error)


def test_a_file_that_cannot_be_written_gets_a_sentence(seven: Frame, tmp_path: Path) -> None:
    error = _answer(request(seven, tmp_path))
    assert isinstance(error, PlainError)
    assert is_one_sentence(error)
