"""From a reading to its explanation: what the pages of "See why" ask, beside the reading itself in the same run."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from benchmarks.bench_reading import FEW, drawings, through_engine
from explain.questions import QUESTIONS
from gui.background.engine import Engine
from gui.background.requests import Examined, ModelState
from ink.framing import Frame, frame
from models import catalog
from models.worker import Outcome, Task

COUNT = 40
SEVEN = np.eye(10, dtype=np.float32)[7]
PAGES: dict[str, tuple[tuple[str, tuple[Any, ...]], ...]] = {
    "the calculation": (("calculation", ()),),
    "the layers": (("maps", ()),),
    "what mattered": (("gradient", (SEVEN,)), ("covered", (SEVEN,))),
}
"""The functions that each page asks for, with their arguments after the frame."""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine(QUESTIONS)
    engine.start_worker()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(isinstance(event, ModelState) and event.ready for event in engine.events()):
            break
        time.sleep(0.01)
    yield engine
    engine.close()


def explained(engine: Engine, model: str, page: str, image: Frame) -> float:
    """Milliseconds until all answers of a page are there."""
    begin, came = time.perf_counter(), list[Outcome]()
    for function, arguments in PAGES[page]:
        engine.examine(Task(function, model, (image, *arguments)), came.append)
    while len(came) < len(PAGES[page]):
        for event in engine.events():
            if isinstance(event, Examined):
                event.done(event.outcome)
        time.sleep(0.0005)
    assert all(outcome.error is None for outcome in came)
    return (time.perf_counter() - begin) * 1000


@pytest.mark.parametrize(
    ("model", "page", "limit"),
    [
        ("bp", "the calculation", 60),
        ("bp", "what mattered", 60),
        ("lenet", "the layers", 120),
        ("resnet", "the layers", 120),
        ("resnet", "what mattered", 120),
    ],
)
def test_a_page_follows_the_reading(engine: Engine, model: str, page: str, limit: float) -> None:
    if catalog.find(model).why_unavailable():
        pytest.skip(f"{model} is not available")
    pages = drawings(random.Random(3), COUNT, FEW)
    images = [frame(one) for one in pages]
    explained(engine, model, page, images[0])  # the first time a network is traced
    read = float(np.median([through_engine(engine, one, model) for one in pages]))
    shown = float(np.median([explained(engine, model, page, image) for image in images]))
    print(f"\n{model}, {page}: {shown:.1f} ms, {shown / read:.1f} times the reading of {read:.1f} ms (aim {limit} ms)")
