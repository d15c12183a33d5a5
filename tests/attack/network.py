"""A hostile server, and connections that nobody asked for. The only server here is on 127.0.0.1."""

from __future__ import annotations

import gzip
import os
import random
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

from tests.attack.report import Report
from tests.helpers import SEVEN, is_one_sentence, line, run_python
from training.datasets import download
from training.datasets.download import DataError, DataFile, md5
from training.runtime.progress import no_progress

PROMISE = (
    "whatever a server sends, there is the right file or one sentence, in little memory; and nobody else is called"
)
SHARE = 1.5
CONTENT = bytes(range(256)) * 400
MEMORY = 64 << 10
"""Kilobytes that the process may grow by in one download."""
PATIENCE = 20.0
"""Seconds that a download may take, with the time-outs below."""
RIGHT = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(CONTENT) + CONTENT


def attack(rng: random.Random, seconds: float, folder: Path) -> Report:
    report, end = Report(), time.monotonic() + seconds
    for kind, broken in _watched_programs(folder, end):
        report.tried[f"sockets watched: {kind}"] += 1
        report.broken += [f"{kind}: {said}" for said in broken]
    with _short_time_outs(), _Server() as server:
        while report.tried.total() < 3 or time.monotonic() < end:
            seed = rng.randrange(10**9)
            kind, broken = _download(random.Random(seed), server, folder / str(seed))
            report.tried[f"a server that {kind}"] += 1
            report.broken += [f"a server that {kind}, seed {seed}: {said}" for said in broken]
    return report


# --- a hostile server -------------------------------------------------------------------------------------------------

Answer = Callable[[random.Random, socket.socket], None]


