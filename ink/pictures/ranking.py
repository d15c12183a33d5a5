"""Groups of components that were found in a picture, each with its prior: which are worth a network's look."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ink.pictures.components import Components, Mask, Rows
from ink.pictures.ground import Ground
from ink.pictures.likelihood import Setting
from ink.pictures.regions import Box

LEAST_PRIOR = 0.03
"""Prior below which no group is a candidate."""
MOST = 6
"""Candidates handed out, which a network is asked about."""
BEYOND = 1000.0
"""How much higher the odds of a prior are that no other can make up for."""
ALIKE = 0.85
"""Of their boxes and areas: candidates that share more are one."""
PART = 0.1
"""Prior of what is a part of something."""
FAINTER = 0.9
"""Prior of the whole of which something is the stronger part."""
LONGER, MORE, THICKER = 1.25, 1.3, 1.15
"""How much longer it is across or down, and how much more ink it has, at least; how much thicker its lines are, at
most."""
CLEAN, STARK = 3.0, 60.0
"""Grey levels: the most noise of a clean picture, and the least contrast."""
NEAR_EDGE = 0.01
"""Of the picture's width or height: what is closer to its edge goes on beyond it."""
SLIMMEST, BOLDEST = 0.02, 0.4
"""Thickness of a digit's lines, as part of its longer side."""
SOFTEST, PLAIN = 0.1, 0.9
"""Sharpness of ink from which it is no shadow, and prior from which it is none, however soft."""
STRONG_INK, UNLIKELY = 80.0, 0.15
"""Grey levels that no light and no noise makes; prior from which weaker ink, or ink on all sides, may be one."""
FULLEST, UPRIGHT = 0.65, 0.4
"""Of its box: how much of it lines fill at most, unless they are an upright 1, whose box is this wide at most."""


@dataclass(frozen=True)
class Layer:
    """The ink over one ground from one threshold on, as components; what was taken away as lines."""

    ground: Ground
    threshold: float
    share: float
    table: Components
    setting: Setting
    removed: Mask | None = None


@dataclass(frozen=True)
class Group:
    """Some components of a layer, and their prior."""

    layer: Layer
    rows: Rows
    prior: float

    @property
    def box(self) -> Box:
        boxes = self.layer.table.boxes[self.rows]
        left, top = boxes[:, :2].min(axis=0)
        right, bottom = boxes[:, 2:].max(axis=0)
        return int(left), int(top), int(right), int(bottom)

    @property
    def contrast(self) -> float:
        """Mean grey levels from the ground."""
        return float(np.average(self.layer.table.contrast[self.rows], weights=self.layer.table.area[self.rows]))

    @property
    def is_doubtful(self) -> bool:
        """Whether it may be no ink at all.

        That is if it is as soft as a shadow and not quite like a digit, or if it is unlike one and faint, or is like
        the edges of a scanned sheet on all sides of the picture.
        """
        table = self.layer.table
        sharpness = float(np.average(table.sharpness[self.rows], weights=table.outline[self.rows]))
        no_strokes = self.contrast < STRONG_INK or _edges(self.box, table.shape) == 4
        return (self.prior < UNLIKELY and no_strokes) or (self.prior < PLAIN and sharpness < SOFTEST)

    @property
    def area(self) -> float:
        return float(self.layer.table.area[self.rows].sum())

    @property
    def thickness(self) -> float:
        """Of its lines, in pixels of the copy."""
        return 2 * self.area / float(self.layer.table.outline[self.rows].sum())


def is_alone(layer: Layer) -> bool:
    """Whether a single component is all that there is in a clean picture, and made of lines: the network decides."""
    table, setting = layer.table, layer.setting
    if len(table) != 1 or table.specks or _edges(table.boxes[0].tolist(), table.shape):
        return False
    if setting.narrow or setting.blurred or setting.cut or setting.noise > CLEAN or setting.tail < 0:
        return False
    area, across, down = float(table.area[0]), float(table.width[0]), float(table.height[0])
    slim = 2 * area / float(table.outline[0]) / max(across, down)
    of_lines = SLIMMEST < slim < BOLDEST and (area < FULLEST * across * down or across < UPRIGHT * down)
    return of_lines and float(table.contrast[0]) > max(STARK, setting.strongest / 2)


def _edges(box: Box, shape: tuple[int, int]) -> int:
    """How many edges of a picture of a height and a width a box touches, or nearly."""
    height, width = shape
    left, top, right, bottom = box
    across, down = int(NEAR_EDGE * width), int(NEAR_EDGE * height)
    return int((left <= across) + (top <= down) + (right >= width - across) + (bottom >= height - down))


def likely(best: list[Group]) -> list[Group]:
    """The groups that are likely enough; none in a blank picture."""
    return [group for group in best if group.prior >= LEAST_PRIOR]


def comparable(best: list[Group]) -> list[Group]:
    """The first few groups, without those that no network's answer would lift above the best."""
    return [group for group in best[:MOST] if _odds(group) * BEYOND >= _odds(best[0])]


def _odds(group: Group) -> float:
    return group.prior / max(1 - group.prior, 1e-9)


def distinct(found: list[Group]) -> list[Group]:
    """The best groups, without those that are nearly the same as a better one."""
    chosen: list[Group] = []
    for group in found:
        if len(chosen) == MOST:
            break
        if not any(alike(group, other) for other in chosen):
            chosen.append(group)
    return chosen


def without_faint_parts(best: list[Group]) -> list[Group]:
    """The groups, best first; those whose lines go on where their ink is fainter have the prior of a part."""
    judged = [
        replace(group, prior=min(group.prior, PART))
        if any(_is_stronger_part(group, other) for other in best)
        else group
        for group in best
    ]
    return sorted(judged, key=lambda group: -group.prior)


def _is_stronger_part(part: Group, whole: Group) -> bool:
    """Whether a group with a lower threshold is the same lines with their fainter ends: longer, but no thicker."""
    if whole.prior < FAINTER or whole.layer.threshold >= part.layer.threshold or len(whole.rows) > len(part.rows):
        return False
    left, top, right, bottom = part.box
    left2, top2, right2, bottom2 = whole.box
    within = left2 <= left + 1 and top2 <= top + 1 and right2 >= right - 1 and bottom2 >= bottom - 1
    longer = max((right2 - left2) / (right - left), (bottom2 - top2) / (bottom - top))
    grown = longer >= LONGER and whole.area >= MORE * part.area
    return within and grown and whole.thickness <= THICKER * part.thickness


def alike(one: Group, other: Group) -> bool:
    if one.layer.ground.dark is not other.layer.ground.dark:
        return False
    (l1, t1, r1, b1), (l2, t2, r2, b2) = one.box, other.box
    shared = max(0, min(r1, r2) - max(l1, l2)) * max(0, min(b1, b2) - max(t1, t2))
    union = (r1 - l1) * (b1 - t1) + (r2 - l2) * (b2 - t2) - shared
    return bool(shared > ALIKE * union) and ALIKE < one.area / other.area < 1 / ALIKE
