"""How the files beside this were made: a user's folder, drawings, and what was read in them.

``python -m tests.compatibility.make_files DATA`` wrote them once, from a folder with MNIST and recorded pens. They show
what was written *then*, so they are not made anew when a format changes: the new version must read the old files.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gui.settings import Settings as WindowSettings
from gui.settings import save_settings, settings_file
from ink.framing import frame
from ink.json_lines import strokes_to_json
from ink.page import Page, Stroke
from models import catalog, shelf
from tests.conftest import write_idx
from tests.helpers import easy_digits, run_python
from training import data, history, my_digits, my_hand
from training.history import WEIGHTS, Order
from training.loop import EpochDone
from training.messages import Command, Ended
from training.my_digits import Change, MyDigit
from training.process import serve_training
from training.settings import HAND, Settings
from training.styles import Drawing
from training.styles.measured import measured_digits
from training.styles.measured_scrawls import measured_scrawls

FILES = Path(__file__).parent / "files"
PLACE = Path("/tmp/digitpad")
"""Where the user's folder lies while it is made: its name gets into the files."""
HOME, EASY, REAL = PLACE / "home", PLACE / "easy", PLACE / "real"

BP = Settings(
    learning_rate=0.001, batch_size=32, epochs=4, patience=None, weight_decay=0.001, warm_up=0.1, average=0.99,
    hidden=6, batch_norm=True, dropout=0.05, augment=True, strength=0.2, calm=0.25, mnist=0.02, seed=7,
)  # fmt: skip
LENET = Settings(learning_rate=0.004, batch_size=64, epochs=3, patience=None, average=0.9, mnist=0.01, validation=500)
NOTHING_LEFT_OUT = Settings(
    optimizer="momentum", learning_rate=0.05, batch_size=256, epochs=30, monitor="loss", patience=4, weight_decay=0.05,
    schedule="constant", warm_up=0.05, average=0.999, precision="bfloat16", hidden=50, batch_norm=True, dropout=0.25,
    teacher="lenet", augment=True, strength=0.75, calm=0.2, mnist=0.5, pens=True, strokes=0.5, scrawls=0.4,
    my_digits=True, base="Not kept any more", fold=2, validation=2_000, seed=11,
)  # fmt: skip


class Window:
    """The pipe to a window that is gone after an epoch, or stops the run then, or watches to the end."""

    def __init__(self, gone_after: int | None, stop_after: int | None) -> None:
        self._gone_after, self._stop_after = gone_after, stop_after
        self._stop = threading.Event()

    def send(self, message: Any) -> None:
        if isinstance(message, EpochDone):
            if message.epoch == self._gone_after:
                os._exit(1)
            if message.epoch == self._stop_after:
                self._stop.set()
        if isinstance(message, EpochDone | Ended | Exception):
            print(message, flush=True)

    def recv(self) -> Command:
        self._stop.wait()
        return Command.STOP


def train(order: Order, folder: Path, gone_after: int | None = None, stop_after: int | None = None) -> None:
    my_hand.REPLAY = dict.fromkeys(my_hand.REPLAY, 600)
    serve_training(Window(gone_after, stop_after), order, folder, "bp", resume=False)  # type: ignore[arg-type]


def run(name: str, order: Order, **kind: int) -> Path:
    folder = history.runs_folder() / name
    process = multiprocessing.get_context("spawn").Process(target=train, args=(order, folder), kwargs=kind)
    process.start()
    process.join()
    return folder


def keep(folder: Path, name: str | None) -> None:
    if name:
        shelf.keep(folder / WEIGHTS, name)
    history.note_kept(folder, name)


def make_runs() -> None:
    bp = Order("bp", BP, data=EASY)
    keep(run("20261125-080000-aaaaaa", bp), "Anna's first net")
    run("20261125-090000-bbbbbb", bp)
    run("20261125-100000-cccccc", bp, gone_after=2)
    keep(run("20261125-110000-dddddd", Order("lenet", LENET, "cpu", EASY)), "小明的网 2")
    momentum = replace(LENET, optimizer="momentum", learning_rate=0.03, epochs=50)
    run("20261125-120000-eeeeee", Order("lenet", momentum, "cpu", EASY), stop_after=1)
    keep(run("20261125-130000-ffffff", bp), None)
    run("20261125-140000-abcdef", Order("resnet", NOTHING_LEFT_OUT, "cuda"))
    hand = replace(HAND["bp"], base="Anna's first net", epochs=2, seed=3)
    run("20261125-150000-fedcba", Order("bp", hand, data=REAL))


