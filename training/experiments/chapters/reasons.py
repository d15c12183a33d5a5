"""Why batch normalisation and dropout together do worse than either: three possible reasons, each put to the test."""

from __future__ import annotations

from collections.abc import Iterator

from common.translation import _
from training.experiments.chapters.regularisation import TITLES
from training.experiments.chapters.wording import count, percent, points, signed, together
from training.experiments.document import Block, Heading, Paragraph, Table
from training.experiments.plan import DROPOUT, RATES, REPORT_PATIENCE, Extent, Place, dropout_variant, place_variant
from training.experiments.results import Results, Spread

NO_SHIFT = 0.05
"""A ratio of variances that differs from 1 by less is taken for none."""


def reasons(results: Results, extent: Extent) -> Iterator[Block]:
    """The chapter; its last paragraph says what was found, whichever way it goes."""
    yield Heading(_("Why not both?"))
    yield Paragraph(
        _(
            "The report saw batch normalisation and dropout together do worse than either and guessed at the reason. "
            "Three guesses can be tested: dropout changes the variance that batch normalisation has learnt to expect, "
            "which depends on where it stands; dropping with probability {rate:g} takes too much from 100 hidden "
            "units; both together need more epochs than early stopping allows."
        ).format(rate=DROPOUT)
    )
    gap = _gap(results, REPORT_PATIENCE)
    yield from _places(results, extent)
    yield from _rates(results, extent)
    yield from _epochs(results, extent)
    yield Paragraph(_found(results, extent, gap))


# --- where dropout stands, and the shift of variance ------------------------------------------------------------------


def _places(results: Results, extent: Extent) -> Iterator[Block]:
    said = {
        Place.AFTER_RELU: _("after ReLU"),
        Place.BEFORE_BATCH_NORM: _("before batch norm"),
        Place.ON_THE_INPUT: _("on the input"),
    }
    variants = {place: place_variant(place) for place in said}
    ratios = {place: _ratio(results, variant) for place, variant in variants.items()}
    gains = {
        place: results.spread(variant, lambda result: result["shift"]["test_accuracy"]).mean
        - results.test(variant).mean
        for place, variant in variants.items()
    }
    yield Table(
        _("Table 3. Both together, with the dropout at three places; {patience} epochs of patience.").format(
            patience=extent.long_patience
        ),
        ["", *said.values()],
        [
            [
                _("validation accuracy"),
                *(percent(results.validation(variant, extent.long_patience)) for variant in variants.values()),
            ],
            [_("test accuracy"), *(percent(results.test(variant)) for variant in variants.values())],
            [_("variance learnt / met in use"), *(f"{ratio.mean:.2f}" for ratio in ratios.values())],
            [_("test accuracy with statistics of use"), *(signed(gain) for gain in gains.values())],
        ],
    )
    after, before = ratios[Place.AFTER_RELU].mean, ratios[Place.BEFORE_BATCH_NORM].mean
    best = max(variants, key=lambda place: results.validation(variants[place], extent.long_patience).mean)
    yield Paragraph(
        together(
            [
                _(
                    "Dropout after the ReLU has no batch normalisation behind it: the variance that this learns is "
                    "{after:.2f} times the one it meets in use, so there is no shift that could do harm."
                ).format(after=after)
                if abs(after - 1) < NO_SHIFT
                else _(
                    "Even with dropout after the ReLU the variance that batch normalisation learns is {after:.2f} "
                    "times the one it meets in use."
                ).format(after=after),
                _(
                    "Right before it, the shift is there: {before:.2f} times; with the statistics of use put in, the "
                    "test accuracy changes by {gain} points, so the shift {verdict}."
                ).format(
                    before=before,
                    gain=signed(gains[Place.BEFORE_BATCH_NORM]),
                    verdict=_("does cost something there")
                    if gains[Place.BEFORE_BATCH_NORM] > 0.0005
                    else _("costs next to nothing even there"),
                ),
                _("The best place is {place}.").format(place=said[best]),
            ]
        )
    )


def _ratio(results: Results, variant: str) -> Spread:
    return results.spread(variant, lambda result: result["shift"]["ratio"])


# --- how much is dropped ----------------------------------------------------------------------------------------------


