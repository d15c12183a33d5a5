"""Data files: read, packed or not; fetched from the first mirror that sends them right, with time-out and checksum."""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from common.errors import PlainError
from common.file_errors import CANNOT_READ, CANNOT_WRITE, file_errors
from common.regular_files import read_at_most
from common.storage import write_whole
from common.translation import mark
from training.runtime.progress import OnProgress

if TYPE_CHECKING:
    from requests import Response

NOT_FOUND = mark("{file}: not found; name a folder that holds {name}, or none to download the data")
TIMEOUT = (10.0, 20.0)
"""Seconds to wait for a connection, and for the next bytes on it."""
SLOWEST = 1_000
"""Bytes per second that a mirror must send, on an average over ``SLOW_FOR`` seconds. Time-outs alone do not end a
download from a server that sends one byte now and then."""
SLOW_FOR = 30.0
TELLING = 0.1
"""Seconds between progress reports."""

Tell = Callable[[int, int], None]
"""Hears how many bytes have come, and of how many."""


class DataError(PlainError):
    """Data that are not there or cannot be used; the message is fit for a user."""


class DataMissing(DataError):
    """Data that are not there and cannot be had."""


@dataclass
class DataFile:
    """A file of a data set: as it lies below a data folder, packed or not, and as mirrors serve it.

    Attributes:
        data: the data set, as a user knows it.
        place: what a data folder has to hold, as a user is told.
        location: the file's path below a data folder.
        md5, length: of the unpacked file.
        packed_as: what its name ends with where it lies packed.
        packed_length: bytes of the packed file; 0 if that varies.
        mirrors: addresses to try in turn.
        served_as: what follows a mirror's address.
        unpack: makes it of packed bytes; raises ValueError where they are something else.
    """

    data: str
    place: str
    location: str
    md5: str
    length: int
    packed_as: str
    packed_length: int
    mirrors: tuple[str, ...]
    served_as: str
    unpack: Callable[[bytes], bytes]

    @property
    def most(self) -> int:
        """Bytes that are read or received at most, packed or not: no file that is right has as many."""
        return 2 * self.length

    def path(self, folder: Path) -> Path:
        """Where the unpacked file lies in a data folder."""
        return folder / self.location

    def _packed(self, folder: Path) -> Path:
        return folder / f"{self.location}{self.packed_as}"

    def present(self, folder: Path) -> bool:
        """Whether it is in a data folder, packed or not, at its full length; a look that takes no time."""
        length = _size_of(self.path(folder))
        if length is not None:
            return length == self.length
        packed = _size_of(self._packed(folder))
        return bool(packed) and self.packed_length in (packed, 0)

    def read(self, folder: Path) -> tuple[Path, bytes]:
        """The path of the file in a data folder, or else of the packed one, and the unpacked content.

        Raises:
            DataMissing: neither is there.
            DataError: it cannot be read, or is damaged.
        """
        file, packed = self.path(folder), self._packed(folder)
        if packed.exists() and not file.exists():
            file = packed
        try:
            return file, (self.unpack if file is packed else bytes)(read_at_most(file, self.most))
        except FileNotFoundError as error:
            raise DataMissing(NOT_FOUND, file=file, name=self.place) from error
        except ValueError as error:
            raise DataError("{file}: incomplete or damaged; delete it and fetch it again", file=file) from error
        except OSError as error:
            raise DataError(CANNOT_READ, file=file, reason=error.strerror) from error

    def fetch(self, folder: Path, on_progress: OnProgress | None = None) -> None:
        """Download it into a data folder unless it is there and undamaged; it appears under its name only whole.

        Args:
            on_progress: hears how many bytes have come, and of how many, 0 where the server does not say it; by
                default a bar on the terminal shows it.

        Raises:
            DataMissing: no mirror could be reached, answered in time or sent the right file.
            DataError: it cannot be written.
        """
        path = self.path(folder)
        with suppress(OSError):
            if md5(read_at_most(path, self.most)) == self.md5:
                return
        content = _download(self, on_progress)
        with file_errors(DataError, CANNOT_WRITE, path):
            write_whole(path, content)


def _size_of(path: Path) -> int | None:
    """Bytes of a file, or None where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def md5(content: bytes) -> str:
    """MD5 as a hex string; detects corruption, not tampering."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _download(file: DataFile, on_progress: OnProgress | None) -> bytes:
    """The unpacked file from the first mirror that sends it right."""
    reasons = []
    for mirror in file.mirrors:
        try:
            with nullcontext(partial(on_progress, file.data)) if on_progress else _bar(file.data) as tell:
                sent = _receive(f"{mirror}{file.served_as}", tell, file.most)
            content = file.unpack(sent)
            if md5(content) != file.md5:
                raise ValueError("wrong checksum")
            return content
        except OSError as error:  # as all errors of requests are
            reasons.append(_reason(mirror, error))
        except ValueError:
            reasons.append(DataError("{mirror} sent a damaged file (wrong checksum)", mirror=mirror))
    raise DataMissing(
        "{data} cannot be downloaded: {reasons}. Try again later, or name a folder that holds {place} with --data",
        data=DataError(file.data),
        reasons=reduce(lambda one, next: DataError("{one}; {next}", one=one, next=next), reasons),
        place=file.place,
    )


