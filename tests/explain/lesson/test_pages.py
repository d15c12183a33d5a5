"""The pages of a lesson: which there are, and that they show the network's numbers."""

from __future__ import annotations

import re

import numpy as np

from explain.confusions import DigitSet, matrix
from explain.explanation import explain_frame
from explain.lesson.pages import confusions_sheet, lesson, neighbours_sheet, step_sheet
from explain.lesson.sheets import Bars, Pictures, Table
from explain.lesson.texts import TEXTS
from explain.lesson.writing import Drawn, replay
from explain.looking import inside
from explain.what_if import CHANGES, FARTHEST, STEPS
from ink.framing import Frame, Framing
from ink.json_lines import strokes_from_json
from ink.page import Page
from models import catalog
from models.classifier import Classifier
from tests.helpers import PROJECT, SEVEN, easy_digits, line
from training.runs.messages import StepTried


def test_a_lesson_has_the_pages_that_its_network_can_have(classifier: Classifier, seven: Frame) -> None:
    explanation = explain_frame(classifier, seven, easy_digits(50), with_maps=True)
    titles = [sheet.title for sheet in lesson(explanation, [("A", classifier.predict_proba(seven[None])[0])])]
    own = "The calculation" if classifier.name == "bp" else "The layers"
    assert titles == ["All networks", own, "What mattered", "What if", "Like which"]


def test_the_map_of_a_lesson_has_the_answer_in_its_middle(classifier: Classifier, seven: Frame) -> None:
    explanation = explain_frame(classifier, seven, None, with_maps=True)
    assert explanation.answers.shape == (STEPS + len(CHANGES), STEPS, 10)
    for row in (FARTHEST, STEPS, STEPS + 1, STEPS + 2, STEPS + 3):
        expected = classifier.predict_proba(seven[None])[0]
        np.testing.assert_allclose(explanation.answers[row, FARTHEST], expected, atol=1e-4)
    moved = np.zeros_like(seven)
    moved[3:, 2:] = seven[:-3, :-2]
    expected = classifier.predict_proba(moved[None])[0]
    np.testing.assert_allclose(explanation.answers[FARTHEST + 3, FARTHEST + 2], expected, atol=1e-5)


def test_the_replays_last_moment_is_the_answer(seven: Frame) -> None:
    page, classifier = Page(strokes_from_json(line(SEVEN))), catalog.load("bp")
    moments, over_time = (block for block in replay(Drawn(page, Framing.CENTRED), classifier).blocks)
    assert isinstance(moments, Pictures)
    assert isinstance(over_time, Pictures)
    np.testing.assert_array_equal(moments.pictures[-1].values, seven)
    last = over_time.pictures[0].values[:, -1]
    np.testing.assert_allclose(last, classifier.predict_proba(seven[None])[0], atol=1e-6)
    assert moments.pictures[-1].caption.startswith("7")


def test_what_a_text_names_is_there() -> None:
    for text in TEXTS.values():
        for source in text.source.split("; "):
            file, names = source.split(", ", 1)
            code = (PROJECT / file).read_text(encoding="utf-8")
            for name in re.split(r" and ", names):
                assert re.search(rf"(def|class) {name.split('.')[-1]}\b", code), source


def test_neighbours_stand_in_both_senses(classifier: Classifier, seven: Frame) -> None:
    training = easy_digits(50)
    features = inside(classifier).features(training.images)
    explanation = explain_frame(classifier, seven, training, features)
    _own, pixels, hidden = (block for block in neighbours_sheet(explanation).blocks if isinstance(block, Pictures))
    distances = np.linalg.norm(features - inside(classifier).features(seven[None]), axis=1)
    for shown, expected in (
        (pixels, np.linalg.norm(training.images - seven, axis=(1, 2))),
        (hidden, distances),
    ):
        best = int(expected.argmin())
        np.testing.assert_array_equal(shown.pictures[0].values, training.images[best])
        assert shown.pictures[0].caption == f"{training.labels[best]}\nL2 = {expected[best]:.2f}"


def test_where_features_are_not_known_the_page_says_how_to_get_them(seven: Frame) -> None:
    explanation = explain_frame(catalog.load("bp"), seven, easy_digits(50))
    assert "Like which" in str(neighbours_sheet(explanation).blocks[-1])


def test_confusions_have_the_matrix_and_the_digits_that_were_read_wrongly() -> None:
    digits = easy_digits(200)
    known, answers = DigitSet.of(digits), catalog.load("bp").predict_proba(digits.images)
    wrong = np.flatnonzero(answers.argmax(axis=1) != digits.labels)
    read = int(answers[wrong[0]].argmax())
    table, *rest = confusions_sheet(known, answers, [read, read]).blocks
    assert isinstance(table, Table)
    counts = [[int(cell.replace("·", "0")) for cell in row[1:]] for row in table.rows]
    np.testing.assert_array_equal(counts, matrix(known, answers))
    pictures = [block for block in rest if isinstance(block, Pictures)]
    assert len(pictures) <= 2  # the same digit twice is shown once
    captions = [picture.caption for picture in pictures[0].pictures]
    assert all(f"→ {read}" in caption and not caption.startswith(str(read)) for caption in captions)
    sure = [float(caption.split("\n")[1].rstrip(" %")) for caption in captions]
    assert sure == sorted(sure, reverse=True)


def test_confusions_that_are_not_known_are_said() -> None:
    [text] = confusions_sheet(DigitSet.of(easy_digits(20)), None, [7]).blocks
    assert "Train ▸ Confusions" in str(text)


def test_a_step_shows_before_and_after(seven: Frame) -> None:
    before, after = np.full(10, 0.1, dtype=np.float32), np.eye(10, dtype=np.float32)[7]
    pictures, told, *bars = step_sheet(StepTried(seven, 7, before, after, (2.3026, 0.0), -seven, 0.002)).blocks
    assert isinstance(pictures, Pictures)
    np.testing.assert_array_equal(pictures.pictures[1].values, -seven)
    assert [list(one.values) for one in bars if isinstance(one, Bars)] == [before.tolist(), after.tolist()]
    assert all(figure in str(told) for figure in ("7", "0.002", "2.3"))
