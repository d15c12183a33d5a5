"""DigitPad: draw a digit and see what a network reads.

``python app.py`` opens the window; ``python app.py recognize FILE…`` reads files, ``python app.py explain FILE`` tells
why one is read as it is, and ``python app.py models`` lists the models. Heavy imports are inside functions, as every
process that the window starts imports this module too.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common import startup
from common.errors import PlainError

if TYPE_CHECKING:
    from models.classifier import Classifier

STARTED = time.perf_counter()

TK_MISSING = (
    "DigitPad needs Tk, which this Python lacks. Install it and try again:\n"
    "  Debian, Ubuntu   sudo apt install python3-tk\n"
    "  Fedora           sudo dnf install python3-tkinter\n"
    "  Arch             sudo pacman -S tk\n"
    "  macOS            brew install python-tk, or the installer from python.org\n"
    '  Windows          run the installer from python.org again and tick "tcl/tk and IDLE"'
)


def main(arguments: Sequence[str] | None = None) -> int:
    startup.prepare()
    options = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO if options.verbose else logging.ERROR if sys.__stderr__ is None else logging.CRITICAL,
        format="%(message)s",
        stream=sys.stderr,
    )
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except PlainError as error:
        return _complain(error, 1)
    except ModuleNotFoundError as error:
        return _complain(startup.missing(error), 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Draw a digit and watch a network read it.")
    parser.set_defaults(run=_window, model=None, framing=None)
    _add_reading(parser)
    parser.add_argument("--lang", dest="language", choices=("en", "zh_CN"), help="language of the window")
    parser.add_argument("--theme", choices=("light", "dark"), help="colours of the window")
    parser.add_argument("--verbose", action="store_true", help="log to stderr what happens, and errors in full")

    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    recognize = commands.add_parser("recognize", help="read pictures and stroke files; answers as JSON lines")
    recognize.set_defaults(run=_recognize)
    _add_reading(recognize)
    recognize.add_argument(
        "--digits", choices=("auto", "one", "many"), default="auto", help="how many to expect (%(default)s)"
    )
    recognize.add_argument("--verbose", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    recognize.add_argument(
        "files", nargs="+", metavar="FILE", help="picture, .jsonl, a folder of them, or *.png; - is strokes on stdin"
    )
    explain = commands.add_parser("explain", help="why a drawing or picture is read as it is: a page of HTML, or JSON")
    explain.set_defaults(run=_explain, language=None)
    _add_reading(explain)
    explain.add_argument("--json", action="store_true", help="the numbers, as JSON, instead of a page")
    explain.add_argument("--output", metavar="FILE", help="the file to write; by default standard output")
    explain.add_argument("--lang", dest="language", choices=("en", "zh_CN"), help="language of the page")
    explain.add_argument("--verbose", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    explain.add_argument("file", metavar="FILE", help="picture or .jsonl; - is strokes on standard input")
    models = commands.add_parser("models", help="list the models as JSON lines")
    models.set_defaults(run=_models)
    return parser


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default=argparse.SUPPRESS, help="the model to read with, a name from `models`")
    parser.add_argument(
        "--framing", choices=("centred", "report"), default=argparse.SUPPRESS, help="how the canvas becomes 28 x 28"
    )


def _recognize(options: argparse.Namespace) -> int:
    from ink.framing import Framing
    from models.numbers import Digits
    from models.recognition import recognize

    classifier = _classifier(options.model)
    if classifier is None:
        return 2
    framing = Framing(options.framing or Framing.CENTRED)
    return _print_lines(recognize(options.files, classifier, framing, Digits(options.digits)))


def _explain(options: argparse.Namespace) -> int:
    from common import translation
    from explain.command import explain
    from ink.framing import Framing

    translation.use(options.language or translation.language_of_locale())
    classifier = _classifier(options.model)
    if classifier is None:
        return 2
    framing = Framing(options.framing or Framing.CENTRED)
    text = explain(options.file, classifier, framing, as_json=options.json, notice=lambda text: _complain(text, 0))
    if options.output is None:
        return _print_texts([text])
    from explain.lesson.writing import write

    write(Path(options.output), text.encode())
    return 0


def _classifier(named: str | None) -> Classifier | None:
    """The network of this name, or the best that can be used here; None, and a complaint, if there is none such."""
    from models import catalog

    try:
        if named is not None:
            catalog.find(named)
    except catalog.ModelError as error:
        _complain(error, 2)
        return None
    try:
        return catalog.load(named or catalog.default())
    except PlainError as error:
        if named is not None or catalog.default() == catalog.FALLBACK:
            raise
        _complain(f"{error}; the BP net reads instead", 1)
        return catalog.load(catalog.FALLBACK)


def _models(options: argparse.Namespace) -> int:
    from models import catalog

    return _print_lines(model.describe() for model in catalog.models())


def _print_lines(records: Iterable[dict[str, Any]]) -> int:
    """Print records as JSON lines in UTF-8. Returns the exit status: 1 if a record is an error or a write fails."""
    status = 0

    def lines() -> Iterator[str]:
        nonlocal status
        for record in records:
            status |= "error" in record
            yield json.dumps(record, ensure_ascii=False)

    return _print_texts(lines()) or status


def _print_texts(texts: Iterable[str]) -> int:
    """Print texts in UTF-8. Returns the exit status: 1 if a write fails."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # file names may hold bytes that are not UTF-8
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdout is None:
        return _complain("the output cannot be written (it is closed)", 1)
    try:
        for text in texts:
            print(text, flush=True)
    except OSError as error:
        # Otherwise Python flushes stdout again at exit and reports the error a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader closed the pipe
            return 1
        return _complain(f"the output cannot be written ({error.strerror})", 1)
    return 0


def _window(options: argparse.Namespace) -> int:
    try:
        import tkinter  # noqa: F401
    except ImportError:
        startup.complain(TK_MISSING)
        return 1
    from gui.main import run
    from models import catalog

    try:
        if options.model is not None:
            catalog.find(options.model)
    except catalog.ModelError as error:
        return _complain(error, 2)
    return run({name: getattr(options, name) for name in ("model", "framing", "language", "theme")}, STARTED)


def _complain(error: Exception | str, status: int) -> int:
    logging.info("in full", exc_info=sys.exc_info()[1])
    startup.complain(f"app.py: {error}")
    return status


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
