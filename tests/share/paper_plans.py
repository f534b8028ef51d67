# SPDX-License-Identifier: Apache-2.0
"""Plans that the tests of paper and text share."""

from datetime import date

from wellplan.plan.model import About, Field, Item, Person, Plan, Section
from wellplan.plan.templates import load_example
from wellplan.share.document import Stamp

LAYOUTS = ("whole", "crisis", "card", "admission")
STAMP = Stamp(7, date(2026, 11, 21), date(2027, 5, 21), "Amina Rahman, key worker")


def arabic() -> Plan:
    """A right-to-left plan with numbers in a person, in a phone field and inside sentences."""
    words = (Field("what", "ما أحتاجه", "text"),)
    return Plan(
        language="ar",
        title="خطتي",
        about=About("سلمى حداد", "سلمى"),
        sections=(
            Section(
                key="crisis-signs",
                title="كيف ستعرف",
                stage="crisis",
                fields=words,
                items=(
                    Item(values={"what": "اتصل بأختي على 01632 960 001 في أي وقت."}),
                    Item(values={"what": "الفريق: +44 20 7946 0018 (صباحا)"}),
                ),
            ),
            Section(
                key="mine",
                title="أرقام",
                stage="crisis",
                fields=(Field("who", "من"), Field("number", "رقم", "phone")),
                items=(Item(values={"who": "الجارة", "number": "020 7946 0255"}),),
            ),
        ),
        people=(
            Person(name="سارة", role="أختي", phones=("01632 960 150", "07700 900 312"), when="في أي وقت"),
            Person(name="رامي", role="صديق", phones=("01632 960 999",), not_to_be_involved=True),
        ),
    )


def example(name: str) -> Plan:
    """One of the two example plans, or the Arabic one, or a plan with nothing in it."""
    return {"arabic": arabic, "empty": Plan}[name]() if name in ("arabic", "empty") else load_example(name)
