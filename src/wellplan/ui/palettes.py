# SPDX-License-Identifier: Apache-2.0
"""The four palettes of the window. Text is at least 7:1, quiet text 4.5:1, edges and rings 3:1 (WCAG 2.2)."""

from typing import Literal, NamedTuple

PaletteName = Literal["soft", "light", "dark", "contrast"]


class Palette(NamedTuple):
    """Colours by what they are for, as `#RRGGBB`."""

    paper: str  # the page
    raised: str  # fields and menus
    desk: str  # behind a sheet of paper in a preview
    ink: str  # words
    quiet: str  # labels and asides
    accent: str  # the one colour: main button, links, the page one is on
    on_accent: str  # words on the accent
    press: str  # the accent while pressed or pointed at
    wash: str  # the accent as a tint: where one is
    line: str  # hairlines between things; never the only sign of anything
    edge: str  # borders of fields and buttons
    ring: str  # the focus ring


PALETTES: dict[PaletteName, Palette] = {
    "soft": Palette(
        paper="#FBF6EC",
        raised="#FFFDF8",
        desk="#EDE4D3",
        ink="#1F2A2E",
        quiet="#5A5346",
        accent="#0B5A5C",
        on_accent="#FFFFFF",
        press="#094A4C",
        wash="#DFEAE4",
        line="#E3DAC8",
        edge="#847A67",
        ring="#0B5A5C",
    ),
    "light": Palette(
        paper="#FFFFFF",
        raised="#FFFFFF",
        desk="#ECEFF0",
        ink="#1B2326",
        quiet="#4C565A",
        accent="#0B5A5C",
        on_accent="#FFFFFF",
        press="#094A4C",
        wash="#E1EDEC",
        line="#DCE2E3",
        edge="#778386",
        ring="#0B5A5C",
    ),
    "dark": Palette(
        paper="#16201F",
        raised="#1E2A29",
        desk="#0E1514",
        ink="#E8EDEB",
        quiet="#B9C4C1",
        accent="#7FD1C7",
        on_accent="#0C1F1D",
        press="#9ADDD4",
        wash="#243B38",
        line="#2E3D3B",
        edge="#7D918D",
        ring="#7FD1C7",
    ),
    "contrast": Palette(
        paper="#000000",
        raised="#000000",
        desk="#1A1A1A",
        ink="#FFFFFF",
        quiet="#F0F0F0",
        accent="#FFE14D",
        on_accent="#000000",
        press="#FFF0A0",
        wash="#2B2B00",
        line="#FFFFFF",
        edge="#FFFFFF",
        ring="#FFE14D",
    ),
}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
