"""Learners: a step of each, the average of weights, and a memory that is not enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.bp.network import Network
from models.weights import save_weights
from tests.helpers import easy_digits, is_one_sentence
from tests.training.learning import scripted
from training.learning.learners import NumpyLearner, PartnerLost, TrainingError, numpy_learner
from training.learning.settings import TrainingSettings
from training.learning.torch_learner import TorchLearner, torch_learner
from training.mixture.mixture import certain

BATCH = easy_digits(64)
TARGETS = certain(BATCH.labels)
FEW = 16
"""Of the batch, for the residual net, whose steps are long."""


def sgd_learner(**options: Any) -> TorchLearner:
    torch = pytest.importorskip("torch")
    from models.cnn import LeNet

    torch.manual_seed(1)
    return TorchLearner(LeNet(), {}, TrainingSettings(optimizer="sgd", learning_rate=0.1, **options), "cpu")


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_the_residual_net_learns(optimizer: str, precision: str) -> None:
    torch = pytest.importorskip("torch")
    from models.cnn import ResNet

    torch.manual_seed(1)
    rate = 0.003 if optimizer == "adam" else 0.03
    settings = TrainingSettings(optimizer=optimizer, learning_rate=rate, weight_decay=0.01, precision=precision)
    learner = TorchLearner(ResNet(), {}, settings, "cpu")
    losses = [learner.learn(BATCH.images[:FEW], TARGETS[:FEW])[0] for _ in range(12)]
    assert losses[-1] < losses[0] / 2


def test_what_is_kept_is_the_average_of_the_weights() -> None:
    """After the first step the weights themselves, after the second 2 / 11 of them and 9 / 11 of the new ones."""
    learner = sgd_learner(ema_decay=0.9)
    seen = []
    for _ in range(2):
        learner.learn(BATCH.images, TARGETS)
        seen.append({name: tensor.detach().numpy().copy() for name, tensor in learner.module.state_dict().items()})
    for name, kept in learner.state().items():
        np.testing.assert_allclose(kept, seen[0][name] * 2 / 11 + seen[1][name] * 9 / 11, atol=1e-6)


def exhausted(*arguments: object, **options: object) -> None:
    import torch

    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")


def test_a_gpu_that_is_out_of_memory_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    learner = sgd_learner()
    monkeypatch.setattr(learner, "forward", exhausted)
    with pytest.raises(TrainingError, match=r"out of memory; lower --batch-size \(64\)") as caught:
        learner.learn(BATCH.images, TARGETS)
    assert is_one_sentence(caught.value)
    monkeypatch.setattr(learner.module, "forward", exhausted)
    with pytest.raises(TrainingError, match="out of memory"):
        learner.logits(BATCH.images)


def test_a_machine_that_is_out_of_memory_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise MemoryError("Unable to allocate 20.0 GiB")

    learner = NumpyLearner(Network.fully_connected(rng=np.random.default_rng(1)), TrainingSettings())
    monkeypatch.setattr(learner.network, "backward", full)
    with pytest.raises(TrainingError, match="out of memory; lower --batch-size"):
        learner.learn(BATCH.images, TARGETS)


def test_another_process_that_is_gone_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*arguments: object) -> None:
        raise RuntimeError("Connection closed by peer [127.0.0.1]:4711")

    learner = sgd_learner()
    monkeypatch.setattr(learner, "together", True)
    monkeypatch.setattr(learner, "forward", gone)
    with pytest.raises(PartnerLost, match="another process of this run has ended"):
        learner.learn(BATCH.images, TARGETS)


# --- learners as the settings ask for them ----------------------------------------------------------------------------


def test_the_seed_decides_the_first_weights() -> None:
    one, same, other = (numpy_learner(TrainingSettings(seed=seed)).state() for seed in (1, 1, 2))
    assert all(np.array_equal(array, same[name]) for name, array in one.items())
    assert not np.array_equal(one["0.weight"], other["0.weight"])


def test_the_numpy_net_has_the_shape_in_the_settings() -> None:
    kind = {"batch_norm": True, "dropout": 0.2, "deskew": True}
    learner = numpy_learner(TrainingSettings(hidden=30, **kind))  # type: ignore[arg-type]
    assert learner.architecture == {"network": "bp", "sizes": [784, 30, 10], **kind}


def test_the_numpy_net_has_the_shape_of_its_base(tmp_path: Path) -> None:
    kind = {"batch_norm": True, "dropout": 0.1, "deskew": True}
    base = Network.fully_connected((784, 20, 10), rng=np.random.default_rng(1), **kind)
    save_weights(tmp_path / "base", base.state(), {"name": "bp", "architecture": base.architecture})
    learner = numpy_learner(TrainingSettings(hidden=30), base=tmp_path / "base")
    assert learner.architecture == base.architecture


def test_the_numpy_net_does_not_train_in_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(TrainingError, match="without torchrun") as refused:
        numpy_learner(TrainingSettings())
    assert is_one_sentence(refused.value)


def test_a_network_in_torch_has_the_same_first_weights_whatever_was_drawn_before() -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(7)
    one = torch_learner("lenet", TrainingSettings(), "cpu").state()
    torch.rand(3)
    same = torch_learner("lenet", TrainingSettings(), "cpu").state()
    assert all(np.array_equal(array, same[name]) for name, array in one.items())


@pytest.mark.parametrize(("supported", "precision"), [(True, "bfloat16"), (False, "float32")])
def test_the_precision_is_that_in_which_the_processor_is_quick(
    supported: bool, precision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: supported, raising=False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False, raising=False)
    assert sgd_learner(precision="auto").precision == precision
    assert sgd_learner(precision="float32").precision == "float32"


@pytest.mark.parametrize("kind", ["numpy", "torch"])
def test_a_step_is_tried_on_a_copy(kind: str) -> None:
    """The learner stays as it is; the step goes down the gradient, and its loss falls."""
    settings = TrainingSettings(learning_rate=0.002, ema_decay=0.9, patience=None)
    learner = scripted.numpy_learner(settings) if kind == "numpy" else scripted.torch_learner(settings)
    digits = easy_digits(64)
    for _ in range(3):
        learner.learn(digits.images, np.eye(10, dtype=np.float32)[digits.labels])
    known = {name: array.copy() for name, array in learner.training_state().items()}
    target = np.eye(10, dtype=np.float32)[4]
    before, after, gradient = learner.tried(digits.images[0], target)
    for name, array in learner.training_state().items():
        np.testing.assert_array_equal(array, known[name])
    assert loss_of(after, 4) < loss_of(before, 4)
    step = np.float32(1e-2) * gradient / np.abs(gradient).max()
    moved, _after, _gradient = learner.tried(digits.images[0] - step, target)
    assert loss_of(moved, 4) == pytest.approx(loss_of(before, 4) - float((gradient * step).sum()), abs=2e-3)
    assert learner.learning_rate == pytest.approx(0.002)


def loss_of(logits: np.ndarray, label: int) -> float:
    """The cross-entropy of logits (10,)."""
    powers = np.exp(logits - logits.max())
    return float(-np.log(powers[label] / powers.sum()))
