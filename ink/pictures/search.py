"""Looks for what may be the digit, in a copy of some hundred pixels: over several grounds and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from ink.pictures.components import Mask, components, same_mask, steps
from ink.pictures.ground import Ground, Levels, along, colour_axis, grounds, noise, quiet_level, smooth
from ink.pictures.likelihood import Setting, features, likelihood
from ink.pictures.ranking import PART, Group, Layer, comparable, distinct, is_alone, likely, without_faint_parts
from ink.pictures.regions import Box, cards, groups, holds_others, inside, rings, without_lines

LEAST_CONTRAST, LEAST_OVER_NOISE = 6.0, 4.0
"""Grey levels, and multiples of the noise's standard deviation, from which pixels stand out at all."""
MOST_NOISE = 0.4
"""As part of the picture's range of levels: what varies more is no noise but dots."""
MANY_PIXELS = 200_000
"""From which every fourth is enough to measure with."""
FAINT = 25.0
"""Grey levels of dots that are more than noise."""
DOTTED = 0.2
"""As part of that range: what varies more from pixel to pixel is made of dots."""
THRESHOLDS = (0.5, 0.22)
"""As parts of the strongest ink's contrast."""
STRONG = 95
"""Percentile of what stands out, that is the strongest ink's contrast."""
MANY = 120
"""Components, from which ink may be made of dots."""
LIKELY = 0.9
"""Prior of what is surely no dots."""
BLURS = (1.2, 3.0)
"""Standard deviations in pixels of the copy, by which dots become lines."""
AS_STRONG, MORE = 0.8, 0.2
"""Contrast of the wider strokes that something is a part of, and their further area, as parts of its own."""
TINY = 24
"""Pixels of the longer side up to which a picture may be all digit, and is never blank."""
CIRCLED, FAR = 0.4, 4.0
"""Prior at most of a circle without what it holds, and of what stands in one, as in a sign or a face; and diameters, in
its sizes, of such circles."""
ALONE = 0.97
"""The prior at least of what is alone in a clean picture."""
SIDES = (True, False)
"""Ink darker than the ground, and lighter."""
RETRIED = 1
"""Best groups whose ground is used for another threshold."""


