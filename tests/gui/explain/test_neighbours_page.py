"""Like which: the nearest training digits equal brute force, and what a network makes of them is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from explain.features import features_file
from explain.looking import inside
from gui.explain import feature_store
from gui.explain.explain_window import ExplainWindow
from gui.explain.neighbours_page import COUNT, NeighboursPage
from gui.window.window import Window
from models import catalog
from tests.gui.conftest import wait_for
from tests.gui.explain.conftest import turn_to
from tests.helpers import easy_digits

TRAINING = easy_digits(300)


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few training digits."""
    found = np.uint8(np.rint(TRAINING.images * 255)), TRAINING.labels
    monkeypatch.setattr(feature_store, "_training_digits", lambda: found)


@pytest.mark.usefixtures("training")
def test_neighbours_equal_brute_force(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, NeighboursPage)
    wait_for(window, lambda: set(page.found) == {"pixels", "features"})
    assert explained.subject is not None
    digits = np.rint(TRAINING.images * 255) / np.float32(255)
    pixels = np.linalg.norm(digits - explained.subject.frame, axis=(1, 2))
    assert page.found["pixels"].indices.tolist() == np.argsort(pixels, kind="stable")[:COUNT].tolist()
    network = inside(catalog.load("bp"))
    hidden = network.features(digits.astype(np.float32)) - network.features(explained.subject.frame[None])
    expected = np.sort(np.linalg.norm(hidden, axis=1))[:COUNT]
    np.testing.assert_allclose(page.found["features"].distances, expected, rtol=2e-3)
    caption = str(page.rows["pixels"].caption.cget("text"))
    assert f"{TRAINING.labels[page.found['pixels'].indices[0]]} (" in caption


@pytest.mark.usefixtures("training")
def test_features_are_kept_for_the_next_time(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, NeighboursPage)
    wait_for(window, lambda: "features" in page.found)
    wait_for(window, features_file("bp").exists)
    page.store._features = None
    asked: list[object] = []
    page.store._go_on = lambda *arguments: asked.append(arguments)  # type: ignore[method-assign]
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

    monkeypatch.setattr(feature_store, "write_features", full)
    page = turn_to(window, explained, NeighboursPage)
    told: list[str] = []
    monkeypatch.setattr(page, "complain", lambda error: told.append(str(error)))
    wait_for(window, lambda: "features" in page.found and told)
    assert "No space left" in told[0]


def test_where_mnist_is_missing_it_is_offered(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_store, "_training_digits", lambda: None)
    page = turn_to(window, explained, NeighboursPage)
    wait_for(window, lambda: page.offer.winfo_ismapped())
    assert "MNIST" in str(page.offer.text.cget("text"))


def test_an_offer_that_fails_says_why(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui.explain import mnist_offer
    from training.datasets.mnist import DataError

    def fail() -> None:
        raise DataError("MNIST cannot be fetched: no network")

    monkeypatch.setattr(mnist_offer, "_fetch", fail)
    monkeypatch.setattr(feature_store, "_training_digits", lambda: None)
    page = turn_to(window, explained, NeighboursPage)
    wait_for(window, lambda: page.offer.winfo_ismapped())
    page.offer.button.invoke()
    wait_for(window, lambda: "no network" in str(page.offer.text.cget("text")))
    assert page.offer.button.instate(["!disabled"])
