"""Picture files as ink: mode "L", ink 255 on 0. Whatever is in a file, reading it takes seconds and 1 GB at most."""

from __future__ import annotations

import io
import math
import warnings
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, UnidentifiedImageError

from common.file_errors import NO_SUCH_FILE, file_errors
from common.regular_files import read_at_most
from common.translation import mark
from ink.page import CANVAS, InkError

FORMATS = ("PNG", "JPEG", "BMP")
MAX_PIXELS = 50_000_000
"""Larger pictures are refused before they are decoded."""
MAX_BYTES = 4 * MAX_PIXELS + 1_000_000
"""Of a file: the largest BMP."""
MAX_RUN_LENGTHS = 10_000_000
"""Bytes of a BMP with run lengths, for which Pillow's decoder is written in Python."""
MAX_SCANNED_PIXELS = 1_000_000_000
"""Scans of a JPEG times its pixels, as each goes over the whole picture: a progressive one has about ten."""
MIN_PIXELS = 1_000_000
"""As much as a scan of fewer pixels costs at least."""
LARGEST_SIDE = 4 * CANVAS
"""Pixels. Larger pictures are first shrunk by an integer factor, to save memory."""
MIN_CONTRAST = 25
"""Difference of grey levels between background and ink below which a picture is blank."""

START_OF_SCAN = b"\xff\xda"
"""In the data of a JPEG 0xff is followed by 0, so that these bytes are little else than what they mean."""
ORIENTATION = 0x0112
"""EXIF's number for how a photo is to be turned."""
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_picture(source: Path | IO[bytes], name: str = "") -> Image.Image:
    """Read a picture of a digit, dark on light or light on dark, as ink 255 on 0; large pictures are shrunk.

    Raises:
        InkError: the file is missing, damaged, too large, not a regular file, or not a PNG, JPEG or BMP.
    """
    name = name or str(source)
    unreadable = mark("{file}: the picture cannot be read ({reason})")
    with file_errors(InkError, unreadable, name, missing=NO_SUCH_FILE):
        content = read_at_most(source, MAX_BYTES) if isinstance(source, Path) else source.read()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged EXIF data do not make the picture unusable
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
            if _is_costly(image, content):
                raise InkError("{file}: the picture is too large", file=name)
            image.load()
            return _ink_of(_upright(image))
    except InkError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise InkError("{file}: the picture is too large", file=name) from error
    except UnidentifiedImageError as error:
        raise InkError("{file}: not a PNG, JPEG or BMP picture", file=name) from error
    except Exception as error:  # decoders meet what nobody has thought of, and raise errors of all sorts
        raise InkError("{file}: the picture is damaged", file=name) from error


def _is_costly(image: Image.Image, content: bytes) -> bool:
    """Whether decoding a picture that is open, but not loaded, would take too long or too much memory."""
    pixels = image.width * image.height
    if image.format == "BMP" and image.info.get("compression"):
        return len(content) > MAX_RUN_LENGTHS or pixels > MAX_PIXELS
    scans = content.count(START_OF_SCAN) if content.startswith(b"\xff\xd8") else 1
    return pixels > MAX_PIXELS or (scans > 1 and scans * max(pixels, MIN_PIXELS) > MAX_SCANNED_PIXELS)


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its EXIF data say; as it is, if they cannot be read."""
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # entries of wrong types
        return image
    return image if turn is None else image.transpose(turn)


def _ink_of(image: Image.Image) -> Image.Image:
    """Grey picture with background 0 and ink 255, whichever of the two is darker.

    The background is the median of the border; a pixel's ink is its difference from that.
    """
    opaque = _opaque_grey(image)
    grey = np.asarray(opaque, dtype=np.float32)
    ground = float(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])))
    ink = np.abs(grey - ground)
    contrast = float(ink.max())
    if contrast < MIN_CONTRAST:
        return Image.new("L", opaque.size)
    return Image.fromarray(np.uint8(ink * (255 / contrast)))


def _opaque_grey(image: Image.Image) -> Image.Image:
    """The picture in mode "L", shrunk if large; transparency becomes white, or black if the opaque part is light."""
    shrink = math.ceil(max(image.size) / LARGEST_SIDE)
    if image.mode.startswith(("I", "F")):  # 16 or 32 bits per pixel, which Pillow would clip at 255
        levels = np.array(image, dtype=np.float32)  # changed in place, as there may be many
        levels -= levels.min()
        levels *= 255 / (levels.max() or 1)
        return Image.fromarray(levels.astype(np.uint8)).reduce(shrink)
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("L").reduce(shrink)
    image = (image if image.mode == "RGBA" else image.convert("RGBA")).reduce(shrink)
    grey, alpha = image.convert("L"), image.getchannel("A")
    painted = np.asarray(alpha, dtype=np.float32)
    brightness = float((np.asarray(grey) * painted).sum()) / (float(painted.sum()) or 1)
    ground = 0 if brightness > 127 else 255
    return Image.composite(grey, Image.new("L", image.size, ground), alpha)
