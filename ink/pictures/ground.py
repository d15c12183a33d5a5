"""The ground of a picture, and how far each pixel stands out from it: what is left when the light is taken away.

The light may change over the picture, and ink may be of any colour. So colours are first seen along the axis on which
they differ most. Then the ground is found: for dark ink by a grey closing, which fills all that is dark and narrower
than its reach and leaves edges of shadows, desks and cards where they are; for light ink by an opening.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Levels = NDArray[np.float32]
"""float32 (H, W), grey levels of 0-255 or differences of them."""

BRIGHTNESS = np.array([0.299, 0.587, 0.114], dtype=np.float32)
"""Share of red, green and blue in how bright a colour looks (ITU-R BT.601)."""
COARSE = 64
"""Pixels of the longer side of the copy in which the colour axis is looked for."""
WIDE, NARROW = 1 / 4, 1 / 18
"""Reach of the closings, as parts of the picture's shorter side: lines that are wider are taken as ground."""
DARKEST = 0.3
"""Of the lightest ground: what is darker is not taken for brighter than this when contrast is made up for shadow."""
BINS = 256
"""Of the histogram of levels."""
SMOOTHED_FROM = 100
"""Pixels of the shorter side from which single pixels do not make the ground."""


@dataclass(frozen=True)
class Ground:
    """How a picture's colours become contrast: a ground, and how dark it is.

    Attributes:
        axis: (3,), weights of red, green and blue; absolute values add up to 1.
        levels: (H, W), the ground along that axis, of a copy of the picture.
        light: (H, W), 0-1, the share of the light that falls there; contrast is divided by it.
        dark: ink is darker than the ground.
        blur: standard deviation, in pixels of the copy, with which the picture is smoothed, for ink made of dots.
        reach: pixels of the copy: wider lines are ground; 0 for a ground that is the same everywhere.
        narrow: the reach is the shorter one.
    """

    axis: Levels
    levels: Levels
    light: Levels
    dark: bool
    blur: float = 0.0
    reach: int = 0
    narrow: bool = False

    def contrast(self, levels: Levels) -> Levels:
        """How far the copy's levels (H, W) stand out from the ground; below 0 on the other side of it."""
        difference = self.levels - levels if self.dark else levels - self.levels
        contrast: Levels = difference / self.light
        return contrast

    def contrast_in(self, tile: Image.Image, box: tuple[float, float, float, float], scale: float) -> Levels:
        """The contrast of a part of the picture at another resolution: (h, w) as the tile.

        Args:
            tile: the part, mode "L" or "RGB".
            box: left, top, right and bottom of the part in pixels of the copy.
            scale: the tile's pixels per pixel of the copy.
        """
        seen = smooth(along(tile, self.axis), self.blur * scale)
        ground, light = (
            np.asarray(Image.fromarray(of).resize(tile.size, Image.Resampling.BILINEAR, box))
            for of in (self.levels, self.light)
        )
        contrast: Levels = (ground - seen if self.dark else seen - ground) / light
        return contrast


def along(picture: Image.Image, axis: Levels) -> Levels:
    """A picture of mode "L" or "RGB" along a colour axis (3,): (H, W)."""
    if picture.mode == "L":
        grey: Levels = np.asarray(picture, dtype=np.float32) * axis.sum()
        return grey
    pixels = np.asarray(picture)
    levels: Levels = pixels[..., 0] * axis[0]
    levels += pixels[..., 1] * axis[1]
    levels += pixels[..., 2] * axis[2]
    return levels


