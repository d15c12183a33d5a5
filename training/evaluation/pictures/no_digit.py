"""Pictures of no single digit: empty sheets, letters, signs, scribbles, circled digits, numbers of two digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.evaluation.pictures import light, on_desks, on_paper, on_screens, paper
from training.evaluation.pictures.drawing import (
    Digit,
    Digits,
    Mark,
    Mask,
    Shape,
    Sheet,
    coverage,
    dark,
    paint,
    paper_white,
    random_shape,
    rectangle,
    shapes,
    sheet,
    text,
    write,
)
from training.evaluation.pictures.encoding import jpeg, png
from training.strokes.geometry import Points
from training.strokes.measured.drawings import SCRIBBLES, SIGNS
from training.strokes.measured.handwriting import write as write_prototype
from training.strokes.placing import fit

Rng = np.random.Generator


def empty_sheet(digits: Digits, rng: Rng) -> bytes:
    return png(sheet(random_shape(rng), paper_white(rng)))


def empty_in_uneven_light(digits: Digits, rng: Rng) -> bytes:
    """A photo of an empty sheet: gradient, vignette or shadow."""
    blank = paper.plain(random_shape(rng), rng)
    lit: Sheet = (
        light.gradient(blank, rng, (0.3, 0.8)),
        light.vignette(blank, rng, (0.3, 0.7)),
        light.half_shadow(blank, rng),
        light.hand_shadow(blank, rng),
    )[rng.integers(4)]
    return jpeg(light.photographed(lit, rng), rng)


def empty_ruled_paper(digits: Digits, rng: Rng) -> bytes:
    """An empty sheet with squares or rules."""
    return _unwritten(
        (on_paper.squared_paper, on_paper.strong_rules, on_paper.notebook_margin, on_paper.spiral_binding), rng
    )


def empty_used_paper(digits: Digits, rng: Rng) -> bytes:
    """Nothing written, but creases, stains, lines at a scan's edge."""
    kinds = on_paper.coffee_stain, on_paper.creases, on_paper.napkin, on_paper.scan_border, on_paper.line_at_edge
    return _unwritten(kinds, rng)


def empty_desk(digits: Digits, rng: Rng) -> bytes:
    """Paper on a desk, and nothing written."""
    return _unwritten(
        (on_desks.paper_on_desk, on_desks.torn_paper, on_desks.dirty_desk, on_desks.graph_paper_photo), rng
    )


def empty_screen(digits: Digits, rng: Rng) -> bytes:
    """A card, a frame, a program's window, a phone, and nothing drawn there."""
    kinds = on_screens.card, on_screens.dark_card, on_screens.window, on_screens.phone_screenshot, on_paper.frame
    return _unwritten(kinds, rng)


def pen_on_paper(digits: Digits, rng: Rng) -> bytes:
    """A pen that lies on an empty sheet, with its cap, its tip and its shadow."""
    shape = random_shape(rng)
    middle, angle = np.array(shape[::-1]) * rng.uniform(0.35, 0.65, 2), rng.uniform(0, 2 * np.pi)
    along = np.array((np.cos(angle), np.sin(angle))) * min(shape) * rng.uniform(0.3, 0.5)
    width = min(shape) * rng.uniform(0.04, 0.07)
    shadow = light.blurred(
        coverage([np.array([middle - along, middle + along]) + width * 0.4], shape, width), width * 0.3
    )
    shown = paint(paper.plain(shape, rng), 0.4 * shadow, 0)
    for start, end, part, colour in (
        (1.0, 1.15, 0.3, (190.0, 180.0, 150.0)), (-1.0, 1.0, 1.0, dark(rng)), (-1.0, -0.4, 1.1, dark(rng)),
    ):  # fmt: skip
        shown = paint(
            shown, coverage([np.array([middle + start * along, middle + end * along])], shape, part * width), colour
        )
    return jpeg(light.photographed(shown, rng), rng)


def print_alone(digits: Digits, rng: Rng) -> bytes:
    """Small print, and nothing written."""
    return _unwritten((on_paper.printed_text, on_paper.form_field, on_desks.receipt, on_screens.chat_message), rng)


def _unwritten(kinds: tuple[Callable[[Digits, Rng], bytes], ...], rng: Rng) -> bytes:
    """One of these kinds without its digit."""
    return kinds[rng.integers(len(kinds))]([()] * 4, rng)


