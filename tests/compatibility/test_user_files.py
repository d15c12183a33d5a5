"""My digits and settings of before; and nothing that is only read changes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from gui.state.settings import Settings as WindowSettings
from gui.state.settings import load_settings, save_settings, settings_file
from models import catalog
from tests.compatibility.before import (
    CHINESE,
    FILES,
    contents,
)
from tests.helpers import json_lines
from training.datasets import my_digits
from training.runs import history


def test_what_is_only_read_stays_as_it_was_byte_for_byte(home: Path) -> None:
    load_settings(settings_file())
    my_digits.load()
    history.load_history()
    for model in catalog.models():
        model.describe()
    assert contents(home) == contents(FILES / "home")


LABELS = [0, 0, 0, 9, 1, 1, 1, 1, 2, 2, 3, 4, 4, 4, 5, 7]
"""The fourth was a 0 before; the eleventh line was deleted; the one after it, too, and brought back; the last is of
another program."""
FOR_TESTS = [1, 5, 9, 10, 12]
ANSWERED_BY = {range(4): {"bp", "lenet"}, range(4, 6): {"bp", "lenet", "resnet"}, range(6, 8): {"resnet"}}
DELETED = 10


def lines() -> list[dict[str, Any]]:
    return json_lines((FILES / "home/my_digits.jsonl").read_text())


def drawn() -> list[dict[str, Any]]:
    """The lines of the digits that are not deleted."""
    digits = [line for line in lines() if "strokes" in line]
    return digits[:DELETED] + digits[DELETED + 1 :]


@pytest.mark.usefixtures("home")
def test_my_digits_are_there_with_their_labels() -> None:
    digits, errors = my_digits.load()
    assert errors == []
    assert [digit.label for digit in digits] == LABELS
    assert [place for place, digit in enumerate(digits) if digit.test] == FOR_TESTS


def test_nothing_of_my_digits_is_set_aside(home: Path) -> None:
    my_digits.load()
    assert sorted(path.name for path in home.glob("my_digits*")) == ["my_digits.jsonl", "my_digits.lock"]


@pytest.mark.usefixtures("home")
def test_my_digits_are_drawn_as_they_were() -> None:
    for digit, line in zip(my_digits.load()[0], drawn(), strict=True):
        widths = line["width"] if isinstance(line["width"], list) else [line["width"]]
        assert [[list(point) for point in stroke.points] for stroke in digit.strokes] == line["strokes"]
        assert [stroke.width for stroke in digit.strokes] == widths


@pytest.mark.usefixtures("home")
def test_my_digits_have_their_names_times_and_answers() -> None:
    later: dict[str, Any] = {
        line["change"]: line["answers"] for line in lines() if "answers" in line and "change" in line
    }
    for place, (digit, line) in enumerate(zip(my_digits.load()[0][:-1], drawn()[:-1], strict=True)):
        assert (digit.id, digit.time.isoformat()) == (line["id"], line["time"])
        answers = {model: list(answer) for model, answer in digit.answers.items()}
        assert answers == {**line["answers"], **later.get(digit.id, {})}
        assert set(answers) == next((models for places, models in ANSWERED_BY.items() if place in places), set())


def test_a_line_of_another_program_always_gets_the_same_name(home: Path) -> None:
    *_, last = my_digits.load()[0]
    content = (home / "my_digits.jsonl").read_bytes().splitlines()[-1]
    assert (last.id, last.test) == (hashlib.sha256(content).hexdigest()[:16], False)


@pytest.mark.usefixtures("home")
def test_my_digits_are_written_as_they_were(tmp_path: Path) -> None:
    """Those that nothing was changed of since."""
    digits = [digit for place, digit in enumerate(my_digits.load()[0]) if place in (0, 1, 2, 8, 9, 13)]
    my_digits.export(digits, tmp_path / "exported.jsonl")
    stored = {line["id"]: line for line in lines() if "id" in line}
    exported = json_lines((tmp_path / "exported.jsonl").read_text())
    assert [list(line.items()) for line in exported] == [list(stored[digit.id].items()) for digit in digits]


def test_the_window_is_as_it_was_left(home: Path) -> None:
    settings, complaint = load_settings(settings_file())
    assert complaint is None
    assert settings == WindowSettings(
        model=CHINESE,
        pen_width=40,
        framing="report",
        language="zh_CN",
        theme="dark",
        geometry="1000x700+20+10",
        data="/tmp/digitpad/easy",
    )
    save_settings(settings, settings_file())
    saved, before = (json.loads((folder / "settings.json").read_text()) for folder in (home, FILES / "home"))
    assert {name: saved.get(name) for name in before} == before, "settings that are newer may stand beside them"
