"""What torchrun tells each of the processes that it starts, in their environment; one alone is the first of one."""

from __future__ import annotations

import os


def rank() -> int:
    """Which of the processes this one is, from 0."""
    return int(os.environ.get("RANK", 0))


def ranks() -> int:
    """How many processes there are, on all machines."""
    return int(os.environ.get("WORLD_SIZE", 1))


def local_rank() -> int:
    """Which of the processes on this machine this one is."""
    return int(os.environ.get("LOCAL_RANK", 0))


def local_ranks() -> int:
    """How many processes there are on this machine."""
    return int(os.environ.get("LOCAL_WORLD_SIZE", 1))
