"""Lessons are written by a process of their own: whole as HTML, a page as PNG, or an error as a sentence."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from common.errors import PlainError
from explain.lesson.writing import Drawn, LessonRequest, _answer
from ink.framing import Frame, Framing
from ink.json_lines import strokes_from_json
from ink.page import Page
from tests.helpers import SEVEN, is_one_sentence, line
from training.runs.messages import StepTried


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
@pytest.mark.parametrize("kind", ["networks", "calculation", "mattered", "neighbours"])
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


@pytest.mark.usefixtures("own_home")
def test_a_lesson_ends_with_the_replay_the_confusions_and_the_step(seven: Frame, tmp_path: Path) -> None:
    file = tmp_path / "lesson.html"
    drawn = Drawn(Page(strokes_from_json(line(SEVEN))), Framing.CENTRED)
    step = StepTried(seven, 7, np.full(10, 0.1), np.full(10, 0.1), (2.3, 2.3), seven, 0.001)
    assert _answer(LessonRequest((seven,), "bp", file, "en", drawn=drawn, step=step)) is None
    headings = re.findall("<h2>(.*?)</h2>", file.read_text(encoding="utf-8"))
    assert headings[-4:] == ["Like which", "Replay", "Confusions", "One step"]


def test_data_are_taken_from_the_folder_that_the_user_chose(seven: Frame, tmp_path: Path) -> None:
    file = tmp_path / "lesson.html"
    assert _answer(LessonRequest((seven,), "bp", file, "en", data=tmp_path)) is None
    assert "<h2>Like which</h2>" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("model", "kind"), [("nobody", None), ("bp", "layers")])
def test_what_is_not_there_gets_a_sentence(model: str, kind: str | None, seven: Frame, tmp_path: Path) -> None:
    error = _answer(request(seven, tmp_path / "file", model, kind))
    assert isinstance(error, PlainError)
    assert is_one_sentence(error)


def test_a_file_that_cannot_be_written_gets_a_sentence(seven: Frame, tmp_path: Path) -> None:
    error = _answer(request(seven, tmp_path))
    assert isinstance(error, PlainError)
    assert is_one_sentence(error)
