"""Contact sheets show what they should, in order, and say it where they cannot be written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.helpers import is_one_sentence
from training.datasets.mnist import NO_DIGIT, Digits
from training.evaluation import contact_sheets
from training.evaluation.contact_sheets import SAMPLES, SHOWN, data_sheet, doubt_sheet, misread_sheet, styles_sheet
from training.evaluation.evaluation import DOUBTFUL, Evaluation, ReadDigit
from training.evaluation.sheet_layout import MARGIN, TILE, SheetError
from training.mixture.mixture import Mixture
from training.mixture.pools import Pool
from training.strokes.taught.drawings import DIGITS


def grey(level: float) -> NDArray[np.float32]:
    """A frame that is nowhere else on a sheet."""
    return np.full((28, 28), level, dtype=np.float32)


def misread(confidence: float, level: float = 0.5, source: str = "MNIST") -> ReadDigit:
    return ReadDigit(source, grey(level), 7, 1, confidence)


def pixels(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        assert (image.format, image.mode) == ("PNG", "L")
        return np.asarray(image)


def places(path: Path, level: float) -> list[tuple[int, int]]:
    """The upper left corners (x, y) of the grey frames on a sheet, row by row."""
    whole = np.lib.stride_tricks.sliding_window_view(pixels(path) == int(255 - level * 235), TILE, axis=1).all(axis=2)
    return [
        (int(x), int(y)) for y, x in np.argwhere(whole) if whole[y : y + TILE, x].all() and not whole[y - 1, x].any()
    ]


def test_each_misread_digit_is_shown(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    misread_sheet([misread(0.9), misread(0.8), misread(0.7, source="Styles")], sheet)
    (x, y), (_, beside), (left, below) = places(sheet, 0.5)
    assert (beside, left) == (y, x)
    assert below > y + TILE


def test_what_the_net_was_surest_of_comes_first(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    misread_sheet([misread(0.6, level=0.25), misread(0.9, level=0.75)], sheet)
    assert places(sheet, 0.75) < places(sheet, 0.25)


def test_of_many_only_some_are_shown(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    misread_sheet([*[misread(0.4, level=0.25)] * 7, *[misread(0.9)] * SHOWN], sheet)
    assert len(places(sheet, 0.5)) == SHOWN
    assert places(sheet, 0.25) == []


def test_where_nothing_is_misread_the_sheet_says_so(tmp_path: Path) -> None:
    misread_sheet([], tmp_path / "sheet.png")
    assert (pixels(tmp_path / "sheet.png") < 128).any()


def test_doubts_are_the_surest_errors_and_the_least_certain_answers(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    errors = [*[misread(0.9, level=0.5)] * DOUBTFUL, misread(0.2, level=0.25)]
    doubt_sheet(Evaluation({}, tuple(errors), (misread(0.1, level=0.75),) * 3), sheet, "Doubts")
    assert len(places(sheet, 0.5)) == DOUBTFUL
    assert places(sheet, 0.25) == []
    assert len(places(sheet, 0.75)) == 3
    doubt_sheet(Evaluation({}, (), ()), sheet, "Doubts")
    assert (pixels(sheet) < 128).any()


def mixture(strength: float) -> Mixture:
    """Digits of one grey, but few eights and no nine, and scrawls of another."""
    labels = np.array([*np.repeat(np.arange(8), 20), 8, 8])
    digits = Pool("digits", np.full((len(labels), 28, 28), 102, np.uint8), labels, per_epoch=50)
    scrawls = Pool("scrawls", np.full((80, 28, 28), 204, np.uint8), np.full(80, NO_DIGIT), per_epoch=20)
    nothing = Digits(np.zeros((0, 28, 28), np.float32), np.zeros(0, np.int64))
    return Mixture((digits, scrawls), nothing, nothing, strength)


def test_the_digits_of_a_pool_in_columns_and_its_scrawls_in_a_block(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    data_sheet(mixture(strength=0.0), sheet, np.random.default_rng(1))
    digits, scrawls = places(sheet, 102 / 255), places(sheet, 204 / 255)
    assert (len(digits), len(scrawls)) == (8 * SAMPLES + 2, 10 * SAMPLES)
    assert len({x for x, _ in digits}) == 9
    assert len({x for x, _ in scrawls}) == 10
    assert max(y for _, y in digits) < min(y for _, y in scrawls)


def test_augmented_versions_lie_beside_the_frames(tmp_path: Path) -> None:
    plain, augmented = tmp_path / "plain.png", tmp_path / "augmented.png"
    data_sheet(mixture(strength=0.0), plain, np.random.default_rng(1))
    data_sheet(mixture(strength=1.0), augmented, np.random.default_rng(1))
    assert pixels(augmented).shape[1] > 1.8 * pixels(plain).shape[1]
    assert set(places(plain, 204 / 255)) <= set(places(augmented, 204 / 255))


def test_a_row_for_each_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_sheets, "DRAWINGS", 2)
    monkeypatch.setattr(contact_sheets, "SCRAWLED_ROWS", 1)
    monkeypatch.setattr(contact_sheets, "frame", lambda page: grey(0.5))
    styles_sheet(tmp_path / "sheet.png", np.random.default_rng(1))
    found = places(tmp_path / "sheet.png", 0.5)
    rows = [[x for x, y in found if y == row] for row in sorted({y for _, y in found})]
    pairs, alone = divmod(len(DIGITS), 2)
    assert [len(row) for row in rows[:-1]] == [2 * 2] * pairs + [2] * alone, "two styles, two drawings each"
    assert (min(rows[-1]), max(rows[-1])) == (MARGIN, max(rows[0])), "scrawls from edge to edge"


def test_a_sheet_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SheetError) as caught:
        misread_sheet([], tmp_path / "file" / "sheet.png")
    assert is_one_sentence(caught.value)
    assert str(tmp_path / "file" / "sheet.png") in str(caught.value)
