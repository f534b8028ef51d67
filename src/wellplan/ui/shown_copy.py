# SPDX-License-Identifier: Apache-2.0
"""A sealed copy that someone gave: its passphrase opens it, to read, answer and print. No plan is needed.

Nothing of it is written to this computer, not even where its file is. Hiding or leaving the window locks it;
a half-written answer waits in memory, sealed, until it is opened again.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.clipboard import take_back
from wellplan.ui.file_dialogs import ask_copy_to_open
from wellplan.ui.flow import flow
from wellplan.ui.front_screen import FrontScreen
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice, as_error, show_busy
from wellplan.ui.page import give_focus
from wellplan.ui.rows import clear, labelled
from wellplan.ui.scroller import scroll_by_key
from wellplan.ui.secret_field import SecretField
from wellplan.ui.settings import Settings
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words

if TYPE_CHECKING:
    from wellplan.share.sealed_copy import Copy
    from wellplan.ui.copy_reading import CopyReading

SUFFIXES = (".html", ".htm")


def is_copy(path: Path) -> bool:
    """Whether a file's name says that it is a page and not a plan."""
    return path.suffix.lower() in SUFFIXES


class ShownCopy(FrontScreen):
    """The copy at `path`. `closed`: the person is done with it."""

    closed = Signal()

    def __init__(
        self,
        path: Path,
        settings: Settings,
        *,
        changing_look: bool = False,
        waiting: tuple[bytes, bool] = (b"", False),
    ) -> None:
        """`waiting` is that of the same screen before it was drawn again."""
        super().__init__("", settings)
        self.path = path
        self.notice = Notice()
        self.field: SecretField | None = None
        self.is_open = self._busy = False
        self._watched: QWidget | None = None
        self._reading: CopyReading | None = None
        self._copy: Copy | None = None
        self._kept, self._waits = waiting
        self._told = False  # that the answer which waits is not saved
        if changing_look:
            self.show_look()
        else:
            self.show_form()

    @property
    def waiting(self) -> tuple[bytes, bool]:
        """The answer of a locked copy, sealed; and whether it is not saved yet."""
        return self._kept, self._waits

    # --- locked

    def show_form(self) -> None:
        """Ask for the passphrase."""
        self._clear(_("A copy someone gave you"), wide=False)
        name = _("The file is called {name}. It needs the passphrase that the person told you.")
        self.body.addWidget(Words(name.format(name=self.path.name), "lead"))
        self.field = SecretField(_("The passphrase of the copy"))
        self.field.entered.connect(self.open_copy)
        caps = Words(_("Caps Lock seems to be on."), "small")
        caps.hide()
        self.field.caps_lock.connect(caps.setVisible)
        self.body.addLayout(labelled(_("The passphrase of the copy"), self.field))
        self.field.line.setAccessibleName(_("The passphrase of the copy"))
        self.body.addWidget(caps)
        self.body.addWidget(self.notice)
        self.open_button = button(_("Open"), self.open_copy, kind="primary")
        away = button(_("Not now"), self._leave, kind="link")
        self.body.addWidget(flow(self.open_button, away))
        told = _("Nothing of it is kept on this computer. You do not need a plan of your own.")
        self.body.addWidget(Words(told, "quiet"))
        self.body.addWidget(self.look_line(self.show_look))
        self.first = self.field.line
        self.focus_soon()

    def open_copy(self) -> None:
        """Try the passphrase, on another thread: making the key takes a second on purpose."""
        field = self.field
        if self._busy or field is None:
            return
        if not field.text():
            self.notice.say(_("Please type the passphrase first."), icon_name="info")
            give_focus(field.line)
            return
        path, passphrase = self.path, field.text()
        self._wait(True)
        self.notice.say(_("Opening the copy…"))
        run_in_background(self, lambda: read_file(path, passphrase), self._opened, self._failed)

    def _wait(self, on: bool) -> None:
        self._busy = on
        assert self.field is not None
        self.field.setReadOnly(on)
        self.field.cover()
        show_busy(self.open_button, on)

    def _failed(self, error: Exception) -> None:
        if self.field is None:
            self._busy = False
            return
        self._wait(False)
        another = button(_("Choose another file"), self.choose)
        self.notice.show_error(as_error(error), another)
        give_focus(self.field.line)
        self.field.line.selectAll()

    def choose(self) -> None:
        """Another file instead."""
        again = button(_("Choose another file"), self.choose)
        if self._stays(_("To go on without it, choose another file again."), again):
            return
        path = ask_copy_to_open(self, self.path.parent)
        if path is not None:
            self.path = path
            self.show_form()

    def _leave(self) -> None:
        if not self._stays(_("To leave without it, press “Not now” again.")):
            self.closed.emit()

    # --- open

    def _opened(self, copy: "Copy") -> None:
        from wellplan.share.answering import Draft, kept_draft
        from wellplan.ui.copy_reading import CopyReading

        self._busy = False
        if self.field is None or self.window().isMinimized():  # left or hidden meanwhile
            return
        self.field.forget()
        reading = CopyReading(copy, kept_draft(self._kept, copy) if self._kept else Draft())
        reading.done.connect(self.closed)
        reading.lock.connect(self.lock_all)
        self._clear(reading.title, wide=True)
        self.is_open, self._reading, self._copy = True, reading, copy
        self._told = False
        self.body.addWidget(reading)
        self.page.verticalScrollBar().setValue(0)
        self.first = reading.first_focus()
        self.focus_soon()

    def lock(self) -> None:
        """Back to the passphrase; the words are gone from the screen."""
        if not self.is_open or self._reading is None or self._copy is None:
            return
        from wellplan.share.answering import keep_draft

        draft = self._reading.draft
        self._waits = draft.unsaved
        self._kept = keep_draft(draft, self._copy) if draft != type(draft)() else b""
        self.show_form()
        said = _("This copy is locked again.")
        kept = _("Your answer waits here, sealed, until you open the copy again.")
        self.notice.say(f"{said} {kept}" if draft.unsaved else said, icon_name="lock")

    def lock_all(self) -> None:
        """Lock it, and take back what was copied. Hiding leaves that: someone may want to paste it."""
        self.lock()
        take_back()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.page.verticalScrollBar()
        if not (self.is_open and scroll_by_key(bar, event, overlap=current_look().px(40))):
            super().keyPressEvent(event)

    # --- text and colours

    def show_look(self) -> None:
        """Text and colours, while it is locked."""
        self._clear(_("Text and colours"), wide=False)
        part, self.first = self.look_part(self.show_form)
        self.body.addWidget(self.notice)
        self.body.addWidget(part)
        self.focus_soon()

    def _clear(self, title: str, *, wide: bool) -> None:
        if self.field is not None:
            self.field.forget()
        self.field, self.is_open, self._reading, self._copy = None, False, None, None
        clear(self.body)
        self.notice = Notice()
        self.page.heading.setText(title)
        around, look = self.page.column.parentWidget(), current_look()
        assert around is not None
        around.setMaximumWidth(look.column_px if wide else round(look.column_px * 0.72))

    # --- hiding

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._watched is not self.window():
            self._watched = self.window()
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        changed = event.type() == QEvent.Type.WindowStateChange
        if changed and isinstance(watched, QWidget) and watched.isMinimized():
            self.lock()
        closing = event.type() == QEvent.Type.Close
        if closing and self._stays(_("To leave without it, close the window again.")):
            event.ignore()
            return True
        return False

    def _stays(self, again: str, *ways: QPushButton) -> bool:
        """Whether an answer would be lost. It is told once, with what to do `again`; then it may go."""
        reading = self._reading
        if self._told or not (reading.draft.unsaved if reading is not None else self._waits):
            return False
        self._told = True
        notice = reading.notice if reading is not None else self.notice
        notice.say(f"{_('Your answer is not saved yet.')} {again}", *ways, icon_name="info")
        if ways:
            give_focus(ways[0])
        self.page.show_widget(notice)
        return True


def read_file(path: Path, passphrase: str) -> "Copy":
    """The copy in a file. WellPlanError: it cannot be read, is no copy, is damaged, newer, or stays shut."""
    from wellplan.share import copy_page, sealed_copy

    try:
        with path.open("rb") as file:
            untrusted_html = file.read(copy_page.MOST_BYTES + 1)
    except OSError:
        raise WellPlanError(
            _("The computer could not read that file."),
            _("Nothing has been changed."),
            _("Look whether it is still there, or choose another file."),
        ) from None
    return sealed_copy.read_copy(untrusted_html, passphrase)