def colour_axis(picture: Image.Image) -> Levels:
    """The axis (3,) on which the colours differ most from those around them: their first principal component."""
    if picture.mode == "L":
        return BRIGHTNESS
    coarse = picture.copy()
    coarse.thumbnail((COARSE, COARSE), Image.Resampling.BOX)
    pixels = np.asarray(coarse, dtype=np.int16)
    steps = (pixels - _medians(pixels, max(coarse.size) // 12)).reshape(-1, 3).astype(np.float32)
    _, axes = np.linalg.eigh(steps.T @ steps)
    axis = axes[:, -1]
    weight = float(np.abs(axis).sum())
    if not weight or np.abs(steps @ axis).max() < 1:
        return BRIGHTNESS
    return (axis / (weight if axis @ BRIGHTNESS >= 0 else -weight)).astype(np.float32)


def _medians(pixels: NDArray[np.int16], reach: int) -> NDArray[np.int16]:
    """The medians (H, W, 3) over squares around each pixel; five times as fast as scipy's filter in small pictures."""
    side = 2 * reach + 1
    wider = np.pad(pixels, ((reach, reach), (reach, reach), (0, 0)), mode="symmetric")
    squares = np.lib.stride_tricks.sliding_window_view(wider, (side, side), axis=(0, 1))
    middle = side * side // 2
    medians: NDArray[np.int16] = np.partition(squares.reshape(*pixels.shape, -1), middle, axis=-1)[..., middle]
    return medians


def noise(levels: Levels) -> float:
    """Standard deviation of what differs from pixel to pixel, from the median of the differences; 0 for one pixel."""
    if levels.shape[1] < 2:
        return 0.0
    return float(1.4826 / np.sqrt(2) * np.median(np.abs(np.diff(levels[::2], axis=1))))


def smooth(levels: Levels, deviation: float) -> Levels:
    """The levels (H, W) after a Gaussian of that standard deviation; themselves for 0."""
    from scipy import ndimage

    if deviation <= 0:
        return levels
    blurred: Levels = ndimage.gaussian_filter(levels, deviation, truncate=2.5)
    return blurred


def grounds(levels: Levels, axis: Levels, blur: float = 0.0) -> list[Ground]:
    """The grounds that a picture (H, W) may have, for dark and for light ink: wide and narrow closing, and flat.

    None is narrow in a smoothed picture, where ink is wide.
    """
    from scipy import ndimage

    shorter, border = min(levels.shape), otsu(levels)
    seen = ndimage.uniform_filter(levels, 3) if shorter >= SMOOTHED_FROM else levels
    found = []
    for dark in (True, False):
        for part in (WIDE,) if blur else (WIDE, NARROW):
            reach = 2 * int(shorter * part / 2) + 1
            if reach < 3 or (part == NARROW and reach < 9):
                continue
            # Over a wide reach, what touches the edge goes on beyond it: otherwise each dark corner would be ink.
            margin = reach // 2 if part == WIDE else 0
            ground = np.pad(seen, margin, mode="edge")
            first, second = ndimage.maximum_filter, ndimage.minimum_filter
            if not dark:
                first, second = second, first
            # Two pixels more on the way back, for the edges of shadows, which smoothing has made softer.
            ground = second(first(ground, reach), reach + 2)[margin:, margin:][: levels.shape[0], : levels.shape[1]]
            light = _light(ground, axis, dark)
            found.append(Ground(axis, ground, light, dark, blur, reach, part == NARROW))
        found.append(_flat(levels, border, axis, dark, blur))
    return found


def _light(ground: Levels, axis: Levels, dark: bool) -> Levels:
    """How much light falls on a ground for dark ink: ink in a shadow has less contrast. 1 for light ink.

    Only for axes of brightness: along others a level says nothing of the light.
    """
    brightest = float(np.percentile(ground[::4, ::4], 95))
    if not dark or axis.min() < 0 or brightest < 1:
        return np.ones_like(ground)
    light: Levels = np.clip(ground / brightest, DARKEST, 1)
    return light


def _flat(levels: Levels, border: float, axis: Levels, dark: bool, blur: float) -> Ground:
    """One level for all: the median of what is on the ground's side of a border, Otsu's threshold."""
    beyond = levels[levels > border] if dark else levels[levels <= border]
    level = float(np.median(beyond)) if beyond.size else border
    return Ground(axis, np.full_like(levels, level), np.ones_like(levels), dark, blur)


def otsu(values: Levels) -> float:
    """The threshold that makes the variance between both sides largest (Otsu 1979)."""
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return low
    edges = np.linspace(low, high, BINS + 1)
    places = ((values - low) * (BINS / (high - low))).astype(np.intp)
    counts = np.bincount(np.minimum(places, BINS - 1).ravel(), minlength=BINS)
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    mass = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (mass / below - (mass[-1] - mass) / above) ** 2
    between[~np.isfinite(between)] = 0
    # Where nothing lies between two classes, many thresholds are as good; the middle of them is taken.
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))
    return float(edges[(best[0] + best[-1]) // 2 + 1])


def quiet_level(contrast: Levels) -> float:
    """The contrast of the ground itself, which noise lifts: a closing lies on the lightest of its pixels."""
    return max(float(np.median(contrast[::3, ::3])), 0.0)
