"""How well a network reads before and after personalization: the user's digits, and those that it could read before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.classifier import DIGITS, Classifier
from training.datasets import my_digits
from training.datasets.mnist import Digits
from training.datasets.my_digits import MyDigit
from training.mixture.mixture import Mixture


@dataclass(frozen=True)
class Accuracies:
    """How well a network reads some digits.

    Attributes:
        count: the number of digits.
        accuracy: a fraction.
        per_digit: the accuracy for each of 0-9; None where there is none of it.
    """

    count: int
    errors: int
    accuracy: float
    per_digit: tuple[float | None, ...]


@dataclass(frozen=True)
class Comparison:
    """A network before and after personalization, on the same digits."""

    before: Accuracies
    after: Accuracies


@dataclass(frozen=True)
class PersonalizationReport:
    """What personalization has changed.

    Attributes:
        learnt_from: the number of the user's digits that the network was trained with.
        my_digits: results on the user's test digits; None if there are none.
        tested_with: the source of the other test digits: MNIST or, where that is not on this machine, made strokes.
        test: results on those.
    """

    learnt_from: int
    my_digits: Comparison | None
    tested_with: str
    test: Comparison


def personalization_report(
    before: Classifier, after: Classifier, digits: Sequence[MyDigit], mixture: Mixture
) -> PersonalizationReport:
    """Compare two networks on digits that neither was trained with."""
    _, held_out = my_digits.split(digits)
    mine = my_digits.as_digits(held_out)

    def compare(some: Digits) -> Comparison:
        return Comparison(_accuracies(before, some), _accuracies(after, some))

    return PersonalizationReport(
        mixture.my_digits, compare(mine) if len(mine) else None, mixture.tested_with, compare(mixture.test)
    )


def summary(report: PersonalizationReport, seconds: float) -> str:
    """The report as one line for the terminal."""
    tested = f"{report.tested_with} {report.test.before.accuracy:.2%} -> {report.test.after.accuracy:.2%}"
    mine = report.my_digits
    own = f"{mine.before.accuracy:.1%} -> {mine.after.accuracy:.1%}" if mine else "none are kept for testing"
    return f"learnt from {report.learnt_from} digits in {seconds:.0f} s; my digits {own}; {tested}"


def _accuracies(classifier: Classifier, digits: Digits) -> Accuracies:
    right = classifier.predict_proba(digits.images).argmax(axis=1) == digits.labels
    by_digit = [right[digits.labels == digit] for digit in range(DIGITS)]
    return Accuracies(
        len(digits),
        int((~right).sum()),
        float(right.mean()),
        tuple(float(some.mean()) if len(some) else None for some in by_digit),
    )
