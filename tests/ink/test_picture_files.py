"""Picture files as drawings."""

from __future__ import annotations

import io
import os
import struct
import sys
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ink.page import InkError
from ink.picture_files import FORMATS, read_picture
from tests.helpers import examples, is_one_sentence
from tests.ink.made_pictures import DARK_ON_LIGHT, INK, digit, packed, palette, sixteen_bits

LEVELS = 255 - INK


def read(image: Image.Image, format: str = "PNG", **options: Any) -> np.ndarray:
    """The grey levels that are read of a picture which was saved to a file."""
    picture = read_picture(packed(image, format, **options), "digit")
    assert picture.mode in ("L", "RGB", "RGBA")
    return np.asarray(picture.convert("L")).astype(float)


def refusal(content: bytes | Path) -> str:
    """What is said of a file that cannot be read as a picture."""
    source = content if isinstance(content, Path) else io.BytesIO(content)
    with pytest.raises(InkError) as caught:
        read_picture(source, "digit.png")
    assert is_one_sentence(caught.value)
    assert str(caught.value).startswith("digit.png: ")
    return str(caught.value)


@pytest.mark.parametrize("image", DARK_ON_LIGHT.values(), ids=DARK_ON_LIGHT)
def test_all_kinds_of_png_hold_the_same_digit(image: Image.Image) -> None:
    np.testing.assert_allclose(read(image), LEVELS, atol=3)


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *[("BMP", mode) for mode in ("L", "RGB")],
        *[("JPEG", mode) for mode in ("L", "CMYK")],
        *[("GIF", mode) for mode in ("L", "1")],
        *[("WEBP", mode) for mode in ("RGB", "RGBA")],
        *[("TIFF", mode) for mode in ("1", "L", "RGB", "RGBA", "CMYK", "I;16", "F")],
    ],
)
def test_other_formats_hold_it_too(format: str, mode: str) -> None:
    image = sixteen_bits() if mode == "I;16" else digit().convert("RGB").convert("L").convert(mode)
    if mode == "CMYK":
        image = digit().convert("RGB").convert("CMYK")
    assert np.abs(read(image, format) - LEVELS).mean() < 8


def test_a_photo_that_was_turned_is_turned_back() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by a quarter clockwise
    turned = read(digit().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    assert turned.shape == LEVELS.shape
    assert np.abs(turned - LEVELS).mean() < 8


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
    np.testing.assert_array_equal(turned, LEVELS)


def test_a_picture_of_16_bits_takes_little_memory() -> None:
    levels = np.tile(np.arange(3000, dtype=np.uint16), (2400, 1))
    file = packed(Image.fromarray(levels))
    tracemalloc.start()
    try:
        read_picture(file, "digit.png")
        assert tracemalloc.get_traced_memory()[1] < 8 * levels.size
    finally:
        tracemalloc.stop()


def test_reading_from_a_path(tmp_path: Path) -> None:
    digit().save(tmp_path / "digit.png")
    np.testing.assert_array_equal(np.asarray(read_picture(tmp_path / "digit.png")), LEVELS)


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
    [b"", b"\x89PNG\r\n\x1a\n", b"Dear diary\n" * 50, b"\x80\x04pickle", packed(digit(), "PPM").getvalue()],
    ids=["empty", "a signature alone", "text", "a pickle", "PPM"],
)
def test_another_format(content: bytes) -> None:
    assert refusal(content) == "digit.png: not a PNG, JPEG, BMP, GIF, WebP or TIFF picture"


@pytest.mark.parametrize("format", FORMATS)
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


def test_of_an_animation_the_first_frame_is_read() -> None:
    for format in ("GIF", "WEBP", "TIFF", "PNG"):
        file = packed(digit().convert("RGB"), format, save_all=True, append_images=[Image.new("RGB", (60, 90), "red")])
        assert np.abs(np.asarray(read_picture(file, "digit").convert("L")) - LEVELS).mean() < 8


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1"])
def test_a_photo_of_a_phone_is_told_what_to_do(brand: bytes) -> None:
    assert "save it as JPEG" in refusal(b"\0\0\0\x18ftyp" + brand + bytes(100))


def test_a_webp_that_claims_a_huge_canvas_is_refused_unopened() -> None:
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_000).to_bytes(3, "little") * 2
    content = b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk
    assert refusal(content) == "digit.png: the picture is too large"


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"])
def test_common_ways_to_pack_a_tiff(compression: str) -> None:
    assert np.abs(read(digit(), "TIFF", compression=compression) - LEVELS).mean() < 8


def test_a_tiff_packed_in_a_rare_way_is_refused() -> None:
    content = packed(digit(), "TIFF", compression="zstd").getvalue()
    assert refusal(content) == "digit.png: not a PNG, JPEG, BMP, GIF, WebP or TIFF picture"


@pytest.mark.skipif(sys.platform == "win32", reason="there libtiff is a part of Pillow")
def test_of_a_damaged_tiff_nothing_is_written_but_the_refusal(capfd: pytest.CaptureFixture[str]) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (200, 200)).astype(np.uint8))
    content = bytearray(packed(noise, "TIFF", compression="tiff_lzw").getvalue())
    content[200:4000:7] = bytes(value ^ 0x5A for value in content[200:4000:7])
    assert refusal(bytes(content)) == "digit.png: the picture is damaged"
    assert capfd.readouterr() == ("", "")


def test_a_tiff_with_huge_tiles_is_refused_unopened() -> None:
    values = {256: 60, 257: 90, 258: 8, 259: 1, 262: 1, 277: 1, 322: 50_000, 323: 50_000, 324: 8, 325: 5400}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values.items())
    content = b"II*\0\x08\0\0\0" + struct.pack("<H", len(values)) + entries + bytes(4)
    assert refusal(content) == "digit.png: the picture is too large"


def test_cmyk_with_a_broken_profile_is_read() -> None:
    image = digit().convert("RGB").convert("CMYK")
    assert np.abs(read(image, "JPEG", icc_profile=b"no profile" * 20) - LEVELS).mean() < 8


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def vanish(*_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("ink.picture_files.read_at_most", vanish)
    assert refusal(tmp_path / "digit.png") == "digit.png: no such file"


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
    for format in FORMATS
    for image in (digit(), digit().convert("RGB"), palette())
    if image.mode != "P" or format in ("PNG", "BMP", "GIF", "TIFF")
]
