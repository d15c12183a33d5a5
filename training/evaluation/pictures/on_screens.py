"""Kinds that a program shows: cards, windows, phones, plots."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from training.evaluation.pictures.drawing import (
    Box,
    Colour,
    Digits,
    Shape,
    Sheet,
    coverage,
    grey,
    letters,
    lines,
    paint,
    random_shape,
    rectangle,
    sheet,
    text,
    write,
)
from training.evaluation.pictures.encoding import jpeg, levels, png, save
from training.evaluation.pictures.light import blurred, ramp

Rng = np.random.Generator
GROUNDS: tuple[Colour, ...] = ((24, 25, 28), (40, 60, 110), (90, 45, 110), (18, 90, 90), (120, 124, 130), (60, 62, 66))
"""Colours of what lies behind a card."""


def _on(ground: Sheet, digits: Digits, rng: Rng, area: Box, light: bool = False) -> Sheet:
    """A digit in an area of a screen, dark or light, with a round pen."""
    room = 0.06 * min(area[2] - area[0], area[3] - area[1])
    inner = area[0] + room, area[1] + room, area[2] - room, area[3] - room
    mark = write(
        digits[0], (ground.shape[0], ground.shape[1]), rng, shares=(0.45, 0.85), widths=(0.06, 0.13), area=inner
    )
    return paint(ground, mark.mask, rng.uniform(220, 255) if light else rng.uniform(0, 50))


def _box(shape: Shape, rng: Rng, low: float = 0.4, high: float = 0.75) -> Box:
    """A card's place."""
    width, height = shape[1] * rng.uniform(low, high), shape[0] * rng.uniform(low, high)
    left, top = rng.uniform(0.04, 0.96) * (shape[1] - width), rng.uniform(0.04, 0.96) * (shape[0] - height)
    return left, top, left + width, top + height


def card(digits: Digits, rng: Rng) -> bytes:
    """A screenshot of a white card on a dark or coloured ground, with round corners and a soft shadow."""
    shape = random_shape(rng, 480, 860)
    ground = sheet(shape, GROUNDS[rng.integers(len(GROUNDS))])
    box, radius = _box(shape, rng), rng.uniform(0, 40)
    shadow = blurred(rectangle(shape, (box[0], box[1] + 6, box[2], box[3] + 8), radius), rng.uniform(4, 14))
    ground = paint(ground, 0.4 * shadow, 0)
    return png(_on(paint(ground, rectangle(shape, box, radius), grey(rng.uniform(240, 255))), digits, rng, box))


def dark_card(digits: Digits, rng: Rng) -> bytes:
    """A light digit on a dark card on a light page."""
    shape = random_shape(rng, 480, 860)
    box = _box(shape, rng)
    ground = paint(sheet(shape, grey(rng.uniform(225, 250))), rectangle(shape, box, rng.uniform(0, 40)), (30, 32, 40))
    return png(_on(ground, digits, rng, box, light=True))


def card_in_transparent_margin(digits: Digits, rng: Rng) -> bytes:
    """An opaque card with a margin of nothing around it, as window screenshots and icons have it."""
    shape = random_shape(rng, 320, 700)
    margin = min(shape) * rng.uniform(0.06, 0.2)
    box = margin, margin, shape[1] - margin, shape[0] - margin
    light = rng.random() < 0.3
    there = rectangle(shape, box, rng.uniform(0, 50))
    drawn = _on(sheet(shape, grey(35 if light else 248)), digits, rng, box, light)
    alpha = np.maximum(there, 0.35 * blurred(there, margin * 0.25) * rng.integers(2))
    colours = drawn * (there > 0)[:, :, None]
    return save(Image.fromarray(np.dstack([levels(colours), levels(alpha * 255)])), "PNG")


def window(digits: Digits, rng: Rng) -> bytes:
    """A drawing program: title bar, canvas, buttons with words."""
    shape: Shape = round(rng.uniform(480, 640)), round(rng.uniform(560, 800))
    night = rng.random() < 0.3
    face, ink = (grey(45), grey(215)) if night else (grey(rng.uniform(225, 242)), grey(40))
    shown = sheet(shape, face)
    bar = 34
    shown = paint(shown, rectangle(shape, (0, 0, shape[1], bar)), (48, 92, 160) if rng.integers(2) else grey(205))
    shown = paint(shown, text(shape, (12, 8), letters(rng, 8).title(), 16), ink)
    for number, colour in enumerate(((220, 80, 70), (240, 190, 70), (110, 190, 90))):
        dot = np.array([(shape[1] - 24 - 30 * number, bar / 2)])
        shown = paint(shown, coverage([dot], shape, 13), colour)
    foot, right = shape[0] - 64, shape[1] - int(rng.choice((20, 150)))
    area = 20.0, bar + 16.0, float(right), foot - 12.0
    shown = paint(shown, rectangle(shape, area), grey(20) if night else grey(255))
    shown = paint(shown, rectangle(shape, area, outline=1), grey(130))
    for left in np.arange(20.0, shape[1] - 110, 120).tolist():
        shown = _button(shown, (left, foot + 6, left + 104, foot + 44), rng, night)
    if right < shape[1] - 100:
        for top in np.arange(bar + 16.0, foot - 50, 48).tolist():
            shown = _button(shown, (right + 12, top, shape[1] - 14, top + 36), rng, night)
    return png(_on(shown, digits, rng, area, light=night))


