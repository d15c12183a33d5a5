"""What a network makes of many digits: computed once, and kept in a file."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.folders import cache_folder
from common.regular_files import read_at_most
from common.storage import write_whole
from explain.questions import QUESTIONS
from models import catalog
from models.bp.network import Network
from models.classifier import Classifier, Floats

FOLDER = "explained"
"""Below the cache folder."""
TRAINING = "training"
"""Names MNIST's training digits, which never change."""
ROOM = 2**28
"""Bytes that all files together, and so each of them, can have."""
CHUNK = 2_000
"""Digits that the numpy network is asked about at a time."""


def kept_file(model: str, question: str, digits: str) -> Path:
    """Where the answers of a network to a question about some digits are kept; another file for other weights.

    Args:
        question: the name of a function in :data:`explain.questions.QUESTIONS` that takes frames (N, 28, 28).
        digits: :data:`TRAINING`, or a digest of them.

    Raises:
        ModelError: there is no such network.
        OSError: its weights cannot be read.
    """
    weights = hashlib.sha256(catalog.find(model).file.read_bytes()).hexdigest()[:16]
    return cache_folder() / FOLDER / f"{weights}-{question}-{digits}.npy"


def read_kept(file: Path, count: int) -> Floats | None:
    """What is kept (count, K), float32; None where there is none, or what is there is damaged or of other digits."""
    try:
        values = np.load(io.BytesIO(read_at_most(file, ROOM)), allow_pickle=False)
    except (OSError, ValueError, TypeError, EOFError, MemoryError):
        return None
    if not isinstance(values, np.ndarray) or values.dtype not in (np.float16, np.float32):
        return None
    if values.ndim != 2 or len(values) != count or not np.isfinite(values).all():
        return None
    return np.asarray(values, dtype=np.float32)


def write_kept(file: Path, values: NDArray[np.floating]) -> None:
    """Keep values (N, K), float16 or float32; what was kept longest ago makes room.

    Raises:
        OSError: they cannot be written, as on a full disk.
    """
    blob = io.BytesIO()
    np.save(blob, values, allow_pickle=False)
    write_whole(file, blob.getvalue())
    files = sorted(file.parent.glob("*.npy"), key=lambda one: one.stat().st_mtime, reverse=True)
    sizes = np.cumsum([one.stat().st_size for one in files])
    for old, size in zip(files, sizes, strict=True):
        if old != file and size > ROOM:
            old.unlink(missing_ok=True)


def made_of(classifier: Classifier, question: str, digits: str, frames: Floats) -> Floats | None:
    """What a network makes of frames (N, 28, 28): as it was kept; the numpy network's is computed if it was not.

    Returns:
        (N, K); None for a torch network that nobody has asked yet, as that takes up to half a minute.
    """
    try:
        known = read_kept(kept_file(classifier.name, question, digits), len(frames))
    except (OSError, catalog.ModelError):  # deleted since it was loaded
        known = None
    if known is not None or not isinstance(classifier, Network):
        return known
    ask = QUESTIONS[question]
    parts = [ask(classifier, frames[start : start + CHUNK]) for start in range(0, len(frames), CHUNK)]
    return np.concatenate(parts)
