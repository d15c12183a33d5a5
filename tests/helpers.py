"""What the tests of several parts share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import settings

from models.bp.network import Network
from models.weights import save_weights
from training.datasets.mnist import Digits, Mnist

PROJECT = Path(__file__).resolve().parents[1]

SEVEN = [[[150, 130], [400, 130], [260, 440]]]
"""The strokes of a seven, big and in the middle."""


def examples(count: int) -> settings:
    """How many examples hypothesis tries; never against the clock."""
    return settings(max_examples=count, deadline=None)


def is_one_sentence(error: BaseException | str) -> bool:
    """Whether a user could read it: one line, no traceback, no hole left in the template."""
    text = str(error)
    return bool(text) and "\n" not in text and "Traceback" not in text and "{" not in text


def run_python(
    *arguments: str | Path, stdin: str | bytes = b"", env: dict[str, str] | None = None, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run the interpreter in the project's root, with ``env`` on top of this process's own."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=PROJECT,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env={**os.environ, **(env or {})},
        timeout=timeout,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def without_torch(folder: Path) -> dict[str, str]:
    """An environment in which Python finds no torch."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text('import sys\nsys.modules["torch"] = sys.modules["torchvision"] = None\n')
    return {"PYTHONPATH": str(folder)}


def line(strokes: Sequence[Any], width: Any = 24) -> str:
    """A drawing as a line of JSON."""
    return json.dumps({"strokes": strokes, "width": width})


def easy_digits(count: int, seed: int = 0) -> Digits:
    """Labelled frames that any network can learn: a digit is a bright bar, at a height of its own, in noise."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, count)
    images = rng.uniform(0, 0.3, (count, 28, 28)).astype(np.float32)
    for image, label in zip(images, labels, strict=True):
        image[2 * label + 4 : 2 * label + 6, 4:24] = 1
    return Digits(images, labels)


def easy_mnist(train: int = 400, test: int = 100) -> Mnist:
    return Mnist(easy_digits(train, seed=1), easy_digits(test, seed=2))


def save_network(path: Path, **metadata: Any) -> Network:
    """Write an untrained numpy net as a weight file."""
    network = Network.fully_connected(rng=np.random.default_rng(3))
    state = network.state()
    parameters = sum(array.size for array in state.values())
    save_weights(path, state, {"architecture": network.architecture, "parameters": parameters, **metadata})
    return network
