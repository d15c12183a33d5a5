"""What a page is read as: which of a picture's candidates is the digit, and whether strokes are one digit or several.

Asking the network is apart from choosing, as it may run in another process: frames go there, probabilities come back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ink.framing import FRAME, Frame, Framing, frame
from ink.numbers.pieces import seems_one
from ink.page import Page
from ink.pictures.picture_ink import Candidate
from models.classifier import Classifier, Floats
from models.numbers import NOTHING, DigitRead, Digits, Number, Parts, ink_box, parts, read_number
from models.picture_numbers import picture_parts
from models.weighing import agreement, doubted, holds, is_left_out, likeliest_ways, number_score, single_score, weigh

BLANK: Frame = np.zeros((FRAME, FRAME), dtype=np.float32)
"""The frame of a blank page."""
PARALLEL = 0.5
"""Pixels to the side for each pixel down, by which 1s of one hand lean differently at most."""
LEAST_NUMBER = 0.3, 0.5
"""Confidence of two digits at least, where they may be half of one: the confidence of that one, within these."""
READ_APART = 0.9
"""Confidence in a digit beside a number, from which the number is not all that is written."""
READ = 0.25
"""Confidence in a digit that may be a shadow, below which it is taken for one, and the picture is blank."""


@dataclass(frozen=True)
class Options:
    """What the network is to be asked about a page.

    Attributes:
        whole: (K, 28, 28), frames of the whole page, none of which is blank; none for a blank page.
        candidates: for each of them the ink of the page's picture in it; None for strokes alone.
    """

    whole: Floats
    candidates: tuple[Candidate | None, ...]
    page: Page
    framing: Framing
    expected: Digits

    @cached_property
    def numbers(self) -> tuple[tuple[Parts, ...], ...]:
        """What may be numbers, each by lines; the same ink once for each way to divide it."""
        return tuple(lines for lines, _ink in self._numbers)

    @cached_property
    def inks(self) -> tuple[Candidate | None, ...]:
        """The ink of each of these numbers in the page's picture; None for strokes."""
        return tuple(ink for _lines, ink in self._numbers)

    @cached_property
    def _numbers(self) -> tuple[tuple[tuple[Parts, ...], Candidate | None], ...]:
        """Strokes over a picture are one digit with it."""
        page = self.page
        if self.expected is Digits.ONE or self.framing is Framing.REPORT:
            return ()
        if page.picture is None:
            found = parts(page, self.expected)
            return () if found is None else (((found,), None),)
        written = () if page.strokes else page.picture.numbers()
        return tuple((lines, one) for one in written for lines in picture_parts(one, self.expected))

    @cached_property
    def later(self) -> bool:
        """Whether the network is asked about parts only if it is not sure of the whole page, see :func:`further`."""
        if self.expected is Digits.AUTO and self.page.picture is None and seems_one(self.page.strokes):
            return True
        return all(line.unlikely for number in self.numbers for line in number)

    @cached_property
    def frames(self) -> Floats:
        """(N, 28, 28), of the whole page, and of its parts unless these come later."""
        return self.whole if self.later else np.concatenate([self.whole, self.of_parts()])

    def of_parts(self) -> Floats:
        """(M, 28, 28), the frames of parts that may be digits."""
        return np.concatenate([self.whole[:0], *(line.frames for number in self.numbers for line in number)])


@dataclass(frozen=True)
class Choice:
    """What a page was read as.

    Attributes:
        frame: the one that was chosen, all 0 for a blank page.
        probabilities: (10,), of the digits, all candidates considered; None for a blank page.
        ink: that of the page's picture; None if it has none, or it is blank.
        number: its digits, none for a blank page; where it is one digit, that has ``frame`` and ``probabilities``.
    """

    frame: Frame
    probabilities: Floats | None
    ink: Candidate | None
    number: Number


NO_CHOICE = Choice(BLANK, None, None, NOTHING)
"""What a blank page is read as."""


def options(page: Page, framing: Framing, expected: Digits = Digits.ONE) -> Options:
    """The frames of a page, one for each candidate for the ink of its picture, and of parts of it.

    The report's framing reads one digit, as it takes the whole canvas.
    """
    found: tuple[Candidate | None, ...] = page.picture.candidates() if page.picture is not None else ()
    frames = [(frame(page, framing, candidate), candidate) for candidate in found or (None,)]
    inked = [(one, candidate) for one, candidate in frames if one.any()]
    stacked = np.stack([one for one, _candidate in inked] or [BLANK])[: len(inked)]
    return Options(stacked, tuple(candidate for _one, candidate in inked), page, framing, expected)


def further(options: Options, probabilities: Floats, threshold: float) -> Floats:
    """The frames (M, 28, 28) that the network is to be asked about after all; mostly none.

    That is where a page looks like one digit, but not to the network; or only a part of what is written there does.

    Args:
        probabilities: (N, 10), of the frames that it was asked about.
        threshold: the network's confidence threshold.
    """
    if not (len(probabilities) and options.later):
        return options.whole[:0]
    one = _one_digit(options, probabilities)
    whole = one.ink is None or all(ink is None or holds(one.ink.box, ink.box) for ink in options.inks[:1])
    return options.whole[:0] if whole and one.number.confidence >= threshold else options.of_parts()


def choose(options: Options, probabilities: Floats, threshold: float = 0.0) -> Choice:
    """The choice from the network's probabilities for the frames and for those of :func:`further`.

    Args:
        probabilities: (N, 10) or (N + M, 10).
        threshold: the network's confidence threshold.
    """
    chosen = _likeliest(options, probabilities, threshold)
    return NO_CHOICE if _is_no_ink(options, chosen) else chosen


