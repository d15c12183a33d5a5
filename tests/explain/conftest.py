"""Networks to look into, and a frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ink.framing import Frame, frame
from ink.json_lines import strokes_from_json
from ink.page import Page
from models import catalog
from models.bp.network import Network
from models.classifier import Classifier
from tests.helpers import SEVEN, line


@pytest.fixture(scope="session")
def seven() -> Frame:
    return frame(Page(strokes_from_json(line(SEVEN))))


@pytest.fixture(scope="session", params=["bp", "lenet", "resnet"])
def classifier(request: pytest.FixtureRequest) -> Classifier:
    """Each built-in network."""
    if request.param != "bp":
        pytest.importorskip("torch")
    return catalog.load(request.param)


def network(*hidden: int, dtype: type = np.float32, **kind: Any) -> Network:
    """A numpy network with random weights, and batch normalisation that does something."""
    rng = np.random.default_rng(3)
    made = Network.fully_connected((784, *hidden, 10), rng=rng, dtype=dtype, **kind)
    for name, array in made.state().items():
        if any(part in name for part in ("bias", "gamma", "beta", "running")):
            array[...] = rng.uniform(0.5, 1.5, array.shape)
    return made
