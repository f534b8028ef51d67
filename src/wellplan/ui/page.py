# SPDX-License-Identifier: Apache-2.0
"""The page that every screen of the plan stands on, and moving the keyboard about on it."""

from PySide6.QtCore import QCoreApplication, QEvent, QMargins, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from wellplan.ui.look import current_look
from wellplan.ui.scroller import Scroller, scroll_by_key
from wellplan.ui.words import Heading


class Page(Scroller):
    """One screen: a single column no wider than 70 characters, with one heading. It scrolls, never clips."""

    go = Signal(str, str)  # the page wanted, and the id of what it should show
    look_changed = Signal()  # the settings hold another look: everything is to be drawn again
    settings_changed = Signal()  # the settings hold something else the window should know
    lock_asked = Signal(bool)  # save and lock now; True: to choose another plan

    def __init__(self, title: str, *, narrow: bool = False) -> None:
        super().__init__("page")
        look = current_look()
        inner = QWidget()
        widest = round(look.column_px * 0.72) if narrow else look.column_px
        margins = QMargins(look.px(24), look.px(32), look.px(24), look.px(40))
        self.put_in_the_middle(inner, widest, margins)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.px(12))
        self.heading = Heading(title)
        self.column.addWidget(self.heading)

    def first_focus(self) -> QWidget | None:
        """What should have the keyboard when the page opens; None: the first thing that takes it."""
        return None

    def read_by_keyboard(self) -> None:
        """For a page with nothing to press: it takes the keyboard itself, and the arrow keys scroll it."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("reading", True)
        self.setAccessibleName(self.heading.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What someone writes stays in sight when a message takes room at the foot."""
        super().resizeEvent(event)
        held, before = self.focusWidget(), event.oldSize().height()
        if held is None or not held.hasFocus() or event.size().height() >= before:
            return
        cursor = held.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        at = held.mapTo(self.viewport(), cursor.center()).y()
        if 0 <= at < before:  # not for one who has scrolled away to read
            QTimer.singleShot(0, held, lambda: self.ensureWidgetVisible(held, 0, current_look().px(16)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.hasFocus() and scroll_by_key(self.verticalScrollBar(), event)):
            super().keyPressEvent(event)

    def show_widget(self, widget: QWidget) -> None:
        """Scroll so that a widget can be seen, also on a page that has only just been made."""
        around = self.widget()
        self.lay_out()
        look, bar = current_look(), self.verticalScrollBar()
        before = bar.value()
        self.ensureWidgetVisible(widget, 0, look.px(60))
        if around is None or not around.isAncestorOf(self.heading):
            return
        # Where the page would be with the widget just in sight at its foot, some air below it.
        least = widget.mapTo(around, QPoint(0, widget.height())).y() + look.px(8) - self.viewport().height()
        top = self.heading.mapTo(around, QPoint(0, 0)).y()
        if before <= top < bar.value() and least <= top:
            bar.setValue(max(least, 0))  # the heading was in sight, and both fit
        self.show_headings_whole(least)

    def show_headings_whole(self, least: int = 0) -> None:
        """Scroll up by the part that the top edge cuts off a heading; no further up than `least`, px."""
        around, bar = self.widget(), self.verticalScrollBar()
        if around is None:
            return
        for heading in around.findChildren(Heading):
            at = heading.mapTo(around, QPoint(0, 0)).y()
            if heading.isVisible() and at < bar.value() < at + heading.height() and least <= at:
                bar.setValue(at)  # half of it would look broken
                return

    def lay_out(self) -> None:
        """Give every part its place now, on a page that has only just been made."""
        around = self.widget()
        if around is not None and (inside := around.layout()) is not None:
            # Parts inside parts tell of their new size by events; until they arrive nothing has its place.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            inside.activate()


def page_around(widget: QWidget) -> Page | None:
    """The page that a widget stands on."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, Page):
        around = around.parentWidget()
    return around


def give_focus(widget: QWidget) -> None:
    """Put the keyboard somewhere, and scroll there: the focus is never out of sight."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    if (page := page_around(widget)) is not None:
        page.show_widget(widget)


def changes_nothing(answer: QPushButton, *, on: bool = True) -> QPushButton:
    """Mark the answer to a question that leaves all as it is: Escape gives it. `on`: whether it does now."""
    answer.setProperty("changes-nothing", on)
    return answer


def escape_from(screen: QWidget) -> bool:
    """Give that answer to the question the keyboard is in, or else to any on the screen; False: none asks."""
    held = screen.window().focusWidget()
    around: QWidget | None = held if held is not None and screen.isAncestorOf(held) else screen
    while around is not None:
        for each in around.findChildren(QPushButton):
            if each.property("changes-nothing") and each.isVisible() and each.isEnabled():
                each.click()
                return True
        around = None if around is screen else around.parentWidget()
    return False


def holds_keyboard(screen: QWidget) -> bool:
    """Whether something on a screen, still to be seen, has the keyboard of its window."""
    held = screen.window().focusWidget()
    return held is not None and screen.isAncestorOf(held) and held.isVisible()


def focus_soon(widget: QWidget, *, within: QWidget | None = None) -> None:
    """The same once the widget, which has only just been made, has its place; not when it is gone by then.

    `within` is a part around it that should be seen whole when there is room.
    """

    def move() -> None:
        page = page_around(widget)
        if within is not None and page is not None:
            page.show_widget(within)
        give_focus(widget)

    QTimer.singleShot(0, widget, move)
