# SPDX-License-Identifier: Apache-2.0
"""Settings: text and colours, locking, help lines, looking again; the way to the plan's key and file."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

import wellplan
from wellplan.i18n import _, ngettext
from wellplan.plan.lines import countries
from wellplan.resources import portable_dir
from wellplan.ui.buttons import button
from wellplan.ui.choice_field import ChoiceField
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.look_panel import LookPanel
from wellplan.ui.page import Page
from wellplan.ui.place_page import portable_words
from wellplan.ui.rows import hairline, labelled
from wellplan.ui.session import Session
from wellplan.ui.settings import IDLE_MINUTES, Settings, chosen_country
from wellplan.ui.words import Heading, Words

REVIEW_MONTHS = (1, 2, 3, 6, 12, 24)


class SettingsPage(Page):
    """One column of short groups. Changes take effect straight away; there is no button to save them."""

    def __init__(self, session: Session, settings: Settings, _what: str = "") -> None:
        super().__init__(_("Settings"))
        self.session, self.settings = session, settings
        self.column.addWidget(Words(_("Changes take effect straight away."), "lead"))
        self._look()
        self._locking()
        self._lines()
        self._looking_again()
        self._plan()
        self._about()
        self.column.addStretch(1)

    def _group(self, title: str) -> QVBoxLayout:
        look = current_look()
        self.column.addSpacing(look.px(16))
        self.column.addWidget(hairline())
        self.column.addSpacing(look.px(8))
        self.column.addWidget(Heading(title, "h2"))
        down = QVBoxLayout()
        down.setSpacing(look.px(10))
        self.column.addLayout(down)
        return down

    def _look(self) -> None:
        self.panel = LookPanel(self.settings)
        self.panel.look_changed.connect(self.look_changed)
        self._group(_("Text and colours")).addWidget(self.panel)

    def first_focus(self) -> QWidget | None:
        return self.panel.first_focus()

    def _locking(self) -> None:
        down = self._group(_("Lock when I am away"))
        down.addWidget(
            Words(
                _("When no key and no mouse is used for a while, your plan is saved and locked."),
                "quiet",
            )
        )
        choices = [(str(minutes), _minutes(minutes)) for minutes in (*IDLE_MINUTES[1:], 0)]
        self.idle = ChoiceField(choices, str(self.settings.idle_minutes))
        self.idle.picked.connect(self._take_idle)
        down.addLayout(_short(_("Lock after"), self.idle))

    def _take_idle(self, minutes: str) -> None:
        self.settings.idle_minutes = int(minutes)
        self.settings_changed.emit()

    def _lines(self) -> None:
        down = self._group(_("Help in a crisis"))
        down.addWidget(Words(_("Which country’s help lines should be shown?"), "quiet"))
        chosen = chosen_country(self.session.plan, self.settings)
        self.country = ChoiceField([(c.code, c.name) for c in countries()], chosen)
        self.country.picked.connect(self._take_country)
        down.addLayout(_short(_("My country"), self.country))

    def _take_country(self, code: str) -> None:
        self.settings.country = code
        self.session.remember("country", code)

    def _looking_again(self) -> None:
        down = self._group(_("Looking at my plan again"))
        down.addWidget(Words(_("Each copy says when it is time to look at it again."), "quiet"))
        chosen = self.session.keeper.preference("review_months", "6")
        self.review = ChoiceField([(str(n), _months(n)) for n in REVIEW_MONTHS], chosen)
        self.review.picked.connect(lambda months: self.session.remember("review_months", months))
        down.addLayout(_short(_("Look again every"), self.review))

    def _plan(self) -> None:
        down = self._group(_("My plan’s key and its file"))
        another = button(_("Open another plan"), lambda: self.lock_asked.emit(True))
        another.setObjectName("settings-another")
        if self.session.example:
            words = _("This is an example, so it has no passphrase and no file. A plan of your own has both.")
            down.addWidget(Words(words, "quiet"))
            down.addWidget(flow(another))
            return
        secrets = button(
            _("Passphrase and recovery sheet"),
            lambda: self.go.emit("secrets", ""),
            says=_("Go to the passphrase and the recovery sheet"),
        )
        secrets.setObjectName("settings-secrets")
        place = button(
            _("Where my plan is"),
            lambda: self.go.emit("place", ""),
            says=_("Go to where my plan is"),
        )
        place.setObjectName("settings-place")
        another.setAccessibleDescription(_("This plan is saved and locked first."))
        down.addWidget(flow(secrets, place, another))
        if portable_dir() is not None:
            down.addWidget(Words(portable_words(), "quiet"))

    def _about(self) -> None:
        down = self._group(_("About WellPlan"))
        version = _("Version {number}").format(number=wellplan.__version__)
        words = _("WellPlan works with no internet and no account. What you write stays on this computer.")
        down.addWidget(Words(version, "body"))
        down.addWidget(Words(words, "quiet"))


def _short(label: str, field: QWidget) -> QVBoxLayout:
    """A labelled field that is no wider than what is in it."""
    holder = flow(field)
    made = labelled(label, holder)
    holder.setAccessibleName("")
    field.setAccessibleName(label)
    return made


def _minutes(minutes: int) -> str:
    if not minutes:
        return _("Never by itself")
    return ngettext("{number} minute", "{number} minutes", minutes).format(number=minutes)


def _months(months: int) -> str:
    return ngettext("{number} month", "{number} months", months).format(number=months)
