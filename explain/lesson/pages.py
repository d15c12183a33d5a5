"""The pages of a lesson: what is said, and which of an explanation's numbers are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from common.translation import _
from explain.calculation import Calculation, HiddenLayer
from explain.colours import PALETTE, answer_colours, largest
from explain.explanation import Explanation
from explain.inside import Doubles
from explain.lesson.html import percent
from explain.lesson.sheets import Bars, Block, Formula, Pictures, Sheet, Table, ValuePicture
from explain.lesson.texts import TEXTS
from explain.maps import CONVOLUTION
from ink.framing import FRAME, Frame
from models.classifier import DIGITS, Floats

MOMENTS = 10
"""Of a drawing's frames that are shown."""
STRONGEST = 8
"""Hidden units that are shown as pictures."""
PAPER = np.full(3, 255, dtype=np.float32)
"""The colour of an answer that is as sure as guessing."""
MOST_MAPS = 12
"""Maps of a layer that are shown."""


def sheet(kind: str, blocks: Sequence[Block]) -> Sheet:
    """A page with the text of its kind, in the language in use."""
    text = TEXTS[kind]
    return Sheet(_(text.title), _(text.text), text.formula, text.source, blocks)


def lesson(explanation: Explanation, answers: Sequence[tuple[str, Floats]]) -> list[Sheet]:
    """All pages about one digit.

    Args:
        answers: the title and the probabilities (10,) of each network.
    """
    pages = [networks_sheet(explanation.frame, answers)]
    if explanation.calculation is not None:
        pages.append(calculation_sheet(explanation.frame, explanation.calculation))
    if explanation.maps:
        pages.append(layers_sheet(explanation))
    pages += [mattered_sheet(explanation), change_sheet(explanation)]
    if explanation.neighbours is not None:
        pages.append(neighbours_sheet(explanation))
    return pages


def networks_sheet(frame: Frame, answers: Sequence[tuple[str, Floats]]) -> Sheet:
    """What each network reads."""
    bars = [Bars(title, _digit_names(), row.tolist(), int(row.argmax())) for title, row in answers]
    return sheet("networks", [Pictures([ValuePicture(frame)], zoom=8), *bars])


def calculation_sheet(frame: Frame, calculation: Calculation, digit: int | None = None) -> Sheet:
    """The numpy network's calculation: the strongest units, the sum of one digit, and the softmax.

    Args:
        digit: whose sum is written out; by default the likeliest.
    """
    last = calculation.last
    digit = int(last.logits.argmax()) if digit is None else digit
    first = calculation.hidden[0] if calculation.hidden else None
    blocks: list[Block] = [Pictures([ValuePicture(frame, _("the frame x"))], zoom=6)]
    if first is not None:
        strongest = np.argsort(-first.activations, kind="stable")[:STRONGEST].tolist()
        limit = largest(first.weights[:, strongest])
        units = [ValuePicture(_square(first.weights[:, one]), unit_caption(first, one), limit) for one in strongest]
        blocks += [_("The units that are lit most, as pictures of their weights:"), Pictures(units)]
        unit = strongest[0]
        products = _square(first.products(unit).astype(np.float32))
        blocks += [
            Pictures(
                [
                    ValuePicture(_square(first.weights[:, unit]), _("weights w of unit {unit}", unit=unit), limit),
                    ValuePicture(frame, _("frame x")),
                    ValuePicture(products, _("products w · x"), largest(products)),
                ],
                zoom=6,
            ),
            Formula(unit_formula(first, unit)),
            _numbers_table(_("All 784 products of unit {unit}", unit=unit), products),
        ]
    blocks += [_terms_table(calculation, digit), Formula(sum_formula(calculation, digit)), _softmax_table(calculation)]
    return sheet("calculation", blocks)


def unit_caption(layer: HiddenLayer, unit: int) -> str:
    return _("unit {unit}\nh = {value}", unit=unit, value=f"{layer.activations[unit]:.3f}")


