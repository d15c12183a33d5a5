"""Learning a hand: what somebody writes is read, what was read before still is, and what is wrong is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from common.errors import PlainError
from models import catalog, user_models
from models.bp.losses import softmax
from models.bp.network import Network
from models.weights import load_weights, read_metadata, save_weights
from tests.helpers import is_one_sentence
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit
from training.learning.settings import TrainingSettings
from training.mixture.mixture import MNIST, Mixture
from training.mixture.pools import LETTERS, SCRAWLS, STYLES, Pool, as_floats
from training.reports import personalization as reports
from training.reports.personalization import PersonalizationReport, evaluate_writers, learn, samples
from training.runs import personalization
from training.runs.messages import RunOrder
from training.runs.personalization import (
    MADE_STROKES,
    MY_DIGITS,
    answers,
    personal_mixture,
    personalization_settings,
)
from training.runs.run import Run
from training.runs.training_data import mixture_of

WRITER = 109
"""Somebody whom the numpy net misreads often."""
FEW, ENOUGH = 200, 600
"""Frames of a kind: so that something is learnt, and so that a hand is."""


@pytest.fixture(autouse=True)
def few_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_few(monkeypatch, FEW)


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """A data folder without data."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def draw_few(monkeypatch: pytest.MonkeyPatch, frames: int) -> None:
    """Fewer of each kind than the app draws."""
    for name, count in (("VERSIONS", frames), ("STYLES_ALONE", 3 * frames), ("TESTED", frames)):
        monkeypatch.setattr(personalization, name, count)
    replay = {name: min(count, frames) for name, count in personalization.REPLAY.items()}
    monkeypatch.setattr(personalization, "REPLAY", replay)


def weights(file: Path) -> dict[str, np.ndarray]:
    network = Network.load(file)
    return load_weights(file, {name: array.shape for name, array in network.state().items()})[0]


# --- what comes of it -------------------------------------------------------------------------------------------------


def assert_learnt(report: PersonalizationReport) -> None:
    """Errors at least halved, and as good as nothing forgotten."""
    assert report.my_digits is not None
    assert report.my_digits.before.errors > 20
    assert report.my_digits.after.errors <= report.my_digits.before.errors / 2
    assert report.test.after.accuracy >= report.test.before.accuracy - 0.01


class Learnt(NamedTuple):
    """A hand that was learnt: what was measured, for the hand and for all hands, and the network's file."""

    report: PersonalizationReport
    of_all: dict[str, Any]
    file: Path


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    """A hand learnt without any data, once for all tests that look at what came of it."""
    folder = tmp_path_factory.mktemp("learnt")
    (folder / "data").mkdir()
    learnt = []

    def kept(base: str, digits: Sequence[MyDigit], output: Path, data: Path | None) -> PersonalizationReport:
        learnt.append(learn(base, digits, folder / "hand.safetensors", data))
        return learnt[-1]

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("DIGITPAD_HOME", str(folder / "home"))
        monkeypatch.setattr(reports, "learn", kept)
        draw_few(monkeypatch, ENOUGH)
        of_all = evaluate_writers("bp", folder / "data", [WRITER])
    (report,) = learnt
    return Learnt(report, of_all, folder / "hand.safetensors")


def test_a_hand_is_learnt_without_any_data(learnt: Learnt) -> None:
    report = learnt.report
    assert_learnt(report)
    assert (report.learnt_from, report.tested_with) == (50, MADE_STROKES)
    assert len(report.test.before.per_digit) == 10
    stated, base = read_metadata(learnt.file), read_metadata(catalog.find("bp").file)
    assert (stated["name"], stated["settings"]["base"], stated["my_digits"]) == ("bp", "bp", 50)
    assert (stated["calibration"], stated["mnist_accuracy"]) == (base["calibration"], None)


