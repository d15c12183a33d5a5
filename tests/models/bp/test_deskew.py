"""The layer that straightens frames: what it does to ink, and its gradient against central differences."""

from __future__ import annotations

import numpy as np
import pytest

from models.bp.deskew import MOST_SLANT, Deskew
from tests.models.bp.gradients import check_layer


def stroke(slant: float) -> np.ndarray:
    """A straight stroke through the middle of a frame, so many pixels across per row, (1, 28, 28)."""
    rows, columns = np.indices((28, 28))
    distance = np.abs(columns - 13.5 - slant * (rows - 13.5))
    return np.asarray((np.clip(2 - distance, 0, 1) * ((rows > 4) & (rows < 23)))[None])


def slant_of(frame: np.ndarray) -> float:
    layer = Deskew()
    layer.forward(frame)
    return float(layer.slants[0])


@pytest.mark.parametrize("slant", [-0.5, -0.2, 0.0, 0.3, 0.5])
def test_a_stroke_stands_upright_where_its_centre_was(slant: float) -> None:
    frame = stroke(slant)
    assert slant_of(frame) == pytest.approx(slant, abs=0.01)
    straight = Deskew().forward(frame)
    assert slant_of(straight) == pytest.approx(0, abs=0.01)
    np.testing.assert_allclose(straight, stroke(0), atol=0.2)
    assert straight.sum() == pytest.approx(frame.sum())


@pytest.mark.parametrize("way", [1, -1])
def test_more_than_the_most_is_not_taken_away(way: int) -> None:
    frame = stroke(way * 0.8)
    assert slant_of(frame) == way * MOST_SLANT
    assert way * slant_of(Deskew().forward(frame)) == pytest.approx(0.2, abs=0.02)


def row() -> np.ndarray:
    """Ink in a single row has no height to slant in."""
    frame = np.zeros((1, 28, 28))
    frame[0, 9, 4:20] = 1
    return frame


@pytest.mark.parametrize("frame", [np.zeros((1, 28, 28)), row()], ids=["blank", "one row"])
def test_what_has_no_slant_passes_as_it_is(frame: np.ndarray) -> None:
    layer = Deskew()
    np.testing.assert_array_equal(layer.forward(frame), frame)
    np.testing.assert_array_equal(layer.backward(frame + 1), frame + 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(0, 784), (1, 784), (7, 784), (5, 28, 28)])
def test_shape_and_type_stay(rng: np.random.Generator, shape: tuple[int, ...], dtype: type) -> None:
    layer, x = Deskew(), rng.random(shape).astype(dtype)
    for made in (layer.forward(x), layer.backward(x)):
        assert (made.shape, made.dtype) == (shape, dtype)


def test_each_frame_is_straightened_by_itself(rng: np.random.Generator) -> None:
    frames = np.concatenate([stroke(0.4), stroke(-0.3), rng.random((1, 28, 28))]).astype(np.float32)
    layer = Deskew()
    straight, gradient = layer.forward(frames), layer.backward(frames)
    for number in range(len(frames)):
        alone = frames[number : number + 1]
        np.testing.assert_allclose(straight[number], layer.forward(alone)[0], atol=1e-6)
        np.testing.assert_allclose(gradient[number], layer.backward(alone)[0], atol=1e-5)


@pytest.mark.parametrize("slant", [-0.8, -0.35, 0.05, 0.25, 0.8])
def test_deskew_gradients(rng: np.random.Generator, slant: float) -> None:
    """The slant and the centre depend on the frame, and where the slant is limited the centre alone."""
    check_layer(Deskew(), np.concatenate([stroke(slant), stroke(-slant / 2)]) + 0.01 * rng.random((2, 28, 28)))
