"""The main window: creates its parts and connects them, has drawings recognized, and closes everything."""

from __future__ import annotations

import logging
import sys
import tkinter as tk
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType

import ttkbootstrap as ttk
from ttkbootstrap.utils import windowing_system

from common import translation
from common.translation import _, sentence
from explain.questions import QUESTIONS
from gui.answer.side_panel import digits_labels, framing_labels
from gui.background.engine import Engine
from gui.background.jobs import Jobs, said
from gui.background.pump import GarbageCollection, Pump
from gui.background.requests import Event, Examined, ModelState, Reading, Survey
from gui.files import dialogs as file_dialogs
from gui.files.dropping import accept_files
from gui.look.look import Look
from gui.look.theme import COMPANION, THEMES
from gui.look.wheel import leave_fields_alone
from gui.menus.menus import Choice, MenuBar
from gui.menus.shortcuts import bind_keys, press_buttons_by_space
from gui.my_digits.album import Album
from gui.my_digits.labelling import Labelling
from gui.state.context import Context, Messages
from gui.state.networks_in_use import NetworksInUse
from gui.state.settings import Settings, SettingsError, save_settings
from gui.window.actions import Actions
from gui.window.commands import MENUS, make_commands
from gui.window.layout import Layout
from gui.window.place import Place
from gui.window.secondary_windows import SecondaryWindows
from ink.drawing import Drawing
from ink.framing import Framing
from models.numbers import NOTHING, Digits

ICON = Path(__file__).resolve().parents[2] / "assets" / "icon.png"
BASE_SCALING = 96 / 72
"""Tk's pixels per point at 96 dots per inch."""
DELAY = 15
"""Milliseconds from a change of the drawing to the request to read it, so that several changes make one request."""
SAVING_TIME = 3.0
"""Seconds that jobs writing a file get to finish when the window is closed."""

log = logging.getLogger(__name__)


