"""Training settings, presets by name, and validation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, get_type_hints

from common.errors import PlainError

NUMPY_OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam")
TORCH_OPTIMIZERS = ("sgd", "momentum", "adam")
PRECISIONS = ("auto", "float32", "bfloat16")


class TrainingSettingsError(PlainError):
    """An invalid setting."""


@dataclass(frozen=True)
class TrainingSettings:
    """How a network is trained.

    Attributes:
        optimizer: a name of those that the learner knows.
        learning_rate: the highest; see :func:`training.learning.loop.rate`.
        batch_size: frames per step, in each process.
        epochs: at most so many.
        monitor: what makes an epoch better than others in validation: a higher "accuracy", or a lower "loss", which
            tells more where nearly all digits are read right. "last" takes the last epoch, whatever it reads.
        patience: stop after so many epochs without a better one; None never stops early.
        weight_decay: each step multiplies weights by 1 - learning_rate * weight_decay.
        schedule: whether the learning rate falls along half a "cosine", or is "constant".
        warm_up: the fraction of the run in which the learning rate rises from 0.
        ema_decay: of the exponential moving average of the weights that is kept; 0 keeps the weights themselves.
        precision: of torch's multiplications in training, one of :data:`PRECISIONS`. "auto" is bfloat16 where the
            device computes in it, and float32 elsewhere, where bfloat16 is emulated and three times slower; weight
            files state which of the two it was.
        hidden: the width of the numpy net's hidden layer.
        batch_norm: whether it has batch normalisation.
        dropout: the probability with which it drops what the hidden layer puts out.
        deskew: whether it straightens slanted frames first.
        teacher: the model of the catalogue whose probabilities are learnt, instead of the labels.
        augment: whether frames are changed at random each time.
        strength: how far they are changed; small networks learn better from smaller changes.
        calm: the last fraction of the run, in which they are changed less, see :data:`training.learning.loop.CALM`.
        mnist: the fraction of MNIST's digits that an epoch takes.
        pens: whether strokes are learnt besides MNIST: recorded pens, taught styles, scrawls and letters.
        strokes: digits among them per epoch, as a multiple of the numbers in :data:`training.mixture.pools.SOURCES`.
        scrawls: scrawls among them per epoch, likewise.
        letters: letters and signs among them per epoch, likewise.
        pieces: half digits and pairs of digits among them per epoch, likewise.
        blend: the part of the trained weights in those that are kept; the rest are the weights that training started
            from, which fewer other digits are forgotten with (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
            models"). 1 keeps the trained ones.
        refused: the fraction of validation digits that the network is not to be sure of; of people whom it does not
            know, about one digit in a hundred is to be refused.
        my_digits: whether the user's own digits are learnt, except the test digits.
        base: the model of the catalogue to personalize; None starts from random weights.
        fold: the fifth of the writers that validates, 1 to 5.
        validation: digits of MNIST's training set that are set aside for validation.
        seed: of the split, the first weights and all that is random.
        rate_changes: other highest learning rates from some batch on, each as an epoch, how many of its frames are done
            before, and the rate; what a user changes in mid-run, so that a run can be repeated.
    """

    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch_size: int = 128
    epochs: int = 20
    monitor: str = "accuracy"
    patience: int | None = 5
    weight_decay: float = 0.0
    schedule: str = "cosine"
    warm_up: float = 0.0
    ema_decay: float = 0.0
    precision: str = "float32"
    hidden: int = 100
    batch_norm: bool = False
    dropout: float = 0.0
    deskew: bool = False
    teacher: str | None = None
    augment: bool = False
    strength: float = 1.0
    calm: float = 0.0
    mnist: float = 1.0
    pens: bool = False
    strokes: float = 1.0
    scrawls: float = 1.0
    letters: float = 0.0
    pieces: float = 0.0
    blend: float = 1.0
    refused: float = 0.01
    my_digits: bool = False
    base: str | None = None
    fold: int = 5
    validation: int = 3_000
    seed: int = 1
    rate_changes: tuple[tuple[int, int, float], ...] = ()

    @property
    def augmentation(self) -> float:
        """The strength of the random changes to each epoch's frames; 0 for none."""
        return self.strength if self.augment else 0.0

    def to_json(self) -> dict[str, Any]:
        """As weight files and runs state them."""
        stated = {NAMES_IN_FILES.get(name, name): value for name, value in asdict(self).items()}
        return stated | {RATES: [list(change) for change in self.rate_changes]}

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> TrainingSettings:
        """Reads what :meth:`to_json` wrote; unknown names are ignored.

        Raises:
            ValueError: a value is of another type, or too large to compute with.
        """
        known = {NAMES_IN_FILES.get(field.name, field.name): field.name for field in fields(cls)}
        read, types = {known[name]: value for name, value in stated.items() if name in known}, get_type_hints(cls)
        if RATES in read:
            read[RATES] = tuple(map(_rate_change, read[RATES]))
        for name, value in read.items():
            if not _is_of(types[name], value):
                raise ValueError(name)
        return cls(**read)


RATES = "rate_changes"
"""The one setting that is no single value."""
NAMES_IN_FILES = {"ema_decay": "average"}
"""Settings that files know by another name."""
LARGEST = 2**63
"""No whole number among settings reaches it."""


def _rate_change(stated: Any) -> tuple[int, int, float]:
    """Raises ValueError for what is no change of the learning rate."""
    epoch, done, rate = stated
    if not (type(epoch) is type(done) is int and epoch >= 1 and done >= 0 and is_rate(rate)):
        raise ValueError(RATES)
    return epoch, done, float(rate)


def _is_of(kind: Any, value: Any) -> bool:
    if isinstance(value, tuple):
        return True  # its parts are checked
    if isinstance(value, int | float) and not abs(value) < (LARGEST if isinstance(value, int) else math.inf):
        return False
    return isinstance(value, int | float if kind is float else kind)


def optimizers(network: str) -> tuple[str, ...]:
    """The names of the optimizers that can train a network."""
    return NUMPY_OPTIMIZERS if network == "bp" else TORCH_OPTIMIZERS


# --- good settings ----------------------------------------------------------------------------------------------------

BUNDLED, AGAIN, LETTERS, HANDS, QUICK = "bundled", "again", "letters", "hands", "quick"
REPORT_ADAM, REPORT_SGD = "report-adam", "report-sgd"
_ADAM = TrainingSettings(optimizer="adam", learning_rate=0.001, epochs=100, patience=3, schedule="constant")
_MIXTURE = TrainingSettings(monitor="loss", patience=None, ema_decay=0.999, augment=True, pens=True)
_BP = replace(
    _MIXTURE, learning_rate=0.003, epochs=200, deskew=True, teacher="resnet", strength=0.5, strokes=0.2, scrawls=0.4
)
_BP_HANDS = replace(_BP, epochs=300, monitor="last", strokes=0.3, letters=0.3, pieces=0.3, refused=0.014)
_LENET = replace(
    _MIXTURE, learning_rate=0.004, batch_size=64, epochs=50, warm_up=0.05, strength=0.6, calm=0.25, strokes=0.5
)
_LENET_AGAIN = replace(_LENET, learning_rate=0.002, epochs=20, strength=0.4, calm=0.4, strokes=0.3)
_RESNET = replace(_MIXTURE, learning_rate=0.004, epochs=50, weight_decay=0.05, warm_up=0.05, precision="auto", calm=0.2)
_RESNET_AGAIN = replace(_RESNET, learning_rate=0.002, epochs=12, warm_up=0.1, calm=0.5)
_FAST = TrainingSettings(learning_rate=0.008, batch_size=64, epochs=4, patience=None, warm_up=0.15, ema_decay=0.995)
_RESNET_LETTERS = replace(_RESNET_AGAIN, learning_rate=0.001, epochs=10, letters=0.5, monitor="last", blend=0.6)
_RESNET_HANDS = replace(_RESNET_LETTERS, learning_rate=0.0015, epochs=16)

_REPORT = {REPORT_ADAM: _ADAM, REPORT_SGD: replace(_ADAM, optimizer="sgd", learning_rate=0.02)}

PRESETS: dict[str, dict[str, TrainingSettings]] = {
    "bp": {
        **_REPORT,
        QUICK: TrainingSettings(learning_rate=0.003, epochs=30, patience=None, ema_decay=0.99),
        BUNDLED: _BP,
        HANDS: _BP_HANDS,
    },
    "lenet": {
        BUNDLED: _LENET,
        AGAIN: _LENET_AGAIN,
        HANDS: replace(_LENET_AGAIN, monitor="last", strokes=0.4, letters=0.4, pieces=0.4, blend=0.4, refused=0.012),
        "fast": _FAST,
        QUICK: replace(_FAST, ema_decay=0.99, mnist=0.4),
        **_REPORT,
    },
    "resnet": {
        BUNDLED: _RESNET,
        AGAIN: _RESNET_AGAIN,
        LETTERS: _RESNET_LETTERS,
        HANDS: replace(_RESNET_HANDS, letters=0.7, pieces=0.6, blend=0.1, refused=0.007),
        QUICK: TrainingSettings(
            learning_rate=0.004, epochs=2, patience=None, warm_up=0.2, ema_decay=0.98, precision="auto", mnist=0.1
        ),
        **_REPORT,
    },
}
"""Settings by network and name, first those that are taken where none is named. AGAIN goes on from a network that
BUNDLED has made, and LETTERS from one that AGAIN has made; where there are such, the last makes the bundled weights.
HANDS goes on from the one before it; that of the numpy net, which is quickly trained, starts from random weights.
Validation digits do not tell how well letters are learnt, so LETTERS and HANDS take their last epoch; where they go on,
they blend it."""

_HAND = TrainingSettings(monitor="last", patience=None, ema_decay=0.98, augment=True, my_digits=True)
PERSONALIZATION: dict[str, TrainingSettings] = {
    "bp": replace(_HAND, learning_rate=0.0003, epochs=15),
    "lenet": replace(_HAND, learning_rate=0.002, epochs=12),
    "resnet": replace(_HAND, learning_rate=0.001, epochs=4, precision="auto"),
}
"""Settings for personalization, by architecture; ``base`` is added later."""


# --- validation -------------------------------------------------------------------------------------------------------

MOST_EPOCHS, LARGEST_BATCH, MOST_UNITS, HIGHEST_RATE = 10_000, 10_000, 10_000, 100.0


def is_rate(value: Any) -> bool:
    """Whether it is a number that a learning rate can have."""
    return type(value) in (int, float) and math.isfinite(value) and 0 < value < HIGHEST_RATE


def problems(network: str, settings: TrainingSettings) -> dict[str, TrainingSettingsError]:
    """The errors in settings, by field; empty if all are valid."""
    found = {name: error for name, (fits, error) in _RULES.items() if not fits(getattr(settings, name))}
    if settings.optimizer not in optimizers(network):
        found["optimizer"] = TrainingSettingsError("not available for this network")
    if settings.batch_norm and settings.batch_size == 1:
        found["batch_norm"] = TrainingSettingsError("needs batches of at least two digits")
    if settings.mnist == 0 and not settings.pens and not settings.my_digits:
        found["mnist"] = TrainingSettingsError("choose some data to train on")
    return found


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _number(fits: Callable[[float], bool]) -> Callable[[Any], bool]:
    return lambda value: type(value) in (int, float) and math.isfinite(value) and fits(value)


def _counted(most: int) -> tuple[Callable[[Any], bool], TrainingSettingsError]:
    return _whole(1, most), TrainingSettingsError("a whole number from 1 to {most}", most=most)


_RULES: dict[str, tuple[Callable[[Any], bool], TrainingSettingsError]] = {
    "learning_rate": (
        lambda value: is_rate(value),
        TrainingSettingsError("a number above 0 and below {most}", most=int(HIGHEST_RATE)),
    ),
    "batch_size": _counted(LARGEST_BATCH),
    "epochs": _counted(MOST_EPOCHS),
    "patience": (
        lambda value: value is None or _whole(1, MOST_EPOCHS)(value),
        TrainingSettingsError("a whole number from 1, or nothing"),
    ),
    "dropout": (_number(lambda value: 0 <= value < 1), TrainingSettingsError("a number from 0, and below 1")),
    "hidden": _counted(MOST_UNITS),
    "seed": (_whole(0, 2**63 - 1), TrainingSettingsError("a whole number from 0")),
}
"""What the value of a field must be, and the error where it is not; in the order in which errors are listed."""
