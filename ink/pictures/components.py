"""The components of a picture's ink, and what they measure: a table with a row for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ink.pictures.ground import Levels

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
"""Which components, as indices into a table."""
MOST = 250
"""Components that are looked at; the smaller ones are specks."""
SAME = 0.02
"""Of its area: what a mask differs from another at most to be the same."""
EIGHT = np.ones((3, 3), dtype=bool)
"""Pixels that meet at a corner are neighbours."""


@dataclass(frozen=True)
class Components:
    """Connected parts of a mask.

    Attributes:
        labels: int32 (H, W), the number of each pixel's component from 1; 0 for no ink.
        numbers: (N,), the numbers of the components in this table, largest area first.
        boxes: (N, 4), left, top, right, bottom.
        area: (N,), pixels.
        outline: (N,), pixels that have a neighbour without ink.
        contrast: (N,), mean grey levels from the ground.
        sharpness: (N,), how fast the contrast changes along the outline, as part of the contrast.
        specks: area of the components that the table leaves out.
    """

    labels: NDArray[np.int32]
    numbers: Rows
    boxes: NDArray[np.intp]
    area: NDArray[np.float64]
    outline: NDArray[np.float64]
    contrast: NDArray[np.float64]
    sharpness: NDArray[np.float64]
    specks: float

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture."""
        height, width = self.labels.shape
        return height, width

    @property
    def width(self) -> NDArray[np.intp]:
        width: NDArray[np.intp] = self.boxes[:, 2] - self.boxes[:, 0]
        return width

    @property
    def height(self) -> NDArray[np.intp]:
        height: NDArray[np.intp] = self.boxes[:, 3] - self.boxes[:, 1]
        return height

    @property
    def thickness(self) -> NDArray[np.float64]:
        """Line widths in pixels: a line has an outline on both sides."""
        thickness: NDArray[np.float64] = 2 * self.area / self.outline
        return thickness

    @cached_property
    def at_edge(self) -> NDArray[np.intp]:
        """(N, 4), whether each touches the picture's left, top, right and bottom edge."""
        height, width = self.shape
        left, top, right, bottom = self.boxes.T
        return np.stack([left <= 0, top <= 0, right >= width, bottom >= height], axis=1).astype(np.intp)

    def mask(self, rows: Rows, box: tuple[int, int, int, int] | None = None) -> Mask:
        """The pixels of some components: (H, W), or as many as a box has."""
        left, top, right, bottom = box or (0, 0, *self.shape[::-1])
        labels = self.labels[top:bottom, left:right]
        chosen = np.zeros(int(labels.max(initial=0)) + 1, dtype=bool)
        numbers = self.numbers[rows]
        chosen[numbers[numbers < len(chosen)]] = True
        mask: Mask = chosen[labels]
        return mask


def steps(contrast: Levels) -> Levels:
    """How much each pixel (H, W) differs from the mean of its neighbourhood."""
    from scipy import ndimage

    differences: Levels = np.abs(contrast - ndimage.uniform_filter(contrast, 3))
    return differences


def edge(mask: Mask) -> Mask:
    """The pixels of a mask (H, W) that have a neighbour above, below, left or right which is not in it."""
    inner = mask.copy()
    inner[1:] &= mask[:-1]
    inner[:-1] &= mask[1:]
    inner[:, 1:] &= mask[:, :-1]
    inner[:, :-1] &= mask[:, 1:]
    return mask & ~inner


def components(mask: Mask, contrast: Levels, differences: Levels) -> Components:
    """Label a mask (H, W) and measure its components.

    Args:
        contrast: (H, W), grey levels from the ground.
        differences: (H, W), its :func:`steps`.
    """
    from scipy import ndimage

    labels, count = ndimage.label(mask, EIGHT, output=np.int32)
    inside = labels[mask]
    area = np.bincount(inside, minlength=count + 1).astype(np.float64)
    area[0] = 0
    outer = edge(mask)
    on_edge = labels[outer]
    outline = np.bincount(on_edge, minlength=count + 1).astype(np.float64)
    total = np.bincount(inside, weights=contrast[mask], minlength=count + 1)
    change = np.bincount(on_edge, weights=differences[outer], minlength=count + 1)
    numbers = np.argsort(-area[1:], kind="stable")[:MOST] + 1
    found = ndimage.find_objects(labels)
    boxes = [found[number - 1] for number in numbers]
    outline, area_of = np.maximum(outline[numbers], 1), area[numbers]
    mean = total[numbers] / np.maximum(area_of, 1)
    return Components(
        labels,
        numbers,
        np.array([(x.start, y.start, x.stop, y.stop) for y, x in boxes], dtype=np.intp).reshape(-1, 4),
        area_of,
        outline,
        mean,
        change[numbers] / outline / np.maximum(mean, 1e-3),
        float(area.sum() - area_of.sum()),
    )


def gaps(table: Components) -> NDArray[np.int32]:
    """(N, N), pixels between the boxes of each two components, across or down, whichever is more; 0 if they overlap."""
    left, top, right, bottom = table.boxes.T.astype(np.int32)
    across = np.maximum(left[:, None] - right, left - right[:, None])
    down = np.maximum(top[:, None] - bottom, top - bottom[:, None])
    between: NDArray[np.int32] = np.maximum(np.maximum(across, down), 0)
    return between


def clusters(near: Mask, area: NDArray[np.float64]) -> list[Rows]:
    """Single linkage: components (N, N) that are near each other, directly or by others; the largest area first.

    Returns:
        Places in the table's rows that were asked about.
    """
    number = np.arange(len(near), dtype=np.int16)  # as there are 250 at most, and many clusterings
    while True:
        lowest = np.where(near, number, np.int16(len(near))).min(axis=1)
        lowest = lowest[lowest]
        if (lowest == number).all():
            break
        number = lowest
    found = [np.flatnonzero(number == one) for one in np.unique(number)]
    return sorted(found, key=lambda some: -float(area[some].sum()))


def same_mask(one: Mask, other: Mask) -> bool:
    """Whether two masks differ by next to nothing."""
    return bool(np.count_nonzero(one ^ other) <= SAME * np.count_nonzero(other))
