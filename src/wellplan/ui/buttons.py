# SPDX-License-Identifier: Apache-2.0
"""Buttons: one line of words, or a card whose words wrap. Enter presses them as well as Space."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from wellplan.ui.look import current_look, icon
from wellplan.ui.words import Words


class PressButton(QPushButton):
    """A push button that Enter presses as well as Space. The filled kinds show the focus by a ring inside."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hasFocus() or self.property("kind") not in ("primary", "large-primary"):
            return
        look = current_look()
        inset = 2 + look.px(3.5)  # the margin of the style sheet, and a rim of the fill
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.colours.on_accent), look.px(2)))
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, look.px(7), look.px(7))
        painter.end()


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    kind: str = "plain",
    icon_name: str = "",
    says: str = "",
) -> QPushButton:
    """A push button. `kind`: plain, primary, link, icon, large, large-primary, rail, option.

    `says` is its name for screen readers (and the tip) when the text alone would not do.
    """
    made = PressButton()
    made.setProperty("kind", kind)
    if icon_name:
        put_picture(made, icon_name)
    if says:
        made.setAccessibleName(says)
    if kind == "icon":
        made.setToolTip(says)
    put_text(made, text)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def put_picture(made: QPushButton, icon_name: str) -> None:
    """Put a line icon on a button, in the colour of its kind; before its words."""
    look = current_look()
    colours = look.colours
    tint = {"primary": colours.on_accent, "link": colours.accent, "icon": colours.quiet}
    made.setIcon(icon(icon_name, tint.get(made.property("kind"), colours.ink)))
    made.setIconSize(QSize(look.px(20), look.px(20)))
    made.setProperty("pictured", True)


def put_text(made: QPushButton, text: str) -> None:
    """Name a button. Qt leaves no room between a picture and the words beside it, so a space is put there."""
    pictured = text and made.property("pictured")
    made.setText((" \u2009" if pictured else "") + text.replace("&", "&&"))
    if pictured and not made.accessibleName():
        made.setAccessibleName(text)


class CardButton(PressButton):
    """A button whose words may wrap, with an aside under them: a page in the rail, a choice among a few."""

    def __init__(self, title: str, detail: str = "", *, kind: str = "option", icon_name: str = "") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setAutoExclusive(kind == "option")  # a choice among a few is a radio button to a screen reader
        look = current_look()
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        tones = {"rail": "rail", "idea": "body"}
        self.title = Words(title, tones.get(kind, "strong"))
        words.addWidget(self.title)
        if detail:
            words.addWidget(Words(detail, "small"))
        across = QHBoxLayout(self)
        side, high = (look.px(10), look.px(7)) if kind == "rail" else (look.px(16), look.px(12))
        across.setContentsMargins(side, high, side, high)
        across.setSpacing(look.px(10))
        if icon_name:
            picture = QLabel()
            picture.setPixmap(icon(icon_name, look.colours.quiet).pixmap(look.px(20), look.px(20)))
            picture.setFixedHeight(self.title.line_height())
            across.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return max(layout.totalHeightForWidth(width), current_look().px(40)) if layout else 0

    def sizeHint(self) -> QSize:
        layout = self.layout()
        width = layout.totalSizeHint().width() if layout else 0
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalMinimumSize() if layout else QSize()