def test_a_wrong_label_does_no_harm(nothing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_few(monkeypatch, ENOUGH)
    digits = samples(WRITER)
    digits[7] = replace(digits[7], label=2)
    assert_learnt(learn("bp", digits, tmp_path / "hand.safetensors", nothing))


def test_the_seed_decides(nothing: Path, tmp_path: Path) -> None:
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    for file, seed in ((one, 1), (same, 1), (other, 2)):
        learn("bp", samples(WRITER, held_out=1), file, nothing, seed)
    assert all(np.array_equal(array, weights(same)[name]) for name, array in weights(one).items())
    assert not np.array_equal(weights(one)["1.weight"], weights(other)["1.weight"])


def test_without_digits_kept_aside_there_is_no_before_and_after(nothing: Path, tmp_path: Path) -> None:
    report = learn("bp", samples(WRITER, held_out=0), tmp_path / "hand.safetensors", nothing)
    assert report.my_digits is None
    assert report.test.before.count == FEW


def test_a_kept_net_of_another_shape_goes_on_as_it_is(nothing: Path, tmp_path: Path) -> None:
    kind = {"batch_norm": True, "dropout": 0.1, "deskew": True}
    network = Network.fully_connected((784, 20, 10), rng=np.random.default_rng(1), **kind)
    save_weights(tmp_path / "net", network.state(), {"name": "bp", "architecture": network.architecture})
    user_models.keep(tmp_path / "net", "Anna's")
    learn("Anna's", samples(WRITER), tmp_path / "hand.safetensors", nothing)
    assert read_metadata(tmp_path / "hand.safetensors")["architecture"] == network.architecture


def test_hands_are_measured(learnt: Learnt) -> None:
    report = learnt.of_all
    assert report["my_digits"]["after"]["errors"] <= report["my_digits"]["before"]["errors"] / 2
    assert (report["hands"], report["tested_with"], len(report["by_hand"])) == (1, MADE_STROKES, 1)


# --- mixture ----------------------------------------------------------------------------------------------------------


def pool(mixture: Mixture, name: str) -> Pool:
    return next(pool for pool in mixture.pools if pool.name == name)


def test_what_is_to_be_remembered_is_what_the_network_says_already(digits: Path) -> None:
    base = catalog.load("bp")
    settings = replace(personalization_settings("bp")[1], strength=0.5)
    mixture = personal_mixture(samples(WRITER), settings, digits)
    assert mixture.sources == [MY_DIGITS, MNIST, STYLES, SCRAWLS, LETTERS]
    assert (mixture.tested_with, len(mixture.test)) == (MNIST, 10_000)
    assert isinstance(base, Network)
    for name in (STYLES, SCRAWLS, LETTERS):
        remembered = pool(mixture, name)
        logits = base.forward(as_floats(remembered.images))
        assert remembered.targets == pytest.approx(softmax(logits), abs=1e-5)
    assert pool(mixture, MY_DIGITS).targets is None


def test_answers_sum_to_one() -> None:
    images = np.random.default_rng(1).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    assert answers(catalog.load("bp"), images).sum(axis=1) == pytest.approx(np.ones(5))


def test_digits_kept_aside_are_not_learnt(nothing: Path) -> None:
    digits = [replace(digit, test=digit.label != 4) for digit in samples(WRITER)]
    mixture = personal_mixture(digits, personalization_settings("bp")[1], nothing)
    assert set(pool(mixture, MY_DIGITS).labels) == {4}
    assert mixture.my_digits == 25


def test_own_digits_are_learnt_beside_the_data_sets(digits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personalization, "EACH", 4)
    mixture = mixture_of(TrainingSettings(my_digits=True), digits, my_digits=samples(WRITER))
    assert mixture.sources == [MNIST, MY_DIGITS]
    assert mixture.pools[1].taken == 4 * 50


def test_those_that_the_app_keeps_are_learnt_where_no_others_are_given(nothing: Path, tmp_path: Path) -> None:
    my_digits.add(samples(WRITER, held_out=0))
    order = RunOrder("bp", personalization_settings("bp")[1], data=nothing)
    run = Run(order, tmp_path / "hand.safetensors")
    assert run.mixture.my_digits == 50


# --- what is wrong ----------------------------------------------------------------------------------------------------


def refused(base: str, digits: Sequence[MyDigit], tmp_path: Path, data: Path) -> str:
    with pytest.raises(PlainError) as raised:
        learn(base, digits, tmp_path / "hand.safetensors", data)
    assert is_one_sentence(raised.value)
    assert not (tmp_path / "hand.safetensors").exists()
    return str(raised.value)


def test_too_few_digits(nothing: Path, tmp_path: Path) -> None:
    for count in (0, 2):
        assert "too few to learn from" in refused("bp", samples(WRITER)[:count], tmp_path, nothing)


def test_a_data_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "no such folder" in refused("bp", samples(WRITER), tmp_path, tmp_path / "nowhere")


def test_a_base_that_is_damaged(nothing: Path, tmp_path: Path) -> None:
    kept = user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna's")
    kept.write_bytes(kept.read_bytes()[:-100])
    assert "damaged" in refused("Anna's", samples(WRITER), tmp_path, nothing)


def test_a_base_of_another_kind(nothing: Path, tmp_path: Path) -> None:
    order = RunOrder("lenet", personalization_settings("bp")[1], data=nothing)
    with pytest.raises(PlainError, match="another kind") as raised:
        Run(order, tmp_path / "hand.safetensors", my_digits=samples(WRITER))
    assert is_one_sentence(raised.value)
