"""How well numbers of two digits are read in photos: on paper and desks, in all kinds of light."""

from __future__ import annotations

import io
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ink.framing import Framing
from ink.page import Page, Picture
from ink.picture_files import read_picture
from ink.pictures.picture_ink import PictureInk
from models.choice import read_page
from models.classifier import Classifier
from models.numbers import Digits
from training.evaluation.pictures import lit, on_desks, on_paper
from training.evaluation.pictures.kinds import KINDS, Group, Kind
from training.runtime.progress import OnProgress, no_progress
from training.strokes.measured.numbers import measured_number
from training.strokes.numbers import MadeNumber, WrittenDigit

SEED = 1
DECIMALS = 6
LENGTH = 2
PHOTOS = tuple(
    kind
    for kind in KINDS
    if kind.group is not Group.NONE and kind.make.__module__ in (lit.__name__, on_desks.__name__, on_paper.__name__)
)
"""Kinds of pictures that a camera or a scanner makes."""


def evaluate_photos(
    classifier: Classifier,
    hands: Sequence[Sequence[WrittenDigit]],
    each: int,
    framing: Framing = Framing.CENTRED,
    on_progress: OnProgress = no_progress,
) -> dict[str, Any]:
    """Read ``each`` photos of every kind, of numbers of two digits by each of these writers in turn.

    In the report ``accuracy`` is the part of the numbers that are read right as a whole, ``wrong_cuts`` the part that
    is read as fewer or more digits, ``wrong_digits`` the rest, ``sure_and_wrong`` and ``right_and_unsure`` say of which
    of them the model was sure; ``by_kind`` and ``by_trait`` have accuracies.
    """
    threshold = classifier.calibration.confidence_threshold
    found = defaultdict(list)
    by_kind, by_trait = defaultdict(list), defaultdict(list)
    for done, (kind, made, content) in enumerate(photos(hands, each), start=1):
        page = Page(picture=Picture(PictureInk(read_picture(io.BytesIO(content), "photo"))))
        number = read_page(page, classifier, framing, Digits.AUTO).number
        text = made.text
        right, sure = number.text == text, number.sure(threshold)
        by_kind[kind.name].append(right)
        for trait in made.traits:
            by_trait[trait].append(right)
        found["accuracy"].append(right)
        found["wrong_cuts"].append(len(number.text) != len(text))
        found["wrong_digits"].append(not right and len(number.text) == len(text))
        found["sure_and_wrong"].append(sure and not right)
        found["right_and_unsure"].append(right and not sure)
        on_progress("photos", done, each * len(PHOTOS))
    return {"photos": each * len(PHOTOS), **_shares(found), "by_kind": _shares(by_kind), "by_trait": _shares(by_trait)}


def photos(hands: Sequence[Sequence[WrittenDigit]], each: int) -> Iterator[tuple[Kind, MadeNumber, bytes]]:
    """The kind, the number and the file of each photo; the same every time."""
    for kind in PHOTOS:
        for index in range(each):
            rng = np.random.default_rng((SEED, zlib.crc32(kind.name.encode()), index))
            hand = hands[int(rng.integers(len(hands)))]
            number = measured_number(hand, LENGTH, rng)
            while "marked" in number.traits:
                number = measured_number(hand, LENGTH, rng)
            others = [hand[place][1] for place in rng.integers(len(hand), size=3).tolist()]
            yield kind, number, kind.make([[stroke.path for stroke in number.page.strokes], *others], rng)


def _shares(found: Mapping[str, Sequence[bool]]) -> dict[str, float]:
    return {name: round(float(np.mean(values)), DECIMALS) for name, values in sorted(found.items())}
