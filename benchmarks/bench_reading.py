"""From a drawing to its answer, beside the report's own pooling loop measured in the same run.

Drawings are recorded pens where the data is there, else generated ones, none of more than 100 points.
"""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from gui.background.engine import Engine
from gui.background.requests import ModelState, Reading
from ink.framing import BLOCK, FRAME, Framing, frame
from ink.page import Page, Stroke
from ink.rendering import render
from models import catalog

DRAWINGS = 200
PROJECT = Path(__file__).resolve().parents[1]


def curve(rng: random.Random, count: int) -> Page:
    """A smooth path of so many points, as a pointer leaves them."""
    x, y, angle, points = rng.uniform(100, 460), rng.uniform(100, 460), rng.uniform(0, 2 * math.pi), []
    for _ in range(count):
        points.append((round(x), round(y)))
        angle += rng.gauss(0, 0.3)
        x, y = x + 6 * math.cos(angle), y + 6 * math.sin(angle)
    return Page((Stroke(tuple(points), 24.0),))


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    rng = random.Random(1)
    return [curve(rng, rng.randrange(20, 101)) for _ in range(DRAWINGS)]


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


def through_engine(engine: Engine, page: Page, model: str) -> float:
    """Milliseconds from the asking to the answer, as the window sees it."""
    engine.read(page, model, Framing.CENTRED)
    while True:
        for event in engine.events():
            if isinstance(event, Reading) and event.request.page is page:
                assert event.prediction.model == model
                return event.milliseconds
        time.sleep(0.0005)


def report_median(name: str, milliseconds: list[float], limit: float) -> None:
    median, late = np.percentile(milliseconds, (50, 95))
    print(f"\n{name}: median {median:.2f} ms, 95 % {late:.2f} ms; limit {limit} ms")


def test_reference_the_reports_pooling_loop(benchmark: BenchmarkFixture, pages: list[Page]) -> None:
    """560 x 560 to 28 x 28 by slicing in two loops, as the report does it: the reference."""
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
    classifier = catalog.load("bp")
    turn = iter(range(10**9))
    benchmark(lambda: classifier.predict_proba(frame(pages[next(turn) % DRAWINGS], framing)[np.newaxis]))


@pytest.mark.parametrize(("model", "limit"), [("bp", 2), ("lenet", 5), ("resnet", 6)])
def test_through_the_engine(engine: Engine, pages: list[Page], model: str, limit: float) -> None:
    if catalog.find(model).why_unavailable():
        pytest.skip(f"{model} is not available")
    report_median(f"{model} through the engine", [through_engine(engine, page, model) for page in pages], limit)


@pytest.mark.parametrize(("model", "limit"), [("bp", 10), ("lenet", 10), ("resnet", 12)])
def test_a_thousand_points(engine: Engine, model: str, limit: float) -> None:
    if catalog.find(model).why_unavailable():
        pytest.skip(f"{model} is not available")
    rng = random.Random(2)
    times = [through_engine(engine, curve(rng, 1000), model) for _ in range(50)]
    report_median(f"{model}, 1,000 points", times, limit)


def test_ten_thousand_drawings_in_bulk(tmp_path: Path) -> None:
    """``python app.py recognize`` with the default network, from the start of the process to its end."""
    rng = random.Random(3)
    file = tmp_path / "drawings.jsonl"
    with file.open("w") as lines:
        for _ in range(10_000):
            strokes = [[list(point) for point in stroke.points] for stroke in curve(rng, rng.randint(20, 60)).strokes]
            lines.write(json.dumps({"strokes": strokes, "width": 24}) + "\n")
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "app.py", "recognize", file], cwd=PROJECT, check=True, capture_output=True)
    seconds = time.perf_counter() - begin
    assert done.stdout.count(b"\n") == 10_000
    print(f"\n10,000 drawings through recognize: {seconds:.1f} s; limit 20 s")