def unit_formula(layer: HiddenLayer, unit: int) -> str:
    """How a hidden unit's activation comes about, with numbers."""
    total, bias = layer.sum(unit), float(layer.bias[unit])
    lines = [f"a = Σ w·x + b = {total - bias:.4f} {signed(bias)} = {total:.4f}"]
    if layer.normalisation:
        one = layer.normalisation[unit]
        value = one.gamma * (total - one.mean) / (one.variance + one.epsilon) ** 0.5 + one.beta
        lines.append(
            f"y = γ (a − μ) / √(σ² + ε) + β = {one.gamma:.4f} · ({total:.4f} {signed(-one.mean)})"
            f" / √({one.variance:.4f} + {one.epsilon:g}) {signed(one.beta)} = {value:.4f}"
        )
        total = value
    lines.append(f"h = max(0, {total:.4f}) = {layer.activation(unit):.4f}")
    if layer.dropout:
        lines.append(_("dropout (p = {p}) is for training only: here every unit takes part", p=f"{layer.dropout:g}"))
    return ";  ".join(lines)


def _powers(scaled: Doubles) -> Doubles:
    """e to the power of each logit; infinity, without a warning, where that is too large a number to write down."""
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(scaled))


def sum_formula(calculation: Calculation, digit: int) -> str:
    """A digit's logit and its probability, with numbers."""
    last = calculation.last
    logit, bias = float(last.logits[digit]), float(last.bias[digit])
    powers = _powers(last.logits / last.temperature)
    return (
        f"z{digit} = Σ h·w + b = {logit - bias:.4f} {signed(bias)} = {logit:.4f};  "
        f"p{digit} = exp({logit:.4f} / {last.temperature:g}) / Σ exp(z / {last.temperature:g})"
        f" = {powers[digit]:.6g} / {powers.sum():.6g} = {last.probabilities[digit]:.6f}"
    )


def term_rows(calculation: Calculation, digit: int) -> Iterator[tuple[int, float, float, float, float]]:
    """The terms of a digit's sum, the largest first: unit, activation, weight, product, and the sum so far."""
    last, total = calculation.last, float(calculation.last.bias[digit])
    for unit in last.terms(digit):
        product = float(last.products[unit, digit])
        total += product
        yield unit, float(last.activations[unit]), float(last.weights[unit, digit]), product, total


def _terms_table(calculation: Calculation, digit: int) -> Table:
    bias = float(calculation.last.bias[digit])
    rows = [("", "", "", f"{bias:+.4f}", f"{bias:.4f}")]
    rows += [
        (str(unit), f"{activation:.4f}", f"{weight:+.4f}", f"{product:+.4f}", f"{total:.4f}")
        for unit, activation, weight, product, total in term_rows(calculation, digit)
        if product
    ]
    heading = _("The sum of the {digit}: its bias, and a term for each unit that is lit", digit=digit)
    return Table(heading, (_("unit"), "h", "w", "h · w", _("sum so far")), rows, folded=True)


def _softmax_table(calculation: Calculation) -> Table:
    last = calculation.last
    scaled = last.logits / last.temperature
    powers = _powers(scaled)
    rows = [
        (
            str(digit),
            f"{last.logits[digit]:.4f}",
            f"{scaled[digit]:.4f}",
            f"{powers[digit]:.6g}",
            percent(share),
        )
        for digit, share in enumerate(last.probabilities.tolist())
    ]
    rows.append((_("sum"), "", "", f"{powers.sum():.6g}", percent(1)))
    columns = (_("digit"), "z", f"z / {last.temperature:g}", "exp", "p")
    return Table(_("Softmax: from ten sums to ten probabilities"), columns, rows)


