"""The engine: the newest page wins, and whatever becomes of the torch process, there is an answer."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from gui.background.engine import Engine
from gui.background.requests import Event, ModelState, Reading, Survey
from ink.framing import Framing, frame
from ink.page import Page, Stroke
from models import catalog, user_models
from tests.helpers import save_network

SEVEN = Page((Stroke(((180.0, 140.0), (380.0, 140.0), (280.0, 440.0)), 24.0),))
PATIENCE = 30.0

needs_torch = pytest.mark.skipif(not catalog.has_torch(), reason="torch is not installed")


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def wait_for(engine: Engine, wanted: Callable[[Event], bool]) -> Event:
    """The first event that is wanted."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for event in engine.events():
            if wanted(event):
                return event
        time.sleep(0.005)
    raise AssertionError("it did not happen in time")


def read(engine: Engine, model: str, page: Page = SEVEN) -> Reading:
    engine.read(page, model, Framing.CENTRED)
    reading = wait_for(engine, lambda event: isinstance(event, Reading))
    assert isinstance(reading, Reading)
    return reading


def until_ready(engine: Engine) -> None:
    engine.start_worker()
    wait_for(engine, lambda event: isinstance(event, ModelState) and event.ready)


def worker_pid(engine: Engine) -> int | None:
    worker = engine._worker
    return worker.process.pid if worker else None


def test_a_page_is_read(engine: Engine) -> None:
    reading = read(engine, "bp")
    assert reading.prediction.digit == 7
    np.testing.assert_array_equal(reading.prediction.frame, frame(SEVEN))


def test_a_blank_page_has_no_answer(engine: Engine) -> None:
    prediction = read(engine, "bp", Page()).prediction
    assert (prediction.digit, prediction.confidence, prediction.sure) == (None, None, False)


def test_the_newest_page_wins(engine: Engine) -> None:
    pages = [Page((Stroke(((10.0, 10.0), (20.0 + i, 500.0)), 24.0),)) for i in range(200)]
    for page in pages:
        engine.read(page, "bp", Framing.CENTRED)
    readings = 0

    def is_last(event: Event) -> bool:
        nonlocal readings
        readings += isinstance(event, Reading)
        return isinstance(event, Reading) and event.request.page is pages[-1]

    wait_for(engine, is_last)
    assert readings < len(pages)


@needs_torch
def test_torch_answers_from_a_process_of_its_own(engine: Engine) -> None:
    until_ready(engine)
    reading = read(engine, "lenet")
    assert reading.prediction.model == "lenet"
    assert reading.prediction.digit == 7
    assert worker_pid(engine) not in (None, os.getpid())


@needs_torch
def test_a_killed_worker_costs_no_answer_and_comes_back(engine: Engine) -> None:
    until_ready(engine)
    assert worker_pid(engine) is not None
    os.kill(worker_pid(engine), signal.SIGKILL)
    reading = read(engine, "lenet")
    assert (reading.prediction.model, reading.prediction.digit) == ("bp", 7)
    again = wait_for(engine, lambda event: isinstance(event, Reading))
    assert isinstance(again, Reading)
    assert again.prediction.model == "lenet"


