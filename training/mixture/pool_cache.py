"""Keeps the frames of the last training's strokes in a file, so that the next training need not draw them again.

There is one file, ``strokes.npz`` in the cache folder. It states what its frames were made from; whatever else is asked
for is drawn, and takes its place.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.folders import cache_folder
from common.regular_files import read_at_most
from common.storage import write_whole
from common.translation import mark
from ink.framing import FRAME
from training.datasets.mnist import NO_DIGIT
from training.mixture.pools import CHUNK, DRAWING, Job, Made, draw_frames
from training.runtime.progress import OnProgress

FILE = "strokes.npz"
MOST = 2**30
"""Bytes that the file can have."""
MADE_FROM = "made from"
"""The name of the array that holds a digest, beside those of frames and labels."""
PROJECT = Path(__file__).parents[2]
SOURCES = ("ink/*", "training/strokes/*", "training/strokes/taught/*", "training/mixture/pools.py")
"""The files that decide what is drawn."""
LIBRARIES = ("numpy", "scipy", "pillow")
DRAWING_ANEW = mark("Drawing strokes anew: those kept are of another version, for other settings, or damaged")
NOT_KEPT = mark("The strokes could not be kept for the next training")


def drawn_or_kept(jobs: Mapping[str, Job], seed: int, on_progress: OnProgress) -> dict[str, Made]:
    """The frames of jobs, by name, as :func:`draw_frames` gives them: read from the file, else drawn and kept there.

    Args:
        on_progress: also told that the file is of no use, or cannot be written.

    Raises:
        DataError: see :func:`draw_frames`.
    """
    file, digest = cache_folder() / FILE, made_from(jobs, seed)
    try:
        return _read(file, jobs, digest)
    except FileNotFoundError:
        name = DRAWING
    except (OSError, LookupError, ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error, MemoryError):
        name = DRAWING_ANEW
    made = draw_frames(jobs, seed, lambda _, done, total: on_progress(name, done, total))
    try:
        write_whole(file, _packed(made, digest))
    except (OSError, MemoryError):
        on_progress(NOT_KEPT, 1, 1)
    return made


def made_from(jobs: Mapping[str, Job], seed: int) -> str:
    """A digest of all that decides which frames are drawn: code, prototypes, libraries, jobs, seed."""
    digest = hashlib.sha256(f"{seed} {CHUNK} {[version(library) for library in LIBRARIES]}".encode())
    for file in sorted(_files()):
        digest.update(file.read_bytes())
    for name, job in jobs.items():
        digest.update(f"{name} {job.draw.__qualname__} {job.frames}".encode())
        digest.update(pickle.dumps(tuple(job.given), protocol=5))
    return digest.hexdigest()


def _files() -> Iterable[Path]:
    return (file for pattern in SOURCES for file in PROJECT.glob(pattern) if file.suffix in (".py", ".txt"))


def _packed(made: Mapping[str, Made], digest: str) -> bytes:
    arrays: dict[str, NDArray[Any]] = {MADE_FROM: np.array(digest)}
    for name, (frames, labels) in made.items():
        arrays |= {f"{name} frames": frames, f"{name} labels": labels}
    blob = io.BytesIO()
    np.savez_compressed(blob, allow_pickle=False, **arrays)
    return blob.getvalue()


def _read(file: Path, jobs: Mapping[str, Job], digest: str) -> dict[str, Made]:
    """The frames in a file.

    Raises:
        OSError: it cannot be read.
        LookupError, ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error: it is damaged, or made from other
            things.
    """
    with np.load(io.BytesIO(read_at_most(file, MOST)), allow_pickle=False) as arrays:
        if str(arrays[MADE_FROM]) != digest:
            raise ValueError("made from other things")
        made = {name: (arrays[f"{name} frames"], arrays[f"{name} labels"]) for name in jobs}
    for name, (frames, labels) in made.items():
        count = jobs[name].frames
        if (frames.shape, frames.dtype) != ((count, FRAME, FRAME), np.uint8):
            raise ValueError("other frames")
        if (labels.shape, labels.dtype) != ((count,), np.int64) or not np.isin(labels, range(NO_DIGIT, 10)).all():
            raise ValueError("other labels")
    return made
