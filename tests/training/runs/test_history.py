"""The history of runs: read back from their folders, in order, some kept, some removed, safe against two windows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict

import pytest

from tests.helpers import PROJECT, is_one_sentence, save_network
from tests.training.runs.written_runs import FINISHED, ORDER, SCORES, epoch, only_run, write_run
from training.learning.settings import TrainingSettings
from training.runs import history
from training.runs.history import RunRecord, Status
from training.runs.log import CHECKPOINT, EVENTS, LOCK, WEIGHTS, HistoryError, RunLog
from training.runs.messages import RunOrder


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
        "lock = RunLog(Path(sys.argv[1])).locked(); lock.__enter__(); print('locked', flush=True); sys.stdin.read()"
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
            RunLog(folder).locked().__enter__,
        ):
            with pytest.raises(HistoryError, match="another window") as refused:
                forbidden()
            assert is_one_sentence(refused.value)
        other.kill()
    assert only_run().status is Status.INTERRUPTED, "a process that was killed holds no lock"


def _only_damaged() -> RunRecord:
    """The damaged run, which stands in the history beside a whole one."""
    whole = write_run(FINISHED)
    runs, errors = history.load_history()
    assert errors == []
    (damaged,) = [run for run in runs if run.folder != whole]
    assert (damaged.status, damaged.order, damaged.resumable) == (Status.DAMAGED, None, False)
    assert damaged.reason is not None
    assert is_one_sentence(damaged.reason)
    assert [run.status for run in history.load_history()[0]] == [run.status for run in runs], "nothing was changed"
    return damaged


def test_a_run_whose_beginning_is_damaged_says_so_and_its_weights_can_be_kept() -> None:
    folder = write_run(("epoch", epoch(1)))
    save_network(folder / WEIGHTS)
    lines = (folder / EVENTS).read_bytes().splitlines(keepends=True)
    (folder / EVENTS).write_bytes(b"\0\0\0\n" + lines[1])
    assert _only_damaged().weights == folder / WEIGHTS


@pytest.mark.skipif(sys.platform == "win32", reason="FIFOs and devices of POSIX")
@pytest.mark.parametrize("damage", ["fifo", "no end", "sparse", "circle of links", "long link"])
def test_a_run_whose_events_cannot_be_read_says_so(damage: str) -> None:
    events = write_run() / EVENTS
    events.unlink()
    if damage == "fifo":
        os.mkfifo(events)
    elif damage == "no end":
        events.symlink_to("/dev/zero")
    elif damage == "sparse":
        events.touch()
        os.truncate(events, 1 << 40)
    elif damage == "long link":
        events.symlink_to("x" * 300)
    else:
        events.symlink_to(events)
    _only_damaged()


def test_a_run_whose_events_are_gone_can_still_keep_its_weights() -> None:
    folder = write_run()
    save_network(folder / WEIGHTS)
    (folder / EVENTS).write_bytes(b"")
    assert _only_damaged().weights == folder / WEIGHTS


def test_a_run_whose_name_tells_no_time() -> None:
    folder = write_run()
    (folder / EVENTS).write_bytes(b"?")
    folder.rename(folder.with_name("00010101-000000 renamed"))
    assert _only_damaged().started.tzinfo is not None


def test_what_a_killed_process_left_half_written_is_removed() -> None:
    folder = write_run(("epoch", epoch(1)))
    part = folder / f".{WEIGHTS}.0123.part"
    part.write_bytes(b"half")
    assert history.load_history()[1] == []
    assert not part.exists()


def test_the_history_of_a_read_only_folder_is_read() -> None:
    folder = write_run(FINISHED)
    (folder / LOCK).unlink(missing_ok=True)
    (folder / LOCK).mkdir()  # cannot be opened, as it could not in a read-only folder
    assert only_run().status is Status.FINISHED


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


# --- reading one run --------------------------------------------------------------------------------------------------


def test_a_run_is_there_again_with_all_that_it_was_made_from() -> None:
    compared = ("compared", {"new": asdict(SCORES), "current": None})
    write_run(("epoch", epoch(1)), ("epoch", epoch(2, best=False)), FINISHED, compared)
    run = only_run()
    assert run.order == ORDER
    assert run.status is Status.FINISHED
    assert [event["epoch"] for event in run.epochs] == [1, 2]
    assert (run.seconds, run.best_epoch, run.test_accuracy) == (3.0, 1, 0.97)
    assert (run.new, run.current) == (SCORES, None)


def test_a_run_without_an_end_was_interrupted_and_can_go_on() -> None:
    folder = write_run(("epoch", epoch(1)))
    save_network(folder / CHECKPOINT)
    run = only_run()
    assert run.status is Status.INTERRUPTED
    assert run.weights == folder / CHECKPOINT
    assert run.resumable


def test_a_run_that_goes_on_counts_each_epoch_once() -> None:
    folder = write_run(("epoch", epoch(1)), ("epoch", epoch(2)))
    log = RunLog(folder)
    with log.locked():
        log.begin(ORDER)
        log.write("epoch", epoch(2, best=False))
    assert [(event["epoch"], event["best"]) for event in only_run().epochs] == [(1, True), (2, False)]


def test_a_stopped_and_a_failed_run_say_so() -> None:
    write_run(("epoch", epoch(1)), ("finished", {**FINISHED[1], "interrupted": True}))
    assert only_run().status is Status.STOPPED
    write_run(("failed", {"reason": "the loss grew"}))
    assert {run.status: str(run.reason) for run in history.load_history()[0]}[Status.FAILED] == "the loss grew"


HUGE = json.dumps({"event": "epoch", **epoch(1), "seconds": 10**400}).encode()


@pytest.mark.parametrize(
    "damage",
    [
        *(b"{", b"nonsense", b'{"event": 3}', b"[1]", b'{"event": "epoch", "epoch": 1}', b"\xff\xfe"),
        *(b"[" * 100_000, b'{"event": "of tomorrow", "long": "' + b"x" * 100_000 + b'"}'),
        *(b'{"event": "finished", "test_accuracy": []}', b'{"event": "failed", "reason": null}', HUGE),
    ],
    ids=lambda damage: damage[:40].decode(errors="replace"),
)
def test_damaged_lines_are_set_aside_and_the_rest_is_there(damage: bytes) -> None:
    folder = write_run(("epoch", epoch(1)), FINISHED)
    lines = (folder / EVENTS).read_bytes().splitlines(keepends=True)
    (folder / EVENTS).write_bytes(b"".join([lines[0], lines[1], damage + b"\n", lines[2]]))
    (run,), (error,) = history.load_history()
    assert run.status is Status.FINISHED
    assert len(run.epochs) == 1
    assert is_one_sentence(error)
    assert (folder / "events.broken.jsonl").read_bytes() == damage + b"\n"
    assert history.load_history() == ([run], []), "it is said once"


def test_a_rate_that_was_changed_in_mid_run_is_part_of_the_order() -> None:
    write_run(("epoch", epoch(1)), ("rate", {"epoch": 2, "done": 64, "rate": 0.5}), ("epoch", epoch(2)), FINISHED)
    order = only_run().order
    assert order is not None
    assert order.settings.rate_changes == ((2, 64, 0.5),)
    assert RunOrder.from_json(order.to_json()) == order


def test_settings_of_another_version_are_taken_as_far_as_they_are_known() -> None:
    folder = write_run(FINISHED)
    begun, *rest = (folder / EVENTS).read_text().splitlines()
    event = json.loads(begun)
    event["settings"] = {"epochs": 5, "of_tomorrow": True}
    (folder / EVENTS).write_text("\n".join([json.dumps(event), *rest]) + "\n")
    order = only_run().order
    assert order is not None
    assert order.settings == TrainingSettings(epochs=5)