class Search:
    """The copy of a picture or of a part of it, in which groups are looked for."""

    def __init__(self, copy: Image.Image) -> None:
        """Args: copy: mode "L" or "RGB"."""
        self._axis = colour_axis(copy)
        self._levels = along(copy, self._axis)
        self._noise = noise(self._levels)
        self._grounds = grounds(self._levels, self._axis)
        self._found: dict[bool, list[Group]] | None = None
        self._cards = tuple(cards(self._levels))
        low, middle, high = (float(value) for value in np.percentile(self._levels, (0.2, 50, 99.8)))
        self._range = high - low
        self._tail = (high + low - 2 * middle) / max(self._range, 1)
        strongest = (self._strongest(ground.contrast(self._levels), ground) for ground in self._grounds)
        self._most = max(strongest) or self._range

    def groups(self, dark: bool | None = None, threshold: float | None = None) -> list[Group]:
        """The groups that may be the digit, the best prior first, none nearly as another.

        What the user asks for is found even where nothing looks like a digit.
        """
        best = comparable(self.found(dark))
        if threshold is None:
            return best if dark is not None or max(self._levels.shape) <= TINY else likely(best)
        grounds = {id(group.layer.ground): group.layer for group in reversed(best[:RETRIED])}
        masks: list[tuple[bool, Mask]] = []
        return distinct(
            self._judge(
                layer
                for known in grounds.values()
                for layer in self._over(
                    known.ground, smooth(self._levels, known.ground.blur), known.setting.strongest, (threshold,), masks
                )
            )
        )

    def found(self, dark: bool | None = None) -> list[Group]:
        """The best groups of each side, likely to be a digit or not, the best prior first."""
        masks: list[tuple[bool, Mask]] = []
        if self._found is None:
            found = self._judge(layers := list(self._layers(masks)))
            if self._dotted(layers) and not (found and found[0].prior > LIKELY):
                found += self._judge(self._blurred_layers(masks))
                found.sort(key=lambda group: -group.prior)
            best = {side: distinct([one for one in found if one.layer.ground.dark is side]) for side in SIDES}
            self._found = {side: without_faint_parts(some) for side, some in best.items()}
        sides = SIDES if dark is None else (dark,)
        return sorted((one for side in sides for one in self._found[side]), key=lambda one: -one.prior)

    def _judge(self, layers: Iterable[Layer]) -> list[Group]:
        """All groups of some layers, the best prior first."""
        found, alone = [], []
        for layer in layers:
            proposed = groups(layer.table, self._cards)
            if proposed:
                measured = features(layer.table, proposed, layer.setting, self._cards, layer.removed)
                priors = likelihood(measured)
                circles, whole = rings(layer.table), is_alone(layer)
                for rows, prior in zip(proposed, priors, strict=True):
                    group = Group(layer, rows, float(prior))
                    if whole:
                        alone.append(replace(group, prior=max(group.prior, ALONE)))
                        continue
                    if group.prior > CIRCLED and _is_circled(group, circles):
                        group = replace(group, prior=CIRCLED)
                    if layer.ground.narrow and group.prior > PART and self._goes_on(group):
                        group = replace(group, prior=PART)
                    found.append(group)
        if alone:  # all else are parts of it
            found = [*alone, *(replace(group, prior=min(group.prior, PART)) for group in found)]
        return sorted(found, key=lambda group: -group.prior)

    def _goes_on(self, group: Group) -> bool:
        """Whether a group over a narrow closing is a part of wider strokes, which that closing took for ground.

        Then there is more ink of the same contrast, over the wide closing, in it or close to it.
        """
        ground = group.layer.ground
        wide = next((one for one in self._grounds if one.reach and not one.narrow and one.dark is ground.dark), None)
        if wide is None:
            return False
        left, top, right, bottom = group.box
        part = np.s_[
            max(top - ground.reach, 0) : bottom + ground.reach, max(left - ground.reach, 0) : right + ground.reach
        ]
        difference = wide.levels[part] - self._levels[part]
        contrast = (difference if wide.dark else -difference) / wide.light[part]
        own = group.layer.table.mask(group.rows)[part]
        as_strong = contrast >= AS_STRONG * float(np.median(contrast[own]))
        return bool(np.count_nonzero(as_strong & ~own) > MORE * np.count_nonzero(own))

    def _layers(self, masks: list[tuple[bool, Mask]]) -> Iterator[Layer]:
        """The layers over all grounds; ``masks`` notes theirs."""
        for ground in self._grounds:
            yield from self._over(ground, self._levels, self._most, THRESHOLDS, masks)

    def _dotted(self, layers: Sequence[Layer]) -> bool:
        """Whether ink may be made of dots."""
        many = any(not layer.setting.low and len(layer.table) > MANY for layer in layers)
        return many or self._noise > DOTTED * self._range

    def _blurred_layers(self, masks: list[tuple[bool, Mask]]) -> Iterator[Layer]:
        """The layers in which dots have become lines."""
        for blur in BLURS:
            seen = smooth(self._levels, blur)
            for ground in grounds(seen, self._axis, blur):
                yield from self._over(ground, seen, self._most, THRESHOLDS, masks)

    def _strongest(self, contrast: Levels, ground: Ground) -> float:
        """The contrast of the strongest ink, from that of all pixels (H, W); 0 where nothing stands out."""
        if contrast.size > MANY_PIXELS:
            contrast = contrast[::2, ::2]
        out = contrast[contrast > quiet_level(contrast) + self._floor(ground)]
        return float(np.percentile(out, STRONG)) if out.size else 0.0

    def _floor(self, ground: Ground) -> float:
        """Grey levels from which pixels stand out. A Gaussian leaves 1 / (2 sqrt(pi) deviation) of white noise."""
        noisy = LEAST_OVER_NOISE * self._noise / max(1.0, 3.5 * ground.blur)
        return max(LEAST_CONTRAST, min(noisy, max(MOST_NOISE * self._range, FAINT)))

    def _over(
        self,
        ground: Ground,
        seen: Levels,
        strongest: float,
        shares: Sequence[float],
        masks: list[tuple[bool, Mask]],
    ) -> Iterator[Layer]:
        """The layers over a ground, but for those whose masks were seen before; ``masks`` notes the new ones."""
        contrast = ground.contrast(seen)
        own = self._strongest(contrast, ground)
        if not own:
            return
        quiet = quiet_level(contrast)
        differences = steps(contrast)
        for share in shares:
            level = quiet + max(share * (own - quiet), self._floor(ground))
            mask = contrast > level
            if any(dark is ground.dark and same_mask(mask, other) for dark, other in masks):
                continue
            masks.append((ground.dark, mask))
            cut = without_lines(mask) if ground.reach and not ground.blur else None
            for inked in (mask, cut):
                if inked is not None and inked.any():
                    removed = mask & ~inked if inked is cut else None
                    setting = Setting(
                        strongest=strongest,
                        noise=self._noise,
                        flat=not ground.reach,
                        narrow=ground.narrow,
                        blurred=ground.blur > 0,
                        low=share < THRESHOLDS[0],
                        cut=inked is cut,
                        tail=self._tail * (-1 if ground.dark else 1),
                    )
                    yield Layer(ground, level, share, components(inked, contrast, differences), setting, removed)


def _is_circled(group: Group, circles: dict[int, Box]) -> bool:
    """Whether a group lies in a circle, or is one without what it holds."""
    table, box, rows = group.layer.table, group.box, set(group.rows.tolist())
    if any(_within(box, circle) for circle in circles.values()):
        return True
    around = [row for row, circle in circles.items() if circle == box and row in rows]
    return bool(around) and not rows.issuperset(inside(table, box)) and holds_others(table, around[0])


def _within(box: Box, circle: Box) -> bool:
    """Whether a circle lies round something, and not too far from it."""
    left, top, right, bottom = box
    around = circle[0] < left and circle[1] < top and circle[2] > right and circle[3] > bottom
    return around and min(circle[2] - circle[0], circle[3] - circle[1]) < FAR * max(right - left, bottom - top)
