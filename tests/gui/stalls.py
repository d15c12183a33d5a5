"""How long a window's event loop was away through its own doing, whatever else the machine was busy with."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

from gui.window.window import Window


class Stalls:
    """The delays of a window's beats, each less the time for which others had the processors.

    On a busy machine a thread that could run waits for a processor, and so does the display's server while the window
    waits for its answer. What the kernel counts of that is no fault of the window. What the window computes, what it
    has the server draw, and what it sleeps all count.

    Attributes:
        worst: the longest in milliseconds since it was last set to 0.
    """

    def __init__(self, window: Window) -> None:
        self.worst = 0.0
        self._pump, self._work = window.pump, window.pump._work
        self._server = _server_of(window.winfo_screen())
        self._waited = self._waited_so_far()
        self._pump.worst_stall = 0.0
        self._pump._work = self._beat

    def _beat(self) -> None:
        waited = self._waited_so_far()
        self.worst = max(self.worst, self._pump.worst_stall - max(0.0, waited - self._waited))
        self._pump.worst_stall, self._waited = 0.0, waited
        self._work()

    def _waited_so_far(self) -> float:
        """Milliseconds for which this process and the display's server could have run and did not."""
        return _queued("self") + (_queued(self._server) if self._server else 0.0) + _stolen()


def _queued(process: str) -> float:
    """Milliseconds that the threads of a process waited for a processor; 0 where no kernel counts them."""
    queued = 0
    for schedule in Path(f"/proc/{process}/task").glob("*/schedstat"):
        try:
            queued += int(schedule.read_text().split()[1])
        except OSError:  # the thread has just ended
            continue
    return queued / 1e6


def _stolen() -> float:
    """Milliseconds for which other virtual machines had this one's processors."""
    try:
        return int(Path("/proc/stat").read_text().split(maxsplit=9)[8]) * 1000 / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def _server_of(screen: str) -> str:
    """The number of the process that serves a display of this machine; empty where it cannot be told."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(f"/tmp/.X11-unix/X{screen.rpartition(':')[2].partition('.')[0]}")
            return str(struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])
        except (OSError, AttributeError):  # no X11, or no Linux
            return ""
