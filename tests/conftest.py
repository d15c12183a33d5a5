"""What all tests share."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from tests.helpers import easy_digits
from tests.training.datasets.servers import Contents, Handler, Reply, StartServer
from tests.training.datasets.small_mnist import raw_folder
from training.datasets import mnist

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the user's own settings."""
    home = tmp_path / "home"
    monkeypatch.setenv("DIGITPAD_HOME", str(home))
    return home


@pytest.fixture
def start_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StartServer]:
    """Start servers on 127.0.0.1 that hold files by name; a server's address."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    servers = []

    def start(answer: Reply, contents: Contents) -> str:
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
def data_folder() -> Path:
    """A folder with the real MNIST, or a skip that says how to name one."""
    named = os.environ.get("DIGITPAD_DATA") or PROJECT.parent / "shared" / "data"
    folder = Path(named)
    if not (folder / "MNIST" / "raw").is_dir():
        pytest.skip("no MNIST here: name a folder that holds MNIST/raw in DIGITPAD_DATA")
    return folder


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with files of MNIST's size, full of digits that are easily learnt."""
    folder = tmp_path_factory.mktemp("data")
    raw_folder(folder).mkdir(parents=True)
    few = easy_digits(1000)
    pixels, labels = np.uint8(few.images * 255).tobytes(), np.uint8(few.labels).tobytes()
    for images_file, labels_file in ((mnist.TRAIN_IMAGES, mnist.TRAIN_LABELS), (mnist.TEST_IMAGES, mnist.TEST_LABELS)):
        size = images_file.size
        write_idx(folder, images_file.name, (size, 28, 28), pixels * (size // 1000))
        write_idx(folder, labels_file.name, (size,), labels * (size // 1000))
    return folder


def write_idx(folder: Path, name: str, shape: tuple[int, ...], content: bytes) -> None:
    header = struct.pack(f">BBBB{len(shape)}I", 0, 0, 8, len(shape), *shape)
    (raw_folder(folder) / name).write_bytes(header + content)
