"""``python -m training``: train the networks, and measure them.

``bp``, ``lenet`` and ``resnet`` train a network and write its weight file, ``hand`` personalizes one, and ``evaluate``
prints one JSON object about a model. The exit code is 1 after an error, 2 after wrong usage or for a model that cannot
be used, and 130 after Ctrl-C.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from common import startup


def main(arguments: Sequence[str] | None = None) -> int:
    startup.prepare()
    try:
        return _run(arguments)
    except ModuleNotFoundError as error:
        print(f"training: {startup.missing(error)}", file=sys.stderr)
        return 1


def _run(arguments: Sequence[str] | None) -> int:
    from common.errors import PlainError
    from models.catalog import ModelError
    from training.command_line.arguments import parser
    from training.command_line.commands import execute

    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.ERROR, format="%(message)s")
    try:
        return execute(options)
    except PlainError as error:
        if options.verbose:
            logging.exception("in full")
        print(f"training: {error}", file=sys.stderr)
        return 2 if isinstance(error, ModelError) else 1
    except OSError as error:  # such as a full disk under the log
        print(f"training: cannot go on ({error.strerror or error})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("training: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
