"""What can be seen of learning curves in a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from numpy.typing import NDArray
from PIL import Image

from common import translation
from tests.helpers import run_python
from tests.training.plots.runs import curves
from training.plots import fonts
from training.plots.curves import COLOURS_ON_DARK, Curves, Palette
from training.plots.drawing import PAPER, draw, draw_png

DARK = Palette(text="#e6eaf0", faint="#a3adba", grid="#363d45", surface="#212529", lines=COLOURS_ON_DARK)
SIZE = (560, 240)


def picture(runs: dict[str, Curves], palette: Palette = PAPER, dpi: float = 96) -> NDArray[np.uint8]:
    return draw(runs, size=SIZE, dpi=dpi, palette=palette)


def pixels(picture: NDArray[np.uint8], colour: str) -> int:
    """How many have just this colour."""
    return int((picture == np.rint(np.array(to_rgb(colour)) * 255)).all(axis=2).sum())


@pytest.fixture
def chinese() -> Iterator[None]:
    if not fonts.chinese_fonts():
        pytest.skip("no font with Chinese characters here")
    translation.use("zh_CN")
    yield
    translation.use("en")


@pytest.mark.parametrize("module", ["training.plots.drawing", "training.experiments.figures"])
def test_a_backend_of_jupyter_does_not_matter(module: str) -> None:
    done = run_python("-c", f"import {module}", env={"MPLBACKEND": "module://matplotlib_inline.backend_inline"})
    assert (done.returncode, done.stderr) == (0, "")


def test_a_picture_has_the_size_asked_for() -> None:
    for size, dpi in (((560, 240), 96.0), ((1117, 479), 191.7), ((1, 1), 96.0), ((90, 700), 96.0)):
        assert draw({"bp": curves()}, size=size, dpi=dpi, palette=PAPER).shape == (size[1], size[0], 3)


def test_a_run_is_seen_in_both_panels() -> None:
    drawn = picture({"bp": curves()})
    assert pixels(drawn[40:180, :280], PAPER.lines[0]) > 100
    assert pixels(drawn[40:180, 280:], PAPER.lines[0]) > 100


def test_each_run_has_its_colour() -> None:
    drawn = picture({"a": curves(), "b": curves(8, 0.05), "c": curves(5, 0.1)}, DARK)
    assert [pixels(drawn, colour) > 100 for colour in DARK.lines] == [True, True, True, False, False, False]


def test_better_is_higher_in_accuracy_and_lower_in_loss() -> None:
    drawn = picture({"good": curves(), "bad": curves(floor=0.2)})
    good, bad = ((drawn == np.rint(np.array(to_rgb(colour)) * 255)).all(axis=2) for colour in PAPER.lines[:2])
    loss, accuracy = np.s_[40:160, 200:265], np.s_[40:160, 480:545]
    assert np.argwhere(good[loss])[:, 0].mean() > np.argwhere(bad[loss])[:, 0].mean()
    assert np.argwhere(good[accuracy])[:, 0].mean() < np.argwhere(bad[accuracy])[:, 0].mean()


@pytest.mark.parametrize("palette", [PAPER, DARK])
def test_the_ground_is_the_palettes(palette: Palette) -> None:
    drawn = picture({"bp": curves()}, palette)
    assert pixels(drawn, palette.surface) > 0.8 * drawn[:, :, 0].size
    assert pixels(drawn, palette.grid) > 1000


def test_axes_without_data_have_labels() -> None:
    for runs in ({}, {"bp": Curves()}):
        drawn = picture(runs)
        assert (drawn[:28, :280] < 100).any()
        assert (drawn[:28, 280:] < 100).any()


def test_what_is_not_finite_is_left_out() -> None:
    run = curves()
    bad = ((1.0, math.nan), (2.0, math.inf), (3.0, -math.inf), (4.0, 1e308), (math.nan, 1.0), (math.inf, 1.0))
    odd = Curves(run.train_loss + bad, bad + run.train_accuracy, bad, ((13.0, math.nan), *bad), best_epoch=1)
    np.testing.assert_array_equal(
        picture({"bp": odd}), picture({"bp": Curves(run.train_loss, run.train_accuracy, best_epoch=1)})
    )


@pytest.mark.parametrize("values", [(0.0, 0.0), (1.0, 1.0), (1e-29, 1e29), (0.0, 5.0), (-3.0, 2.0), (0.3, 0.3)])
def test_losses_of_any_size_are_drawn(values: tuple[float, float]) -> None:
    points = tuple(enumerate(values, start=1))
    drawn = picture({"bp": Curves(train_loss=points, validation_loss=points, validation_accuracy=points)})
    assert pixels(drawn[40:185], PAPER.lines[0]) > 20


def test_any_name_can_be_shown() -> None:
    """Also one that says nothing, one that matplotlib would take for mathematics, and one in another language."""
    names = ["", "_hidden", "$x_", "$\\broken$", "two\nlines", "a name " * 20, "a name " * 20 + "2"]
    if fonts.chinese_fonts():
        names.append("手写")
    runs = {name: curves(3) for name in names}
    assert picture(runs).shape == (240, 560, 3)
    many = {str(run): curves(3) for run in range(30)}
    assert picture(many).shape == (240, 560, 3)


def test_chinese_labels_are_written(chinese: None) -> None:
    """A letter that no font has would be a warning, and so an error here."""
    in_chinese = picture({"第一次": curves(), "第二次": curves(5)})
    translation.use("en")
    assert (in_chinese != picture({"第一次": curves(), "第二次": curves(5)})).any()


def test_an_export_is_a_picture_on_white(tmp_path: Path) -> None:
    file = tmp_path / "curves.png"
    draw_png({"bp": curves()}, file)
    with Image.open(file) as image:
        assert image.size == (1600, 720)
        assert image.getpixel((2, 2)) == (255, 255, 255)
