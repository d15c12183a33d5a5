"""How likely a group of components is a digit by its looks alone: what it measures, and a prior fitted to that."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ink.pictures.components import Components, Mask, Rows
from ink.pictures.regions import Box, lines

WEIGHTS = Path(__file__).with_suffix(".txt")
"""A row for each measure, with a column for each hidden unit; then the units' own weights; then their bias."""


@dataclass(frozen=True)
class Setting:
    """Where a group was found.

    Attributes:
        strongest: the largest contrast of any ink in the picture.
        noise: standard deviation of the picture's noise, in the same grey levels.
        flat, narrow, blurred, low, cut: how: over a flat ground, a narrow closing, smoothed, with a low threshold, with
            lines taken away.
        tail: how much further the picture's levels reach to the ink's side than to the other, -1 to 1.
    """

    strongest: float
    noise: float
    flat: bool
    narrow: bool
    blurred: bool
    low: bool
    cut: bool
    tail: float


def features(
    table: Components,
    groups: list[Rows],
    setting: Setting,
    cards: Sequence[Box] = (),
    removed: Mask | None = None,
) -> NDArray[np.float64]:
    """What groups measure: (N, F), lengths as parts of the picture's size or of the smallest card that holds them.

    Args:
        removed: (H, W), what was taken away as lines before the components were made.
    """
    sheets = np.array([(0, 0, table.shape[1], table.shape[0]), *cards], dtype=np.float64)
    straight = lines(table)
    return np.array([_measure(table, rows, setting, straight, sheets, removed) for rows in groups])


def _measure(
    table: Components,
    rows: Rows,
    setting: Setting,
    straight: NDArray[np.bool_],
    sheets: NDArray[np.float64],
    removed: Mask | None,
) -> list[float]:
    height, width = table.shape
    side = min(height, width)
    boxes, areas = table.boxes[rows], table.area[rows]
    left, top = (int(value) for value in boxes[:, :2].min(axis=0))
    right, bottom = (int(value) for value in boxes[:, 2:].max(axis=0))
    across, down = right - left, bottom - top
    longer = max(across, down)
    area = float(areas.sum())
    outline = float(table.outline[rows].sum())
    contrast = float((table.contrast[rows] * areas).sum() / area)
    sharpness = float((table.sharpness[rows] * table.outline[rows]).sum() / outline)
    thickness = 2 * area / outline
    others = np.ones(len(table), dtype=bool)
    others[rows] = False
    middle_x, middle_y = (table.boxes[:, 0] + table.boxes[:, 2]) / 2, (table.boxes[:, 1] + table.boxes[:, 3]) / 2
    within = others & (middle_x > left) & (middle_x < right) & (middle_y > top) & (middle_y < bottom)
    near = (
        others
        & (table.boxes[:, 0] < right + 0.3 * longer)
        & (table.boxes[:, 2] > left - 0.3 * longer)
        & (table.boxes[:, 1] < bottom + 0.1 * longer)
        & (table.boxes[:, 3] > top - 0.1 * longer)
    )
    encloses = others & (table.boxes[:, 0] < left) & (table.boxes[:, 1] < top)
    encloses &= (table.boxes[:, 2] > right) & (table.boxes[:, 3] > bottom)
    free = others & ~table.at_edge.any(axis=1) & ~straight & ~encloses
    touched = table.at_edge[rows].any(axis=0).sum()
    share = np.sort(areas)[::-1] / area
    size = math.log(longer / side)
    slim = math.log(thickness / longer)
    shape = math.log(across / down)
    relative = math.log(max(contrast, 1e-3) / setting.strongest)
    heights = table.height[free & near]
    rival = float(table.area[free & near][heights > 0.5 * down].sum()) if len(heights) else 0.0
    holds = (sheets[:, 0] <= left) & (sheets[:, 1] <= top) & (sheets[:, 2] >= right) & (sheets[:, 3] >= bottom)
    holding = sheets[holds]
    if encloses.any():
        holding = np.concatenate([holding, table.boxes[encloses]])
    extent = (holding[:, 2] - holding[:, 0]) * (holding[:, 3] - holding[:, 1])
    sheet = holding[extent.argmin()]
    sheet_width, sheet_height = sheet[2] - sheet[0], sheet[3] - sheet[1]
    of_sheet = math.log(longer / min(sheet_width, sheet_height))
    on_sheet = others & (middle_x > sheet[0]) & (middle_x < sheet[2]) & (middle_y > sheet[1]) & (middle_y < sheet[3])
    taken_in = taken = 0.0
    if removed is not None:
        margin = max(1, longer // 20)
        taken_in = float(np.count_nonzero(removed[top:bottom, left:right]))
        reach = removed[max(top - margin, 0) : bottom + margin, max(left - longer // 2, 0) : right + longer // 2]
        taken = float(np.count_nonzero(reach)) - taken_in
    return [
        1.0,
        math.log1p(10 * taken_in / area),
        math.log1p(10 * taken / area),
        math.log1p(10 * taken_in / area) - math.log1p(10 * taken / area),
        of_sheet,
        of_sheet * of_sheet,
        math.hypot(
            ((left + right) / 2 - sheet[0]) / sheet_width - 0.5, ((top + bottom) / 2 - sheet[1]) / sheet_height - 0.5
        ),
        math.log1p(10 * float(table.area[on_sheet].sum()) / area),
        math.log(extent.min() / (height * width)),
        size,
        size * size,
        slim,
        slim * slim,
        shape,
        shape * shape,
        relative,
        relative * relative,
        math.log(1 + contrast / (setting.noise + 1)),
        math.log(1 + contrast),
        sharpness,
        float(touched),
        float(touched > 1),
        math.log(len(rows)),
        float(share[0]),
        math.log1p(10 * float(table.area[within].sum()) / area),
        math.log1p(10 * float(table.area[near & ~encloses].sum()) / area),
        math.log1p(10 * float(table.area[free].sum()) / area),
        math.log1p(10 * float(table.area[others].sum()) / area),
        math.log1p(10 * rival / area),
        float(encloses.any()),
        float(straight[rows].any()),
        area / (across * down),
        (area / (across * down)) ** 2,
        math.hypot((left + right) / 2 / width - 0.5, (top + bottom) / 2 / height - 0.5),
        math.log(1 + longer),
        math.log1p(table.specks),
        math.log1p(len(table)),
        float(setting.flat),
        float(setting.narrow),
        float(setting.blurred),
        float(setting.low),
        float(setting.cut),
        setting.tail,
    ]


def likelihood(measured: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probabilities (N,) that groups are the digit, from what they measure (N, F).

    A network of one hidden layer, fitted on made pictures of recorded pens, those of no digit among them.
    """
    hidden, units, bias = _weights()
    logits = np.tanh(measured @ hidden) @ units + bias
    return np.asarray(1 / (1 + np.exp(-logits)))


@functools.cache
def _weights() -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Weights of the hidden units (F, H), of the output (H,), and its bias."""
    table = np.loadtxt(WEIGHTS)
    return table[:-2], table[-2], float(table[-1, 0])
