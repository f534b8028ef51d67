# SPDX-License-Identifier: Apache-2.0
"""What every screen stands in: the bar above, one screen in the middle, messages and “Saved” below.

It decides what is in sight, and knows nothing of what the screens do.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from shiboken6 import isValid

from wellplan.ui.bars import StatusLine, ToastBar, TopBar
from wellplan.ui.look import current_look
from wellplan.ui.page import Page, give_focus, holds_keyboard, page_around
from wellplan.ui.rows import stack
from wellplan.ui.ways_out import WaysOut

if TYPE_CHECKING:
    from wellplan.errors import WellPlanError
    from wellplan.ui.cover import Cover
    from wellplan.ui.rail import Rail

RAIL, LEAST_PAGE = 270, 560  # px at 100 % text; with less room the rail takes the page's place
NO_LIMIT = 16_777_215  # Qt's QWIDGETSIZE_MAX


class Frame(QWidget):
    """In the middle: a page beside the rail, or a front screen alone, or over both the one for a bad hour."""

    def __init__(self) -> None:
        super().__init__()
        self.bar, self.status, self.toasts = TopBar(), StatusLine(), ToastBar()
        self.ways = WaysOut()
        self.rail: Rail | None = None
        self.bar.contents.connect(self._toggle_rail)
        self.toasts.changed.connect(self._arrange_foot)
        self.toasts.left.connect(self._focus_again)
        self.page: Page | None = None
        self.front: QWidget | None = None
        self.over: QWidget | None = None
        self.cover: Cover | None = None
        self._unsaved: tuple[WellPlanError, bool] | None = None
        self._before_over: QWidget | None = None
        self._before_rail: QWidget | None = None
        self._pages = QWidget()
        self._across = QHBoxLayout(self._pages)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._place = stack(spacing=0)
        self._across.addLayout(self._place, 1)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._pages)
        down = stack(self, spacing=0)
        down.addWidget(self.bar)
        down.addWidget(self._middle, 1)
        for part in (self.toasts, self.ways, self.status):
            down.addWidget(part)

    def make_rail(self, *, kept: bool) -> "Rail":
        """The rail, once there is a plan to show in it: starting waits for nothing it does not show."""
        from wellplan.ui.rail import Rail

        self.rail = Rail(kept=kept)
        self._across.insertWidget(0, self.rail)
        return self.rail

    def show_front(self, screen: QWidget) -> None:
        """Show a screen from before a plan is open: the welcome or the lock screen."""
        self._drop_front()
        self.front = screen
        self._middle.addWidget(screen)
        self._arrange()

    def show_page(self, page: Page) -> None:
        """Show a page of the plan beside the rail; the screen before it is destroyed."""
        self._drop_front()
        self.drop_page()
        self.page = page
        self._place.addWidget(page)
        self._arrange()

    def drop_page(self) -> None:
        """Destroy the page, with the words on it."""
        if self.page is not None:
            self.page.hide()
            self.page.setParent(None)
            self.page.deleteLater()
            self.page = None

    def show_over(self, screen: QWidget) -> None:
        """Show a screen over everything else; what was there waits."""
        self.over = screen
        under = self.page or self.front
        self._before_over = under.focusWidget() if under is not None else None
        self.toasts.put_away()  # it can wait, and would cover the words for a bad hour
        self._middle.addWidget(screen)
        self._arrange()

    def drop_over(self) -> QWidget | None:
        """Back to what was there. Returns what had the keyboard on the page, when it is still there."""
        before, self._before_over = self._before_over, None
        if self.over is not None:
            self.over.hide()
            self._middle.removeWidget(self.over)
            self.over.deleteLater()
            self.over = None
            self._arrange()
        return before if before is not None and isValid(before) and before.isVisible() else None

    def show_cover(self, cover: "Cover") -> None:
        """Show a cover in place of the page and what is over it; both are destroyed, with their words."""
        self.toasts.put_away()
        self.drop_over()
        self.drop_page()
        self.cover = cover
        self._middle.addWidget(cover)
        self._arrange()

    def drop_cover(self) -> None:
        """Take the cover away; the window shows a page next."""
        if self.cover is not None:
            self.cover.hide()
            self._middle.removeWidget(self.cover)
            self.cover.deleteLater()
            self.cover = None

    def show_ways(self, error: "WellPlanError", *, leaving: bool) -> None:
        """Words cannot be saved: say why, and what can be done, in place of “Saved”."""
        if self._unsaved is None:
            self.toasts.put_away()  # there may be no room for both, and this matters more
        self._unsaved = (error, leaving)
        self._arrange_foot()

    def put_ways_away(self) -> None:
        """Saving works again."""
        held = holds_keyboard(self.ways)
        self._unsaved = None
        self.ways.put_away()
        self._arrange_foot()
        if held:
            self._focus_again()

    def _drop_front(self) -> None:
        if self.front is not None:
            self._middle.removeWidget(self.front)
            self.front.deleteLater()
            self.front = None

    # --- what is in sight

    def _toggle_rail(self) -> None:
        if self.close_rail() or self.rail is None or self.page is None:
            return
        before = self.page.focusWidget()
        self._arrange(rail_open=True)
        self._before_rail = before
        # Where one is comes into sight with the list, and has the keyboard.
        QTimer.singleShot(0, self.rail, self.rail.take_keyboard)

    def close_rail(self) -> bool:
        """Back from the list to the page it had taken the place of; False when it had not."""
        if self.rail is None or self.page is None or not self.page.isHidden():
            return False
        before, page = self._before_rail, self.page
        self._arrange()
        give_focus(before if before is not None and isValid(before) else page.first_focus() or page)
        return True

    def _arrange(self, *, rail_open: bool = False) -> None:
        """`rail_open`: where there is no room for both, show the rail and not the page."""
        self._middle.setCurrentWidget(self.over or self.cover or self.front or self._pages)
        is_open, struggling = self.page is not None, self.over is not None
        rail_width = current_look().px(RAIL)
        narrow = self.window().width() < rail_width + current_look().px(LEAST_PAGE)
        self.bar.show_for(is_open=is_open, narrow=narrow, struggling=struggling)
        self._arrange_foot()
        if self.rail is not None:
            self.rail.setVisible(not narrow or rail_open)
            self.rail.setMaximumWidth(NO_LIMIT if narrow else rail_width)
            self.rail.setMinimumWidth(0 if narrow else rail_width)
            self._across.setStretch(1, 0 if narrow and rail_open else 1)
        if self.page is not None:
            self.page.setVisible(not (narrow and rail_open))

    def _arrange_foot(self) -> None:
        in_sight = self.page is not None and self.over is None
        if self._unsaved is not None and in_sight:
            self.ways.show_error(self._unsaved[0], leaving=self._unsaved[1])
        else:
            self.ways.hide()
        self.status.setVisible(in_sight and self._unsaved is None and not self.toasts.is_tight)

    def _focus_again(self) -> None:
        """A message that had the keyboard is gone: back to where it was before."""
        screen = self.over or self.cover or self.page or self.front
        if screen is not None and screen.isVisible():
            if holds_keyboard(screen):
                return
            before = screen.focusWidget()
            seen = before is not None and before.isVisible()
            first = self.page.first_focus() if screen is self.page and self.page is not None else None
            give_focus(before if seen and before is not None else first or screen)
        elif self.rail is not None and self.rail.isVisible():
            self.rail.take_keyboard()

    def focusNextPrevChild(self, on: bool) -> bool:
        """Tab from the bar may enter a page that is scrolled away from there: Qt would leave it so."""
        before = self.window().focusWidget()
        moved = super().focusNextPrevChild(on)
        held = self.window().focusWidget()
        page = page_around(held) if moved and held is not None else None
        if page is not None and held is not None and not (before and page.isAncestorOf(before)):
            page.show_widget(held)
        return moved

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
