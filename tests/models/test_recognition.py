"""Files in bulk: one answer each, in order, as DESIGN's command line has it."""

from __future__ import annotations

import io
import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ink.framing import Framing, frame
from ink.json_lines import strokes_from_json
from ink.page import Page
from ink.pictures.picture_ink import PictureInk
from ink.rendering import render
from models import catalog
from models.classifier import Calibration, Prediction
from models.recognition import BATCH, MAX_LINE, recognize
from tests.helpers import SEVEN, is_one_sentence, line

ONE = [[[280, 100], [280, 460]]]
KEYS = ["source", "model", "digit", "confidence", "sure", "probabilities", "text", "digits"]


class Counting:
    """A classifier that reads every frame as 3, and notes how many it got at once."""

    name = "counting"
    calibration = Calibration(confidence_threshold=0.7)

    def __init__(self) -> None:
        self.batches: list[int] = []

    def predict_proba(self, frames: np.ndarray) -> np.ndarray:
        self.batches.append(len(frames))
        return np.tile(np.float32([0, 0, 0, 0.65, 0.35, 0, 0, 0, 0, 0]), (len(frames), 1))


def answers(*files: Path | str, framing: Framing = Framing.CENTRED, classifier: Any = None) -> list[dict[str, Any]]:
    return list(recognize(map(str, files), classifier or catalog.load("bp"), framing))


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_an_answer_has_the_fields_of_the_design(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", line(SEVEN))
    [answer] = answers(file)
    assert list(answer) == KEYS
    assert answer["source"] == f"{file}:1"
    assert answer["model"] == "bp"
    assert answer["digit"] == 7
    assert answer["confidence"] == max(answer["probabilities"]) == answer["probabilities"][7]
    assert answer["sure"] is True
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert len(answer["probabilities"]) == 10


def test_a_line_is_read_as_the_window_reads_it(tmp_path: Path) -> None:
    classifier = catalog.load("bp")
    [answer] = answers(write(tmp_path / "a.jsonl", line(ONE, 30)))
    picture = frame(Page(strokes_from_json(line(ONE, 30))), Framing.CENTRED)
    prediction = Prediction("bp", picture, classifier.predict_proba(picture[np.newaxis])[0], confidence_threshold=0.5)
    assert prediction.digit == answer["digit"]
    np.testing.assert_allclose(answer["probabilities"], prediction.probabilities, atol=1e-5)


def test_the_framing_is_as_asked_for(tmp_path: Path) -> None:
    corner = [[[20, 20], [20, 60]]]
    file = write(tmp_path / "a.jsonl", line(corner))
    seen = []

    class Noting(Counting):
        def predict_proba(self, frames: np.ndarray) -> np.ndarray:
            seen.extend(frames)
            return super().predict_proba(frames)

    for framing in Framing:
        answers(file, framing=framing, classifier=Noting())
    expected = [frame(Page(strokes_from_json(line(corner))), framing) for framing in Framing]
    np.testing.assert_array_equal(seen, expected)


@pytest.mark.parametrize("strokes", [[], [[]]])
def test_a_blank_drawing_has_no_digit(tmp_path: Path, strokes: list[Any]) -> None:
    [answer] = answers(write(tmp_path / "a.jsonl", line(strokes)))
    assert list(answer) == KEYS
    assert (answer["digit"], answer["confidence"], answer["probabilities"]) == (None, None, None)
    assert answer["sure"] is False


def test_a_blank_picture_has_no_digit(tmp_path: Path) -> None:
    Image.new("L", (50, 50), 255).save(tmp_path / "blank.png")
    [answer] = answers(tmp_path / "blank.png")
    assert answer["digit"] is None


def test_an_unsure_answer_is_still_the_best_guess(tmp_path: Path) -> None:
    [answer] = answers(write(tmp_path / "a.jsonl", line(ONE)), classifier=Counting())
    assert (answer["digit"], answer["confidence"], answer["sure"]) == (3, 0.65, False)


def test_lines_that_cannot_be_read_do_not_stop_the_rest(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", line(SEVEN), "{broken", line(SEVEN, -3), line([[[1, 2]] * 100_001]), line(SEVEN))
    found = answers(file)
    assert [answer["source"] for answer in found] == [f"{file}:{number}" for number in range(1, 6)]
    assert [list(answer) for answer in found[1:4]] == [["source", "error"]] * 3
    assert all(is_one_sentence(answer["error"]) for answer in found[1:4])
    assert [found[0]["digit"], found[4]["digit"]] == [7, 7]


def test_blank_lines_are_passed_over_but_counted(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", "", line(SEVEN), "  ", line(SEVEN))
    assert [answer["source"] for answer in answers(file)] == [f"{file}:2", f"{file}:4"]


def test_the_last_line_needs_no_end(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line(SEVEN))
    assert [answer["digit"] for answer in answers(tmp_path / "a.jsonl")] == [7]


def test_an_empty_file_has_no_answers(tmp_path: Path) -> None:
    assert answers(write(tmp_path / "a.jsonl")) == []


def test_a_line_longer_than_any_drawing(tmp_path: Path) -> None:
    """It is skipped to its end without being held in memory."""
    file = tmp_path / "a.jsonl"
    file.write_text(f"{line(SEVEN)}\n{' ' * (2 * MAX_LINE + 5)}\n{line(SEVEN)}\n")
    first, second, third = answers(file)
    assert (first["digit"], third["digit"]) == (7, 7)
    assert second == {"source": f"{file}:2", "error": f"a line longer than {MAX_LINE:,} bytes"}
    assert third["source"] == f"{file}:3"


def test_order_is_kept_across_files_errors_and_batches(tmp_path: Path) -> None:
    render(Page(strokes_from_json(line(SEVEN)))).save(tmp_path / "seven.png")
    many = write(tmp_path / "many.jsonl", *([line(ONE), "broken"] * BATCH))
    files = [tmp_path / "seven.png", many, tmp_path / "missing.png", tmp_path / "missing.jsonl", tmp_path / "seven.png"]
    sources = [answer["source"] for answer in answers(*files, classifier=Counting())]
    lines = [f"{many}:{number}" for number in range(1, 2 * BATCH + 1)]
    assert sources == [str(files[0]), *lines, *map(str, files[2:])]


def test_no_more_than_two_pictures_are_held_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[weakref.ref[PictureInk]] = []

    def looked_at(picture: Image.Image) -> PictureInk:
        found = PictureInk(picture)
        held.append(weakref.ref(found))
        return found

    monkeypatch.setattr("models.recognition.PictureInk", looked_at)
    for number in range(5):
        Image.new("L", (90, 60), 255 - number).save(tmp_path / f"{number}.png")
    for _record in recognize([str(tmp_path)], catalog.load("bp"), Framing.CENTRED):
        assert sum(one() is not None for one in held) <= 2
    assert len(held) == 5


def test_frames_are_read_in_batches(tmp_path: Path) -> None:
    classifier = Counting()
    answers(write(tmp_path / "a.jsonl", *[line(ONE)] * (2 * BATCH + 1)), classifier=classifier)
    assert classifier.batches == [BATCH, BATCH, 1]


def test_answers_come_before_all_is_read() -> None:
    """A stream without end is answered as it comes."""
    read: list[int] = []

    def files() -> Iterator[str]:
        for number in range(10 * BATCH):
            read.append(number)
            yield f"missing-{number}.png"

    stream = recognize(files(), Counting(), Framing.CENTRED)
    next(stream)
    assert len(read) == BATCH


def test_pictures_dark_on_light_and_light_on_dark(tmp_path: Path) -> None:
    ink = render(Page(strokes_from_json(line(SEVEN, 30))))
    ink.save(tmp_path / "light.png")
    ink.point([255 - level for level in range(256)]).convert("RGB").save(tmp_path / "dark.jpg")
    assert [answer["digit"] for answer in answers(tmp_path / "light.png", tmp_path / "dark.jpg")] == [7, 7]


@pytest.mark.parametrize("name", ["missing.png", "missing.jsonl", "folder.png", "folder.jsonl", "text.png"])
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    for folder in ("folder.png", "folder.jsonl"):
        (tmp_path / folder).mkdir()
    write(tmp_path / "text.png", "Dear diary")
    [answer] = answers(tmp_path / name)
    assert list(answer) == ["source", "error"]
    assert answer["error"].startswith(f"{tmp_path / name}: ")
    assert is_one_sentence(answer["error"])


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(f"{line(SEVEN)}\nbroken\n".encode())))
    monkeypatch.setattr("sys.stdin", stdin)
    first, second = answers("-")
    assert (first["source"], first["digit"]) == ("-:1", 7)
    assert second["source"] == "-:2"


def test_a_second_dash_finds_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(f"{line(SEVEN)}\n".encode()))))
    assert [answer["source"] for answer in answers("-", "-")] == ["-:1"]


