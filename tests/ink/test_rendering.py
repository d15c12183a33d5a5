"""Drawings as pixels, and picture files as drawings."""

from __future__ import annotations

import io
import math
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ink.errors import InkError
from ink.page import CANVAS, Page, Stroke
from ink.rendering import fit_to_canvas, read_picture, render
from tests.helpers import examples, is_one_sentence


def pixels(*strokes: Stroke) -> np.ndarray:
    return np.asarray(render(Page(strokes)), dtype=float)


def area(picture: np.ndarray) -> float:
    """Square pixels of ink, half-covered ones counted half."""
    return float(picture.sum() / 255)


# --- strokes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [6, 14, 24, 48, 120])
def test_a_click_leaves_a_full_dot(width: int) -> None:
    dot = pixels(Stroke(((280, 280),), width))
    assert area(dot) == pytest.approx(math.pi * width**2 / 4, rel=0.15)
    assert dot[280, 280] == 255


def test_a_dot_lies_where_the_click_was() -> None:
    rows, columns = np.nonzero(pixels(Stroke(((100, 300),), 21)))
    assert (rows.mean(), columns.mean()) == pytest.approx((300, 100), abs=0.1)


@pytest.mark.parametrize("end", [(500, 60), (500, 500), (60, 500), (333, 77)])
def test_far_apart_points_leave_no_gap(end: tuple[int, int]) -> None:
    """Half the nib away from the path at most, all is ink."""
    picture = pixels(Stroke(((60, 60), end), 14))
    for fraction in np.linspace(0, 1, 500):
        x, y = (round(60 + (target - 60) * fraction) for target in end)
        assert picture[y - 3 : y + 4, x - 3 : x + 4].min() == 255


def test_caps_are_round() -> None:
    """A straight line covers its rectangle and one disc, half at either end."""
    line = pixels(Stroke(((100, 280), (460, 280)), 40))
    assert area(line) == pytest.approx(360 * 40 + math.pi * 20**2, rel=0.03)
    assert line[280, 100 - 18] == 255  # on the line, before its start
    assert line[280 - 18, 100 - 18] == 0  # where a square cap would be


def test_joints_are_round() -> None:
    corner = pixels(Stroke(((100, 100), (300, 100), (300, 300)), 40))
    assert corner[100 - 12, 300 + 12] == 255  # a joint without filling would leave a notch here
    assert corner[100 - 18, 300 + 18] == 0  # and a mitred one would fill this


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_a_line_is_as_wide_as_the_pen_in_every_direction(angle: int) -> None:
    x, y = 200 * math.cos(math.radians(angle)), 200 * math.sin(math.radians(angle))
    line = pixels(Stroke(((280 - x, 280 - y), (280 + x, 280 + y)), 20))
    assert area(line) == pytest.approx(400 * 20 + math.pi * 10**2, rel=0.06)


def test_ink_beyond_the_edge_is_clipped() -> None:
    line = pixels(Stroke(((-300, 280), (900, 280)), 20))
    assert line.shape == (CANVAS, CANVAS)
    assert (line[280] == 255).all()
    assert not pixels(Stroke(((-300, -300), (-300, 900)), 200)).any()


def test_ink_that_peeks_in_from_outside_is_seen() -> None:
    dot = pixels(Stroke(((-5, 280),), 40))
    assert dot[280, 0] == 255
    assert 0 < area(dot) < math.pi * 20**2 / 2


def test_points_very_far_out_are_drawn() -> None:
    assert (pixels(Stroke(((-1e6, 280), (1e6, 280)), 20))[280] == 255).all()


def test_strokes_lie_on_each_other_and_on_the_picture() -> None:
    below = Image.new("L", (CANVAS, CANVAS))
    ImageDraw.Draw(below).rectangle((0, 0, 50, 50), fill=120)
    both = np.asarray(render(Page((Stroke(((25, 25),), 20), Stroke(((300, 300),), 20)), below)))
    assert (both[25, 25], both[2, 2], both[300, 300], both[500, 500]) == (255, 120, 255, 0)


def test_rendering_leaves_the_opened_picture_alone() -> None:
    below = Image.new("L", (CANVAS, CANVAS))
    render(Page((Stroke(((25, 25),), 20),), below))
    assert below.getbbox() is None


@given(st.lists(st.tuples(st.floats(-200, 800), st.floats(-200, 800)), min_size=1, max_size=9), st.floats(1, 200))
@examples(40)
def test_the_picture_is_grey_and_of_the_canvas_size(path: list[tuple[float, float]], width: float) -> None:
    picture = render(Page((Stroke(tuple(path), width),)))
    assert picture.mode == "L"
    assert picture.size == (CANVAS, CANVAS)
    assert all(picture.getpixel((round(x), round(y))) for x, y in path if 1 <= x <= CANVAS - 2 and 1 <= y <= CANVAS - 2)


# --- picture files ----------------------------------------------------------------------------------------------------

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
    assert "cannot be read (Is a directory)" in refusal(tmp_path)


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
