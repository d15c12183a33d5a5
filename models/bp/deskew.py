"""Straightens slanted digits before the first weights."""

from __future__ import annotations

import numpy as np

from ink.framing import FRAME
from models.bp.layers import Array, Layer

MOST_SLANT = 0.6
"""Pixels sideways for each row; ink that slants more is sheared by so much."""
FLAT = 1e-6
"""Ink whose rows vary less than this (pixels squared) has no slant: a blank frame, a single row."""
_ROWS, _COLUMNS = (place.ravel().astype(np.float64) for place in np.indices((FRAME, FRAME)))
_MOMENTS = np.stack([np.ones(FRAME**2), _COLUMNS, _ROWS, _COLUMNS * _ROWS, _ROWS**2], axis=1)


class Deskew(Layer):
    """Shears each frame so that its ink stands upright (LeCun et al. 1998, section III-A, the deslanted MNIST).

    With the ink's centre (cx, cy) and its second central moments m11 (across x down) and m02 (down x down), in pixels,
    the slant is a = m11 / m02, within +-MOST_SLANT. Row r moves by s = a (r - cy):

    y[r, c] = (1 - f) x[r, c + k] + f x[r, c + k + 1],  k = floor(s), f = s - k,  and no ink beside the frame.

    dL/dx has two parts: that of the pixels, which goes the way back, and that of the slant and the centre, which depend
    on the frame, too. With the ink's mass m, and u = r - cy, v = c - cx,
    da/dx[r, c] = u (v - a u) / (m m02), or 0 where the slant is limited,  dcy/dx[r, c] = u / m.

    Attributes:
        slants: a of each frame of the last forward, (N,).
        centres: its cx and cy, (N, 2).
    """

    def forward(self, x: Array, training: bool = False) -> Array:
        """(N, 784) or (N, 28, 28), pixels >= 0 -> the same shape and type."""
        frames = x.reshape(-1, FRAME, FRAME)
        self._measure(frames)
        moves = self.slants[:, None] * (np.arange(FRAME) - self.centres[:, 1:])
        whole = np.floor(moves)
        self._parts = (moves - whole).astype(x.dtype)[:, :, None]
        self._sources = _flat_sources(whole.astype(np.intp))
        inked = np.pad(frames, ((0, 0), (0, 0), (1, 1))).reshape(-1).take(self._sources)
        self._slopes = np.diff(inked, axis=2)
        return np.asarray(inked[:, :, :-1] + self._parts * self._slopes).reshape(x.shape)

    def _measure(self, frames: Array) -> None:
        """The mass, the centre (across, down), the variance of rows, and the slant of each frame."""
        mass, *sums = (frames.reshape(-1, FRAME**2) @ _MOMENTS).T
        self._mass = np.where(mass > 0, mass, 1)
        across, down, both, down_twice = (total / self._mass for total in sums)
        self.centres = np.stack([across, down], axis=1)
        variance = down_twice - down**2
        self._variance = np.maximum(variance, FLAT)
        slant = np.where(variance > FLAT, (both - across * down) / self._variance, 0)
        self.slants = np.clip(slant, -MOST_SLANT, MOST_SLANT)
        self._varies = (variance > FLAT) & (self.slants == slant)

    def backward(self, gradient: Array) -> Array:
        above = gradient.reshape(-1, FRAME, FRAME)
        by_slant_and_centre = self._by_slant_and_centre((above * self._slopes).sum(axis=2, dtype=np.float64))
        right = above * self._parts
        shares = np.pad(right, ((0, 0), (0, 0), (1, 0)))
        shares[:, :, :-1] += above - right
        by_pixels = np.zeros((len(above), FRAME, FRAME + 2), gradient.dtype)
        by_pixels.reshape(-1)[self._sources] = shares  # a pixel has one share; those beside the frame are cut off
        return np.asarray(by_pixels[:, :, 1:-1] + by_slant_and_centre.astype(gradient.dtype)).reshape(gradient.shape)

    def _by_slant_and_centre(self, by_move: Array) -> Array:
        """dL/ds (N, 28) -> dL/dx by way of the slant and the centre, (N, 28, 28)."""
        across, down = (np.arange(FRAME) - self.centres[:, one : one + 1] for one in (0, 1))
        by_slant = np.where(self._varies, (by_move * down).sum(axis=1), 0) / (self._mass * self._variance)
        by_centre = -self.slants * by_move.sum(axis=1) / self._mass
        slope = across[:, None, :] - (self.slants[:, None] * down)[:, :, None]
        return np.asarray(down[:, :, None] * (by_slant[:, None, None] * slope + by_centre[:, None, None]))


def _flat_sources(whole: Array) -> Array:
    """For rows that move by whole pixels (N, 28), the 29 pixels that each is made from, (N, 28, 29).

    They are places in the flattened frames, each row with a blank pixel at either end.
    """
    columns = np.clip(whole[:, :, None] + np.arange(1, FRAME + 2), 0, FRAME + 1)
    rows = np.arange(whole.size).reshape(whole.shape)
    return np.asarray(columns + rows[:, :, None] * (FRAME + 2))
