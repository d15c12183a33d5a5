"""The search is learnt from few examples: enough to divide most of them, and to write both files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ink.numbers.digit_looks import looks
from ink.numbers.pieces import number_height, pieces
from models import catalog
from tests.models.drawn_numbers import drawn
from tests.training.written_digits import PENS
from training.learning.number_search import in_picture, in_strokes
from training.mixture.numbers import PICTURE_SHARES, SHARES, NumberExample, draw_ink, number_examples

pytest.importorskip("torch")


@pytest.mark.parametrize("shares", [SHARES, PICTURE_SHARES], ids=["strokes", "pictures"])
def test_examples_are_of_all_kinds_and_their_owners_fit_their_strokes(shares: dict[str, float]) -> None:
    examples = list(number_examples(PENS, 200, np.random.default_rng(1), shares))
    assert {example.kind for example in examples} == set(shares)
    for example in examples:
        if example.owners is not None:
            lengths = [len(stroke.points) for stroke in example.page.strokes]
            assert [len(own) for own in example.owners] == lengths


def test_the_right_division_of_strokes_is_among_the_groups() -> None:
    page = drawn("42")
    owners = tuple(np.full(len(stroke.points), place) for stroke, place in zip(page.strokes, (0, 0, 1), strict=True))
    [known] = in_strokes(NumberExample("number", page, owners, "42"))
    strokes = [
        sorted(known.groups.pieces[place].source for place in np.flatnonzero(known.groups.members[group]))
        for group in known.lattice.right
    ]
    assert strokes == [[0, 1], [2]] or [sorted(set(some)) for some in strokes] == [[0, 1], [2]]
    [one] = in_strokes(NumberExample("scrawl", page))
    assert one.lattice.right == (0,)


def test_the_right_division_of_a_picture_is_among_the_groups() -> None:
    page = drawn("42")
    owners = tuple(np.full(len(stroke.points), place) for stroke, place in zip(page.strokes, (0, 0, 1), strict=True))
    example = NumberExample("number", page, owners, "42")
    drawing = draw_ink(example, np.random.default_rng(1))
    assert set(drawing.owners) == {0, 1}
    ways = in_picture(example, np.random.default_rng(1))
    assert ways
    assert all(len(known.lattice.right) == 2 and known.framed(0, 1.0)[0].any() for known in ways)


@pytest.mark.parametrize("pictures", [False, True])
def test_learning_writes_weights_that_the_app_reads(
    tmp_path: Path, pictures: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training.runs import number_search

    monkeypatch.setattr(catalog, "MODELS", [catalog.find("bp")])
    monkeypatch.setattr(number_search, "LOOKS_EPOCHS", 3)
    monkeypatch.setattr(number_search, "NUMBER_EPOCHS", 2)
    report = number_search.learn_numbers(PENS, 220, tmp_path, 1, pictures)
    files = number_search.PICTURES if pictures else number_search.STROKES
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(files)
    assert set(report) == {"examples", "looks", "bp"}
    strokes = drawn("42").strokes
    height = number_height(strokes)
    seen = looks(pieces(strokes, height), height, tmp_path / files.looks)
    assert np.isfinite(seen.scores).all()
