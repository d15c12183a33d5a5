"""How far a work is that comes before a training: told by a callback, which on a terminal moves a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from training.environment.torchrun import rank

OnProgress = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and of how much in all."""


def no_progress(what: str, done: int, total: int) -> None:
    """Ignores progress."""


@contextmanager
def on_terminal() -> Iterator[OnProgress]:
    """A bar where there is a terminal, of the first of several processes."""
    from tqdm import tqdm

    hidden = None if rank() == 0 else True  # None: where there is no terminal
    with tqdm(leave=False, unit_scale=True, disable=hidden) as bar:
        shown = ""  # a bar that is not shown does not remember it

        def on_progress(what: str, done: int, total: int) -> None:
            nonlocal shown
            if what != shown:
                bar.set_description(what, refresh=False)
                bar.reset(total)
                shown = what
            bar.update(done - bar.n)

        yield on_progress
