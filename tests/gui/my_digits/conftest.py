"""A gallery of twenty digits."""

from __future__ import annotations

import pytest

from gui.my_digits.gallery import Gallery
from gui.window.window import Window
from tests.gui.my_digits.galleries import opened, write


@pytest.fixture
def gallery(window: Window) -> Gallery:
    write(20)
    return opened(window)
