"""Which models there are, built in or kept by the user, and where their weights lie.

torch is imported only when a model that needs it is loaded.
"""

from __future__ import annotations

import functools
import importlib.util
import math
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from common.errors import PlainError
from common.folders import user_folder
from models.classifier import Classifier
from models.weights import WeightsError, read_metadata

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
FALLBACK = "bp"
"""The model that needs numpy alone, and so always answers."""
DEFAULT = "resnet"
SUFFIX = ".safetensors"


class ModelError(PlainError):
    """A model that does not exist or cannot be used; the message is fit for a user."""


@dataclass(frozen=True)
class Model:
    """An entry of the catalogue.

    Attributes:
        architecture: the name of the built-in model that it is built like; empty where its file does not say.
        kept_in: the weight file of a model that the user keeps.
    """

    name: str
    title: str
    architecture: str
    needs_torch: bool
    build: Callable[[Path], Classifier]
    kept_in: Path | None = None

    @property
    def kept(self) -> bool:
        """Whether the user keeps it; else it is built in."""
        return self.kept_in is not None

    @property
    def file(self) -> Path:
        return self.kept_in or WEIGHTS / f"{self.name}{SUFFIX}"

    @property
    def kind(self) -> str:
        """The title of the architecture alone."""
        return next((model.title.split(" · ")[0] for model in MODELS if model.name == self.architecture), "")

    def identity(self) -> tuple[int, ...]:
        """What is another when another file has come into the place of a kept one; built-in weights never change."""
        return _identity(self.kept_in) if self.kept_in else ()

    def why_unavailable(self) -> PlainError | None:
        """The error that says why the model cannot be used here, or None."""
        if self.needs_torch and not has_torch():
            return torch_missing()
        try:
            if stated(self.file).get("name") != self.architecture:
                return WeightsError("{file}: weights of another network", file=self.file)
        except WeightsError as error:
            return error
        return None

    def describe(self) -> dict[str, Any]:
        """What ``python app.py models`` prints."""
        try:
            metadata = stated(self.file)
        except WeightsError:
            metadata = {}
        why = self.why_unavailable()
        return {
            "name": self.name,
            "title": self.title,
            "parameters": _number(metadata.get("parameters")),
            "mnist_accuracy": _number(metadata.get("mnist_accuracy")),
            "file": str(self.file),
            "available": why is None,
            **({"why": str(why)} if why else {}),
        }


def stated(file: Path) -> Mapping[str, Any]:
    """What a weight file says of itself, remembered until it is another; see :func:`models.weights.read_metadata`."""
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


def _number(value: Any) -> float | None:
    """What a file states, if it is a number: kept files may come from anywhere."""
    return value if type(value) in (int, float) and math.isfinite(value) else None


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
    Model("bp", "BP net · numpy", "bp", needs_torch=False, build=_bp),
    Model("lenet", "LeNet · torch", "lenet", needs_torch=True, build=_lenet),
    Model("resnet", "ResNet · torch", "resnet", needs_torch=True, build=_resnet),
)
"""Those that are built in."""


def models() -> tuple[Model, ...]:
    """All there are at the moment: those that are built in, then those that the user keeps."""
    return (*MODELS, *(_kept(name, file) for name, file in _kept_files()))


def names() -> list[str]:
    """The names of all models; no file is opened for that."""
    return [*(model.name for model in MODELS), *(name for name, _ in _kept_files())]


def find(name: str) -> Model:
    """The entry of this name.

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
    """The model to read with where none is named: the best that can be used here."""
    return DEFAULT if find(DEFAULT).why_unavailable() is None else FALLBACK


def load(name: str, file: Path | None = None) -> Classifier:
    """Make a model ready to read, with its own weights or with those of another file.

    Raises:
        ModelError: there is none of this name, or it needs torch and torch cannot be had.
        WeightsError: its weight file cannot be used.
    """
    model = find(name)
    try:
        classifier = model.build(file or model.file)
    except ImportError as error:
        raise ModelError(
            "{model} cannot be used ({reason})", model=model.title, reason=torch_missing() if not has_torch() else error
        ) from error
    except OSError as error:  # a torch whose libraries do not fit this machine
        raise ModelError("{model} cannot be used ({reason})", model=model.title, reason=error) from error
    classifier.name = name
    return classifier


class Loaded:
    """Models that are loaded when they are asked for, and loaded again when their file is another."""

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


# --- those that the user keeps ----------------------------------------------------------------------------------------


def kept_folder() -> Path:
    """Where the models lie that the user keeps, a file each, with the model's name for its own."""
    return user_folder() / "nets"


def _kept_files() -> Iterator[tuple[str, Path]]:
    """Names and files by name, without what cannot be a model's name: hidden files, and those that are built in."""
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
    return Model(name, name, "", needs_torch=False, build=_unusable, kept_in=file)


def _unusable(path: Path) -> Classifier:
    read_metadata(path)  # says it if the file is damaged
    raise WeightsError("{file}: weights of another network", file=path)
