"""Batch normalisation and dropout: the report's table 2."""

from __future__ import annotations

from collections.abc import Iterator

from common.translation import _, mark
from training.experiments import figures
from training.experiments.chapters.rows import in_the_report, stopped
from training.experiments.chapters.wording import percent, signed, together, verdict
from training.experiments.document import Block, Figure, Heading, Paragraph, Table
from training.experiments.plan import (
    DROPOUT,
    REPORT_PATIENCE,
)
from training.experiments.results import Results, Spread

REPORT_REGULARISED = {"adam": (0.9762, 14), "bn": (0.9791, 14), "dropout": (0.9765, 12), "both": (0.9752, 23)}
"""The report's validation accuracies and epochs, by our variants."""


TITLES = {
    "adam": mark("plain"),
    "bn": mark("+ batch norm"),
    "dropout": mark("+ dropout"),
    "both": mark("+ both"),
}
"""What the variants are called."""


def regularised(results: Results) -> Iterator[Block]:
    yield Heading(_("Batch normalisation and dropout"))
    yield Table(
        _("Table 2. The same network with Adam, stopped early; dropout {rate:g}.").format(rate=DROPOUT),
        ["", *map(_, TITLES.values())],
        [
            *stopped(results, TITLES),
            [
                _("training digits read in use"),
                *(percent(results.spread(variant, lambda result: result["sample_accuracy"])) for variant in TITLES),
            ],
            *in_the_report(TITLES, REPORT_REGULARISED),
        ],
    )
    plain, bn, dropout, both = (results.validation(variant, REPORT_PATIENCE) for variant in TITLES)
    yield Paragraph(
        together(
            [
                _("The report: batch normalisation gains {gain} points. Here {here}: {verdict}.").format(
                    gain=_report_gain("bn"), here=signed(bn.mean - plain.mean), verdict=verdict(bn, plain)
                ),
                _("The report: dropout gains {gain}. Here {here}: {verdict}.").format(
                    gain=_report_gain("dropout"),
                    here=signed(dropout.mean - plain.mean),
                    verdict=verdict(dropout, plain),
                ),
                _("The report: both together gain {gain}, less than either. Here {here}; {verdict}.").format(
                    gain=_report_gain("both"),
                    here=signed(both.mean - plain.mean),
                    verdict=_less_than_either(both, bn, dropout),
                ),
            ]
        )
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
