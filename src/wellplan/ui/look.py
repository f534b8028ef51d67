# SPDX-License-Identifier: Apache-2.0
"""How the window looks: one style sheet from a palette and a text size. No widget sets its own colours."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from wellplan.resources import resource
from wellplan.ui.palettes import PALETTES, Palette, PaletteName

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

FAMILY = "Atkinson Hyperlegible Next"
WEIGHTS = ("Medium", "Regular", "SemiBold")  # those of the style sheet; Bold is for paper
BODY_POINTS = 12.5
TEXT_SIZES = (100, 125, 150, 175, 200)  # per cent of BODY_POINTS
SPACINGS = {"usual": 1.4, "wide": 1.7}  # line height as a share of the font's own


class Look(NamedTuple):
    """What the person chose: palette, text size in per cent, line spacing."""

    palette: PaletteName = "soft"
    text_size: int = 100
    spacing: str = "usual"

    @property
    def colours(self) -> Palette:
        """The colours of the chosen palette."""
        return PALETTES[self.palette]

    def points(self, size: float = 1.0) -> float:
        """A font size in points; 1.0 is body text."""
        return round(BODY_POINTS * size * self.text_size / 100, 1)

    def px(self, size: float) -> int:
        """A length that grows with the text, half as fast: room for words, not for air."""
        return round(size * (1 + (self.text_size - 100) / 200))

    @property
    def column_px(self) -> int:
        """The widest a line may be: about 70 characters of body text (8.6 px each at 100 %)."""
        return round(620 * self.text_size / 100)


def load_fonts() -> None:
    """Register the bundled fonts. The computer's own are used only for scripts these lack."""
    for weight in WEIGHTS:
        QFontDatabase.addApplicationFont(str(resource("fonts", f"AtkinsonHyperlegibleNext-{weight}.ttf")))


def apply_look(app: QApplication, look: Look) -> None:
    """Dress the whole application."""
    app.look = look  # type: ignore[attr-defined]  # a property of Qt's would make a list of it
    font = QFont(FAMILY)
    font.setPointSizeF(look.points())
    app.setFont(font)
    app.setPalette(_qt_palette(look.colours))
    app.setStyleSheet(_style_sheet(look))


def current_look() -> Look:
    """The look in use."""
    look = getattr(QApplication.instance(), "look", None)
    return look if isinstance(look, Look) else Look()


def icon(name: str, colour: str | None = None) -> "QIcon":
    """A line icon of `resources/icons`, drawn in a colour of the palette (default: ink)."""
    from PySide6.QtGui import QIcon, QPixmap  # the first screen has no icons

    look = current_look()
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    side = look.px(20) * 2  # drawn at twice its size, for sharp screens
    svg = svg.replace("currentColor", colour or look.colours.ink)
    svg = svg.replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)
    # Qt's own picture reader: the QtSvg module alone would cost a fifth of the time to start.
    pixmap = QPixmap()
    if not pixmap.loadFromData(svg.encode(), "SVG"):
        raise RuntimeError("this Qt cannot read SVG pictures")
    pixmap.setDevicePixelRatio(2)
    return QIcon(pixmap)


def _qt_palette(c: Palette) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, c.paper),
        (role.Base, c.raised),
        (role.AlternateBase, c.wash),
        (role.Button, c.paper),
        (role.WindowText, c.ink),
        (role.Text, c.ink),
        (role.ButtonText, c.ink),
        (role.ToolTipBase, c.raised),
        (role.ToolTipText, c.ink),
        (role.PlaceholderText, c.quiet),
        (role.Highlight, c.accent),
        (role.HighlightedText, c.on_accent),
        (role.Link, c.accent),
        (role.Accent, c.accent),
    ):
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.quiet))
    return palette


