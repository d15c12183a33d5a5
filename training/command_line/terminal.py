"""Does a training run on a terminal: shows a progress bar and a line per epoch, writes a log, and stops on Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import IO

from tqdm import tqdm

from common.file_errors import CANNOT_WRITE, file_errors
from training.datasets.my_digits import MyDigit
from training.learning.learners import TrainingError
from training.learning.loop import BatchDone, EpochDone, Event, Finished
from training.learning.metrics import is_guessing
from training.runs.messages import RunOrder
from training.runs.run import Run
from training.runtime.progress import on_terminal
from training.runtime.torchrun import rank


def do_run(
    order: RunOrder,
    output: Path,
    log: Path | None,
    my_digits: Sequence[MyDigit] | None,
    *,
    resume: Path | None = None,
    start: Path | None = None,
) -> Run:
    """Do a run to its end: show its progress, write its files, and its events to ``log`` as JSON lines.

    Raises:
        DataError, TrainingError, WeightsError: the run, or a file of it, cannot be begun or finished.
        KeyboardInterrupt: it was stopped before its first epoch was done.
    """
    path = log if log and rank() == 0 else Path(os.devnull)
    with file_errors(TrainingError, CANNOT_WRITE, path):
        lines = path.open("w", encoding="utf-8")
    with lines:
        with on_terminal() as on_progress:
            run = Run(order, output, resume=resume, start=start, my_digits=my_digits, on_progress=on_progress)
        hidden = None if run.first else True  # None: hidden where there is no terminal
        bar = tqdm(unit="digit", unit_scale=True, dynamic_ncols=True, leave=False, disable=hidden)
        with closing(run), bar:
            try:
                for event in _interruptible(run.events()):
                    run.keep(event)
                    if run.unsaved and isinstance(event, EpochDone):
                        bar.write(f"training: {run.unsaved}; the run goes on", file=sys.stderr)
                    if run.first:
                        _report(event, bar, lines, output)
                    if isinstance(event, Finished) and is_guessing(event.test_accuracy) and run.first:
                        said = f"try another learning rate than {order.settings.learning_rate:g}"
                        print(f"training: the network has learnt next to nothing; {said}", file=sys.stderr)
            finally:
                if run.kept_so_far:
                    best = "the best weights so far" if run.unsaved is None else "the best weights that could be saved"
                    print(f"training: {run.kept_so_far} holds {best}; --resume goes on from it", file=sys.stderr)
    return run


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


def _report(event: Event, bar: tqdm, log: IO[str], output: Path) -> None:
    """Show an event in the progress bar or as a line, and write it to the log if it is one of the latter."""
    if isinstance(event, BatchDone):
        if event.done < bar.n:
            bar.reset()
        bar.total = event.total
        bar.set_description(f"epoch {event.epoch}", refresh=False)
        bar.set_postfix(loss=f"{event.train_loss:.4f}", accuracy=f"{event.train_accuracy:.2%}", refresh=False)
        bar.update(event.done - bar.n)
        return
    if isinstance(event, EpochDone):
        bar.write(
            f"epoch {event.epoch:3}  {event.seconds:6.2f} s  loss {event.train_loss:.4f}  "
            f"train {event.train_accuracy:.2%}  validation {event.validation_accuracy:.2%}"
            f"{'  best so far' if event.best else ''}",
            file=sys.stderr,
        )
        record = {"event": "epoch", **asdict(event)}
    else:
        bar.close()
        print(
            f"{'stopped' if event.interrupted else 'finished'} after {event.epochs} epochs, "
            f"{event.seconds:.0f} s; best epoch {event.best_epoch}; test accuracy {event.test_accuracy:.2%}; "
            f"weights in {output}",
            file=sys.stderr,
        )
        record = {"event": "finished", **asdict(event), "weights": str(output)}
    log.write(json.dumps(record) + "\n")
    log.flush()
