"""What if the drawing lay elsewhere, or were turned, larger, slanted or thinner: the same digit, step by step."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ink.framing import BLOCK, FRAME, Frame, Framing, frame
from ink.page import MAX_WIDTH, MIN_WIDTH, Page
from models.classifier import Floats

FARTHEST = 8
"""Pixels of the frame by which a drawing is moved to each side; a pixel of the frame is 20 of the canvas."""
STEPS = 2 * FARTHEST + 1
"""Cells in a row; the middle one is the drawing as it is."""
TURN, SCALE, SLANT, WIDTH = 45.0, 2.0, 0.8, 3.0
"""The largest changes: degrees, factor of the size, x per y, factor of the pen's width."""

Matrix = NDArray[np.float64]


def row_of_moves(page: Page | None, picture: Frame, framing: Framing, down: int) -> Floats:
    """The frames (17, 28, 28) of a drawing that is moved by so many pixels of the frame down, and by -8 to 8 right.

    Args:
        page: the drawing, which is moved and then framed; None to move the pixels of the frame instead.
        picture: the frame that was read; that of a picture is moved itself, as its ink has no strokes.
    """
    rights = range(-FARTHEST, FARTHEST + 1)
    if page is None or page.picture is not None:
        return np.stack([_shifted(picture, right, down) for right in rights])
    if framing is Framing.CENTRED:  # wherever it lies, it is put in the middle
        return np.repeat(frame(page)[None], STEPS, axis=0)
    return np.stack([frame(moved(page, right * BLOCK, down * BLOCK), framing) for right in rights])


def row_of_changes(page: Page | None, picture: Frame, framing: Framing, kind: str) -> Floats:
    """The frames (17, 28, 28) of a drawing under changes of a kind, one of :data:`CHANGES`, from least to most."""
    amounts = [number / FARTHEST for number in range(-FARTHEST, FARTHEST + 1)]
    if page is None or page.picture is not None:
        return np.stack([_warped(picture, kind, amount) for amount in amounts])
    return np.stack([frame(CHANGES[kind](page, amount), framing) for amount in amounts])


def moved(page: Page, right: float, down: float) -> Page:
    """The strokes moved, in canvas pixels."""
    strokes = [
        replace(stroke, points=tuple((x + right, y + down) for x, y in stroke.points)) for stroke in page.strokes
    ]
    return Page(tuple(strokes), page.picture)


def _turned(page: Page, amount: float) -> Page:
    return _by_matrix(page, rotation_matrix(amount))


def rotation_matrix(amount: float) -> Matrix:
    angle = math.radians(TURN * amount)
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def _scaled(page: Page, amount: float) -> Page:
    return _by_matrix(page, np.eye(2) * SCALE**amount)


def _slanted(page: Page, amount: float) -> Page:
    return _by_matrix(page, np.array([[1, -SLANT * amount], [0, 1]]))


def _thickened(page: Page, amount: float) -> Page:
    widths = [min(max(stroke.width * WIDTH**amount, MIN_WIDTH), MAX_WIDTH) for stroke in page.strokes]
    return Page(tuple(replace(stroke, width=width) for stroke, width in zip(page.strokes, widths, strict=True)))


CHANGES: Mapping[str, Callable[[Page, float], Page]] = {
    "turn": _turned,
    "scale": _scaled,
    "slant": _slanted,
    "width": _thickened,
}
"""By kind: changes a page of strokes; 0 changes nothing, -1 and 1 are the largest changes."""


def _by_matrix(page: Page, matrix: Matrix) -> Page:
    """The strokes changed about the middle of the drawing."""
    points = np.concatenate([stroke.path for stroke in page.strokes])
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    strokes = []
    for stroke in page.strokes:
        path = (stroke.path - middle) @ matrix.T + middle
        strokes.append(replace(stroke, points=tuple(map(tuple, path.tolist()))))
    return Page(tuple(strokes), page.picture)


def _shifted(picture: Frame, right: int, down: int) -> Frame:
    """A frame moved by whole pixels; what leaves it is lost."""
    padded = np.pad(picture, FARTHEST)
    top, left = FARTHEST - down, FARTHEST - right
    return padded[top : top + FRAME, left : left + FRAME]


def _warped(picture: Frame, kind: str, amount: float) -> Frame:
    """A frame changed about its middle, by linear interpolation."""
    from scipy import ndimage  # late: the window imports this module

    if kind == "width":
        thicker, thinner = ndimage.grey_dilation(picture, size=(3, 3)), ndimage.grey_erosion(picture, size=(3, 3))
        end = thicker if amount > 0 else thinner
        return np.asarray(picture + abs(amount) * (end - picture), dtype=np.float32)
    matrices = {
        "turn": rotation_matrix(amount),
        "scale": np.eye(2) * SCALE**amount,
        "slant": np.array([[1, -SLANT * amount], [0, 1]]),
    }
    back = np.linalg.inv(matrices[kind])[::-1, ::-1]  # of (y, x), from where each pixel comes
    middle = np.full(2, (FRAME - 1) / 2)
    warped = ndimage.affine_transform(picture, back, middle - back @ middle, order=1)
    return np.asarray(np.clip(warped, 0, 1), dtype=np.float32)


def beginnings(page: Page, count: int) -> Sequence[Page]:
    """A page of strokes as it came about: so many pages, each with more of its points than the one before.

    The last is the page itself; there are fewer if it has fewer points.
    """
    total = sum(len(stroke.points) for stroke in page.strokes)
    ends = np.unique(np.linspace(1, total, min(count, total)).round().astype(int))
    return [_begun(page, int(end)) for end in ends[:-1]] + [page]


def _begun(page: Page, points: int) -> Page:
    strokes = []
    for stroke in page.strokes:
        if points <= 0:
            break
        strokes.append(replace(stroke, points=stroke.points[:points]))
        points -= len(stroke.points)
    return Page(tuple(strokes))
