"""What the report claims, beside what is measured here: optimizers, batch normalisation and dropout, the CNN."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from common.translation import _, mark
from training.experiments import figures
from training.experiments.cells import RUNNING
from training.experiments.chapters.wording import count, percent, points, row, seconds, signed, together, verdict
from training.experiments.document import Block, Figure, Heading, Table
from training.experiments.plan import CNN_EPOCHS, DROPOUT, OPTIMIZERS, REPORT_PATIENCE
from training.experiments.results import Results, Spread, stop

REPORT_OPTIMIZERS = {"sgd": (0.9712, 36), "adam": (0.9757, 14)}
REPORT_REGULARISED = {"adam": (0.9762, 14), "bn": (0.9791, 14), "dropout": (0.9765, 12), "both": (0.9752, 23)}
"""The report's validation accuracies and epochs, by our variants."""
REPORT_CNN = 0.9868
"""Test accuracy of the report's CNN."""

OPTIMIZER_TITLES = {"sgd": "SGD", "momentum": mark("momentum"), "rmsprop": "RMSprop", "adam": "Adam"}
TITLES = {"adam": mark("plain"), "bn": mark("+ batch norm"), "dropout": mark("+ dropout"), "both": mark("+ both")}
"""What the variants are called."""


def _beside_the_report(
    results: Results, variants: Mapping[str, str], report: Mapping[str, tuple[float, int]], more: list[str]
) -> list[list[str]]:
    """Rows of a table: the variants' figures where the report stopped, one row more, and the report's figures."""
    accuracies, epochs = zip(*(report.get(variant, (None, None)) for variant in variants), strict=True)
    return [
        row(_("validation accuracy"), percent, (results.validation(name, REPORT_PATIENCE) for name in variants)),
        row(_("epochs until early stopping"), count, (results.epochs(name, REPORT_PATIENCE) for name in variants)),
        row(_("test accuracy"), percent, (results.test(name, REPORT_PATIENCE) for name in variants)),
        more,
        row(_("in the report: validation accuracy"), percent, accuracies),
        row(_("in the report: epochs"), count, epochs),
    ]


def optimizers(results: Results) -> Iterator[Block]:
    """The report's table 1, figures 2 and 3."""
    titles = OPTIMIZER_TITLES
    per_epoch = (
        results.spread(variant, lambda result: result["seconds"] / len(result["history"])) for variant in titles
    )
    yield Heading(_("Optimizers"))
    yield Table(
        _("Table 1. Four optimizers on 784-100-10, stopped early."),
        ["", *map(_, titles.values())],
        [
            row(_("learning rate"), "{:g}".format, OPTIMIZERS.values()),
            *_beside_the_report(results, titles, REPORT_OPTIMIZERS, row(_("seconds an epoch"), seconds, per_epoch)),
        ],
    )
    sgd, momentum, rmsprop, adam = (results.validation(variant, REPORT_PATIENCE) for variant in titles)
    sgd_epochs, adam_epochs = (results.epochs(variant, REPORT_PATIENCE) for variant in ("sgd", "adam"))
    yield together(
        _(
            "The report: Adam reads {gain} points more than SGD, in {share} % of its epochs.",
            gain=points(REPORT_OPTIMIZERS["adam"][0] - REPORT_OPTIMIZERS["sgd"][0]),
            share=round(100 * REPORT_OPTIMIZERS["adam"][1] / REPORT_OPTIMIZERS["sgd"][1]),
        ),
        _(
            "Here the difference is {gain} points: {verdict}.",
            gain=signed(adam.mean - sgd.mean),
            verdict=verdict(adam, sgd),
        ),
        (
            _("And Adam stops sooner, after {adam} epochs instead of {sgd}.")
            if sgd_epochs.clearly_above(adam_epochs)
            else _("But Adam does not clearly stop sooner: after {adam} epochs, SGD after {sgd}.")
        ).format(adam=f"{adam_epochs.mean:.0f}", sgd=f"{sgd_epochs.mean:.0f}"),
    )
    yield together(*_why_adam(results, sgd, momentum, rmsprop, adam))
    yield Figure(
        "losses",
        _("Figure 2. Training loss until early stopping; thin lines are single seeds, strong ones their mean."),
        lambda: figures.losses(results, titles, REPORT_PATIENCE),
    )
    yield Figure(
        "accuracies-optimizers",
        _("Figure 3. Training and validation accuracy of the four optimizers."),
        lambda: figures.accuracies(results, titles, REPORT_PATIENCE),
    )


