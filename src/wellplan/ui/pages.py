# SPDX-License-Identifier: Apache-2.0
"""Which name of a page is which screen. Screens are loaded when first asked for."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wellplan.ui.page import Page
from wellplan.ui.settings import Settings

if TYPE_CHECKING:
    from wellplan.ui.session import Session

_PAGES = {
    "section": ("section_page", "SectionPage"),
    "people": ("people_page", "PeoplePage"),
    "about": ("about_page", "AboutPage"),
    "arrange": ("arrange_page", "ArrangePage"),
    "backups": ("backups_page", "BackupsPage"),
    "earlier": ("earlier_page", "EarlierPage"),
    "joining": ("joining_page", "JoiningPage"),
    "place": ("place_page", "PlacePage"),
    "secrets": ("secrets_page", "SecretsPage"),
    "paper": ("paper_page", "PaperPage"),
    "share": ("share_flow", "ShareFlow"),
    "copies": ("copies_page", "CopiesPage"),
    "settings": ("settings_page", "SettingsPage"),
}


def is_there(name: str) -> bool:
    """Whether the screen of that name is part of this program."""
    return name in _PAGES and find_spec(f"wellplan.ui.{_PAGES[name][0]}") is not None


def make_page(name: str, what: str, session: "Session", settings: Settings) -> Page:
    """A new page. `what` is the id of what it shows, where it shows one thing."""
    module, class_name = _PAGES[name]
    made = getattr(import_module(f"wellplan.ui.{module}"), class_name)(session, settings, what)
    assert isinstance(made, Page)
    return made
