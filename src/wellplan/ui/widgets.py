# SPDX-License-Identifier: Apache-2.0
"""The small pieces every screen is made of: words, headings, buttons, fields and the page they stand on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAccessibleWidget,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from wellplan.ui.look import SPACINGS, current_look, icon

KEPT_LAYOUTS = 4  # widths of one text that Qt goes back and forth between


class Words(QLabel):
    """Plain text with room between the lines, wrapped to the width it is given. Never reads markup."""

    def __init__(self, text: str = "", tone: str = "body") -> None:
        super().__init__(text)
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._laid_out: dict[tuple[object, ...], tuple[list[QTextLayout], int, int]] = {}

    def set_tone(self, tone: str) -> None:
        """Dress the words differently, e.g. when a page in the rail becomes the open one."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
            self.updateGeometry()

    def _spacing(self) -> float:
        usual = SPACINGS[current_look().spacing]
        big = self.fontMetrics().height() > 1.5 * QFontMetrics(QApplication.font()).height()
        return 1 + (usual - 1) * (0.3 if big else 0.75)

    def _lay_out(self, width: int) -> tuple[list[QTextLayout], int, int]:
        """Paragraphs laid out in `width` px; with their whole height and widest line."""
        step = self.fontMetrics().height() * self._spacing()
        # Qt asks for the same few widths many times while it arranges a page.
        key = (width, step, self.text(), self.font().key())
        if key not in self._laid_out:
            if len(self._laid_out) >= KEPT_LAYOUTS:
                self._laid_out.clear()
            self._laid_out[key] = self._lay_out_anew(width, step)
        return self._laid_out[key]

    def _lay_out_anew(self, width: int, step: float) -> tuple[list[QTextLayout], int, int]:
        layouts, y, widest = [], 0.0, 0.0
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        for paragraph in self.text().split("\n"):
            layout = QTextLayout(paragraph, self.font())
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(width, 1))
                line.setPosition(QPoint(0, round(y + (step - line.height()) / 2)).toPointF())
                widest = max(widest, line.naturalTextWidth())
                y += step
            layout.endLayout()
            if paragraph == "":
                y += step * 0.5 if layout.lineCount() == 0 else 0
            layouts.append(layout)
        return layouts, round(y + 0.5), round(widest + 1)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        return self._lay_out(inner)[1] + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = min(self._lay_out(100_000)[2], current_look().column_px) + margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        longest = max(self.text().split() or [""], key=len)
        width = min(self.fontMetrics().horizontalAdvance(longest) + 2, current_look().px(220))
        return QSize(width, self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        rect: QRect = self.contentsRect()
        for layout in self._lay_out(rect.width())[0]:
            layout.draw(painter, rect.topLeft().toPointF())
        painter.end()


class Heading(Words):
    """A heading for eyes and for screen readers. One `h1` a page."""

    def __init__(self, text: str = "", tone: str = "h1") -> None:
        super().__init__(text, tone)
        self.setAccessibleName(text)

    def setText(self, text: str) -> None:
        """Its role takes its name from here, not from the words painted."""
        super().setText(text)
        self.setAccessibleName(text)


class Toast(QFrame):
    """A short message that screen readers speak when it is shown, with one thing to do about it."""


def install_accessible_roles() -> None:
    """Give Heading and Toast their roles in the accessibility tree. Call once, after QApplication."""
    QAccessible.installFactory(_make_accessible)


def _make_accessible(_class_name: str, widget: object) -> object:
    # The level of a heading would need interface_cast, which crashes: the role alone is stable.
    if isinstance(widget, Heading):
        return QAccessibleWidget(widget, QAccessible.Role.Heading)
    if isinstance(widget, Toast):
        return QAccessibleWidget(widget, QAccessible.Role.Notification)
    return None


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
        look = current_look()
        colours = look.colours
        tint = {"primary": colours.on_accent, "link": colours.accent, "icon": colours.quiet}
        made.setIcon(icon(icon_name, tint.get(kind, colours.ink)))
        made.setIconSize(QSize(look.px(20), look.px(20)))
    if says:
        made.setAccessibleName(says)
    if kind == "icon":
        made.setToolTip(says)
    put_text(made, text)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def put_text(made: QPushButton, text: str) -> None:
    """Name a button. Qt leaves no room between a picture and the words beside it, so a space is put there."""
    pictured = text and not made.icon().isNull()
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


class LineField(QLineEdit):
    """One line of the person's words. Undo belongs to the whole window, so the field keeps none."""

    typed = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.setMaxLength(10_000_000)  # Qt's own limit would cut a long paste short without a word
        self.setText(text)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(lambda words: self.typed.emit(whole_characters(words)))

    def event(self, event: QEvent) -> bool:
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)


