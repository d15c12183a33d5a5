"""The networks that the user keeps: kept, renamed, deleted, imported and exported.

A network's name is its file's. What lies there is never overwritten, not even by another window at the same moment.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from common.errors import PlainError
from common.file_errors import NOTHING_CHANGED, file_errors
from common.storage import replace, write_whole
from common.translation import mark
from models import catalog
from models.bp.network import Network
from models.catalog import SUFFIX
from models.weights import Array, WeightsError, load_weights, read_metadata, read_shapes, save_weights

LONGEST_NAME = 60
LONGEST_FILE_NAME = 180
"""Bytes; most systems take 255, and a file that is being written has a longer name."""
FORBIDDEN = '/\\:*?"<>|'
"""What some system does not take in a file's name."""
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789¹²³")}
"""What Windows takes for a device, whatever follows after a dot."""


ALREADY_THERE = mark("There is already a network called {name}")


class UserModelsError(PlainError):
    """A name that cannot be given, or a file that cannot be put where it should be."""


class NameTaken(UserModelsError):
    """Another network has the name."""


# --- names ------------------------------------------------------------------------------------------------------------


def check_name(name: str, taken: Iterable[str] | None = None) -> None:
    """See whether a network can have this name.

    Args:
        taken: the names that are not free; by default those of all networks there are.

    Raises:
        UserModelsError: it cannot.
    """
    if not name:
        raise UserModelsError(mark("A network needs a name"))
    if not name.isprintable():
        raise UserModelsError(mark("A name cannot contain invisible characters"))
    if len(name) > LONGEST_NAME or len(_file_name(name).encode()) > LONGEST_FILE_NAME + len(SUFFIX):
        raise UserModelsError(mark("The name is too long; it can have {most} characters"), most=LONGEST_NAME)
    if found := [character for character in FORBIDDEN if character in name]:
        raise UserModelsError(mark("A name cannot contain the character {character}"), character=found[0])
    if name.strip(" .") != name:
        raise UserModelsError(mark("A name cannot begin or end with a space or a dot"))
    if _is_device(name):
        raise UserModelsError(mark("Windows reserves the name {name}"), name=name)
    if _key(name) in {_key(said) for model in catalog.MODELS for said in (model.name, model.title)}:
        raise UserModelsError(mark("{name} is a built-in network"), name=name)
    if _key(name) in map(_key, catalog.names() if taken is None else taken):
        raise NameTaken(ALREADY_THERE, name=name)


def free_name(wish: str, also_taken: Iterable[str] = ()) -> str:
    """A name that a network can have, as much like the one wished for as can be."""
    taken = [*catalog.names(), *also_taken]
    plain = "".join(" " if letter in FORBIDDEN or not letter.isprintable() else letter for letter in wish)
    if _is_device(plain):  # so that a number helps
        plain = plain.replace(".", " ")
    plain = " ".join(unicodedata.normalize("NFC", plain).split()).strip(" .") or "Net"
    for number in count(1):
        ending = "" if number == 1 else f" {number}"
        name = _shortened(plain, ending) + ending
        try:
            check_name(name, taken)
        except UserModelsError:
            continue
        return name
    raise AssertionError("numbers do not end")


def _is_device(name: str) -> bool:
    return name.split(".")[0].strip().casefold() in DEVICES


def _shortened(name: str, ending: str) -> str:
    """As much of a name as there is room for before its ending."""
    name = name[: LONGEST_NAME - len(ending)]
    while len((name + ending).encode()) > LONGEST_FILE_NAME:
        name = name[:-1]
    return name.rstrip(" .")


def _key(name: str) -> str:
    """What is the same in names that some system takes for the same."""
    return unicodedata.normalize("NFC", name).casefold()


def _file_name(name: str) -> str:
    return unicodedata.normalize("NFC", name) + SUFFIX


# --- files ------------------------------------------------------------------------------------------------------------

_writing = partial(file_errors, UserModelsError, NOTHING_CHANGED)


def keep(weights: Path, name: str) -> Path:
    """Copy a weight file into the user's folder, without the arrays that only training needs; returns the copy.

    Raises:
        UserModelsError: the name cannot be given, or the folder cannot be written.
        WeightsError: the file holds no network, or the disk is full.
    """
    check_name(name)
    return _keep(*read_network(weights), name)


def _keep(arrays: Mapping[str, Array], metadata: Mapping[str, Any], name: str) -> Path:
    with _new_file(name) as file:
        save_weights(file, arrays, metadata)
    return file


def import_net(file: Path) -> str:
    """Keep a copy of a weight file under a free name like the file's; returns the name.

    Raises:
        UserModelsError, WeightsError: see :func:`keep`.
    """
    network = read_network(file)
    refused: list[str] = []
    while True:
        name = free_name(file.stem, refused)
        try:
            _keep(*network, name)
        except NameTaken:  # by another window, since it was found free
            refused.append(name)
        else:
            return name


def export(name: str, file: Path) -> None:
    """Write a copy of a network's weight file; what the file held before is replaced.

    Raises:
        ModelError: there is no such network.
        UserModelsError: the file cannot be written.
        WeightsError: the network is damaged.
    """
    source = catalog.find(name).file
    read_network(source)
    with _writing(file):
        write_whole(file, source.read_bytes())


def rename(name: str, new: str) -> None:
    """Give a network another name.

    Raises:
        ModelError: there is no such network.
        UserModelsError: the name cannot be given, or the file cannot be renamed.
    """
    file = _kept(name)
    check_name(new, [other for other in catalog.names() if other != name])
    if _key(name) == _key(new):  # on some systems the new name stands for the old file
        with _writing(file):
            replace(file, file.with_name(_file_name(new)))
        return
    with _new_file(new) as place, _writing(file):
        replace(file, place)


def delete(name: str) -> None:
    """Delete a network's file.

    Raises:
        ModelError: there is no such network.
        UserModelsError: the file cannot be deleted.
    """
    file = _kept(name)
    with _writing(file):
        file.unlink()


def _kept(name: str) -> Path:
    model = catalog.find(name)
    if not model.kept:
        raise UserModelsError(mark("{name} is a built-in network"), name=name)
    return model.file


@contextmanager
def _new_file(name: str) -> Iterator[Path]:
    """An empty file for a network of this name, which nobody else has made; it goes again if it is not filled."""
    file = catalog.kept_folder() / _file_name(name)
    with _writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            file.open("xb").close()
        except FileExistsError as error:
            raise NameTaken(ALREADY_THERE, name=name) from error
    try:
        yield file
    except BaseException:
        file.unlink(missing_ok=True)
        raise


# --- what is in them --------------------------------------------------------------------------------------------------


def read_network(file: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """A network's arrays and metadata, checked as if it were to read, without what only training needs. Without torch.

    Raises:
        WeightsError: the file holds no network of an architecture that there is, or it is damaged.
    """
    metadata = read_metadata(file)
    metadata.pop("progress", None)
    for model in catalog.MODELS:
        if model.name != metadata.get("name"):
            continue
        if model.needs_torch:
            shapes = read_shapes(model.file)  # a torch net has the same as the one that is built in
        else:  # the layers may have other sizes than those of the net that is built in
            shapes = {name: array.shape for name, array in Network.load(file).state().items()}
        return load_weights(file, shapes)[0], metadata
    raise WeightsError("{file}: weights of another network", file=file)
