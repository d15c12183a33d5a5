"""The history of runs in the console: laid over one another, repeated, gone on with, kept, deleted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gui.retrain.session import Phase, Session
from gui.window.window import Window
from models import catalog
from tests.gui.conftest import wait_for
from tests.gui.retrain.consoles import LONG, SHORT, console, open_history, outcome
from tests.training.runs.written_runs import FINISHED, epoch, write_run
from training.runs import history
from training.runs.history import Status


def test_two_runs_are_laid_over_one_another_and_saved(window: Window, tmp_path: Path) -> None:
    for _ in range(2):
        write_run(("epoch", epoch(1)), ("epoch", epoch(2)), FINISHED)
    view = open_history(window, runs=2)
    view.table.tree.selection_set(view.table.tree.get_children())
    wait_for(window, lambda: view.plot.shown and len(view.plot.shown.runs) == 2)
    for file in (tmp_path / "curves.csv", tmp_path / "curves.png"):
        view.export(file)
        wait_for(window, file.exists)
    assert len((tmp_path / "curves.csv").read_text().splitlines()) == 5


def test_one_click_repeats_a_run_with_its_seed(window: Window, train: Callable[..., Session]) -> None:
    first = train(**SHORT, seed="9")
    outcome(window).discard.invoke()
    wait_for(window, lambda: console(window).session is None)
    view = open_history(window, runs=1)
    view.buttons["repeat"].invoke()
    second = console(window).session
    assert second is not None
    wait_for(window, lambda: not second.alive())
    assert second.ended is not None
    assert first.ended is not None
    assert second.ended.new.mnist == first.ended.new.mnist


def test_while_a_run_goes_on_no_other_is_offered(window: Window, train: Callable[..., Session]) -> None:
    write_run(FINISHED)
    train(**LONG)
    running = console(window).session
    assert running is not None
    wait_for(window, lambda: running.batch)
    view = open_history(window, runs=2)
    view.table.tree.selection_set(min(view.table.runs))
    wait_for(window, lambda: view.remark.cget("text") == "A network is being trained; wait until that run has ended.")
    assert view.buttons["repeat"].instate(["disabled"])
    console(window).start(view.table.chosen[0].order)
    assert console(window).session is running
    assert "wait until" in window.status.text
    running.kill()
    wait_for(window, lambda: view.buttons["repeat"].instate(["!disabled"]))


def test_an_interrupted_run_is_kept_or_goes_on(window: Window, train: Callable[..., Session]) -> None:
    session = train(**LONG)
    wait_for(window, lambda: session.best)
    session._process.process.kill()
    wait_for(window, lambda: session.phase is Phase.FAILED)
    view = open_history(window, runs=1)
    wait_for(window, lambda: view.table.chosen and view.table.chosen[0].status is Status.INTERRUPTED)
    view.buttons["resume"].invoke()
    resumed = console(window).session
    assert resumed is not None
    wait_for(window, lambda: resumed.last)
    resumed.kill()
    wait_for(window, lambda: resumed.phase is Phase.FAILED)
    view = open_history(window, runs=1)
    wait_for(window, lambda: view.buttons["keep"].instate(["!disabled"]))
    view.buttons["keep"].invoke()
    wait_for(window, lambda: "My BP net" in catalog.names())


def test_a_run_is_deleted_by_a_second_click(window: Window) -> None:
    write_run(FINISHED)
    view = open_history(window, runs=1)
    view.buttons["forget"].invoke()
    assert view.buttons["forget"].cget("text") == "Delete 1?"
    view.buttons["forget"].invoke()
    wait_for(window, lambda: not view.table.runs)
    assert history.load_history() == ([], [])


def test_damaged_lines_are_reported(window: Window) -> None:
    folder = write_run(FINISHED)
    with (folder / history.EVENTS).open("a") as file:
        file.write("{oops\n")
    open_history(window, runs=1)
    wait_for(window, lambda: "were moved to" in window.status.text)
