"""The table of what there is to set: from settings to the form and back; how long something takes, in words."""

from __future__ import annotations

import re

import pytest

from gui.retrain.fields import PRESET_TITLES, YES, duration, fields_of, presets_of, settings_of, values_of
from training.learning.settings import PRESETS, TrainingSettings, problems

EVERY_PRESET = [(network, name) for network in PRESETS for name in presets_of(network)]


@pytest.mark.parametrize(("network", "name"), EVERY_PRESET)
def test_a_preset_comes_out_of_the_form_as_it_went_in(network: str, name: str) -> None:
    preset = PRESETS[network][name]
    assert settings_of(values_of(preset), preset) == preset
    assert not problems(network, preset)


def test_presets_promise_no_time() -> None:
    assert not [title for title in PRESET_TITLES.values() if re.search(r"\d s|second|minute|hour", title)]


def test_what_is_set_is_what_is_trained() -> None:
    preset = TrainingSettings()
    values = {
        **values_of(preset),
        "data": "pens",
        "augment": "0.5",
        "patience": "",
        "learning_rate": " 0,01 ",
        "epochs": "7",
        "deskew": YES,
    }
    settings = settings_of(values, preset)
    assert (settings.mnist, settings.pens) == (0.0, True)
    assert (settings.augment, settings.strength) == (True, 0.5)
    assert (settings.patience, settings.learning_rate, settings.epochs) == (None, 0.01, 7)
    assert (settings.deskew, settings.batch_norm, settings.my_digits) == (True, False, False)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("learning_rate", "0"),
        ("learning_rate", "-1"),
        ("learning_rate", "nan"),
        ("learning_rate", "fast"),
        ("learning_rate", ""),
        ("batch_size", "0"),
        ("batch_size", "1.5"),
        ("epochs", "0"),
        ("epochs", "99999999"),
        ("patience", "0"),
        ("patience", "x"),
        ("hidden", "-3"),
        ("dropout", "1"),
        ("dropout", "inf"),
        ("seed", "-1"),
        ("seed", "99999999999999999999"),
    ],
)
def test_what_makes_no_sense_is_known_by_its_field(field: str, text: str) -> None:
    preset = TrainingSettings()
    assert list(problems("bp", settings_of({**values_of(preset), field: text}, preset))) == [field]


def test_what_does_not_go_together_is_known() -> None:
    assert list(problems("bp", TrainingSettings(batch_norm=True, batch_size=1))) == ["batch_norm"]
    assert list(problems("lenet", TrainingSettings(optimizer="rmsprop"))) == ["optimizer"]


def test_the_numpy_net_has_fields_of_its_own() -> None:
    names = {network: {field.name for field in fields_of(network)} for network in ("bp", "resnet")}
    assert names["bp"] - names["resnet"] == {"hidden", "batch_norm", "dropout", "deskew"}
    assert names["resnet"] - names["bp"] == {"device"}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "…"), (0.4, "0 s"), (59.4, "59 s"), (59.6, "1:00"), (599.4, "9:59"), (599.6, "10 min"), (5857.7, "98 min")],
)
def test_long_durations_are_minutes(seconds: float | None, said: str) -> None:
    assert duration(seconds) == said
