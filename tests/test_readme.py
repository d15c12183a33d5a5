"""README keeps its word: its code runs, its commands are there, its table tells of the bundled weights."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from models import catalog
from models.catalog import Model
from models.weights import read_metadata
from tests.helpers import PROJECT, run_python
from training.command_line.arguments import parser
from training.reports.model_table import COLUMNS, Entry, model_table

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def cells(row: str) -> dict[str, str]:
    """A row of the table of models, by column."""
    return dict(zip(("model", *COLUMNS), (cell.strip() for cell in row.strip("|").split("|")), strict=True))


def test_the_twelve_lines_build_train_and_use_a_network(data_folder: Path) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert len(block.split("\n\n")[0].splitlines()) + len(block.split("\n\n")[1].splitlines()) == 12
    done = run_python("-c", block, env={"DIGITPAD_DATA": str(data_folder)})
    assert done.returncode == 0, done.stderr
    accuracy, probabilities = done.stdout.splitlines()
    assert float(accuracy.partition("%")[0]) >= 97
    assert len(probabilities.strip("[]").split()) == 10


@pytest.mark.parametrize("model", catalog.MODELS, ids=lambda model: model.name)
def test_the_table_tells_of_the_bundled_weights(model: Model) -> None:
    """What needs no measuring: parameters, the file's size, and what its metadata state."""
    accuracy = read_metadata(model.file)["mnist_accuracy"]
    report = {
        "mnist": {"accuracy": accuracy, "errors": round(10_000 * (1 - accuracy))},
        "pens": None,
        "styles": {"accuracy": 1, "by_style": {"any": 1}},
        "scrawls": {"refused": 1},
        "letters": {"by_case": {"upper": 1, "lower": 1}},
    }
    expected = cells(model_table([Entry(model, report, 0)]).splitlines()[-1])
    (row,) = (line for line in README.splitlines() if line.startswith(f"| {model.title} |"))
    for column in ("parameters", "file", "MNIST (errors)", "training"):
        assert cells(row)[column] == expected[column]


def test_every_training_command_is_understood() -> None:
    blocks = re.findall(r"^```\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()] + re.findall(r"`(python [^`]+)`", README)
    commands = [shlex.split(line, comments=True)[3:] for line in lines if line.startswith("python -m training ")]
    assert len(commands) > 10
    for command in commands:
        parser().parse_args(command)  # exits if it is not


def test_every_link_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert target[1:] in headings if target.startswith("#") else (PROJECT / target).exists(), target
