"""The end of a run: the new network beside the current one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import ttkbootstrap as ttk

from gui.look.look import Look
from gui.retrain.outcome import Outcome
from models import catalog
from tests.training.runs.written_runs import SCORES
from training.evaluation.evaluation import in_total
from training.learning.metrics import Scores
from training.runs.messages import Ended


def test_a_network_that_has_learnt_nothing_is_not_called_as_good_as_the_current_one(display: str) -> None:
    guessing = replace(SCORES, mnist=0.1)
    root = ttk.App()
    ended = Ended(Path("new"), guessing, guessing)
    end = Outcome(root, Look(root.style, "light", 1.0), ended, "bp", on_decision=lambda name, use: None)
    said = end.verdict.cget("text")
    root.destroy()
    assert said == "It has learnt next to nothing; try another learning rate."


def test_the_current_network_states_the_whole_of_its_training(display: str) -> None:
    metadata = catalog.stated(catalog.find("resnet").file)
    seconds = in_total(metadata, "seconds")
    ended = Ended(Path("new"), SCORES, Scores("resnet", 361_234, 0.9975, None, seconds))
    root = ttk.App()
    end = Outcome(root, Look(root.style, "light", 1.0), ended, "bp", on_decision=lambda name, use: None)
    said = {label.cget("text") for label in end.winfo_children() if label.winfo_class() == "TLabel"}
    root.destroy()
    assert {"12 s", "137 min"} <= said
