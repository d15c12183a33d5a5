"""What data sets there are to train with, and the process that fetches them for the window.

This module is what the new process imports; it knows neither Tk nor theme.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from common.errors import PlainError
from common.processes import become_helper
from common.translation import mark
from training.datasets import mnist, pens
from training.datasets.download import DataError, DataMissing
from training.runtime.progress import OnProgress


@dataclass(frozen=True)
class DataSet:
    """A data set that can be downloaded.

    Attributes:
        title: a text to be translated.
        size: bytes to download, about.
        place: the folder below a data folder that its files lie in.
        present: whether it is in a data folder, as far as a look tells that takes no time.
        fetch: downloads what is missing into a data folder; see :func:`training.datasets.mnist.fetch_mnist`.
    """

    id: str
    title: str
    size: int
    place: str
    present: Callable[[Path], bool]
    fetch: Callable[[Path, OnProgress], None]

    def clear(self, folder: Path) -> None:
        """Remove what a fetch that was killed has left of files that were not whole."""
        for part in (folder / self.place).glob(".*.part"):
            with contextlib.suppress(OSError):
                part.unlink()


MNIST = DataSet("mnist", mark("MNIST"), 11_594_722, "MNIST/raw", mnist.mnist_present, mnist.fetch_mnist)
PENS = DataSet("pens", mark("Recorded pens"), 5_600_000, "pendigits", pens.PENS_FILE.present, pens.PENS_FILE.fetch)
DATA_SETS = {data_set.id: data_set for data_set in (MNIST, PENS)}


# --- the process that fetches -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fetching:
    """So many bytes of this data set have come, of so many, or of 0 where the server does not say it."""

    title: str
    done: int
    total: int


@dataclass(frozen=True)
class Fetched:
    """All data sets are complete."""


def serve_fetch(connection: Connection, ids: Iterable[str], folder: Path) -> None:
    """Fetch data sets, one after the other, until the end or until this process is killed.

    What is sent is ``Fetching`` again and again, at last ``Fetched`` or a :class:`PlainError`. A process that is killed
    leaves no file that is not whole, if :meth:`DataSet.clear` is called after it.
    """
    become_helper()
    try:
        for data_set in (DATA_SETS[id] for id in ids):
            data_set.clear(folder)
            data_set.fetch(folder, _telling(connection, data_set))
        connection.send(Fetched())
    except DataMissing as error:
        message = mark("{data} cannot be downloaded: {reasons}. Try again later, or choose a folder that holds {place}")
        connection.send(DataMissing(message, **error.values))
    except PlainError as error:
        connection.send(error)
    except Exception as error:  # whatever it is, the window must hear of it
        connection.send(DataError("the download failed ({reason})", reason=f"{type(error).__name__}: {error}"))


def _telling(connection: Connection, data_set: DataSet) -> OnProgress:
    return lambda what, done, total: connection.send(Fetching(data_set.title, done, total))
