# SPDX-License-Identifier: Apache-2.0
"""The reader of docs/ and WellPlan itself say the same (promise 19); `vectors/` has what is wrong."""

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from bench import years

from vault import keepers
from wellplan.plan.exchange import plan_to_json
from wellplan.vault import forgetting, merging, store

TESTS = Path(__file__).parent
READER = TESTS.parent / "docs" / "reader.py"

spec = importlib.util.spec_from_file_location("reader", READER)
reader = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reader)


def test_the_reader_is_small_and_its_own():
    text = READER.read_text("utf-8")
    assert len(text.splitlines()) <= 150
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    roots = {name.split(".")[0] for name in names}
    assert roots <= set(sys.stdlib_module_names) | {"cryptography"}


def test_the_reader_as_a_program(tmp_path):
    path, plan, code = keepers.made(tmp_path, edits=2)
    for secret in (keepers.PASSPHRASE, code.lower()):
        done = subprocess.run(
            [sys.executable, "-I", READER, path],
            input=f"{secret}\n",
            capture_output=True,
            text=True,
            check=True,
        )
        assert json.loads(done.stdout) == plan_to_json(plan)


def test_a_long_history_with_moves_and_removals(tmp_path):
    path = tmp_path / "years.wellplan"
    plan = years.write_vault(path, 400, 60)
    opened = store.unlock(path, years.PASSPHRASE, data_dir=tmp_path)
    first, second = plan.sections[0], plan.sections[1]
    for later in (
        plan.remove_item(second.id, second.items[0].id),
        plan.remove_section(first.id).move_section(second.id, 3).remove_person(plan.people[0].id),
        plan.move_person(plan.people[-1].id, 0).put_section(keepers.Section(title="New"), 2),
        keepers.retitled(plan, "Other").put_person(keepers.Person(name="New"), 1),
    ):
        opened.save(later)
        assert reader.read(path, years.PASSPHRASE) == plan_to_json(later)
    opened.close()


def test_what_was_forgotten_and_what_was_brought_in(tmp_path):
    """Whatever stands before the last whole plan may be told only in part: the reader begins there."""
    path, plan, _code = keepers.made(tmp_path, edits=3)
    other = keepers.copy_of(path, tmp_path / "other")
    opened, second = keepers.opened(path), keepers.opened(other)
    second.save(keepers.with_words(plan, "there"))
    second.close()
    item = plan.sections[0].items[0]
    opened.save(plan.move_item(plan.sections[0].id, item.id, 2))
    opened.save(opened.plan.remove_item(plan.sections[0].id, item.id))
    for step in (
        lambda: forgetting.forget_item(opened, "", item.id),
        lambda: merging.bring_in(opened, other),
        lambda: opened.save(keepers.with_words(opened.plan, "later")),
        lambda: forgetting.forget_earlier(opened, 3),
    ):
        step()
        assert reader.read(path, keepers.PASSPHRASE) == plan_to_json(opened.plan)
    opened.close()
