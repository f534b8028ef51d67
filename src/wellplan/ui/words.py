# SPDX-License-Identifier: Apache-2.0
"""Words and headings on the screen, and the message that a screen reader speaks by itself."""

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAccessibleWidget, QApplication, QFrame, QLabel, QScrollArea, QSizePolicy

from wellplan.ui.direction import in_order, starts_right_to_left
from wellplan.ui.look import SPACINGS, current_look

KEPT_HEIGHTS = 16  # widths of one text that Qt goes back and forth between


class Words(QLabel):
    """Plain text with room between the lines, wrapped to the width it is given. Never reads markup."""

    def __init__(self, text: str = "", tone: str = "body") -> None:
        self._heights: dict[int, int] = {}
        self._widest = -1
        self._measured_in = current_look()
        super().__init__(text)
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._laid_out: dict[tuple[object, ...], tuple[list[QTextLayout], int, int]] = {}

    def setText(self, text: str) -> None:  # noqa: N802 (as Qt names it)
        super().setText(text)
        self._measure_again()

    def setContentsMargins(self, *margins: Any) -> None:  # noqa: N802
        super().setContentsMargins(*margins)
        self._measure_again()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._measure_again()

    def _measure_again(self) -> None:
        self._heights.clear()
        self._widest = -1

    def _follow_look(self) -> None:
        """A look that differs only in its spacing changes no font, and nobody is told."""
        if self._measured_in != current_look():
            self._measured_in = current_look()
            self._measure_again()

    def set_tone(self, tone: str) -> None:
        """Dress the words differently, e.g. when a page in the rail becomes the open one."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
            self.updateGeometry()

    def line_height(self) -> int:
        """How high one line is, in px: what stands beside the first line is as high."""
        self.ensurePolished()
        return round(self.fontMetrics().height() * self._spacing())

    def _spacing(self) -> float:
        usual = SPACINGS[current_look().spacing]
        big = self.fontMetrics().height() > 1.5 * QFontMetrics(QApplication.font()).height()
        return 1 + (usual - 1) * (0.3 if big else 0.75)

    def _lay_out(self, width: int) -> tuple[list[QTextLayout], int, int]:
        """Paragraphs laid out in `width` px; with their whole height and widest line."""
        step = self.fontMetrics().height() * self._spacing()
        key = (width, step, self.text(), self.font().key(), self.layoutDirection())
        if key not in self._laid_out:
            self._laid_out.clear()  # the one that is painted stays: they are large
            self._laid_out[key] = self._lay_out_anew(width, step)
        return self._laid_out[key]

    def _lay_out_anew(self, width: int, step: float) -> tuple[list[QTextLayout], int, int]:
        layouts, y, widest = [], 0.0, 0.0
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        turned = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        directions, sides = Qt.LayoutDirection, Qt.AlignmentFlag
        for paragraph in self.text().split("\n"):
            starts = starts_right_to_left(paragraph)
            option.setTextDirection(directions.RightToLeft if starts else directions.LeftToRight)
            # In a part that runs from right to left, its labels and numbers stand with its words.
            option.setAlignment(sides.AlignRight if starts or turned else sides.AlignLeft)
            layout = QTextLayout(in_order(paragraph), self.font())
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
        # While one line more is written, Qt asks every text of a page several times.
        self._follow_look()
        if width not in self._heights:
            if len(self._heights) >= KEPT_HEIGHTS:
                self._heights.clear()
            margins = self.contentsMargins()
            inner = width - margins.left() - margins.right()
            self._heights[width] = self._lay_out(inner)[1] + margins.top() + margins.bottom()
        return self._heights[width]

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        self._follow_look()
        if self._widest < 0:
            self._widest = self._lay_out(100_000)[2]
        width = min(self._widest, current_look().column_px) + margins.left() + margins.right()
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

    def setText(self, text: str) -> None:  # noqa: N802 (as Qt names it)
        """Its role takes its name from here, not from the words painted."""
        super().setText(text)
        self.setAccessibleName(text)


class Toast(QFrame):
    """A short message that screen readers speak when it is shown, with one thing to do about it."""


def install_accessible_roles() -> None:
    """Give Heading and Toast their roles, and what scrolls a safe voice. Call once, after QApplication."""
    QAccessible.installFactory(_make_accessible)


def _make_accessible(_class_name: str, widget: object) -> object:
    # The level of a heading would need interface_cast, which crashes: the role alone is stable.
    if isinstance(widget, Heading):
        return QAccessibleWidget(widget, QAccessible.Role.Heading)
    if isinstance(widget, Toast):
        return QAccessibleWidget(widget, QAccessible.Role.Notification)
    if isinstance(widget, QScrollArea):
        # Qt's own reads past its list when a reader asks for a child that has just gone, and crashes.
        return QAccessibleWidget(widget, QAccessible.Role.Client)
    return None
