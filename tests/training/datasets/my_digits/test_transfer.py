"""Export and import."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.helpers import is_one_sentence, line
from tests.training.datasets.my_digits.examples import SAYS_NINE, add, labels
from training.datasets import my_digits
from training.datasets.my_digits import Change, MyDigitsError, digits_file
from training.datasets.my_digits.records import LONGEST_LINE


def test_exported_digits_come_in_again_once(tmp_path: Path) -> None:
    digits = add(4, count=3)
    my_digits.change([Change(digits[0].id, label=9, answers={"bp": SAYS_NINE})])
    digits, _ = my_digits.load()
    my_digits.export(digits, tmp_path / "out.jsonl")
    assert my_digits.import_digits(tmp_path / "out.jsonl") == ([], [])
    digits_file().unlink()
    imported, errors = my_digits.import_digits(tmp_path / "out.jsonl")
    assert not errors
    again, _ = my_digits.load()
    assert len(imported) == len(again) == 3
    for before, after in zip(digits, again, strict=True):
        assert (before.id, before.label, before.time, before.test) == (after.id, after.label, after.time, after.test)
        assert (before.page, before.answers) == (after.page, after.answers)


def test_what_was_deleted_can_be_imported_again(tmp_path: Path) -> None:
    digits = add(4)
    my_digits.export(digits, tmp_path / "out.jsonl")
    my_digits.change([Change(digits[0].id, deleted=True)])
    my_digits.import_digits(tmp_path / "out.jsonl")
    assert labels() == [4]


def test_bad_lines_get_a_sentence_each_and_the_rest_comes_in(tmp_path: Path) -> None:
    good = json.dumps({**json.loads(line([[[1, 2], [3, 4]]])), "label": 3})
    (tmp_path / "in.jsonl").write_text(f"{good}\nDear diary\n\n{line([[[1, 2]]])}\n")
    digits, errors = my_digits.import_digits(tmp_path / "in.jsonl")
    assert [digit.label for digit in digits] == labels() == [3]
    assert [str(error) for error in errors] == ["in.jsonl:2: not a line of JSON", "in.jsonl:4: no label from 0 to 9"]


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MyDigitsError, match="no such file"):
        my_digits.import_digits(tmp_path / "in.jsonl")


def test_a_file_that_is_only_read_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    my_digits.export(add(4, count=3), file)
    digits_file().unlink()
    file.write_text('{"strokes": [[[1, 2]], [[3, 4]]]}\n' + file.read_text() + "nonsense\n")
    digits, errors = my_digits.read_digits(file)
    assert [digit.label for digit in digits] == [4, 4, 4]
    assert [str(error).split(": ")[0] for error in errors] == ["mine.jsonl:1", "mine.jsonl:5"]
    assert all(map(is_one_sentence, errors))
    assert "nonsense" in file.read_text()
    assert labels() == []


def test_a_file_to_read_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MyDigitsError, match="cannot be read"):
        my_digits.read_digits(tmp_path / "none")


def test_a_line_that_is_too_long_is_passed_over(tmp_path: Path) -> None:
    good = json.dumps({**json.loads(line([[[1, 2], [3, 4]]])), "label": 3}).encode()
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([good, b"[" * (LONGEST_LINE + 5), good.replace(b"4", b"5")]))
    digits, errors = my_digits.import_digits(tmp_path / "in.jsonl")
    assert [digit.label for digit in digits] == labels() == [3, 3]
    assert [str(error) for error in errors] == ["in.jsonl:2: a line longer than 6,400,000 bytes"]


def test_a_file_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sparse.jsonl").touch()
    os.truncate(tmp_path / "sparse.jsonl", 1 << 40)
    (tmp_path / "lines.jsonl").write_bytes(b"x\n" * 20_000)
    for name, said in (("sparse", "cannot be read"), ("lines", "no file of digits")):
        with pytest.raises(MyDigitsError, match=said) as caught:
            my_digits.import_digits(tmp_path / f"{name}.jsonl")
        assert is_one_sentence(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="a FIFO of POSIX")
def test_nobody_waits_for_a_fifo(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.jsonl")
    with pytest.raises(MyDigitsError, match="cannot be read"):
        my_digits.import_digits(tmp_path / "in.jsonl")
