"""Helper processes: their set-up, their priority, and protection from Ctrl-C while they start."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator

PROCESS_SET_INFORMATION = 0x0200
"""The right that ``SetPriorityClass`` needs."""


MOST_WORKERS = 61
"""More than so many ``ProcessPoolExecutor`` refuses to start on Windows."""


def become_helper() -> None:
    """Make this process ignore Ctrl-C and exit when its parent does. Call it first in every helper process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="digitpad-parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def give_way(process: int, niceness: int) -> None:
    """Let others go before a process, as far as the system allows it; to be called before it has threads.

    Args:
        process: its number.
        niceness: 1-19, added to what it has: the more, the later its turn; on Windows always "below normal", by
            ``SetPriorityClass``.
    """
    if sys.platform == "win32":
        import ctypes
        import subprocess

        kernel32 = ctypes.WinDLL("kernel32")
        kernel32.OpenProcess.restype = ctypes.c_void_p
        handle = kernel32.OpenProcess(PROCESS_SET_INFORMATION, False, process)
        if handle:
            kernel32.SetPriorityClass(ctypes.c_void_p(handle), subprocess.BELOW_NORMAL_PRIORITY_CLASS)
            kernel32.CloseHandle(ctypes.c_void_p(handle))
    else:
        with contextlib.suppress(OSError):  # it has ended
            before = os.getpriority(os.PRIO_PROCESS, process)
            os.setpriority(os.PRIO_PROCESS, process, before + niceness)  # at most 19, says the system


@contextlib.contextmanager
def interrupts_held() -> Iterator[None]:
    """Block SIGINT, so that a process started meanwhile does not receive it before :func:`become_helper` has run."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # if it started with the process, it would unblock SIGINT
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def workers(tasks: int, sharers: int = 1) -> int:
    """How many processes to start for so many tasks: one for each core, which ``sharers`` programs like this share."""
    return max(1, min((os.cpu_count() or 1) // sharers, tasks, MOST_WORKERS))