class _TooSlow(OSError):
    """The download is slower than ``SLOWEST``."""


class _Received(io.BytesIO):
    """What a server has sent; ValueError where that is more than the file can have."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, chunk: Any) -> int:
        if self.tell() + len(chunk) > self._most:
            raise ValueError("too much")
        return super().write(chunk)


def _refuse_bombs(response: Response, **options: object) -> None:
    """Have no body decoded, which could become any size, and none of a redirection read, which could have no end."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise ValueError("not asked for")
    if response.is_redirect:
        response.raw.close()
        response.raw = io.BytesIO()


def _receive(url: str, tell: Tell, most: int) -> bytes:
    """What a server sends. A thread receives it, and is abandoned if it is too slow, as no time-out would end it.

    Raises:
        OSError: it cannot be reached, refuses or is too slow.
        ValueError: it sends more than ``most`` bytes.
    """
    import pooch

    received = _Received(most)
    bar = SimpleNamespace(total=0, update=lambda count: None, reset=lambda: None, close=lambda: None)
    how = {"headers": {"Accept-Encoding": "identity"}, "hooks": {"response": _refuse_bombs}}
    failures: list[Exception] = []

    def work() -> None:
        try:
            pooch.HTTPDownloader(timeout=TIMEOUT, progressbar=bar, **how)(url, received, None)
        except Exception as error:
            failures.append(error)

    def told() -> int:
        """Pass on what has come, and the length that the server states, if the file can have it."""
        done = received.tell()
        tell(done, bar.total if 0 <= bar.total <= most else 0)
        return done

    thread = threading.Thread(target=work, name="digitpad-download", daemon=True)
    thread.start()
    thread.join(TELLING)
    since, before = time.monotonic(), 0
    with received:  # once it is closed, a thread that was abandoned ends as soon as anything comes
        while thread.is_alive():
            done = told()
            if time.monotonic() >= since + SLOW_FOR:
                if not done:
                    raise TimeoutError
                if done - before < SLOWEST * SLOW_FOR:
                    raise _TooSlow
                since, before = time.monotonic(), done
            thread.join(TELLING)
        if failures:
            raise failures.pop()
        told()
        return received.getvalue()


@contextmanager
def _bar(title: str) -> Iterator[Tell]:
    from tqdm import tqdm

    with tqdm(desc=title, unit="B", unit_scale=True) as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        yield tell


def _reason(mirror: str, error: OSError) -> DataError:
    """Why a mirror did not send the file, as a part of a sentence."""
    from requests import Response, exceptions

    match error:
        case _TooSlow():
            return DataError("{mirror} sends too slowly", mirror=mirror)
        case exceptions.ProxyError() | exceptions.InvalidProxyURL():
            return DataError("the proxy on the way to {mirror} cannot be reached or refuses", mirror=mirror)
        case exceptions.HTTPError(response=Response(status_code=http.client.PROXY_AUTHENTICATION_REQUIRED)):
            return DataError("the proxy on the way to {mirror} refuses: it asks for a password", mirror=mirror)
        case exceptions.HTTPError(response=Response(status_code=code)):
            status = f"{code} {http.client.responses.get(code, '')}".rstrip()
            return DataError("{mirror} answered {status}", mirror=mirror, status=status)
        case _ if isinstance(error, (exceptions.Timeout, TimeoutError)) or "timed out" in str(error).lower():
            return DataError("{mirror} did not answer in time", mirror=mirror)
        case _ if (variable := _names_certificates()) and type(error) in (OSError, exceptions.SSLError):
            message = mark("{mirror} cannot be trusted with the certificates in {file}, which {variable} names")
            return DataError(message, mirror=mirror, file=os.environ[variable], variable=variable)
        case exceptions.SSLError():
            return DataError("{mirror} cannot be trusted (its certificate is not valid)", mirror=mirror)
        case exceptions.ChunkedEncodingError():
            return DataError("{mirror} closed the connection too early", mirror=mirror)
        case exceptions.ConnectionError():
            return DataError("{mirror} cannot be reached", mirror=mirror)
    reason = type(error).__name__ if isinstance(error, exceptions.RequestException) else error.strerror or error
    return DataError("{mirror} cannot be used ({reason})", mirror=mirror, reason=reason)


def _names_certificates() -> str | None:
    """The environment variable by which the user names the certificates to trust, as requests understands it."""
    return next((name for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE") if os.environ.get(name)), None)
