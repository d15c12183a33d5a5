"""Looks and the network's confidence decide together which candidate of a picture is the digit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from ink.pictures.picture_ink import Candidate
from models.numbers import Box, DigitRead, Number
from models.weighing import agreement, doubted, is_left_out, likeliest_ways, weigh
from tests.models.probabilities import sure_of


def digit_at(left: float, digit: int) -> DigitRead:
    return DigitRead(np.zeros((28, 28), np.float32), sure_of(digit, 0.99), (left, 100, left + 30, 150))


def test_looks_decide_where_the_network_is_as_sure_of_each() -> None:
    best, _ = weigh([0.2, 0.9], np.stack([sure_of(3, 0.9), sure_of(5, 0.9)]))
    assert best == 1


def test_the_network_decides_between_candidates_that_look_alike() -> None:
    best, probabilities = weigh([0.6, 0.5], np.stack([sure_of(3, 0.2), sure_of(5, 0.99)]))
    assert best == 1
    assert probabilities.argmax() == 5


def test_candidates_that_disagree_make_the_answer_unsure() -> None:
    _, split = weigh([0.97, 0.97], np.stack([sure_of(3, 0.99), sure_of(5, 0.99)]))
    _, one = weigh([0.97, 0.97], np.stack([sure_of(3, 0.99), sure_of(3, 0.99)]))
    assert split.max() < 0.6
    assert one.max() > 0.9
    assert split.sum() == pytest.approx(1, abs=1e-5)


def test_the_surer_the_network_the_less_its_answer_is_doubted() -> None:
    kept = [weigh([0.8], np.stack([sure_of(3, share)]))[1].max() / share for share in (0.3, 0.9, 0.99, 0.9999)]
    assert kept == sorted(kept)
    assert kept[0] < 0.6
    assert kept[-1] > 0.8


def test_no_confidence_is_beyond_reckoning() -> None:
    for share in (0.1, 1.0):
        assert np.isfinite(weigh([1.0, 0.0], np.stack([sure_of(3, share)] * 2))[1]).all()


def test_what_does_not_look_like_a_digit_is_not_sure() -> None:
    _, probabilities = weigh([0.05], np.stack([sure_of(1, 0.999)]))
    assert probabilities.max() < 0.5
    assert probabilities.argmax() == 1


def test_what_is_no_digit_is_rather_taken_for_a_1_than_for_another_digit() -> None:
    line, bows = (weigh([0.1], sure_of(digit, 0.999)[np.newaxis])[1].max() for digit in (1, 5))
    assert line < 0.15
    assert bows > 0.2


def test_a_6_is_preferred_to_its_stem_which_is_read_as_a_1() -> None:
    best, _ = weigh([0.28, 0.21], np.stack([sure_of(1, 0.999), sure_of(6, 0.999)]))
    assert best == 1


def number_of(*digits: DigitRead) -> Number:
    return Number((digits,), confidence=0.9)


def test_numbers_that_are_as_likely_share_the_confidence() -> None:
    end = digit_at(200, 5), digit_at(300, 4)
    part, whole = number_of(*end), number_of(digit_at(100, 9), *end)
    assert agreement([2.0, 2.0], [part, whole], part) == pytest.approx(0.5)
    assert agreement([2.0, 2.0], [part, part], part) == pytest.approx(1)
    assert agreement([9.0, 2.0], [part, whole], part) > 0.99


def test_a_number_that_only_lacks_a_digit_agrees_unless_that_may_be_a_line_or_a_ring() -> None:
    end = digit_at(200, 5), digit_at(300, 4)
    for first, share in ((9, 1.0), (1, 0.5), (0, 0.5)):
        whole = number_of(digit_at(100, first), *end)
        assert agreement([2.0, 2.0], [whole, number_of(*end)], whole) == pytest.approx(share)
    elsewhere, other = (digit_at(220, 5), end[1]), (digit_at(200, 3), end[1])
    whole = number_of(digit_at(100, 9), *end)
    for part in (elsewhere, other):
        assert agreement([2.0, 2.0], [whole, number_of(*part)], whole) == pytest.approx(0.5)


@pytest.mark.parametrize(("text", "kept"), [("111", 0.1), ("00", 0.1), ("10", 1.0), ("55", 1.0)])
def test_strings_of_lines_and_of_rings_are_doubted(text: str, kept: float) -> None:
    ink = Candidate(Image.new("L", (90, 50), 255), (0, 0, 90, 50), prior=0.1, dark=True, threshold=0.5)
    digits = tuple(digit_at(30 * place, int(digit)) for place, digit in enumerate(text))
    number = doubted(Number((digits,), confidence=0.9), ink)
    assert number.confidence == pytest.approx(0.9 * kept)


@pytest.mark.parametrize(
    ("box", "left_out"),
    [
        ((160, 100, 190, 150), True),
        ((50, 100, 85, 150), True),
        ((102, 100, 128, 150), False),
        ((300, 100, 330, 150), False),
        ((160, 100, 165, 110), False),
        ((160, 200, 190, 250), False),
    ],
    ids=["after it", "before it", "one of its digits", "far away", "a dot", "the next line"],
)
def test_a_digit_beside_a_number_is_left_out_of_it(box: Box, left_out: bool) -> None:
    assert is_left_out(Number(((digit_at(100, 5), digit_at(200, 5)),)), box) is left_out


def test_of_the_ways_to_divide_an_ink_the_likeliest_counts_and_others_make_it_unsure() -> None:
    ink, other = (Candidate(Image.new("L", (9, 9)), (0, 0, 9, 9), 0.9, True, 0.5) for _ in range(2))
    right = replace(number_of(digit_at(0, 7), digit_at(40, 8)), confidence=0.8)
    cut_up = replace(number_of(digit_at(0, 7), digit_at(40, 0), digit_at(42, 0)), confidence=0.4)
    [(number, _ink)] = likeliest_ways([(cut_up, ink), (right, ink)])
    assert number.text == "78"
    assert number.confidence == pytest.approx(0.8 * 0.8 / 1.2)
    [(number, _ink)] = likeliest_ways([(right, ink), (right, ink)])
    assert number.confidence == pytest.approx(0.8)
    assert [found for _number, found in likeliest_ways([(right, ink), (right, other)])] == [ink, other]
