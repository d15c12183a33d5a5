"""What a network's last hidden layer makes of the training digits: computed once for a network, and kept in a file."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from pathlib import Path

import numpy as np

from common.folders import cache_folder
from common.regular_files import read_at_most
from common.storage import write_whole
from models import catalog
from models.classifier import Floats

FOLDER = "features"
"""Below the cache folder."""
MOST = 2**28
"""Bytes that a file can have."""
KEPT = 6
"""Files, of which the oldest are removed."""


def features_file(model: str) -> Path:
    """The file of a network's features; another one for other weights.

    Raises:
        ModelError: there is no such network.
        OSError: its weights cannot be read.
    """
    digest = hashlib.sha256(catalog.find(model).file.read_bytes()).hexdigest()[:16]
    return cache_folder() / FOLDER / f"{digest}.npz"


def read_features(file: Path, count: int) -> Floats | None:
    """The features (count, H), float32; None where there are none, or what is there is damaged or of other digits."""
    try:
        with np.load(io.BytesIO(read_at_most(file, MOST)), allow_pickle=False) as arrays:
            features = arrays["features"]
    except (OSError, LookupError, ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error, MemoryError):
        return None
    if features.ndim != 2 or len(features) != count or features.dtype != np.float16 or not np.isfinite(features).all():
        return None
    return np.asarray(features, dtype=np.float32)


def write_features(file: Path, features: Floats) -> None:
    """Keep features (N, H), in half precision.

    Raises:
        OSError: they cannot be written, as on a full disk.
    """
    blob = io.BytesIO()
    np.savez(blob, allow_pickle=False, features=features.astype(np.float16))
    write_whole(file, blob.getvalue())
    others = sorted(file.parent.glob("*.npz"), key=lambda one: one.stat().st_mtime)
    for old in others[:-KEPT]:
        old.unlink(missing_ok=True)
