# SPDX-License-Identifier: Apache-2.0
"""The program `faults.py` runs: one saving path after another, each of its writing calls failing in turn.

python tests/crash/failing.py FOLDER fail|kill PATHS EVERY FIRST       prints what it counted, as JSON

With `WITHOUT=journal` in the environment SQLite keeps no journal: the harm must then show.
"""

import ctypes
import errno
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vault import keepers
from wellplan.crypto import TESTING
from wellplan.errors import WellPlanError
from wellplan.plan.model import Item, Plan
from wellplan.vault import container, keyslots, store
from wellplan.vault.store import Store

LIB = ctypes.CDLL(None)
NEW = "another horse"
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
OLD_CODE, NEW_CODE = bytes(range(20)), bytes(range(1, 21))
Action = Callable[[Store, Plan], object]
Case = tuple[int, int, bool]
"""Which call fails, with which error, and whether all after it do too."""


@dataclass
class Place:
    """A fresh copy of the plan, on the disk that fails."""

    disk: Path
    base: Path

    @property
    def path(self) -> Path:
        return self.disk / "plan.wellplan"

    @property
    def data(self) -> Path:
        return self.disk / "data"

    def fresh(self) -> None:
        shutil.rmtree(self.disk, ignore_errors=True)
        shutil.copytree(self.base, self.disk)

    def opened(self, passphrase: str = keepers.PASSPHRASE) -> Store:
        return store.unlock(self.path, passphrase, data_dir=self.data)


def long_edit(plan: Plan) -> Plan:
    """The same each time, also in a fork."""
    item = Item(id="00000000-0000-4000-8000-000000000001", values={"sign": "word " * 2000})
    return plan.put_item(plan.sections[0].id, item)


def do_remove(opened: Store, _plan: Plan) -> None:
    opened.remove_recovery()


SECRETS = ("passphrase", "code", "removal")
ACTIONS: dict[str, Action] = {
    "edit": lambda opened, plan: opened.save(long_edit(plan)),
    "passphrase": lambda opened, _plan: opened.change_passphrase(NEW, cost=TESTING),
    "code": lambda opened, _plan: opened.new_recovery_code(),
    "removal": do_remove,
    "snapshot": lambda opened, _plan: opened.close(),
    "backup": lambda opened, _plan: opened.back_up(),
    "setting": lambda opened, _plan: opened.set_preference("here", "people"),
    "version": lambda opened, _plan: opened.mark_version("printed"),
}


def make_base(base: Path) -> Plan:
    base.mkdir(parents=True)
    keyslots.new_code = lambda: OLD_CODE
    path, plan, _code = keepers.made(base, edits=3)
    opened = keepers.opened(path)
    opened.save(plan := keepers.with_words(plan, "before"))  # so that closing has a snapshot to write
    opened._vault.close()
    opened._lock.release()
    keyslots.new_code = lambda: NEW_CODE
    return plan


def cases(calls: int, how: str) -> Iterator[Case]:
    for call in range(1, calls + 1):
        for number in ERRORS if how == "fail" else (0,):
            for for_good in (False, True) if how == "fail" else (False,):
                yield call, number, for_good


def which_opens(path: Path, data: Path, codes: bool = True) -> set[str]:
    """The secrets that open a file that is whole."""
    found = set()
    for name in (keepers.PASSPHRASE, NEW):
        try:
            opened = store.unlock(path, name, data_dir=data)
            opened.verify()
            opened.close()
            found.add(name)
        except WellPlanError:
            continue
    for name, code in (("old code", OLD_CODE), ("new code", NEW_CODE)) if codes else ():
        copy = path.with_name("try.wellplan")
        shutil.copy(path, copy)
        try:
            opened = store.unlock_with_recovery(
                copy, keyslots.write_code(code), "third", cost=TESTING, data_dir=data.with_name("try data")
            )
            opened.close()
            found.add(name)
        except WellPlanError:
            continue
        finally:
            copy.unlink()
    return found


def fits(action: str, path: Path, data: Path) -> tuple[bool, set[str]]:
    """The passphrase: exactly one of the two. The sheet: one, or none once it was to be taken out."""
    found = which_opens(path, data, codes=action in SECRETS)
    passphrases = found & {keepers.PASSPHRASE, NEW}
    if action not in SECRETS:
        return passphrases == {keepers.PASSPHRASE}, found
    codes = found - passphrases
    right = (1, 1) if action != "removal" else (1, len(codes) if codes <= {"old code"} else 9)
    allowed = passphrases == {keepers.PASSPHRASE} or action == "passphrase"
    is_right = (len(passphrases), len(codes)) == right and allowed
    return is_right and ("new code" not in codes or action == "code"), found


