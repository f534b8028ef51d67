# SPDX-License-Identifier: Apache-2.0
"""The program that `power.py` records: a plan is made, edited, given new secrets, backed up and opened again.

    python tests/crash/saving.py FOLDER SYNCHRONOUS

Everything it writes is inside the folder, also the app's data folder. Each step is said once it has returned.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from wellplan.crypto import TESTING
from wellplan.plan.model import Item, Plan, Section
from wellplan.vault import container, forgetting, store

PASSPHRASE = "power cut"
EDITS = 40


def main(folder: Path, synchronous: int) -> None:
    container.PRAGMAS = tuple((n, synchronous if n == "synchronous" else v) for n, v in container.PRAGMAS)
    said = os.open(folder / "said", os.O_CREAT | os.O_WRONLY)
    path, data_dir = folder / "plan.wellplan", folder / "data"
    plan = Plan(title="0", sections=(Section(title="Signs"),))
    opened, _code = store.create(path, PASSPHRASE, plan, cost=TESTING, data_dir=data_dir)
    os.write(said, b"0\n")
    for number in range(1, EDITS + 1):
        plan = replace(plan, title=str(number))
        plan = plan.put_item(plan.sections[0].id, Item(values={"sign": "word " * (number * 37 % 900)}))
        opened.save(plan)
        os.write(said, f"{number}\n".encode())
        if number % 5 == 0:
            opened.change_passphrase(PASSPHRASE, cost=TESTING)
        if number % 7 == 0:
            opened.new_recovery_code()
        if number % 9 == 0:
            opened.close()
            opened = store.unlock(path, PASSPHRASE, data_dir=data_dir)
        if number % 11 == 0:
            forgetting.forget_item(opened, plan.sections[0].id, plan.sections[0].items[0].id)
            plan = opened.plan
        if number % 13 == 0:
            opened.back_up()
    opened.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