def _why_adam(results: Results, sgd: Spread, momentum: Spread, rmsprop: Spread, adam: Spread) -> Iterator[str]:
    adam_loss, sgd_loss = (
        results.spread(variant, lambda result: stop(result, REPORT_PATIENCE)[0][-1]["train_loss"]).mean
        for variant in ("adam", "sgd")
    )
    yield (
        _(
            "Why: SGD has not learnt the training set when it stops; its training loss is {sgd}, Adam's {adam}. It "
            "takes one step size for all weights, and those of pixels that are seldom inked have small gradients."
        )
        if sgd_loss > 1.5 * adam_loss
        else _(
            "The training loss at the end is {sgd} for SGD and {adam} for Adam: it is not a lack of training that "
            "parts them."
        )
    ).format(sgd=f"{sgd_loss:.3f}", adam=f"{adam_loss:.3f}")
    if adam.clearly_above(sgd):
        yield _(
            "Adam has two ideas. The remembered gradient alone, which is momentum, brings {momentum} of these {adam} "
            "points; the pace of its own for each weight alone, which is RMSprop, brings {rmsprop}.",
            momentum=signed(momentum.mean - sgd.mean),
            adam=signed(adam.mean - sgd.mean),
            rmsprop=signed(rmsprop.mean - sgd.mean),
        )
    if momentum.clearly_above(adam):
        yield _("Momentum even reads clearly more than Adam: at this learning rate it needs no second idea.")
    elif not adam.clearly_above(momentum):
        yield _("Momentum is as good as Adam here, within the spread: what SGD lacks is mostly speed.")


def regularised(results: Results) -> Iterator[Block]:
    """The report's table 2, figure 4."""
    yield Heading(_("Batch normalisation and dropout"))
    learnt = (results.spread(variant, lambda result: result["sample_accuracy"]) for variant in TITLES)
    yield Table(
        _("Table 2. The same network with Adam, stopped early; dropout {rate:g}.", rate=DROPOUT),
        ["", *map(_, TITLES.values())],
        _beside_the_report(results, TITLES, REPORT_REGULARISED, row(_("training digits read in use"), percent, learnt)),
    )
    plain, bn, dropout, both = (results.validation(variant, REPORT_PATIENCE) for variant in TITLES)
    yield together(
        _(
            "The report: batch normalisation gains {gain} points. Here {here}: {verdict}.",
            gain=_report_gain("bn"),
            here=signed(bn.mean - plain.mean),
            verdict=verdict(bn, plain),
        ),
        _(
            "The report: dropout gains {gain}. Here {here}: {verdict}.",
            gain=_report_gain("dropout"),
            here=signed(dropout.mean - plain.mean),
            verdict=verdict(dropout, plain),
        ),
        _(
            "The report: both together gain {gain}, less than either. Here {here}; {verdict}.",
            gain=_report_gain("both"),
            here=signed(both.mean - plain.mean),
            verdict=_less_than_either(both, bn, dropout),
        ),
    )
    yield Figure(
        "accuracies-regularised",
        _(
            "Figure 4. Training and validation accuracy with batch normalisation, dropout and both, beyond early "
            "stopping."
        ),
        lambda: figures.accuracies(results, TITLES, None),
    )


def _report_gain(variant: str) -> str:
    return signed(REPORT_REGULARISED[variant][0] - REPORT_REGULARISED["adam"][0])


def _less_than_either(both: Spread, bn: Spread, dropout: Spread) -> str:
    if bn.clearly_above(both) and dropout.clearly_above(both):
        return _("that holds, clearly less than either")
    if bn.clearly_above(both):
        return _("that holds beside batch normalisation alone, but not clearly beside dropout alone")
    if dropout.clearly_above(both):
        return _("that holds beside dropout alone, but not clearly beside batch normalisation alone")
    return _("that does not hold: they are not clearly worse than either")


def cnn(results: Results) -> Iterator[Block]:
    """The report's figure 5."""
    if "lenet" not in results:
        return
    test = results.spread("lenet", lambda result: result["history"][-1]["test_accuracy"])
    train = results.spread("lenet", lambda result: result["history"][-1]["train_accuracy"])
    yield Heading(_("The CNN"))
    yield Figure(
        "cnn",
        _("Figure 5. LeNet: running loss over {batches} batches each, and accuracy by epoch.", batches=RUNNING),
        lambda: figures.cnn(results["lenet"], RUNNING),
    )
    compared = (
        _("the report's figure is matched")
        if abs(test.mean - REPORT_CNN) <= 0.0015
        else _("that is more")
        if test.mean > REPORT_CNN
        else _("that is less")
    )
    yield _(
        "The report's CNN read {report} % of the test digits after {epochs} epochs. Here LeNet reads {test}: "
        "{verdict}. Meanwhile it reads {train} of the training digits while it learns them: {gap}",
        report=f"{100 * REPORT_CNN:.2f}",
        epochs=CNN_EPOCHS,
        test=percent(test),
        verdict=compared,
        train=percent(train),
        gap=_("it has not begun to learn them by heart, and more epochs would help.")
        if train.mean <= test.mean + 0.002
        else _("it begins to learn them by heart."),
    )
