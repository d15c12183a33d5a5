"""The catalogue of models, built in or kept by the user, and of their weight files.

torch is imported only when a model that needs it is loaded.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from common.errors import PlainError
from common.folders import user_folder
from models.classifier import Classifier
from models.weights import WeightsError, read_metadata

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
FALLBACK = "bp"
"""The model that needs only numpy and is therefore always available."""
DEFAULT = "resnet"
SUFFIX = ".safetensors"


class ModelError(PlainError):
    """A model that does not exist or cannot be used."""


@dataclass(frozen=True)
class Model:
    """An entry of the catalogue.

    Attributes:
        architecture: the name of the built-in model of the same architecture; empty if unknown.
        kept_in: the weight file of a model kept by the user; None for a built-in one.
    """

    name: str
    title: str
    architecture: str
    kept_in: Path | None = None

    @property
    def needs_torch(self) -> bool:
        return self.architecture not in ("bp", "")

    @property
    def kept(self) -> bool:
        """Whether the model is kept by the user; otherwise it is built in."""
        return self.kept_in is not None

    @property
    def file(self) -> Path:
        return self.kept_in or WEIGHTS / f"{self.name}{SUFFIX}"

    @property
    def kind(self) -> str:
        """The title of the architecture; empty if unknown."""
        return next((model.title.split(" · ")[0] for model in MODELS if model.name == self.architecture), "")

    def identity(self) -> tuple[int, ...]:
        """Changes when the weight file is replaced; constant for built-in models."""
        return _identity(self.kept_in) if self.kept_in else ()

    def why_unavailable(self) -> PlainError | None:
        """The reason why the model cannot be used here, or None."""
        if self.needs_torch and not has_torch():
            return torch_missing()
        try:
            if stated(self.file).get("name") != self.architecture:
                return WeightsError("{file}: weights of another network", file=self.file)
        except WeightsError as error:
            return error
        return None

    def describe(self) -> dict[str, Any]:
        """The record that ``python app.py models`` prints, as JSON."""
        try:
            metadata = stated(self.file)
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


def stated(file: Path) -> Mapping[str, Any]:
    """A weight file's metadata, cached until the file changes; see :func:`models.weights.read_metadata`."""
    return _read_once(file, _identity(file))


@functools.lru_cache(maxsize=1000)
def _read_once(file: Path, identity: tuple[int, ...]) -> Mapping[str, Any]:
    return read_metadata(file)


def _identity(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


def torch_missing() -> ModelError:
    return ModelError("torch is not installed (pip install torch)")


def has_torch() -> bool:
    """Whether torch is installed; does not import it."""
    try:
        return importlib.util.find_spec("torch") is not None
    except (ImportError, ValueError):
        return False


MODELS = (
    Model("bp", "BP net · numpy", "bp"),
    Model("lenet", "LeNet · torch", "lenet"),
    Model("resnet", "ResNet · torch", "resnet"),
)
"""The built-in models."""


def models() -> tuple[Model, ...]:
    """All models: the built-in ones, then those kept by the user."""
    return (*MODELS, *(_kept(name, file) for name, file in _kept_files()))


def names() -> list[str]:
    """The names of all models; opens no file."""
    return [*(model.name for model in MODELS), *(name for name, _ in _kept_files())]


def find(name: str) -> Model:
    """The model of this name.

    Raises:
        ModelError: there is none.
    """
    for model in MODELS:
        if model.name == name:
            return model
    for kept, file in _kept_files():
        if kept == name:
            return _kept(name, file)
    raise ModelError("there is no model {name!r}; there are {names}", name=name, names=", ".join(names()))


def default() -> str:
    """The name of the default model: the best that can be used here."""
    return DEFAULT if find(DEFAULT).why_unavailable() is None else FALLBACK


def load(name: str, file: Path | None = None) -> Classifier:
    """Load a model with its own weights, or with those of another file.

    Raises:
        ModelError: there is none of this name, or torch is needed and cannot be imported.
        WeightsError: its weight file cannot be used.
    """
    model = find(name)
    try:
        classifier = _read(model, file or model.file)
    except (ImportError, OSError) as error:  # OSError: torch is installed, but its libraries cannot be loaded
        reason = torch_missing() if isinstance(error, ImportError) and not has_torch() else error
        raise ModelError("{model} cannot be used ({reason})", model=model.title, reason=reason) from error
    classifier.name = name
    return classifier


def _read(model: Model, file: Path) -> Classifier:
    if model.needs_torch:
        from models.cnn import TorchClassifier

        return TorchClassifier.load(model.architecture, file)
    if model.architecture == "bp":
        from models.bp.network import Network

        return Network.load(file)
    read_metadata(file)  # raises if the file is damaged
    raise WeightsError("{file}: weights of another network", file=file)


class Loaded:
    """Cache of loaded models; reloads a model when its weight file has changed."""

    def __init__(self) -> None:
        self._classifiers: dict[str, tuple[tuple[int, ...], Classifier]] = {}

    def get(self, name: str) -> Classifier:
        """The classifier of this name.

        Raises:
            ModelError, WeightsError: see :func:`load`.
        """
        identity = find(name).identity()
        known = self._classifiers.get(name)
        if known is None or known[0] != identity:
            known = self._classifiers[name] = identity, load(name)
        return known[1]


# --- models kept by the user ------------------------------------------------------------------------------------------


def kept_folder() -> Path:
    """The folder of the models kept by the user: one file each, named after the model."""
    return user_folder() / "nets"


def _kept_files() -> Iterator[tuple[str, Path]]:
    """Names and files, sorted by name; skips hidden files, unprintable names and names of built-in models."""
    try:
        found = [kept_folder() / name for name in os.listdir(kept_folder()) if name.endswith(SUFFIX)]
    except OSError:
        return
    built_in = {model.name for model in MODELS}
    named = [(unicodedata.normalize("NFC", file.stem), file) for file in found]
    for name, file in sorted(named, key=lambda one: (one[0].casefold(), one)):
        if name.isprintable() and not name.startswith(".") and name.casefold() not in built_in:
            yield name, file


def _kept(name: str, file: Path) -> Model:
    try:
        architecture = stated(file).get("name")
    except WeightsError:
        architecture = None
    for model in MODELS:
        if model.name == architecture:
            return replace(model, name=name, title=f"{name} · {model.kind}", kept_in=file)
    return Model(name, name, "", kept_in=file)
