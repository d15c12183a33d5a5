"""What the commands of ``python -m training`` do. Results go to stdout or to files, all else to stderr."""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np

from common.translation import use as use_language
from ink.framing import Framing
from models import catalog
from training.command_line.arguments import NOBODY
from training.command_line.terminal import follow, open_log
from training.datasets.mnist import DataMissing, Mnist, load_mnist
from training.datasets.my_digits import MyDigit, read_digits
from training.datasets.pens import MEASURED_WRITERS, PenDigit, load_pens, validating_writers
from training.evaluation.contact_sheets import data_sheet, misread_sheet, styles_sheet
from training.evaluation.evaluation import evaluate
from training.learning.settings import BUNDLED, PRESETS, TrainingSettings
from training.reports.model_table import measure_models, model_table
from training.reports.personalization import personalization_report, summary
from training.reports.writers import evaluate_writers
from training.runs.messages import RunOrder
from training.runs.personalization import personalization_settings
from training.runs.run import Run
from training.runs.training_data import mixture_of
from training.runtime.progress import on_terminal
from training.runtime.torchrun import rank

SHOWN = 200
"""Frames of each kind from which the sheet of the training data is made."""


def execute(options: argparse.Namespace) -> int:
    """Do the command that was parsed; return the exit code.

    Raises:
        PlainError, OSError: it cannot be done.
    """
    return _COMMANDS[options.command](options)


# --- train ------------------------------------------------------------------------------------------------------------


def _train(options: argparse.Namespace) -> int:
    """Train the network that the command names: a preset, with the options that are given in place of its settings."""
    preset = PRESETS[options.command][options.preset]
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
                RunOrder(options.command, settings, device, options.data),
                options.output,
                resume=options.resume,
                start=options.start,
                my_digits=my_digits,
                on_progress=on_progress,
            )
        follow(run, log)
    return 0


def _hand(options: argparse.Namespace) -> int:
    """Personalize a model."""
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
    """Read an exported file; print an error for each damaged line."""
    digits, errors = read_digits(file)
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


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    **dict.fromkeys(PRESETS, _train),
    "hand": _hand,
    "evaluate-hands": _evaluate_hands,
    "evaluate": _evaluate,
    "table": _table,
    "show-data": _show_data,
    "show-styles": _show_styles,
    "experiments": _experiments,
}
