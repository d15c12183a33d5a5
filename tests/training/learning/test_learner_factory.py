"""Learners as the settings ask for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.bp.network import Network
from models.weights import save_weights
from tests.helpers import is_one_sentence
from training.learning.learner_factory import build_learner
from training.learning.learners import TrainingError
from training.learning.settings import TrainingSettings


def test_the_seed_decides_the_first_weights() -> None:
    one, same, other = (build_learner("bp", TrainingSettings(seed=seed)).state() for seed in (1, 1, 2))
    assert all(np.array_equal(array, same[name]) for name, array in one.items())
    assert not np.array_equal(one["0.weight"], other["0.weight"])


def test_the_numpy_net_has_the_shape_in_the_settings() -> None:
    learner = build_learner("bp", TrainingSettings(hidden=30, batch_norm=True, dropout=0.2))
    assert learner.architecture == {"network": "bp", "sizes": [784, 30, 10], "batch_norm": True, "dropout": 0.2}


def test_the_numpy_net_has_the_shape_of_its_base(tmp_path: Path) -> None:
    base = Network.fully_connected((784, 20, 10), rng=np.random.default_rng(1), batch_norm=True, dropout=0.1)
    save_weights(tmp_path / "base", base.state(), {"name": "bp", "architecture": base.architecture})
    learner = build_learner("bp", TrainingSettings(hidden=30), base=tmp_path / "base")
    assert learner.architecture == base.architecture


def test_the_numpy_net_does_not_train_in_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(TrainingError, match="without torchrun") as refused:
        build_learner("bp", TrainingSettings())
    assert is_one_sentence(refused.value)


def test_a_network_in_torch_has_the_same_first_weights_whatever_was_drawn_before() -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(7)
    one = build_learner("lenet", TrainingSettings(), "cpu").state()
    torch.rand(3)
    same = build_learner("lenet", TrainingSettings(), "cpu").state()
    assert all(np.array_equal(array, same[name]) for name, array in one.items())