def test_a_prediction_without_probabilities_is_blank() -> None:
    blank = Prediction("bp", np.zeros((28, 28), np.float32), None, confidence_threshold=0.5)
    assert (blank.digit, blank.confidence, blank.sure) == (None, None, False)


@pytest.mark.skipif(os.name != "posix", reason="FIFOs of POSIX")
def test_what_is_no_file_does_not_keep_the_others_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    last = write(tmp_path / "b.jsonl", line(SEVEN))
    refused, answer = answers(tmp_path / "a.jsonl", last)
    assert refused["error"] == f"{tmp_path / 'a.jsonl'}: cannot be read (not a file)"
    assert answer["digit"] == 7


def test_what_no_probabilities_come_of_is_an_error_of_that_drawing(tmp_path: Path) -> None:
    classifier = Counting()
    classifier.predict_proba = lambda frames: np.full((len(frames), 10), np.nan)  # type: ignore[method-assign]
    [answer] = answers(write(tmp_path / "a.jsonl", line(SEVEN)), classifier=classifier)
    assert list(answer) == ["source", "error"]
    assert is_one_sentence(answer["error"])


def test_a_folder_is_its_pictures_and_stroke_files(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", line(SEVEN))
    render(Page(strokes_from_json(line(SEVEN, 30)))).save(tmp_path / "a.gif")
    write(tmp_path / "notes.txt", "Dear diary")
    found = answers(tmp_path)
    assert [Path(answer["source"]).name for answer in found] == ["a.gif", "b.jsonl:1"]
    assert [answer["digit"] for answer in found] == [7, 7]


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    [answer] = answers(tmp_path)
    assert answer == {"source": str(tmp_path), "error": f"{tmp_path}: a folder without pictures and stroke files"}


def test_a_pattern_that_no_shell_expanded(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        render(Page(strokes_from_json(line(SEVEN, 30)))).save(tmp_path / name)
    found = answers(tmp_path / "*.png")
    assert [Path(answer["source"]).name for answer in found] == ["a.png", "b.png"]


def test_a_small_digit_in_a_large_picture_is_read(tmp_path: Path) -> None:
    page = Image.new("L", (4000, 3000), 240)
    ink = render(Page(strokes_from_json(line(SEVEN, 30)))).resize((100, 100))
    page.paste(20, (2800, 700), ink)
    page.save(tmp_path / "large.png")
    [answer] = answers(tmp_path / "large.png")
    assert answer["digit"] == 7
