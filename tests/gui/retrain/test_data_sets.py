"""The data sets in a window: fetched with progress, cancelled, tried again, and taken from a folder."""

from __future__ import annotations

import time
import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gui.look.theme import DOUBT, WRONG
from gui.retrain.data_sets import DataSets
from gui.window.window import Window
from tests.gui.conftest import wait_for
from tests.training.datasets import small_pens
from tests.training.datasets.servers import (
    Handler,
    Reply,
    StartServer,
    files_in,
    send,
    send_without_length,
    stall,
    stall_in_the_middle,
    status,
)
from tests.training.datasets.small_pens import CONTENT, fetching_from
from training.datasets.pens import PENS_FILE

WHOLE = {"pendigits-orig.tra": CONTENT}


@dataclass
class Bench:
    """The widget in a window, and what it has called back."""

    window: Window
    folder: Path
    panel: DataSets
    changes: list[tuple[str, ...]]

    def wait(self, condition: Callable[[], object]) -> None:
        wait_for(self.window, condition)

    @property
    def amount(self) -> str:
        return str(self.panel.amount.cget("text")) if self.panel.progress.winfo_ismapped() else ""

    @property
    def remark(self) -> str:
        return str(self.panel.remark.cget("text"))

    @property
    def chosen(self) -> Path | None:
        """The data folder in the settings."""
        return self.window.context.settings.data_folder

    @property
    def state(self) -> str:
        return str(self.panel.states["pens"].cget("text"))


Open = Callable[[Reply], Bench]


@pytest.fixture
def bench(window: Window, tmp_path: Path, start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the widget with the pens as all that is wanted, and a server that answers so."""
    small_pens.take_for_the_true_ones(monkeypatch)

    def open_one(answer: Reply) -> Bench:
        window.context.settings.data = str(tmp_path / "data")
        changes: list[tuple[str, ...]] = []
        panel = DataSets(
            tk.Toplevel(window),
            window.context,
            on_change=lambda: changes.append(panel.missing),
            target=fetching_from(start_server(answer, {"pens": CONTENT}) + "pens"),
        )
        panel.show(("pens",))
        panel.pack(fill=tk.BOTH)
        wait_for(window, panel.winfo_viewable)
        return Bench(window, tmp_path / "data", panel, changes)

    return open_one


def test_missing_data_are_fetched(bench: Open) -> None:
    it = bench(send)
    assert (it.state, it.panel.missing) == ("missing, 6 MB", ("pens",))
    it.panel.fetch_button.invoke()
    assert it.panel.fetching
    it.wait(lambda: not it.panel.fetching)
    assert (it.state, it.panel.missing, it.remark) == ("available", (), "")
    assert it.changes == [()]
    assert files_in(it.folder) == WHOLE
    assert not it.panel.fetch_button.winfo_manager()


@pytest.mark.parametrize(
    ("answer", "first", "known"),
    [(stall_in_the_middle, "Recorded pens: 0.1 of 0.3 MB", True), (stall, "Connecting…", False)],
)
def test_progress_is_shown(bench: Open, answer: Reply, first: str, known: bool) -> None:
    it = bench(answer)
    it.panel.fetch()
    it.wait(lambda: it.amount == first)
    assert (it.panel.bar.done is not None) is known
    assert it.panel.folder_button.instate(["disabled"])
    assert it.panel.fetch_button.instate(["disabled"])


def test_progress_where_the_end_is_unknown(bench: Open) -> None:
    def half(handler: Handler, content: bytes) -> None:
        send_without_length(handler, content[: len(content) // 2])
        handler.wfile.flush()
        stall(handler, content)

    it = bench(half)
    it.panel.fetch()
    it.wait(lambda: it.amount == "Recorded pens: 0.1 MB")
    assert it.panel.bar.done is None


def test_cancel_leaves_nothing(bench: Open) -> None:
    it = bench(stall_in_the_middle)
    it.panel.fetch()
    it.wait(lambda: "0.1 of" in it.amount)
    assert it.panel._child is not None
    process = it.panel._child.process
    part = it.folder / "pendigits" / ".pendigits-orig.tra.0123.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"as if it were being written")
    since = time.monotonic()
    it.panel.cancel_button.invoke()
    it.wait(lambda: not it.panel.fetching)
    assert time.monotonic() < since + 1
    assert process.exitcode is not None
    assert files_in(it.folder) == {}
    assert (it.state, it.remark, it.changes) == ("missing, 6 MB", "", [])
    assert not it.panel.progress.winfo_ismapped()


def test_after_a_failure_one_tries_again(bench: Open) -> None:
    answers = [status(503), send]
    it = bench(lambda handler, content: answers.pop(0)(handler, content))
    it.panel.fetch()
    it.wait(lambda: not it.panel.fetching)
    assert "answered 503 Service Unavailable. Try again later, or choose a folder" in it.remark
    assert str(it.panel.remark.cget("style")) == WRONG
    assert it.panel.fetch_button.cget("text") == "Try again"
    it.panel.fetch_button.invoke()
    it.wait(lambda: not it.panel.fetching)
    assert (it.state, it.remark) == ("available", "")
    assert files_in(it.folder) == WHOLE


def test_a_process_that_dies_is_told_of(bench: Open) -> None:
    it = bench(stall)
    it.panel.fetch()
    assert it.panel._child is not None
    it.panel._child.process.kill()
    it.wait(lambda: not it.panel.fetching)
    assert it.remark == "The download was interrupted; try again"


def test_the_process_ends_with_the_widget(bench: Open) -> None:
    it = bench(stall_in_the_middle)
    it.panel.fetch()
    it.wait(lambda: "0.1 of" in it.amount)
    assert it.panel._child is not None
    process = it.panel._child.process
    it.panel.winfo_toplevel().destroy()
    assert process.exitcode is not None
    assert files_in(it.folder) == {}


@pytest.mark.parametrize("below", ["", "pendigits"])
def test_a_folder_that_holds_data_is_taken(
    bench: Open, tmp_path: Path, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = PENS_FILE.path(tmp_path / "mine")
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    it = bench(send)
    monkeypatch.setattr("gui.files.dialogs.Querybox.get_directory", lambda *_, **__: str(tmp_path / "mine" / below))
    it.panel.folder_button.invoke()
    assert it.chosen == tmp_path / "mine"
    assert (it.state, it.changes, it.remark) == ("available", [()], "")


def test_a_folder_that_holds_none_is_not(bench: Open, tmp_path: Path) -> None:
    it = bench(send)
    it.panel.use(tmp_path)
    assert it.remark == f"{tmp_path} holds neither MNIST/raw nor pendigits, or not all of their files"
    assert (it.chosen, it.changes, it.panel.folder) == (it.folder, [], it.folder)
    assert it.panel.fetch_button.cget("text") == "Fetch"


def test_no_folder_chosen_changes_nothing(bench: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    it = bench(send)
    monkeypatch.setattr("gui.files.dialogs.Querybox.get_directory", lambda *_, **__: None)
    it.panel.folder_button.invoke()
    assert (it.chosen, it.remark) == (it.folder, "")


def test_what_is_wanted_may_change(bench: Open) -> None:
    it = bench(send)
    it.panel.show(("mnist", "pens"))
    assert it.panel.missing == ("mnist", "pens")
    assert list(it.panel.states) == ["mnist", "pens"]
    it.panel.show(())
    assert it.panel.missing == ()
    it.panel.show(("pens",))
    assert str(it.panel.states["pens"].cget("style")) == DOUBT
