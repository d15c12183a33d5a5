"""The arguments of ``python -m training``: its commands, their options, and the values that these may have."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from common.translation import LANGUAGES
from ink.framing import Framing
from models import catalog
from training.datasets.pens import FOLDS
from training.evaluation.number_reading import EACH as NUMBERS_EACH
from training.evaluation.picture_reading import EACH
from training.learning.settings import PRECISIONS, PRESETS, TrainingSettings, optimizers
from training.mixture.numbers import EXAMPLES
from training.reports.personalization import WRITERS

NOBODY = "nobody"
"""The ``--teacher`` that stands for no teacher: the labels are the targets."""


def parser() -> argparse.ArgumentParser:
    """The parser; what it returns has the name of the command in ``command``."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Train the networks, and measure them.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for name, presets in PRESETS.items():
        _add_network(commands.add_parser(name, help=f"train {catalog.find(name).title}"), name, presets)

    hand = commands.add_parser("hand", help="let a model learn your hand from a few digits; one JSON object")
    hand.add_argument("--model", help="the one that goes on learning, from `python app.py models`")
    _add_my_digits(hand, required=True)
    hand.add_argument("--output", type=Path, required=True, metavar="FILE", help="the weight file to write")
    hand.add_argument("--seed", type=_seed, default=1, help="same seed, same network")
    hand.add_argument("--log", type=Path, help="write the events to this file as JSON lines")

    hands = commands.add_parser("evaluate-hands", help="measure how well a model learns odd hands; one JSON object")
    hands.add_argument("--model", help="a name from `python app.py models`")
    hands.add_argument("--hands", type=_positive, default=WRITERS, help="how many of them (%(default)s)")

    evaluate = commands.add_parser("evaluate", help="measure a model; one JSON object")
    evaluate.add_argument("--framing", choices=tuple(Framing), default=Framing.CENTRED, help="of the strokes")
    evaluate.add_argument("--model", help="a name from `python app.py models`")
    evaluate.add_argument("--weights", type=Path, metavar="FILE", help="of the model, instead of the bundled ones")
    folds = range(1, FOLDS + 1)
    evaluate.add_argument("--fold", type=int, choices=folds, help="the writers that this fold leaves out of training")
    evaluate.add_argument("--misreads", type=Path, metavar="PNG", help="write a picture of what was misread")
    evaluate.add_argument(
        "--pictures", type=_count, metavar="N", default=EACH, help="made pictures of each kind to read (%(default)s)"
    )
    evaluate.add_argument(
        "--picture-table", action="store_true", help="read pictures alone; their kinds as a table, instead of JSON"
    )
    evaluate.add_argument(
        "--numbers", type=_count, metavar="N", default=NUMBERS_EACH, help="made numbers of each length (%(default)s)"
    )
    evaluate.add_argument(
        "--number-table", action="store_true", help="read numbers alone; by length as a table, instead of JSON"
    )
    evaluate.add_argument(
        "--sheets", type=Path, metavar="DIR", help="write contact sheets to this folder: misreads, pictures, numbers"
    )

    numbers = commands.add_parser("numbers", help="learn how numbers are divided into digits; one JSON object")
    numbers.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="the folder for both files of weights"
    )
    numbers.add_argument("--examples", type=_positive, default=EXAMPLES, metavar="N", help="(%(default)s)")
    numbers.add_argument("--as-pictures", action="store_true", help="examples as pictures, instead of strokes")
    numbers.add_argument("--fold", type=int, choices=folds, help="leave out these writers")
    numbers.add_argument("--seed", type=_seed, default=1, help="same seed, same weights")

    commands.add_parser("table", help="measure all models; README's table")
    for name, shown in (
        ("show-data", "what the default network is trained on"),
        ("show-styles", "the styles that the recorded pens lack"),
    ):
        sheet = commands.add_parser(name, help=f"a contact sheet of {shown}")
        sheet.add_argument("--output", type=Path, required=True, metavar="PNG", help="the picture to write")

    experiments = commands.add_parser("experiments", help="the report's tables and figures, remade")
    experiments.add_argument("--output", type=Path, required=True, metavar="DIR", help="the folder to write to")
    experiments.add_argument("--quick", action="store_true", help="a first look, in five minutes")
    experiments.add_argument("--lang", choices=tuple(LANGUAGES), default="en", help="of the document (%(default)s)")

    for command in commands.choices.values():
        command.add_argument("--data", type=Path, help="folder with MNIST/raw; by default it is downloaded")
        command.add_argument("--verbose", action="store_true", help="log errors in full")
    return parser


def _add_network(command: argparse.ArgumentParser, name: str, presets: Mapping[str, TrainingSettings]) -> None:
    """Add the options of a training run. Those that are not given are None: the preset decides."""
    name_of_preset, preset = next(iter(presets.items()))

    def add(option: str, text: str, default: Any, **kind: Any) -> None:
        command.add_argument(option, help=f"{text} ({default} unless the preset says otherwise)", **kind)

    command.add_argument(
        "--preset", choices=tuple(presets), default=name_of_preset, help="settings to start from (%(default)s)"
    )
    add("--epochs", "the most passes through the training digits", preset.epochs, type=_positive)
    add("--optimizer", "how weights follow gradients", preset.optimizer, choices=optimizers(name))
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
    add("--letters", "how many letters an epoch takes", preset.letters, type=_not_negative)
    add("--blend", "how much of the new weights to keep, the rest being those of --start", preset.blend, type=_part)
    add("--fold", "the fifth of the writers that validates", preset.fold, type=int, choices=range(1, FOLDS + 1))
    add("--seed", "same seed, same network", preset.seed, type=_seed)
    teachers = [model.name for model in catalog.MODELS if model.name != name]
    add("--teacher", "learn what this model reads", preset.teacher or NOBODY, choices=(NOBODY, *teachers))
    if name == "bp":
        add("--hidden", "units of the hidden layer", preset.hidden, type=_positive)
        add("--batch-norm", "normalise each batch", preset.batch_norm, action=argparse.BooleanOptionalAction)
        add("--dropout", "how likely a hidden unit is dropped", preset.dropout, type=_probability)
        add("--deskew", "straighten slanted frames first", preset.deskew, action=argparse.BooleanOptionalAction)
    else:
        add("--precision", "of multiplications in training", preset.precision, choices=PRECISIONS)
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


def _add_my_digits(command: argparse.ArgumentParser, required: bool = False) -> None:
    command.add_argument(
        "--my-digits", type=Path, metavar="FILE", required=required, help="learn your own digits, exported from the app"
    )


def _value(name: str, read: type[float], fits: Callable[[float], bool], wanted: str) -> Callable[[str], float]:
    """A type of arguments: what fits, and the sentence about what does not. argparse names it in another sentence."""

    def convert(text: str) -> float:
        value = read(text)
        if not fits(value):
            raise argparse.ArgumentTypeError(f"{text} is not {wanted}")
        return value

    convert.__name__ = name
    return convert


_positive = _value("_positive", int, lambda value: value >= 1, "1 or more")
_count = _value("_count", int, lambda value: value >= 0, "0 or more")
_seed = _value("_seed", int, lambda value: 0 <= value < 2**63, "between 0 and 2^63")
_not_negative = _value("_not_negative", float, lambda value: 0 <= value < math.inf, "0 or more")
_probability = _value("_probability", float, lambda value: 0 <= value < 1, "0 or more and less than 1")
_part = _value("_part", float, lambda value: 0 <= value <= 1, "between 0 and 1")
_rate = _value("_rate", float, lambda value: 0 < value < math.inf, "a positive number")
