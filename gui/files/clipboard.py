"""The picture in the clipboard, without Tk."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageGrab, UnidentifiedImageError

from common.translation import mark
from ink.page import InkError
from ink.picture_files import MAX_PIXELS

TOO_LARGE = mark("The picture in the clipboard is too large")
NOTHING = mark("There is no picture in the clipboard")


def clipboard_picture() -> Image.Image | Path:
    """The picture in the clipboard, or the first file that was copied there. May wait for the program that has it.

    Raises:
        InkError: there is none, it is damaged or too large, or this system has no program to ask for it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            content = ImageGrab.grabclipboard()
            if isinstance(content, Image.Image):
                content.load()
    except NotImplementedError as error:
        message = mark("The clipboard can be read only with wl-paste (Wayland) or xclip (X11): install one of them")
        raise InkError(message) from error
    except UnidentifiedImageError as error:  # some programs give their text for whatever is asked for
        raise InkError(NOTHING) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise InkError(TOO_LARGE) from error
    except Exception as error:  # programs and decoders fail in ways of their own
        raise InkError(mark("The clipboard cannot be read ({reason})"), reason=error) from error
    if isinstance(content, Image.Image) and content.width * content.height > MAX_PIXELS:
        raise InkError(TOO_LARGE)
    if isinstance(content, list):
        if not content:
            raise InkError(NOTHING)
        return Path(content[0])
    if content is None:
        raise InkError(NOTHING)
    return content
