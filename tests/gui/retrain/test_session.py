"""A training run seen from the window: real processes, steered and killed."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors.numpy import load_file

from gui.retrain.session import Phase, Session, Stopwatch
from models.weights import read_metadata
from tests.helpers import is_one_sentence
from training.learning.settings import TrainingSettings
from training.runs import history
from training.runs.history import Status
from training.runs.log import CHECKPOINT
from training.runs.messages import RunOrder

PATIENCE = 60.0
SETTINGS = TrainingSettings(learning_rate=0.003, batch_size=500, epochs=3, patience=None, mnist=0.1)
ENDLESS = replace(SETTINGS, epochs=5000, batch_size=50)


@pytest.fixture
def start(digits: Path) -> Iterator[Callable[..., Session]]:
    sessions = []

    def start_one(settings: TrainingSettings = SETTINGS, **kind: object) -> Session:
        session = Session(RunOrder("bp", settings, data=digits), "bp", **kind)  # type: ignore[arg-type]
        sessions.append(session)
        return session

    yield start_one
    for session in sessions:
        session.kill()


def follow(session: Session, until: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, (session.phase, session.error)
        session.poll()
        time.sleep(0.005)


def to_the_end(session: Session) -> None:
    follow(session, lambda: not session.alive())
    session.clear_away()


def is_gone(session: Session) -> bool:
    """Whether there is no process any more, once the session has ended it."""
    session._process.wait()
    try:
        os.kill(session._process.process.pid or 0, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_run_ends_with_two_networks_to_choose_from(start: Callable[..., Session]) -> None:
    session = start()
    to_the_end(session)
    assert session.error is None
    assert session.ended is not None
    assert session.ended.new.mnist > 0.9
    assert session.ended.current is not None
    assert session.ended.current.name == "bp"
    assert session.ended.worse == (session.ended.new.mnist < session.ended.current.mnist)
    assert read_metadata(session.ended.weights)["mnist_accuracy"] == session.ended.new.mnist
    assert [x for x, _ in session.recorder.curves().validation_accuracy] == [1, 2, 3]
    (run,), _ = history.load_history()
    assert run.status is Status.FINISHED
    assert run.new == session.ended.new
    assert is_gone(session)


def test_the_network_in_training_reads_the_drawing_and_learns_to(start: Callable[..., Session], digits: Path) -> None:
    session = start(ENDLESS)
    blank_with_a_bar = np.zeros((28, 28), dtype=np.float32)
    blank_with_a_bar[10:12, 4:24] = 1  # a three, as the tests' digits have it
    session.look(blank_with_a_bar)
    follow(session, lambda: session.answer is not None and session.answer.argmax() == 3 and session.answer[3] > 0.9)
    session.look(None)
    assert session.answer is None
    for _ in range(50):
        session.poll()
        time.sleep(0.005)
    assert session.answer is None, "what is gone from the canvas is not answered"


def test_the_learning_rate_is_changed_in_mid_run_and_logged(start: Callable[..., Session]) -> None:
    session = start(replace(SETTINGS, epochs=40, schedule="constant"))
    follow(session, lambda: session.last is not None)
    session.change_rate(0.0005)
    to_the_end(session)
    (run,), _ = history.load_history()
    assert run.order is not None
    ((at_epoch, done, rate),) = run.order.settings.rate_changes
    assert at_epoch >= 1
    assert rate == 0.0005
    assert session.ended is not None
    assert read_metadata(session.ended.weights)["settings"]["rate_changes"] == [[at_epoch, done, 0.0005]]
    again = start(run.order.settings)
    to_the_end(again)
    assert again.ended is not None
    first, second = (load_file(one.ended.weights) for one in (session, again))
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name])


def test_a_step_on_the_drawing_is_tried(start: Callable[..., Session]) -> None:
    session = start(ENDLESS)
    follow(session, lambda: session.batch is not None)
    frame = np.zeros((28, 28), dtype=np.float32)
    frame[10:12, 4:24] = 1
    session.try_step(frame, 8)
    follow(session, lambda: session.tried is not None)
    assert session.tried is not None
    assert session.tried.after[8] > session.tried.before[8]
    losses = [-np.log(shares[8]) for shares in (session.tried.before, session.tried.after)]
    assert session.tried.losses == pytest.approx(losses, abs=1e-4)
    assert session.tried.gradient.shape == (28, 28)
    assert session.alive()


def test_a_paused_run_stands_still_and_still_answers(start: Callable[..., Session]) -> None:
    session = start(ENDLESS)
    follow(session, lambda: session.batch is not None)
    session.pause()
    time.sleep(0.5)
    follow(session, lambda: True)
    before = session.batch
    session.look(np.ones((28, 28), dtype=np.float32))
    follow(session, lambda: session.answer is not None)
    assert session.batch == before
    session.resume()
    follow(session, lambda: session.batch != before)


def test_a_stopped_run_keeps_the_best_and_can_go_on(start: Callable[..., Session]) -> None:
    session = start(ENDLESS)
    follow(session, lambda: session.best is not None)
    session.stop()
    to_the_end(session)
    assert session.phase is Phase.ENDED
    (run,), _ = history.load_history()
    assert run.status is Status.STOPPED
    assert run.resumable
    again = start(ENDLESS, resumed=run)
    follow(again, lambda: again.last is not None)
    assert again.last is not None
    assert again.last.epoch == len(run.epochs) + 1
    assert again.done < 0.5


def test_a_cancelled_run_is_gone_within_a_second_and_leaves_nothing(start: Callable[..., Session]) -> None:
    session = start(ENDLESS)
    follow(session, lambda: session.best is not None)
    assert (session.folder / CHECKPOINT).exists()
    begin = time.monotonic()
    session.cancel()
    session.clear_away()
    assert time.monotonic() - begin < 1
    assert is_gone(session)
    assert session.phase is Phase.CANCELLED
    assert not session.folder.exists()
    assert history.load_history() == ([], [])


@pytest.mark.parametrize("moment", [0.0, 0.1, 0.3, 0.7])
def test_a_killed_run_leaves_whole_weights_and_says_so(start: Callable[..., Session], moment: float) -> None:
    """It saves after each of its short epochs, so that some of these moments fall into a save."""
    session = start(ENDLESS)
    follow(session, lambda: session.best is not None)
    time.sleep(moment)
    session._process.process.kill()
    to_the_end(session)
    assert session.phase is Phase.FAILED
    assert session.error is not None
    assert is_one_sentence(session.error)
    (run,), errors = history.load_history()
    assert run.status is Status.INTERRUPTED
    assert run.weights is not None
    assert read_metadata(run.weights)["name"] == "bp"
    assert len(errors) <= 1, "a line that was being written may be cut"


def test_a_disk_that_takes_no_more_checkpoints_is_said_and_the_run_goes_on(start: Callable[..., Session]) -> None:
    """A folder in the checkpoint's place refuses to be replaced, as a full disk does."""
    session = start(ENDLESS)
    follow(session, lambda: session.best is not None)
    while not (session.folder / CHECKPOINT).is_dir():
        (session.folder / CHECKPOINT).unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            (session.folder / CHECKPOINT).mkdir()
    follow(session, lambda: session.unsaved is not None)
    assert "cannot be written" in str(session.unsaved)
    assert str(session.unsaved).endswith("; the run goes on")
    last = session.last
    follow(session, lambda: session.last != last)
    session.kill()
    assert not list(session.folder.glob(".*.part")), "no half file is left"


