"""Fonts for what matplotlib draws: labels are in the language in use where this machine can write it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from matplotlib.font_manager import findSystemFonts, fontManager

from common.translation import _, language

CHINESE = {
    "Noto Sans CJK SC": "NotoSansCJK",
    "Noto Sans CJK JP": "NotoSansCJK",
    "PingFang SC": "PingFang",
    "Microsoft YaHei": "msyh",
    "SimHei": "simhei",
    "WenQuanYi Zen Hei": "wqy-zenhei",
}
"""Fonts with Chinese characters, of which a machine has one or the other, and what their files' names begin with."""
LATIN = "DejaVu Sans"
"""Comes with matplotlib."""


def say(text: str) -> str:
    """A label in the language in use, or in English where this machine has no font for that."""
    return text if language() == "zh_CN" and not chinese_fonts() else _(text)


@lru_cache(maxsize=1)
def chinese_fonts() -> tuple[str, ...]:
    """Those of ``CHINESE`` that are here, also if they came after matplotlib last looked."""
    if not (found := _among_known()):
        for path in findSystemFonts():
            if Path(path).name.startswith(tuple(CHINESE.values())):
                fontManager.addfont(path)
        found = _among_known()
    return found


def _among_known() -> tuple[str, ...]:
    known = {font.name for font in fontManager.ttflist}
    return tuple(name for name in CHINESE if name in known)