def _likeliest(options: Options, probabilities: Floats, threshold: float) -> Choice:
    """One digit or a number; none only where nothing was found."""
    count = len(options.candidates)
    one = _one_digit(options, probabilities[:count]) if count else NO_CHOICE
    if len(probabilities) == count:
        return one
    numbers = _numbers(options, probabilities, threshold)
    if options.page.picture is not None:
        return _in_picture(options, probabilities[:count], one, numbers, threshold)
    [number] = numbers
    number = _doubted_strokes(number)
    least = float(np.clip(one.number.confidence, *LEAST_NUMBER))
    if options.expected is Digits.AUTO and len(number.digits) == 2 and number.confidence < least:
        return one
    if len(number.digits) == 1:
        one = replace(one, frame=number.digits[0].frame, probabilities=number.digits[0].probabilities)
    no_likelier = min(number.confidence, *(digit.confidence for digit in number.digits))  # than any of its digits
    return replace(one, number=replace(number, confidence=no_likelier))


def _in_picture(
    options: Options, probabilities: Floats, one: Choice, numbers: list[Number], threshold: float
) -> Choice:
    """The likeliest number in a picture, or else the digit that would be a part of it.

    A number has a line of several digits: parts of one digit may lie one below the other.
    """
    inked = zip(numbers, options.inks, strict=True)
    several = likeliest_ways(
        [(doubted(number, ink), ink) for number, ink in inked if ink and any(len(line) > 1 for line in number.lines)]
    )
    if not several:
        return one
    box = one.ink.box if one.ink else None
    scores = [number_score(number, ink, box) for number, ink in several]
    best = int(np.argmax(scores))
    number, ink = several[best]
    kept = agreement(scores, [other for other, _ink in several], number)
    for candidate, row in zip(options.candidates, probabilities, strict=True):
        if candidate is not None and row.max() > READ_APART and is_left_out(number, candidate.box):
            kept *= 1 - candidate.prior * float(row.max())
    number = replace(number, confidence=kept * number.confidence)
    if one is NO_CHOICE:
        first = number.digits[0]
        return Choice(first.frame, first.probabilities, ink, number) if number.sure(threshold) else one
    return replace(one, number=number, ink=ink) if scores[best] > single_score(one.number.confidence) else one


def _is_no_ink(options: Options, chosen: Choice) -> bool:
    """Whether a digit in a picture is rather a shadow or a stain: by its looks, and as little speaks for any digit."""
    picture = options.page.picture
    if picture is None or picture.corrected or options.page.strokes or len(chosen.number.digits) != 1:
        return False
    best = options.candidates[0]
    return best is not None and best.doubtful and chosen.number.confidence < READ


def _doubted_strokes(number: Number) -> Number:
    """A number; 1s that lean to different sides are rather the lines of a letter, such as W, and half as likely."""
    if len(number.digits) < 2 or any(digit.digit != 1 for digit in number.digits):
        return number
    leans = [_lean(np.concatenate([stroke.path for stroke in digit.strokes])) for digit in number.digits]
    return replace(number, confidence=number.confidence / 2) if max(leans) - min(leans) > PARALLEL else number


def _lean(path: Floats) -> float:
    """Pixels to the right for each pixel down of a path (N, 2), by least squares."""
    x, y = (path - path.mean(axis=0)).T
    return float((x @ y) / max(float(y @ y), 1e-9))


def _numbers(options: Options, probabilities: Floats, threshold: float) -> list[Number]:
    """What each of the possible numbers is, all its lines together."""
    start = len(options.candidates)
    numbers = []
    for lines in options.numbers:
        read = []
        for line in lines:
            own = slice(start, start + line.count - line.first)
            start = own.stop
            frames = np.concatenate([options.whole[: line.first], line.frames])
            rows = np.concatenate([probabilities[: line.first], probabilities[own]])
            read.append(read_number(line, frames, rows, threshold))
        ignored = tuple(box for number in read for box in number.ignored)
        confidence = math.prod(number.confidence for number in read)
        numbers.append(Number(tuple(number.lines[0] for number in read), ignored, confidence))
    return numbers


def _one_digit(options: Options, probabilities: Floats) -> Choice:
    """The choice if there is one digit, from the probabilities (N, 10) of the whole page's candidates."""
    best, answer = 0, probabilities[0]
    if priors := [candidate.prior for candidate in options.candidates if candidate is not None]:
        best, answer = weigh(priors, probabilities)
    ink = options.candidates[best]
    box = ink_box(options.page.strokes) if ink is None else ink.box
    digit = DigitRead(options.whole[best], answer, box, options.page.strokes)
    return Choice(digit.frame, digit.probabilities, ink, Number(((digit,),), confidence=digit.confidence))


def read_page(
    page: Page, classifier: Classifier, framing: Framing = Framing.CENTRED, expected: Digits = Digits.ONE
) -> Choice:
    """What a network that is at hand reads of a page."""
    asked = options(page, framing, expected)
    if not len(asked.frames):
        return NO_CHOICE
    threshold = classifier.calibration.confidence_threshold
    rows = classifier.predict_proba(asked.frames)
    if len(more := further(asked, rows, threshold)):
        rows = np.concatenate([rows, classifier.predict_proba(more)])
    return choose(asked, rows, threshold)
