"""``python -m training``: train the networks, and measure them.

``bp`` and ``lenet`` train a network and write its weight file; ``evaluate`` prints one JSON object about a model.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any

import numpy as np

from ink.framing import Framing
from models import catalog
from models.weights import WeightsError, count_parameters, save_weights
from training.data import DataError, DataMissing, data_folder, load_mnist
from training.learners import Learner, NumpyLearner, TorchLearner
from training.loop import BatchDone, EpochDone, Event, Finished, Settings, TrainingError, train
from training.optimizers import OPTIMIZERS

PRESETS = {
    "bp": Settings(optimizer="adam", learning_rate=0.002, epochs=30, patience=10),
    "lenet": Settings(optimizer="adam", learning_rate=0.003, batch_size=64, epochs=20, patience=10),
}
"""The settings that the bundled weights were trained with."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.ERROR, format="%(message)s")
    logging.getLogger("pooch").setLevel(logging.ERROR)
    try:
        return int(options.run(options))
    except (DataError, TrainingError, WeightsError, catalog.ModelError) as error:
        if options.verbose:
            logging.exception("in full")
        print(f"training: {error}", file=sys.stderr)
        return 2 if isinstance(error, catalog.ModelError) else 1
    except OSError as error:  # the disk is full, under the log say
        print(f"training: cannot go on ({error.strerror or error})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("training: stopped; nothing was written", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description="Train the networks, and measure them.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, build in (("bp", _numpy_learner), ("lenet", _torch_learner)):
        preset = PRESETS[name]
        command = commands.add_parser(
            name,
            help=f"train {catalog.find(name).title}",
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        )
        command.set_defaults(run=_train, name=name, build=build)
        add = command.add_argument
        add("--epochs", type=_positive, default=preset.epochs, help="at most so many times through the digits")
        add("--optimizer", choices=tuple(OPTIMIZERS), default=preset.optimizer, help="how weights follow gradients")
        add("--learning-rate", type=_rate, default=preset.learning_rate, help="where the schedule begins")
        add("--batch-size", type=_positive, default=preset.batch_size, help="digits per step")
        add("--patience", type=_positive, default=preset.patience, help="epochs without a better validation accuracy")
        add("--seed", type=_seed, default=preset.seed, help="same seed, same network")
        if name != "bp":
            add(
                "--device",
                choices=("cpu", "cuda", "mps"),
                default=None,
                help="by default CUDA if there is one, else the CPU",
            )
        add("--output", type=Path, default=Path(f"{name}.safetensors"), help="the weight file to write")
        add("--log", type=Path, default=None, help="write the events to this file as JSON lines")
        _add_data(command)

    evaluate = commands.add_parser("evaluate", help="measure a model; one JSON object")
    evaluate.set_defaults(run=_evaluate)
    evaluate.add_argument("--framing", choices=tuple(Framing), default=Framing.CENTRED, help="of the recorded pens")
    evaluate.add_argument("--model", default=None, help="a name from `python app.py models`")
    _add_data(evaluate)
    return parser


def _add_data(command: argparse.ArgumentParser) -> None:
    command.add_argument("--data", type=Path, default=None, help="folder with MNIST/raw; by default it is downloaded")
    command.add_argument("--verbose", action="store_true", help="log errors in full")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not 1 or more")
    return value


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**63:
        raise argparse.ArgumentTypeError(f"{value} is not between 0 and 2^63")
    return value


def _rate(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


# --- train ------------------------------------------------------------------------------------------------------------


def _train(options: argparse.Namespace) -> int:
    settings = Settings(
        **{field.name: getattr(options, field.name) for field in fields(Settings) if field.name in options}
    )
    _check_writable(options.output)
    data = load_mnist(options.data)
    learner: Learner = options.build(options, settings)
    with _open_log(options.log) as log, _progress_bar() as bar:
        report = _report_to(bar, log, options.output)
        for event in _interruptible(train(learner, data, settings)):
            if isinstance(event, Finished):
                _save(options, settings, learner, event)
            report(event)
    return 0


def _interruptible(events: Generator[Event, None, None]) -> Iterator[Event]:
    """Pass a run's events on. Ctrl-C, wherever it falls, reaches the run between two of them; a second ends all."""
    pressed: list[int] = []

    def note(number: int, *_: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        for event in events:
            if pressed and not isinstance(event, Finished):
                pressed.clear()
                yield events.throw(KeyboardInterrupt())
            else:
                yield event
    finally:
        signal.signal(signal.SIGINT, before)


def _numpy_learner(options: argparse.Namespace, settings: Settings) -> Learner:
    from models.bp.network import Network

    network = Network.fully_connected(rng=np.random.default_rng([settings.seed, 1]))
    return NumpyLearner(network, settings.optimizer, settings.learning_rate)


def _torch_learner(options: argparse.Namespace, settings: Settings) -> Learner:
    try:
        import torch
    except ImportError as error:
        raise TrainingError(
            "this network is trained with torch, and {reason}", reason=catalog.torch_missing()
        ) from error
    from models.cnn.lenet import LeNet

    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if not available[device]:
        raise TrainingError("this machine has no {device} that torch can use; leave --device out", device=device)
    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        module = LeNet()
    return TorchLearner(module, {"network": options.name}, settings.optimizer, settings.learning_rate, device)


def _save(options: argparse.Namespace, settings: Settings, learner: Learner, finished: Finished) -> None:
    state = learner.state()
    metadata = {
        "name": options.name,
        "architecture": learner.architecture,
        "parameters": count_parameters({name: array.shape for name, array in state.items()}),
        "framing": "centred",
        "data_sets": ["MNIST"],
        "seed": settings.seed,
        "settings": asdict(settings),
        "epochs": finished.epochs,
        "best_epoch": finished.best_epoch,
        "mnist_accuracy": finished.test_accuracy,
        "seconds": round(finished.seconds, 1),
    }
    save_weights(options.output, state, metadata)


def _check_writable(path: Path) -> None:
    """Find out before an hour of training, not after it."""
    probe = path.parent / f".{path.name}.probe"
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "is a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise TrainingError("{file}: cannot be written ({reason})", file=path, reason=error.strerror) from error


def _open_log(path: Path | None) -> Any:
    if path is None:
        return nullcontext()
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise TrainingError("{file}: cannot be written ({reason})", file=path, reason=error.strerror) from error


def _progress_bar() -> Any:
    from tqdm import tqdm

    return tqdm(unit="digit", unit_scale=True, dynamic_ncols=True, leave=False)


def _report_to(bar: Any, log: IO[str] | None, output: Path) -> Callable[[Event], None]:
    """Show events as a progress bar and a line an epoch, and write them to the log."""

    def report(event: Event) -> None:
        if isinstance(event, BatchDone):
            if event.done < bar.n:
                bar.reset()
            bar.total = event.total
            bar.set_description(f"epoch {event.epoch}", refresh=False)
            bar.set_postfix(loss=f"{event.train_loss:.4f}", refresh=False)
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


# --- evaluate ---------------------------------------------------------------------------------------------------------


def _evaluate(options: argparse.Namespace) -> int:
    from training.evaluation import evaluate
    from training.pens import pens_file

    classifier = catalog.load(options.model or catalog.default())
    folder = data_folder(options.data)
    try:
        mnist = load_mnist(options.data)
    except DataMissing:
        if not pens_file(folder).exists():
            raise
        mnist = None
    print(json.dumps(evaluate(classifier, mnist, folder, Framing(options.framing))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
