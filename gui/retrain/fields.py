"""The fields of the training form, in one table, and how runs are put into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from common.translation import _, mark
from models import catalog
from training.learning.settings import BUNDLED, PRESETS, QUICK, REPORT_ADAM, REPORT_SGD, TrainingSettings, optimizers

PRESET_TITLES = {
    REPORT_SGD: mark("The report's SGD"),
    REPORT_ADAM: mark("The report's Adam"),
    QUICK: mark("Quick look"),
    "fast": mark("Quickly to 99 %"),
    BUNDLED: mark("Best"),
}
OPTIMIZER_TITLES = {"sgd": "SGD", "momentum": "SGD + momentum", "rmsprop": "RMSprop", "adam": "Adam"}
STRENGTHS = {"0.0": mark("None"), "0.3": mark("Gentle"), "0.5": mark("Medium"), "1.0": mark("Strong")}
DATA = {"mnist": "MNIST", "pens": mark("Pens"), "both": mark("MNIST and pens")}
DEVICES = {"": mark("Automatic"), "cpu": mark("Processor"), "cuda": mark("NVIDIA GPU"), "mps": mark("Apple GPU")}
YES, NO = "1", "0"


@dataclass(frozen=True)
class Field:
    """Something to set.

    Attributes:
        name: of the setting, or ``data`` or ``device``.
        label, explanation: in English; translated where they are shown.
        choices: values and labels, for a network; without it a number is typed, or a box ticked.
        networks: for which it matters.
    """

    name: str
    label: str
    explanation: str
    choices: Callable[[str], Mapping[str, str]] | None = None
    networks: tuple[str, ...] = ("bp", "lenet", "resnet")
    ticked: bool = False


FIELDS = (
    Field(
        "data",
        mark("Data"),
        mark("what to train on; pen strokes are generated first, in about two minutes"),
        lambda _: DATA,
    ),
    Field(
        "my_digits",
        mark("My digits"),
        mark("train on your own digits too; a quarter is kept for testing"),
        ticked=True,
    ),
    Field(
        "optimizer",
        mark("Optimizer"),
        mark("how the gradient changes the weights"),
        lambda network: {name: OPTIMIZER_TITLES[name] for name in optimizers(network)},
    ),
    Field("learning_rate", mark("Learning rate"), mark("the size of a step; 0.001 suits Adam, 0.02 SGD")),
    Field("batch_size", mark("Batch size"), mark("digits for each step")),
    Field("epochs", mark("Epochs"), mark("the most passes through the training digits")),
    Field("patience", mark("Patience"), mark("stop after so many epochs without improvement; empty: never")),
    Field("hidden", mark("Hidden units"), mark("between the picture and the ten outputs"), networks=("bp",)),
    Field(
        "batch_norm",
        mark("Batch norm"),
        mark("normalise what the hidden units receive, over each batch"),
        networks=("bp",),
        ticked=True,
    ),
    Field("dropout", mark("Dropout"), mark("the share of hidden units that each step leaves out"), networks=("bp",)),
    Field(
        "deskew",
        mark("Straighten"),
        mark("shear each slanted digit upright before the network reads it"),
        networks=("bp",),
        ticked=True,
    ),
    Field("augment", mark("Augmentation"), mark("bend, slant and thicken the digits at random"), lambda _: STRENGTHS),
    Field("seed", mark("Seed"), mark("the same seed gives the same network")),
    Field("device", mark("Device"), mark("where torch runs"), lambda _: DEVICES, ("lenet", "resnet")),
)


TICKED = tuple(field.name for field in FIELDS if field.ticked)
"""The settings that are on or off."""


def fields_of(network: str) -> list[Field]:
    return [field for field in FIELDS if network in field.networks]


def presets_of(network: str) -> dict[str, TrainingSettings]:
    """Those that a new network can be trained with."""
    return {name: settings for name, settings in PRESETS[network].items() if name in PRESET_TITLES}


def values_of(settings: TrainingSettings) -> dict[str, str]:
    """Settings as the form shows them."""
    return {
        "data": "mnist" if not settings.pens else "both" if settings.mnist else "pens",
        "augment": str(min((float(step) for step in STRENGTHS), key=lambda step: abs(step - settings.augmentation))),
        **{name: YES if getattr(settings, name) else NO for name in TICKED},
        "patience": "" if settings.patience is None else str(settings.patience),
        "device": "",
        **{
            name: str(getattr(settings, name))
            for name in ("optimizer", "learning_rate", "batch_size", "epochs", "hidden", "dropout", "seed")
        },
    }


def settings_of(values: Mapping[str, str], preset: TrainingSettings) -> TrainingSettings:
    """Settings from the form's values by field, the rest from the preset; what is no number stays the text it is."""
    same = values["augment"] == values_of(preset)["augment"]  # a preset may lie between the steps that are offered
    strength = preset.augmentation if same else float(values["augment"])
    data = values["data"]
    read: dict[str, Any] = {
        "learning_rate": _number(values["learning_rate"], float),
        "dropout": _number(values["dropout"], float),
        **{name: values[name] == YES for name in TICKED},
        **{name: _number(values[name], int) for name in ("batch_size", "epochs", "hidden", "seed")},
        "patience": _number(values["patience"], int) if values["patience"].strip() else None,
    }
    return replace(
        preset,
        optimizer=values["optimizer"],
        augment=strength > 0,
        strength=strength if strength > 0 else preset.strength,
        mnist=0.0 if data == "pens" else preset.mnist or 1.0,
        pens=data != "mnist",
        **read,
    )


def _number(text: str, kind: type[int] | type[float]) -> Any:
    """A decimal comma is meant as a point; what is no number is left to the checks."""
    try:
        return kind(text.strip().replace(",", "."))
    except ValueError:
        return text


def data_title(settings: TrainingSettings) -> str:
    """What a run learnt from, in the user's language."""
    return _(DATA[values_of(settings)["data"]])


def summary(network_title: str, settings: TrainingSettings) -> str:
    """A one-line summary of a run."""
    if settings.base is not None:
        return _("{network} learns your hand", network=network_title)
    parts = [network_title, OPTIMIZER_TITLES[settings.optimizer], f"{settings.learning_rate:g}"]
    parts += [_("{epochs} epochs", epochs=settings.epochs), data_title(settings), _("seed {seed}", seed=settings.seed)]
    return " · ".join(parts)


def duration(seconds: float | None) -> str:
    """Seconds below a minute, minutes from ten on, minutes and seconds between; an ellipsis where it is not known."""
    if seconds is None:
        return "…"
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 10:
        return _("{minutes} min").format(minutes=f"{seconds / 60:,.0f}")
    return _("{seconds} s").format(seconds=rest) if not minutes else f"{minutes}:{rest:02}"


def short_title(network: str) -> str:
    """A network's title without its details.

    Raises:
        ModelError: there is no such network.
    """
    return catalog.find(network).title.split(" · ")[0]
