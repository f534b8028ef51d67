# SPDX-License-Identifier: Apache-2.0
"""What this computer remembers: it survives a restart, and a spoilt file becomes the usual choices."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from wellplan.ui.look import Look
from wellplan.ui.settings import IDLE_MINUTES, MOST_PLANS, Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "settings.ini"


def test_the_usual_choices(path: Path) -> None:
    settings = Settings(path)
    assert settings.look == Look()
    assert settings.idle_minutes == 5
    assert settings.country == ""
    assert settings.known_plans() == ()
    assert settings.geometry.isEmpty()


def test_every_choice_is_kept(path: Path, tmp_path: Path) -> None:
    settings = Settings(path)
    settings.look = Look("dark", 175, "wide")
    settings.idle_minutes = 0
    settings.country = "IE"
    settings.remember_plan(tmp_path / "ünï, 100 %.wellplan")
    settings.geometry = QByteArray(b"\x01\x02")
    again = Settings(path)
    assert again.look == Look("dark", 175, "wide")
    assert again.idle_minutes == 0
    assert again.country == "IE"
    assert again.known_plans() == (tmp_path / "ünï, 100 %.wellplan",)
    assert again.geometry == QByteArray(b"\x01\x02")
    again.forget_plan_entry(tmp_path / "ünï, 100 %.wellplan")
    assert Settings(path).known_plans() == ()


def test_a_look_that_makes_no_sense_becomes_the_usual(path: Path) -> None:
    path.parent.mkdir()
    for size in ("9000", "-1", "²", "1e9", "abc", ""):
        path.write_text(f"[look]\npalette=pink\ntext_size={size}\nspacing=odd\n[lock]\nidle_minutes={size}\n")
        settings = Settings(path)
        assert settings.look == Look()
        assert settings.idle_minutes in IDLE_MINUTES


def test_bytes_that_are_no_settings_at_all(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(bytes(range(256)) * 40)
    settings = Settings(path)
    assert settings.look == Look()
    assert settings.known_plans() == ()


def test_the_usual_place_is_the_persons_own_folder(home: Path) -> None:
    assert Settings().path == home / "config" / "wellplan" / "settings.ini"


def test_several_plans_the_last_one_first(path: Path, tmp_path: Path) -> None:
    places = [tmp_path / f"{n}, ünï 100 %.wellplan" for n in range(3)]
    settings = Settings(path)
    for place in places:
        settings.remember_plan(place)
    settings.remember_plan(places[1])
    assert Settings(path).known_plans() == (places[1], places[2], places[0])
    settings.forget_plan_entry(places[1])
    settings.forget_plan_entry(tmp_path / "unknown")
    assert Settings(path).known_plans() == (places[2], places[0])
    settings.keep_known_plans([])
    assert Settings(path).known_plans() == ()


def test_the_list_does_not_grow_for_ever(path: Path, tmp_path: Path) -> None:
    settings = Settings(path)
    for number in range(MOST_PLANS + 5):
        settings.remember_plan(tmp_path / str(number))
    assert len(settings.known_plans()) == MOST_PLANS
    assert settings.known_plans()[0] == tmp_path / str(MOST_PLANS + 4)


def test_the_one_plan_of_older_settings_is_still_known(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.write_text(f"[plan]\nlast={tmp_path}/a.wellplan\n")
    settings = Settings(path)
    assert settings.known_plans() == (tmp_path / "a.wellplan",)
    settings.remember_plan(tmp_path / "b.wellplan")
    assert Settings(path).known_plans() == (tmp_path / "b.wellplan", tmp_path / "a.wellplan")


def test_the_settings_hold_nothing_but_choices_and_places(path: Path, tmp_path: Path) -> None:
    """A list of every key there can be: a new one is looked at here first."""
    settings = Settings(path)
    settings.look = Look("dark", 175, "wide")
    settings.idle_minutes, settings.country = 10, "IE"
    settings.remember_plan(tmp_path / "a.wellplan")
    settings.geometry = QByteArray(b"\x01")
    keys = {line.split("=")[0] for line in path.read_text().splitlines() if "=" in line}
    assert keys == {"palette", "text_size", "spacing", "idle_minutes", "country", "known", "geometry"}
