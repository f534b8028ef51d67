# SPDX-License-Identifier: Apache-2.0
"""Keepers for tests: one that remembers every save, and one whose disk fails."""

from datetime import date
from pathlib import Path

from wellplan.errors import WellPlanError
from wellplan.plan.model import Field, Item, Person, Plan, Section
from wellplan.vault.store import Made, Version

SIGN_FIELDS = (
    Field("sign", "The sign"),
    Field("do", "What I do", "text"),
    Field("wish", "How much", "choice", ("I want this", "Not this")),
    Field("told", "I have told them", "tick"),
    Field("who", "Who", "person"),
)


def small_plan(*signs: str) -> Plan:
    """A plan of two sections and two people; the first section has these signs."""
    items = tuple(Item(values={"sign": sign}, changed="2026-11-21T10:00:00Z") for sign in signs)
    return Plan(
        template="keeping-well",
        sections=(
            Section(
                key="first-signs", title="First signs", stage="early", prompt="What changes first.",
                fields=SIGN_FIELDS, items=items,
            ),
            Section(
                key="my-own", title="My own page", stage="crisis", fields=(Field("words", "Words", "text"),)
            ),
        ),
        people=(Person(name="Sal", phones=("01632 960 150",)), Person(name="Amina")),
    )  # fmt: skip


class MemoryKeeper:
    """Keeps every plan it was given, newest last."""

    read_only = in_doubt = False

    def __init__(self, plan: Plan, path: Path = Path("my-plan.wellplan")) -> None:
        self.plan, self.path = plan, path
        self.saves: list[Plan] = []
        self.marked: list[str] = []
        self.preferences: dict[str, str] = {}
        self.fails = False
        self.closed = False

    def save(self, plan: Plan) -> None:
        if self.fails:
            raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")
        self.plan = plan
        self.saves.append(plan)

    def take_late(self) -> None:
        """Nothing comes late in memory."""

    def preference(self, name: str, default: str = "") -> str:
        return self.preferences.get(name, default)

    def set_preference(self, name: str, value: str) -> None:
        if self.fails:
            raise WellPlanError("The disk is full.", "Your plan is safe.", "Make some room.")
        self.preferences[name] = value

    def version(self) -> Version:
        return Version(1, date(2026, 11, 21), date(2027, 5, 21))

    def mark_version(self, reason: str, made: Made | None = None) -> Version:
        self.marked.append(reason)
        return self.version()

    def close(self) -> None:
        self.closed = True
