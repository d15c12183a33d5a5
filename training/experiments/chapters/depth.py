"""Deep networks against the shallow one: by size, by the digits they learn from, on changed digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from common.translation import _
from models import catalog
from training.experiments import figures
from training.experiments.cells import Result
from training.experiments.changes import CHANGES
from training.experiments.chapters.wording import count, percent, row, seconds, signed, together
from training.experiments.document import Block, Figure, Heading, Table
from training.experiments.plan import SMALL_SETS, WHOLE_SET, size_variant
from training.experiments.results import Results
from training.plots.fonts import say


def deep_and_shallow(results: Results) -> Iterator[Block]:
    titles = {model.name: model.title for model in catalog.MODELS if f"bundled {model.name}" in results}
    yield Heading(_("Deep against shallow"))
    yield _bundled(results, titles)
    if len(titles) < 2:
        yield _("torch is not installed here, so the deep networks are missing.")
        return
    yield _(
        "These weights come from long training on MNIST, recorded pens and made strokes; figures of training are "
        "from the weight files. The bundled BP net shears slanted digits upright before its first weights, those that "
        "are trained here do not. What follows is MNIST alone, without augmentation, so that only the networks differ."
    )
    yield from _by_size(results, titles)
    yield from _changed(results, titles)


def _bundled(results: Results, titles: dict[str, str]) -> Table:
    rows = (
        ("parameters", _("parameters"), count),
        ("test_accuracy", _("MNIST test digits"), percent),
        ("pens_accuracy", _("recorded pens, unseen writers"), percent),
        ("seconds", _("training"), seconds),
        ("milliseconds", _("milliseconds a digit"), "{:.2f}".format),
    )
    return Table(
        _("Table 6. The bundled networks."),
        ["", *titles.values()],
        [row(said, form, (results[f"bundled {name}"][0][figure] for name in titles)) for figure, said, form in rows],
    )


def _by_size(results: Results, titles: dict[str, str]) -> Iterator[Block]:
    whole = results[WHOLE_SET["bp"]][0]["cell"]["digits"] or 57_000
    sizes = (*SMALL_SETS, whole)
    accuracy = {
        name: {digits: results.test(variant) for digits in sizes if (variant := size_variant(name, digits)) in results}
        for name in titles
    }
    yield Table(
        _("Table 7. Test accuracy by the number of training digits, and the seconds of training for the most of them."),
        [*row("", count, sizes), _("seconds")],
        [
            [
                *row(titles[name], percent, (by_digits.get(digits) for digits in sizes)),
                seconds(results.spread(WHOLE_SET[name], lambda result: result["seconds"])),
            ]
            for name, by_digits in accuracy.items()
        ],
    )
    fewest = min(SMALL_SETS)
    best_few, best_all = (max(accuracy, key=lambda name: accuracy[name][digits].mean) for digits in (fewest, whole))
    gain_few, gain_all = (
        max(accuracy[name][digits].mean for name in titles if name != "bp") - accuracy["bp"][digits].mean
        for digits in (fewest, whole)
    )
    yield _(
        "With {few} digits the better deep network reads {gain_few} points more than the shallow one, with {all} "
        "{gain_all}; {best} reads most. {why}",
        few=count(fewest),
        all=count(whole),
        gain_few=signed(gain_few),
        gain_all=signed(gain_all),
        best=_("{one}, later {other},", one=titles[best_few], other=titles[best_all])
        if best_few != best_all
        else titles[best_all],
        why=_(
            "The fewer the digits, the more the knowledge counts that convolutions bring along: that a stroke is "
            "the same stroke wherever it lies."
        )
        if gain_few > gain_all
        else _("So the advantage of convolutions does not grow where digits are few: they too must be learnt."),
    )
    yield Figure(
        "sizes",
        _("Figure 6. Test error by the number of training digits."),
        lambda: figures.sizes({titles[name]: by_digits for name, by_digits in accuracy.items()}),
    )


def _changed(results: Results, titles: dict[str, str]) -> Iterator[Block]:
    said = {
        "slid": _("slid by {extent:g} px"),
        "turned": _("turned by {extent:g}°"),
        "thinned": _("thinned by {extent:g} px"),
    }
    why = {
        "slid": _(
            "A fully connected net has a weight for each pixel: a digit that slides meets weights that were learnt "
            "from other parts of it. Convolution and pooling find the same strokes a little further on."
        ),
        "turned": _(
            "Neither kind knows of turning; but pooling forgives the small slips that a turn makes of each stroke."
        ),
        "thinned": _(
            "Thin lines leave little ink for a sum over fixed pixels, while a filter still finds the edge of a stroke."
        ),
    }
    places = {
        (change, index): said[change].format(extent=extent)
        for change, (__, extents) in CHANGES.items()
        for index, extent in enumerate(extents)
        if index > 0
    }
    here = {name: _mean_changed(results[WHOLE_SET[name]]) for name in titles}
    bundled = {name: results[f"bundled {name}"][0]["changed"] for name in titles}
    columns = [(change, index) for change in CHANGES for index in (2, 4)]
    yield Table(
        _("Table 8. Accuracy on changed test digits; below, the bundled networks, whose training changed digits too."),
        ["", *(places[column] for column in columns)],
        [
            row(title.format(network=titles[name]), percent, (read[name][change][index] for change, index in columns))
            for title, read in (("{network}", here), (_("{network}, bundled"), bundled))
            for name in titles
        ],
    )
    gaps = {(change, index): here["lenet"][change][index] - here["bp"][change][index] for change, index in places}
    most, least = max(gaps, key=lambda place: gaps[place]), min(gaps, key=lambda place: gaps[place])
    change, index = most
    differ = _(
        "The two kinds differ most on digits {most}: there LeNet reads {lenet}, the BP net {bp}. They differ least on "
        "digits {least} ({gap} points).",
        most=places[most],
        lenet=percent(here["lenet"][change][index]),
        bp=percent(here["bp"][change][index]),
        least=places[least],
        gap=signed(gaps[least]),
    )
    yield together(differ, why[change])
    yield Figure(
        "changed",
        _("Figure 7. Accuracy on changed test digits; dashed, the bundled networks."),
        lambda: figures.changed(
            {
                **{titles[name]: here[name] for name in titles},
                **{say("{network}, bundled").format(network=titles[name]): bundled[name] for name in titles},
            }
        ),
    )


def _mean_changed(runs: Sequence[Result]) -> dict[str, list[float]]:
    return {change: np.mean([run["changed"][change] for run in runs], axis=0).tolist() for change in CHANGES}
