"""Picture files as pictures, upright. Whatever is in a file, reading it takes seconds and 1 GB at most."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import io
import warnings
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, UnidentifiedImageError, _imaging

from common.file_errors import NO_SUCH_FILE, file_errors
from common.regular_files import read_at_most
from common.translation import mark
from ink.page import InkError

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
"""Of names of files in these formats."""
HEIF_SUFFIXES = (".heic", ".heif")
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
TIFF_COMPRESSIONS = frozenset(
    ("raw", "packbits", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "jpeg", "group3", "group4", "tiff_ccitt")
)
"""Whose decoders make no more than what the picture's size says."""
TILE_WIDTH, TILE_LENGTH = 322, 323
"""TIFF's numbers for the size of the tiles, which are decoded one by one, whole."""
HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
"""Of photos as phones save them, at bytes 8 to 12 of a file (ISO/IEC 23008-12)."""

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
    """Read a picture, turned upright; of several frames the first.

    Returns:
        Mode "L", "RGB" or "RGBA".

    Raises:
        InkError: the file is missing, damaged, too large, not a regular file, or of another format.
    """
    name = name or str(source)
    unreadable = mark("{file}: the picture cannot be read ({reason})")
    with file_errors(InkError, unreadable, name, missing=NO_SUCH_FILE):
        content = read_at_most(source, MAX_BYTES) if isinstance(source, Path) else source.read()
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        message = mark(
            "{file}: a HEIC photo, which cannot be read here; save it as JPEG, "
            'or set the phone\'s camera to "most compatible" and take it again'
        )
        raise InkError(message, file=name)
    too_large = mark("{file}: the picture is too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damaged EXIF data do not make the picture unusable
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if _webp_pixels(content) > MAX_PIXELS:
                raise InkError(too_large, file=name)
            image: Image.Image = Image.open(io.BytesIO(content), formats=FORMATS)
            if _is_costly(image, content):
                raise InkError(too_large, file=name)
            if image.format == "TIFF":
                _silence_libtiff()
            image.load()
            return plain(_upright(image))
    except InkError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise InkError(too_large, file=name) from error
    except UnidentifiedImageError as error:
        raise InkError(mark("{file}: not a PNG, JPEG, BMP, GIF, WebP or TIFF picture"), file=name) from error
    except Exception as error:  # decoders meet what nobody has thought of, and raise errors of all sorts
        raise InkError(mark("{file}: the picture is damaged"), file=name) from error


def _is_costly(image: Image.Image, content: bytes) -> bool:
    """Whether decoding a picture that is open, but not loaded, would take too long or too much memory."""
    pixels = image.width * image.height
    if image.format == "BMP" and image.info.get("compression"):
        return len(content) > MAX_RUN_LENGTHS or pixels > MAX_PIXELS
    if image.format == "TIFF" and _is_odd_tiff(image):
        return True
    jpeg = content.startswith(b"\xff\xd8") or image.info.get("compression") == "jpeg"
    scans = content.count(START_OF_SCAN) if jpeg else 1
    return pixels > MAX_PIXELS or (scans > 1 and scans * max(pixels, MIN_PIXELS) > MAX_SCANNED_PIXELS)


def _is_odd_tiff(image: Image.Image) -> bool:
    """Whether a TIFF picture is packed in a way that may take any amount of memory.

    Raises:
        UnidentifiedImageError: it is packed in a way that is not read.
    """
    if image.info.get("compression") not in TIFF_COMPRESSIONS:
        raise UnidentifiedImageError("compression")
    tags = getattr(image, "tag_v2", {})
    width, length = (int(tags.get(tag, 1)) for tag in (TILE_WIDTH, TILE_LENGTH))
    return width * length > MAX_PIXELS


@functools.cache
def _silence_libtiff() -> None:
    """Keep libtiff, in which Pillow decodes TIFF, from writing about damaged files on standard error.

    Where it is no library of its own, as on Windows, its functions are not found, and it writes on.
    """
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(_imaging.__file__)
        library.TIFFSetErrorHandler(None)
        library.TIFFSetWarningHandler(None)


def _webp_pixels(content: bytes) -> int:
    """The number of pixels that a WebP file claims to hold; 0 for other files.

    Pillow's decoder makes room for them as soon as it opens the file.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or content[12:16] != b"VP8X":
        return 0  # others hold 16,383 pixels a side at most, and are looked at by Pillow before they are decoded
    width, height = (1 + int.from_bytes(content[start : start + 3], "little") for start in (24, 27))
    return width * height


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its EXIF data say; as it is, if they cannot be read."""
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION, 1))
    except Exception:  # entries of wrong types
        return image
    return image if turn is None else image.transpose(turn)


def plain(image: Image.Image) -> Image.Image:
    """The picture in mode "L", "RGB" or "RGBA"."""
    if image.mode.startswith(("I", "F")):  # 16 or 32 bits per pixel, which Pillow would clip at 255
        levels = np.array(image, dtype=np.float32)  # changed in place, as there may be many
        levels -= levels.min()
        levels *= 255 / (levels.max() or 1)
        return Image.fromarray(levels.astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
