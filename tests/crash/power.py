# SPDX-License-Identifier: Apache-2.0
"""Power cuts on WellPlan's own file (promise 2): `python -m crash.power STATES [SEED]` from `tests`.

Prints what it did as one line of JSON; ends with 1 when anything was lost.
"""

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from crash import disk, recording, replay
from crash.recording import Op
from crash.saving import PASSPHRASE
from wellplan.errors import WellPlanError
from wellplan.vault import store

EXTRA = 3
FULL = 2
"""SQLite's own default of `synchronous`: known to lose the last edit, so the replay has to notice it."""
BAD = ("lost", "unreadable", "backup_bad")


def record(folder: Path, synchronous: int = EXTRA) -> list[Op]:
    """Run the saving program under the recorder; every operation on its folder."""
    place, work = folder / "disk", folder / "again"
    place.mkdir()
    work.mkdir()
    program = Path(__file__).with_name("saving.py")
    ops = recording.record([sys.executable, program, place, str(synchronous)], place)
    disk.check_whole(ops, place, work)
    return ops


def campaign(folder: Path, states: int, seed: int, synchronous: int = EXTRA) -> dict[str, int]:
    """What was found over that many power cuts, spread over the whole recording."""

    def told(number: int, word: str, _folder: Path) -> None:
        if word in BAD:
            print(f"seed {seed}, state {number}: {word}", file=sys.stderr)

    found = replay.replay(record(folder, synchronous), states, seed, judge, told)
    return {**dict.fromkeys(("with_journal", *BAD), 0), **found}


def judge(folder: Path, said: str) -> Iterator[str]:
    """Open what is left as the app does: the last said number or the one being saved has to be there."""
    path, last = folder / "plan.wellplan", int(said or -1)
    if (folder / "plan.wellplan-journal").exists():
        yield "with_journal"
    if not path.exists():
        if last >= 0:
            yield "lost"
        return
    backups = sorted((folder / "data").glob("backups/*/[!.]*.wellplan"))
    try:
        found = number_in(path, folder / "data")
    except WellPlanError:
        yield "unreadable"
        return
    if not max(last, 0) <= found <= last + 1:
        yield "lost"
    # What has a backup's name has been synced and checked: it is whole, or it is not there.
    for backup in backups[-1:]:
        try:
            number_in(backup, folder / "elsewhere")
        except WellPlanError:
            yield "backup_bad"


def number_in(path: Path, data_dir: Path) -> int:
    """The number the saving program wrote last in a file, once all of it has been checked."""
    opened = store.unlock(path, PASSPHRASE, data_dir=data_dir)
    try:
        opened.verify()
        return int(opened.plan.title)
    finally:
        opened.close()


if __name__ == "__main__":
    begun = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    with tempfile.TemporaryDirectory() as place:
        counted = campaign(Path(place), int(sys.argv[1]), begun)
    print(json.dumps({"seed": begun, **counted}))
    sys.exit(1 if any(counted[word] for word in BAD) else 0)
