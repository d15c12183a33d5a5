"""From a drawing to its prediction, compared in the same run with the report's pooling loop."""

from __future__ import annotations

import itertools
import math
import random
import time
from collections.abc import Iterator

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from gui.background.engine import LONGEST_REST, Engine
from gui.background.requests import ModelState, Reading
from ink.framing import BLOCK, FRAME, Framing, frame
from ink.page import Page, Stroke
from ink.rendering import render
from models import catalog
from models.numbers import Digits
from training.datasets.pens import MEASURED_WRITERS, load_pens
from training.evaluation.number_reading import measured_numbers

FEW, MANY = (20, 100), (1000, 1000)
"""Fewest and most points of a drawing."""


def drawings(rng: random.Random, count: int, points: tuple[int, int]) -> list[Page]:
    """Drawings of one smooth stroke, as a pointer makes it."""
    return [curve(rng, rng.randint(*points)) for _ in range(count)]


def curve(rng: random.Random, count: int) -> Page:
    x, y, angle, points = rng.uniform(100, 460), rng.uniform(100, 460), rng.uniform(0, 2 * math.pi), []
    for _ in range(count):
        points.append((round(x), round(y)))
        angle += rng.gauss(0, 0.3)
        x, y = x + 6 * math.cos(angle), y + 6 * math.sin(angle)
    return Page((Stroke(tuple(points), 24.0),))


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return drawings(random.Random(1), 200, FEW)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine()
    engine.start_worker()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(isinstance(event, ModelState) and event.ready for event in engine.events()):
            break
        time.sleep(0.01)
    yield engine
    engine.close()


def through_engine(engine: Engine, page: Page, model: str, expected: Digits = Digits.ONE) -> float:
    """Milliseconds from the request to the prediction, as the window sees it."""
    engine.read(page, model, Framing.CENTRED, expected)
    while True:
        for event in engine.events():
            if isinstance(event, Reading) and event.request.page is page:
                assert event.prediction.model == model
                return event.milliseconds
        time.sleep(0.0005)


def test_reference_the_reports_pooling_loop(benchmark: BenchmarkFixture, pages: list[Page]) -> None:
    """560 x 560 to 28 x 28, pixel by pixel in Python, as the report does it."""
    picture = np.asarray(render(pages[0]))

    def pool() -> np.ndarray:
        out = np.zeros((FRAME, FRAME))
        for row in range(FRAME):
            for column in range(FRAME):
                total = 0
                for y in range(BLOCK):
                    for x in range(BLOCK):
                        total += int(picture[row * BLOCK + y, column * BLOCK + x])
                out[row, column] = total / BLOCK**2
        return out

    benchmark.pedantic(pool, rounds=5)


@pytest.mark.parametrize("framing", list(Framing))
def test_bp_in_the_process(benchmark: BenchmarkFixture, pages: list[Page], framing: Framing) -> None:
    classifier, turn = catalog.load("bp"), itertools.cycle(pages)
    benchmark(lambda: classifier.predict_proba(frame(next(turn), framing)[np.newaxis]))


@pytest.mark.parametrize(
    ("model", "count", "points", "limit"),
    [
        ("bp", 200, FEW, 2),
        ("lenet", 200, FEW, 5),
        ("resnet", 200, FEW, 6),
        ("bp", 50, MANY, 10),
        ("lenet", 50, MANY, 10),
        ("resnet", 50, MANY, 12),
    ],
)
def test_through_the_engine(engine: Engine, model: str, count: int, points: tuple[int, int], limit: float) -> None:
    if catalog.find(model).why_unavailable():
        pytest.skip(f"{model} is not available")
    times = [through_engine(engine, page, model) for page in drawings(random.Random(2), count, points)]
    median, late = np.percentile(times, (50, 95))
    print(f"\n{model}, {points[0]} to {points[1]} points: median {median:.2f} ms, 95 % {late:.2f} ms; limit {limit} ms")


@pytest.mark.parametrize(("model", "limit"), [("bp", 15), ("lenet", 40), ("resnet", 40)])
def test_five_digits_through_the_engine(engine: Engine, model: str, limit: float) -> None:
    """The last stroke of a number, after the others were read."""
    if catalog.find(model).why_unavailable():
        pytest.skip(f"{model} is not available")
    pens = [digit for digit in load_pens() if digit.writer in MEASURED_WRITERS]
    times = []
    for number in measured_numbers(pens, 40):
        if len(number.text) == 5:
            through_engine(engine, Page(number.page.strokes[:-1]), model, Digits.AUTO)
            time.sleep(LONGEST_REST)  # a stroke takes longer than the engine's pause after a reading
            times.append(through_engine(engine, number.page, model, Digits.AUTO))
    median, late = np.percentile(times, (50, 95))
    print(f"\n{model}, five digits: median {median:.2f} ms, 95 % {late:.2f} ms; limit {limit} ms")
