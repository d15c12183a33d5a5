"""What the window and a training process say to each other, besides the events of :mod:`training.loop`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from ink.framing import Frame
from models.classifier import Floats
from training.metrics import Marks


class Command(Enum):
    """What the window asks of a run."""

    PAUSE = auto()
    RESUME = auto()
    STOP = auto()


@dataclass(frozen=True)
class Look:
    """Read this frame from now on, or None, nothing."""

    frame: Frame | None


@dataclass(frozen=True)
class Preparing:
    """So much of this is done, before the first epoch; ``what`` is a text to be translated."""

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class Answer:
    """The probabilities that the network in training gives to the frame that it looks at, (10,)."""

    probabilities: Floats


@dataclass(frozen=True)
class Ended:
    """The run is over: its network, in ``weights``, beside the one that reads now, or None where that cannot."""

    weights: Path
    new: Marks
    current: Marks | None

    @property
    def worse(self) -> bool:
        """Whether the new network reads less, of MNIST or of pens, than the current one."""
        if self.current is None:
            return False
        pens = self.new.pens is not None and self.current.pens is not None and self.new.pens < self.current.pens
        return pens or self.new.mnist < self.current.mnist
