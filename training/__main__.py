"""``python -m training``: train the networks, and measure them.

``bp``, ``lenet`` and ``resnet`` train a network and write its weight file, ``hand`` goes on with one; ``evaluate``
prints one JSON object about a model.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import math
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from common.errors import PlainError
from common.translation import LANGUAGES
from common.translation import use as use_language
from ink.framing import Framing
from models import catalog
from training.command_line.terminal import follow, open_log
from training.datasets.mnist import DataMissing, Mnist, load_mnist
from training.datasets.my_digits import MyDigit
from training.datasets.pens import FOLDS, MEASURED_WRITERS, PenDigit, load_pens, validating_writers
from training.evaluation.contact_sheets import data_sheet, misread_sheet, styles_sheet
from training.evaluation.evaluation import evaluate
from training.learning.optimizers import OPTIMIZERS
from training.learning.settings import BUNDLED, PRESETS, TORCH_OPTIMIZERS, TrainingSettings
from training.reports.model_table import measure_models, model_table
from training.reports.personalization import personalization_report, summary
from training.reports.writers import WRITERS, evaluate_writers
from training.runs.order import RunOrder
from training.runs.personalization import personalization_settings, read_my_digits
from training.runs.run import Run
from training.runs.training_data import mixture_of
from training.runtime.progress import on_terminal
from training.runtime.torchrun import rank

NOBODY = "nobody"
"""Who teaches where the labels do."""
SHOWN = 200
"""Frames of each kind from which the sheet of the training data is made."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.ERROR, format="%(message)s")
    try:
        return int(options.run(options))
    except PlainError as error:
        if options.verbose:
            logging.exception("in full")
        print(f"training: {error}", file=sys.stderr)
        return 2 if isinstance(error, catalog.ModelError) else 1
    except OSError as error:  # the disk is full, under the log say
        print(f"training: cannot go on ({error.strerror or error})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("training: stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description="Train the networks, and measure them.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, presets in PRESETS.items():
        _add_network(commands.add_parser(name, help=f"train {catalog.find(name).title}"), name, presets)

    hand = commands.add_parser("hand", help="let a model learn your hand from a few digits; one JSON object")
    hand.set_defaults(run=_hand)
    hand.add_argument("--model", default=None, help="the one that goes on learning, from `python app.py models`")
    _add_my_digits(hand, required=True)
    hand.add_argument("--output", type=Path, required=True, metavar="FILE", help="the weight file to write")
    hand.add_argument("--seed", type=_seed, default=1, help="same seed, same network")
    hand.add_argument("--log", type=Path, help="write the events to this file as JSON lines")
    _add_data(hand)
    hands = commands.add_parser("evaluate-hands", help="measure how well a model learns odd hands; one JSON object")
    hands.set_defaults(run=_evaluate_hands)
    hands.add_argument("--model", default=None, help="a name from `python app.py models`")
    hands.add_argument("--hands", type=_positive, default=len(WRITERS), help="how many of them (%(default)s)")
    _add_data(hands)

    measure = commands.add_parser("evaluate", help="measure a model; one JSON object")
    measure.set_defaults(run=_evaluate)
    measure.add_argument("--framing", choices=tuple(Framing), default=Framing.CENTRED, help="of the strokes")
    measure.add_argument("--model", default=None, help="a name from `python app.py models`")
    measure.add_argument("--weights", type=Path, metavar="FILE", help="of the model, instead of the bundled ones")
    measure.add_argument(
        "--fold", type=int, choices=range(1, FOLDS + 1), help="the writers that this fold leaves out of training"
    )
    measure.add_argument("--misreads", type=Path, metavar="PNG", help="write a picture of what was misread")
    _add_data(measure)
    for name, run, text in (
        ("table", _table, "measure all models; README's table"),
        ("show-data", _show_data, "a contact sheet of what the default network is trained on"),
        ("show-styles", _show_styles, "a contact sheet of the styles that the recorded pens lack"),
    ):
        command = commands.add_parser(name, help=text)
        command.set_defaults(run=run)
        if name != "table":
            command.add_argument("--output", type=Path, required=True, metavar="PNG", help="the picture to write")
        _add_data(command)
    experiments = commands.add_parser("experiments", help="the report's tables and figures, remade")
    experiments.set_defaults(run=_experiments)
    experiments.add_argument("--output", type=Path, required=True, metavar="DIR", help="the folder to write to")
    experiments.add_argument("--quick", action="store_true", help="a first look, in five minutes")
    experiments.add_argument("--lang", choices=tuple(LANGUAGES), default="en", help="of the document (%(default)s)")
    _add_data(experiments)
    return parser


def _add_network(command: argparse.ArgumentParser, name: str, presets: Mapping[str, TrainingSettings]) -> None:
    """The options of a training run; what is not given is as in the preset."""
    preset = next(iter(presets.values()))
    command.set_defaults(run=_train, name=name)

    def add(option: str, text: str, default: Any, **kind: Any) -> None:
        command.add_argument(option, help=f"{text} ({default} unless the preset says otherwise)", **kind)

    command.add_argument(
        "--preset", choices=tuple(presets), default=next(iter(presets)), help="settings to start from (%(default)s)"
    )
    kinds = tuple(OPTIMIZERS) if name == "bp" else TORCH_OPTIMIZERS
    add("--epochs", "at most so many times through the digits", preset.epochs, type=_positive)
    add("--optimizer", "how weights follow gradients", preset.optimizer, choices=kinds)
    add("--learning-rate", "the highest, from which the schedule falls", preset.learning_rate, type=_rate)
    add("--weight-decay", "how much weights shrink", preset.weight_decay, type=_not_negative)
    add("--schedule", "how the learning rate goes on", preset.schedule, choices=("cosine", "constant"))
    add("--batch-size", "digits per step", preset.batch_size, type=_positive)
    add("--patience", "epochs without a better validation accuracy", preset.patience, type=_positive)
    add("--augment", "change frames at random each time", preset.augment, action=argparse.BooleanOptionalAction)
    add("--strength", "how far frames are changed", preset.strength, type=_rate)
    add("--calm", "the last part of the run, in which they are changed less", preset.calm, type=_probability)
    add("--mnist", "the part of MNIST that an epoch takes", preset.mnist, type=_part)
    add("--pens", "learn strokes besides MNIST", preset.pens, action=argparse.BooleanOptionalAction)
    add("--strokes", "how many strokes an epoch takes", preset.strokes, type=_rate)
    add("--scrawls", "how many scrawls an epoch takes", preset.scrawls, type=_not_negative)
    add("--fold", "the fifth of the writers that validates", preset.fold, type=int, choices=range(1, FOLDS + 1))
    add("--seed", "same seed, same network", preset.seed, type=_seed)
    teachers = [model.name for model in catalog.MODELS if model.name != name]
    add("--teacher", "learn what this model reads", preset.teacher or NOBODY, choices=(NOBODY, *teachers))
    if name == "bp":
        add("--hidden", "units of the hidden layer", preset.hidden, type=_positive)
        add("--batch-norm", "normalise each batch", preset.batch_norm, action=argparse.BooleanOptionalAction)
        add("--dropout", "how likely a hidden unit is dropped", preset.dropout, type=_probability)
    else:
        add("--precision", "of multiplications in training", preset.precision, choices=("float32", "bfloat16"))
        command.add_argument(
            "--device", choices=("cpu", "cuda", "mps"), help="by default CUDA if there is one, else the CPU"
        )
    command.add_argument(
        "--output", type=Path, default=Path(f"{name}.safetensors"), help="the weight file to write (%(default)s)"
    )
    _add_my_digits(command)
    command.add_argument("--start", type=Path, help="train on with the weights of this file")
    command.add_argument("--resume", type=Path, help="go on from the checkpoint of a run that was stopped")
    command.add_argument("--log", type=Path, help="write the events to this file as JSON lines")
    _add_data(command)


def _add_my_digits(command: argparse.ArgumentParser, required: bool = False) -> None:
    command.add_argument(
        "--my-digits", type=Path, metavar="FILE", required=required, help="learn your own digits, exported from the app"
    )


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


def _not_negative(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value >= 0):
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more")
    return value


def _probability(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more and less than 1")
    return value


def _part(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _rate(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value


# --- train ------------------------------------------------------------------------------------------------------------


def _train(options: argparse.Namespace) -> int:
    preset = PRESETS[options.name][options.preset]
    given = {
        field.name: getattr(options, field.name, None)
        for field in fields(TrainingSettings)
        if field.name != "my_digits"
    }
    settings = replace(preset, **{name: value for name, value in given.items() if value is not None})
    if settings.teacher == NOBODY:
        settings = replace(settings, teacher=None)
    device = getattr(options, "device", None)
    my_digits = None
    if options.my_digits:
        settings, my_digits = replace(settings, my_digits=True), _my_digits(options.my_digits)
    with open_log(options.log if rank() == 0 else None) as log:
        with on_terminal() as on_progress:
            run = Run(
                RunOrder(options.name, settings, device, options.data),
                options.output,
                resume=options.resume,
                start=options.start,
                my_digits=my_digits,
                on_progress=on_progress,
            )
        follow(run, log)
    return 0


def _hand(options: argparse.Namespace) -> int:
    began = time.perf_counter()
    name = options.model or catalog.default()
    network, settings = personalization_settings(name, options.seed)
    digits = _my_digits(options.my_digits)
    with open_log(options.log) as log:
        with on_terminal() as on_progress:
            order = RunOrder(network, settings, data=options.data)
            run = Run(order, options.output, my_digits=digits, on_progress=on_progress)
        follow(run, log)
    report = personalization_report(catalog.load(name), catalog.load(network, options.output), digits, run.mixture)
    seconds = time.perf_counter() - began
    print(summary(report, seconds), file=sys.stderr)
    print(json.dumps({"model": name, "weights": str(options.output), **asdict(report), "seconds": round(seconds, 1)}))
    return 0


def _my_digits(file: Path) -> list[MyDigit]:
    """The digits of a file; says which of its lines are damaged."""
    digits, errors = read_my_digits(file)
    for error in errors:
        print(f"training: {error}", file=sys.stderr)
    return digits


# --- look and measure -------------------------------------------------------------------------------------------------


def _show_data(options: argparse.Namespace) -> int:
    settings = PRESETS[catalog.DEFAULT][BUNDLED]
    with on_terminal() as on_progress:
        mixture = mixture_of(settings, options.data, SHOWN, on_progress)
    data_sheet(mixture, options.output, np.random.default_rng(settings.seed))
    return 0


def _show_styles(options: argparse.Namespace) -> int:
    styles_sheet(options.output, np.random.default_rng(1))
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    classifier = catalog.load(options.model or catalog.default(), options.weights)
    mnist, pens = _measured_data(options.data)
    writers = validating_writers(options.fold) if options.fold else MEASURED_WRITERS
    evaluation = evaluate(classifier, mnist, pens, Framing(options.framing), writers=writers)
    if options.misreads:
        misread_sheet(evaluation.misreads, options.misreads, f"What {catalog.find(classifier.name).title} misread")
    print(json.dumps(evaluation.report))
    return 0


def _evaluate_hands(options: argparse.Namespace) -> int:
    with on_terminal() as on_progress:
        report = evaluate_writers(
            options.model or catalog.default(), options.data, range(1, options.hands + 1), on_progress
        )
    print(json.dumps(report))
    return 0


def _experiments(options: argparse.Namespace) -> int:
    from training.experiments.report import write_report

    use_language(options.lang)
    write_report(options.output, options.quick, options.data)
    return 0


def _table(options: argparse.Namespace) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):  # consoles of Windows may lack the dash
        sys.stdout.reconfigure(encoding="utf-8")
    print(model_table(measure_models(*_measured_data(options.data))))
    return 0


def _measured_data(folder: Path | None) -> tuple[Mnist | None, list[PenDigit] | None]:
    """What there is of the two data sets; one of them must be."""
    try:
        mnist = load_mnist(folder)
    except DataMissing as error:
        try:
            return None, load_pens(folder)
        except DataMissing:
            raise error from None
    try:
        return mnist, load_pens(folder)
    except DataMissing:
        return mnist, None


if __name__ == "__main__":
    sys.exit(main())
