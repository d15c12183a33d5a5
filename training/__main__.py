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
from common.errors import PlainError


def main(arguments: Sequence[str] | None = None) -> int:
    startup.prepare()
    try:
        from training.command_line.arguments import parser
        from training.command_line.commands import COMMANDS

        options = parser().parse_args(arguments)
        logging.basicConfig(level=logging.DEBUG if options.verbose else logging.ERROR, format="%(message)s")
        COMMANDS[options.command](options)
        return 0
    except ModuleNotFoundError as error:
        said, status = startup.missing(error), 1
    except PlainError as error:
        from models.catalog import ModelError

        logging.debug("in full", exc_info=True)
        said, status = str(error), 2 if isinstance(error, ModelError) else 1
    except MemoryError:
        from training.learning.learners import FULL

        logging.debug("in full", exc_info=True)
        said, status = FULL, 1
    except OSError as error:  # such as a full disk under the log
        said, status = f"cannot go on ({error.strerror or error})", 1
    except KeyboardInterrupt:
        said, status = "stopped", 130
    print(f"training: {said}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
