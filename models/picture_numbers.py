"""Numbers in pictures: what may be the digits of all that is written there, line by line."""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import Image

from ink.framing import Frame, frame_ink
from ink.numbers.digit_looks import WEIGHTS as LOOKS_FILE
from ink.numbers.digit_looks import looks
from ink.numbers.picture_pieces import PictureLine, ink_bounds, ink_in, picture_lines
from ink.numbers.pieces import MOST_PIECES
from ink.pictures.components import Mask
from ink.pictures.picture_ink import Candidate
from models.numbers import KEPT_FRAMES, Box, Digits, Parts

WEIGHTS = Path(__file__).with_suffix(".txt")
LOOKS_WEIGHTS = LOOKS_FILE.with_stem("picture_digit_looks")
MOST_LINES = 12


def picture_parts(written: Candidate, expected: Digits) -> list[tuple[Parts, ...]]:
    """What may be the digits of each line, for each way to divide them.

    Nothing where all that is written is one digit, or too much for a number.
    """
    found = []
    for lines in picture_lines(written.ink):
        if len(lines) <= MOST_LINES and sum(len(line.pieces) for line in lines) <= MOST_PIECES:
            of_lines = tuple(_line(written, line, expected) for line in lines)
            found += [of_lines] if sum(len(line.looks.digits) for line in of_lines) > 1 else []
    return found


def _line(written: Candidate, line: PictureLine, expected: Digits) -> Parts:
    seen = looks(line.pieces, line.height, LOOKS_WEIGHTS)

    def mask(group: int) -> Mask:
        return line.mask(seen.groups.pieces_of(group))

    def framed(group: int) -> Frame:
        part = ink_in(written.ink, mask(seen.digits[group]))
        part = part.crop(part.getbbox())
        return _frame(part.size, part.tobytes())

    return Parts(
        seen,
        framed,
        tuple(_box(written, mask(group)) for group in seen.digits),
        tuple(_box(written, mask(group)) for group in seen.marks),
        expected,
        first=0,
        weights=WEIGHTS,
    )


@functools.lru_cache(KEPT_FRAMES)
def _frame(size: tuple[int, int], levels: bytes) -> Frame:
    """The frame of ink; kept for a while, as much is the same in each way to divide it, and with other thresholds."""
    return frame_ink(Image.frombytes("L", size, levels))


def _box(written: Candidate, mask: Mask) -> Box:
    """The box of a mask (H, W) of the ink, in the picture's own pixels."""
    left, top, right, bottom = written.box
    across, down = (right - left) / written.ink.width, (bottom - top) / written.ink.height
    x0, y0, x1, y1 = ink_bounds(mask)
    return left + x0 * across, top + y0 * down, left + x1 * across, top + y1 * down
