"""Each kind makes a picture file of what it says, and the same one each time."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from training.evaluation.pictures.kinds import KINDS, Group, Kind, examples

BAR = [np.array([(0.0, 0.0), (0.0, 100.0)])]
DASH = [np.array([(0.0, 0.0), (100.0, 0.0)])]
WRITTEN = [(1, BAR), (7, DASH)]
HARD = {
    "pale grey on white", "64 pixels in 12 megapixels", "screenshot of a card", "dithered scan", "line at an edge",
    "matplotlib axes", "card in a transparent margin", "squared paper", "frame", "paper on a desk", "vignette",
    "window with buttons", "hand's shadow", "underlined", "neighbours' fragments",
}  # fmt: skip
PLAIN = {
    "even light", "linear gradient", "lined paper", "chalk", "spray", "hairlines", "dashes", "noise",
    "JPEG at quality 5", "ink on transparency", "half transparent", "transparent palette", "grey with alpha", "16 bit",
    "1 bit", "CMYK", "EXIF orientation", "tight crop", "tight bold crop, 8 to 48 pixels", "12 to 28 pixels",
}  # fmt: skip


def named(name: str) -> Kind:
    (kind,) = (kind for kind in KINDS if kind.name == name)
    return kind


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_the_kinds_that_were_asked_for() -> None:
    assert {kind.name for kind in KINDS if kind.group is Group.HARD} == HARD
    assert {kind.name for kind in KINDS if kind.group is Group.PLAIN} >= PLAIN
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert {kind.group for kind in KINDS} == set(Group)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_picture_file_with_the_label_of_what_is_written(kind: Kind) -> None:
    asked = []

    def make(digits: list[list[np.ndarray]], rng: np.random.Generator) -> bytes:
        asked.append(digits[0])
        return kind.make(digits, rng)

    (example,) = examples(WRITTEN, 1, seed=1, kinds=[Kind(kind.group, kind.name, make)])
    assert min(opened(example.content).size) >= 1
    if kind.group is Group.NONE:
        assert example.label is None
    else:
        assert example.label == (1 if asked[0] is BAR else 7)


@pytest.mark.parametrize("name", ["squared paper", "paper on a desk", "window with buttons", "spray"])
def test_same_seed_same_bytes(name: str) -> None:
    first, second, other = (
        [example.content for example in examples(WRITTEN, 2, seed, [named(name)])] for seed in (1, 1, 2)
    )
    assert first == second
    assert first[0] != first[1]
    assert not set(first) & set(other)


def test_labels_take_turns() -> None:
    labels = [example.label for example in examples(WRITTEN, 4, 1, [named("1 bit")])]
    assert sorted(labels) == [1, 1, 7, 7]


@pytest.mark.parametrize("label", [1, 7])
@pytest.mark.parametrize("name", ["even light", "ink on transparency", "EXIF orientation", "tight crop"])
def test_what_is_drawn_is_what_was_written(name: str, label: int) -> None:
    """A bar is high, a dash is broad."""
    written = dict(WRITTEN)
    for example in examples([(label, written[label])], 3, 1, [named(name)]):
        image = ImageOps.exif_transpose(opened(example.content))
        grey = np.asarray(image.getchannel("A") if "A" in image.getbands() else image.convert("L"), float)
        ink = np.abs(grey - np.median(grey)) > 60 if name != "tight crop" else np.ones(grey.shape, bool)
        rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
        assert (np.ptp(rows) > np.ptp(columns)) == (label == 1)


def test_pale_grey_is_20_levels_from_white() -> None:
    for example in examples(WRITTEN, 2, 1, [named("pale grey on white")]):
        grey = np.asarray(opened(example.content).convert("L"))
        assert (grey.min(), grey.max()) == (235, 255)


def test_12_megapixels() -> None:
    (example,) = examples(WRITTEN, 1, 1, [named("64 pixels in 12 megapixels")])
    width, height = opened(example.content).size
    assert width * height == 12_000_000


def test_modes_of_files() -> None:
    modes = {name: set() for name in ("16 bit", "1 bit", "CMYK", "grey with alpha", "dithered scan", "fax")}
    for name, found in modes.items():
        found |= {opened(example.content).mode for example in examples(WRITTEN, 1, 1, [named(name)])}
    assert modes == {
        "16 bit": {"I;16"}, "1 bit": {"1"}, "CMYK": {"CMYK"}, "grey with alpha": {"LA"},
        "dithered scan": {"1"}, "fax": {"1"},
    }  # fmt: skip
