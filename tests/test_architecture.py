"""ARCHITECTURE.md shows the tree as it is: every module stands in it once, and nothing that is not there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SHOWN = ("common", "ink", "models", "training", "explain", "gui", "benchmarks", "assets")


def modules_in_the_document() -> list[str]:
    """The paths of the tree in ARCHITECTURE.md: its first block of code that begins with ``app.py``."""
    tree = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```\napp.py")[1].split("```")[0]
    folders: list[str] = []
    paths = ["app.py"]
    for line in tree.splitlines()[1:]:
        if not line.strip():
            continue
        depth = (len(line) - len(line.lstrip())) // 2
        name = line.split()[0]
        folders[depth:] = [name]
        if not name.endswith("/"):
            paths.append("".join(folders))
    return paths


def modules_on_the_disk() -> set[str]:
    files = (file for folder in SHOWN for file in (PROJECT / folder).rglob("*.py"))
    return {"app.py"} | {str(file.relative_to(PROJECT)) for file in files if file.name != "__init__.py"}


def test_every_module_stands_in_the_document_once() -> None:
    counted = Counter(path for path in modules_in_the_document() if path.endswith(".py"))
    assert set(counted) == modules_on_the_disk()
    assert not [path for path, count in counted.items() if count > 1]


def test_each_line_is_about_one_file_and_short() -> None:
    for line in (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines():
        assert len(line) <= 120, line
