"""Why batch normalisation and dropout together do worse than either: three possible reasons, each put to the test."""

from __future__ import annotations

from collections.abc import Iterator

from common.translation import _
from training.experiments.chapters.claims import TITLES
from training.experiments.chapters.wording import count, percent, points, row, signed, together
from training.experiments.document import Block, Heading, Table
from training.experiments.plan import DROPOUT, RATES, REPORT_PATIENCE, Extent, Place, dropout_variant, place_variant
from training.experiments.results import Results, Spread

NO_SHIFT = 0.05
"""A ratio of variances that differs from 1 by less is taken for none."""


def reasons(results: Results, extent: Extent) -> Iterator[Block]:
    """The chapter; its last paragraph says what was found, whichever way it goes."""
    yield Heading(_("Why not both?"))
    yield _(
        "The report saw batch normalisation and dropout together do worse than either and guessed at the reason. "
        "Three guesses can be tested: dropout changes the variance that batch normalisation has learnt to expect, "
        "which depends on where it stands; dropping with probability {rate:g} takes too much from 100 hidden "
        "units; both together need more epochs than early stopping allows.",
        rate=DROPOUT,
    )
    yield from _places(results, extent)
    yield from _rates(results, extent)
    yield from _epochs(results, extent)
    yield together(*_found(results, extent))


def _places(results: Results, extent: Extent) -> Iterator[Block]:
    said = {
        Place.AFTER_RELU: _("after ReLU"),
        Place.BEFORE_BATCH_NORM: _("before batch norm"),
        Place.ON_THE_INPUT: _("on the input"),
    }
    variants = [place_variant(place) for place in said]
    validation = [results.validation(variant, extent.long_patience) for variant in variants]
    tested = [results.test(variant) for variant in variants]
    ratios = [_ratio(results, variant).mean for variant in variants]
    gains = [
        results.spread(variant, lambda result: result["shift"]["test_accuracy"]).mean - test.mean
        for variant, test in zip(variants, tested, strict=True)
    ]
    yield Table(
        _(
            "Table 3. Both together, with the dropout at three places; {patience} epochs of patience.",
            patience=extent.long_patience,
        ),
        ["", *said.values()],
        [
            row(_("validation accuracy"), percent, validation),
            row(_("test accuracy"), percent, tested),
            row(_("variance learnt / met in use"), "{:.2f}".format, ratios),
            row(_("test accuracy with statistics of use"), signed, gains),
        ],
    )
    after, before, *_others = ratios
    best = max(zip(said.values(), validation, strict=True), key=lambda place: place[1].mean)[0]
    yield together(
        _(
            "Dropout after the ReLU has no batch normalisation behind it: the variance that this learns is "
            "{after:.2f} times the one it meets in use, so there is no shift that could do harm.",
            after=after,
        )
        if abs(after - 1) < NO_SHIFT
        else _(
            "Even with dropout after the ReLU the variance that batch normalisation learns is {after:.2f} "
            "times the one it meets in use.",
            after=after,
        ),
        _(
            "Right before it, the shift is there: {before:.2f} times; with the statistics of use put in, the "
            "test accuracy changes by {gain} points, so the shift {verdict}.",
            before=before,
            gain=signed(gains[1]),
            verdict=_("does cost something there") if gains[1] > 0.0005 else _("costs next to nothing even there"),
        ),
        _("The best place is {place}.", place=best),
    )


def _ratio(results: Results, variant: str) -> Spread:
    return results.spread(variant, lambda result: result["shift"]["ratio"])


