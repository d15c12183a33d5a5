"""Photos of numbers: made the same every time, read, and counted."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from models import catalog
from tests.training.written_digits import PENS
from training.datasets.pens import hands_of
from training.evaluation import number_photos
from training.evaluation.number_photos import PHOTOS, evaluate_photos, photos
from training.evaluation.number_sheets import number_table

HANDS = hands_of(PENS)


def test_photos_are_the_same_every_time_and_of_two_digits() -> None:
    first, again = ([next(made) for _ in range(3)] for made in (photos(HANDS, 1), photos(HANDS, 1)))
    assert [content for _kind, _number, content in first] == [content for _kind, _number, content in again]
    assert all(len(number.text) == 2 for _kind, number, _content in first)
    assert Image.open(io.BytesIO(first[0][2])).size > (100, 100)


def test_what_is_read_is_counted_by_kind_and_trait(monkeypatch) -> None:
    monkeypatch.setattr(number_photos, "PHOTOS", PHOTOS[:4])
    report = evaluate_photos(catalog.load("bp"), HANDS, each=1)
    assert report["photos"] == 4
    assert np.isclose(report["accuracy"] + report["wrong_cuts"] + report["wrong_digits"], 1, atol=1e-5)
    assert set(report["by_kind"]) == {kind.name for kind in PHOTOS[:4]}
    assert report["accuracy"] == np.mean(list(report["by_kind"].values()))
    assert report["by_trait"]


def test_the_table_has_a_row_for_photos() -> None:
    figures = dict.fromkeys(("accuracy", "wrong_cuts", "wrong_digits", "sure_and_wrong"), 0.25)
    table = number_table({"errors_by_length": {}, **figures, "photos": figures})
    assert table.splitlines()[-1] == "| 2, in a photo | 25.0 % | 25.0 % | 25.0 % | 25.0 % |"
