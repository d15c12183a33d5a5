"""The ground of a picture, and what stands out from it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from ink.pictures.ground import BRIGHTNESS, Levels, along, colour_axis, grounds, noise, otsu


def page(level: float = 200) -> Levels:
    return np.full((200, 300), level, np.float32)


def contrasts(levels: Levels, dark: bool) -> list[Levels]:
    return [ground.contrast(levels) for ground in grounds(levels, BRIGHTNESS) if ground.dark is dark]


@pytest.mark.parametrize("dark", [True, False])
def test_a_line_stands_out_from_every_ground(dark: bool) -> None:
    levels = page(120)
    levels[50:150, 140:148] = 40 if dark else 220
    for contrast in contrasts(levels, dark):
        assert contrast[100, 144] == pytest.approx(80 if dark else 100, abs=2)
        assert np.abs(contrast[:, :100]).max() < 2


def test_a_gradient_and_a_shadow_are_ground() -> None:
    levels = page() * np.linspace(0.5, 1, 300, dtype=np.float32)
    levels[:, :120] *= 0.6
    wide, narrow, _flat = contrasts(levels, dark=True)
    assert wide.max() < 4
    assert narrow.max() < 4


def test_contrast_is_made_up_for_in_the_shadow() -> None:
    levels = page()
    levels[50:150, 60:66] = levels[50:150, 240:246] = 50
    levels[:, :150] *= 0.5
    wide = contrasts(levels, dark=True)[0]
    assert wide[100, 63] == pytest.approx(wide[100, 243], rel=0.05)


def test_the_colour_axis_sees_what_is_as_bright_as_its_ground() -> None:
    picture = Image.new("RGB", (90, 90), (0, 128, 0))
    picture.paste((251, 0, 0), (40, 20, 46, 70))
    assert abs(float(BRIGHTNESS @ (251, 0, 0)) - float(BRIGHTNESS @ (0, 128, 0))) < 2
    levels = along(picture, colour_axis(picture))
    assert abs(levels[45, 43] - levels[5, 5]) > 100


def test_without_colours_the_axis_is_brightness() -> None:
    np.testing.assert_array_equal(colour_axis(Image.new("RGB", (50, 50), "red")), BRIGHTNESS)
    np.testing.assert_array_equal(colour_axis(Image.new("L", (50, 50))), BRIGHTNESS)


def test_noise_is_measured_beside_ink() -> None:
    levels = page() + np.random.default_rng(0).normal(0, 5, (200, 300)).astype(np.float32)
    levels[50:150, 140:160] -= 100
    assert noise(levels) == pytest.approx(5, rel=0.1)
    assert noise(page()) == 0
    assert noise(np.zeros((5, 1), np.float32)) == 0


def test_otsus_threshold_lies_between_two_classes() -> None:
    values = np.concatenate([np.full(900, 30), np.full(100, 200)]).astype(np.float32)
    assert otsu(values) == pytest.approx(115, abs=2)
    assert otsu(np.full(9, 7, np.float32)) == 7


def test_a_part_at_its_own_resolution_has_the_contrast_of_the_copy() -> None:
    picture = Image.new("L", (1200, 800), 200)
    picture.paste(40, (600, 200, 640, 600))
    ground = grounds(along(picture.reduce(4), BRIGHTNESS), BRIGHTNESS)[0]
    contrast = ground.contrast_in(picture.crop((560, 400, 680, 440)), (140, 100, 170, 110), 4)
    assert contrast.shape == (40, 120)
    assert contrast[20, 60] == pytest.approx(160, abs=2)
    assert abs(contrast[20, 5]) < 2
