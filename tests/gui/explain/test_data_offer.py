"""Where a data set is missing, a sentence says so, and a button fetches it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gui.explain.data_offer import DataOffer
from gui.window.window import Window
from tests.gui.conftest import wait_for
from training.datasets.fetching import MNIST, PENS, DataSet
from training.datasets.mnist import DataError
from training.runtime.progress import OnProgress


class Offered:
    """An offer of a data set whose download is played."""

    def __init__(self, window: Window, fails: str = "") -> None:
        self.window, self.fails = window, fails
        self.fetched: list[str] = []
        self.folders: list[Path] = []
        self.offer = DataOffer(window, window.context, lambda: self.fetched.append(self.offer.data_set.id))

    def of(self, data_set: DataSet) -> None:
        self.offer.offer(replace(data_set, fetch=self._fetch))

    def _fetch(self, folder: Path, on_progress: OnProgress) -> None:
        self.folders.append(folder)
        if self.fails:
            raise DataError(self.fails)

    @property
    def text(self) -> str:
        return str(self.offer.text.cget("text"))


@pytest.mark.parametrize(("data_set", "says"), [(MNIST, "MNIST, 12 MB"), (PENS, "Recorded pens, 6 MB")])
def test_it_says_what_is_missing_and_fetches_it(data_set: DataSet, says: str, window: Window) -> None:
    offered = Offered(window)
    offered.of(data_set)
    assert says in offered.text
    offered.offer.button.invoke()
    assert "Fetching" in offered.text
    wait_for(window, lambda: offered.fetched == [data_set.id])


def test_it_is_fetched_to_the_folder_that_the_user_chose(window: Window, tmp_path: Path) -> None:
    window.context.settings.data = str(tmp_path)
    offered = Offered(window)
    offered.of(PENS)
    offered.offer.button.invoke()
    wait_for(window, lambda: offered.folders == [tmp_path])


def test_an_offer_that_fails_says_why_and_can_be_taken_again(window: Window) -> None:
    offered = Offered(window, fails="MNIST cannot be fetched: no network")
    offered.of(MNIST)
    offered.offer.button.invoke()
    wait_for(window, lambda: "no network" in offered.text)
    assert offered.offer.button.instate(["!disabled"])
    assert offered.fetched == []