class Window(ttk.App):
    """DigitPad's main window. Its parts do not know it; they share a :class:`Context`.

    Args:
        settings: the initial settings; the window changes them, and saves them to ``settings_file`` when it is closed.
        on_ready: called once, when the pad is first shown, with the pad's X geometry on the screen.
    """

    def __init__(self, settings: Settings, settings_file: Path, on_ready: Callable[[str], None] | None = None) -> None:
        super().__init__(title="DigitPad", theme=THEMES[settings.theme].ttk_theme, iconphoto=None)
        self.withdraw()
        self.tk.call("encoding", "system", "utf-8")  # as Python's for file names, also where the locale is C
        self._icon = tk.PhotoImage(master=self, data=ICON.read_bytes())
        self.iconphoto(True, self._icon)
        self._settings_file, self._on_ready = settings_file, on_ready
        self._closed = self._painted = False
        self._request: str | None = None  # the `after` that will request the next reading
        engine, messages = Engine(QUESTIONS), Messages(self._show_message)
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
            "model": tk.StringVar(self, self.context.networks.name),
            "theme": tk.StringVar(self, settings.theme),
            "language": tk.StringVar(self, translation.language()),
        }
        self.place = Place(self, settings)
        self._make_parts()
        press_buttons_by_space(self)
        leave_fields_alone(self)
        self.protocol("WM_DELETE_WINDOW", self.ask_close)
        if windowing_system(self) == "aqua":
            self.createcommand("::tk::mac::Quit", self.ask_close)
        self._build()
        self.update_idletasks()
        self.place.show(self.body.preferred, self.body.smallest, self.context.look.px(COMPANION))
        self.pad.canvas.bind("<Expose>", self._first_paint)
        self.garbage = GarbageCollection()
        self.pump = Pump(self, self._beat)
        self.after_idle(self.pump.start)

    def _make_parts(self) -> None:
        """Create the parts that outlive a change of language; lambdas look up the widgets, which are rebuilt then."""
        context = self.context
        self.album = Album(context)
        self.labelling = Labelling(
            context,
            self.album,
            finish_gesture=lambda: self.pad.finish_gesture(),
            on_change=lambda: self.toolbar.refresh(),
        )
        self.actions = Actions(self, context, self.labelling, on_change=self.drawing_changed)
        self.windows = SecondaryWindows(
            self,
            context,
            self.actions,
            on_candidate=lambda probabilities: self.side.show_candidate(probabilities),
            on_close=self.close,
        )
        self.commands = self.windows.commands = make_commands(context, self.actions, self.windows, self.ask_close)
        bind_keys(self, {key: partial(one.press, key) for one in self.commands.values() for key in one.shortcuts})
        context.networks.changed.connect(self._show_networks)
        context.networks.chosen.connect(self.drawing_changed)

    # --- building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Create all widgets, with their texts in the language in use."""
        file_dialogs.speak()
        self.menu = MenuBar(self, self.context.look, MENUS, self.commands, self._choices())
        self.body = Layout(self, self.context, self.actions, self.commands)
        self.body.pack(fill=tk.BOTH, expand=True)
        self.pad, self.toolbar = self.body.pad, self.body.toolbar
        self.side, self.status = self.body.side, self.body.status
        self.actions.attach(self.pad, self.toolbar)
        if self._painted:
            accept_files(self.body, self.actions.open)
        self.context.networks.refresh()
        self.drawing_changed()
        self.pad.refresh()

    def _choices(self) -> dict[str, Choice]:
        """The choices in the menus, by the ids in :data:`MENUS`."""
        networks, variables = self.context.networks, self.variables

        def reloaded() -> Mapping[str, str]:
            networks.refresh()
            return networks.labels

        return {
            "model": Choice(reloaded, variables["model"], lambda: networks.choose(variables["model"].get())),
            "framing": Choice(framing_labels, self.actions.framing, self.actions.use_framing),
            "digits": Choice(digits_labels, self.actions.digits, self.actions.use_digits),
            "theme": Choice(lambda: {"light": _("Light"), "dark": _("Dark")}, variables["theme"], self._theme_chosen),
            "language": Choice(lambda: translation.LANGUAGES, variables["language"], self._language_chosen),
        }

    # --- events ------------------------------------------------------------------------------------------------------

    def _first_paint(self, event: tk.Event) -> None:
        self.pad.canvas.unbind("<Expose>")
        self.after_idle(self._ready)

    def _ready(self) -> None:
        """Start what would have delayed the first paint."""
        canvas = self.pad.canvas
        if self._on_ready is not None:
            self._on_ready(
                f"{canvas.winfo_width()}x{canvas.winfo_height()}+{canvas.winfo_rootx()}+{canvas.winfo_rooty()}"
            )
        self.context.engine.start_worker()
        self._painted = True
        accept_files(self.body, self.actions.open)

    def _beat(self) -> None:
        """Called periodically by the pump."""
        if not self.pad.pen_down:
            self.garbage.collect_if_due()
        self.context.jobs.deliver()
        self.windows.poll()
        for event in self.context.engine.events():
            self._handle(event)

    def _handle(self, event: Event) -> None:
        """Handle an event from the engine."""
        if isinstance(event, Reading):
            self._show(event)
        elif isinstance(event, Survey):
            event.done(event.answers)
        elif isinstance(event, Examined):
            event.done(event.outcome)
        elif isinstance(event, ModelState):
            self.context.networks.torch_changed(event)
        else:
            self.context.number.show(self.context.drawing.page, NOTHING, 0.0)
            self.side.show(None)
            self.context.messages.complain(event)

    def drawing_changed(self) -> None:
        """Have the drawing recognized, after a short delay."""
        if self._request is None:
            self._request = self.after(DELAY, self._request_reading)

    def _request_reading(self) -> None:
        self._request = None
        self.toolbar.refresh()
        context = self.context
        self.body.show_picture(context.drawing.page.picture)
        context.messages.fade()
        one_digit = self.windows.find("guided") is not None
        expected = Digits.ONE if one_digit else Digits(context.settings.digits)
        framing = Framing(context.settings.framing)
        context.engine.read(context.drawing.page, context.networks.name, framing, expected)

    def _show(self, reading: Reading) -> None:
        """Show the result of a request."""
        prediction = reading.prediction
        self.context.number.show(reading.request.page, reading.number, prediction.confidence_threshold)
        self.side.show(prediction)
        self.actions.show_ink(reading.request.page.picture, reading.ink)
        self.body.show_picture(self.context.drawing.page.picture, reading.ink)
        self.windows.look(reading)
        self.status.set_note(self.context.networks.note(prediction.model != reading.request.model, reading.reason))
        if reading.summary:
            log.info("predicted %s", reading.summary)

    def _show_networks(self) -> None:
        networks = self.context.networks
        self.variables["model"].set(networks.name)
        self.side.show_models()
        self.status.set_note(networks.note())

    def _show_message(self, text: str, wrong: bool) -> None:
        if not self._closed:
            self.status.tell(text, wrong)

    # --- choices -----------------------------------------------------------------------------------------------------

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
        self.after_idle(lambda: self.place.limit(self.body.smallest))
        self.windows.rebuild()

    # --- closing -----------------------------------------------------------------------------------------------------

    def ask_close(self) -> None:
        """Close, but ask first if a network is being trained."""
        if self.windows.training:
            self.windows.open("close")
        else:
            self.close()

    def close(self) -> None:
        """Save the settings, stop the engine and the training, and close, even if one of these fails."""
        if self._closed:
            return
        self._closed = True
        steps: tuple[Callable[[], object], ...] = (
            self.place.remember,
            self.withdraw,
            self._save_settings,
            self.pump.stop,
            self.windows.close,
            self.context.engine.close,
            lambda: self.context.jobs.finish(SAVING_TIME),
            self.update_idletasks,
            self._forget_timers,
            self.destroy,
            self.quit,  # for a window that could not be destroyed: nobody would see it any more, or could end it
            self.garbage.stop,
        )
        with ExitStack() as stack:
            for step in reversed(steps):
                stack.callback(step)

    def _save_settings(self) -> None:
        try:
            save_settings(self.context.settings, self._settings_file)
        except SettingsError as error:
            print(sentence(error), file=sys.stderr)

    def _forget_timers(self) -> None:
        for timer in self.tk.splitlist(self.tk.call("after", "info")):
            self.tk.call("after", "cancel", timer)  # `after_cancel` would free commands that their widgets free, too

    def report_callback_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error that no callback handled, and tell the user; called by Tk."""
        self.context.messages.complain(said(error))
