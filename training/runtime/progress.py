"""Progress of what precedes a training run, such as downloads: a callback type, and a bar on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from training.runtime.torchrun import rank

OnProgress = Callable[[str, int, int], None]
"""Called with the name of the work, how much is done, and the total."""


def no_progress(what: str, done: int, total: int) -> None:
    """Ignores progress."""


@contextmanager
def on_terminal() -> Iterator[OnProgress]:
    """Show progress as a bar, where there is a terminal, and only from the first of several processes."""
    from tqdm import tqdm

    hidden = None if rank() == 0 else True  # None: hidden where there is no terminal
    with tqdm(leave=False, unit_scale=True, disable=hidden) as bar:
        shown = ""  # a hidden bar does not keep its description

        def on_progress(what: str, done: int, total: int) -> None:
            nonlocal shown
            if what != shown:
                bar.set_description(what, refresh=False)
                bar.reset(total)
                shown = what
            bar.update(done - bar.n)

        yield on_progress