def written_letter(digits: Digits, rng: Rng) -> bytes:
    kinds = sorted(kind for kind in SIGNS if kind.startswith("letter"))
    return _shown(_sign(str(rng.choice(kinds)), rng), rng)


def printed_letter(digits: Digits, rng: Rng) -> bytes:
    shape = random_shape(rng)
    size = min(shape) * rng.uniform(0.4, 0.7)
    place = rng.uniform(0.05, 0.3, 2) * shape[::-1]
    glyph = text(shape, (place[0], place[1]), str(rng.choice([*"ACDEFGHJKLMNPRTUVWXYabdefhkmnprtuwy&@#%?"])), size)
    return png(paint(sheet(shape, paper_white(rng)), glyph, dark(rng)))


def word(digits: Digits, rng: Rng) -> bytes:
    shape = round(rng.uniform(200, 320)), round(rng.uniform(480, 720))
    words = str(rng.choice(["hello", "Name", "draw", "number", "Total", "yes", "ware", "Mathe", "paper"]))
    return png(paint(sheet(shape, paper_white(rng)), text(shape, (30, 40), words, shape[0] * 0.45), dark(rng)))


def scribble(digits: Digits, rng: Rng) -> bytes:
    return _shown(SCRIBBLES[str(rng.choice(sorted(SCRIBBLES)))](rng), rng)


def tick_or_arrow(digits: Digits, rng: Rng) -> bytes:
    """A tick, an arrow, a cross, a wave, a spiral."""
    wave = np.linspace(0, 1, 60)
    turns = wave[:, None] * rng.uniform(4, 6) * np.pi + np.array((0, np.pi / 2))
    signs: tuple[Digit, ...] = (
        [np.array([(0, 55), (35, 100), (rng.uniform(90, 130), 0)])],
        [np.array([(0, 50.0), (100, 50)]), np.array([(65, 20.0), (100, 50), (65, 80)])],
        [np.array([(0, 0.0), (100, 100)]), np.array([(100, 0.0), (0, 100)])],
        [np.stack([wave * 100, 14 * np.sin(wave * rng.uniform(14, 24))], axis=1)],
        [np.sin(turns) * wave[:, None] * 50],
    )
    return _shown(signs[rng.integers(len(signs))], rng)


def face_or_sign(digits: Digits, rng: Rng) -> bytes:
    """A smiling face or another little picture."""
    kinds = sorted(kind for kind in SIGNS if not kind.startswith(("letter", "line")))
    return _shown(_sign(str(rng.choice(kinds)), rng), rng)


def _sign(kind: str, rng: Rng) -> Digit:
    prototypes = SIGNS[kind]
    return [stroke.path for stroke in write_prototype(prototypes[rng.integers(len(prototypes))], rng).strokes]


def _shown(strokes: Digit, rng: Rng) -> bytes:
    mark = write(strokes, random_shape(rng), rng, widths=(0.04, 0.1))
    return jpeg(light.photographed(paint(paper.plain(mark.shape, rng), mark.mask, dark(rng)), rng), rng)


def logo(digits: Digits, rng: Rng) -> bytes:
    """Filled shapes in two colours: a star, a triangle in a disc, three bars, a heart."""
    shape = random_shape(rng)
    middle, radius = np.array(shape[::-1]) / 2 + rng.normal(0, 10, 2), min(shape) * rng.uniform(0.25, 0.4)
    draw = (_star, _triangle_in_disc, _bars, _heart)[rng.integers(4)]
    shown = sheet(shape, 255)
    colours = dark(rng), tuple(rng.uniform(130, 255, 3).tolist())
    for part, colour in zip(draw(shape, middle, radius, rng), colours, strict=False):
        shown = paint(shown, part, colour)
    return png(shown)


def _star(shape: Shape, middle: Points, radius: float, rng: Rng) -> tuple[Mask, ...]:
    points = 2 * int(rng.integers(5, 9))
    reach = radius * np.where(np.arange(points) % 2, rng.uniform(0.4, 0.7), 1)
    return _polygon(shape, middle, reach, rng.uniform(0, 6)), coverage([middle[None]], shape, radius * 0.6)


def _triangle_in_disc(shape: Shape, middle: Points, radius: float, rng: Rng) -> tuple[Mask, ...]:
    return coverage([middle[None]], shape, 2 * radius), _polygon(shape, middle, np.full(3, radius * 0.6), 0)


