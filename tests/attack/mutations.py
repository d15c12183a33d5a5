"""Damages to files: bytes that are wrong, and JSON that says what nobody expects."""

from __future__ import annotations

import json
import random
import re
import struct
import zlib
from typing import Any

EVIL: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 255, 2**31, 2**63, 10**400, 0.5, -0.0, 1e-320, 1e308, float("nan"), float("inf"),
    "", "many", "\ud800", "\x1b]0;owned\x07", "a\0b", "../../x", "x" * 100_000, [], {}, [[]], [[[]]], [None],
    [784, 84_000, 10], [784, *[1] * 5000, 10], {"strokes": []}, {"": {}},
)  # fmt: skip
"""Values that stand where others are expected."""
NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
DIGITS = re.compile(rb"-?\d+(\.\d+)?")


def damaged(content: bytes, rng: random.Random) -> bytes:
    """A file with some of its bytes wrong, missing, or there once too often."""
    blob = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8, 40))):
        # Half of the damage is where headers are.
        place = rng.randrange(min(len(blob), 200) if rng.random() < 0.5 else len(blob)) if blob else 0
        end = place + rng.choice((1, 2, 4, 8, 100, 5000))
        match rng.randrange(8):
            case 0 | 1:
                blob[place : place + 1] = rng.randbytes(1)
            case 2:
                blob[place:end] = rng.randbytes(len(blob[place:end]))
            case 3:
                del blob[place:end]
            case 4:
                blob[place:place] = blob[place:end] * rng.choice((1, 2, 50))
            case 5:
                order = rng.choice(("<", ">"))
                blob[place : place + 4] = struct.pack(f"{order}I", rng.choice(NUMBERS))
            case 6:
                del blob[place + 1 :]
            case 7:
                if found := list(DIGITS.finditer(blob)):
                    number = rng.choice(found)
                    blob[number.start() : number.end()] = json.dumps(rng.choice(EVIL[:16])).encode()
    return bytes(blob)


def with_right_checksums(png: bytes) -> bytes:
    """A damaged PNG whose chunks have the checksums that they need to be decoded."""
    blob, place = bytearray(png), 8
    while place + 12 <= len(blob):
        end = place + 8 + int.from_bytes(blob[place : place + 4], "big")
        blob[end : end + 4] = zlib.crc32(blob[place + 4 : end]).to_bytes(4, "big") if end <= len(blob) else b""
        place = end + 4
    return bytes(blob)


def with_twisted_header(weights: bytes, rng: random.Random) -> bytes:
    """A file of safetensors whose header says something else, at its right length."""
    end = 8 + int.from_bytes(weights[:8], "little")
    header = json.dumps(twisted(json.loads(weights[8:end]), rng)).encode()
    return len(header).to_bytes(8, "little") + header + weights[end:]


def twisted(value: Any, rng: random.Random) -> Any:
    """JSON of which one part is something else, is missing, or is there under another name."""
    if not isinstance(value, (dict, list)) or not value or rng.random() < 0.15:
        return rng.choice(EVIL)
    copy: Any = value.copy()
    key = rng.choice(list(copy)) if isinstance(copy, dict) else rng.randrange(len(copy))
    if rng.random() < 0.1:
        del copy[key]
    elif rng.random() < 0.1 and isinstance(copy, dict):
        copy[rng.choice(("", "event", "id", "\ud800"))] = copy.pop(key)
    else:
        copy[key] = twisted(copy[key], rng)
    return copy


def damaged_lines(lines: list[str], rng: random.Random) -> bytes:
    """JSON lines of which some hold something else, in any encoding that a program may write."""
    lines = [json.dumps(twisted(json.loads(line), rng)) if rng.random() < 0.5 else line for line in lines]
    encoding = rng.choice(("utf-8",) * 6 + ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"))
    content = "\n".join(lines).encode(encoding, "surrogatepass")
    return content if rng.random() < 0.6 else damaged(content, rng)
