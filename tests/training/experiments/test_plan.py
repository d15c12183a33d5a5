"""The plan: which cells there are, and that no two are mixed up."""

from __future__ import annotations

import pytest

from models import catalog
from training.experiments.plan import (
    FULL,
    QUICK,
    SMALL_SETS,
    WHOLE_SET,
    Extent,
    Place,
    place_variant,
    plan,
    size_variant,
)

EXTENTS = pytest.mark.parametrize("extent", [FULL, QUICK], ids=["full", "quick"])


@EXTENTS
def test_each_cell_has_a_name_of_its_own_and_can_be_told_from_all_others(extent: Extent) -> None:
    cells = plan(extent)
    assert len({cell.name for cell in cells}) == len(set(cells)) == len(cells)


@EXTENTS
def test_all_variants_that_are_spoken_of_are_there(extent: Extent) -> None:
    variants = {cell.variant for cell in plan(extent)}
    named = {"sgd", "momentum", "rmsprop", "adam", "bn", "dropout", "both", *WHOLE_SET.values()}
    sizes = {
        size_variant(network, digits)
        for network in WHOLE_SET
        for digits in (extent.resnet_sets if network == "resnet" else SMALL_SETS)
    }
    assert named | sizes | {place_variant(place) for place in Place} <= variants


def test_numpy_cells_and_lenet_are_trained_from_five_seeds() -> None:
    cells = plan(FULL)
    for variant in {cell.variant for cell in cells if cell.settings and cell.network != "resnet"}:
        seeds = [cell.settings.seed for cell in cells if cell.variant == variant and cell.settings]
        assert seeds == [1, 2, 3, 4, 5], variant


def test_the_report_s_learning_rates() -> None:
    rates = {cell.variant: cell.settings.learning_rate for cell in plan(FULL) if cell.settings}
    assert (rates["sgd"], rates["adam"]) == (0.02, 0.001)


def test_every_bundled_network_is_measured() -> None:
    assert {cell.network for cell in plan(FULL) if not cell.settings} == {model.name for model in catalog.MODELS}


def test_without_torch_there_is_the_numpy_net_alone() -> None:
    cells = plan(FULL, torch=False)
    assert {cell.network for cell in cells} == {"bp"}
    assert {"adam", "both", "bundled bp"} <= {cell.variant for cell in cells}
