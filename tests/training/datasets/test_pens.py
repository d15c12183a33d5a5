"""Recorded pens: fetched whole or not at all, read as they were written, and put on the canvas whole."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ink.page import CANVAS
from tests.helpers import is_one_sentence
from tests.training.datasets.servers import (
    FAILURES,
    LOGIN_PAGE,
    TIMEOUT,
    Reply,
    StartServer,
    files_in,
    nobody_there,
    send,
)
from training.datasets import pens
from training.datasets.download import md5
from training.datasets.mnist import DataError, DataMissing
from training.datasets.pens import (
    MEASURED_WRITERS,
    PenDigit,
    fetch_pens,
    load_pens,
    pens_file,
    pens_present,
    place,
    read_pens,
)
from training.environment.progress import no_progress
from training.strokes.variation import MARGIN, PEN_WIDTHS, SIZES

TWO_DIGITS = """
.SEGMENT DIGIT 0-1 ? "8"
.COMMENT 8  1  0
.PEN_DOWN
  10   90
  50   20
.PEN_UP
.DT 100
.PEN_DOWN
  50   80
.PEN_UP
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1  30  7
.PEN_DOWN
.PEN_UP
.PEN_DOWN
  10  100
  10    0
.PEN_UP
"""

UNPACKED, PACKED = "pendigits-orig.tra", "pendigits-orig.tra.Z"


def write(folder: Path, content: str | bytes, name: str = UNPACKED) -> Path:
    (folder / "pendigits").mkdir()
    (folder / "pendigits" / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def compressed(content: str) -> bytes:
    """As Unix compress packs, but without finding anything twice: a code of nine bits, the most allowed, a letter."""
    codes = "".join(f"{letter:09b}" for letter in reversed(content.encode()))
    return b"\x1f\x9d\x89" + int(codes, 2).to_bytes(-(-len(codes) // 8), "little")


# --- reading ----------------------------------------------------------------------------------------------------------


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
        pens_file(tmp_path).write_text(text[:length])
        assert f"{UNPACKED}: incomplete or damaged after" in refusal(tmp_path)


@pytest.mark.parametrize("length", [2, 3, 10, 100, -20])
def test_a_packed_file_that_was_cut_off(tmp_path: Path, length: int) -> None:
    assert f"{PACKED}: " in refusal(write(tmp_path, compressed(TWO_DIGITS * 2)[:length], PACKED))


def test_a_packed_file_that_is_damaged(tmp_path: Path) -> None:
    content = compressed(TWO_DIGITS)
    scrambled = content[:50] + b"\xff" * 9 + content[59:]
    assert f"{PACKED}: incomplete or damaged; delete it" in refusal(write(tmp_path, scrambled, PACKED))


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    pens_file(tmp_path).mkdir(parents=True)
    assert f"{UNPACKED}: cannot be read" in refusal(tmp_path)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert "cannot be read" in refusal(tmp_path / "data")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="every file is open to this user")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    pens_file(write(tmp_path, TWO_DIGITS)).chmod(0)
    assert f"{UNPACKED}: cannot be read (Permission denied)" in refusal(tmp_path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    assert f"{UNPACKED}: not there; name a folder that holds pendigits/{UNPACKED}" in refusal(tmp_path)


def test_a_look_tells_whether_the_file_is_present(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pens, "LENGTH", len(TWO_DIGITS))
    assert not pens_present(tmp_path)
    file = pens_file(write(tmp_path, TWO_DIGITS))
    assert pens_present(tmp_path)
    file.write_text(TWO_DIGITS[:-1])
    assert not pens_present(tmp_path)
    file.unlink()
    file.with_name(PACKED).write_bytes(compressed(TWO_DIGITS))
    assert pens_present(tmp_path)


def test_the_real_file_is_whole(data_folder: Path) -> None:
    if not pens_file(data_folder).exists():
        pytest.skip("no recorded pens here")
    assert pens_present(data_folder)
    assert md5(pens_file(data_folder).read_bytes()) == pens.MD5
    digits = read_pens(data_folder)
    assert len(digits) == 7494
    assert {digit.writer for digit in digits} == set(range(1, 31))
    assert sum(digit.writer in MEASURED_WRITERS for digit in digits) == 1498
    assert sum(len(digit.paths) for digit in digits) == 9433
    assert sum(len(path) for digit in digits for path in digit.paths) == 304_216


# --- fetching ---------------------------------------------------------------------------------------------------------


def zipped(contents: dict[str, bytes]) -> bytes:
    blob = io.BytesIO()
    with zipfile.ZipFile(blob, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return blob.getvalue()


OTHER_FILES = {
    "pendigits-orig.names": b"About it",
    "pendigits-orig.tes.Z": compressed("Others"),
    "pendigits.tra": b"47",
}
ARCHIVE = zipped({**OTHER_FILES, PACKED: compressed(TWO_DIGITS)})
ARCHIVE_OF_ONE = zipped({PACKED: compressed(TWO_DIGITS)})

Serve = Callable[[bytes], str]


@pytest.fixture
def serve(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Start servers that send these bytes; an address, as ``fetch_pens`` takes mirrors. It takes two digits for all."""
    monkeypatch.setattr(pens, "MD5", md5(TWO_DIGITS.encode()))
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    return lambda content: start_server(send, {"pens": content}) + "pens"


