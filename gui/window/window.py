"""The main window: makes the parts, puts them together, and opens and closes them as one."""

from __future__ import annotations

import logging
import sys
import tkinter as tk
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

import ttkbootstrap as ttk
from ttkbootstrap.utils import windowing_system

from common import translation
from common.errors import PlainError
from common.translation import _, mark, sentence
from gui.answer.side_panel import framing_labels
from gui.background.engine import Engine
from gui.background.jobs import Jobs
from gui.background.pump import GarbageCollection, Pump
from gui.background.requests import Reading
from gui.files import dialogs as file_dialogs
from gui.look.look import Look
from gui.look.placing import remembered
from gui.look.theme import MINIMUM, THEMES
from gui.menus.menus import MenuBar, Options
from gui.menus.shortcuts import bind_keys, press_buttons_by_space
from gui.my_digits.album import Album
from gui.my_digits.labelling import Labelling
from gui.state.context import Context
from gui.state.messages import Messages
from gui.state.networks_in_use import NetworksInUse
from gui.state.settings import Settings, SettingsError, save_settings
from gui.window.actions import Actions
from gui.window.commands import MENUS, make_commands
from gui.window.layout import Layout
from gui.window.reading import LiveReading
from gui.window.secondary_windows import CLOSE, SecondaryWindows
from ink.drawing import Drawing

ICON = Path(__file__).resolve().parents[2] / "assets" / "icon.png"
BASE_SCALING = 96 / 72
"""Tk's pixels per point on an ordinary screen."""
SAVING_TIME = 3.0
"""Seconds that a file on its way to the disk has when the window is closed."""

log = logging.getLogger(__name__)


