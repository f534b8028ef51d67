# SPDX-License-Identifier: Apache-2.0
"""An example plan to look around in: it behaves like a real one, and keeps nothing."""

from datetime import date
from pathlib import Path

from wellplan.plan.dates import add_months
from wellplan.plan.model import Plan
from wellplan.vault.store import Made, Version


class ExampleKeeper:
    """Keeps an invented plan in memory only."""

    path = Path()
    read_only = in_doubt = False
    notices: tuple[str, ...] = ()

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._preferences: dict[str, str] = {}

    def save(self, plan: Plan) -> None:
        """Take the plan; nothing is written anywhere."""
        self.plan = plan

    def take_late(self) -> None:
        """Nothing comes late where nothing is written."""

    def preference(self, name: str, default: str = "") -> str:
        """A remembered choice, for as long as the example is open."""
        return self._preferences.get(name, default)

    def set_preference(self, name: str, value: str) -> None:
        """Remember a choice, for as long as the example is open."""
        self._preferences[name] = value

    def version(self) -> Version:
        """What a copy made now would carry."""
        today = date.today()
        return Version(1, today, add_months(today, 6))

    def mark_version(self, reason: str, made: Made | None = None) -> Version:
        """The same: an example has one version."""
        del reason, made
        return self.version()

    def close(self) -> None:
        """Forget it all."""
