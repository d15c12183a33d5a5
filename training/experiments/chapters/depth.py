"""Deep networks against the shallow one: by size, by the digits they learn from, on changed digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from common.translation import _
from models import catalog
from training.experiments import figures
from training.experiments.changes import CHANGES
from training.experiments.chapters.wording import NOTHING, count, percent, seconds, signed, together
from training.experiments.document import Block, Figure, Heading, Paragraph, Table
from training.experiments.plan import (
    SMALL_SETS,
    WHOLE_SET,
    size_variant,
)
from training.experiments.results import Results
from training.plots.fonts import say


def deep_and_shallow(results: Results) -> Iterator[Block]:
    networks = [model.name for model in catalog.MODELS if f"bundled {model.name}" in results]
    titles = {name: catalog.find(name).title for name in networks}
    yield Heading(_("Deep against shallow"))
    yield _bundled(results, titles)
    if len(networks) < 2:
        yield Paragraph(_("torch is not installed here, so the deep networks are missing."))
        return
    yield Paragraph(
        _(
            "These weights come from long training on MNIST, recorded pens and made strokes; figures of training are "
            "from the weight files. What follows is MNIST alone, without augmentation, so that only the networks "
            "differ."
        )
    )
    yield from _by_size(results, titles)
    yield from _changed(results, titles)


def _bundled(results: Results, titles: dict[str, str]) -> Table:
    found = {name: results[f"bundled {name}"][0] for name in titles}

    def row(said: str, figure: str, form: Any) -> list[str]:
        return [said, *(NOTHING if found[name][figure] is None else form(found[name][figure]) for name in titles)]

    return Table(
        _("Table 6. The bundled networks."),
        ["", *titles.values()],
        [
            row(_("parameters"), "parameters", count),
            row(_("MNIST test digits"), "test_accuracy", percent),
            row(_("recorded pens, unseen writers"), "pens_accuracy", percent),
            row(_("training"), "seconds", seconds),
            row(_("milliseconds a digit"), "milliseconds", lambda value: f"{value:.2f}"),
        ],
    )


def _by_size(results: Results, titles: dict[str, str]) -> Iterator[Block]:
    whole = len_of_whole(results)
    variants = {
        name: {**{digits: size_variant(name, digits) for digits in SMALL_SETS}, whole: WHOLE_SET[name]}
        for name in titles
    }
    accuracy = {
        name: {digits: results.test(variant) for digits, variant in by_digits.items() if variant in results}
        for name, by_digits in variants.items()
    }
    yield Table(
        _("Table 7. Test accuracy by the number of training digits, and the seconds of training for the most of them."),
        ["", *(count(digits) for digits in (*SMALL_SETS, whole)), _("seconds")],
        [
            [
                titles[name],
                *(percent(by_digits[digits]) if digits in by_digits else NOTHING for digits in (*SMALL_SETS, whole)),
                seconds(results.spread(WHOLE_SET[name], lambda result: result["seconds"])),
            ]
            for name, by_digits in accuracy.items()
        ],
    )
    fewest = min(SMALL_SETS)
    best_few, best_all = (max(accuracy, key=lambda name: accuracy[name][digits].mean) for digits in (fewest, whole))
    gains = {
        digits: max(accuracy[name][digits].mean for name in titles if name != "bp") - accuracy["bp"][digits].mean
        for digits in (fewest, whole)
    }
    yield Paragraph(
        _(
            "With {few} digits the better deep network reads {gain_few} points more than the shallow one, with {all} "
            "{gain_all}; {best} reads most. {why}"
        ).format(
            few=count(fewest),
            all=count(whole),
            gain_few=signed(gains[fewest]),
            gain_all=signed(gains[whole]),
            best=_("{one}, later {other},").format(one=titles[best_few], other=titles[best_all])
            if best_few != best_all
            else titles[best_all],
            why=_(
                "The fewer the digits, the more the knowledge counts that convolutions bring along: that a stroke is "
                "the same stroke wherever it lies."
            )
            if gains[fewest] > gains[whole]
            else _("So the advantage of convolutions does not grow where digits are few: they too must be learnt."),
        )
    )
    yield Figure(
        "sizes",
        _("Figure 6. Test error by the number of training digits."),
        lambda: figures.sizes(
            {titles[name]: {digits: spread.mean for digits, spread in by.items()} for name, by in accuracy.items()}
        ),
    )


def len_of_whole(results: Results) -> int:
    """How many digits the cells learnt from that were given all."""
    digits = results[WHOLE_SET["bp"]][0]["cell"]["digits"]
    return 57_000 if digits is None else int(digits)


def _changed(results: Results, titles: dict[str, str]) -> Iterator[Block]:
    said = {
        "slid": _("slid by {extent:g} px"),
        "turned": _("turned by {extent:g}°"),
        "thinned": _("thinned by {extent:g} px"),
    }
    places = [(change, index) for change, (__, extents) in CHANGES.items() for index in range(1, len(extents))]
    here = {name: _mean_changed(results[WHOLE_SET[name]]) for name in titles}
    bundled = {name: results[f"bundled {name}"][0]["changed"] for name in titles}
    shown = {"slid": (2, 4), "turned": (2, 4), "thinned": (2, 4)}
    columns = [(change, index) for change, indices in shown.items() for index in indices]
    yield Table(
        _("Table 8. Accuracy on changed test digits; below, the bundled networks, whose training changed digits too."),
        ["", *(said[change].format(extent=CHANGES[change][1][index]) for change, index in columns)],
        [
            *([titles[name], *(percent(here[name][change][index]) for change, index in columns)] for name in titles),
            *(
                [
                    _("{network}, bundled").format(network=titles[name]),
                    *(percent(bundled[name][change][index]) for change, index in columns),
                ]
                for name in titles
            ),
        ],
    )
    gaps = {(change, index): here["lenet"][change][index] - here["bp"][change][index] for change, index in places}
    change, index = max(gaps, key=lambda place: gaps[place])
    extent = CHANGES[change][1][index]
    least = min(gaps, key=lambda place: gaps[place])
    differ = _(
        "The two kinds differ most on digits {most}: there LeNet reads {lenet}, the BP net {bp}. They differ least on "
        "digits {least} ({gap} points)."
    ).format(
        most=said[change].format(extent=extent),
        lenet=percent(here["lenet"][change][index]),
        bp=percent(here["bp"][change][index]),
        least=said[least[0]].format(extent=CHANGES[least[0]][1][least[1]]),
        gap=signed(gaps[least]),
    )
    yield Paragraph(together([differ, _why_changed(change)]))
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


def _why_changed(change: str) -> str:
    if change == "slid":
        return _(
            "A fully connected net has a weight for each pixel: a digit that slides meets weights that were learnt "
            "from other parts of it. Convolution and pooling find the same strokes a little further on."
        )
    if change == "turned":
        return _(
            "Neither kind knows of turning; but pooling forgives the small slips that a turn makes of each stroke."
        )
    return _(
        "Thin lines leave little ink for a sum over fixed pixels, while a filter still finds the edge of a stroke."
    )


def _mean_changed(runs: Sequence[dict[str, Any]]) -> dict[str, list[float]]:
    return {change: np.mean([run["changed"][change] for run in runs], axis=0).tolist() for change in CHANGES}
