"""The window: puts the parts together and passes on what happens between them."""

from __future__ import annotations

import logging
import re
import sys
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import ttkbootstrap as ttk
from ttkbootstrap.utils import windowing_system

from common import translation
from common.errors import PlainError
from common.translation import _, mark, sentence
from gui.answer.side_panel import SidePanel, framing_labels
from gui.answer.status_line import StatusLine
from gui.background.engine import Engine, ModelState, Reading, Survey
from gui.background.garbage import GarbageCollection
from gui.background.jobs import Jobs
from gui.background.pump import Pump
from gui.canvas.drawing_pad import DrawingPad, Tool
from gui.files import dialogs as file_dialogs
from gui.files import pages
from gui.look.theme import GAP, MINIMUM, SIDE_WIDTH, SMALL_GAP, THEMES, Theme, colours_of
from gui.menus.menus import MenuBar, Options, bind_keys
from gui.menus.toolbar import Toolbar
from gui.my_digits.album import Album
from gui.my_digits.labelling import Labelling
from gui.networks import networks_window as networks
from gui.state.settings import PEN_WIDTHS, Settings, SettingsError, save_settings
from gui.window import dialogs
from gui.window.commands import WIDTH_STEP, make_commands
from gui.window.secondary_windows import SecondaryWindows
from ink.drawing import Drawing
from ink.framing import Framing
from ink.page import CANVAS, Page
from models import catalog

if TYPE_CHECKING:
    from training.datasets.my_digits import MyDigit

ICON = Path(__file__).resolve().parents[2] / "assets" / "icon.png"
READING_DELAY = 15
"""Milliseconds after a change of the drawing until it is read: several changes make one reading."""
MESSAGE_TIME = 4.0
"""Seconds that a message stays at least; then the next stroke takes it away."""
BASE_SCALING = 96 / 72
"""Tk's pixels per point on an ordinary screen."""
CHROME = 130
"""Logical pixels that title, menu, toolbar, status line and gaps take of the screen's height."""
SAVING_TIME = 3.0
"""Seconds that a file on its way to the disk has when the window is closed."""

log = logging.getLogger(__name__)


