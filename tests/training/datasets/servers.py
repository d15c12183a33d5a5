"""What servers do with a request: send the file, or fail in every way."""

from __future__ import annotations

import contextlib
import gzip
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

Handler = BaseHTTPRequestHandler
Reply = Callable[[Handler, bytes], None]
"""What a server does with a request for a file of this content."""
Contents = dict[str, bytes]
StartServer = Callable[[Reply, Contents], str]

TIMEOUT = (0.5, 0.5)
LOGIN_PAGE = b"<html>Welcome to the hotel's network</html>"


def send(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def send_without_length(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(content)


def status(code: int) -> Reply:
    return lambda handler, content: handler.send_error(code)


def stall(handler: Handler, content: bytes) -> None:
    handler.server.released.wait(20)  # type: ignore[attr-defined]


def stall_in_the_middle(handler: Handler, content: bytes) -> None:
    hang_up_in_the_middle(handler, content)
    handler.wfile.flush()
    stall(handler, content)


def trickle(handler: Handler, content: bytes) -> None:
    """Every byte within all time-outs, but for ever."""
    hang_up_in_the_middle(handler, content)
    _one_by_one(handler, content[len(content) // 2 :])


def trickle_from_the_start(handler: Handler, content: bytes) -> None:
    _one_by_one(handler, b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000)


def _one_by_one(handler: Handler, content: bytes) -> None:
    with contextlib.suppress(OSError):
        for byte in content:
            if handler.server.released.wait(0.02):  # type: ignore[attr-defined]
                return
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()


def hang_up(handler: Handler, content: bytes) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def hang_up_in_the_middle(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])


def hang_up_without_length(handler: Handler, content: bytes) -> None:
    send_without_length(handler, content[: len(content) // 2])


def send_damaged(handler: Handler, content: bytes) -> None:
    send(handler, content[:-1] + b"?")


def send_a_login_page(handler: Handler, content: bytes) -> None:
    send(handler, LOGIN_PAGE)


def send_nothing(handler: Handler, content: bytes) -> None:
    send(handler, b"")


def send_without_end(handler: Handler, content: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    with contextlib.suppress(OSError):
        while not handler.server.released.is_set():  # type: ignore[attr-defined]
            handler.wfile.write(content)


def send_a_bomb(handler: Handler, content: bytes) -> None:
    """As HTTP packs a body, and not once: what is a megabyte of zeros in the end, could be as many as one likes."""
    packed = gzip.compress(gzip.compress(bytes(1 << 20)))
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip, gzip")
    handler.send_header("Content-Length", str(len(packed)))
    handler.end_headers()
    handler.wfile.write(packed)


def redirect_to_a_file(handler: Handler, content: bytes) -> None:
    handler.send_response(302)
    handler.send_header("Location", Path(__file__).as_uri())
    handler.end_headers()


def redirect_without_end(handler: Handler, content: bytes) -> None:
    """To itself, and each time with a body that has no end."""
    handler.send_response(302)
    handler.send_header("Location", handler.path)
    handler.end_headers()
    with contextlib.suppress(OSError):
        while not handler.server.released.is_set():  # type: ignore[attr-defined]
            handler.wfile.write(content)


FAILURES = {
    "403": (status(403), "answered 403 Forbidden"),
    "404": (status(404), "answered 404 Not Found"),
    "500": (status(500), "answered 500 Internal Server Error"),
    "silence": (stall, "did not answer in time"),
    "silence in the middle": (stall_in_the_middle, "did not answer in time"),
    "hangs up": (hang_up, "cannot be reached"),
    "hangs up in the middle": (hang_up_in_the_middle, "closed the connection too early"),
    "hangs up and named no length": (hang_up_without_length, "sent a damaged file (wrong checksum)"),
    "sends a damaged file": (send_damaged, "sent a damaged file (wrong checksum)"),
    "sends another file": (send_a_login_page, "sent a damaged file (wrong checksum)"),
    "sends nothing": (send_nothing, "sent a damaged file (wrong checksum)"),
    "sends without end": (send_without_end, "sent a damaged file (wrong checksum)"),
    "sends a bomb": (send_a_bomb, "sent a damaged file (wrong checksum)"),
    "redirects without end": (redirect_without_end, "cannot be used (TooManyRedirects)"),
    "redirects to a file": (redirect_to_a_file, "cannot be used (InvalidSchema)"),
}
"""What a server does, and what is said about it."""


def nobody_there() -> str:
    """An address where connections are refused."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/"


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
