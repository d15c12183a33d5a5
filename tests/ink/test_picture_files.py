"""Picture files as drawings."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ink.page import CANVAS, InkError
from ink.picture_files import read_picture
from ink.rendering import fit_to_canvas
from tests.helpers import examples, is_one_sentence

WHITE, BLACK = 255, 0


def digit(ink: int = BLACK, ground: int = WHITE, size: tuple[int, int] = (60, 90)) -> Image.Image:
    """An "L": tall at the left, with a foot to the right."""
    image = Image.new("L", size, ground)
    ImageDraw.Draw(image).line([(15, 15), (15, 75), (45, 75)], fill=ink, width=8)
    return image


def packed(image: Image.Image, format: str = "PNG", **options: Any) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, format, **options)
    return io.BytesIO(file.getvalue())


def read(image: Image.Image, format: str = "PNG", **options: Any) -> np.ndarray:
    """The ink that is found in a picture which was saved to a file."""
    return np.asarray(read_picture(packed(image, format, **options), "digit")).astype(float)


def refusal(content: bytes | Path) -> str:
    """What is said of a file that cannot be read as a picture."""
    source = content if isinstance(content, Path) else io.BytesIO(content)
    with pytest.raises(InkError) as caught:
        read_picture(source, "digit.png")
    assert is_one_sentence(caught.value)
    assert str(caught.value).startswith("digit.png: ")
    return str(caught.value)


INK = read(digit())


def transparent() -> Image.Image:
    image = Image.new("RGBA", (60, 90), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=Image.fromarray(np.uint8(INK)))
    return image


def transparent_light() -> Image.Image:
    image = Image.new("RGBA", (60, 90), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), mask=Image.fromarray(np.uint8(INK)))
    return image


def sixteen_bits() -> Image.Image:
    return Image.fromarray(np.asarray(digit()).astype(np.uint16) * 257)


def palette() -> Image.Image:
    return digit().convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE)


PICTURES = {
    "dark on light": digit(),
    "light on dark": digit(ink=WHITE, ground=BLACK),
    "grey on grey": digit(ink=100, ground=200),
    "colour": digit().convert("RGB"),
    "colour with full alpha": digit().convert("RGBA"),
    "grey with alpha": digit().convert("LA"),
    "dark on nothing": transparent(),
    "light on nothing": transparent_light(),
    "16 bits": sixteen_bits(),
    "1 bit": digit().convert("1"),
    "palette": palette(),
}


def test_ink_is_white_on_black() -> None:
    assert INK[0, 0] == 0
    assert INK[40, 15] == 255


@pytest.mark.parametrize("image", PICTURES.values(), ids=PICTURES)
def test_all_kinds_of_png_hold_the_same_digit(image: Image.Image) -> None:
    np.testing.assert_allclose(read(image), INK, atol=3)


@pytest.mark.parametrize(("format", "mode"), [("BMP", "L"), ("BMP", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")])
def test_bmp_and_jpeg_hold_it_too(format: str, mode: str) -> None:
    ink = read(digit().convert("RGB").convert(mode), format)
    assert np.abs(ink - INK).mean() < 8


def test_a_photo_that_was_turned_is_turned_back() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by a quarter clockwise
    turned = read(digit().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    assert turned.shape == INK.shape
    assert np.abs(turned - INK).mean() < 8


def test_damaged_exif_data_do_not_matter() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a digit"
    whole = packed(digit(), "JPEG", exif=exif).getvalue()
    damaged = whole.replace(b"MM\0*\0\0\0\x08", b"MM\0*\xff\xff\xff\xff")
    assert damaged != whole
    assert read_picture(io.BytesIO(damaged), "digit").size == (60, 90)


def test_exif_data_of_wrong_types_do_not_hide_how_it_was_turned() -> None:
    def entry(tag: int, kind: int, count: int, value: int) -> bytes:
        return struct.pack(">HHII", tag, kind, count, value)

    orientation, gps = entry(0x0112, 3, 1, 6 << 16), entry(0x8825, 4, 1, 38)
    directory = struct.pack(">H", 2) + orientation + gps + bytes(4)
    text_for_number = struct.pack(">H", 1) + entry(0x14, 2, 2, 0x4E00 << 16) + bytes(4)
    exif = b"Exif\0\0MM\0*" + struct.pack(">I", 8) + directory + text_for_number
    turned = read(digit().transpose(Image.Transpose.ROTATE_90), exif=exif)
    np.testing.assert_array_equal(turned, INK)


def test_a_picture_of_16_bits_takes_little_memory() -> None:
    levels = np.tile(np.arange(3000, dtype=np.uint16), (2400, 1))
    file = packed(Image.fromarray(levels))
    tracemalloc.start()
    try:
        read_picture(file, "digit.png")
        assert tracemalloc.get_traced_memory()[1] < 8 * levels.size
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("grey", [0, 7, 128, 255])
def test_a_blank_picture_holds_no_ink(grey: int) -> None:
    assert not read(Image.new("L", (40, 40), grey)).any()


def test_faint_noise_is_no_ink() -> None:
    noise = np.random.default_rng(0).integers(240, 256, (40, 40)).astype(np.uint8)
    assert not read(Image.fromarray(noise)).any()


def test_a_wholly_transparent_picture_is_blank() -> None:
    assert not read(Image.new("RGBA", (40, 40), (10, 200, 30, 0))).any()


def test_a_single_pixel_is_a_blank_picture() -> None:
    assert read(Image.new("L", (1, 1), 80)).tolist() == [[0]]


@pytest.mark.parametrize("size", [(1, 1), (1, 9000), (9000, 1), (30, 20), (1200, 800)])
def test_pictures_of_all_shapes_fit_the_canvas(size: tuple[int, int]) -> None:
    assert fit_to_canvas(Image.new("L", size, 255)).size == (CANVAS, CANVAS)


def test_a_picture_keeps_its_shape_on_the_canvas() -> None:
    left, top, right, bottom = fit_to_canvas(Image.new("L", (60, 90), 255)).getbbox() or (0, 0, 0, 0)
    assert (right - left) / (bottom - top) == pytest.approx(60 / 90, abs=0.01)
    assert (left, top) == pytest.approx((CANVAS - right, CANVAS - bottom), abs=1)


def test_reading_from_a_path(tmp_path: Path) -> None:
    digit().save(tmp_path / "digit.png")
    np.testing.assert_array_equal(np.asarray(read_picture(tmp_path / "digit.png")), INK)


# --- files that are no pictures ---------------------------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "digit.png") == "digit.png: no such file"


def test_a_folder(tmp_path: Path) -> None:
    assert "cannot be read (not a file)" in refusal(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="FIFOs of POSIX")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "digit.png")
    assert "cannot be read (not a file)" in refusal(tmp_path / "digit.png")


def test_a_path_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be read" in refusal(tmp_path / "file" / "digit.png")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert refusal(tmp_path / "digit.png") == "digit.png: the picture cannot be read (Permission denied)"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n", b"Dear diary\n" * 50, b"\x80\x04pickle", packed(digit(), "GIF").getvalue()],
    ids=["empty", "a signature alone", "text", "a pickle", "GIF"],
)
def test_another_format(content: bytes) -> None:
    assert refusal(content) == "digit.png: not a PNG, JPEG or BMP picture"


@pytest.mark.parametrize("format", ["PNG", "JPEG", "BMP"])
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9])
def test_a_picture_that_was_cut_off(format: str, part: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (90, 60)).astype(np.uint8)
    content = packed(Image.fromarray(noise), format).getvalue()
    refusal(content[: int(len(content) * part)])


def forged_png(width: int, height: int) -> bytes:
    """A few bytes that claim to hold a picture of this size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(100_000, 100_000), (12_000, 12_000), (10_000, 6_000), (2**31 - 1, 1)])