class Window(ttk.App):
    """DigitPad's main window. Nothing but this file knows it; the parts share a :class:`Context`.

    Args:
        settings: what to begin with; the window changes it, and keeps it in ``settings_file`` when it is closed.
        on_ready: called once, when the pad is first shown, with its place on the screen as X geometry.
    """

    def __init__(self, settings: Settings, settings_file: Path, on_ready: Callable[[str], None] | None = None) -> None:
        super().__init__(title="DigitPad", theme=THEMES[settings.theme].ttk_theme, iconphoto=None)
        self.withdraw()
        self.tk.call("encoding", "system", "utf-8")  # as Python's for file names, also where the locale is C
        self._icon = tk.PhotoImage(master=self, data=ICON.read_bytes())
        self.iconphoto(True, self._icon)
        self._settings_file, self._on_ready = settings_file, on_ready
        self._closed = False
        engine, messages = Engine(), Messages(self._show_message)
        self.context = Context(
            settings=settings,
            drawing=Drawing(),
            networks=NetworksInUse(settings, engine),
            messages=messages,
            engine=engine,
            jobs=Jobs(on_error=messages.complain),
            look=Look(self.style, settings.theme, max(1.0, round(self.winfo_fpixels("1p") / BASE_SCALING * 4) / 4)),
        )
        self.variables = {
            name: tk.StringVar(self, value)
            for name, value in (
                ("model", self.context.networks.name),
                ("theme", settings.theme),
                ("language", translation.language()),
            )
        }
        self._make_parts()
        press_buttons_by_space(self)
        self.protocol("WM_DELETE_WINDOW", self.ask_close)
        if windowing_system(self) == "aqua":
            self.createcommand("::tk::mac::Quit", self.ask_close)
        self._build()
        self.context.networks.changed.connect(self._show_networks)
        self.context.networks.chosen.connect(self.reading.drawing_changed)
        self._place()
        self.deiconify()
        self.pad.canvas.bind("<Expose>", self._first_paint)
        self.garbage = GarbageCollection()
        self.pump = Pump(self, self._beat)
        self.after_idle(self.pump.start)

    def _make_parts(self) -> None:
        """Make what lives as long as the window, whatever the language."""
        context = self.context
        self.reading = LiveReading(
            self,
            context,
            on_request=self._before_reading,
            on_reading=self._show,
            on_survey=lambda survey: self.album.take(survey),
        )
        self.album = Album(context.engine, context.jobs, context.messages)
        self.labelling = Labelling(
            context.drawing,
            self.album,
            context.messages,
            finish_gesture=lambda: self.pad.finish_gesture(),
            on_change=lambda: self.toolbar.refresh(),
        )
        self.actions = Actions(self, context, self.labelling, on_change=self.reading.drawing_changed)
        self.windows = SecondaryWindows(
            self,
            context,
            self.actions,
            on_candidate=lambda probabilities: self.side.show_candidate(probabilities),
            on_close=self.close,
        )

    # --- building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Make all widgets; done again when the language changes."""
        file_dialogs.speak()
        context = self.context
        self.commands = make_commands(context, self.actions, self.windows, self.ask_close)
        self.windows.commands = self.commands
        self.menu = MenuBar(self, context.look, MENUS, self.commands, self._choices)
        bind_keys(self, {key: partial(one.press, key) for one in self.commands.values() for key in one.shortcuts})
        self.body = Layout(self, context, self.actions, self.commands)
        self.body.pack(fill=tk.BOTH, expand=True)
        self.pad, self.toolbar = self.body.pad, self.body.toolbar
        self.side, self.status = self.body.side, self.body.status
        self.actions.attach(self.pad, self.toolbar)
        context.networks.refresh()
        self._show_networks()
        self.reading.drawing_changed()
        self.pad.refresh()

    def _choices(self, group: str) -> Options:
        """What the menus offer to choose from."""
        networks = self.context.networks
        if group == "model":
            networks.refresh()
        variables, actions = self.variables, self.actions
        return {
            "model": Options(networks.labels, variables["model"], lambda: networks.choose(variables["model"].get())),
            "framing": Options(framing_labels(), actions.framing, actions.use_framing),
            "theme": Options({"light": _("Light"), "dark": _("Dark")}, variables["theme"], self._theme_chosen),
            "language": Options(translation.LANGUAGES, variables["language"], self._language_chosen),
        }[group]

    def _place(self) -> None:
        """Where the window was the last time, if that is on the screens, else where the window manager likes it."""
        screen = self.winfo_screenwidth(), self.winfo_screenheight()
        self.minsize(*(min(self.context.look.px(side), limit) for side, limit in zip(MINIMUM, screen, strict=True)))
        self.update_idletasks()
        self.geometry(f"{self.winfo_reqwidth()}x{self.winfo_reqheight()}")
        if place := remembered(self, self.context.settings.geometry):
            self.geometry(place)

    # --- what goes on ------------------------------------------------------------------------------------------------

    def _first_paint(self, event: tk.Event) -> None:
        self.pad.canvas.unbind("<Expose>")
        self.after_idle(self._ready)

    def _ready(self) -> None:
        """The window is there; now what takes longer may begin."""
        canvas = self.pad.canvas
        if self._on_ready is not None:
            self._on_ready(
                f"{canvas.winfo_width()}x{canvas.winfo_height()}+{canvas.winfo_rootx()}+{canvas.winfo_rooty()}"
            )
        self.context.engine.start_worker()

    def _beat(self) -> None:
        """Called by the pump again and again."""
        if not self.pad.pen_down:
            self.garbage.collect_if_due()
        self.context.jobs.deliver()
        self.windows.poll()
        self.reading.deliver()

    def _before_reading(self) -> None:
        self.toolbar.refresh()
        self.context.messages.fade()

    def _show(self, reading: Reading | None) -> None:
        """Show an answer; None is a drawing that could not be read."""
        if reading is None:
            self.side.show(None)
            return
        prediction = reading.prediction
        self.side.show(prediction)
        self.windows.look(prediction.frame if prediction.digit is not None else None)
        stood_in = prediction.model != reading.request.model
        self.status.set_note(self.context.networks.note(stood_in, reading.reason))

    def _show_networks(self) -> None:
        networks = self.context.networks
        self.variables["model"].set(networks.name)
        self.side.show_models(networks.labels, networks.name)
        self.status.set_note(networks.note())

    def _show_message(self, text: str, wrong: bool) -> None:
        if not self._closed:
            self.status.tell(text, wrong)

    # --- what is chosen ----------------------------------------------------------------------------------------------

    def _theme_chosen(self) -> None:
        self.context.settings.theme = self.variables["theme"].get()
        self.context.look.use(self.context.settings.theme)

    def _language_chosen(self) -> None:
        self.context.settings.language = self.variables["language"].get()
        translation.use(self.context.settings.language)
        self.pad.finish_gesture()
        self.menu.destroy()
        self.body.destroy()
        self._build()
        self.windows.rebuild()

    # --- closing -----------------------------------------------------------------------------------------------------

    def ask_close(self) -> None:
        """Close, but ask first where a network is being trained."""
        if self.windows.training:
            self.windows.open(CLOSE)
        else:
            self.close()

    def close(self) -> None:
        """Remember what is to be remembered, end thread and process, and go."""
        if self._closed:
            return
        self._closed = True
        self.context.settings.geometry = self.geometry()
        self.withdraw()
        try:
            save_settings(self.context.settings, self._settings_file)
        except SettingsError as error:
            print(sentence(error), file=sys.stderr)
        self.pump.stop()
        self.reading.stop()
        self.windows.close()
        self.context.engine.close()
        self.context.jobs.finish(SAVING_TIME)
        self.update_idletasks()
        self.destroy()
        self.garbage.stop()

    def report_callback_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Tk calls this for errors that nobody handled: say so, log it, go on."""
        log.error("unexpected", exc_info=(kind, error, trace))
        self.context.messages.complain(
            PlainError(mark("Something went wrong ({reason}); your drawing is kept"), reason=error)
        )
