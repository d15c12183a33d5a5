"""Servers for the tests of downloads, and digits for those of runs."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from tests.helpers import easy_digits
from tests.training.servers import Answer, Contents, Handler, StartServer
from training import data
from training.data import raw_folder


@pytest.fixture
def start_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StartServer]:
    """Start servers on 127.0.0.1 that hold files by name; a server's address."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    servers = []

    def start(answer: Answer, contents: Contents) -> str:
        class Requests(Handler):
            def do_GET(self) -> None:
                answer(self, contents[self.path.rpartition("/")[2]])

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
        server.released = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server, thread in servers:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with files of MNIST's size, full of digits that are easily learnt."""
    folder = tmp_path_factory.mktemp("data")
    raw_folder(folder).mkdir(parents=True)
    few = easy_digits(1000)
    pixels, labels = np.uint8(few.images * 255).tobytes(), np.uint8(few.labels).tobytes()
    for images_file, labels_file in ((data.TRAIN_IMAGES, data.TRAIN_LABELS), (data.TEST_IMAGES, data.TEST_LABELS)):
        size = images_file.size
        write_idx(folder, images_file.name, (size, 28, 28), pixels * (size // 1000))
        write_idx(folder, labels_file.name, (size,), labels * (size // 1000))
    return folder


def write_idx(folder: Path, name: str, shape: tuple[int, ...], content: bytes) -> None:
    header = struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)
    (raw_folder(folder) / name).write_bytes(header + content)
