# SPDX-License-Identifier: Apache-2.0
"""Makes the golden plans that are missing beside it: `python tests/golden/make_golden.py`.

One of each state the format of the day can be in. What is there is never made again: it is opened for ever.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from vault import keepers  # noqa: E402
from wellplan.crypto import FLOOR, TESTING, Cost  # noqa: E402
from wellplan.plan.exchange import dumps  # noqa: E402
from wellplan.plan.model import Item, Person, Section  # noqa: E402
from wellplan.vault import forgetting, merging, store  # noqa: E402
from wellplan.vault.store import Store  # noqa: E402

PASSPHRASE = "golden gentle river morning candle seven"
NO_CODE = "none"
Use = Callable[[Store, Path], str | None]
"""What is done with a plan that is open; a new recovery code, or None when it stays the same."""


def said(opened: Store, words: str) -> Item:
    """One more item in the first section."""
    item = Item(values={"sign": words})
    opened.save(opened.plan.put_item(opened.plan.sections[0].id, item))
    return item


def fresh(_opened: Store, _folder: Path) -> None:
    return None


def edited(opened: Store, _folder: Path) -> None:
    for n in range(5):
        said(opened, f"sign {n} – ça va, 你好, 👋🏽")
    plan = opened.plan.put_section(Section(title="صفحة جديدة"), 0).put_person(Person(name="Ali"), 0)
    opened.save(plan)
    opened.save(plan.move_section(plan.sections[2].id, 0).remove_person(plan.people[0].id))


def many_edits(opened: Store, _folder: Path) -> None:
    for n in range(300):
        opened.save(keepers.retitled(opened.plan, f"My plan, edit {n}"))


def forgotten(opened: Store, _folder: Path) -> None:
    edited(opened, _folder)
    item = said(opened, "words to be forgotten")
    said(opened, "words to be kept")
    forgetting.forget_item(opened, opened.plan.sections[0].id, item.id)


def forgotten_earlier(opened: Store, _folder: Path) -> None:
    edited(opened, _folder)
    forgetting.forget_earlier(opened, 4)
    said(opened, "later")


def merged(opened: Store, folder: Path) -> None:
    said(opened, "before")
    other = keepers.copy_of(opened.path, folder / "other")
    said(opened, "here")
    there = store.unlock(other, PASSPHRASE, data_dir=folder / "there")
    said(there, "there")
    there.close()
    merging.bring_in(opened, other)
    said(opened, "after")


def without_a_sheet(opened: Store, _folder: Path) -> str:
    opened.remove_recovery()
    return NO_CODE


def new_secrets(opened: Store, _folder: Path) -> str:
    opened.change_passphrase("another one", cost=TESTING)
    opened.change_passphrase(PASSPHRASE, cost=TESTING)
    return opened.new_recovery_code()


def dearer(opened: Store, _folder: Path) -> None:
    opened.change_passphrase(PASSPHRASE, cost=Cost(FLOOR.memory_kib, 5, 4))


GOLDEN: dict[str, Use] = {
    "1-fresh": fresh,
    "1-edited": edited,
    "1-many-edits": many_edits,
    "1-forgotten": forgotten,
    "1-forgotten-earlier": forgotten_earlier,
    "1-merged": merged,
    "1-without-a-sheet": without_a_sheet,
    "1-new-secrets": new_secrets,
    "1-dearer": dearer,
}


def make(name: str, use: Use) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / f"{name}.wellplan"
        opened, code = store.create(
            path, PASSPHRASE, keepers.small_plan(), cost=TESTING, data_dir=folder / "data"
        )
        opened.mark_version("printed")
        opened.set_preference("country", "GB")
        code = use(opened, folder) or code
        opened.close()
        shutil.copy(path, HERE / path.name)
    (HERE / f"{name}.txt").write_text(f"{PASSPHRASE}\n{code}\n", "utf-8")
    (HERE / f"{name}.json").write_text(dumps(opened.plan), "utf-8")


if __name__ == "__main__":
    for each, how in GOLDEN.items():
        if not (HERE / f"{each}.wellplan").exists():
            make(each, how)
            print(each)