def _header(rng: random.Random) -> bytes:
    """A head that may be right, and may lie."""
    length = rng.choice((len(CONTENT), 0, -1, 7, 10**9, 10**400, "many", "", "5, 5"))
    lines = [
        rng.choice((b"HTTP/1.1 200 OK", b"HTTP/1.0 200 OK", b"HTTP/1.1 206 Part", b"HTTP/1.1 200", b"HTTP/9.9 2000 ?")),
        rng.choice((f"Content-Length: {length}".encode(), b"Transfer-Encoding: chunked", b"X: y")),
        rng.choice((b"X: y", b"Content-Encoding: gzip", b"Content-Encoding: gzip, deflate", b"\xff: \xff", b": ")),
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def lies(rng: random.Random, client: socket.socket) -> None:
    client.sendall(_header(rng))
    body = rng.choice((CONTENT, CONTENT[:-1], CONTENT + b"!", b"", gzip.compress(bytes(1 << 20)), b"ffffffff\r\n1234"))
    client.sendall(body)


def has_no_end(rng: random.Random, client: socket.socket) -> None:
    client.sendall(_header(rng))
    part = rng.choice((CONTENT, gzip.compress(bytes(1 << 24)), b"10000\r\n" + bytes(1 << 16) + b"\r\n"))
    _for_ever(client, part)


def sends_heads_without_end(rng: random.Random, client: socket.socket) -> None:
    part = rng.choice((b"HTTP/1.1 100 Continue\r\n\r\n", b"X: " + b"y" * 60_000 + b"\r\n", b"z" * 65_536))
    client.sendall(b"" if part.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\n")
    _for_ever(client, part)


def trickles(rng: random.Random, client: socket.socket) -> None:
    answer = RIGHT[rng.randrange(2) * 45 :]
    for byte in answer:
        client.sendall(bytes([byte]))
        time.sleep(0.1)


def redirects(rng: random.Random, client: socket.socket) -> None:
    place = rng.choice(
        (b"/again", b"file:///etc/passwd", b"ftp://127.0.0.1/", b"http://", b"//", b"http://[", b"\xff\xfe")
    )
    client.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\n\r\n")
    if rng.random() < 0.3:
        _for_ever(client, CONTENT)


def speaks_another_language(rng: random.Random, client: socket.socket) -> None:
    client.sendall(rng.randbytes(rng.randrange(2000)))


def damages_a_byte(rng: random.Random, client: socket.socket) -> None:
    answer = bytearray(RIGHT)
    answer[rng.choice((rng.randrange(60), rng.randrange(len(answer))))] = rng.randrange(256)
    client.sendall(answer)


def hangs_up(rng: random.Random, client: socket.socket) -> None:
    client.sendall(RIGHT[: rng.randrange(len(RIGHT))])


def says_nothing(rng: random.Random, client: socket.socket) -> None:
    time.sleep(2)


def sends_the_file(rng: random.Random, client: socket.socket) -> None:
    client.sendall(RIGHT)


ANSWERS: tuple[Answer, ...] = (
    *(lies, has_no_end, sends_heads_without_end, trickles, redirects, speaks_another_language, damages_a_byte),
    *(hangs_up, says_nothing, sends_the_file),
)


def _for_ever(client: socket.socket, part: bytes) -> None:
    while True:
        client.sendall(part)


class _Server:
    """Gives each connection the answer that is set, until the client or the next attempt closes it."""

    def __enter__(self) -> _Server:
        self.answer: Answer = sends_the_file
        self.rng = random.Random()
        self._clients: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        self._listener.close()

    def hang_up(self) -> None:
        while self._clients:
            client = self._clients.pop()
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            client.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._clients.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError):
            client.recv(65_536)
            self.answer(self.rng, client)
            client.shutdown(socket.SHUT_RDWR)


def _download(rng: random.Random, server: _Server, folder: Path) -> tuple[str, list[str]]:
    """Fetch a file from the server; the kind of its answer, and what broke."""
    server.answer, server.rng = rng.choice(ANSWERS), rng
    file = DataFile(
        "The digits", "digits", "digits/all", md5(CONTENT), len(CONTENT), ".z", 0, (server.address,), "", bytes
    )
    there = rng.choice((None, b"older"))
    if there is not None:
        file.path(folder).parent.mkdir(parents=True)
        file.path(folder).write_bytes(there)
    broken, wanted, began, memory = [], there, time.monotonic(), _memory()
    try:
        file.fetch(folder, no_progress)
        wanted = CONTENT
    except DataError as error:
        if not is_one_sentence(error):
            broken.append(f"not a sentence: {error}")
    except Exception as error:
        broken.append(f"{type(error).__name__}: {error}")
    if (seconds := time.monotonic() - began) > PATIENCE:
        broken.append(f"took {seconds:.0f} s")
    if (grown := _memory() - memory) > MEMORY:
        broken.append(f"took {grown >> 10} MB")
    found = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if found != ({} if wanted is None else {"all": wanted}):
        broken.append(f"{list(found)} are there")
    server.hang_up()
    return server.answer.__name__.replace("_", " "), broken


@contextmanager
def _short_time_outs() -> Iterator[None]:
    with (
        mock.patch.object(download, "TIMEOUT", (0.5, 0.5)),
        mock.patch.object(download, "SLOW_FOR", 1.0),
        mock.patch.object(download, "TELLING", 0.01),
    ):
        yield


def _memory() -> int:
    """The most kilobytes that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# --- connections that nobody asked for --------------------------------------------------------------------------------

WATCHER = """
import os, sys

def note(event, arguments):
    called = event in ("socket.connect", "socket.sendto", "socket.bind") and isinstance(arguments[1], tuple)
    if called or event in ("socket.getaddrinfo", "socket.gethostbyname"):
        with open(os.environ["DIGITPAD_CALLS"], "a") as file:
            print(event, arguments, file=file)

sys.addaudithook(note)
"""
"""Goes into each process of Python that is started, helpers included. Sockets of Unix, whose address is a name, count
for nothing: helper processes and the screen are reached by them."""


def _watched_programs(folder: Path, end: float) -> Iterator[tuple[str, list[str]]]:
    """Do what users do, and say who was called."""
    folder.joinpath("watched").mkdir()
    (folder / "watched" / "sitecustomize.py").write_text(WATCHER)
    calls, drawing = folder / "calls", folder / "seven.jsonl"
    drawing.write_text(line(SEVEN))
    environment = {
        "DIGITPAD_CALLS": str(calls), "DIGITPAD_HOME": str(folder / "home"),
        "PYTHONPATH": os.pathsep.join([str(folder / "watched"), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip
    programs = {
        "recognize": ("app.py", "recognize", "--model", "bp", drawing),
        "models": ("app.py", "models"),
        "training without data": ("-m", "training", "bp", "--epochs", "1", "--data", folder / "none"),
        "recognize with torch": ("app.py", "recognize", "--model", "resnet", drawing),
        "a window": ("-m", "tests.attack.short_session"),
    }
    run_python("-c", "import socket; socket.create_connection(('127.0.0.1', 9))", env=environment)
    yield "a program that does call", [] if calls.exists() else ["nobody watched it"]
    calls.unlink(missing_ok=True)
    for kind, arguments in programs.items():
        done = run_python(*arguments, env=environment)
        broken = [f"a traceback: {done.stderr}"] if "Traceback" in done.stderr else []
        if calls.exists():
            broken += calls.read_text().splitlines()
            calls.unlink()
        yield kind, broken
        if time.monotonic() > end - 1:
            return
