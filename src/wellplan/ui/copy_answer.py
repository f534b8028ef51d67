# SPDX-License-Identifier: Apache-2.0
"""Answering a sealed copy in WellPlan as on its page: a box under each part, and a form at the end."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from wellplan.errors import WellPlanError
from wellplan.i18n import _
from wellplan.share.copy_words import answer_words
from wellplan.ui.buttons import button
from wellplan.ui.file_dialogs import ask_place_for_answer, documents
from wellplan.ui.flow import flow
from wellplan.ui.look import current_look
from wellplan.ui.notice import Notice
from wellplan.ui.page import give_focus, page_around
from wellplan.ui.rows import hairline, labelled_part, stack
from wellplan.ui.text_fields import LineField, TextField, whole_characters
from wellplan.ui.words import Heading, Words

if TYPE_CHECKING:
    from wellplan.share.answering import Draft
    from wellplan.share.sealed_copy import Copy


class AnswerBox(QWidget):
    """The three choices under one part, and room for words once one is chosen. It writes into the draft."""

    def __init__(self, part: str, title: str, draft: "Draft", whose: str) -> None:
        super().__init__()
        self.part, self._draft, said = part, draft, answer_words()
        self._labels: dict[str, str] = said["your_words"]
        legend = said["answer_to"].format(name=whose) if whose else said["answer"]
        down = stack(self, spacing=6)
        down.setContentsMargins(0, current_look().px(6), 0, 0)
        down.addWidget(Words(legend, "quiet"))
        group = QButtonGroup(self)
        self.choices: dict[str, QPushButton] = {}
        for kind, name in said["kinds"].items():
            made = button(name, kind="choice", says=f"{name}: {title}")
            made.setCheckable(True)
            made.setAutoExclusive(True)  # to a screen reader: one of three, not a box to tick
            made.clicked.connect(lambda _on=False, kind=kind: self._choose(kind))
            group.addButton(made)
            self.choices[kind] = made
        down.addWidget(flow(*self.choices.values()))
        self._group = group
        kept = draft.answers.get(part)
        self.words = TextField(kept[1] if kept else "")
        self.words.typed.connect(self._typed)
        self._label = Words("", "label")
        self.take_away = button(
            said["take_away"], self._forget, kind="link", says=f"{said['take_away']}: {title}"
        )
        self._more = QWidget()
        inside = stack(self._more, spacing=4)
        for each in (self._label, self.words, flow(self.take_away)):
            inside.addWidget(each)
        down.addWidget(self._more)
        self._title = title
        self._show()

    def _choose(self, kind: str) -> None:
        words = whole_characters(self.words.toPlainText())
        self._draft.answers[self.part] = (kind, words)  # type: ignore[assignment]
        self._draft.unsaved = True
        self._show()
        if (page := page_around(self)) is not None:
            page.show_widget(self._more)  # there is room for words now: it must be seen

    def _typed(self, words: str) -> None:
        kept = self._draft.answers.get(self.part)
        if kept is not None:
            self._draft.answers[self.part] = (kept[0], words)
            self._draft.unsaved = True

    def _forget(self) -> None:
        kind, _words = self._draft.answers.pop(self.part)
        self._draft.unsaved = True
        self.words.put_text("")
        give_focus(self.choices[kind])
        self._show()

    def _show(self) -> None:
        kept = self._draft.answers.get(self.part)
        self._group.setExclusive(False)  # so that none may be chosen
        for kind, made in self.choices.items():
            made.setChecked(kept is not None and kept[0] == kind)
        self._group.setExclusive(True)
        self._more.setVisible(kept is not None)
        if kept is not None:
            self._label.setText(self._labels[kept[0]])
            self.words.setAccessibleName(f"{self._labels[kept[0]]} {self._title}")


class AnswerForm(QWidget):
    """Who answers, and saving it. `titles` are those of the parts, by their ids."""

    def __init__(self, copy: "Copy", draft: "Draft", titles: dict[str, str], whose: str) -> None:
        super().__init__()
        self._copy, self._draft, self._titles, said = copy, draft, titles, answer_words()
        down = stack(self, spacing=10)
        down.addWidget(hairline())
        down.addWidget(Heading(said["reply_title"], "h2"))
        down.addWidget(Words(said["reply_lead"]))
        down.addWidget(Words(said["reply_private"], "quiet"))
        self.name, self.role = LineField(draft.name), LineField(draft.role)
        for field, label, key in (
            (self.name, said["your_name"], "name"),
            (self.role, said["your_role"], "role"),
        ):
            field.typed.connect(lambda words, key=key: self._typed(key, words))
            down.addWidget(labelled_part(label, field))
        words = said["save_for"].format(name=whose) if whose else said["save"]
        self.save_button = button(words, self.save, kind="primary")
        down.addWidget(flow(self.save_button))
        self.notice = Notice()
        down.addWidget(self.notice)

    def _typed(self, key: str, words: str) -> None:
        setattr(self._draft, key, words)
        self._draft.unsaved = True

    def save(self) -> None:
        """Ask for a place and write the sealed answer there, when nothing is missing."""
        from wellplan.share.answering import missing, seal_answer
        from wellplan.share.writing import write_copy

        draft = self._draft
        if what := missing(draft, self._titles):
            self.notice.say(what, icon_name="info")
            if what == answer_words()["no_name"]:
                give_focus(self.name)
            return
        path = ask_place_for_answer(self, documents() / f"answer-{date.today().isoformat()}.txt")
        if path is None:
            return
        try:
            write_copy(path, seal_answer(draft, self._copy))
        except WellPlanError as error:
            self.notice.show_error(WellPlanError(error.what, _("Nothing was saved yet."), error.next_step))
            return
        draft.unsaved = False
        said = _("Saved in {place}. Please send it back.")
        self.notice.say(said.format(place=path), icon_name="check")
