"""The written calculation gives the network's own probabilities, for every size."""

from __future__ import annotations

import numpy as np
import pytest

from explain.calculation import calculate
from ink.framing import Frame, frame
from ink.json_lines import strokes_from_json
from ink.page import Page
from models.bp.network import Network
from tests.explain.conftest import network
from tests.helpers import line

NETWORKS = {
    "report": network(100),
    "two layers": network(40, 30),
    "no hidden layer": network(),
    "batch norm": network(60, batch_norm=True),
    "straightened": network(100, deskew=True),
    "straightened, no hidden layer": network(deskew=True),
    "all of it": network(50, 20, batch_norm=True, dropout=0.5, deskew=True),
}


@pytest.mark.parametrize("made", NETWORKS.values(), ids=NETWORKS)
def test_terms_and_bias_add_up_to_each_logit_and_they_to_the_probabilities(made: Network, seven: Frame) -> None:
    last = calculate(made, seven).last
    for digit in range(10):
        total = last.bias[digit] + sum(last.products[unit, digit] for unit in last.terms(digit))
        assert total == pytest.approx(last.logits[digit], abs=1e-9)
    np.testing.assert_allclose(last.probabilities, made.predict_proba(seven[None])[0], atol=1e-5)


@pytest.mark.parametrize("made", NETWORKS.values(), ids=NETWORKS)
def test_each_activation_follows_from_the_numbers_beside_it(made: Network, seven: Frame) -> None:
    for layer in calculate(made, seven).hidden:
        written = [layer.activation(unit) for unit in range(len(layer.bias))]
        np.testing.assert_allclose(written, layer.activations, rtol=1e-4, atol=1e-4)


def test_terms_come_by_their_size(seven: Frame) -> None:
    last = calculate(NETWORKS["report"], seven).last
    sizes = [abs(last.products[unit, 7]) for unit in last.terms(7)]
    assert sizes == sorted(sizes, reverse=True)
    assert sorted(last.terms(7)) == list(range(100))


def test_layers_are_joined(seven: Frame) -> None:
    calculation = calculate(NETWORKS["all of it"], seven)
    first, second = calculation.hidden
    assert calculation.straightened is not None
    np.testing.assert_array_equal(first.inputs, calculation.straightened.frame.reshape(-1))
    np.testing.assert_array_equal(second.inputs, first.activations)
    np.testing.assert_array_equal(calculation.last.activations, second.activations)
    assert first.dropout == 0.5


def test_a_net_that_does_not_straighten_multiplies_the_frame_itself(seven: Frame) -> None:
    calculation = calculate(NETWORKS["report"], seven)
    assert calculation.straightened is None
    np.testing.assert_array_equal(calculation.hidden[0].inputs, seven.reshape(-1))


def test_the_straightened_frame_follows_from_the_numbers_beside_it() -> None:
    slanted = frame(Page(strokes_from_json(line([[[340, 120], [220, 440]]]))))
    straightened = calculate(NETWORKS["straightened"], slanted).straightened
    assert straightened is not None
    assert straightened.slant < -0.2
    for row, pixels in enumerate(slanted):
        source = np.arange(28) + straightened.slant * (row - straightened.centre)
        written = np.interp(source, np.arange(-20, 48), np.pad(pixels, 20))
        np.testing.assert_allclose(straightened.frame[row], written, atol=1e-5)
