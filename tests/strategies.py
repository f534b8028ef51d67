# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for whole plans, as wild as real words can be: every script, emoji, long answers."""

from typing import Any

from hypothesis import strategies as st

from wellplan.plan.model import STAGES, About, Field, Item, Person, Plan, Section, WrittenWith

WRITTEN = (
    "I wear the same clothes all week",
    "أرتدي الملابس نفسها طوال الأسبوع",
    "أتصل بأختي على 01632 960 150",
    "אני מפסיק לענות לטלפון",
    "ਮੈਂ ਫ਼ੋਨ ਨਹੀਂ ਚੁੱਕਦਾ",
    "我不想出门",
    "Rydw i'n cysgu'n wael",
    "🐈‍⬛ feeds me back 🙂👩🏽‍🌾🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "e\u0301 is not é until it is: n\u0303, Z̸̢͝a̷l̴g̵o̴",
    "\u202eright to left override\u202c and \u200bzero width",
    '"quotes" \\ back\\slash <b>&amp;</b> #import "x" *bold* $math$ \'; DROP TABLE plan; --',
    "line one\nline two\r\n\tline three\u2028line four\x00\x1f end",
)

_letters = st.characters(exclude_categories=("Cs",))  # half of a surrogate pair cannot be written
long_texts = st.sampled_from(("slept badly. ", "نمت بشكل سيئ. ", "🙂 ", "e\u0301")).map(
    lambda bit: (bit * 10_000)[:10_000]
)
texts = st.one_of(st.sampled_from(WRITTEN), st.text(_letters, max_size=60), st.just(""))
answers = st.integers(0, 40).flatmap(lambda n: long_texts if n == 0 else texts)
ids = st.uuids().map(str)
keys = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
days = st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat()))
times = st.one_of(
    st.just(""),
    st.datetimes().map(lambda at: at.isoformat() + "Z"),
    st.datetimes().map(lambda at: at.isoformat(timespec="seconds") + "+01:00"),
)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    kind = draw(st.sampled_from(("line", "text", "choice", "phone", "date", "tick", "picture", "person")))
    choices = tuple(draw(st.lists(texts, max_size=4))) if kind == "choice" else ()
    return Field(draw(keys), draw(texts), kind, choices)


def _value(field: Field) -> st.SearchStrategy[Any]:
    if field.type == "tick":
        return st.booleans()
    return st.one_of(answers, st.sampled_from(field.choices)) if field.choices else answers


@st.composite
def items(draw: st.DrawFn, of: tuple[Field, ...]) -> Item:
    used = [field for field in of if draw(st.booleans())]
    values = {field.key: draw(_value(field)) for field in used}
    return Item(draw(ids), values, draw(times), draw(st.none() | times))


@st.composite
def sections(draw: st.DrawFn) -> Section:
    of = tuple(draw(st.lists(fields(), max_size=4, unique_by=lambda field: field.key)))
    return Section(
        id=draw(ids),
        key=draw(st.one_of(st.just(""), keys, st.sampled_from(("first-signs", "crisis-wishes")))),
        title=draw(texts),
        prompt=draw(texts),
        stage=draw(st.sampled_from(STAGES)),
        hidden=draw(st.booleans()),
        fields=of,
        items=tuple(draw(st.lists(items(of), max_size=4))),
    )


@st.composite
def people(draw: st.DrawFn) -> Person:
    return Person(
        id=draw(ids),
        name=draw(texts),
        role=draw(texts),
        phones=tuple(draw(st.lists(st.one_of(st.just("01632 960 150"), texts), max_size=3))),
        email=draw(texts),
        when=draw(texts),
        please_do=draw(texts),
        please_dont=draw(texts),
        not_to_be_involved=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn, max_sections: int = 4, max_people: int = 3) -> Plan:
    """Any plan the app can hold. Ids are random UUIDs, so no two clash."""
    return Plan(
        id=draw(ids),
        title=draw(texts),
        language=draw(st.sampled_from(("en-GB", "cy", "ar", "pa-Guru-GB", "zh-Hant-TW"))),
        template=draw(st.one_of(st.just(""), st.just("keeping-well"), keys)),
        about=About(draw(texts), draw(texts)),
        written_with=WrittenWith(draw(texts), draw(days), draw(st.none() | st.booleans())),
        sections=tuple(draw(st.lists(sections(), max_size=max_sections, unique_by=lambda s: s.id))),
        people=tuple(draw(st.lists(people(), max_size=max_people, unique_by=lambda p: p.id))),
    )
