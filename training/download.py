"""Files from the first mirror that sends them right, with time-out, checksum and progress."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ink.errors import PlainError
from ink.storage import write_whole

if TYPE_CHECKING:
    import requests

TIMEOUT = (10.0, 20.0)
"""Seconds to wait for a connection, and for the next bytes on it."""


class DataError(PlainError):
    """Data that are not there or cannot be used; the message is fit for a user."""


class DataMissing(DataError):
    """Data that are not there and cannot be had."""


class Source(NamedTuple):
    """A file as mirrors serve it.

    Attributes:
        data: what it belongs to, as a user knows it.
        place: where that lies below a data folder.
        name: what follows a mirror's address.
        md5: checksum of the file as it is written.
        unpack: makes it of the bytes that a mirror sent; raises ValueError where they are something else.
    """

    data: str
    place: str
    name: str
    md5: str
    unpack: Callable[[bytes], bytes]


def fetch(
    path: Path, source: Source, mirrors: tuple[str, ...], timeout: tuple[float, float] = TIMEOUT, progress: bool = True
) -> None:
    """Download a file unless it is there and undamaged; it appears under its name only whole.

    Raises:
        DataMissing: no mirror could be reached, answered in time or sent the right file.
        DataError: it cannot be written.
    """
    if _is_whole(path, source.md5):
        return
    content = _download(source, mirrors, timeout, progress)
    try:
        write_whole(path, content)
    except OSError as error:
        raise DataError("{file}: cannot be written ({reason})", file=path, reason=error.strerror) from error


def md5(content: bytes) -> str:
    """A checksum against accidents."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _is_whole(path: Path, checksum: str) -> bool:
    try:
        return md5(path.read_bytes()) == checksum
    except OSError:
        return False


def _download(source: Source, mirrors: tuple[str, ...], timeout: tuple[float, float], progress: bool) -> bytes:
    """The unpacked file from the first mirror that sends it right."""
    import requests

    reasons = []
    for mirror in mirrors:
        try:
            content = source.unpack(_receive(f"{mirror}{source.name}", source.data, timeout, progress))
            if md5(content) != source.md5:
                raise ValueError("wrong checksum")
            return content
        except requests.exceptions.Timeout:
            reasons.append(f"{mirror} did not answer in time")
        except requests.exceptions.HTTPError as error:
            reasons.append(f"{mirror} answered {_status(error)}")
        except requests.exceptions.ConnectionError as error:
            reasons.append(f"{mirror} {'did not answer in time' if _timed_out(error) else 'cannot be reached'}")
        except requests.exceptions.RequestException as error:
            reasons.append(f"{mirror} broke off ({type(error).__name__})")
        except ValueError:
            reasons.append(f"{mirror} sent a damaged file (wrong checksum)")
    raise DataMissing(
        "{data} cannot be downloaded: {reasons}. Try again later, or name a folder that holds {place} with --data",
        data=source.data,
        reasons="; ".join(reasons),
        place=source.place,
    )


def _receive(url: str, title: str, timeout: tuple[float, float], progress: bool) -> bytes:
    import pooch

    sent = io.BytesIO()
    with _bar(title, progress) as bar:
        pooch.HTTPDownloader(timeout=timeout, progressbar=bar)(url, sent, None)
    return sent.getvalue()


def _bar(title: str, shown: bool) -> Any:
    """A bar for pooch, which sets the total, 0 where the server does not say it, and at the end resets and fills it."""
    from tqdm import tqdm

    class Bar(tqdm):  # type: ignore[misc]
        def __bool__(self) -> bool:
            return True

        def reset(self, total: float | None = None) -> None:
            if self.total:
                super().reset(total)

    return Bar(desc=title, total=0, unit="B", unit_scale=True, disable=not shown)


def _status(error: requests.exceptions.HTTPError) -> str:
    return str(error.response.status_code) if error.response is not None else "with an error"


def _timed_out(error: BaseException) -> bool:
    return "timed out" in str(error).lower()
