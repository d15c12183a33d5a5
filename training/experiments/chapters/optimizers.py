"""SGD, momentum, RMSprop, Adam: the report's table 1, figures 2 and 3."""

from __future__ import annotations

from collections.abc import Iterator

from common.translation import _, mark
from training.experiments import figures
from training.experiments.chapters.rows import in_the_report, per_epoch, stopped
from training.experiments.chapters.wording import points, seconds, signed, together, verdict
from training.experiments.document import Block, Figure, Heading, Paragraph, Table
from training.experiments.plan import (
    OPTIMIZERS,
    REPORT_PATIENCE,
)
from training.experiments.results import Results, Spread, stop

REPORT_OPTIMIZERS = {"sgd": (0.9712, 36), "adam": (0.9757, 14)}
"""The report's validation accuracies and epochs, by our variants."""


def optimizers(results: Results) -> Iterator[Block]:
    titles = {"sgd": "SGD", "momentum": mark("momentum"), "rmsprop": "RMSprop", "adam": "Adam"}
    yield Heading(_("Optimizers"))
    yield Table(
        _("Table 1. Four optimizers on 784-100-10, stopped early."),
        ["", *map(_, titles.values())],
        [
            [_("learning rate"), *(f"{rate:g}" for rate in OPTIMIZERS.values())],
            *stopped(results, titles),
            [_("seconds an epoch"), *(seconds(per_epoch(results, variant)) for variant in titles)],
            *in_the_report(titles, REPORT_OPTIMIZERS),
        ],
    )
    sgd, adam = (results.validation(variant, REPORT_PATIENCE) for variant in ("sgd", "adam"))
    sgd_epochs, adam_epochs = (results.epochs(variant, REPORT_PATIENCE) for variant in ("sgd", "adam"))
    yield Paragraph(
        together(
            [
                _("The report: Adam reads {gain} points more than SGD, in {share} % of its epochs.").format(
                    gain=points(REPORT_OPTIMIZERS["adam"][0] - REPORT_OPTIMIZERS["sgd"][0]),
                    share=round(100 * REPORT_OPTIMIZERS["adam"][1] / REPORT_OPTIMIZERS["sgd"][1]),
                ),
                _("Here the difference is {gain} points: {verdict}.").format(
                    gain=signed(adam.mean - sgd.mean), verdict=verdict(adam, sgd)
                ),
                (
                    _("And Adam stops sooner, after {adam} epochs instead of {sgd}.")
                    if sgd_epochs.clearly_above(adam_epochs)
                    else _("But Adam does not clearly stop sooner: after {adam} epochs, SGD after {sgd}.")
                ).format(adam=f"{adam_epochs.mean:.0f}", sgd=f"{sgd_epochs.mean:.0f}"),
            ]
        )
    )
    yield Paragraph(together(_why_adam(results, adam, sgd)))
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


def _why_adam(results: Results, adam: Spread, sgd: Spread) -> Iterator[str]:
    losses = {
        variant: results.spread(variant, lambda result: stop(result, REPORT_PATIENCE).train_loss).mean
        for variant in ("sgd", "adam")
    }
    if losses["sgd"] > 1.5 * losses["adam"]:
        yield _(
            "Why: SGD has not learnt the training set when it stops; its training loss is {sgd}, Adam's {adam}. It "
            "takes one step size for all weights, and those of pixels that are seldom inked have small gradients."
        ).format(sgd=f"{losses['sgd']:.3f}", adam=f"{losses['adam']:.3f}")
    else:
        yield _(
            "The training loss at the end is {sgd} for SGD and {adam} for Adam: it is not a lack of training that "
            "parts them."
        ).format(sgd=f"{losses['sgd']:.3f}", adam=f"{losses['adam']:.3f}")
    momentum, rmsprop = (results.validation(variant, REPORT_PATIENCE) for variant in ("momentum", "rmsprop"))
    if adam.clearly_above(sgd):
        yield _(
            "Adam has two ideas. The remembered gradient alone, which is momentum, brings {momentum} of these {adam} "
            "points; the pace of its own for each weight alone, which is RMSprop, brings {rmsprop}."
        ).format(
            momentum=signed(momentum.mean - sgd.mean),
            adam=signed(adam.mean - sgd.mean),
            rmsprop=signed(rmsprop.mean - sgd.mean),
        )
    if momentum.clearly_above(adam):
        yield _("Momentum even reads clearly more than Adam: at this learning rate it needs no second idea.")
    elif not adam.clearly_above(momentum):
        yield _("Momentum is as good as Adam here, within the spread: what SGD lacks is mostly speed.")