def make_easy_mnist() -> None:
    """As the fixture ``digits`` of the tests."""
    data.raw_folder(EASY).mkdir(parents=True)
    few = easy_digits(1000)
    pixels, labels = np.uint8(few.images * 255).tobytes(), np.uint8(few.labels).tobytes()
    for images_file, labels_file in ((data.TRAIN_IMAGES, data.TRAIN_LABELS), (data.TEST_IMAGES, data.TEST_LABELS)):
        size = images_file.size
        write_idx(EASY, images_file.name, (size, 28, 28), pixels * (size // 1000))
        write_idx(EASY, labels_file.name, (size,), labels * (size // 1000))


def on_canvas(drawing: Drawing, widths: Sequence[float]) -> Page:
    """A drawing in whole pixels, as a pointer's, its strokes with these widths in turn."""
    return Page(
        tuple(
            Stroke(tuple((float(round(x)), float(round(y))) for x, y in stroke.points), widths[place % len(widths)])
            for place, stroke in enumerate(drawing.page.strokes)
        )
    )


def make_my_digits() -> None:
    nets = {name: catalog.load(name) for name in ("bp", "lenet", "resnet")}

    def answers(digit: MyDigit, *names: str) -> dict[str, list[float]]:
        return {name: nets[name].predict_proba(frame(digit.page)[np.newaxis])[0].tolist() for name in names}

    pens = ([24], [6, 48], [33.5], [80, 4, 24])
    digits = []
    for place, drawing in enumerate(list(measured_digits(1, np.random.default_rng(20)))[:16]):
        assert drawing.label is not None
        digits.append(MyDigit.of(on_canvas(drawing, pens[place % len(pens)]), drawing.label))
    digits[:6] = [replace(digit, answers=answers(digit, "bp", "lenet")) for digit in digits[:6]]
    digits = my_digits.add(digits)
    my_digits.change([Change(digit.id, answers=answers(digit, "resnet")) for digit in digits[4:8]])
    my_digits.change([Change(digits[3].id, label=9), Change(digits[10].id, deleted=True)])
    my_digits.change([Change(digits[11].id, deleted=True)])
    my_digits.change([Change(digits[11].id, deleted=False)])
    with my_digits.digits_file().open("a") as file:  # by another program
        file.write('{"strokes": [[[150, 130], [400, 130], [260, 440]]], "width": 24, "label": 7}\n')


def make_drawings() -> None:
    """What the bundled networks read in drawings of all styles, in scrawls and in what a command line may be given."""
    rng = np.random.default_rng(40)
    drawings = [*measured_digits(1, rng), *list(measured_scrawls(1, rng))[:12]]
    pages = [on_canvas(drawing, [(12, 24, 40)[place % 3]]) for place, drawing in enumerate(drawings)]
    (FILES / "drawings.jsonl").write_text("".join(strokes_to_json(page.strokes) + "\n" for page in pages))
    frames = np.stack([frame(page) for page in pages])
    readings = {name: catalog.load(name).predict_proba(frames) for name in ("bp", "lenet", "resnet")}
    np.savez_compressed(FILES / "readings.npz", frames=frames, **readings)

    lines = [strokes_to_json(page.strokes) for page in (pages[5], pages[20], pages[30])]
    lines[1:1] = ['{"strokes": []}', '{"strokes": [[[NaN, 1]]]}', '{"strokes": [[[1, 1]]], "width": -1}', "nonsense"]
    (FILES / "recognize.jsonl").write_text("".join(f"{line}\n" for line in lines))
    done = run_python("app.py", "recognize", "--model", "bp", "-", stdin=(FILES / "recognize.jsonl").read_bytes())
    (FILES / "recognized.jsonl").write_text(done.stdout)


def main(real: Path) -> None:
    shutil.rmtree(PLACE, ignore_errors=True)
    shutil.rmtree(FILES, ignore_errors=True)
    HOME.mkdir(parents=True)
    REAL.symlink_to(real)
    make_easy_mnist()
    make_my_digits()
    make_runs()
    save_settings(
        WindowSettings("小明的网 2", 40, "report", "zh_CN", "dark", "1000x700+20+10", str(EASY)), settings_file()
    )
    shutil.copytree(HOME, FILES / "home")
    make_drawings()


if __name__ == "__main__":
    os.environ["DIGITPAD_HOME"] = str(HOME)
    main(Path(sys.argv[1]).resolve())
