"""``python -m tests.attack.short_session``: a window, on a screen of its own, in which somebody looks at everything."""

from __future__ import annotations

import os
import time

from tests.gui.display import virtual_display

SECONDS = 3.0
COMMANDS = ("retrain", "history", "networks", "gallery", "guided", "learn_hand", "keys", "about", "clear")


def main() -> None:
    from gui.state.settings import Settings, settings_file
    from gui.window.window import Window
    from tests.gui.conftest import SEVEN, drag, wait_for

    window = Window(Settings(model="resnet"), settings_file())
    wait_for(window, lambda: bool(window.pad.canvas.winfo_viewable()))
    for command in COMMANDS:
        drag(window, SEVEN)
        window.commands[command].run()
        end = time.monotonic() + SECONDS / len(COMMANDS)
        while time.monotonic() < end:
            window.update()
    window.close()


if __name__ == "__main__":
    with virtual_display() as name:
        os.environ["DISPLAY"] = name
        main()
