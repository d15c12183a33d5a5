"""Unusual writers: each with forms of its own, on the canvas, readable, and written down nowhere else."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from ink.framing import frame
from ink.page import CANVAS
from models import catalog
from training.strokes.measured.drawings import DIGITS as DIGITS_MEASURED
from training.strokes.measured.writers import FORMS, UnusualWriter, unusual_writer
from training.strokes.taught.drawings import DIGITS


def test_the_seed_decides_who_writes() -> None:
    assert unusual_writer(3) == unusual_writer(3)
    assert len({unusual_writer(seed) for seed in range(20)}) == 20


def test_a_writer_writes_each_digit_in_one_way_and_never_twice_the_same() -> None:
    drawings = list(unusual_writer(1).samples(3, np.random.default_rng(1)))
    assert [drawing.label for drawing in drawings] == list(range(10)) * 3
    assert len({drawing.style for drawing in drawings}) == 10
    assert len({drawing.page for drawing in drawings}) == 30
    assert drawings == list(unusual_writer(1).samples(3, np.random.default_rng(1)))


def test_drawings_lie_on_the_canvas() -> None:
    for drawing in unusual_writer(2).samples(5, np.random.default_rng(2)):
        ink = np.concatenate([stroke.path for stroke in drawing.page.strokes])
        assert 0 < ink.min() < ink.max() < CANVAS


def test_no_form_is_taught_or_measured_with_elsewhere() -> None:
    elsewhere = {text.replace("!", "") for text in chain(*DIGITS.values(), *DIGITS_MEASURED.values())}
    forms = [form.replace("!", "") for form in chain(*FORMS)]
    assert len(set(forms)) == len(forms)
    assert elsewhere.isdisjoint(forms)


@pytest.mark.parametrize("odd", [False, True])
def test_networks_misread_what_is_odd(odd: bool) -> None:
    writers = [unusual_writer(seed) for seed in range(200, 210)]
    plain = [UnusualWriter((0,) * 10, writer.slant, writer.turn, writer.width, writer.manner) for writer in writers]
    rng = np.random.default_rng(1)
    drawings = [drawing for writer in (writers if odd else plain) for drawing in writer.samples(2, rng)]
    read = catalog.load("bp").predict_proba(np.stack([frame(drawing.page) for drawing in drawings])).argmax(axis=1)
    misread = float((read != [drawing.label for drawing in drawings]).mean())
    assert (0.05 < misread < 0.3) if odd else misread < 0.05