def fetch(folder: Path, *mirrors: str) -> None:
    fetch_pens(folder, mirrors, TIMEOUT, no_progress)


SENT = {
    "the archive": ARCHIVE,
    "an archive with folders": zipped({**OTHER_FILES, f"pendigits/{PACKED}": compressed(TWO_DIGITS)}),
    "an archive of unpacked files": zipped({**OTHER_FILES, UNPACKED: TWO_DIGITS.encode()}),
    "the packed file": compressed(TWO_DIGITS),
    "the file": TWO_DIGITS.encode(),
}


@pytest.mark.parametrize("content", SENT.values(), ids=SENT)
def test_pens_are_fetched_and_unpacked(tmp_path: Path, serve: Serve, content: bytes) -> None:
    fetch(tmp_path, serve(content))
    assert files_in(tmp_path) == {UNPACKED: TWO_DIGITS.encode()}
    assert len(read_pens(tmp_path)) == 2


def test_pens_that_are_there_are_not_fetched_again(tmp_path: Path, serve: Serve) -> None:
    fetch(write(tmp_path, TWO_DIGITS), nobody_there())


SENT_INSTEAD = {
    "a page": LOGIN_PAGE,
    "nothing": b"",
    "an archive without the file": zipped(OTHER_FILES),
    "an archive without any": zipped({}),
    "half an archive": ARCHIVE[: len(ARCHIVE) // 2],
    "an archive with damaged bytes": ARCHIVE.replace(b"PK\1\2", b"PK??"),
    "an archive with other damaged bytes": ARCHIVE_OF_ONE[:80] + b"?" * 8 + ARCHIVE_OF_ONE[88:],
    "an archive of a damaged file": zipped({PACKED: compressed(TWO_DIGITS)[:40] + b"\xff" * 40}),
    "an archive of something else": zipped({PACKED: LOGIN_PAGE}),
    "half a packed file": compressed(TWO_DIGITS)[:100],
    "a packed file that is damaged": compressed(TWO_DIGITS)[:40] + b"\xff" * 40,
    "the head of a packed file": b"\x1f\x9d",
    "a packed file of flags unknown": b"\x1f\x9d\xff" + compressed(TWO_DIGITS)[3:],
    "other digits": compressed(TWO_DIGITS.replace("30", "29")),
}


@pytest.mark.parametrize("content", SENT_INSTEAD.values(), ids=SENT_INSTEAD)
def test_a_server_that_sends_something_else(tmp_path: Path, serve: Serve, content: bytes) -> None:
    """One sentence says so, nothing lies in the folder, and the next mirror takes over."""
    mirror = serve(content)
    with pytest.raises(DataError) as caught:
        fetch(tmp_path, mirror)
    assert is_one_sentence(caught.value)
    said = (
        f"pens cannot be downloaded: {mirror} sent a damaged file (wrong checksum). Try again later, or name a folder"
    )
    assert said in str(caught.value)
    assert str(caught.value).endswith(f"that holds pendigits/{UNPACKED} with --data")
    assert files_in(tmp_path) == {}
    fetch(tmp_path, mirror, serve(ARCHIVE))
    assert files_in(tmp_path) == {UNPACKED: TWO_DIGITS.encode()}


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_server_that_fails(
    tmp_path: Path, serve: Serve, start_server: StartServer, answer: Reply, reason: str
) -> None:
    mirror = start_server(answer, {"pens": compressed(TWO_DIGITS)}) + "pens"
    with pytest.raises(DataError) as caught:
        fetch(tmp_path, mirror)
    assert f"{mirror} {reason}" in str(caught.value)
    assert files_in(tmp_path) == {}


def test_without_a_folder_pens_go_to_the_cache(own_home: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pens, "DIGITS", 2)
    assert len(load_pens(mirrors=(serve(ARCHIVE),))) == 2
    assert files_in(own_home / "data") == {UNPACKED: TWO_DIGITS.encode()}


def test_the_environment_may_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(write(tmp_path, TWO_DIGITS)))
    monkeypatch.setattr(pens, "DIGITS", 2)
    assert len(load_pens(mirrors=())) == 2


def test_a_file_that_ends_between_two_digits_is_incomplete(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="incomplete, 2 of 7494 digits") as caught:
        load_pens(write(tmp_path, TWO_DIGITS))
    assert is_one_sentence(caught.value)


def test_a_folder_that_is_named_is_only_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    with pytest.raises(DataMissing):
        load_pens(tmp_path, mirrors=())


# --- placing ----------------------------------------------------------------------------------------------------------


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
