"""What the commands of ``python -m training`` do. Results go to stdout or to files, all else to stderr."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np

from common.translation import use as use_language
from ink.framing import Framing
from models import catalog
from models.classifier import Classifier
from training.command_line.arguments import NOBODY
from training.command_line.terminal import do_run
from training.datasets.mnist import DataMissing, Mnist, load_mnist
from training.datasets.my_digits import MyDigit, read_digits
from training.datasets.pens import (
    MEASURED_WRITERS,
    WRITERS,
    PenDigit,
    hands_of,
    load_pens,
    training_writers,
    validating_writers,
)
from training.evaluation.contact_sheets import data_sheet, doubt_sheet, misread_sheet, styles_sheet
from training.evaluation.evaluation import evaluate
from training.evaluation.number_photos import evaluate_photos
from training.evaluation.number_reading import NumberEvaluation, evaluate_numbers
from training.evaluation.number_sheets import number_sheet, number_table
from training.evaluation.picture_reading import PictureEvaluation, evaluate_pictures
from training.evaluation.picture_sheets import picture_sheet, picture_table
from training.learning.settings import BUNDLED, PRESETS, TrainingSettings
from training.reports.model_table import measure_models, model_table
from training.reports.personalization import evaluate_writers, personalization_report, summary
from training.runs.messages import RunOrder
from training.runs.personalization import personalization_settings
from training.runs.training_data import mixture_of
from training.runtime.progress import on_terminal

NUMBERS_PER_PHOTO = 20
"""Made numbers of each length for each photo of a kind."""
SHOWN = 200
"""Frames of each kind from which the sheet of the training data is made."""


def _train(options: argparse.Namespace) -> None:
    """Train the network that the command names: a preset, with the options that are given in place of its settings."""
    names = {field.name for field in fields(TrainingSettings)} - {"my_digits"}
    given = {name: value for name, value in vars(options).items() if name in names and value is not None}
    if given.get("teacher") == NOBODY:
        given["teacher"] = None
    my_digits = _my_digits(options.my_digits) if options.my_digits else None
    settings = replace(PRESETS[options.command][options.preset], **given, my_digits=my_digits is not None)
    order = RunOrder(options.command, settings, getattr(options, "device", None), options.data)
    do_run(order, options.output, options.log, my_digits, resume=options.resume, start=options.start)


def _hand(options: argparse.Namespace) -> None:
    began = time.perf_counter()
    name = options.model or catalog.default()
    network, settings = personalization_settings(name, options.seed)
    digits = _my_digits(options.my_digits)
    run = do_run(RunOrder(network, settings, data=options.data), options.output, options.log, digits)
    report = personalization_report(catalog.load(name), catalog.load(network, options.output), digits, run.mixture)
    seconds = time.perf_counter() - began
    print(summary(report, seconds), file=sys.stderr)
    print(json.dumps({"model": name, "weights": str(options.output), **asdict(report), "seconds": round(seconds, 1)}))


def _my_digits(file: Path) -> list[MyDigit]:
    """Read an exported file; print an error for each damaged line."""
    digits, errors = read_digits(file)
    for error in errors:
        print(f"training: {error}", file=sys.stderr)
    return digits


def _show_data(options: argparse.Namespace) -> None:
    settings = PRESETS[catalog.DEFAULT][BUNDLED]
    with on_terminal() as on_progress:
        mixture = mixture_of(settings, options.data, SHOWN, on_progress)
    data_sheet(mixture, options.output, np.random.default_rng(settings.seed))


def _show_styles(options: argparse.Namespace) -> None:
    styles_sheet(options.output, np.random.default_rng(1))


def _evaluate(options: argparse.Namespace) -> None:
    classifier = catalog.load(options.model or catalog.default(), options.weights)
    if options.picture_table:
        pictures = _read_pictures(options, classifier, load_pens(options.data))
        _print_table(picture_table(pictures.report) if pictures else "")
        return
    if options.number_table:
        numbers = _read_numbers(options, classifier, load_pens(options.data))
        _print_table(number_table(numbers.report) if numbers else "")
        return
    mnist, pens = _measured_data(options.data)
    evaluation = evaluate(classifier, mnist, pens, Framing(options.framing), writers=_writers(options))
    for path in (options.misreads, options.sheets and options.sheets / "misread.png"):
        if path:
            misread_sheet(evaluation.misreads, path, f"What {catalog.find(classifier.name).title} misread")
    if options.sheets:
        doubts = f"What {catalog.find(classifier.name).title} should be looked at for"
        doubt_sheet(evaluation, options.sheets / "doubts.png", doubts)
    pictures = _read_pictures(options, classifier, pens or [])
    numbers = _read_numbers(options, classifier, pens or [])
    parts = {"pictures": pictures.report if pictures else None, "numbers": numbers.report if numbers else None}
    print(json.dumps(evaluation.report | parts))


def _writers(options: argparse.Namespace) -> frozenset[int]:
    return validating_writers(options.fold) if options.fold else MEASURED_WRITERS


def _read_pictures(
    options: argparse.Namespace, classifier: Classifier, pens: Sequence[PenDigit]
) -> PictureEvaluation | None:
    """Read pictures made of the measured writers' digits, if any are wanted and can be made; write their sheets."""
    written = [digit for digit in pens if digit.writer in _writers(options)]
    if not (written and options.pictures):
        return None
    framing = Framing(options.framing)
    with on_terminal() as on_progress:
        pictures = evaluate_pictures(classifier, written, options.pictures, framing, on_progress=on_progress)
    if options.sheets:
        title = catalog.find(classifier.name).title
        picture_sheet(pictures.firsts, options.sheets / "pictures.png", f"Pictures of each kind, read by {title}")
        picture_sheet(pictures.misreads, options.sheets / "misread-pictures.png", f"Pictures that {title} misread")
    return pictures


