# SPDX-License-Identifier: Apache-2.0
"""The first screens, before there is a plan: at most four, with one decision each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QTimer, Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.plan import templates
from wellplan.share.paper import usual_paper
from wellplan.ui.first_steps import ChoicePage, PassphrasePage, RecoveryPage
from wellplan.ui.notice import as_error
from wellplan.ui.page import Page, give_focus
from wellplan.ui.settings import Settings, chosen_country
from wellplan.ui.tasks import run_in_background
from wellplan.ui.welcome_page import LookPage, WelcomePage
from wellplan.vault.places import is_there

if TYPE_CHECKING:
    from wellplan.crypto import Cost
    from wellplan.vault.store import Store


@dataclass(slots=True)
class Made:
    """The plan once it is in its file, and what it was made with."""

    store: "Store"
    code: str
    template_id: str
    passphrase: str


class Welcome(QWidget):
    """`opened` carries a new plan's store, `example` a keeper of an example, `locked_plan` a path to open."""

    opened = Signal(object)
    example = Signal(object)
    locked_plan = Signal(object)
    copy_chosen = Signal(object)
    known_plans = Signal()
    look_changed = Signal()

    def __init__(
        self,
        settings: Settings,
        *,
        cost: "Cost | None" = None,
        before: "Welcome | None" = None,
    ) -> None:
        super().__init__()
        self._settings, self._cost = settings, cost
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._template_id = ""
        self._made: Made | None = None
        self._choice_state: tuple[bool, str, str, str] | None = None
        place = before.place if before is not None else None
        self.welcome = WelcomePage(place, known=bool(settings.known_plans()))
        self.welcome.start.connect(self._choose_template)
        self.welcome.look_around.connect(self._choose_example)
        self.welcome.plan_to_open.connect(lambda path: self._leave_by(self.locked_plan, path))
        self.welcome.copy_to_open.connect(lambda path: self._leave_by(self.copy_chosen, path))
        self.welcome.change_look.connect(self.show_look)
        self.welcome.known_plans.connect(lambda: self._leave_by(self.known_plans))
        self._pages: dict[str, Page] = {}
        self._show_page("welcome", lambda: self.welcome)
        if before is not None:
            self._go_on_from(before)

    @property
    def place(self) -> Path:
        """Where the new plan is to be kept."""
        return self.welcome.place

    @property
    def page(self) -> Page:
        """The screen shown now."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    def _go_on_from(self, before: "Welcome") -> None:
        """The same first steps in another look: what was chosen, made and typed comes along."""
        self._cost, self._template_id = before._cost, before._template_id
        self._made, before._made = before._made, None
        if self._made is not None:
            self.welcome.set_made(self._made.store.path)
        if "passphrase" in before._pages:
            self._choice_state = before._passphrase_page().choice.state
        self.show_look()

    # --- going about

    def _show_page(self, name: str, make: Callable[[], Page]) -> Page:
        if name not in self._pages:
            page = self._pages[name] = make()
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._pages[name])
        QTimer.singleShot(0, self, self._focus)
        return self._pages[name]

    def _back_to(self, name: str) -> None:
        self._show_page(name, lambda: self._pages[name])

    def _focus(self) -> None:
        first = self.page.first_focus()
        if first is not None and self.isVisible():
            give_focus(first)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._focus)

    def show_look(self) -> None:
        """Text and colours."""
        page = self._show_page("look", lambda: LookPage(self._settings))
        assert isinstance(page, LookPage)
        page.panel.look_changed.connect(self.look_changed)
        page.back.connect(lambda: self._back_to("welcome"))

    def _leave_by(self, way: SignalInstance, *path: Path) -> None:
        self.let_go()
        way.emit(*path)

    # --- an example

    def _choose_example(self) -> None:
        def make() -> Page:
            page = ChoicePage(
                _("Look around with an example"),
                _("These people are invented. Try everything: nothing you change is kept."),
                templates.example_plans(),
                icons=("me",),
            )
            page.chosen.connect(self._open_example)
            page.back.connect(lambda: self._back_to("welcome"))
            return page

        self._show_page("example", make)

    def _open_example(self, example_id: str) -> None:
        from wellplan.ui.example import ExampleKeeper

        self.let_go()
        self.example.emit(ExampleKeeper(templates.load_example(example_id)))

    # --- a plan of one's own

    def _choose_template(self) -> None:
        def make() -> Page:
            page = ChoicePage(
                _("How would you like to start?"),
                _("You can add, change or remove any page later."),
                templates.list_templates(_language()),
                icons=("start", "paper", "edit"),
                step=_("Start my plan · step {number} of 3").format(number=1),
            )
            page.chosen.connect(self._choose_passphrase)
            page.back.connect(lambda: self._back_to("welcome"))
            return page

        self._show_page("template", make)

    def _choose_passphrase(self, template_id: str) -> None:
        self._template_id = template_id

        def make() -> Page:
            page = PassphrasePage(step=_("Start my plan · step {number} of 3").format(number=2))
            if self._choice_state is not None:
                page.choice.take_state(self._choice_state)
                self._choice_state = None
            page.choice.confirmed.connect(self._make_plan)
            page.back.connect(lambda: self._back_to("template"))
            return page

        self._show_page("passphrase", make)

    def _make_plan(self) -> None:
        page = self._passphrase_page()
        passphrase, template_id = page.choice.passphrase, self._template_id
        if self._made is not None and (passphrase, template_id) == (
            self._made.passphrase,
            self._made.template_id,
        ):
            self._show_recovery(self._made)
            return
        work = self._change_work if self._made is not None else self._create_work
        page.wait(True, _("Making your plan…"))
        run_in_background(self, work(passphrase, template_id), self._plan_made, self._not_made)

    @property
    def _options(self) -> dict[str, Any]:
        return {} if self._cost is None else {"cost": self._cost}

    def _create_work(self, passphrase: str, template_id: str) -> Callable[[], Made]:
        plan = templates.start_plan(template_id, language=_language())
        path, options = self.place, self._options

        def work() -> Made:
            from wellplan.vault.store import create

            store, code = create(path, passphrase, plan, **options)
            return Made(store, code, template_id, passphrase)

        return work

    def _change_work(self, passphrase: str, template_id: str) -> Callable[[], Made]:
        """The person went back and chose differently: the file is there already, so it is changed."""
        made = self._made
        assert made is not None
        plan, options = templates.start_plan(template_id, language=_language()), self._options

        def work() -> Made:
            if passphrase != made.passphrase:
                made.store.change_passphrase(passphrase, **options)
            if template_id != made.template_id:
                made.store.save(plan)
            return Made(made.store, made.code, template_id, passphrase)

        return work

    def _plan_made(self, made: Made) -> None:
        self._passphrase_page().wait(False)
        first = self._made is None
        self._made = made
        self._settings.remember_plan(made.store.path)
        if first:
            self.welcome.set_made(made.store.path)
            made.store.set_preference("recovery_sheet", "skipped")  # until one is printed or saved
        self._show_recovery(made)

    def _not_made(self, error: Exception) -> None:
        page = self._passphrase_page()
        page.wait(False)
        shown = as_error(error)
        page.choice.notice.show_error(shown)
        if self._made is None and is_there(self.place):
            self.welcome.use_free_name()
        give_focus(page.choice.confirm)

    def _show_recovery(self, made: Made) -> None:
        def make() -> Page:
            step = _("Start my plan · step {number} of 3").format(number=3)
            paper = usual_paper(chosen_country(made.store.plan, self._settings))
            page = RecoveryPage(made.code, made.store.path, paper, step=step)
            page.sheet.done.connect(self._finish)
            page.back.connect(lambda: self._back_to("passphrase"))
            return page

        self._show_page("recovery", make)

    def _finish(self, how: str) -> None:
        made = self._made
        assert made is not None
        try:
            made.store.set_preference("recovery_sheet", how)
            made.store.set_preference("recovery_told", date.today().isoformat())  # a week of quiet about it
        except WellPlanError as error:
            page = self.page
            assert isinstance(page, RecoveryPage)
            page.sheet.notice.show_error(error)
            return
        self._made = None  # the store belongs to the session now
        self._forget()
        self.opened.emit(made.store)

    def _passphrase_page(self) -> PassphrasePage:
        page = self._pages["passphrase"]
        assert isinstance(page, PassphrasePage)
        return page

    # --- leaving

    def _forget(self) -> None:
        for page in self._pages.values():
            if isinstance(page, PassphrasePage):
                page.choice.forget()
            elif isinstance(page, RecoveryPage):
                page.sheet.forget()

    def let_go(self) -> None:
        """Wipe secrets and close a plan that was made here and not gone into."""
        self._forget()
        if self._made is not None:
            made, self._made = self._made, None
            made.store.close()


def _language() -> str:
    """The language of built-in words in a new plan; English until there are others."""
    name = QLocale.system().bcp47Name()
    return name if name.startswith("en-") else "en-GB"
