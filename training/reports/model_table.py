"""The table of models in the README: what each weighs, how well it reads, how fast it is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from timeit import repeat
from typing import Any, NamedTuple

import numpy as np

from ink.framing import FRAME
from models import catalog
from models.catalog import Model
from models.classifier import Classifier
from models.weights import read_metadata
from training.datasets.mnist import Mnist
from training.datasets.pens import PenDigit
from training.evaluation.evaluation import evaluate, in_total

COLUMNS = (
    "parameters",
    "file",
    "MNIST (errors)",
    "pens (worst width)",
    "styles (worst one)",
    "scrawls refused (pens)",
    "letters refused",
    "per digit",
    "training",
)
NOTHING = "–"


class Entry(NamedTuple):
    """A model, what ``evaluate`` reports of it, and the milliseconds in which it reads a digit."""

    model: Model
    report: Mapping[str, Any]
    milliseconds: float


def measure_models(mnist: Mnist | None, pens: Sequence[PenDigit] | None) -> Iterator[Entry]:
    """Measure every model that can be used here.

    Raises:
        WeightsError: a weight file is damaged.
    """
    for model in catalog.MODELS:
        if model.why_unavailable() is None:
            classifier = catalog.load(model.name)
            yield Entry(model, evaluate(classifier, mnist, pens).report, milliseconds_per_digit(classifier))


def milliseconds_per_digit(classifier: Classifier, count: int = 200) -> float:
    """The median time to read one frame, after a warm-up, with one thread of torch."""
    frame = np.random.default_rng(0).random((1, FRAME, FRAME), dtype=np.float32)
    torch = sys.modules.get("torch")  # without it there is no model of torch to be timed
    threads = torch.get_num_threads() if torch else 1
    try:
        if torch:
            torch.set_num_threads(1)
        seconds = repeat(lambda: classifier.predict_proba(frame), repeat=count // 10 + count, number=1)
    finally:
        if torch:
            torch.set_num_threads(threads)
    return 1000 * median(seconds[-count:])


def model_table(entries: Iterable[Entry]) -> str:
    """A table in Markdown, a row for each model; a dash where there is no figure."""
    rows = [("", *COLUMNS), ("---", *["---:"] * len(COLUMNS)), *map(_cells, entries)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(entry: Entry) -> tuple[str, ...]:
    model, report, milliseconds = entry
    metadata = read_metadata(model.file)
    mnist, pens, styles, scrawls = (report[part] for part in ("mnist", "pens", "styles", "scrawls"))
    letters = report["letters"]["by_case"]
    seconds, epochs = in_total(metadata, "seconds"), in_total(metadata, "epochs")
    return (
        model.title,
        f"{metadata['parameters']:,}" if "parameters" in metadata else NOTHING,
        _size(model.file.stat().st_size),
        f"{_percent(mnist['accuracy'])} ({mnist['errors']})" if mnist else NOTHING,
        f"{_percent(pens['accuracy'])} ({_percent(min(pens['by_width'].values()))})" if pens else NOTHING,
        f"{_percent(styles['accuracy'])} ({_percent(min(styles['by_style'].values()))})",
        _percent(scrawls["refused"]) + (f" ({_percent(pens['refused'])})" if pens else ""),
        f"{_percent(letters['upper'])}, {_percent(letters['lower'])}",
        f"{milliseconds:.2f} ms",
        NOTHING if seconds is None or epochs is None else f"{_duration(seconds)}, {epochs} epochs",
    )


def _percent(fraction: float) -> str:
    return f"{100 * fraction:.2f} %"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
