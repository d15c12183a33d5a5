"""Rows that several tables share."""

from __future__ import annotations

from common.translation import _
from training.experiments.chapters.wording import NOTHING, count, percent
from training.experiments.plan import (
    REPORT_PATIENCE,
)
from training.experiments.results import Results, Spread


def stopped(results: Results, variants: dict[str, str]) -> list[list[str]]:
    return [
        [_("validation accuracy"), *(percent(results.validation(variant, REPORT_PATIENCE)) for variant in variants)],
        [_("epochs until early stopping"), *(count(results.epochs(variant, REPORT_PATIENCE)) for variant in variants)],
        [_("test accuracy"), *(percent(results.test(variant, REPORT_PATIENCE)) for variant in variants)],
    ]


def in_the_report(variants: dict[str, str], figures: dict[str, tuple[float, int]]) -> list[list[str]]:
    return [
        [
            _("in the report: validation accuracy"),
            *(percent(figures[variant][0]) if variant in figures else NOTHING for variant in variants),
        ],
        [
            _("in the report: epochs"),
            *(count(figures[variant][1]) if variant in figures else NOTHING for variant in variants),
        ],
    ]


def per_epoch(results: Results, variant: str) -> Spread:
    return results.spread(variant, lambda result: result["seconds"] / len(result["history"]))
