"""Which models there are, and where their weights lie. torch is imported only when a model that needs it is loaded."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ink.errors import PlainError
from models.classifier import Classifier
from models.weights import WeightsError, read_metadata

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
FALLBACK = "bp"
"""The model that needs numpy alone, and so always answers."""
DEFAULT = "resnet"


class ModelError(PlainError):
    """A model that does not exist or cannot be used; the message is fit for a user."""


@dataclass(frozen=True)
class Model:
    """An entry of the catalogue."""

    name: str
    title: str
    needs_torch: bool
    build: Callable[[Path], Classifier]

    @property
    def file(self) -> Path:
        return WEIGHTS / f"{self.name}.safetensors"

    def why_unavailable(self) -> PlainError | None:
        """The error that says why the model cannot be used here, or None."""
        if self.needs_torch and not has_torch():
            return torch_missing()
        try:
            if read_metadata(self.file).get("name") != self.name:
                return WeightsError("{file}: weights of another network", file=self.file)
        except WeightsError as error:
            return error
        return None

    def describe(self) -> dict[str, Any]:
        """What ``python app.py models`` prints."""
        try:
            metadata = read_metadata(self.file)
        except WeightsError:
            metadata = {}
        why = self.why_unavailable()
        return {
            "name": self.name,
            "title": self.title,
            "parameters": metadata.get("parameters"),
            "mnist_accuracy": metadata.get("mnist_accuracy"),
            "file": str(self.file),
            "available": why is None,
            **({"why": str(why)} if why else {}),
        }


def torch_missing() -> ModelError:
    return ModelError("torch is not installed (pip install torch)")


def has_torch() -> bool:
    """Whether torch can be found; it is not imported for that."""
    try:
        return importlib.util.find_spec("torch") is not None
    except (ImportError, ValueError):
        return False


def _bp(path: Path) -> Classifier:
    from models.bp.network import Network

    return Network.load(path)


def _lenet(path: Path) -> Classifier:
    from models.cnn.classifier import TorchClassifier
    from models.cnn.lenet import LeNet

    return TorchClassifier.load("lenet", LeNet(), path)


def _resnet(path: Path) -> Classifier:
    from models.cnn.classifier import TorchClassifier
    from models.cnn.resnet import ResNet

    return TorchClassifier.load("resnet", ResNet(), path)


MODELS = (
    Model("bp", "BP net · numpy", needs_torch=False, build=_bp),
    Model("lenet", "LeNet · torch", needs_torch=True, build=_lenet),
    Model("resnet", "ResNet · torch", needs_torch=True, build=_resnet),
)


def find(name: str) -> Model:
    """The entry of this name.

    Raises:
        ModelError: there is none.
    """
    for model in MODELS:
        if model.name == name:
            return model
    raise ModelError(
        "there is no model {name!r}; there are {names}", name=name, names=", ".join(model.name for model in MODELS)
    )


def default() -> str:
    """The model to read with where none is named: the best that can be used here."""
    return DEFAULT if find(DEFAULT).why_unavailable() is None else FALLBACK


def load(name: str, file: Path | None = None) -> Classifier:
    """Make a model ready to read, with the bundled weights or with those of another file.

    Raises:
        ModelError: there is none of this name, or it needs torch and torch cannot be had.
        WeightsError: its weight file cannot be used.
    """
    model = find(name)
    try:
        return model.build(file or model.file)
    except ImportError as error:
        raise ModelError(
            "{model} cannot be used ({reason})", model=model.title, reason=torch_missing() if not has_torch() else error
        ) from error
    except OSError as error:  # a torch whose libraries do not fit this machine
        raise ModelError("{model} cannot be used ({reason})", model=model.title, reason=error) from error
