# SPDX-License-Identifier: Apache-2.0
"""What is left of a damaged plan is read page by page, what is missing is said, the file is never touched."""

import shutil
import sqlite3
from dataclasses import replace

import pytest

from vault import keepers
from wellplan import crypto
from wellplan.errors import Damaged, WellPlanError, WrongGroup, WrongPassphrase
from wellplan.plan.exchange import plan_to_json
from wellplan.plan.model import Plan
from wellplan.vault import found_keys, leaf_pages, records, rescue, store

PAGE = 4096


def read(path, **secret):
    return rescue.read_what_is_left(path, **(secret or {"passphrase": keepers.PASSPHRASE}))


def is_whole(rescued, plan):
    return rescued.plan == plan and rescued.missing == () and rescued.from_record == rescued.of_records


def signs(rescued):
    return [item.values["sign"] for item in rescued.plan.sections[0].items]


def without_snapshot(path):
    keepers.do_sql(path, "DELETE FROM snapshot")


def dated(path, seq, day):
    """Seal record `seq` anew with another day, as if it had been written then. The chain is not looked at."""
    keys = found_keys.keys_in(path, passphrase=keepers.PASSPHRASE)
    [row] = keepers.get_sql(path, f"SELECT seq, uid, class, sealed, mac FROM record WHERE seq = {seq}")
    record = records.record_from_row(row)
    event = {**records.open_record(keys, record), "at": f"{day}T10:00:00Z"}
    context = records._record_context(keys, seq, record.uid)
    sealed = crypto.seal(keys.record, records.to_json(event), context)
    keepers.do_sql(path, "UPDATE record SET sealed = ? WHERE seq = ?", (sealed, seq))


# --- from what there is


def test_a_whole_plan_is_read_whole_with_either_secret(tmp_path):
    path, _plan, code = keepers.made(tmp_path, edits=5)
    before = path.read_bytes()
    found = read(path)
    assert is_whole(found, found.plan)
    assert found.of_records == 6
    assert read(path, code=code).plan == found.plan
    assert found.plan.sections[0].items[-1].values == {"sign": "sign 4"}
    assert path.read_bytes() == before


def test_the_first_page_is_not_needed(tmp_path):
    path, plan, _code = keepers.made(tmp_path, edits=2)
    data = path.read_bytes()
    path.write_bytes(bytes(PAGE) + data[PAGE:])
    found = read(path)
    assert found.missing == ()
    assert found.plan.id == plan.id


def test_one_slot_copy_anywhere_is_enough(tmp_path):
    path, plan, code = keepers.made(tmp_path)
    data = path.read_bytes()
    places = [at for at in range(len(data)) if data.startswith(b"WPS1\1", at)]
    assert len(places) == 2
    for keep in places:
        for other in places:
            if other != keep:
                hurt = bytearray(data)
                hurt[other + 60] ^= 1
                path.write_bytes(hurt)
                assert read(path).plan == plan
    hurt = bytearray(data)
    for each in places:
        hurt[each + 60] ^= 1
    path.write_bytes(hurt)
    with pytest.raises(Damaged, match="part of this file that knows your secret"):
        read(path)
    assert read(path, code=code).plan == plan


def test_without_a_snapshot_the_records_are_read(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=5)
    whole = read(path).plan
    without_snapshot(path)
    assert is_whole(read(path), whole)


def test_the_records_after_the_snapshot_are_used(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=1)
    opened = keepers.opened(path)
    later = keepers.with_words(opened.plan, "after the snapshot")
    opened.save(later)
    opened.vault.close()  # as a killed program leaves it
    opened._lock.release()
    assert is_whole(read(path), later)


def test_a_removed_record_is_no_missing_one(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=3)
    whole = read(path).plan
    opened = keepers.opened(path)
    uid = keepers.get_sql(path, "SELECT uid FROM record WHERE seq = 2")[0][0]
    opened.vault.append({"kind": "purge", "at": "2026-01-01T00:00:00Z", "records": [[2, uid.hex()]],
                         "plan": plan_to_json(whole)})  # fmt: skip
    opened.vault.close()
    opened._lock.release()
    keepers.do_sql(path, "UPDATE record SET class = 2, sealed = zeroblob(32) WHERE seq = 2")
    without_snapshot(path)
    assert is_whole(read(path), whole)


# --- with gaps


def test_a_gap_is_told_with_its_days(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=5)
    for seq, day in ((3, "2026-03-01"), (4, "2026-03-01"), (5, "2026-03-09"), (6, "2026-04-02")):
        dated(path, seq, day)
    without_snapshot(path)
    keepers.hurt_blob(path, "record", "sealed", "seq = 4")
    found = read(path)
    assert found.missing == (
        "One change of 6 could not be read.",
        "That was between 1 March 2026 and 9 March 2026.",
    )
    assert [item.values["sign"] for item in found.plan.sections[0].items] == [
        "sign 0",
        "sign 1",
        "sign 3",
        "sign 4",
    ]
    assert (found.from_record, found.of_records) == (6, 6)
    dated(path, 5, "2026-03-01")
    assert read(path).missing[1] == "That was on 1 March 2026."
    keepers.do_sql(path, "DELETE FROM record WHERE seq IN (5, 6)")
    found = read(path)
    assert found.missing == ("3 changes of 6 could not be read.", "That was on 1 March 2026 or later.")
    assert found.from_record == 3


