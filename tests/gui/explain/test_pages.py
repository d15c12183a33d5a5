"""Each page shows the network's own numbers: what is told under the pointer is what the network has there."""

from __future__ import annotations

import numpy as np
import pytest

from explain.calculation import calculate
from explain.looking import inside
from explain.occlusion import occlusion
from explain.questions import largest, maps, pixel
from gui.explain import dead_units
from gui.explain.calculation_page import CalculationPage
from gui.explain.explain_window import ExplainWindow
from gui.explain.layers_page import LayersPage
from gui.explain.mattered_page import MatteredPage
from gui.explain.networks_page import NetworksPage
from gui.explain.value_grid import told
from gui.window.window import Window
from ink.framing import Framing, frame
from models import catalog, user_models
from models.bp.network import Network
from models.weights import save_weights
from tests.gui.conftest import ONE, drag, wait_for
from tests.gui.explain.conftest import click, opened, point_at, turn_to
from tests.helpers import easy_digits


def bp() -> Network:
    network = catalog.load("bp")
    assert isinstance(network, Network)
    return network


def said(page: NetworksPage | CalculationPage | LayersPage | MatteredPage) -> str:
    return str(page.readout.cget("text"))


# --- all networks -----------------------------------------------------------------------------------------------------


def test_every_network_answers_kept_ones_too(window: Window, explained: ExplainWindow) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    window.context.networks.refresh()
    page = turn_to(window, explained, NetworksPage)
    wait_for(window, lambda: set(page.rows) == {"bp", "Anna"})
    assert explained.subject is not None
    expected = bp().predict_proba(explained.subject.frame[None])[0]
    for row in page.rows.values():
        np.testing.assert_allclose(row._answers[0].probabilities, expected, atol=1e-6)
    user_models.delete("Anna")
    window.context.networks.refresh()
    wait_for(window, lambda: set(page.rows) == {"bp"})


def test_both_framings_stand_beside_each_other(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, NetworksPage)
    page.both.set(True)
    page.again()
    wait_for(window, lambda: page.rows and len(page.rows["bp"]._answers) == 2)
    assert explained.subject is not None
    framed = [answer.frame for answer in page.rows["bp"]._answers]
    np.testing.assert_array_equal(framed[0], explained.subject.frame)
    np.testing.assert_array_equal(framed[1], frame(window.context.drawing.page, Framing.REPORT))


def test_disagreement_is_marked(window: Window, explained: ExplainWindow) -> None:
    arrays = {name: array.copy() for name, array in bp().state().items()}
    arrays[list(arrays)[-1]][3] += 1000  # the last layer's bias
    file = catalog.kept_folder() / "stubborn.safetensors"
    file.parent.mkdir(parents=True, exist_ok=True)
    metadata = dict(catalog.stated(catalog.WEIGHTS / "bp.safetensors"))
    save_weights(file, arrays, metadata)
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    window.context.networks.refresh()
    page = turn_to(window, explained, NetworksPage)
    wait_for(window, lambda: len(page.rows) == 3)
    marked = {name for name, row in page.rows.items() if row._mark}
    assert marked == {"stubborn"}


# --- the calculation --------------------------------------------------------------------------------------------------


def test_the_terms_are_the_networks(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, CalculationPage)
    wait_for(window, lambda: page.calculation is not None)
    assert explained.subject is not None
    last = calculate(bp(), explained.subject.frame).last
    rows = [page.terms.item(item, "values") for item in page.terms.get_children()]
    unit = last.terms(7)[0]
    assert str(rows[1][0]) == str(unit)
    assert float(str(rows[1][1])) == pytest.approx(float(last.activations[unit]), abs=1e-4)
    assert float(str(rows[-1][4])) == pytest.approx(float(last.logits[7]), abs=1e-3)
    page.choose_digit(3)
    assert "z3 = " in page.written.cget("text")
    assert f"{last.probabilities[3]:.6f}" in page.written.cget("text")


def test_a_units_weight_is_told_under_the_pointer_and_a_click_opens_it(
    window: Window, explained: ExplainWindow
) -> None:
    page = turn_to(window, explained, CalculationPage)
    wait_for(window, lambda: page.calculation is not None)
    assert explained.subject is not None
    hidden = calculate(bp(), explained.subject.frame).hidden[0]
    weights = hidden.weights.T.reshape(-1, 28, 28)
    point_at(window, page.units, 49, 12, 7)
    assert told(float(weights[49, 12, 7])) in said(page)
    click(window, page.units, 49, 0, 0)
    assert page.shows_unit
    window.update()
    x = hidden.inputs.reshape(28, 28)
    point_at(window, page.products, 1, 14, 14)
    assert told(float(x[14, 14])) in said(page)
    point_at(window, page.products, 2, 14, 14)
    assert told(float(weights[49, 14, 14] * x[14, 14])) in said(page)
    assert f"h = max(0, {hidden.sum(49):.4f})" in page.written.cget("text")