def _bars(shape: Shape, middle: Points, radius: float, rng: Rng) -> tuple[Mask, ...]:
    x, y = middle.tolist()
    tops = y + radius - 2 * radius * rng.uniform(0.3, 1, 3)
    bars = [
        rectangle(shape, (left, top, left + radius * 0.4, y + radius))
        for left, top in zip((x - radius, x - radius * 0.3, x + radius * 0.4), tops.tolist(), strict=True)
    ]
    return np.maximum(bars[0], bars[2]), bars[1]


def _heart(shape: Shape, middle: Points, radius: float, rng: Rng) -> tuple[Mask, ...]:
    turn = np.linspace(0, 2 * np.pi, 80)
    y = 13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn)
    points = middle + np.stack([16 * np.sin(turn) ** 3, -y], axis=1) * radius / 16
    return (shapes(shape, lambda draw: draw.polygon([(float(x), float(y)) for x, y in points], 255)),)


def _polygon(shape: Shape, middle: Points, reach: Points, turn: float) -> Mask:
    """Its corners lie that far from the middle."""
    angles = np.linspace(0, 2 * np.pi, len(reach), endpoint=False) + turn
    points = middle + np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach[:, None]
    return shapes(shape, lambda draw: draw.polygon([(float(x), float(y)) for x, y in points], 255))


def circled(digits: Digits, rng: Rng) -> bytes:
    """A digit in a circle."""
    mark, ring = _ringed(digits[0], rng)
    return jpeg(paint(paper.plain(mark.shape, rng), np.maximum(mark.mask, ring), dark(rng)), rng)


def _ringed(digit: Digit, rng: Rng) -> tuple[Mark, Mask]:
    shape = random_shape(rng)
    room = min(shape) * 0.25
    mark = write(
        digit, shape, rng, shares=(0.7, 0.9), widths=(0.05, 0.1), area=(room, room, shape[1] - room, shape[0] - room)
    )
    left, top, right, bottom = mark.box
    middle = np.array((left + right, top + bottom)) / 2
    angles = np.linspace(0, 2 * np.pi + rng.uniform(-0.1, 0.3), 90)
    radius = 0.5 * np.hypot(right - left, bottom - top) + 1.5 * mark.width
    radii = radius * (np.array((1, 1)) + rng.normal(0, 0.05, 2)) * (1 + 0.02 * np.sin(3 * angles[:, None]))
    circle = middle + np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii
    return mark, coverage([circle], shape, mark.width * rng.uniform(0.5, 1))


def crossed_out(digits: Digits, rng: Rng) -> bytes:
    """A digit under a zig-zag that strikes it out."""
    mark = write(digits[0], random_shape(rng), rng, shares=(0.4, 0.65), widths=(0.05, 0.09))
    left, top, right, bottom = mark.box
    count = int(rng.integers(8, 13))
    y = np.linspace(top, bottom, count) + rng.normal(0, 3, count)
    x = np.where(np.arange(count) % 2, left - 0.1 * mark.side, right + 0.1 * mark.side) + rng.normal(0, 5, count)
    struck = coverage([np.stack([x, y], axis=1)], mark.shape, mark.width)
    return png(paint(sheet(mark.shape, paper_white(rng)), np.maximum(mark.mask, struck), dark(rng)))


def two_digits(digits: Digits, rng: Rng) -> bytes:
    """A number such as 42."""
    return _number(digits[:2], rng)


def many_digits(digits: Digits, rng: Rng) -> bytes:
    """Three or four digits in a row."""
    return _number(digits[: int(rng.integers(3, 5))], rng)


def _number(digits: Digits, rng: Rng) -> bytes:
    side, ends = rng.uniform(140, 260), 0.0
    strokes: list[Points] = []
    for digit in digits:
        paths = fit(digit, side * rng.uniform(0.85, 1))
        points = np.concatenate(paths)
        shift = np.array((ends - points[:, 0].min(), rng.normal(0, 0.03) * side))
        strokes.extend(path + shift for path in paths)
        ends += float(np.ptp(points[:, 0])) + side * rng.uniform(0.15, 0.4)
    shape: Shape = round(side * rng.uniform(1.5, 2.2)), round(ends + side * rng.uniform(0.4, 1))
    width = side * rng.uniform(0.06, 0.1)
    middle = np.array(((shape[1] - ends) / 2 + width, shape[0] / 2))
    ink = coverage([path + middle for path in strokes], shape, width)
    if rng.integers(2):
        return png(paint(sheet(shape, paper_white(rng)), ink, dark(rng)))
    return jpeg(light.photographed(paint(paper.plain(shape, rng), ink, dark(rng)), rng), rng)
