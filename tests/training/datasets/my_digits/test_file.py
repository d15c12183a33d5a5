"""The file survives two processes that write at once, and one that is killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers import PROJECT, is_one_sentence
from tests.training.datasets.my_digits.examples import add
from training.datasets import my_digits
from training.datasets.my_digits import MyDigitsError

WRITER = """
import sys
from ink.page import Page, Stroke
from training.datasets import my_digits
page = Page((Stroke(tuple((float(x), 9.0) for x in range(300)), 24.0),))
for number in range(int(sys.argv[1])):
    (digit,) = my_digits.add([my_digits.MyDigit.of(page, number % 10)])
    print(digit.id, flush=True)
"""


def writer(count: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, str(count)], cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def test_a_process_killed_at_any_moment_loses_nothing_that_it_had_stored() -> None:
    rng, stored = random.Random(0), []
    for _ in range(5):
        with writer(100_000) as process:
            assert process.stdout is not None
            stored.append(process.stdout.readline().strip())
            time.sleep(rng.uniform(0, 0.1))
            process.kill()
            stored += process.stdout.read().split()
        digits, _ = my_digits.load()
        assert set(stored) <= {digit.id for digit in digits}
        assert all(len(digit.strokes[0].points) == 300 for digit in digits)


def test_two_processes_write_at_once() -> None:
    with writer(150) as one, writer(150) as other:
        assert one.stdout is not None
        assert other.stdout is not None
        stored = (one.stdout.read() + other.stdout.read()).split()
    digits, errors = my_digits.load()
    assert not errors
    assert sorted(stored) == sorted(digit.id for digit in digits)
    assert sum(bool(digit.test) for digit in digits) == 80, "of each label's 30 the 2nd, 6th, … 30th"


def test_a_file_that_cannot_be_written(own_home: Path) -> None:
    own_home.write_text("a file where the folder should be")
    with pytest.raises(MyDigitsError) as refused:
        add()
    assert is_one_sentence(refused.value)


def test_the_digits_of_a_read_only_folder_are_read(own_home: Path) -> None:
    (digit,) = add(4)
    (own_home / "my_digits.lock").unlink(missing_ok=True)
    (own_home / "my_digits.lock").mkdir()  # cannot be opened, as it could not in a read-only folder
    digits, errors = my_digits.load()
    assert ([stored.id for stored in digits], errors) == ([digit.id], [])
    with my_digits.digits_file().open("ab") as file:
        file.write(b"damaged\n")
    before = my_digits.digits_file().read_bytes()
    assert len(my_digits.load()[0]) == 1
    assert my_digits.digits_file().read_bytes() == before, "nothing is rewritten without the lock"
    with pytest.raises(MyDigitsError, match="cannot be written"):
        add(5)