def _button(shown: Sheet, box: Box, rng: Rng, night: bool) -> Sheet:
    shape = shown.shape[0], shown.shape[1]
    shown = paint(shown, rectangle(shape, box, 5), grey(80) if night else grey(250))
    shown = paint(shown, rectangle(shape, box, 5, outline=1), grey(140))
    words = letters(rng, int(rng.integers(4, 7))).title()
    return paint(shown, text(shape, (box[0] + 14, box[1] + 9), words, 15), grey(220) if night else grey(30))


def tablet_dark_mode(digits: Digits, rng: Rng) -> bytes:
    """Notes on a tablet in dark mode: near-black page, tool bar with coloured dots."""
    shape: Shape = round(rng.uniform(560, 700)), round(rng.uniform(720, 900))
    shown = sheet(shape, (28, 28, 30))
    shown = paint(shown, rectangle(shape, (0, 0, shape[1], 56)), (44, 44, 48))
    for number in range(6):
        at = np.array([(shape[1] * 0.3 + 44 * number, 28.0)])
        shown = paint(shown, coverage([at], shape, 24), tuple(rng.uniform(60, 255, 3).tolist()))
    rules = [((0.0, float(y)), (float(shape[1]), float(y))) for y in np.arange(110, shape[0], 54)]
    if rng.integers(2):
        shown = paint(shown, lines(shape, rules, 1), (58, 58, 62))
    return png(_on(shown, digits, rng, (0, 60, shape[1], shape[0]), light=True))


def phone_screenshot(digits: Digits, rng: Rng) -> bytes:
    """A tall picture: status bar above, three buttons below."""
    shape: Shape = round(rng.uniform(900, 1200)), round(rng.uniform(440, 560))
    night = rng.random() < 0.4
    page, ink = (grey(18), grey(235)) if night else (grey(rng.uniform(242, 255)), grey(30))
    shown = paint(sheet(shape, page), text(shape, (24, 10), letters(rng, 5), 20), ink)
    shown = paint(shown, rectangle(shape, (shape[1] - 60, 14, shape[1] - 24, 30), 3), ink)
    shown = paint(shown, coverage([np.array([(shape[1] - 86.0, 22.0)])], shape, 16), ink)
    for part in (0.2, 0.5, 0.8):
        at = np.array([(shape[1] * part, shape[0] - 34.0)])
        shown = paint(shown, coverage([at], shape, 30) - coverage([at], shape, 22), ink)
    return png(_on(shown, digits, rng, (0, 60, shape[1], shape[0] - 70), light=night))


def chat_message(digits: Digits, rng: Rng) -> bytes:
    """A picture in a chat: a bubble on a coloured ground, a line of text above and below."""
    shape = random_shape(rng, 520, 760)
    ground = sheet(shape, (214, 226, 208)) - 14 * ramp(shape, 1.0)[:, :, None]
    box = shape[1] * 0.08, shape[0] * 0.15, shape[1] * rng.uniform(0.75, 0.92), shape[0] * 0.82
    ground = paint(ground, rectangle(shape, (box[0] - 8, box[1] - 8, box[2] + 8, box[3] + 36), 16), (225, 255, 210))
    ground = paint(ground, rectangle(shape, box, 8), grey(rng.uniform(235, 255)))
    for y in (shape[0] * 0.05, box[3] + 10):
        words = " ".join(letters(rng, int(rng.integers(3, 8))) for _ in range(4))
        ground = paint(ground, text(shape, (box[0], y), words, 18), 60)
    return jpeg(_on(ground, digits, rng, box), rng)


def matplotlib_axes(digits: Digits, rng: Rng) -> bytes:
    """``imshow`` of a digit of 28 by 28 pixels, with axes, and perhaps a title."""
    from matplotlib.figure import Figure

    mark = write(digits[0], (28, 28), rng, shares=(0.68, 0.75), widths=(0.09, 0.14), area=(2, 2, 26, 26))
    figure = Figure(figsize=rng.uniform(3.5, 6.5, 2).round(1).tolist(), dpi=int(rng.choice((80, 100, 120))))
    axes = figure.subplots()
    shown = axes.imshow(mark.mask, cmap=str(rng.choice(["gray", "gray", "gray_r", "binary", "viridis", "Blues"])))
    if rng.random() < 0.3:
        axes.set_title(letters(rng, 6))
    if rng.random() < 0.15:
        figure.colorbar(shown)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
