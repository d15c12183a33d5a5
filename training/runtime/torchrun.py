"""Rank and world size, from the environment variables that torchrun sets; 0 and 1 without torchrun."""

from __future__ import annotations

import os


def rank() -> int:
    """This process's number among all processes, from 0."""
    return int(os.environ.get("RANK", 0))


def ranks() -> int:
    """The number of processes on all machines."""
    return int(os.environ.get("WORLD_SIZE", 1))


def local_rank() -> int:
    """This process's number among those on this machine, from 0."""
    return int(os.environ.get("LOCAL_RANK", 0))


def local_ranks() -> int:
    """The number of processes on this machine."""
    return int(os.environ.get("LOCAL_WORLD_SIZE", 1))