@needs_torch
def test_a_worker_stopped_while_it_predicts_costs_no_answer(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.background.engine.ANSWER_TIMEOUT", 0.3)
    until_ready(engine)
    assert worker_pid(engine) is not None
    os.kill(worker_pid(engine), signal.SIGSTOP)
    assert read(engine, "lenet").prediction.model == "bp"


@needs_torch
def test_a_worker_killed_while_it_loads_is_reported_once_and_can_be_asked_for_again(engine: Engine) -> None:
    engine.start_worker()
    while worker_pid(engine) is None:
        time.sleep(0.001)
    os.kill(worker_pid(engine), signal.SIGKILL)
    state = wait_for(engine, lambda event: isinstance(event, ModelState) and event.error is not None)
    assert isinstance(state, ModelState)
    assert "ended while it was loading" in str(state.error)
    assert read(engine, "lenet").prediction.model == "bp"
    assert worker_pid(engine) is None
    until_ready(engine)
    assert read(engine, "lenet").prediction.model == "lenet"


@needs_torch
def test_closing_leaves_no_process(engine: Engine) -> None:
    until_ready(engine)
    pid = worker_pid(engine)
    assert pid is not None
    engine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_without_torch_the_numpy_net_answers_and_the_reason_is_told(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.catalog.has_torch", lambda: False)
    engine.start_worker()
    state = wait_for(engine, lambda event: isinstance(event, ModelState))
    assert isinstance(state, ModelState)
    assert str(state.error) == "torch is not installed (pip install torch)"
    prediction = read(engine, "lenet").prediction
    assert (prediction.model, prediction.digit) == ("bp", 7)


# --- surveys ----------------------------------------------------------------------------------------------------------


def survey(engine: Engine, *models: str) -> Survey:
    engine.survey(lambda: np.stack([frame(page) for page in (SEVEN, Page())]), models, print)
    survey = wait_for(engine, lambda event: isinstance(event, Survey))
    assert isinstance(survey, Survey)
    return survey


def test_several_pages_are_read_by_a_model_as_each_of_them_is_read_alone(engine: Engine) -> None:
    surveyed = survey(engine, "bp")
    assert surveyed.done is print, "which the window calls, on its own thread"
    assert surveyed.answers["bp"].shape == (2, 10)
    np.testing.assert_allclose(surveyed.answers["bp"][0], read(engine, "bp").prediction.probabilities, rtol=1e-5)


def test_models_that_cannot_say_are_left_out(engine: Engine) -> None:
    assert set(survey(engine, "bp", "lenet", "gone").answers) == {"bp"}


@needs_torch
def test_all_models_say_what_they_make_of_it_when_torch_is_ready(engine: Engine) -> None:
    until_ready(engine)
    answers = survey(engine, "bp", "lenet", "resnet").answers
    assert {model: int(rows[0].argmax()) for model, rows in answers.items()} == {"bp": 7, "lenet": 7, "resnet": 7}


def test_a_drawing_does_not_wait_for_the_surveys_before_it(engine: Engine) -> None:
    for _ in range(50):
        engine.survey(lambda: np.stack([frame(SEVEN)] * 6), ["bp"], print)
    engine.read(SEVEN, "bp", Framing.CENTRED)
    surveys = 0

    def is_reading(event: Event) -> bool:
        nonlocal surveys
        surveys += isinstance(event, Survey)
        return isinstance(event, Reading)

    wait_for(engine, is_reading)
    assert surveys <= 2


# --- networks that the user keeps -------------------------------------------------------------------------------------


def test_a_kept_network_reads(engine: Engine) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "mine")
    reading = read(engine, "mine")
    assert (reading.prediction.model, reading.prediction.digit, reading.reason) == ("mine", 7, None)


def test_one_made_again_under_the_same_name_reads_in_the_place_of_the_other(engine: Engine, tmp_path: Path) -> None:
    user_models.keep(catalog.WEIGHTS / "bp.safetensors", "mine")
    read(engine, "mine")
    user_models.delete("mine")
    network = save_network(tmp_path / "other.safetensors", name="bp")
    user_models.keep(tmp_path / "other.safetensors", "mine")
    prediction = read(engine, "mine").prediction
    np.testing.assert_array_equal(prediction.probabilities, network.predict_proba(prediction.frame[np.newaxis])[0])


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"Dear diary")], ids=["gone", "damaged"])
def test_where_one_cannot_be_read_the_numpy_net_answers_and_says_why(
    engine: Engine, harm: Callable[[Path], object]
) -> None:
    file = user_models.keep(catalog.WEIGHTS / "bp.safetensors", "mine")
    read(engine, "mine")
    harm(file)
    reading = read(engine, "mine")
    assert (reading.prediction.model, reading.prediction.digit) == ("bp", 7)
    assert "there is no model 'mine'" in str(reading.reason) or "not a safetensors file" in str(reading.reason)


@needs_torch
def test_a_kept_torch_net_is_read_in_the_torch_process(engine: Engine) -> None:
    user_models.keep(catalog.WEIGHTS / "lenet.safetensors", "chalk")
    assert read(engine, "chalk").prediction.model == "bp"
    until_ready(engine)
    reading = read(engine, "chalk")
    assert (reading.prediction.model, reading.prediction.digit, reading.reason) == ("chalk", 7, None)
