"""Numbers from strokes, with the numpy net: what is a digit, what is a mark, and what is not sure."""

from __future__ import annotations

import numpy as np
import pytest

from ink.framing import Framing
from ink.page import Page, Stroke
from models import catalog
from models.choice import further, options, read_page
from models.classifier import Classifier
from models.numbers import Digits, Number, surest_views
from tests.models.drawn_numbers import drawn, in_one_stroke
from training.strokes.measured.drawings import measured_scrawls


@pytest.fixture(scope="module")
def network() -> Classifier:
    return catalog.load("bp")


def read(page: Page, network: Classifier, expected: Digits = Digits.AUTO) -> Number:
    return read_page(page, network, Framing.CENTRED, expected).number


@pytest.mark.parametrize("text", ["42", "234", "1432", "24", "4"])
def test_a_number_is_read_from_left_to_right(network: Classifier, text: str) -> None:
    number = read(drawn(text), network)
    assert number.text == text
    assert len(number.lines) == 1
    assert number.ignored == ()


def test_each_digit_has_its_frame_its_box_and_its_strokes(network: Classifier) -> None:
    page = drawn("42")
    four, two = read(page, network).digits
    assert four.strokes == page.strokes[:2]
    assert two.strokes == page.strokes[2:]
    assert four.box == (53, 173, 152, 367)
    assert four.frame.shape == (28, 28)
    assert four.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert four.confidence == max(four.probabilities)


@pytest.mark.parametrize(
    ("signs", "text", "ignored"), [("3.14", "314", 1), ("-42", "42", 1), ("4,2", "42", 1), ("42=", "42", 2)]
)
def test_marks_are_ignored_and_named(network: Classifier, signs: str, text: str, ignored: int) -> None:
    number = read(drawn(signs), network)
    assert (number.text, len(number.ignored)) == (text, ignored)


@pytest.mark.parametrize("text", ["23", "33"])
def test_the_way_that_joins_digits_of_one_stroke_is_of_neither(network: Classifier, text: str) -> None:
    page = in_one_stroke(text)
    number = read(page, network)
    assert number.text == text
    written = [point for digit in number.digits for stroke in digit.strokes for point in stroke.points]
    assert len(written) < len(page.strokes[0].points)
    assert number.confidence <= min(digit.confidence for digit in number.digits)


def test_a_group_counts_as_it_is_read_most_surely() -> None:
    best = [0.5, 0.6, 0.9, 0.7, 0.8]
    rows = np.array([[most, *[(1 - most) / 9] * 9] for most in best], dtype=np.float32)
    assert surest_views(rows, 3, (1, 2)).tolist() == [0, 3, 2]
    assert surest_views(rows, 2, (1, 1, 0)).tolist() == [4, 2]


def test_one_digit_alone_is_expected_or_many(network: Classifier) -> None:
    page = drawn("42")
    assert len(read(page, network, Digits.ONE).digits) == 1
    assert read(page, network, Digits.MANY).text == "42"
    assert read_page(page, network, Framing.REPORT, Digits.AUTO).number.digits[0].strokes == page.strokes


def test_a_blank_page_is_no_number(network: Classifier) -> None:
    for expected in Digits:
        number = read(Page(), network, expected)
        assert (number.text, number.lines) == ("", ())
        assert not number.sure(0)


def test_a_letter_does_not_become_a_sure_number(network: Classifier) -> None:
    number = read(drawn("H"), network)
    assert not (len(number.digits) > 1 and number.sure(network.calibration.confidence_threshold))


def test_no_w_is_a_sure_1111(network: Classifier) -> None:
    """The lines of some are four 1s to a network; but they have no strokes of their own."""
    drawings = [one for one in measured_scrawls(40, np.random.default_rng(1)) if one.style == "letter W"]
    read = [read_page(one.page, network, Framing.CENTRED, Digits.AUTO).number for one in drawings]
    assert len(read) == 40
    threshold = network.calibration.confidence_threshold
    assert not [number.text for number in read if set(number.text) == {"1"} and number.sure(threshold)]


def test_digits_in_any_order_of_writing(network: Classifier) -> None:
    assert read(Page(drawn("42").strokes[::-1]), network).text == "42"


def test_marks_alone_are_not_sure(network: Classifier) -> None:
    number = read(drawn(".  .".replace(" ", "-")), network)
    assert not number.sure(network.calibration.confidence_threshold)


@pytest.mark.parametrize("strokes", [300, 65, 40])
def test_scribble_is_read_as_one_or_as_bounded_many(network: Classifier, strokes: int) -> None:
    rng = np.random.default_rng(strokes)
    scribble = tuple(Stroke(tuple(map(tuple, rng.uniform(0, 560, (6, 2)).tolist())), 8.0) for _ in range(strokes))
    asked = options(Page(scribble), Framing.CENTRED, Digits.AUTO)
    assert len(asked.frames) <= 200
    assert not read(Page(scribble), network).sure(network.calibration.confidence_threshold)


def test_a_stroke_of_100_000_points(network: Classifier) -> None:
    way = np.cumsum(np.random.default_rng(2).normal(0, 2, (100_000, 2)), axis=0)
    page = Page((Stroke(tuple(map(tuple, way.tolist())), 10.0),))
    assert len(options(page, Framing.CENTRED, Digits.MANY).frames) <= 100


@pytest.mark.parametrize("text", ["4", "2", "3"])
def test_half_a_digit_is_no_number(network: Classifier, text: str) -> None:
    page = drawn(text)
    for number, stroke in enumerate(page.strokes):
        for points in range(1, len(stroke.points) + 1):
            begun = (*page.strokes[:number], Stroke(stroke.points[:points], stroke.width))
            assert len(read(Page(begun), network).digits) == 1


def test_parts_of_what_seems_one_digit_are_asked_about_only_if_the_network_doubts(network: Classifier) -> None:
    asked = options(drawn("4"), Framing.CENTRED, Digits.AUTO)
    assert len(asked.frames) == 1
    sure, unsure = np.eye(10, dtype=np.float32)[:1], np.full((1, 10), 0.1, dtype=np.float32)
    assert len(further(asked, sure, 0.7)) == 0
    assert len(further(asked, unsure, 0.7)) == len(asked.of_parts())
