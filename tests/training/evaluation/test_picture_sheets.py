"""Sheets of pictures show each beside its ink; the table has a line for each kind."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.training.evaluation.test_evaluation import ALWAYS_ONE
from tests.training.evaluation.test_picture_reading import DAMAGED, EMPTY, INK, LETTER, PENS
from training.evaluation.picture_reading import evaluate_pictures
from training.evaluation.picture_sheets import SIDE, picture_sheet, picture_table, thumbnail
from training.evaluation.pictures.encoding import save


def test_a_picture_beside_its_ink(tmp_path: Path) -> None:
    picture_sheet(evaluate_pictures(ALWAYS_ONE, PENS, 1, kinds=[INK]).firsts, tmp_path / "sheet.png", "Pictures")
    with Image.open(tmp_path / "sheet.png") as sheet:
        black = (np.asarray(sheet.convert("L")) < 30).sum(axis=0) > SIDE // 2
    starts = np.flatnonzero(np.diff(black.astype(int)) == 1)
    assert len(starts) == 2, "the bar twice"
    assert np.diff(starts) == pytest.approx(SIDE, abs=6)


def test_what_is_blank_or_cannot_be_read_is_shown_too(tmp_path: Path) -> None:
    heights = []
    for kinds in ([EMPTY, DAMAGED], [EMPTY]):
        picture_sheet(evaluate_pictures(ALWAYS_ONE, PENS, 1, kinds=kinds).firsts, tmp_path / "sheet.png", "Pictures")
        with Image.open(tmp_path / "sheet.png") as sheet:
            heights.append(sheet.height)
    assert heights[0] > heights[1] + SIDE


def test_where_there_are_no_pictures_the_sheet_says_so(tmp_path: Path) -> None:
    picture_sheet([], tmp_path / "sheet.png", "Pictures")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert (np.asarray(sheet) < 128).any()


@pytest.mark.parametrize("mode", ["1", "L", "I;16", "P", "LA", "RGBA", "CMYK"])
def test_small_pictures_of_any_mode(mode: str) -> None:
    grey = Image.fromarray(np.full((50, 30), 120, np.uint8))
    image = Image.fromarray(np.full((50, 30), 120 * 257, np.uint16)) if mode == "I;16" else grey.convert(mode)
    small = thumbnail(save(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert (small.mode, small.size) == ("RGB", (SIDE, SIDE))
    if mode != "1":
        middle = small.getpixel((SIDE // 2, SIDE // 2))
        assert middle == pytest.approx((120, 120, 120), abs=3)


def test_a_photo_is_shown_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    Image.fromarray(np.full((20, 60), 90, np.uint8)).save(file, "JPEG", exif=exif)
    column = np.asarray(thumbnail(file.getvalue()))[:, SIDE // 2]
    assert np.ptp(column.astype(int)) < 5, "it fills the height"


def test_the_table_has_a_line_for_each_kind_and_group() -> None:
    report = evaluate_pictures(ALWAYS_ONE, PENS, 4, kinds=[INK, LETTER, EMPTY]).report
    report["calibration"] = {"ece": 0.123, "mean_confidence": 0.987}
    assert picture_table(report).splitlines() == [
        "| pictures | read right | sure and wrong |",
        "| --- | ---: | ---: |",
        "| **plain, all** | 50 % | 50 % |",
        "| ink | 50 % | 50 % |",
        "",
        "| pictures of no single digit | blank or not sure |",
        "| --- | ---: |",
        "| **none, all** | 50 % |",
        "| letter | 0 % |",
        "| empty | 100 % |",
        "",
        "Expected calibration error 12.3 %; mean confidence 98.7 %.",
    ]
