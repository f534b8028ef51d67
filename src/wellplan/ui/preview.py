# SPDX-License-Identifier: Apache-2.0
"""What a copy will be: its pages as pictures on the desk, and the same content as words to read."""

from PySide6.QtWidgets import QButtonGroup, QTextBrowser, QVBoxLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.ui.buttons import button
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice
from wellplan.ui.sheets import Sheets
from wellplan.ui.words import Words

WORDS_FROM = 150  # per cent: with text this large, words are easier to read than pictures of pages


class Preview(QWidget):
    """Shows one copy. On a small window either the pages or the words; on a large one the words follow."""

    def __init__(self) -> None:
        super().__init__()
        look = current_look()
        self.setObjectName("desk")
        self._small = False
        self.told = Words("", "quiet")
        self.replaced = Words()
        self.as_pages = button(_("Show as pages"), kind="choice")
        self.as_words = button(_("Show as words"), kind="choice")
        group = QButtonGroup(self)
        for each in (self.as_pages, self.as_words):
            each.setCheckable(True)
            each.setAutoExclusive(True)  # to a screen reader: one of two, not a box to tick
            group.addButton(each)
        self.notice = Notice()
        self.sheets = Sheets()
        self.words_title = Words(_("The same in words"), "quiet")
        self.words = _words_to_read()
        down = QVBoxLayout(self)
        side = look.px(28)
        down.setContentsMargins(side, look.px(24), side, look.px(32))
        down.setSpacing(look.px(12))
        down.addWidget(self.told)
        down.addWidget(flow(self.as_pages, self.as_words))
        for part in (self.replaced, self.notice, self.sheets, self.words_title, self.words):
            down.addWidget(part)
        down.addStretch(1)
        (self.as_words if look.text_size >= WORDS_FROM else self.as_pages).setChecked(True)
        self.as_pages.toggled.connect(lambda _on: self._arrange())
        self._arrange()

    def set_small(self, small: bool) -> None:
        """On a small window, show the pages or the words, not both."""
        if small != self._small:
            self._small = small
            self._arrange()

    def show_copy(self, pages: tuple[bytes, ...], text: str, replaced: str) -> None:
        """Show a copy that has been made. `replaced` names the signs that could not be printed."""
        self.notice.put_away()
        self.told.setText(_("This is exactly what comes out"))
        self.replaced.setText(replaced)
        self.sheets.show_pages(pages)
        self.words.setPlainText(text)
        self._arrange()

    def wait(self) -> None:
        """Say that other pages are coming; those before stay until then."""
        self.notice.put_away()
        self.told.setText(_("Making your pages…"))

    def show_error(self, error: WellPlanError) -> None:
        """Say why there is nothing to see."""
        self.told.setText("")
        self.notice.show_error(error)

    def _arrange(self) -> None:
        pages = self.as_pages.isChecked()
        self.replaced.setVisible(bool(self.replaced.text()))
        self.sheets.setVisible(pages and self.sheets.count > 0)
        words = bool(self.words.toPlainText()) and (not pages or not self._small)
        self.words.setVisible(words)
        self.words_title.setVisible(words and pages)


def _words_to_read() -> QTextBrowser:
    made = QTextBrowser()
    made.setOpenLinks(False)
    made.setUndoRedoEnabled(False)
    made.setTabChangesFocus(True)
    made.setAccessibleName(_("The copy in words"))
    return made
