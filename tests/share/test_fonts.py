# SPDX-License-Identifier: Apache-2.0
"""The bundled fonts: outlines that PDF/A takes, licences beside them, and a true list of their characters."""

from fonts_coverage import as_ranges, covered
from fontTools.ttLib import TTFont

from wellplan.resources import resource


def test_the_list_of_characters_is_that_of_the_fonts():
    assert resource("fonts", "coverage.txt").read_text(encoding="ascii") == as_ranges(covered())


def test_every_font_has_truetype_outlines_and_may_be_embedded():
    paths = sorted(resource("fonts").glob("*.ttf"))
    assert len(paths) > 20
    for path in paths:
        with TTFont(path) as font:
            assert "glyf" in font, path.name
            assert font["OS/2"].fsType == 0, path.name


def test_every_family_has_its_licence():
    texts = [p.read_text(encoding="utf-8") for p in sorted(resource("fonts", "licences").glob("OFL-*.txt"))]
    assert len(texts) == 3
    assert all("SIL OPEN FONT LICENSE Version 1.1" in text for text in texts)


def test_the_fonts_stay_small():
    assert sum(path.stat().st_size for path in resource("fonts").glob("*.ttf")) < 6_000_000
