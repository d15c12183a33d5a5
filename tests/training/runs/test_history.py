"""The history of runs: all of them in order, some kept, some removed, safe against two windows."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.helpers import PROJECT, is_one_sentence, save_network
from tests.training.runs.written_runs import FINISHED, epoch, only_run, write_run
from training.runs import history
from training.runs.log import EVENTS, WEIGHTS, HistoryError, RunLog
from training.runs.records import Status


def test_there_is_no_history_at_first() -> None:
    assert history.load_history() == ([], [])


def test_the_newest_run_comes_first() -> None:
    folders = [write_run() for _ in range(2)]
    os.rename(folders[0], folders[0].with_name("20990101-000000-aaaaaa"))
    assert [run.id for run in history.load_history()[0]] == ["20990101-000000-aaaaaa", folders[1].name]


def test_a_run_in_another_process_is_running_and_left_alone() -> None:
    folder = write_run(("epoch", epoch(1)))
    code = (
        "import sys; from pathlib import Path; from training.runs.log import RunLog;"
        "log = RunLog(Path(sys.argv[1])); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, folder], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        assert only_run().status is Status.RUNNING
        for forbidden in (
            lambda: history.forget(folder),
            lambda: history.note_kept(folder, "mine"),
            lambda: RunLog(folder),
        ):
            with pytest.raises(HistoryError, match="another window") as refused:
                forbidden()
            assert is_one_sentence(refused.value)
        other.kill()
    assert only_run().status is Status.INTERRUPTED, "a process that was killed holds no lock"


def test_a_run_whose_beginning_is_damaged_does_not_hide_the_others() -> None:
    broken, whole = write_run(), write_run(FINISHED)
    (broken / EVENTS).write_bytes(b"\0\0\0\n")
    runs, errors = history.load_history()
    assert [run.folder for run in runs] == [whole]
    assert len(errors) == 1
    assert (broken / "events.broken.jsonl").exists()


def test_what_was_kept_leaves_no_weights_behind() -> None:
    folder = write_run(FINISHED)
    save_network(folder / WEIGHTS)
    history.note_kept(folder, "mine")
    run = only_run()
    assert (run.kept_as, run.weights, run.resumable) == ("mine", None, False)


def test_what_was_discarded_stays_in_the_history_without_weights() -> None:
    folder = write_run(FINISHED)
    save_network(folder / WEIGHTS)
    history.note_kept(folder, None)
    assert (only_run().kept_as, only_run().weights) == (None, None)


def test_a_forgotten_run_is_gone() -> None:
    folder = write_run(FINISHED)
    history.forget(folder)
    assert not folder.exists()
    history.forget(folder)