def _style_sheet(look: Look) -> str:
    c = look.colours
    p, pt = look.px, look.points
    return f"""
* {{ font-family: "{FAMILY}"; }}
QWidget {{ color: {c.ink}; font-size: {pt()}pt; }}
QMainWindow, QDialog, #page, #column, #rail, #bar, #status {{ background: {c.paper}; }}
QScrollArea {{ border: none; background: {c.paper}; }}
#page[reading="true"] {{ border: 3px solid transparent; }}
#page[reading="true"]:focus {{ border-color: {c.ring}; }}
#bar {{ border-bottom: 1px solid {c.line}; }}
#status, #strip {{ border-top: 1px solid {c.line}; background: {c.paper}; }}
#ways-out {{ background: {c.wash}; border-top: 1px solid {c.line}; }}
#rail {{ border-right: 1px solid {c.line}; }}
#desk {{ background: {c.desk}; }}
#card {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: {p(12)}px; }}
#hairline {{ background: {c.line}; max-height: 1px; min-height: 1px; border: none; }}
QLabel[tone="quiet"] {{ color: {c.quiet}; }}
QLabel[tone="small"] {{ color: {c.quiet}; font-size: {pt(0.9)}pt; }}
QLabel[tone="label"] {{ color: {c.quiet}; font-size: {pt(0.9)}pt; font-weight: 500; }}
QLabel[tone="lead"] {{ color: {c.quiet}; font-size: {pt(1.04)}pt; }}
QLabel[tone="strong"] {{ font-weight: 600; }}
QLabel[tone="h1"] {{ font-size: {pt(1.9)}pt; font-weight: 600; }}
QLabel[tone="h2"] {{ font-size: {pt(1.3)}pt; font-weight: 600; }}
QLabel[tone="group"] {{ font-weight: 600; }}
QLabel[tone="now"] {{ font-size: {pt(2.5 - (look.text_size - 100) / 105)}pt; font-weight: 600; }}
QLabel[tone="now-body"] {{ font-size: {pt(1.4 - (look.text_size - 100) / 330)}pt; }}
QLabel[tone="number"] {{ font-size: {pt(1.25)}pt; font-weight: 600; }}
QLabel[tone="now-number"] {{ font-size: {pt(1.9)}pt; font-weight: 600; }}
QLabel[tone="danger"] {{ font-size: {pt(1.3)}pt; font-weight: 600; }}
QLabel[reachable="true"] {{ border: none; border-bottom: 3px solid transparent;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLabel[reachable="true"]:focus {{ background: {c.wash}; border-bottom: 3px solid {c.ring}; }}
QLabel[tone="code"] {{ font-size: {pt(1.3)}pt; font-weight: 600; letter-spacing: 2px; }}
QPushButton, QCheckBox, QRadioButton, QComboBox {{ outline: none; }}
QPushButton {{
  background: transparent; border: 1px solid {c.edge}; border-radius: {p(10)}px;
  padding: {p(6)}px {p(18)}px; min-height: {p(26)}px; font-weight: 500; }}
QPushButton:hover {{ background: {c.wash}; }}
QPushButton:pressed {{ background: {c.wash}; }}
QPushButton:focus {{ border: 3px solid {c.ring}; padding: {p(6) - 2}px {p(18) - 2}px; }}
QPushButton:disabled {{ color: {c.quiet}; border-color: {c.line}; }}
QPushButton[kind="primary"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{ background: {c.press}; }}
QPushButton[kind="primary"]:focus {{
  border: 1px solid {c.accent}; padding: {p(6)}px {p(18)}px; }}
QPushButton[kind="primary"]:disabled {{ background: {c.wash}; color: {c.quiet}; border-color: {c.line}; }}
QPushButton[busy="true"], QPushButton[kind="primary"][busy="true"] {{
  background: {c.wash}; color: {c.quiet}; border-color: {c.edge}; }}
QPushButton[kind="link"] {{
  border: 1px solid transparent; color: {c.accent}; text-align: left;
  padding: {p(6)}px {p(6)}px {p(6)}px {p(3)}px; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; background: transparent; }}
QPushButton[kind="link"]:focus {{
  border: 2px solid {c.ring}; padding: {p(6) - 1}px {p(6) - 1}px {p(6) - 1}px {p(3) - 1}px; }}
QPushButton[kind="icon"] {{
  border: 1px solid transparent; padding: 0; min-width: {p(38)}px; min-height: {p(38)}px;
  max-width: {p(38)}px; }}
QPushButton[kind="icon"]:focus {{ border: 3px solid {c.ring}; padding: 0; }}
QPushButton[kind="text-link"] {{
  border: 1px solid transparent; color: {c.accent}; padding: {p(6)}px {p(4)}px; }}
QPushButton[kind="text-link"]:hover {{ text-decoration: underline; background: transparent; }}
QPushButton[kind="text-link"]:focus {{
  border: 3px solid {c.ring}; padding: {p(6) - 2}px {p(4) - 2}px; }}
QPushButton[kind="inside"] {{ background: {c.raised}; border: 1px solid transparent; color: {c.accent};
  padding: 0 {p(12)}px; margin: 0; min-height: {p(38)}px; border-radius: {p(7)}px; }}
QPushButton[kind="inside"]:hover {{ text-decoration: underline; }}
QPushButton[kind="inside"]:focus {{ border: 3px solid {c.ring}; padding: 0 {p(12) - 2}px; }}
QPushButton[kind="choice"] {{ padding: {p(6)}px {p(11)}px; }}
QPushButton[kind="choice"]:checked {{ border: 2px solid {c.accent}; background: {c.wash}; font-weight: 600;
  padding: {p(6) - 1}px {p(11) - 1}px; }}
QPushButton[kind="choice"]:focus {{ border: 3px solid {c.ring}; padding: {p(6) - 2}px {p(11) - 2}px; }}
QPushButton[kind="large"] {{ font-size: {pt(1.15)}pt; padding: {p(12)}px {p(24)}px; }}
QPushButton[kind="large"]:focus {{ border: 3px solid {c.ring};
  padding: {p(12) - 2}px {p(24) - 2}px; }}
QPushButton[kind="large-primary"] {{ font-size: {pt(1.15)}pt; padding: {p(12)}px {p(24)}px;
  background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
QPushButton[kind="large-primary"]:hover {{ background: {c.press}; }}
QPushButton[kind="large-primary"]:focus {{ border: 1px solid {c.accent};
  padding: {p(12)}px {p(24)}px; }}
QPushButton[kind="rail"] {{ border: 1px solid transparent; border-left: 3px solid transparent;
  border-radius: {p(8)}px; padding: 0; margin: 0; }}
QPushButton[kind="rail"]:hover {{ background: {c.wash}; }}
QPushButton[kind="rail"][here="true"] {{ background: {c.wash}; border-left: 3px solid {c.accent}; }}
QPushButton[kind="rail"]:focus {{ border: 3px solid {c.ring}; padding: 0; }}
QLabel[tone="rail"] {{ font-size: {pt(0.96)}pt; }}
QLabel[tone="rail-here"] {{ font-size: {pt(0.96)}pt; color: {c.press}; font-weight: 600; }}
QPushButton[kind="idea"] {{ border: 1px dashed {c.edge}; padding: 0; border-radius: {p(10)}px; }}
QPushButton[kind="idea"]:hover {{ background: {c.wash}; }}
QPushButton[kind="idea"]:focus {{ border: 3px solid {c.ring}; padding: 0; }}
QPushButton[kind="option"] {{
  background: {c.raised}; padding: 0; border-radius: {p(12)}px; }}
QPushButton[kind="option"]:hover {{ background: {c.wash}; }}
QPushButton[kind="option"]:checked {{ border: 2px solid {c.accent}; background: {c.wash}; padding: 0; }}
QPushButton[kind="option"]:focus {{ border: 3px solid {c.ring}; padding: 0; }}
QPushButton[kind="card"] {{ background: {c.raised}; border: 1px solid {c.line}; padding: 0;
  border-radius: {p(12)}px; }}
QPushButton[kind="card"]:hover {{ background: {c.wash}; }}
QPushButton[kind="card"]:focus {{ border: 3px solid {c.ring}; padding: 0; }}
QLineEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox {{
  background: {c.raised}; border: 1px solid {c.edge}; border-radius: {p(10)}px;
  padding: {p(7)}px {p(12)}px; min-height: {p(26)}px; placeholder-text-color: {c.quiet};
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {{
  border: 3px solid {c.ring}; padding: {p(7) - 2}px {p(12) - 2}px; }}
QLineEdit[code="true"] {{ font-size: {pt(1.15)}pt; font-weight: 600; letter-spacing: 1px;
  padding: {p(7)}px {p(8)}px; }}
QLineEdit[code="true"]:focus {{ padding: {p(7) - 2}px {p(8) - 2}px; }}
#secret QLineEdit {{ min-height: {p(30)}px; lineedit-password-character: 8226; }}
QTextBrowser {{ padding: {p(16)}px; min-height: {p(300)}px; }}
QComboBox::drop-down {{ border: none; width: {p(30)}px; }}
QComboBox::down-arrow {{ image: url("{_arrow(look)}"); width: {p(14)}px; height: {p(14)}px; }}
QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.edge};
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; outline: none; }}
QCheckBox, QRadioButton {{ spacing: {p(12)}px; min-height: {p(34)}px; padding: 0 {p(6)}px 0 1px;
  border: 3px solid transparent; border-radius: {p(8)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.ring}; }}
QCheckBox::indicator, QRadioButton::indicator {{
  width: {p(20)}px; height: {p(20)}px; border: 2px solid {c.edge}; background: {c.raised}; }}
QCheckBox::indicator {{ border-radius: {p(6)}px; }}
QRadioButton::indicator {{ border-radius: {p(12)}px; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
  image: url("{_tick(look)}"); }}
QRadioButton::indicator:checked {{ border: {p(7)}px solid {c.accent}; width: {p(10)}px;
  height: {p(10)}px; background: {c.on_accent}; }}
QScrollBar:vertical {{ background: transparent; width: 14px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c.edge}; border-radius: 3px; min-height: 40px;
  margin: 3px 4px; }}
QScrollBar:horizontal {{ background: transparent; height: 14px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c.edge}; border-radius: 3px; min-width: 40px;
  margin: 4px 3px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {c.raised}; color: {c.ink}; border: 1px solid {c.edge}; padding: 6px; }}
QToolButton {{ border: 1px solid transparent; border-radius: {p(8)}px; padding: {p(6)}px; }}
QToolButton:hover {{ background: {c.wash}; }}
QToolButton:focus {{ border: 3px solid {c.ring}; padding: {p(6) - 2}px; }}
QFileDialog QTreeView, QFileDialog QListView {{ background: {c.raised}; border: 1px solid {c.edge};
  border-radius: {p(8)}px; padding: {p(4)}px; outline: none; }}
QFileDialog QTreeView:focus, QFileDialog QListView:focus {{ border: 3px solid {c.ring};
  padding: {p(4) - 2}px; }}
QFileDialog QTreeView::item, QFileDialog QListView::item {{ min-height: {p(30)}px; color: {c.ink}; }}
QFileDialog QTreeView::item:selected, QFileDialog QListView::item:selected {{
  background: {c.accent}; color: {c.on_accent}; }}
QFileDialog QHeaderView::section {{ background: {c.raised}; color: {c.quiet}; border: none;
  padding: {p(3)}px {p(6)}px; }}
QMenu {{ background: {c.raised}; border: 1px solid {c.edge}; padding: 6px; }}
QMenu::item {{ padding: {p(8)}px {p(20)}px; border-radius: 6px; }}
QMenu::item:selected {{ background: {c.accent}; color: {c.on_accent}; }}
#toast {{ background: {c.ink}; border-radius: {p(10)}px; }}
#toast QLabel {{ color: {c.paper}; }}
#toast QPushButton {{ color: {c.paper}; border: 1px solid {c.paper}; }}
#toast QPushButton:focus {{ border: 3px solid {c.paper}; }}
#toast QPushButton:hover {{ background: {c.quiet}; }}
#notice {{ background: {c.wash}; border-radius: {p(10)}px; border: 3px solid transparent; }}
#notice:focus {{ border-color: {c.ring}; }}
"""


def _tick(look: Look) -> str:
    name = "tick-light.svg" if look.palette in ("soft", "light") else "tick-dark.svg"
    return resource("icons", name).as_posix()


def _arrow(look: Look) -> str:
    name = "down-dark.svg" if look.palette in ("soft", "light") else "down-light.svg"
    return resource("icons", name).as_posix()