def test_a_lost_beginning_still_gives_the_words(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=3)
    dated(path, 2, "2026-03-01")
    without_snapshot(path)
    keepers.hurt_blob(path, "record", "sealed", "seq = 1")
    found = read(path)
    assert found.missing == (
        "One change of 4 could not be read.",
        "That was on 1 March 2026 or before.",
        "The beginning could not be read. Some pages may have lost their names.",
    )
    [page] = found.plan.sections
    assert page.title == "Found again"
    assert [item.values["sign"] for item in page.items] == ["sign 0", "sign 1", "sign 2"]
    assert [field.key for field in page.fields] == ["sign"]


def test_a_page_that_comes_later_keeps_the_words_found_before(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    opened.save(keepers.with_words(opened.plan, "first"))
    section = replace(opened.plan.sections[0], title="First signs, renamed")
    opened.save(opened.plan.put_section(section))
    opened.close()
    without_snapshot(path)
    keepers.hurt_blob(path, "record", "sealed", "seq = 1")
    [page] = read(path).plan.sections
    assert page.title == "First signs, renamed"
    assert len(page.items) == 1


def test_a_change_to_something_never_read_is_counted(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    section = opened.plan.sections[1]
    opened.save(opened.plan.remove_item(section.id, section.items[0].id))
    opened.save(keepers.with_words(opened.plan, "more"))
    opened.close()
    without_snapshot(path)
    keepers.hurt_blob(path, "record", "sealed", "seq = 1")
    assert read(path).missing[0] == "2 changes of 3 could not be read."


def test_an_event_that_lacks_a_part_is_counted(tmp_path):
    path, plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    opened.vault.append({"kind": "preference", "name": "no value"})
    opened.vault.close()
    opened._lock.release()
    found = read(path)
    assert found.missing[0] == "One change of 2 could not be read."
    assert found.plan == plan


def test_what_a_newer_wellplan_wrote_is_told(tmp_path):
    path, plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    opened.vault.append({"kind": "from-tomorrow", "at": "soon"})
    opened.vault.close()
    opened._lock.release()
    found = read(path)
    assert found.plan == plan
    assert found.missing == ("A newer WellPlan wrote in this plan. Some of that may not be here.",)


def test_a_gap_without_any_day_is_told_without(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    opened.vault.append({"kind": "preference", "name": "a", "value": "b"})
    opened.vault.append({"kind": "preference", "name": "a", "value": "c", "at": "soon"})
    opened.vault.close()
    opened._lock.release()
    keepers.do_sql(path, "DELETE FROM record WHERE seq < 3")
    found = read(path)
    assert found.missing == ("One change of 3 could not be read.",)


# --- with almost nothing


def test_nothing_left_is_damage_not_a_wrong_passphrase(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=2)
    without_snapshot(path)
    keepers.do_sql(path, "DELETE FROM record WHERE seq < 3")
    keepers.hurt_blob(path, "record", "sealed", "seq = 3")
    with pytest.raises(Damaged, match="Nothing in this file could be read"):
        read(path)


def test_records_that_hold_no_plan_are_nothing(tmp_path):
    path, _plan, _code = keepers.made(tmp_path)
    opened = keepers.opened(path)
    opened.set_preference("a", "b")
    opened.vault.close()
    opened._lock.release()
    without_snapshot(path)
    keepers.do_sql(path, "DELETE FROM record WHERE seq = 1")
    with pytest.raises(Damaged, match="Nothing in this file could be read"):
        read(path)


def test_slips_are_told_apart_from_damage(tmp_path):
    path, _plan, code = keepers.made(tmp_path)
    path.write_bytes(bytes(PAGE) + path.read_bytes()[PAGE:])
    with pytest.raises(WrongPassphrase):
        read(path, passphrase="wrong")
    with pytest.raises(WrongGroup):
        read(path, code="0" + code[1:] if code[0] != "0" else "1" + code[1:])
    path.write_bytes(bytes(9 * PAGE))
    with pytest.raises(Damaged):
        read(path)
    with pytest.raises(WellPlanError, match="no plan at that place"):
        read(tmp_path / "nowhere")


# --- the journal of a change that was cut short


def test_a_page_torn_in_a_change_is_read_from_its_journal(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=3)
    whole = read(path).plan
    before = path.read_bytes()
    page = before.find(b"WPS1") // PAGE
    entries = b"".join(
        number.to_bytes(4, "big") + before[(number - 1) * PAGE : number * PAGE] + bytes(4)
        for number in range(2, len(before) // PAGE + 1)
    )
    path.with_name("plan.wellplan-journal").write_bytes(bytes(512) + entries + b"cut")
    path.write_bytes(bytes(PAGE) * (len(before) // PAGE))
    assert page > 0
    assert is_whole(read(path), whole)


def test_the_record_that_follows_on_is_taken_where_two_have_its_number(tmp_path):
    """A change that was taken back may stand in the file beside the one that was made in its place."""
    path, plan, _code = keepers.made(tmp_path, edits=2)
    other = keepers.copy_of(path, tmp_path / "other")
    shutil.copytree(tmp_path / "data", tmp_path / "other" / "data")
    for each, words in ((path, "in the file"), (other, "taken back")):
        opened = keepers.opened(each)
        opened.save(keepers.with_words(plan, words))
        opened.save(keepers.with_words(opened.plan, f"{words}, again"))
        opened.close()
        without_snapshot(each)
    taken = other.read_bytes()
    pages = range(2, len(taken) // PAGE + 1)
    entries = b"".join(n.to_bytes(4, "big") + taken[(n - 1) * PAGE : n * PAGE] + bytes(4) for n in pages)
    path.with_name("plan.wellplan-journal").write_bytes(bytes(512) + entries)
    assert signs(read(path)) in (
        ["sign 0", "sign 1", "in the file", "in the file, again"],
        ["sign 0", "sign 1", "taken back", "taken back, again"],
    )


def test_rows_and_snapshots_of_another_time_are_passed_over(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=1)
    [(older,)] = keepers.get_sql(path, "SELECT sealed FROM snapshot")
    opened = keepers.opened(path)
    later = keepers.with_words(opened.plan, "later")
    opened.save(later)
    opened.close()
    keepers.do_sql(path, "INSERT INTO snapshot VALUES (2, ?)", (older,))
    keepers.do_sql(path, "INSERT INTO record VALUES (99, x'00', 1, x'00', x'00')")
    keepers.do_sql(path, "INSERT INTO chunk VALUES (1, x'00', 1, x'00')")
    assert is_whole(read(path), later)


# --- into a new plan


def test_a_new_plan_is_made_of_it(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=3)
    opened = keepers.opened(path)
    opened.set_preference("country", "GB")
    opened.mark_version("print")
    opened.save(keepers.with_words(opened.plan, "more"))
    second = opened.mark_version("print")
    opened.close()
    path.write_bytes(bytes(PAGE) + path.read_bytes()[PAGE:])
    before = path.read_bytes()
    found = read(path)
    new = tmp_path / "new" / "plan.wellplan"
    new.parent.mkdir()
    code = rescue.rescue_into(found, new, "a new one", cost=keepers.TESTING, data_dir=tmp_path / "data")
    assert path.read_bytes() == before
    opened = store.unlock(new, "a new one", data_dir=tmp_path / "data")
    assert opened.plan == found.plan
    assert opened.preference("country") == "GB"
    assert opened.version() == second
    assert second.number == 2
    assert opened.vault_id not in {slot.vault_id.hex() for slot in leaf_pages.slots_in(path)}
    opened.close()
    again = store.unlock_with_recovery(new, code, "x", cost=keepers.TESTING, data_dir=tmp_path / "data")
    again.close()
    with pytest.raises(WellPlanError, match="already a file of that name"):
        rescue.rescue_into(found, path, "a new one", cost=keepers.TESTING, data_dir=tmp_path / "data")
    assert path.read_bytes() == before


def test_a_plan_that_was_never_printed_has_no_version(tmp_path):
    path, plan, _code = keepers.made(tmp_path)
    new = tmp_path / "new.wellplan"
    rescue.rescue_into(read(path), new, "p", cost=keepers.TESTING, data_dir=tmp_path / "data")
    opened = store.unlock(new, "p", data_dir=tmp_path / "data")
    assert (opened.plan, opened.version().number, len(opened.history())) == (plan, 1, 1)
    opened.close()


def test_what_was_made_without_a_state_can_be_kept_too(tmp_path):
    found = rescue.Rescued(Plan(title="Only this"), (), 1, 1)
    rescue.rescue_into(found, tmp_path / "x.wellplan", "p", cost=keepers.TESTING, data_dir=tmp_path / "data")
    opened = store.unlock(tmp_path / "x.wellplan", "p", data_dir=tmp_path / "data")
    assert opened.plan == found.plan
    opened.close()


def test_the_rows_are_those_sqlite_gives(tmp_path):
    path, _plan, _code = keepers.made(tmp_path, edits=40)
    assert keepers.get_sql(path, "SELECT count(*) FROM record") == [(41,)]
    conn = sqlite3.connect(path)
    told = set()
    for table in ("record", "slot", "slot_copy", "head", "snapshot"):
        for row in conn.execute(f"SELECT rowid, * FROM {table}"):
            told.add((row[0], (None, *row[2:])))
    conn.close()
    assert {row for row in leaf_pages.rows(path) if row[1][0] is None} == told
