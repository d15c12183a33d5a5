"""The command line refuses wrong usage, and takes what is not given from the preset."""

from __future__ import annotations

import pytest

from tests.helpers import run_python
from training.__main__ import main
from training.command_line.arguments import NOBODY, parser


def test_the_command_has_its_name_and_what_is_not_given_is_left_to_the_preset() -> None:
    options = parser().parse_args(["lenet", "--epochs", "3", "--teacher", NOBODY])
    assert (options.command, options.epochs, options.teacher) == ("lenet", 3, NOBODY)
    assert (options.learning_rate, options.augment, options.device) == (None, None, None)


@pytest.mark.parametrize(
    "arguments",
    ["", "resnet1000", "bp --epochs 0", "bp --epochs many", "bp --learning-rate -1", "bp --learning-rate nan",
     "bp --batch-size 0", "bp --optimizer magic", "bp --patience 0", "bp --fold 6",
     "bp --preset fast", "bp --teacher bp", "bp --dropout 1", "bp --hidden 0",
     "evaluate --pictures -1", "bp --schedule linear", "lenet --hidden 5",
     "experiments", "experiments --output x --lang de",
     "lenet --device toaster", "lenet --precision int8", "bp --no-such-option"],
)  # fmt: skip
def test_wrong_usage_exits_2_with_a_hint(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments.split())
    printed, said = capsys.readouterr()
    assert (ended.value.code, printed) == (2, "")
    assert said.startswith("usage: ")


def test_a_process_without_a_command_exits_2_with_a_hint() -> None:
    done = run_python("-m", "training")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ")
    assert "Traceback" not in done.stderr