def as_left(place: Place, elsewhere: Path) -> Path:
    """What the disk holds at this moment, as if the program had ended."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(place.disk, elsewhere, ignore=shutil.ignore_patterns("*.lock", "*.window"))
    return elsewhere / "plan.wellplan"


def one_failure(
    place: Place, name: str, plan: Plan, case: tuple[int, int, bool], elsewhere: Path
) -> list[str]:
    """What went wrong in one case; nothing is the right answer."""
    place.fresh()
    opened, wrong = place.opened(), []
    LIB.fault_arm(*case)
    told = None
    try:
        ACTIONS[name](opened, plan)
    except WellPlanError as error:
        told = error
        if not (error.what and error.safe and error.next_step):
            wrong.append("silent")
    left = as_left(place, elsewhere)
    LIB.fault_end()
    if not fits(name, left, elsewhere / "data")[0]:
        wrong.append("unreadable")
    if name == "snapshot":
        opened = place.opened()
    outstanding = keepers.with_words(long_edit(plan), "outstanding")
    try:
        opened.save(outstanding)
        opened.verify()
    except WellPlanError as error:
        print(name, case, error, file=sys.stderr)
        wrong.append("not_saved_later")
    notices = opened.notices
    opened.close()
    is_right, found = fits(name, place.path, place.data)
    if not is_right:
        wrong.append("secret_lost")
    if told is None and name == "passphrase" and NEW not in found:
        wrong.append("said_and_not_done")
    if (
        told is not None
        and "can’t tell" in told.what
        and not any("kept" in n or "sheet" in n for n in notices)
    ):
        wrong.append("doubt_not_settled")
    if saved(place, found) != outstanding:
        wrong.append("lost")
    return wrong + bad_backups(place)


def saved(place: Place, found: set[str]) -> Plan | None:
    for name in found & {keepers.PASSPHRASE, NEW}:
        opened = place.opened(name)
        opened.close()
        return opened.plan
    return None


def bad_backups(place: Place) -> list[str]:
    """What has the name of a backup is whole."""
    wrong = []
    for path in place.data.glob("backups/*/[!.]*.wellplan"):
        if not which_opens(path, place.disk / "elsewhere", codes=False) & {keepers.PASSPHRASE, NEW}:
            wrong.append("backup_bad")
    return wrong


def one_creation(place: Place, plan: Plan, case: Case) -> list[str]:
    shutil.rmtree(place.disk, ignore_errors=True)
    place.disk.mkdir()
    wrong = []
    LIB.fault_arm(*case)
    try:
        opened, _code = store.create(place.path, keepers.PASSPHRASE, plan, cost=TESTING, data_dir=place.data)
        LIB.fault_end()
        opened.close()
    except WellPlanError as error:
        LIB.fault_end()
        if place.path.exists() and not which_opens(place.path, place.data):
            wrong.append("half_made")
        if not place.path.exists():
            store.create(place.path, keepers.PASSPHRASE, plan, cost=TESTING, data_dir=place.data)[0].close()
        elif not error.what:
            wrong.append("silent")
    if saved(place, {keepers.PASSPHRASE}) != plan:
        wrong.append("lost")
    return wrong


def one_kill(place: Place, name: str, plan: Plan, call: int) -> list[str]:
    place.fresh()
    child = os.fork()
    if child == 0:
        try:
            opened = place.opened()
            LIB.fault_arm(call, 0, 0)
            ACTIONS[name](opened, plan)
        finally:
            os._exit(9)
    os.waitpid(child, 0)
    wrong = []
    is_right, found = fits(name, place.path, place.data)
    if not is_right:
        wrong.append("secret_lost")
    if saved(place, found) not in (plan, long_edit(plan)):
        wrong.append("lost")
    return wrong + bad_backups(place)


def calls_of(place: Place, name: str, plan: Plan) -> int:
    """How many calls the action makes when nothing fails."""
    if name == "create":
        one_creation(place, plan, (0, 0, False))
        return int(LIB.fault_count())
    place.fresh()
    opened = place.opened()
    LIB.fault_arm(0, 0, 0)
    ACTIONS[name](opened, plan)
    LIB.fault_end()
    calls = int(LIB.fault_count())
    opened.close()
    return calls


def main(folder: Path, how: str, names: list[str], every: int, first: int) -> dict[str, object]:
    place, counted, calls = Place(folder / "disk", folder / "base"), Counter[str](), dict[str, int]()
    if os.environ.get("WITHOUT") == "journal":
        container.PRAGMAS = tuple(
            (n, "off" if n == "journal_mode" else value) for n, value in container.PRAGMAS
        )
    plan, number = make_base(place.base), 0
    for name in names:
        calls[name] = calls_of(place, name, plan)
        for case in cases(calls[name], how):
            number += 1
            if number % every != first:
                continue
            if how == "kill":
                wrong = one_kill(place, name, plan, case[0])
            elif name == "create":
                wrong = one_creation(place, plan, case)
            else:
                wrong = one_failure(place, name, plan, case, folder / "left")
            counted["cases"] += 1
            counted.update(wrong)
            if wrong:
                print(name, case, wrong, file=sys.stderr)
    return {"calls": calls, **counted}


if __name__ == "__main__":
    told = main(Path(sys.argv[1]), sys.argv[2], sys.argv[3].split(","), int(sys.argv[4]), int(sys.argv[5]))
    print(json.dumps(told))
