"""Does a training run on a terminal: shows a progress bar and a line per epoch, writes a log, and stops on Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from common.file_errors import CANNOT_WRITE, file_errors
from training.learning.learners import TrainingError
from training.learning.loop import BatchDone, EpochDone, Event, Finished
from training.runs.run import Run


def follow(run: Run, log: IO[str] | None = None) -> None:
    """Do a run to its end, write its files, and show its progress."""
    with closing(run), _progress_bar(shown=run.first) as bar:
        report = _report_to(bar, log, run.output) if run.first else lambda event: None
        try:
            for event in _interruptible(run.events()):
                run.keep(event)
                report(event)
        finally:
            if run.kept_so_far:
                said = "holds the best weights so far; --resume goes on from it"
                print(f"training: {run.kept_so_far} {said}", file=sys.stderr)


def open_log(path: Path | None) -> Any:
    """A context manager that opens the file to write events to; without a path it gives None."""
    if path is None:
        return nullcontext()
    with file_errors(TrainingError, CANNOT_WRITE, path):
        return path.open("w", encoding="utf-8")


def _interruptible(events: Generator[Event, None, None]) -> Iterator[Event]:
    """Pass a run's events on. A first Ctrl-C is raised in the run after its next event, a second one at once."""
    pressed: list[int] = []

    def note(number: int, *_: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        for event in events:
            yield event
            if pressed and not isinstance(event, Finished):
                pressed.clear()
                yield events.throw(KeyboardInterrupt())
    finally:
        signal.signal(signal.SIGINT, before)


def _progress_bar(shown: bool) -> Any:
    from tqdm import tqdm

    return tqdm(unit="digit", unit_scale=True, dynamic_ncols=True, leave=False, disable=None if shown else True)


def _report_to(bar: Any, log: IO[str] | None, output: Path) -> Callable[[Event], None]:
    """A function that shows events as a progress bar and a line per epoch, and writes them to the log."""

    def report(event: Event) -> None:
        if isinstance(event, BatchDone):
            if event.done < bar.n:
                bar.reset()
            bar.total = event.total
            bar.set_description(f"epoch {event.epoch}", refresh=False)
            bar.set_postfix(loss=f"{event.train_loss:.4f}", accuracy=f"{event.train_accuracy:.2%}", refresh=False)
            bar.update(event.done - bar.n)
            return
        record: dict[str, Any] = asdict(event)
        if isinstance(event, EpochDone):
            bar.write(
                f"epoch {event.epoch:3}  {event.seconds:6.2f} s  loss {event.train_loss:.4f}  "
                f"train {event.train_accuracy:.2%}  validation {event.validation_accuracy:.2%}"
                f"{'  best so far' if event.best else ''}",
                file=sys.stderr,
            )
            record = {"event": "epoch", **record}
        else:
            bar.close()
            print(
                f"{'stopped' if event.interrupted else 'finished'} after {event.epochs} epochs, "
                f"{event.seconds:.0f} s; best epoch {event.best_epoch}; test accuracy {event.test_accuracy:.2%}; "
                f"weights in {output}",
                file=sys.stderr,
            )
            record = {"event": "finished", **record, "weights": str(output)}
        if log is not None:
            log.write(json.dumps(record) + "\n")
            log.flush()

    return report
