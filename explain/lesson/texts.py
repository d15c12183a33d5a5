"""What is said on each page: a few sentences, the formula in the field's notation, and where it is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from common.translation import _, mark
from explain.lesson.sheets import Block, Sheet


class Text(NamedTuple):
    """A page's text; title and text are translated when they are shown.

    Attributes:
        source: file and function that compute what the page shows.
    """

    title: str
    text: str
    formula: str
    source: str


TEXTS = {
    "networks": Text(
        mark("All networks"),
        mark(
            "Every network gets the same 28 × 28 pixels and answers with ten probabilities that add up to 1. "
            "Where networks disagree, the drawing lies near a border between two digits."
        ),
        "p = softmax(f(x) / T)",
        "models/classifier.py, Classifier.predict_proba",
    ),
    "calculation": Text(
        mark("The calculation"),
        mark(
            "Each hidden unit multiplies the 784 pixels by its own weights, adds them up with its bias, and passes on "
            "what is above 0. Each digit adds up the units by its own weights. The softmax turns the ten sums into "
            "probabilities. These are the very numbers of the network: with a calculator you get the same result."
        ),
        "h = max(0, Wᵀx + b),   z = Vᵀh + c,   pₖ = exp(zₖ / T) / Σⱼ exp(zⱼ / T)",
        "models/bp/deskew.py, Deskew.forward; models/bp/layers.py, Affine.forward and ReLU.forward; "
        "models/bp/losses.py, softmax",
    ),
    "layers": Text(
        mark("The layers"),
        mark(
            "A convolution moves a small kernel over its input. Each pixel of a map is the sum of a patch times the "
            "kernel, and a bias. Pooling keeps the largest value of a patch, or its mean. Blue is above 0, orange is "
            "below. Click a pixel to see its sum."
        ),
        "yᵤ(r, c) = bᵤ + Σ_{i,j,k} wᵤ(i, j, k) · x(i, r + j, c + k)",
        "explain/feature_maps.py, FeatureMaps.maps and FeatureMaps.pixel",
    ),
    "mattered": Text(
        mark("What mattered"),
        mark(
            "The gradient says how the digit's sum would rise if a pixel had a little more ink: in blue pixels that "
            "speaks for the digit, in orange ones against it. Occlusion covers a patch and looks how far the sum falls."
        ),
        "∂zₖ / ∂x,   zₖ(x) − zₖ(x ⊙ m)",
        "explain/inside.py, Inside.gradient; explain/occlusion.py, occlusion",
    ),
    "change": Text(
        mark("What if"),
        mark(
            "Each cell of a map is what the network reads if the drawing lies elsewhere, and of a strip if it is "
            "turned, larger, slanted or thicker. Beside it is the smallest change of the pixels, within 0 to 1, to "
            "another digit: a network that needs only a little is easy to mislead."
        ),
        "min ‖r‖₂   s.t.   argmax f(x + r) = k,   0 ≤ x + r ≤ 1",
        "explain/what_if.py, row_of_moves and row_of_changes; explain/smallest_change.py, smallest_change",
    ),
    "neighbours": Text(
        mark("Like which"),
        mark(
            "The training digits that are nearest to the drawing: in pixels, and in what the network's last hidden "
            "layer makes of them, where digits that it takes for the same lie close together. Below each stand its "
            "label and its distance."
        ),
        "d(x, y) = ‖x − y‖₂,   d(x, y) = ‖h(x) − h(y)‖₂",
        "explain/nearest.py, nearest",
    ),
    "replay": Text(
        mark("Replay"),
        mark("The drawing as it was written, and what the network reads at each moment. Drag the handle, or play it."),
        "pₖ(t) = softmax(f(x(t)) / T)ₖ",
        "explain/what_if.py, beginnings",
    ),
    "confusions": Text(
        mark("Confusions"),
        mark(
            "What the network reads in digits that it never learnt from: in the matrix a row for each digit, a column "
            "for each answer. What stands beside its diagonal was read wrongly."
        ),
        "C(i, k) = #{x : x is an i,  argmax f(x) = k}",
        "explain/confusions.py, matrix and behind",
    ),
    "step": Text(
        mark("One step"),
        mark(
            "What a single step of learning on this digit alone would do to the network that is being trained; a copy "
            "took it. The loss falls where the frame is changed against the gradient: less ink in blue pixels, more "
            "in orange ones."
        ),
        "w ← w − η · ∂L / ∂w,   L = −log pₖ",
        "training/learning/learners.py, NumpyLearner.tried",
    ),
}
"""By page."""


def sheet(kind: str, blocks: Sequence[Block]) -> Sheet:
    """A page with the text of its kind, in the language in use."""
    text = TEXTS[kind]
    return Sheet(_(text.title), _(text.text), text.formula, text.source, blocks)