class TextField(QTextEdit):
    """Several lines of the person's words: grows with them; Tab moves on."""

    typed = Signal(str)

    def __init__(self, text: str = "", placeholder: str = "") -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().setDocumentMargin(1)
        self.put_text(text)
        self.textChanged.connect(self._changed)

    def _changed(self) -> None:
        self._fit()
        self.typed.emit(whole_characters(self.toPlainText()))

    def put_text(self, text: str) -> None:
        """Show text, keeping the cursor where it was as far as that is possible."""
        place = self.textCursor().position()
        self.setPlainText(text)
        form = QTextBlockFormat()
        form.setLineHeight(
            100 * (1 + (SPACINGS[current_look().spacing] - 1) * 0.75),
            QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
        )
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form)
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(self.toPlainText())))
        self.setTextCursor(cursor)
        self._fit()

    def _fit(self) -> None:
        # Two lines at least, so that it looks like room to write; ten at most, then it scrolls.
        line = self.fontMetrics().height() * 1.3
        wanted = self.document().size().height() + current_look().px(20)
        self.setFixedHeight(round(min(max(wanted, line * 2 + current_look().px(18)), line * 12)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if _is_undo(event):
            event.ignore()
            return False
        return super().event(event)


def whole_characters(text: str) -> str:
    """The text with any half character (a lone surrogate, from a broken paste) made a replacement mark."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_undo(event: QEvent) -> bool:
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    command = Qt.KeyboardModifier.ControlModifier
    return bool(event.modifiers() & command) and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y)


class Page(QScrollArea):
    """One screen: a single column no wider than 70 characters, with one heading. It scrolls, never clips."""

    go = Signal(str, str)  # the page wanted, and the id of what it should show
    look_changed = Signal()  # the settings hold another look: everything is to be drawn again
    settings_changed = Signal()  # the settings hold something else the window should know

    def __init__(self, title: str, *, narrow: bool = False) -> None:
        super().__init__()
        look = current_look()
        self.setObjectName("page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around = QWidget()
        around.setObjectName("column")
        across = QHBoxLayout(around)
        across.setContentsMargins(look.px(24), look.px(32), look.px(24), look.px(40))
        inner = QWidget()
        inner.setMaximumWidth(round(look.column_px * 0.72) if narrow else look.column_px)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(look.px(12))
        self.heading = Heading(title)
        self.column.addWidget(self.heading)
        self.setWidget(around)

    def first_focus(self) -> QWidget | None:
        """What should have the keyboard when the page opens; None: the first thing that takes it."""
        return None

    def show_widget(self, widget: QWidget) -> None:
        """Scroll so that a widget can be seen, also on a page that has only just been made."""
        around = self.widget()
        if around is not None and (inside := around.layout()) is not None:
            inside.activate()
        self.ensureWidgetVisible(widget, 0, current_look().px(60))


def give_focus(widget: QWidget) -> None:
    """Put the keyboard somewhere, and scroll there: the focus is never out of sight."""
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    around = widget.parentWidget()
    while around is not None and not isinstance(around, Page):
        around = around.parentWidget()
    if around is not None:
        around.show_widget(widget)


def hairline() -> QFrame:
    """A thin line between two things."""
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedHeight(1)
    return line


def row(*things: QWidget | QLayout | int, spacing: int = 8) -> QHBoxLayout:
    """Things side by side; a number is a stretch."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(current_look().px(spacing))
    for thing in things:
        if isinstance(thing, int):
            made.addStretch(thing)
        elif isinstance(thing, QLayout):
            made.addLayout(thing)
        else:
            made.addWidget(thing)
    return made


def labelled(label: str, field: QWidget, hint: str = "") -> QVBoxLayout:
    """A field under its label, tied together for screen readers."""
    made = QVBoxLayout()
    made.setSpacing(current_look().px(3))
    words = Words(label, "label")
    words.setBuddy(field)
    field.setAccessibleName(label)
    if hint:
        field.setAccessibleDescription(hint)
    made.addWidget(words)
    made.addWidget(field)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and destroy it."""
    while (entry := layout.takeAt(0)) is not None:
        if (widget := entry.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := entry.layout()) is not None:
            clear(inner)
