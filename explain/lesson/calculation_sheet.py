"""The page of a lesson that writes out the numpy network's calculation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from common.translation import _
from explain.calculation import Calculation, HiddenLayer, Straightening
from explain.colours import largest
from explain.inside import Doubles
from explain.lesson.html import percent
from explain.lesson.sheets import Block, Formula, Pictures, Sheet, Table, ValuePicture
from explain.lesson.texts import sheet
from ink.framing import FRAME, Frame
from models.classifier import Floats

STRONGEST = 8
"""Hidden units that are shown as pictures."""


def calculation_sheet(frame: Frame, calculation: Calculation, digit: int | None = None) -> Sheet:
    """The numpy network's calculation: the strongest units, the sum of one digit, and the softmax.

    Args:
        digit: whose sum is written out; by default the likeliest.
    """
    last = calculation.last
    digit = int(last.logits.argmax()) if digit is None else digit
    first = calculation.hidden[0] if calculation.hidden else None
    blocks, x = _first_blocks(frame, calculation.straightened)
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
                    ValuePicture(x, _("frame x")),
                    ValuePicture(products, _("products w · x"), largest(products)),
                ],
                zoom=6,
            ),
            Formula(unit_formula(first, unit)),
            _numbers_table(_("All 784 products of unit {unit}", unit=unit), products),
        ]
    blocks += [_terms_table(calculation, digit), Formula(sum_formula(calculation, digit)), _softmax_table(calculation)]
    return sheet("calculation", blocks)


def _first_blocks(frame: Frame, straightened: Straightening | None) -> tuple[list[Block], Frame]:
    """The frame, and what becomes of it before the first layer; and the x that this layer gets."""
    if straightened is None:
        return [Pictures([ValuePicture(frame, _("the frame x"))], zoom=6)], frame
    x = straightened.frame
    pictures = [ValuePicture(frame, _("the frame x₀")), ValuePicture(x, _("the frame x, straightened"))]
    told = _("First the frame is sheared so that its ink stands upright: each row moves across.")
    return [Pictures(pictures, zoom=6), told, Formula(straightening_formula(straightened))], x


def straightening_formula(straightened: Straightening) -> str:
    """From which column a pixel of the straightened frame comes, with numbers; r and c count from 0."""
    return f"x(r, c) = x₀(r, c + s),   s = a (r − r̄) = {straightened.slant:.4f} · (r − {straightened.centre:.4f})"


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


def _numbers_table(heading: str, values: Floats) -> Table:
    columns = ["", *map(str, range(FRAME))]
    rows = [[str(number), *(f"{value:.2f}" if value else "·" for value in row)] for number, row in enumerate(values)]
    return Table(heading, columns, rows, folded=True)


def _square(values: Floats) -> Floats:
    return values.reshape(FRAME, FRAME)


def signed(value: float) -> str:
    """A number that is added in a formula."""
    return f"{'−' if value < 0 else '+'} {abs(value):.4f}"
