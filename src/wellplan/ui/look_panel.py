# SPDX-License-Identifier: Apache-2.0
"""Text and colours: every choice is seen at once. Used before a plan is open and in Settings."""

from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from wellplan.i18n import _
from wellplan.ui.buttons import CardButton, button
from wellplan.ui.cards import cards
from wellplan.ui.flow import flow
from wellplan.ui.look import FAMILY, TEXT_SIZES, current_look, icon
from wellplan.ui.palettes import PALETTES, PaletteName
from wellplan.ui.rows import row, stack
from wellplan.ui.settings import Settings
from wellplan.ui.words import Heading


class PaletteSample(QWidget):
    """A small page painted in a palette's own colours."""

    def __init__(self, name: PaletteName) -> None:
        super().__init__()
        self._colours = PALETTES[name]
        look = current_look()
        self.setFixedSize(QSize(look.px(60), look.px(46)))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, look = self._colours, current_look()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(c.paper))
        painter.setPen(QPen(QColor(c.edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(8), look.px(8))
        font = QFont(FAMILY)
        font.setPixelSize(look.px(20))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(c.ink))
        left = self.rect().adjusted(look.px(9), look.px(4), 0, -look.px(16))
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "Aa")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.accent))
        y, thick = look.px(33), look.px(5)
        painter.drawRoundedRect(QRectF(look.px(9), y, look.px(24), thick), thick / 2, thick / 2)
        painter.setBrush(QColor(c.quiet))
        painter.drawRoundedRect(QRectF(look.px(37), y, look.px(13), thick), thick / 2, thick / 2)
        painter.end()


class LookPanel(QWidget):
    """Emits `look_changed` after the settings hold the new look; the window is then drawn again."""

    look_changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._down = stack(self, spacing=8)
        self._palettes()
        self._sizes()
        self._spacings()

    def first_focus(self) -> QWidget | None:
        """The colours in use."""
        return self.findChild(QPushButton, f"look-palette-{self._settings.look.palette}")

    def _palettes(self) -> None:
        names: tuple[tuple[PaletteName, str, str], ...] = (
            ("soft", _("Soft"), _("Cream paper")),
            ("light", _("Light"), _("White paper")),
            ("dark", _("Dark"), _("For the evening")),
            ("contrast", _("High contrast"), _("Strong edges")),
        )
        look, made = self._settings.look, list[QWidget]()
        for name, title, detail in names:
            card = CardButton(title, detail)
            card.setObjectName(f"look-palette-{name}")
            across = card.layout()
            assert isinstance(across, QHBoxLayout)
            first = across.itemAt(0)
            words = first.layout() if first is not None else None
            assert isinstance(words, QVBoxLayout)
            words.insertStretch(0, 1)
            words.addStretch(1)
            across.insertWidget(0, PaletteSample(name))
            if look.palette == name:
                # Beside the name, not beside both lines: the aside would have to wrap.
                words.removeWidget(card.title)
                words.insertLayout(1, row(card.title, 1, _mark()))
            made.append(self._choice(card, look.palette == name, palette=name))
        self._group(_("Colours"), cards(*made, least=current_look().px(210), most=2, gap=8), made)

    def _sizes(self) -> None:
        look, made = self._settings.look, list[QWidget]()
        for size in TEXT_SIZES:
            text = _("{number} %").format(number=size)
            each = button(text, kind="choice", says=_("Text size {number} %").format(number=size))
            each.setObjectName(f"look-size-{size}")
            made.append(self._choice(each, look.text_size == size, text_size=size))
        self._group(_("Text size"), flow(*made, across=4, down=4), made)

    def _spacings(self) -> None:
        look, made = self._settings.look, list[QWidget]()
        for name, text in (("usual", _("Usual")), ("wide", _("Wide"))):
            each = button(text, kind="choice", says=_("Space between lines: {name}").format(name=text))
            each.setObjectName(f"look-spacing-{name}")
            made.append(self._choice(each, look.spacing == name, spacing=name))
        self._group(_("Space between lines"), flow(*made, across=4, down=4), made)

    def _choice(self, made: QPushButton, on: bool, **change: Any) -> QPushButton:
        made.setCheckable(True)
        made.setChecked(on)
        if on and not isinstance(made, CardButton):
            look = current_look()
            made.setIcon(icon("check", look.colours.accent))
            made.setIconSize(QSize(look.px(18), look.px(18)))
        made.clicked.connect(lambda _checked=False: self._take(**change))
        return made

    def _group(self, title: str, holder: QWidget, buttons: list[QWidget]) -> None:
        group = QButtonGroup(self)
        for each in buttons:
            assert isinstance(each, QAbstractButton)
            group.addButton(each)
            # Tab comes to the choice in use, not to the first; the arrow keys go to the others.
            policy = Qt.FocusPolicy.StrongFocus if each.isChecked() else Qt.FocusPolicy.ClickFocus
            each.setFocusPolicy(policy)
        heading = Heading(title, "group")
        heading.setContentsMargins(0, current_look().px(10), 0, 0)
        self._down.addWidget(heading)
        self._down.addWidget(holder)

    def _take(self, **change: Any) -> None:
        look = self._settings.look._replace(**change)
        if look != self._settings.look:
            self._settings.look = look
            self.look_changed.emit()


def _mark() -> QLabel:
    """The tick on the chosen card: a sign that does not need colour."""
    look = current_look()
    mark = QLabel()
    mark.setFixedSize(look.px(22), look.px(22))
    mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    mark.setPixmap(icon("check", look.colours.accent).pixmap(look.px(20), look.px(20)))
    return mark
