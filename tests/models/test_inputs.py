"""Folders and patterns on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.inputs import files_named


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.PNG", "a.jpg", "c.jsonl", "notes.txt", "d.heic", "below/e.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.png").mkdir()
    return tmp_path


def names(*arguments: Path | str) -> list[str]:
    return [os.path.basename(file) for file in files_named(map(str, arguments))]


def test_a_folder_is_its_pictures_and_stroke_files_sorted(folder: Path) -> None:
    assert names(folder) == ["a.jpg", "b.PNG", "c.jsonl", "d.heic"]


def test_a_pattern_is_what_it_matches_sorted(folder: Path) -> None:
    assert names(folder / "?.*") == ["a.jpg", "b.PNG", "c.jsonl", "d.heic"]
    assert names(folder / "[ab].*") == ["a.jpg", "b.PNG"]


def test_a_file_with_the_name_of_a_pattern_is_that_file(folder: Path) -> None:
    if os.name == "nt":
        pytest.skip("no such names")
    (folder / "*.png").touch()
    assert names(folder / "*.png") == ["*.png"]


def test_a_pattern_without_matches_is_named_as_it_is(folder: Path) -> None:
    assert names(folder / "*.bmp") == ["*.bmp"]


def test_all_else_is_handed_on(folder: Path) -> None:
    assert names("-", folder / "missing.png", folder / "notes.txt", folder / "a.jpg", folder / "a.jpg") == [
        "-",
        "missing.png",
        "notes.txt",
        "a.jpg",
        "a.jpg",
    ]


def test_a_pattern_with_a_folder_among_its_matches_reads_files_only(folder: Path) -> None:
    assert names(folder / "*.png") == []
