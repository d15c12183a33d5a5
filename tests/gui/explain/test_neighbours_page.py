"""Like which: the nearest training digits equal brute force, and what a network makes of them is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from explain.kept import TRAINING, kept_file
from explain.looking import inside
from gui.explain import feature_store, long_question
from gui.explain.explain_window import ExplainWindow
from gui.explain.neighbours_page import COUNT, NeighboursPage
from gui.window.window import Window
from models import catalog
from tests.gui.conftest import wait_for
from tests.gui.explain.conftest import turn_to
from tests.helpers import easy_digits

DIGITS = easy_digits(300)


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few training digits."""
    found = np.uint8(np.rint(DIGITS.images * 255)), DIGITS.labels
    monkeypatch.setattr(feature_store, "_training_digits", lambda folder: found)


@pytest.mark.usefixtures("training")
def test_neighbours_equal_brute_force(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, NeighboursPage)
    wait_for(window, lambda: set(page.found) == {"pixels", "features"})
    assert explained.subject is not None
    digits = np.rint(DIGITS.images * 255) / np.float32(255)
    pixels = np.linalg.norm(digits - explained.subject.frame, axis=(1, 2))
    assert page.found["pixels"].indices.tolist() == np.argsort(pixels, kind="stable")[:COUNT].tolist()
    network = inside(catalog.load("bp"))
    hidden = network.features(digits.astype(np.float32)) - network.features(explained.subject.frame[None])
    expected = np.sort(np.linalg.norm(hidden, axis=1))[:COUNT]
    np.testing.assert_allclose(page.found["features"].distances, expected, rtol=2e-3)
    grid = page.rows["pixels"]
    assert grid.tiles is not None
    best = page.found["pixels"].indices[0]
    assert grid.tiles.captions[0] == f"{DIGITS.labels[best]}\n{pixels[best]:.2f}"
    assert [grid.itemcget(item, "text") for item in grid.find_withtag("caption")] == list(grid.tiles.captions)


@pytest.mark.usefixtures("training")
def test_features_are_kept_for_the_next_time(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = turn_to(window, explained, NeighboursPage)
    wait_for(window, lambda: "features" in page.found)
    wait_for(window, kept_file("bp", "features", TRAINING).exists)
    page.store._features = None
    asked: list[object] = []
    monkeypatch.setattr(long_question.LongQuestion, "_go_on", lambda *arguments: asked.append(arguments))
    page.found.clear()
    page.again()
    wait_for(window, lambda: "features" in page.found)
    assert asked == []


@pytest.mark.usefixtures("training")
def test_a_full_disk_is_told_and_the_rest_goes_on(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, features: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(long_question, "write_kept", full)
    page = turn_to(window, explained, NeighboursPage)
    told: list[str] = []
    monkeypatch.setattr(page, "complain", lambda error: told.append(str(error)))
    wait_for(window, lambda: "features" in page.found and told)
    assert "No space left" in told[0]


def test_where_mnist_is_missing_it_is_offered(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_store, "_training_digits", lambda folder: None)
    page = turn_to(window, explained, NeighboursPage)
    wait_for(window, lambda: page.offer.winfo_ismapped())
    assert "MNIST" in str(page.offer.text.cget("text"))