def test_a_process_that_is_killed_before_it_has_saved_anything_says_that(start: Callable[..., Session]) -> None:
    session = start(ENDLESS)
    session._process.process.kill()
    to_the_end(session)
    assert str(session.error) == "The training process ended unexpectedly, before anything was saved"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to find processes")
def test_a_run_cancelled_while_its_helpers_draw_leaves_no_process(
    start: Callable[..., Session], data_folder: Path, own_home: Path
) -> None:
    session = Session(RunOrder("bp", replace(SETTINGS, pens=True), data=data_folder), "bp")
    follow(session, lambda: len(processes_of(own_home)) > 2)
    session.cancel()
    session.clear_away()
    deadline = time.monotonic() + 3
    while processes_of(own_home):
        assert time.monotonic() < deadline, "the helpers of the training process must end with it"
        time.sleep(0.02)


def processes_of(home: Path) -> list[str]:
    """The training process and its helpers, by the folder that their environment names."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                mine = f"DIGITPAD_HOME={home}".encode() in (entry / "environ").read_bytes().split(b"\0")
                if mine and b"resource_tracker" not in (entry / "cmdline").read_bytes():
                    found.append(entry.name)
        except OSError:
            continue
    return found


def test_a_run_ends_when_its_window_is_gone(start: Callable[..., Session]) -> None:
    session = start(ENDLESS)
    follow(session, lambda: session.batch is not None)
    session._process._connection.close()
    follow_until = time.monotonic() + PATIENCE
    while session._process.process.is_alive():
        assert time.monotonic() < follow_until
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (replace(SETTINGS, learning_rate=1e30, optimizer="sgd"), "diverged"),
        (replace(SETTINGS, batch_size=100_000), "batch"),
        (replace(SETTINGS, validation=100_000), "validation"),
    ],
)
def test_a_run_that_fails_says_why(start: Callable[..., Session], settings: TrainingSettings, said: str) -> None:
    session = start(settings)
    to_the_end(session)
    assert session.phase is Phase.FAILED
    assert said in str(session.error)
    assert is_one_sentence(str(session.error))
    (run,), _ = history.load_history()
    assert (run.status, str(run.reason)) == (Status.FAILED, str(session.error))


def test_data_that_are_gone_are_not_downloaded_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    session = Session(RunOrder("bp", SETTINGS), "bp")
    to_the_end(session)
    assert "not found" in str(session.error)


def test_a_folder_that_cannot_be_written_is_said(start: Callable[..., Session], own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "runs").write_text("a file where the folder should be")
    session = start()
    to_the_end(session)
    assert "cannot be written" in str(session.error)


def test_the_time_left_counts_no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("gui.retrain.session.time", SimpleNamespace(monotonic=lambda: now))
    stopwatch = Stopwatch()
    assert stopwatch.seconds == 0
    stopwatch.start()
    now = 103.0
    assert stopwatch.seconds == 3
    stopwatch.stop()
    now = 150.0
    assert stopwatch.seconds == 3
    stopwatch.start()
    now = 152.0
    assert stopwatch.seconds == 5
    stopwatch.stop()
    stopwatch.stop()
    assert stopwatch.seconds == 5
