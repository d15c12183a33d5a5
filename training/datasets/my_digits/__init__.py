"""The digits that the user wrote and labelled: strokes, date, what each model answered. They stay on this machine.

They lie in one text file, one event per line, which is only appended to::

    {"id": "3f…", "time": "2026-11-24T12:00:00+00:00", "label": 4, "strokes": [[[x, y], …], …], "width": [24],
     "answers": {"resnet": [… ten …]}, "test": false}
    {"id": …, "label": 4, "frame": "…", …}              one from a picture: its frame of 28 x 28 bytes in base64
    {"change": "3f…", "time": "…", "label": 9}          it is a 9; likewise "answers": {…}
    {"change": "3f…", "time": "…", "deleted": true}     false brings it back

A line with nothing but strokes and a label counts too, whoever wrote it. Lines are appended under a lock and are on the
disk when the call returns. Damaged lines, such as a crash leaves, are moved to another file, and the rest is read.

This is the package's public face; its modules import each other, never this one.
"""

from training.datasets.my_digits.digit import Change, MyDigit, MyDigitsError, as_digits, split
from training.datasets.my_digits.store import Store, add, change, digits_file, export, import_digits, load, read_digits

__all__ = [
    "Change",
    "MyDigit",
    "MyDigitsError",
    "Store",
    "add",
    "as_digits",
    "change",
    "digits_file",
    "export",
    "import_digits",
    "load",
    "read_digits",
    "split",
]
