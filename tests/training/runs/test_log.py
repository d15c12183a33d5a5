"""The folder of a run: its events, and its lock."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import is_one_sentence
from training.runs.log import HistoryError, RunLog, new_folder


def test_a_folder_that_cannot_be_written(own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "runs").write_text("a file where the folder should be")
    with pytest.raises(HistoryError) as refused, RunLog(new_folder()).locked():
        pass
    assert is_one_sentence(refused.value)