class Window(ttk.App):
    """DigitPad's only window.

    Args:
        settings: what to begin with; the window changes it, and keeps it in ``settings_file`` when it is closed.
        on_ready: called once, when the pad is first shown, with its place on the screen as X geometry.
    """

    def __init__(self, settings: Settings, settings_file: Path, on_ready: Callable[[str], None] | None = None) -> None:
        super().__init__(title="DigitPad", theme=THEMES[settings.theme].ttk_theme, iconphoto=str(ICON))
        self.withdraw()
        self.settings = settings
        self._settings_file = settings_file
        self._on_ready = on_ready
        self.drawing = Drawing()
        self.engine = Engine()
        self.background = Jobs(on_error=self.complain)
        self.album = Album(self)
        self.labelling = Labelling(self, self.album)
        self._model_state = ModelState()
        self._reading: str | None = None  # the `after` that will ask for the next reading
        self.factor = max(1.0, round(self.winfo_fpixels("1p") / BASE_SCALING * 4) / 4)
        self._default_model = catalog.default()
        self.network = catalog.find(self._default_model)
        self._labels: dict[str, str] = {}  # of the networks, by name
        self.beside = SecondaryWindows(self)
        self._told = 0.0  # when the status line last said something
        self._closed = False
        self._allow_space_on_buttons()
        self.protocol("WM_DELETE_WINDOW", self.ask_close)
        if windowing_system(self) == "aqua":
            self.createcommand("::tk::mac::Quit", self.ask_close)

        self.variables = {
            name: tk.StringVar(self, value)
            for name, value in (
                ("model", self.model),
                ("framing", settings.framing),
                ("theme", settings.theme),
                ("language", translation.language()),
                ("tool", Tool.PEN.value),
            )
        }
        self._build()
        self._place()
        self.deiconify()
        self.pad.canvas.bind("<Expose>", self._first_paint)
        self.garbage = GarbageCollection()
        self.garbage.start()
        self.pump = Pump(self, self._beat)
        self.after_idle(self.pump.start)

    # --- building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """Make all widgets; done again when the language changes."""
        file_dialogs.speak()
        self.commands = make_commands(self)
        self.menu = MenuBar(self, self.commands, self._choices)
        bind_keys(self, self.commands)
        theme = colours_of(self.style, self.settings.theme)
        gap, small = round(GAP * self.factor), round(SMALL_GAP * self.factor)

        self.body = ttk.Frame(self, padding=(gap, gap, gap, small))
        self.body.pack(fill=tk.BOTH, expand=True)
        self.body.grid_columnconfigure(1, weight=1, minsize=round(SIDE_WIDTH * self.factor) + gap)
        self.body.grid_rowconfigure(1, weight=1)
        self.body.bind("<Configure>", self._share_room)
        self.toolbar = Toolbar(
            self.body,
            commands=self.commands,
            tool=self.variables["tool"],
            on_tool=self._tool_chosen,
            on_width=self.set_pen_width,
            scale=self.factor,
        )
        self.toolbar.grid(row=0, column=0, sticky=tk.EW, pady=(0, small))
        self.pad = DrawingPad(
            self.body,
            self.drawing,
            theme=theme,
            side=self._pad_side(),
            on_change=self._drawing_changed,
            on_width=lambda notches: self.change_pen_width(WIDTH_STEP * notches),
        )
        self.pad.hint = _("Draw a digit here")
        self.pad.grid(row=1, column=0, sticky=tk.N)
        self.side = SidePanel(
            self.body,
            theme=theme,
            scale=self.factor,
            framing=self.variables["framing"],
            on_framing=self._framing_chosen,
            on_model=self.choose_model,
            on_list=self.models_changed,
            on_pick=self.labelling.store,
        )
        self.side.grid(row=0, column=1, rowspan=2, sticky=tk.NSEW, padx=(gap, 0))
        self.status = StatusLine(self.body, theme)
        self.status.grid(row=2, column=0, columnspan=2, sticky=tk.EW, pady=(small, 0))

        self._recolour(theme)
        self._tool_chosen()
        self.set_pen_width(self.settings.pen_width)
        self.models_changed()
        self._drawing_changed()
        self.pad.refresh()

    def _choices(self, group: str) -> Options:
        """What the menus offer to choose from."""
        if group == "model":
            self.models_changed()
        labels, chosen = {
            "model": (self._labels, lambda: self.choose_model(self.variables["model"].get())),
            "framing": (framing_labels(), self._framing_chosen),
            "theme": ({"light": _("Light"), "dark": _("Dark")}, self._theme_chosen),
            "language": (translation.LANGUAGES, self._language_chosen),
        }[group]
        return Options(labels, self.variables[group], chosen)

    def _share_room(self, event: tk.Event) -> None:
        """Give the pad the largest square there is room for, and what is left of the width to the side panel."""
        gap, small = round(GAP * self.factor), round(SMALL_GAP * self.factor)
        others = self.toolbar.winfo_reqheight() + self.status.winfo_reqheight() + gap + 3 * small
        side = min(event.height - others, event.width - round(SIDE_WIDTH * self.factor) - 3 * gap)
        self.pad.configure(width=max(side, 1), height=max(side, 1))

    def _pad_side(self) -> int:
        """560 pixels, or as many times more as the screen is denser, if they fit on it."""
        room = self.winfo_screenheight() - round(CHROME * self.factor)
        return max(1, min(round(CANVAS * self.factor), room))

    def _place(self) -> None:
        """Where the window was the last time, if that is on the screens, else where the window manager likes it."""
        screen = self.winfo_screenwidth(), self.winfo_screenheight()
        self.minsize(*(min(round(side * self.factor), limit) for side, limit in zip(MINIMUM, screen, strict=True)))
        self.update_idletasks()
        self.geometry(f"{self.winfo_reqwidth()}x{self.winfo_reqheight()}")
        place = re.fullmatch(r"(\d{1,5})x(\d{1,5})\+(-?\d{1,5})\+(-?\d{1,5})", self.settings.geometry or "")
        if place:
            width, height, x, y = map(int, place.groups())
            x, y = x - self.winfo_vrootx(), y - self.winfo_vrooty()
            all_screens = max(screen[0], self.winfo_vrootwidth()), max(screen[1], self.winfo_vrootheight())
            fits = width <= all_screens[0] and height <= all_screens[1]
            if fits and 0 <= x < all_screens[0] - 100 and 0 <= y < all_screens[1] - 100:
                self.geometry(place.group())

    def _allow_space_on_buttons(self) -> None:
        """Space presses the button in focus, as everywhere; ttkbootstrap takes that away."""
        self.bind_class("TButton", "<space>", lambda event: self.tk.call(str(event.widget), "invoke"))

    # --- reading -----------------------------------------------------------------------------------------------------

    def _drawing_changed(self) -> None:
        if self._reading is None:
            self._reading = self.after(READING_DELAY, self._read)

    def _read(self) -> None:
        self._reading = None
        self.toolbar.refresh()
        if time.monotonic() > self._told + MESSAGE_TIME:
            self.status.tell("")
        self.engine.read(self.drawing.page, self.model, Framing(self.settings.framing))

    def _beat(self) -> None:
        if not self.pad.pen_down:
            self.garbage.collect_if_due()
        self.background.deliver()
        self.beside.beat()
        for event in self.engine.events():
            if isinstance(event, Reading):
                self._show(event)
            elif isinstance(event, Survey):
                self.album.take(event)
            elif isinstance(event, ModelState):
                self._model_state = event
                self.models_changed()
            else:
                self.side.show(None)
                self.complain(event)

    def _show(self, reading: Reading) -> None:
        prediction = reading.prediction
        self.side.show(prediction)
        self.beside.look(prediction.frame if prediction.digit is not None else None)
        self._show_note(stood_in=prediction.model != reading.request.model, reason=reading.reason)
        if prediction.digit is not None:
            log.info(
                "predicted digit=%d confidence=%.3f model=%s ms=%.1f",
                prediction.digit,
                prediction.confidence,
                prediction.model,
                reading.milliseconds,
            )

    def _show_note(self, stood_in: bool = False, reason: PlainError | None = None) -> None:
        """What there is to say of the chosen network: loading, or why another answers."""
        model, state = self.network, self._model_state
        reason = reason or (state.error if model.needs_torch else None)
        text = ""
        if reason is not None:
            text = _("{model} is off: {reason}. The BP net answers.").format(model=model.title, reason=sentence(reason))
        elif stood_in or (model.needs_torch and not state.ready):
            text = _("{model} is loading; the BP net answers meanwhile.").format(model=model.title)
        self.status.set_note(text)

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
        self.engine.start_worker()

    # --- what the user asks for --------------------------------------------------------------------------------------

    @property
    def model(self) -> str:
        """The network that is to read: the one that was chosen, or the best that can be used here."""
        return self.settings.model or self._default_model

    def choose_model(self, name: str) -> None:
        self.settings.model = name
        self.variables["model"].set(name)
        self.models_changed()
        if self.network.needs_torch:
            self.engine.start_worker()
        self._drawing_changed()

    def choose_tool(self, tool: Tool) -> None:
        self.variables["tool"].set(tool.value)
        self._tool_chosen()

    def set_pen_width(self, width: int) -> None:
        width = min(max(width, PEN_WIDTHS[0]), PEN_WIDTHS[1])
        self.settings.pen_width = width
        self.pad.set_pen_width(width)
        self.toolbar.show_width(width)

    def change_pen_width(self, difference: int) -> None:
        self.set_pen_width(self.settings.pen_width + difference)

    def undo(self) -> None:
        self.pad.finish_gesture()
        if self.labelling.can_take_back:
            self.labelling.take_back()
        else:
            self.drawing.undo()
            self._drawing_replaced()

    def redo(self) -> None:
        self.pad.finish_gesture()
        self.drawing.redo()
        self._drawing_replaced()

    def clear(self) -> None:
        self.pad.finish_gesture()
        self.drawing.clear()
        self._drawing_replaced()

    def ask_open(self) -> None:
        if file := file_dialogs.ask_open(self):
            self.open(file)

    def open(self, file: Path) -> None:
        """Put a picture, or the first drawing of a file of strokes, on the canvas; undo takes it away again."""
        self.background.run(lambda: pages.open_page(file), self._opened)

    def show_digit(self, digit: MyDigit) -> None:
        """Put one of the user's digits on the canvas; undo takes it away again."""
        self._opened(digit.page)
        self.labelling.opened(digit)

    def _opened(self, page: Page) -> None:
        self.pad.finish_gesture()
        self.drawing.set_page(page)
        self.tell("")
        self._drawing_replaced()

    def ask_save_png(self) -> None:
        self._ask_save("PNG", ".png", pages.save_png)

    def ask_save_json(self) -> None:
        self._ask_save("JSON", ".jsonl", pages.save_json)

    def _ask_save(self, kind: str, suffix: str, save: Callable[[Page, Path], None]) -> None:
        self.pad.finish_gesture()
        page = self.drawing.page
        if file := file_dialogs.ask_save(self, kind, suffix):
            told = _("Saved as {file}").format(file=file)
            self.background.run(lambda: save(page, file), lambda done: self.tell(told))

    def ask_close(self) -> None:
        """Close, but ask first where a network is being trained."""
        if self.beside.training:
            dialogs.ask_close(self)
        else:
            self.close()

    def close(self) -> None:
        """Remember what is to be remembered, end thread and process, and go."""
        if self._closed:
            return
        self._closed = True
        self.settings.geometry = self.geometry()
        self.withdraw()
        try:
            save_settings(self.settings, self._settings_file)
        except SettingsError as error:
            print(sentence(error), file=sys.stderr)
        self.pump.stop()
        if self._reading is not None:
            self.after_cancel(self._reading)
        self.beside.close()
        self.engine.close()
        self.background.finish(SAVING_TIME)
        self.update_idletasks()
        self.destroy()
        self.garbage.stop()

    # --- what follows from it ----------------------------------------------------------------------------------------

    def _drawing_replaced(self) -> None:
        self.pad.refresh()
        self._drawing_changed()

    def _tool_chosen(self) -> None:
        self.pad.set_tool(Tool(self.variables["tool"].get()))

    def _framing_chosen(self) -> None:
        self.settings.framing = self.variables["framing"].get()
        self._drawing_changed()

    def _theme_chosen(self) -> None:
        self.settings.theme = self.variables["theme"].get()
        self._recolour(colours_of(self.style, self.settings.theme))

    def _recolour(self, theme: Theme) -> None:
        for part in (self.menu, self.toolbar, self.pad, self.side, self.status):
            part.recolour(theme)
        self.beside.recolour(theme)

    def _language_chosen(self) -> None:
        self.settings.language = self.variables["language"].get()
        translation.use(self.settings.language)
        self.pad.finish_gesture()
        self.menu.destroy()
        self.body.destroy()
        self._build()
        self.beside.rebuild()

    def models_changed(self) -> None:
        """Look which networks there are, and show it; where the chosen one is gone, the built-in of its kind reads."""
        models = {model.name: model for model in catalog.models()}
        if self.model not in models:
            networks.restore(self)
            return
        self.network = models[self.model]
        self._labels = networks.labels(models, self._model_state.error)
        self.side.show_models(self._labels, self.model)
        self._show_note()
        networks.refresh(self)
        if self.album.gallery is not None:
            self.album.gallery.models_changed()

    # --- telling -----------------------------------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        """Say something in the status line."""
        self._told = time.monotonic()
        self.status.tell(text)

    def complain(self, error: PlainError) -> None:
        """Say in the status line what went wrong."""
        log.info("%s", error, exc_info=error)
        if not self._closed:
            self._told = time.monotonic()
            self.status.tell(sentence(error), wrong=True)

    def report_callback_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Tk calls this for errors that nobody handled: say so, log it, go on."""
        log.error("unexpected", exc_info=(kind, error, trace))
        self.complain(PlainError(mark("Something went wrong ({reason}); the drawing is still there"), reason=error))
