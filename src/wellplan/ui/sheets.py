# SPDX-License-Identifier: Apache-2.0
"""The pages of a copy as pictures, one under the other on the desk. Drawn when seen, from memory only."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from wellplan.i18n import ngettext
from wellplan.ui.look import current_look
from wellplan.ui.scroller import scroll_by_key

WIDEST = 760  # px; a little under the true size of A4 on a usual screen
EDGE = 6  # px round the sheets, where the focus ring goes


class Sheets(QWidget):
    """Pictures of pages. The keys that scroll, scroll what these lie in."""

    def __init__(self) -> None:
        super().__init__()
        self._pages: tuple[bytes, ...] = ()
        self._shapes: list[float] = []  # height of each page for a width of 1
        self._pictures: dict[int, QImage] = {}  # of the pages last seen only: a large plan has many
        self._gap = current_look().px(20)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._shapes)

    def show_pages(self, pages: tuple[bytes, ...]) -> None:
        """Show these pages (PNG) instead of those before."""
        self._pages = pages
        self._pictures.clear()
        sizes = [_size_of(page) for page in pages]
        self._shapes = [size.height() / max(size.width(), 1) for size in sizes]
        said = ngettext("{n} page, as a picture", "{n} pages, as pictures", self.count)
        self.setAccessibleName(said.format(n=self.count))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return places[-1].bottom() + 1 + EDGE if places else 0

    def sizeHint(self) -> QSize:
        return QSize(WIDEST, self.heightForWidth(WIDEST))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_look().px(160), 0)

    def _places(self, width: int) -> list[QRect]:
        wide = max(min(width - 2 * EDGE, WIDEST), 1)
        left, top, places = (width - wide) // 2, EDGE, []
        for shape in self._shapes:
            places.append(QRect(left, top, wide, round(wide * shape)))
            top += round(wide * shape) + self._gap
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = current_look().colours
        seen = {}
        for number, place in enumerate(self._places(self.width())):
            if not place.intersects(event.rect()):
                continue
            seen[number] = self._picture(number, place.size())
            painter.drawImage(place, seen[number])
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            if self.hasFocus():
                painter.setPen(QPen(QColor(colours.ring), 3))
                painter.drawRect(place.adjusted(-3, -3, 2, 2))
        self._pictures = seen
        painter.end()

    def _picture(self, number: int, size: QSize) -> QImage:
        sharp = size * self.devicePixelRatioF()
        kept = self._pictures.get(number)
        if kept is not None and kept.size() == sharp:
            return kept
        page = QImage.fromData(self._pages[number])
        smooth = Qt.TransformationMode.SmoothTransformation
        return page.scaled(sharp, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        area = self._scroller()
        if area is None or not scroll_by_key(area.verticalScrollBar(), event, overlap=current_look().px(40)):
            event.ignore()

    def _scroller(self) -> QScrollArea | None:
        parent = self.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea) and parent.verticalScrollBar().maximum() > 0:
                return parent
            parent = parent.parentWidget()
        return None


def _size_of(page: bytes) -> QSize:
    buffer = QBuffer()
    buffer.setData(QByteArray(page))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return QImageReader(buffer, QByteArray(b"png")).size()
