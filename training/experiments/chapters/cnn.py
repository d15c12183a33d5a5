"""The report's CNN: its figure 5."""

from __future__ import annotations

from collections.abc import Iterator

from common.translation import _
from training.experiments import figures
from training.experiments.cells import RUNNING
from training.experiments.chapters.wording import percent
from training.experiments.document import Block, Figure, Heading, Paragraph
from training.experiments.plan import (
    CNN_EPOCHS,
)
from training.experiments.results import Results

REPORT_CNN = 0.9868
"""What the report's CNN read of the test digits."""


def cnn(results: Results) -> Iterator[Block]:
    if "lenet" not in results:
        return
    test = results.spread("lenet", lambda result: result["history"][-1]["test_accuracy"])
    train = results.spread("lenet", lambda result: result["history"][-1]["train_accuracy"])
    yield Heading(_("The CNN"))
    yield Figure(
        "cnn",
        _("Figure 5. LeNet: running loss over {batches} batches each, and accuracy by epoch.").format(batches=RUNNING),
        lambda: figures.cnn(results["lenet"], RUNNING),
    )
    compared = (
        _("the report's figure is matched")
        if abs(test.mean - REPORT_CNN) <= 0.0015
        else _("that is more")
        if test.mean > REPORT_CNN
        else _("that is less")
    )
    yield Paragraph(
        _(
            "The report's CNN read {report} % of the test digits after {epochs} epochs. Here LeNet reads {test}: "
            "{verdict}. Meanwhile it reads {train} of the training digits while it learns them: {gap}"
        ).format(
            report=f"{100 * REPORT_CNN:.2f}",
            epochs=CNN_EPOCHS,
            test=percent(test),
            verdict=compared,
            train=percent(train),
            gap=_("it has not begun to learn them by heart, and more epochs would help.")
            if train.mean <= test.mean + 0.002
            else _("it begins to learn them by heart."),
        )
    )