def layers_sheet(explanation: Explanation) -> Sheet:
    """The maps of each layer of a torch network."""
    blocks: list[Block] = [Pictures([ValuePicture(explanation.frame, _("the frame x"))], zoom=6)]
    for layer in explanation.maps:
        if layer.values.shape[1] == 1:
            continue
        order = np.argsort(-np.abs(layer.values).max(axis=(1, 2)), kind="stable")[:MOST_MAPS].tolist()
        limit = largest(layer.values)
        zoom = max(2, 84 // layer.values.shape[1])
        height, width = layer.values.shape[1:]
        size = f"{len(layer.values)} × {height} × {width}"
        kind = kind_name(layer.kind)
        blocks += [f"{layer.name}: {kind}, {size}", Pictures([_map(layer.values, one, limit) for one in order], zoom)]
    return sheet("layers", blocks)


def kind_name(kind: str) -> str:
    """The kind of a layer in the language in use."""
    names = {CONVOLUTION: _("convolution"), "max pooling": _("max pooling"), "mean pooling": _("mean pooling")}
    return names[kind]


def _map(values: Floats, unit: int, limit: float) -> ValuePicture:
    return ValuePicture(values[unit], str(unit), limit)


def mattered_sheet(explanation: Explanation) -> Sheet:
    """Gradient and occlusion."""
    digit = explanation.digit
    pictures = [
        ValuePicture(explanation.frame, _("the frame x")),
        ValuePicture(explanation.gradient, _("gradient of z{digit}", digit=digit), largest(explanation.gradient)),
        ValuePicture(
            explanation.occlusion, _("occlusion: fall of z{digit}", digit=digit), largest(explanation.occlusion)
        ),
    ]
    return sheet("mattered", [Pictures(pictures, zoom=7)])


def change_sheet(explanation: Explanation) -> Sheet:
    """What the network reads of the frame moved and changed, and the smallest changes to other digits."""
    rows, columns, _ten = explanation.answers.shape
    blocks: list[Block] = []
    if rows:
        flat = explanation.answers.reshape(-1, explanation.answers.shape[2])
        cells = answer_colours(flat, PAPER).reshape(rows, columns, 3)
        legend = ValuePicture(PALETTE[None], "0 1 2 3 4 5 6 7 8 9")
        caption = _("moved by −8 to 8 pixels;\nbelow turned, sized, slanted, thickened")
        blocks.append(Pictures([ValuePicture(cells, caption), legend], zoom=10))
    pictures = [ValuePicture(explanation.frame, _("before: {digit}", digit=explanation.digit))]
    for change in explanation.changes:
        difference, size = change.frame - explanation.frame, f"{change.distance:.3f}"
        pictures += [
            ValuePicture(change.frame, _("{digit}\nL2 = {size}", digit=change.to, size=size)),
            ValuePicture(difference, _("difference"), largest(difference)),
        ]
    blocks.append(Pictures(pictures))
    return sheet("change", blocks)


def neighbours_sheet(explanation: Explanation) -> Sheet:
    """The nearest training digits."""
    pictures = [
        ValuePicture(one.frame, f"{one.label}\nL2 = {one.distance:.2f}") for one in explanation.neighbours or ()
    ]
    return sheet("neighbours", [Pictures([ValuePicture(explanation.frame, _("the frame x")), *pictures])])


def replay_sheet(frames: Sequence[Frame], shares: Floats) -> Sheet:
    """How the answer came about: some of the frames of a drawing that is written, and all probabilities over time.

    Args:
        shares: (N, 10), what the network read in each frame.
    """
    some = np.unique(np.linspace(0, len(frames) - 1, MOMENTS).round().astype(int)).tolist()
    moments = [
        ValuePicture(frames[one], f"{shares[one].argmax()}\n{percent(float(shares[one].max()))}") for one in some
    ]
    over_time = ValuePicture(np.ascontiguousarray(shares.T), _("each row a digit from 0 to 9, each column a moment"))
    return sheet("replay", [Pictures(moments, zoom=3), Pictures([over_time], zoom=12)])


def _numbers_table(heading: str, values: Floats) -> Table:
    columns = ["", *map(str, range(FRAME))]
    rows = [[str(number), *(f"{value:.2f}" if value else "·" for value in row)] for number, row in enumerate(values)]
    return Table(heading, columns, rows, folded=True)


def _square(values: Floats) -> Floats:
    return values.reshape(FRAME, FRAME)


def _digit_names() -> list[str]:
    return [str(digit) for digit in range(DIGITS)]


def signed(value: float) -> str:
    """A number that is added in a formula."""
    return f"{'−' if value < 0 else '+'} {abs(value):.4f}"
