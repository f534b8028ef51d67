# SPDX-License-Identifier: Apache-2.0
"""Step 3 of giving a copy: exactly what they will see, as pages and as words. And how large it is printed."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from wellplan.i18n import _
from wellplan.share.paper import SIZES
from wellplan.ui.buttons import button
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.copy_work import Shown
from wellplan.ui.flow import flow
from wellplan.ui.notice import as_error
from wellplan.ui.page import page_around
from wellplan.ui.preview import Preview
from wellplan.ui.rows import labelled_part
from wellplan.ui.settings import chosen_country
from wellplan.ui.share_draft import offered
from wellplan.ui.share_step import Step
from wellplan.ui.share_work import choose, make_to_show
from wellplan.ui.tasks import run_in_background
from wellplan.ui.words import Words


class SeeStep(Step):
    """`preview` stands beside it."""

    number = 3

    def build(self) -> None:
        name = self.draft.name
        self.title(_("This is what {name} will see").format(name=name), _("Nothing more is in the copy."))
        self.preview = Preview()
        # On a small window the pages stand below, out of sight: else nobody would know that they are there.
        self.look = button(_("Look at the pages, below"), self.show_pages, icon_name="down")
        self.below = flow(self.look)
        self.below.hide()
        self.body.addWidget(self.below)
        self.making = self._again = False
        plan = self.session.plan
        going = self.draft.parts(plan)
        for part in offered(plan):
            if part.id in going:
                self.body.addWidget(Words("• " + part.title))
        sizes = [(str(points), _("{n} point").format(n=points)) for points in SIZES]
        self.points = ChoiceField(sizes, str(self.draft.size))
        self.paper = ChoiceField((("a4", _("A4")), ("letter", _("US Letter"))), self.draft.paper)
        for each in (self.points, self.paper):
            each.setMinimumContentsLength(0)  # side by side
        size = labelled_part(_("Text size on paper"), self.points)
        self.body.addWidget(flow(size, labelled_part(_("Paper"), self.paper), across=16))
        self.points.picked.connect(self._changed)
        self.paper.picked.connect(self._changed)
        self.show_preview()

    def next_button(self) -> QPushButton:
        self.next = button(_("Yes, this is right"), self.onward.emit, kind="primary")
        return self.next

    def first_focus(self) -> QWidget | None:
        return self.next if self.below.isHidden() else self.look

    def set_narrow(self, on: bool) -> None:
        """Whether the preview stands below instead of beside."""
        self.preview.set_small(on)
        self.below.setVisible(on)

    def show_pages(self) -> None:
        """Scroll to the preview, and put the keyboard there."""
        page = page_around(self)
        around = page.widget() if page is not None else None
        if page is None or around is None:
            return
        chosen = self.preview.as_pages if self.preview.as_pages.isChecked() else self.preview.as_words
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)
        page.verticalScrollBar().setValue(self.preview.mapTo(around, QPoint(0, 0)).y())

    def _changed(self, _value: str) -> None:
        self.draft.size = int(self.points.value)
        self.draft.paper = "letter" if self.paper.value == "letter" else "a4"
        self.show_preview()

    def show_preview(self) -> None:
        """Make what is chosen, in the background, and show it."""
        if self.making:
            self._again = True
            return
        self.making = True
        self.preview.wait()
        session = self.session
        try:
            country = chosen_country(session.plan, self.settings)
            chosen = choose(self.draft, session.plan, session.keeper.version(), country)
        except Exception as error:
            self._not_made(error)
            return
        run_in_background(self, lambda: make_to_show(chosen), self._show_made, self._not_made)

    def _show_made(self, shown: Shown) -> None:
        from wellplan.share.text import what_was_replaced

        self.making = False
        if self._again:
            self._again = False
            self.show_preview()
            return
        self.preview.show_copy(shown.pages, shown.text, what_was_replaced(shown.replaced))
        self.preview.told.setText(_("This is exactly what they will see"))

    def _not_made(self, error: Exception) -> None:
        self.making = self._again = False
        self.preview.show_error(as_error(error))
