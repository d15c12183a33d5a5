"""A file of two recorded digits, as it is and as Unix compress packs it."""

from __future__ import annotations

from pathlib import Path

TWO_DIGITS = """
.SEGMENT DIGIT 0-1 ? "8"
.COMMENT 8  1  0
.PEN_DOWN
  10   90
  50   20
.PEN_UP
.DT 100
.PEN_DOWN
  50   80
.PEN_UP
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1  30  7
.PEN_DOWN
.PEN_UP
.PEN_DOWN
  10  100
  10    0
.PEN_UP
"""

UNPACKED, PACKED = "pendigits-orig.tra", "pendigits-orig.tra.Z"


def write(folder: Path, content: str | bytes, name: str = UNPACKED) -> Path:
    (folder / "pendigits").mkdir()
    (folder / "pendigits" / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def compressed(content: str) -> bytes:
    """As Unix compress packs, but without finding anything twice: a code of nine bits, the most allowed, a letter."""
    codes = "".join(f"{letter:09b}" for letter in reversed(content.encode()))
    return b"\x1f\x9d\x89" + int(codes, 2).to_bytes(-(-len(codes) // 8), "little")
