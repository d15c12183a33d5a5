"""Recorded pens: read as they were written, whole or not at all, and put on the canvas."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from ink.page import CANVAS
from tests.helpers import is_one_sentence
from tests.training.datasets.servers import LOGIN_PAGE
from tests.training.datasets.two_pen_digits import PACKED, TWO_DIGITS, UNPACKED, compressed, write
from training.datasets.download import md5
from training.datasets.mnist import DataError
from training.datasets.pens import MEASURED_WRITERS, PENS_FILE, PenDigit, load_pens, place, read_pens
from training.strokes.placing import MARGIN, PEN_WIDTHS, SIZES


def refusal(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_pens(folder)
    assert is_one_sentence(caught.value)
    return str(caught.value)


def test_digits_are_read_with_writer_label_and_paths(tmp_path: Path) -> None:
    eight, one = read_pens(write(tmp_path, TWO_DIGITS))
    assert (eight.writer, eight.label) == (1, 8)
    assert [path.tolist() for path in eight.paths] == [[[10, 90], [50, 20]], [[50, 80]]]
    assert (one.writer, one.label) == (30, 1)
    assert [path.tolist() for path in one.paths] == [[[10, 100], [10, 0]]]


def test_a_packed_file_is_read_as_well(tmp_path: Path) -> None:
    eight, one = read_pens(write(tmp_path, compressed(TWO_DIGITS), PACKED))
    assert (eight.label, one.label) == (8, 1)


def test_a_file_that_is_unpacked_counts_more(tmp_path: Path) -> None:
    write(tmp_path, TWO_DIGITS)
    (tmp_path / "pendigits" / PACKED).write_bytes(b"")
    assert len(read_pens(tmp_path)) == 2


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    eight, _ = read_pens(write(tmp_path, TWO_DIGITS.replace("\n", "\r\n")))
    assert [path.tolist() for path in eight.paths] == [[[10, 90], [50, 20]], [[50, 80]]]


def test_a_digit_of_empty_strokes_is_left_out(tmp_path: Path) -> None:
    empty = '.SEGMENT DIGIT 3-4 ? "5"\n.COMMENT 5 2 8\n.PEN_DOWN\n.PEN_UP\n.DT 100\n.PEN_DOWN\n.PEN_UP\n.DT 100\n'
    assert [digit.label for digit in read_pens(write(tmp_path, empty + TWO_DIGITS))] == [8, 1]


OTHERS = {
    "empty": b"",
    "something else": b"something else",
    "empty strokes alone": b'.SEGMENT DIGIT ? "8"\n.PEN_DOWN\n.PEN_UP',
    "the resampled digits": b" 47,100, 27, 81, 57, 37, 26,  0,  0, 23, 56, 53,100, 90, 40, 98,  8\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "UTF-16": TWO_DIGITS.encode("utf-16"),
    "a page": LOGIN_PAGE,
}


@pytest.mark.parametrize("name", [UNPACKED, PACKED])
@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_a_file_without_digits_is_one_sentence(tmp_path: Path, content: bytes, name: str) -> None:
    assert f"{name}: holds no recorded digits" in refusal(write(tmp_path, content, name))


def test_a_packed_file_that_would_fill_the_memory(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(UNPACKED, bytes(1 << 26))
    tracemalloc.start()
    assert f"{PACKED}: incomplete or damaged" in refusal(write(tmp_path, bomb.getvalue(), PACKED))
    assert tracemalloc.get_traced_memory()[1] < 1 << 25
    tracemalloc.stop()


DAMAGES: dict[str, tuple[str, str]] = {
    "a stroke that does not end": ("  10    0\n.PEN_UP", ""),
    "a point without y": ("  10    0", "  10"),
    "a point with a third number": ("  10    0", "  10    0   7"),
    "a point that is no number": ("  10    0", "  nan   0"),
    "a point that is far out": ("  10    0", "  10    99999"),
    "letters among the points": ("  10    0", "  10    0\nsomething"),
    "no label": ('"1"', ""),
    "a label that is no digit": ('"1"', '"A"'),
    "no writer": (".COMMENT 1  30  7", ""),
    "a stroke less than announced": ("DIGIT 2 ?", "DIGIT 2-4 ?"),
    "two digits in one": (".SEGMENT DIGIT 2", ".SEGMENX DIGIT 2"),
}


@pytest.mark.parametrize(("old", "new"), DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_is_damaged(tmp_path: Path, old: str, new: str) -> None:
    assert TWO_DIGITS.count(old) == 1
    said = refusal(write(tmp_path, TWO_DIGITS + TWO_DIGITS.replace(old, new)))
    assert f"{UNPACKED}: incomplete or damaged after" in said
    assert said.endswith("whole digits; delete it and fetch it again")


def test_a_file_that_was_cut_off(tmp_path: Path) -> None:
    """Anywhere between its second digit, which is whole, and the end of its third, which has two strokes."""
    text = TWO_DIGITS + TWO_DIGITS.rpartition(".SEGMENT")[0].rstrip()
    write(tmp_path, text)
    assert len(read_pens(tmp_path)) == 3
    for length in range(len(TWO_DIGITS) + 2, len(text)):
        PENS_FILE.path(tmp_path).write_text(text[:length])
        assert f"{UNPACKED}: incomplete or damaged after" in refusal(tmp_path)


@pytest.mark.parametrize("length", [2, 3, 10, 100, -20])
def test_a_packed_file_that_was_cut_off(tmp_path: Path, length: int) -> None:
    assert f"{PACKED}: " in refusal(write(tmp_path, compressed(TWO_DIGITS * 2)[:length], PACKED))


def test_a_packed_file_that_is_damaged(tmp_path: Path) -> None:
    content = compressed(TWO_DIGITS)
    scrambled = content[:50] + b"\xff" * 9 + content[59:]
    assert f"{PACKED}: incomplete or damaged; delete it" in refusal(write(tmp_path, scrambled, PACKED))


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    PENS_FILE.path(tmp_path).mkdir(parents=True)
    assert f"{UNPACKED}: cannot be read" in refusal(tmp_path)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "cannot be read" in refusal(tmp_path / "data")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="every file is open to this user")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    PENS_FILE.path(write(tmp_path, TWO_DIGITS)).chmod(0)
    assert f"{UNPACKED}: cannot be read (Permission denied)" in refusal(tmp_path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    assert f"{UNPACKED}: not found; name a folder that holds pendigits/{UNPACKED}" in refusal(tmp_path)


def test_a_look_tells_whether_the_file_is_present(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PENS_FILE, "length", len(TWO_DIGITS))
    assert not PENS_FILE.present(tmp_path)
    file = PENS_FILE.path(write(tmp_path, TWO_DIGITS))
    assert PENS_FILE.present(tmp_path)
    file.write_text(TWO_DIGITS[:-1])
    assert not PENS_FILE.present(tmp_path)
    file.unlink()
    file.with_name(PACKED).write_bytes(compressed(TWO_DIGITS))
    assert PENS_FILE.present(tmp_path)


def test_the_real_file_is_whole(data_folder: Path) -> None:
    if not PENS_FILE.path(data_folder).exists():
        pytest.skip("no recorded pens here")
    assert PENS_FILE.present(data_folder)
    assert md5(PENS_FILE.path(data_folder).read_bytes()) == PENS_FILE.md5
    digits = read_pens(data_folder)
    assert len(digits) == 7494
    assert {digit.writer for digit in digits} == set(range(1, 31))
    assert sum(digit.writer in MEASURED_WRITERS for digit in digits) == 1498
    assert sum(len(digit.paths) for digit in digits) == 9433
    assert sum(len(path) for digit in digits for path in digit.paths) == 304_216


def test_a_file_that_ends_between_two_digits_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="incomplete, 2 of 7494 digits") as caught:
        load_pens(write(tmp_path, TWO_DIGITS))
    assert is_one_sentence(caught.value)


def test_y_points_down_on_the_canvas(tmp_path: Path) -> None:
    _, one = read_pens(write(tmp_path, TWO_DIGITS))
    (placed,) = place([one], np.random.default_rng(0))
    (_, top), (_, bottom) = placed.page.strokes[0].points
    assert top < bottom


def test_placed_digits_lie_on_the_canvas_at_the_sizes_asked_for() -> None:
    tall = PenDigit(1, 1, (np.array([[0.0, 0.0], [10.0, 300.0]]),))
    placed = list(place([tall] * 200, np.random.default_rng(0)))
    for digit in placed:
        left, top, right, bottom = digit.page.strokes[0].bounds
        assert SIZES[0] - 1e-6 <= bottom - top <= SIZES[1] + 1e-6
        assert min(left, top) >= MARGIN - 1e-6
        assert max(right, bottom) <= CANVAS - MARGIN + 1e-6
    assert {digit.width for digit in placed} == set(PEN_WIDTHS)


def test_same_seed_same_places() -> None:
    digit = PenDigit(1, 1, (np.array([[0.0, 0.0], [10.0, 300.0]]),))
    first, second = (list(place([digit] * 5, np.random.default_rng(3))) for _ in range(2))
    assert first == second
