# SPDX-License-Identifier: Apache-2.0
"""A sealed copy of the larger example: made without its key derivation, and opened in Chromium."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

PASSPHRASE = "slow river tall moon"
MADE, OPENED = 15, 5
READABLE = """async ({ passphrase }) => {
  const begun = performance.now();
  document.getElementById("passphrase").value = passphrase;
  document.getElementById("unlock").requestSubmit();
  while (document.getElementById("open").hidden) {
    await new Promise((done) => requestAnimationFrame(done));
  }
  await new Promise((done) => requestAnimationFrame(done));
  return performance.now() - begun;
}"""
ALONE = """async ({ rounds }) => {
  const begun = performance.now();
  const key = await crypto.subtle.importKey("raw", new Uint8Array(20), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-512", salt: new Uint8Array(16), iterations: rounds };
  await crypto.subtle.deriveBits(how, key, 512);
  return performance.now() - begun;
}"""


def figures() -> Iterator[tuple[str, float, float, str, float]]:
    """Name, our ms, the other's ms, what the other is, and the most ours may be."""
    from wellplan import crypto
    from wellplan.plan.exchange import dumps
    from wellplan.share.sealed_copy import seal_copy

    copy = _copy()
    _timed(lambda: seal_copy(copy, PASSPHRASE, rounds=crypto.TESTING_ROUNDS))
    ours = [_timed(lambda: seal_copy(copy, PASSPHRASE, rounds=crypto.TESTING_ROUNDS)) for _ in range(MADE)]
    plain = [_timed(lambda: dumps(copy.plan)) for _ in range(MADE)]
    name = "sealed copy without its key derivation"
    yield name, median(ours), median(plain), "the same plan as plan.json", 30
    opened, alone = _in_a_browser(seal_copy(copy, PASSPHRASE), crypto.ROUNDS)
    yield "sealed copy opened to readable", opened, alone, "its key derivation alone", 1500


def _copy():
    from datetime import date

    from wellplan.plan.templates import example_plans, load_example
    from wellplan.share.pages import Stamp
    from wellplan.share.reply import new_reply_keys
    from wellplan.share.scope import reduce
    from wellplan.share.sealed_copy import Copy

    plans = [load_example(info.id) for info in example_plans()]
    plan = max(plans, key=lambda plan: sum(len(section.items) for section in plan.sections))
    stamp = Stamp(7, date(2026, 11, 21), date(2027, 5, 21), "Amina Rahman, key worker")
    return Copy(reduce(plan, None), stamp, reply_key=new_reply_keys()[1])


def _timed(work) -> float:
    """Milliseconds of processor time: other programs on the machine do not count."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _in_a_browser(html: bytes, rounds: int) -> tuple[float, float]:
    """Median ms from Enter to a drawn page, and of PBKDF2 alone, by turns. In a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="bench-copy-"))
    try:
        (folder / "copy.html").write_bytes(html)
        command = [sys.executable, __file__, str(folder / "copy.html"), str(rounds)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        opened, alone = (float(word) for word in done.stdout.split())
        return opened, alone
    finally:
        shutil.rmtree(folder)


def _measure(path: Path, rounds: int) -> tuple[float, float]:
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        pairs = []
        for _turn in range(OPENED):
            page = browser.new_page()
            page.goto(path.as_uri())
            given = {"passphrase": PASSPHRASE, "rounds": rounds}
            pairs.append((page.evaluate(READABLE, given), page.evaluate(ALONE, given)))
            page.close()
        browser.close()
    return median(opened for opened, _ in pairs), median(alone for _, alone in pairs)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(*_measure(Path(sys.argv[1]), int(sys.argv[2])))
    else:
        for figure in figures():
            print(*figure)