def _rates(results: Results, extent: Extent) -> Iterator[Block]:
    rates = (0.0, *RATES)
    accuracy = {
        batch_norm: {
            rate: results.validation(dropout_variant(rate, batch_norm), extent.long_patience) for rate in rates
        }
        for batch_norm in (False, True)
    }
    learnt = {
        rate: results.spread(dropout_variant(rate, True), lambda result: result["sample_accuracy"]) for rate in rates
    }
    yield Table(
        _("Table 4. Validation accuracy by the probability of dropout; {patience} epochs of patience.").format(
            patience=extent.long_patience
        ),
        ["", *(f"{rate:g}" for rate in rates)],
        [
            [_("without batch norm"), *(percent(accuracy[False][rate]) for rate in rates)],
            [_("with batch norm"), *(percent(accuracy[True][rate]) for rate in rates)],
            [_("with batch norm: training digits read in use"), *(percent(learnt[rate]) for rate in rates)],
        ],
    )
    best = max(rates, key=lambda rate: accuracy[True][rate].mean)
    yield Paragraph(
        _(
            "With batch normalisation the best probability is {best:g}; {rate:g} reads {cost} points less than that. "
            "The network then reads {learnt} of the digits that it was trained on, without dropout {plain}: {why}"
        ).format(
            best=best,
            rate=DROPOUT,
            cost=points(accuracy[True][best].mean - accuracy[True][DROPOUT].mean),
            learnt=percent(learnt[DROPOUT]),
            plain=percent(learnt[0.0]),
            why=_("100 units of which half are missing do not suffice; it learns too little, not too much by heart.")
            if learnt[0.0].clearly_above(learnt[DROPOUT])
            else _("it learns its digits all the same."),
        )
    )


# --- how long it may learn --------------------------------------------------------------------------------------------


def _epochs(results: Results, extent: Extent) -> Iterator[Block]:
    rows = []
    for patience in (REPORT_PATIENCE, extent.long_patience):
        rows.append(
            [
                _("patience {patience}: validation accuracy").format(patience=patience),
                *(percent(results.validation(variant, patience)) for variant in TITLES),
            ]
        )
        rows.append(
            [
                _("patience {patience}: epochs").format(patience=patience),
                *(count(results.epochs(variant, patience)) for variant in TITLES),
            ]
        )
    yield Table(_("Table 5. The same runs with less patience and with more."), ["", *map(_, TITLES.values())], rows)
    gains = {
        variant: results.validation(variant, extent.long_patience).mean
        - results.validation(variant, REPORT_PATIENCE).mean
        for variant in TITLES
    }
    most = max(gains, key=lambda variant: gains[variant])
    yield Paragraph(
        _(
            "More patience brings {plain} points to the plain network, {bn} to batch normalisation, {dropout} to "
            "dropout and {both} to both: it helps “{most}” the most."
        ).format(
            plain=signed(gains["adam"]),
            bn=signed(gains["bn"]),
            dropout=signed(gains["dropout"]),
            both=signed(gains["both"]),
            most=_(TITLES[most]),
        )
    )


# --- what was found ---------------------------------------------------------------------------------------------------


def _gap(results: Results, patience: int, both: str = "both") -> float:
    """By how much both together read less than the better of the two alone; negative where they read more."""
    alone = max(results.validation(variant, patience).mean for variant in ("bn", "dropout"))
    return alone - results.validation(both, patience).mean


def _found(results: Results, extent: Extent, gap: float) -> str:
    """Which change narrows the gap between both together and the better of the two alone, and by how much."""
    if gap <= 0:
        return _(
            "Found: here both together do not read less than the better of the two alone, so there is nothing to "
            "explain; one run of each, as in the report, can come out either way."
        )
    longer = _gap(results, extent.long_patience)
    lighter = min(_gap(results, extent.long_patience, dropout_variant(rate, True)) for rate in RATES)
    place = min(_gap(results, extent.long_patience, place_variant(place)) for place in Place)
    shift = abs(_ratio(results, "both").mean - 1)
    parts = [
        _("Found: stopped as in the report, both together read {gap} points less than the better of the two.").format(
            gap=points(gap)
        ),
        _("With more epochs the gap becomes {longer}.").format(longer=signed(-longer)),
        _("With less dropout, and more epochs, it becomes {lighter}.").format(lighter=signed(-lighter)),
        _("With the dropout at its best place it becomes {place}.").format(place=signed(-place)),
        _("The shift of variance is not the reason: where the dropout stands, there is none.")
        if shift < NO_SHIFT
        else _("The shift of variance may have its part: the ratio is {ratio:.2f}.").format(ratio=1 + shift),
    ]
    if lighter < min(gap, longer) / 2:
        parts.append(_("So the reason is mostly the strength: one regulariser is enough for a network this small."))
    elif longer < gap / 2:
        parts.append(
            _("So the reason is mostly the time: both together learn more slowly, and were stopped too early.")
        )
    else:
        parts.append(_("None of these explains most of it."))
    return together(parts)
