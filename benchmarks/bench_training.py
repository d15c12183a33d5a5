"""From the start of the process to 99 % on MNIST's test set, beside the usual example for beginners.

The reference is one epoch of the network of pytorch/examples' ``mnist/main.py``, with its optimizer, batch size and
transforms, in the same run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from training.datasets.mnist import DataError, load_mnist

torch = pytest.importorskip("torch")
PROJECT = Path(__file__).resolve().parents[1]
SHARE = 5
"""The reference's epoch is measured on one part in so many, and multiplied."""


def reference_epoch() -> float:
    """Seconds of an epoch of the example's network, 1.2 million parameters, in batches of 64."""
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
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "training", "lenet", "--preset", "fast", "--output", tmp_path / "net", "--log", log],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - begin
    reached = json.loads(log.read_text().splitlines()[-1])["test_accuracy"]
    print(
        f"\nan epoch of the example's network {epoch:.1f} s; lenet --preset fast {seconds:.1f} s to {reached:.2%}; "
        f"ratio {seconds / epoch:.2f}; limit 40 s and 99 %"
    )
