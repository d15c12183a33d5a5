"""Recorded pens from servers: fetched whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers import is_one_sentence
from tests.training.datasets.servers import (
    FAILURES,
    LOGIN_PAGE,
    TIMEOUT,
    Reply,
    StartServer,
    files_in,
    nobody_there,
    send,
)
from tests.training.datasets.two_pen_digits import PACKED, TWO_DIGITS, UNPACKED, compressed, write
from training.datasets import download, pens
from training.datasets.download import md5
from training.datasets.mnist import DataError, DataMissing
from training.datasets.pens import PENS_FILE, load_pens, read_pens
from training.runtime.progress import no_progress


def zipped(contents: dict[str, bytes]) -> bytes:
    blob = io.BytesIO()
    with zipfile.ZipFile(blob, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return blob.getvalue()


OTHER_FILES = {
    "pendigits-orig.names": b"About it",
    "pendigits-orig.tes.Z": compressed("Others"),
    "pendigits.tra": b"47",
}
ARCHIVE = zipped({**OTHER_FILES, PACKED: compressed(TWO_DIGITS)})
ARCHIVE_OF_ONE = zipped({PACKED: compressed(TWO_DIGITS)})

Serve = Callable[[bytes], str]


@pytest.fixture
def serve(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Start servers that send these bytes; an address, as mirrors are named. It takes two digits for all."""
    monkeypatch.setattr(download, "TIMEOUT", TIMEOUT)
    monkeypatch.setattr(PENS_FILE, "md5", md5(TWO_DIGITS.encode()))
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    return lambda content: start_server(send, {"pens": content}) + "pens"


def fetch(folder: Path, *mirrors: str) -> None:
    replace(PENS_FILE, mirrors=mirrors).fetch(folder, no_progress)


SENT = {
    "the archive": ARCHIVE,
    "an archive with folders": zipped({**OTHER_FILES, f"pendigits/{PACKED}": compressed(TWO_DIGITS)}),
    "an archive of unpacked files": zipped({**OTHER_FILES, UNPACKED: TWO_DIGITS.encode()}),
    "the packed file": compressed(TWO_DIGITS),
    "the file": TWO_DIGITS.encode(),
}


@pytest.mark.parametrize("content", SENT.values(), ids=SENT)
def test_pens_are_fetched_and_unpacked(tmp_path: Path, serve: Serve, content: bytes) -> None:
    fetch(tmp_path, serve(content))
    assert files_in(tmp_path) == {UNPACKED: TWO_DIGITS.encode()}
    assert len(read_pens(tmp_path)) == 2


def test_pens_that_are_there_are_not_fetched_again(tmp_path: Path, serve: Serve) -> None:
    fetch(write(tmp_path, TWO_DIGITS), nobody_there())


SENT_INSTEAD = {
    "a page": LOGIN_PAGE,
    "nothing": b"",
    "an archive without the file": zipped(OTHER_FILES),
    "an archive without any": zipped({}),
    "half an archive": ARCHIVE[: len(ARCHIVE) // 2],
    "an archive with damaged bytes": ARCHIVE.replace(b"PK\1\2", b"PK??"),
    "an archive with other damaged bytes": ARCHIVE_OF_ONE[:80] + b"?" * 8 + ARCHIVE_OF_ONE[88:],
    "an archive of a damaged file": zipped({PACKED: compressed(TWO_DIGITS)[:40] + b"\xff" * 40}),
    "an archive of something else": zipped({PACKED: LOGIN_PAGE}),
    "half a packed file": compressed(TWO_DIGITS)[:100],
    "a packed file that is damaged": compressed(TWO_DIGITS)[:40] + b"\xff" * 40,
    "the head of a packed file": b"\x1f\x9d",
    "a packed file of flags unknown": b"\x1f\x9d\xff" + compressed(TWO_DIGITS)[3:],
    "other digits": compressed(TWO_DIGITS.replace("30", "29")),
}


@pytest.mark.parametrize("content", SENT_INSTEAD.values(), ids=SENT_INSTEAD)
def test_a_server_that_sends_something_else(tmp_path: Path, serve: Serve, content: bytes) -> None:
    """One sentence says so, nothing lies in the folder, and the next mirror takes over."""
    mirror = serve(content)
    with pytest.raises(DataError) as caught:
        fetch(tmp_path, mirror)
    assert is_one_sentence(caught.value)
    said = (
        f"pens cannot be downloaded: {mirror} sent a damaged file (wrong checksum). Try again later, or name a folder"
    )
    assert said in str(caught.value)
    assert str(caught.value).endswith(f"that holds pendigits/{UNPACKED} with --data")
    assert files_in(tmp_path) == {}
    fetch(tmp_path, mirror, serve(ARCHIVE))
    assert files_in(tmp_path) == {UNPACKED: TWO_DIGITS.encode()}


@pytest.mark.parametrize(("answer", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_server_that_fails(
    tmp_path: Path, serve: Serve, start_server: StartServer, answer: Reply, reason: str
) -> None:
    mirror = start_server(answer, {"pens": compressed(TWO_DIGITS)}) + "pens"
    with pytest.raises(DataError) as caught:
        fetch(tmp_path, mirror)
    assert f"{mirror} {reason}" in str(caught.value)
    assert files_in(tmp_path) == {}


def test_without_a_folder_pens_go_to_the_cache(own_home: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pens, "DIGITS", 2)
    monkeypatch.setattr(PENS_FILE, "mirrors", (serve(ARCHIVE),))
    assert len(load_pens()) == 2
    assert files_in(own_home / "data") == {UNPACKED: TWO_DIGITS.encode()}


def test_the_environment_may_name_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(write(tmp_path, TWO_DIGITS)))
    monkeypatch.setattr(pens, "DIGITS", 2)
    assert len(load_pens()) == 2


def test_a_folder_that_is_named_is_only_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIGITPAD_DATA", raising=False)
    with pytest.raises(DataMissing):
        load_pens(tmp_path)
