"""Loads pages from files and saves them, without Tk."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageOps

from common.file_errors import CANNOT_READ, CANNOT_WRITE, NO_SUCH_FILE, file_errors
from common.regular_files import open_regular
from common.storage import write_whole
from common.translation import mark
from gui.files.clipboard import clipboard_picture
from ink.json_lines import read_lines, strokes_from_json, strokes_to_json
from ink.page import InkError, Page, Picture
from ink.picture_files import SUFFIXES as PICTURE_SUFFIXES
from ink.picture_files import plain, read_picture
from ink.pictures.picture_ink import PictureInk
from ink.rendering import render

DRAWING_SUFFIXES = (".jsonl", ".json")
SUFFIXES = (*PICTURE_SUFFIXES, *DRAWING_SUFFIXES)
LARGEST_DRAWING = 16 * 1024 * 1024
"""Maximum number of bytes of a drawing in a file."""


def open_page(file: Path) -> Page:
    """Load a picture, or the first drawing of a stroke file, as a page.

    Raises:
        InkError: the file cannot be read, holds neither, or is blank.
    """
    if file.suffix.lower() not in DRAWING_SUFFIXES:
        return _picture_page(read_picture(file))
    with file_errors(InkError, CANNOT_READ, file, missing=NO_SUCH_FILE), open_regular(file) as stream:
        line = next((line for line in read_lines(stream, LARGEST_DRAWING) if line.strip()), b"")
    try:
        strokes = strokes_from_json(line)
    except InkError as error:
        raise InkError(mark("{file}: {reason}"), file=file, reason=error) from error
    if not strokes:
        raise InkError(mark("{file}: the drawing is blank"), file=file)
    return Page(strokes)


def paste_page() -> Page:
    """The picture or file in the clipboard as a page.

    Raises:
        InkError: there is none, or it cannot be read.
    """
    content = clipboard_picture()
    return open_page(content) if isinstance(content, Path) else _picture_page(plain(content))


def _picture_page(picture: Image.Image) -> Page:
    """A page with a picture, in which the ink has been looked for, so that this is done when it is shown."""
    opened = Picture(PictureInk(picture))
    opened.candidates()
    return Page(picture=opened)


def save_png(page: Page, file: Path) -> None:
    """Write the page as a 560 x 560 picture, dark on white.

    Raises:
        InkError: the file cannot be written.
    """
    blob = io.BytesIO()
    ImageOps.invert(render(page)).save(blob, "PNG")
    _write(file, blob.getvalue())


def save_json(page: Page, file: Path) -> None:
    """Write the strokes as one line of JSON.

    Raises:
        InkError: the file cannot be written.
    """
    _write(file, (strokes_to_json(page.strokes) + "\n").encode())


def _write(file: Path, blob: bytes) -> None:
    with file_errors(InkError, CANNOT_WRITE, file):
        write_whole(file, blob)
