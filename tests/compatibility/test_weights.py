"""Weight files of before: the same arrays, metadata and answers."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ink.framing import frame
from ink.json_lines import strokes_from_json
from ink.page import Page
from models import catalog, user_models
from models.weights import Array, load_training, read_metadata
from tests.compatibility.before import (
    ANNA,
    CHINESE,
    COMPARED,
    FILES,
    HAND,
    INTERRUPTED,
    STOPPED,
    checksum,
    needs_torch,
)
from tests.helpers import easy_digits, json_lines, run_python
from training.learning.settings import TrainingSettings
from training.runs.log import CHECKPOINT, WEIGHTS

WEIGHT_FILES = {
    catalog.WEIGHTS / "bp.safetensors": "b0c0eb3b6b09ed37",
    catalog.WEIGHTS / "lenet.safetensors": "98e8b74390f47db2",
    catalog.WEIGHTS / "resnet.safetensors": "e264b9888363f06f",
    FILES / "home/nets" / f"{ANNA}.safetensors": "3e6f1cb24324e89c",
    FILES / "home/nets" / f"{CHINESE}.safetensors": "b1781112f2a9573b",
    FILES / "home/runs" / COMPARED / WEIGHTS: "3e6f1cb24324e89c",
    FILES / "home/runs" / INTERRUPTED / CHECKPOINT: "a4298c5e44ef3e97",
    FILES / "home/runs" / STOPPED / WEIGHTS: "224e4a92be61e7cf",
    FILES / "home/runs" / STOPPED / CHECKPOINT: "224e4a92be61e7cf",
    FILES / "home/runs" / HAND / WEIGHTS: "f74d0960d16879ca",
}
"""With the checksums of a network's arrays."""
SAID_BY_ALL = {
    "architecture", "best_epoch", "calibration", "data_sets", "epochs", "format_version", "framing", "my_digits",
    "name", "parameters", "seconds", "seed", "settings",
}  # fmt: skip
each_weight_file = pytest.mark.parametrize("file", WEIGHT_FILES, ids=lambda file: "/".join(file.parts[-2:]))


def header(file: Path) -> dict[str, Any]:
    """The metadata as they stand in the file, read without the program: a length, then JSON."""
    content = file.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return {name: json.loads(value) for name, value in json.loads(content[8 : 8 + length])["__metadata__"].items()}


@each_weight_file
def test_arrays_are_loaded_bit_for_bit(file: Path) -> None:
    assert checksum(user_models.read_network(file)[0]) == WEIGHT_FILES[file]


@each_weight_file
def test_metadata_are_read_as_they_stand_and_all_settings_are_known(file: Path) -> None:
    metadata = read_metadata(file)
    assert metadata == header(file)
    own = {"progress"} if file.name == CHECKPOINT else {"mnist_accuracy"}
    assert set(metadata) - {"started_from"} == SAID_BY_ALL | own
    assert ("started_from" in metadata) is (file.parent == catalog.WEIGHTS and metadata["name"] != "bp")
    assert set(metadata["calibration"]) == {"temperature", "sure_from"}
    known = TrainingSettings.from_json(metadata["settings"]).to_json()
    assert {name: known[name] for name in metadata["settings"]} == metadata["settings"]
    if "started_from" in metadata:  # its settings may be of a version before
        assert TrainingSettings.from_json(metadata["started_from"]["settings"]).ema_decay == 0.999


@pytest.mark.parametrize(
    ("run", "count", "arrays"),
    [(INTERRUPTED, 29, "cdcf463940166d33"), (STOPPED, 25, "ca6057f223092c7f")],
)
def test_what_a_checkpoint_holds_for_training_is_loaded_bit_for_bit(run: str, count: int, arrays: str) -> None:
    file = FILES / "home/runs" / run / CHECKPOINT
    training = load_training(file)
    assert (len(training), checksum(training)) == (count, arrays)
    assert set(read_metadata(file)["progress"]) == {"epochs", "best_epoch", "best_score", "rng", "learner_rng"}


@pytest.mark.usefixtures("home")
def test_kept_networks_are_listed() -> None:
    listed = json_lines(run_python("app.py", "models").stdout)
    said = [[model[name] for name in ("name", "title", "parameters", "mnist_accuracy")] for model in listed]
    assert said == [
        ["bp", "BP net · numpy", 79_510, 0.9881],
        ["lenet", "LeNet · torch", 11_978, 0.993],
        ["resnet", "ResNet · torch", 361_234, 0.9975],
        [ANNA, f"{ANNA} · BP net", 4_792, 0.874],
        [CHINESE, f"{CHINESE} · LeNet", 11_978, 0.901],
    ]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("name", "sure_from"), [(ANNA, 0.154863), pytest.param(CHINESE, 0.633471, marks=needs_torch)], ids=["bp", "lenet"]
)
def test_kept_networks_read(name: str, sure_from: float) -> None:
    network, digits = catalog.load(name), easy_digits(200, seed=5)
    assert network.calibration.confidence_threshold == sure_from
    assert (network.predict_proba(digits.images).argmax(axis=1) == digits.labels).mean() > 0.8


BUNDLED = {
    "bp": "c5c430b8c8b28131057a83681bc04d1f9e05b9f7648da52215a6ec75e0ff3f89",
    "lenet": "a1618bf9f9c17c9beda27c6dde6b1f92d5b709595a9ab57deb69c70e6fde0f4e",
    "resnet": "70036e9c9c3a83697effa18e343ab3cfba85179c46a8be2e7ba7b4da757e0369",
}


@pytest.fixture(scope="module")
def readings() -> dict[str, Array]:
    """The frames of ``drawings.jsonl``, (40, 28, 28), and by network what it read in them, (40, 10)."""
    with np.load(FILES / "readings.npz") as file:
        return dict(file)


@pytest.mark.parametrize("network", BUNDLED)
def test_the_bundled_weights_are_the_same_files(network: str) -> None:
    assert hashlib.sha256(catalog.find(network).file.read_bytes()).hexdigest() == BUNDLED[network]


def test_drawings_become_the_same_frames(readings: dict[str, Array]) -> None:
    lines = (FILES / "drawings.jsonl").read_bytes().splitlines()
    frames = [frame(Page(strokes_from_json(line))) for line in lines]
    np.testing.assert_allclose(np.stack(frames), readings["frames"], rtol=0, atol=1e-6)


@pytest.mark.parametrize("network", ["bp", *(pytest.param(name, marks=needs_torch) for name in ("lenet", "resnet"))])
def test_the_bundled_networks_read_the_same(network: str, readings: dict[str, Array]) -> None:
    probabilities = catalog.load(network).predict_proba(readings["frames"])
    np.testing.assert_allclose(probabilities, readings[network], rtol=0, atol=1e-5)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), readings[network].argmax(axis=1))