# --- what mattered ----------------------------------------------------------------------------------------------------


def test_gradient_and_occlusion_are_the_networks(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, MatteredPage)
    wait_for(window, lambda: set(page.values) == {"gradient", "covered"})
    assert explained.subject is not None
    image, direction = explained.subject.frame, np.eye(10, dtype=np.float32)[7]
    gradient = inside(bp()).gradient(image[None], direction[None])[1][0]
    np.testing.assert_allclose(page.values["gradient"], gradient, atol=1e-5)
    np.testing.assert_allclose(page.values["covered"], occlusion(inside(bp()), image, direction), atol=1e-5)
    point_at(window, page.grids["gradient"], 0, 10, 12)
    assert told(float(gradient[10, 12])) in said(page)


def test_why_7_and_not_1(window: Window, explained: ExplainWindow) -> None:
    page = turn_to(window, explained, MatteredPage)
    page.not_.current(2)
    page.again()
    assert explained.subject is not None
    direction = np.eye(10, dtype=np.float32)[7] - np.eye(10, dtype=np.float32)[1]
    expected = inside(bp()).gradient(explained.subject.frame[None], direction[None])[1][0]
    wait_for(window, lambda: "gradient" in page.values and np.allclose(page.values["gradient"], expected, atol=1e-5))


# --- the layers -------------------------------------------------------------------------------------------------------


def test_maps_and_a_pixels_sum_are_the_networks(torch_window: Window) -> None:
    window = torch_window
    shown = opened(window)
    page = turn_to(window, shown, LayersPage)
    wait_for(window, lambda: page.maps)
    assert shown.subject is not None
    classifier = catalog.load("lenet")
    expected = maps(classifier, shown.subject.frame)
    for one, other in zip(page.maps, expected, strict=True):
        np.testing.assert_allclose(one.values, other.values, atol=1e-5)
    click(window, page.grid_of_maps, 3, 10, 11)
    assert told(float(expected[0].values[3, 10, 11])) in said(page)
    wait_for(window, lambda: page.pixel is not None)
    written = pixel(classifier, shown.subject.frame, "features.0", 3, 10, 11)
    assert written is not None
    assert told(written.value) in page.written.cget("text")
    page.list.selection_set(("features.2",))
    wait_for(window, lambda: page.shown is not None and page.shown.name == "features.2")
    assert page.pixel is None


def test_dead_units_are_found_in_the_background(torch_window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_units, "_validation_digits", lambda folder: easy_digits(120).images)
    window = torch_window
    shown = opened(window)
    page = turn_to(window, shown, LayersPage)
    wait_for(window, lambda: "lenet" in page.dead._done)
    assert page.dead._frames is not None
    found = largest(catalog.load("lenet"), page.dead._frames)["features.3"]
    assert page.dead.of("lenet", "features.3") == frozenset(np.flatnonzero(found <= 0).tolist())


def test_where_mnist_is_missing_for_dead_units_it_is_offered(
    torch_window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_units, "_validation_digits", lambda folder: None)
    page = turn_to(torch_window, opened(torch_window), LayersPage)
    wait_for(torch_window, lambda: page.offer.winfo_ismapped())
    assert page.maps


def test_a_killed_torch_process_is_told_and_replaced(torch_window: Window) -> None:
    window = torch_window
    shown = opened(window)
    page = turn_to(window, shown, LayersPage)
    wait_for(window, lambda: page.maps)
    worker = window.context.engine._worker
    assert worker is not None
    worker.process.kill()
    drag(window, ONE)
    wait_for(window, lambda: "not ready yet" in said(page) or window.context.engine._worker is not worker)
    wait_for(window, lambda: window.context.networks.torch_ready and window.context.engine._worker is not worker)
    page.again()
    wait_for(window, lambda: page.maps and "not ready" not in said(page))


def test_without_a_torch_network_the_page_says_so(
    window: Window, explained: ExplainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = turn_to(window, explained, LayersPage)
    monkeypatch.setattr(page.model, "name", "")
    page.again()
    assert "torch" in said(page)


def test_a_network_that_is_deleted_meanwhile_is_left_for_another(window: Window, explained: ExplainWindow) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "Anna")
    window.context.networks.refresh()
    window.context.networks.choose("Anna")
    page = turn_to(window, explained, CalculationPage)
    wait_for(window, lambda: page.model.name == "Anna" and page.calculation is not None)
    user_models.delete("Anna")
    window.context.networks.refresh()
    wait_for(window, lambda: page.model.name == "bp")
    drag(window, ONE)
    wait_for(window, lambda: page.calculation is not None)
