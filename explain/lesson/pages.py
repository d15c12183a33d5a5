"""The pages of a lesson: what is said, and which of an explanation's numbers are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from common.translation import _
from explain.colours import PALETTE, answer_colours, largest
from explain.confusions import DigitSet, matrix, surest
from explain.explanation import Explanation, Neighbour
from explain.lesson.calculation_sheet import calculation_sheet
from explain.lesson.html import percent
from explain.lesson.sheets import Bars, Block, Pictures, Sheet, Table, ValuePicture
from explain.lesson.texts import sheet
from explain.maps import CONVOLUTION
from ink.framing import Frame
from models.classifier import DIGITS, Floats

if TYPE_CHECKING:
    from training.runs.messages import StepTried

MOMENTS = 10
"""Of a drawing's frames that are shown."""
PAPER = np.full(3, 255, dtype=np.float32)
"""The colour of an answer that is as sure as guessing."""
MOST_MAPS = 12
"""Maps of a layer that are shown."""
CONFUSED = 20
"""Digits read wrongly that are shown, the surest ones."""


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
    """The nearest training digits, in pixels and in the last hidden layer."""
    blocks: list[Block] = [
        Pictures([ValuePicture(explanation.frame, _("the frame x"))]),
        _("Nearest in pixels"),
        _pictured(explanation.neighbours or ()),
        _("Nearest in the network's last hidden layer"),
    ]
    if explanation.hidden_neighbours is None:
        blocks.append(
            _(
                "What this network's last hidden layer makes of the training digits is not known yet: look at the "
                "page “Like which” in the window, where it is computed once, and save the lesson again."
            )
        )
    else:
        blocks.append(_pictured(explanation.hidden_neighbours))
    return sheet("neighbours", blocks)


def _pictured(found: Sequence[Neighbour]) -> Pictures:
    pictures = [ValuePicture(one.frame, f"{one.label}\nL2 = {one.distance:.2f}") for one in found]
    return Pictures(pictures, zoom=3)


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


def confusions_sheet(digits: DigitSet, answers: Floats | None, read: Sequence[int]) -> Sheet:
    """Which of MNIST's test digits the network takes for which others.

    Args:
        answers: probabilities (N, 10); None where they are not known.
        read: the digits that were read, of which wrong answers are shown.
    """
    if answers is None:
        text = _(
            "What this network reads in MNIST's test digits is not known yet: choose Train ▸ Confusions… in the "
            "window, where it is computed once, and save the lesson again."
        )
        return sheet("confusions", [text])
    counts = matrix(digits, answers)
    rows = [[str(digit), *(str(count or "·") for count in row)] for digit, row in enumerate(counts.tolist())]
    right = int(np.trace(counts))
    share = percent(right / max(len(digits), 1))
    heading = _("{right} of {all} digits are read right, {share}", right=right, all=len(digits), share=share)
    blocks: list[Block] = [Table(heading, ["", *_digit_names()], rows)]
    wrong = answers.argmax(axis=1) != digits.labels
    for digit in dict.fromkeys(read):
        for chosen, title in (
            (wrong & (answers.argmax(axis=1) == digit), _("Read as {digit}, and something else:", digit=digit)),
            (wrong & (digits.labels == digit), _("{digit}, and read as something else:", digit=digit)),
        ):
            if chosen.any():
                blocks += [title, _confused(digits, answers, surest(answers, np.flatnonzero(chosen))[:CONFUSED])]
    return sheet("confusions", blocks)


def _confused(digits: DigitSet, answers: Floats, indices: NDArray[np.int64]) -> Pictures:
    """Each with its label, what is read, and how sure."""
    captions = [f"{digits.labels[one]} → {answers[one].argmax()}\n{percent(answers[one].max())}" for one in indices]
    frames = digits.frames[indices] / np.float32(255)
    return Pictures([ValuePicture(*pair) for pair in zip(frames, captions, strict=True)], zoom=3)


def step_sheet(tried: StepTried) -> Sheet:
    """What one step on the digit would do to the network that is being trained."""
    pictures = [
        ValuePicture(tried.frame, _("the frame x")),
        ValuePicture(tried.gradient, _("gradient of the loss L"), largest(tried.gradient)),
    ]
    before, after = (f"{loss:.3g}" for loss in tried.losses)
    told = _(
        "A step towards {digit} at the learning rate {rate}: the loss L goes from {before} to {after}.",
        digit=tried.label,
        rate=f"{tried.rate:.2g}",
        before=before,
        after=after,
    )
    bars = [
        Bars(caption, _digit_names(), shares.tolist(), tried.label)
        for caption, shares in ((_("before the step"), tried.before), (_("after the step"), tried.after))
    ]
    return sheet("step", [Pictures(pictures, zoom=7), told, *bars])


def _digit_names() -> list[str]:
    return [str(digit) for digit in range(DIGITS)]