def _read_numbers(
    options: argparse.Namespace, classifier: Classifier, pens: Sequence[PenDigit]
) -> NumberEvaluation | None:
    """Read numbers made of the measured writers' digits, if any are wanted and can be made; write their sheet."""
    written = [digit for digit in pens if digit.writer in _writers(options)]
    if not (written and options.numbers):
        return None
    with on_terminal() as on_progress:
        framing = Framing(options.framing)
        numbers = evaluate_numbers(classifier, written, options.numbers, framing, on_progress)
        if each := options.numbers // NUMBERS_PER_PHOTO:
            numbers.report["photos"] = evaluate_photos(classifier, hands_of(written), each, framing, on_progress)
    if options.sheets:
        title = f"Numbers that {catalog.find(classifier.name).title} misread"
        number_sheet(numbers.misreads, options.sheets / "misread-numbers.png", title)
    return numbers


def _numbers(options: argparse.Namespace) -> None:
    from training.runs.number_search import learn_numbers  # imports torch

    writers = training_writers(options.fold) if options.fold else frozenset(range(1, WRITERS + 1)) - MEASURED_WRITERS
    pens = [digit for digit in load_pens(options.data) if digit.writer in writers]
    options.output.mkdir(parents=True, exist_ok=True)
    with on_terminal() as on_progress:
        print(
            json.dumps(
                learn_numbers(pens, options.examples, options.output, options.seed, options.as_pictures, on_progress)
            )
        )


def _evaluate_hands(options: argparse.Namespace) -> None:
    with on_terminal() as on_progress:
        writers = range(1, options.hands + 1)
        report = evaluate_writers(options.model or catalog.default(), options.data, writers, on_progress)
    print(json.dumps(report))


def _experiments(options: argparse.Namespace) -> None:
    from training.experiments.report import write_report

    use_language(options.lang)
    write_report(options.output, options.quick, options.data)


def _table(options: argparse.Namespace) -> None:
    _print_table(model_table(measure_models(*_measured_data(options.data))))


def _print_table(table: str) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):  # consoles of Windows may lack the dash
        sys.stdout.reconfigure(encoding="utf-8")
    print(table)


def _measured_data(folder: Path | None) -> tuple[Mnist | None, list[PenDigit] | None]:
    """The data sets that are there, at least one of the two."""
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


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    **dict.fromkeys(PRESETS, _train),
    "hand": _hand,
    "evaluate-hands": _evaluate_hands,
    "evaluate": _evaluate,
    "numbers": _numbers,
    "table": _table,
    "show-data": _show_data,
    "show-styles": _show_styles,
    "experiments": _experiments,
}
"""What each command does; raises PlainError or OSError where it cannot be done."""
