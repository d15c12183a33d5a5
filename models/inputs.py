"""The files that the command line names: folders stand for what is in them, patterns for what they match."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ink.picture_files import HEIF_SUFFIXES, SUFFIXES

DRAWING_SUFFIXES = (".jsonl", ".json")
"""Of files of strokes."""
IN_FOLDERS = (*SUFFIXES, *HEIF_SUFFIXES, *DRAWING_SUFFIXES)
"""Of the files of a folder that are read; of HEIC photos it is said what to do with them."""


def files_named(arguments: Iterable[str]) -> Iterator[str]:
    """The files that arguments name, in their order.

    A folder is its pictures and stroke files, sorted by name, without those of folders in it. A pattern such as
    ``*.png`` that names no file is what it matches, sorted, as some shells leave that to programs. Whatever else is
    named is handed on as it is.
    """
    for argument in arguments:
        if argument == "-" or os.path.isfile(argument):
            yield argument
        elif os.path.isdir(argument):
            yield from _in_folder(argument)
        elif glob.has_magic(argument) and not os.path.lexists(argument):
            matches = sorted(glob.glob(argument))
            yield from [file for file in matches if not os.path.isdir(file)] if matches else [argument]
        else:
            yield argument


def _in_folder(folder: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        names = []
    paths = [os.path.join(folder, name) for name in names if Path(name).suffix.lower() in IN_FOLDERS]
    files = [path for path in paths if os.path.isfile(path)]
    yield from files or [folder]  # whoever reads it says that there is nothing in it
