# SPDX-License-Identifier: Apache-2.0
"""Translation of every built-in sentence, for the core, the command line and the window.

Falls back to the English in the source. It never sees a person's own words.
"""

import gettext
from pathlib import Path

from wellplan.resources import resource

DOMAIN = "wellplan"

_installed: gettext.NullTranslations = gettext.NullTranslations()


def install(language: str, locale_dir: Path | None = None) -> None:
    """Use the translation for a language tag such as `cy`, `en-GB` or `zh-Hant`.

    `locale_dir` holds `<language>/LC_MESSAGES/wellplan.mo`; by default it is `resources/locale`.
    A language without a translation gives English, so this never fails for a strange tag.
    """
    global _installed
    place = resource("locale") if locale_dir is None else locale_dir
    names = _names(language)
    if any(each.name in names for each in place.glob("*")):
        _installed = gettext.translation(DOMAIN, str(place), languages=names, fallback=True)
    else:  # gettext would load the tables of all the world's locales to find the same
        _installed = gettext.NullTranslations()


def _names(language: str) -> list[str]:
    """The folder names to try, the closest first: `pt-BR` gives `pt_BR`, then `pt`."""
    parts = [part for part in language.replace("-", "_").split("_") if part.isalnum()]
    return ["_".join(parts[:n]) for n in range(len(parts), 0, -1)]


def _(message: str) -> str:
    """The sentence in the installed language. Fill in values afterwards with `.format(...)`."""
    return _installed.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a sentence that fits the number, in the installed language."""
    return _installed.ngettext(one, many, count)