def _rates(results: Results, extent: Extent) -> Iterator[Block]:
    rates = (0.0, *RATES)
    without, normalised = (
        {rate: results.validation(dropout_variant(rate, batch_norm), extent.long_patience) for rate in rates}
        for batch_norm in (False, True)
    )
    learnt = {
        rate: results.spread(dropout_variant(rate, True), lambda result: result["sample_accuracy"]) for rate in rates
    }
    yield Table(
        _(
            "Table 4. Validation accuracy by the probability of dropout; {patience} epochs of patience.",
            patience=extent.long_patience,
        ),
        row("", "{:g}".format, rates),
        [
            row(_("without batch norm"), percent, without.values()),
            row(_("with batch norm"), percent, normalised.values()),
            row(_("with batch norm: training digits read in use"), percent, learnt.values()),
        ],
    )
    best = max(rates, key=lambda rate: normalised[rate].mean)
    yield _(
        "With batch normalisation the best probability is {best:g}; {rate:g} reads {cost} points less than that. "
        "The network then reads {learnt} of the digits that it was trained on, without dropout {plain}: {why}",
        best=best,
        rate=DROPOUT,
        cost=points(normalised[best].mean - normalised[DROPOUT].mean),
        learnt=percent(learnt[DROPOUT]),
        plain=percent(learnt[0.0]),
        why=_("100 units of which half are missing do not suffice; it learns too little, not too much by heart.")
        if learnt[0.0].clearly_above(learnt[DROPOUT])
        else _("it learns its digits all the same."),
    )


def _epochs(results: Results, extent: Extent) -> Iterator[Block]:
    rows = []
    accuracy = {}
    for patience in (REPORT_PATIENCE, extent.long_patience):
        accuracy[patience] = [results.validation(variant, patience) for variant in TITLES]
        epochs = (results.epochs(variant, patience) for variant in TITLES)
        rows.append(row(_("patience {patience}: validation accuracy", patience=patience), percent, accuracy[patience]))
        rows.append(row(_("patience {patience}: epochs", patience=patience), count, epochs))
    yield Table(_("Table 5. The same runs with less patience and with more."), ["", *map(_, TITLES.values())], rows)
    gains = {
        variant: more.mean - less.mean
        for variant, less, more in zip(TITLES, accuracy[REPORT_PATIENCE], accuracy[extent.long_patience], strict=True)
    }
    most = max(gains, key=lambda variant: gains[variant])
    yield _(
        "More patience brings {plain} points to the plain network, {bn} to batch normalisation, {dropout} to "
        "dropout and {both} to both: it helps “{most}” the most.",
        plain=signed(gains["adam"]),
        bn=signed(gains["bn"]),
        dropout=signed(gains["dropout"]),
        both=signed(gains["both"]),
        most=_(TITLES[most]),
    )


def _gap(results: Results, patience: int, both: str = "both") -> float:
    """By how much both together read less than the better of the two alone; negative where they read more."""
    alone = max(results.validation(variant, patience).mean for variant in ("bn", "dropout"))
    return alone - results.validation(both, patience).mean


def _found(results: Results, extent: Extent) -> Iterator[str]:
    """Which change narrows the gap between both together and the better of the two alone, and by how much."""
    gap = _gap(results, REPORT_PATIENCE)
    if gap <= 0:
        yield _(
            "Found: here both together do not read less than the better of the two alone, so there is nothing to "
            "explain; one run of each, as in the report, can come out either way."
        )
        return
    longer = _gap(results, extent.long_patience)
    lighter = min(_gap(results, extent.long_patience, dropout_variant(rate, True)) for rate in RATES)
    place = min(_gap(results, extent.long_patience, place_variant(place)) for place in Place)
    shift = abs(_ratio(results, "both").mean - 1)
    yield _(
        "Found: stopped as in the report, both together read {gap} points less than the better of the two.",
        gap=points(gap),
    )
    yield _("With more epochs the gap becomes {longer}.", longer=signed(-longer))
    yield _("With less dropout, and more epochs, it becomes {lighter}.", lighter=signed(-lighter))
    yield _("With the dropout at its best place it becomes {place}.", place=signed(-place))
    if shift < NO_SHIFT:
        yield _("The shift of variance is not the reason: where the dropout stands, there is none.")
    else:
        yield _("The shift of variance may have its part: the ratio is {ratio:.2f}.", ratio=1 + shift)
    if lighter < min(gap, longer) / 2:
        yield _("So the reason is mostly the strength: one regulariser is enough for a network this small.")
    elif longer < gap / 2:
        yield _("So the reason is mostly the time: both together learn more slowly, and were stopped too early.")
    else:
        yield _("None of these explains most of it.")
