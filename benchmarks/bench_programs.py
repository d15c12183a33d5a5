"""Whole programs, from the start of their process: until the window is ready, reading in bulk, a training.

References in the same run: the least that a Tk program needs to start, and one epoch of the network of
pytorch/examples' ``mnist/main.py``, with its optimizer, batch size and transforms.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from benchmarks.bench_reading import drawings
from tests.gui.display import virtual_display, why_no_window
from tests.helpers import PROJECT
from training.datasets.mnist import DataError, load_mnist

LEAST = ("-c", "import tkinter, numpy, PIL.Image; tkinter.Tk().update()")
ROUNDS = 7
SHARE = 5
"""Only one in so many training digits is used for the reference's epoch; its time is multiplied by this."""


def seconds(*arguments: str | Path, env: Mapping[str, str] | None = None) -> float:
    """How long a Python program runs."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=env, check=True, capture_output=True)
    return time.perf_counter() - begin


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    if reason := why_no_window():
        pytest.skip(reason)
    with virtual_display() as display:
        yield {**os.environ, "DISPLAY": display, "DIGITPAD_HOME": str(tmp_path)}


def until_ready(environment: dict[str, str]) -> float:
    """Seconds until DigitPad logs ``ready``."""
    begin = time.perf_counter()
    command = [sys.executable, "app.py", "--verbose"]
    with subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True) as app:
        assert app.stderr is not None
        next(line for line in app.stderr if line.startswith("ready ms="))
        elapsed = time.perf_counter() - begin
        app.kill()
    return elapsed


def test_start(environment: dict[str, str]) -> None:
    """Both programs are started in turn, and the fastest starts are compared."""
    until_ready(environment)  # fills the caches of byte code and files
    pairs = [(seconds(*LEAST, env=environment), until_ready(environment)) for _ in range(ROUNDS)]
    least, ours = (1000 * min(times) for times in zip(*pairs, strict=True))
    print(
        f"\nTk, numpy and Pillow alone {least:.0f} ms; DigitPad ready {ours:.0f} ms; ratio {ours / least:.2f}; limit 4"
    )


def test_ten_thousand_drawings_in_bulk(tmp_path: Path) -> None:
    """``python app.py recognize`` with the default network."""
    file = tmp_path / "drawings.jsonl"
    with file.open("w") as lines:
        for page in drawings(random.Random(3), 10_000, (20, 60)):
            lines.write(json.dumps({"strokes": [stroke.points for stroke in page.strokes], "width": 24}) + "\n")
    print(f"\n10,000 drawings through recognize: {seconds('app.py', 'recognize', file):.1f} s; limit 20 s")


def reference_epoch() -> float:
    """Seconds of an epoch of the example's network, 1.2 million parameters, in batches of 64."""
    torch = pytest.importorskip("torch")
    from PIL import Image
    from torch import nn
    from torchvision import transforms

    net = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10), nn.LogSoftmax(1),
    )  # fmt: skip
    change = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    train = load_mnist().train[: 60_000 // SHARE]
    pictures = [Image.fromarray(image) for image in np.uint8(train.images * 255)]
    optimizer = torch.optim.Adadelta(net.parameters(), lr=1.0)
    begin = time.perf_counter()
    for start in range(0, len(pictures), 64):
        images = torch.stack([change(picture) for picture in pictures[start : start + 64]])
        labels = torch.from_numpy(train.labels[start : start + 64])
        optimizer.zero_grad()
        nn.functional.nll_loss(net(images), labels).backward()
        optimizer.step()
    return (time.perf_counter() - begin) * SHARE


def test_lenet_fast(tmp_path: Path) -> None:
    try:
        epoch = reference_epoch()
    except DataError as error:
        pytest.skip(str(error))
    log = tmp_path / "log.jsonl"
    ours = seconds("-m", "training", "lenet", "--preset", "fast", "--output", tmp_path / "net", "--log", log)
    reached = json.loads(log.read_text().splitlines()[-1])["test_accuracy"]
    print(
        f"\nan epoch of the example's network {epoch:.1f} s; lenet --preset fast {ours:.1f} s to {reached:.2%}; "
        f"ratio {ours / epoch:.2f}; limit 40 s and 99 %"
    )
