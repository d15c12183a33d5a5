"""The network chooses among the candidates of a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from ink.framing import Framing, frame_ink
from ink.page import Page, Picture, Stroke
from ink.pictures.picture_ink import Candidate, PictureInk, PictureSettings
from models.choice import choose, further, options
from models.numbers import Digits
from tests.ink.made_pictures import INK
from tests.models.probabilities import sure_of


def candidate(prior: float, ink: np.ndarray = INK) -> Candidate:
    height, width = ink.shape
    return Candidate(Image.fromarray(np.uint8(ink)), (10, 20, 10 + width, 20 + height), prior, True, 0.5)


class Found(PictureInk):
    """A picture of 120 x 120 pixels whose candidates are given."""

    def __init__(self, *candidates: Candidate) -> None:
        self.picture = Image.new("L", (120, 120), 255)
        self._found = candidates

    def candidates(self, settings: PictureSettings | None = None) -> tuple[Candidate, ...]:
        return self._found

    numbers = candidates


def page_with(*candidates: Candidate, strokes: tuple[Stroke, ...] = ()) -> Page:
    return Page(strokes, Picture(Found(*candidates)))


def test_all_candidates_are_asked_about() -> None:
    candidates = [candidate(0.9)] * 4
    asked = options(page_with(*candidates), Framing.CENTRED)
    assert asked.frames.shape == (4, 28, 28)
    np.testing.assert_array_equal(asked.frames[0], frame_ink(candidates[0].ink))


def test_the_framing_of_the_report_leaves_the_ink_where_it_lay() -> None:
    asked = options(page_with(candidate(0.9)), Framing.REPORT)
    rows, columns = np.nonzero(asked.frames[0] > 0.5)
    assert (rows.max() + 1) / 28 == pytest.approx((20 + 79) / 120, abs=0.04)
    assert (columns.max() + 1) / 28 == pytest.approx((10 + 49) / 120, abs=0.04)


@pytest.mark.parametrize("page", [Page(), page_with()], ids=["no drawing", "blank picture"])
def test_nothing_to_ask_about_is_a_blank_page(page: Page) -> None:
    asked = options(page, Framing.CENTRED)
    assert asked.frames.shape == (0, 28, 28)
    choice = choose(asked, np.zeros((0, 10), np.float32))
    assert (choice.ink, choice.probabilities) == (None, None)
    assert not choice.frame.any()


def test_strokes_alone_are_read_as_the_network_reads_them() -> None:
    asked = options(Page((Stroke(((100, 100), (300, 300)), 20),)), Framing.CENTRED)
    row = sure_of(1, 0.8)
    choice = choose(asked, row[np.newaxis])
    assert choice.ink is None
    np.testing.assert_allclose(choice.probabilities, row, atol=1e-6)


def test_strokes_over_a_blank_picture_are_asked_about_alone() -> None:
    page = page_with(strokes=(Stroke(((100, 100), (300, 300)), 20),))
    assert options(page, Framing.CENTRED).candidates == (None,)


def test_the_chosen_frame_is_that_of_the_chosen_candidate() -> None:
    candidates = candidate(0.3), candidate(0.9, INK[:, ::-1])
    asked = options(page_with(*candidates), Framing.CENTRED)
    choice = choose(asked, np.stack([sure_of(1, 0.9), sure_of(2, 0.9)]))
    assert choice.ink is candidates[1]
    np.testing.assert_array_equal(choice.frame, asked.frames[1])


@pytest.mark.parametrize("begin", [0, 60])
def test_parts_are_asked_about_where_a_sure_digit_is_not_all_that_is_written(begin: int) -> None:
    ink = np.zeros((100, 100), np.uint8)
    ink[10:90, 10:20] = ink[10:90, 70:80] = ink[40:50, 10:80] = 255  # an H, which may be 11, but does not look like it
    written, part = candidate(0.9, ink), candidate(0.9, ink)
    part = replace(part, ink=part.ink.crop((begin, 0, 100, 100)), box=(10 + begin, 20, 110, 120))
    asked = options(page_with(written, part), Framing.CENTRED, Digits.AUTO)
    asked.__dict__["later"] = True
    read = np.stack([np.full(10, 0.1, np.float32), sure_of(1, 0.999)])
    assert bool(len(further(asked, read, 0.5))) is (begin > 0)


@pytest.mark.parametrize(
    ("doubtful", "confidence", "settings", "blank"),
    [
        (True, 0.2, PictureSettings(), True),
        (True, 0.9, PictureSettings(), False),
        (False, 0.2, PictureSettings(), False),
        (True, 0.2, PictureSettings(threshold=0.3), False),
    ],
    ids=["shadow", "read", "looks like ink", "asked for by the user"],
)
def test_a_shadow_in_which_nothing_is_read_is_no_ink(
    doubtful: bool, confidence: float, settings: PictureSettings, blank: bool
) -> None:
    page = Page(picture=Picture(Found(replace(candidate(0.8), doubtful=doubtful)), settings))
    choice = choose(options(page, Framing.CENTRED), sure_of(5, confidence)[np.newaxis])
    assert (choice.ink is None, choice.number.text == "") == (blank, blank)