def test_a_decompression_bomb_is_refused_unopened(size: tuple[int, int]) -> None:
    assert refusal(forged_png(*size)) == "digit.png: the picture is too large"


def test_a_jpeg_with_scans_without_end_is_refused_unopened() -> None:
    content = packed(digit(), "JPEG", progressive=True).getvalue()
    last = content[content.rindex(b"\xff\xda") : -2]
    refined = content[:-2] + 20 * last + content[-2:]
    assert read_picture(io.BytesIO(refined), "digit.png").size == (60, 90)
    assert refusal(content[:-2] + 1000 * last + content[-2:]) == "digit.png: the picture is too large"


@pytest.mark.parametrize("error", [TypeError, struct.error, ZeroDivisionError, RecursionError])
def test_whatever_a_decoder_raises_is_a_sentence(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise error("what nobody has thought of")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", broken)
    assert refusal(packed(digit()).getvalue()) == "digit.png: the picture is damaged"


@given(st.data())
@examples(150)
def test_damaged_pictures_are_read_or_refused(data: st.DataObject) -> None:
    """Whatever bytes are wrong, there is a picture or a sentence, and no other error or warning."""
    content = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for place, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), min_size=1)
    ):
        content[place] = byte
    message = "read"
    try:
        read_picture(io.BytesIO(content), "digit.png")
    except InkError as error:
        message = str(error)
    assert is_one_sentence(message)


SAMPLES = [
    packed(image, format).getvalue()
    for format in ("PNG", "JPEG", "BMP")
    for image in (digit(), digit().convert("RGB"), palette())
    if (format, image.mode) != ("JPEG", "P")
]
