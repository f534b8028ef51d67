# SPDX-License-Identifier: Apache-2.0
"""Promise 20: copies in the readers that others have. Debian's Firefox, its pdf.js, MuPDF and Poppler."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from copies import PASSPHRASE, copy_of
from paper_plans import STAMP, example

import soak
from wellplan.plan.model import Plan
from wellplan.share.document import make_pdf, protect
from wellplan.share.numbers import numbers_of, same
from wellplan.share.scope import reduce
from wellplan.share.sealed_copy import seal_copy

if TYPE_CHECKING:
    from marionette_driver.marionette import Marionette

pytestmark = [
    pytest.mark.soak,
    # Marionette’s own: it calls what is old, and leaves its sockets to the collector.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

T = TypeVar("T")
PLANS = ("jo", "derek", "arabic")
LAYOUTS = ("whole", "crisis", "card", "admission", "large", "easy")
WRONG = "slow river tall"
WAIT_S = 60
ENTER = "\ue007"  # WebDriver, section 17.4.2

WORDS_OF_PDF = """
const [done] = arguments;
const words = async () => {
  const file = PDFViewerApplication.pdfDocument, all = [];
  for (let n = 1; n <= file.numPages; n++) {
    const content = await (await file.getPage(n)).getTextContent();
    all.push(...content.items.map((item) => item.str));
  }
  return all.join(" ");
};
words().then(done, (error) => done("!" + error));
"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Marionette"]:
    from marionette_driver.marionette import Marionette  # loading it warns of itself

    folder = tmp_path_factory.mktemp("firefox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        browser = Marionette(bin=program("firefox-esr"), headless=True, gecko_log=str(folder / "log"))
        browser.start_session({"pageLoadStrategy": "none"})  # pdf.js asks before it has loaded
        browser.timeout.implicit = browser.timeout.script = WAIT_S
        yield browser
        browser.quit(in_app=False)
        browser.cleanup()


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing")
    return path


def missing(plan: Plan, text: str) -> int:
    """Phone numbers of a plan that are not in the text, or not as they are dialled."""
    said = "".join(c for c in text if c.isdigit() or c == "+")
    return sum(same(found.number) not in said for found in numbers_of(plan))


def wait(happened: Callable[[], T]) -> T:
    ends = time.monotonic() + WAIT_S
    while not (answer := happened()):
        assert time.monotonic() < ends
        time.sleep(0.1)
    return answer


def in_firefox(browser: "Marionette", html: Path) -> tuple[str, str]:
    """What a sealed copy shows with a wrong passphrase, and with the right one."""
    browser.navigate(html.as_uri())
    field = browser.find_element("id", "passphrase")
    field.send_keys(WRONG, ENTER)
    alert = browser.find_element("css selector", "[role=alert]")
    wait(lambda: "does not open this copy" in alert.text)
    shut = browser.find_element("tag name", "body").text
    field.clear()
    field.send_keys(PASSPHRASE, ENTER)
    pages = browser.find_element("id", "pages")
    wait(lambda: pages.text)
    asked = browser.execute_script("return performance.getEntriesByType('resource').length")
    assert asked == 0
    return shut, pages.text


def in_pdf_js(browser: "Marionette", pdf: Path, passphrase: str) -> tuple[str, str]:
    """The same of a protected PDF, in the reader that is in Firefox."""
    browser.navigate("about:blank")
    browser.navigate(pdf.as_uri())
    field = browser.find_element("id", "password")
    wait(field.is_displayed)
    field.send_keys(WRONG, ENTER)
    label = browser.find_element("id", "passwordText")
    wait(lambda: "nvalid" in label.text)
    shut = browser.find_element("id", "viewer").get_property("textContent")
    field.clear()
    field.send_keys(passphrase, ENTER)
    opened = "return Boolean(PDFViewerApplication.pdfDocument)"
    wait(lambda: browser.execute_script(opened, sandbox=None))
    return shut, browser.execute_async_script(WORDS_OF_PDF, sandbox=None)


def in_mupdf(pdf: Path, passphrase: str) -> str:
    command = [program("mutool"), "draw", "-q", "-F", "txt", "-o", "-", "-p", passphrase, pdf]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode()


def in_poppler(pdf: Path, passphrase: str) -> str:
    command = [program("pdftotext"), "-upw", passphrase, pdf, "-"]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode()


def test_promise_20_copies_open_in_the_readers_of_others_soak(firefox, tmp_path):
    run = soak.Run(20, "copies in Firefox, pdf.js, MuPDF and Poppler", len(PLANS) * (1 + len(LAYOUTS)))
    todo = [(name, layout) for name in PLANS for layout in ("sealed", *LAYOUTS)]
    not_there = shown = 0
    for at in run.each():
        name, layout = todo[at]
        plan = example(name)
        if layout == "sealed":
            file = tmp_path / f"{name}.html"
            file.write_bytes(seal_copy(copy_of(plan), PASSPHRASE))
            answers = [in_firefox(firefox, file)]
        else:
            file = tmp_path / f"{name}-{layout}.pdf"
            pdf = make_pdf(reduce(plan, None), layout=layout, stamp=STAMP)
            file.write_bytes(protect(pdf.data, PASSPHRASE))
            answers = [in_pdf_js(firefox, file, PASSPHRASE)]
            answers += [(read(file, WRONG), read(file, PASSPHRASE)) for read in (in_mupdf, in_poppler)]
            subprocess.run([program("qpdf"), f"--password={PASSPHRASE}", "--check", file], check=True)
        for shut, opened in answers:
            shown += any(words in shut for words in secrets_of(plan))
            not_there += missing(plan, opened) if layout != "card" else not opened.strip()
    run.end(shown_to_a_wrong_passphrase=shown, numbers_missing=not_there)


def secrets_of(plan: Plan) -> list[str]:
    """Words that stand nowhere else, not even in the page’s own sentences."""
    values = [value for section in plan.sections for item in section.items for value in item.values.values()]
    return [value for value in (*values, plan.about.name) if isinstance(value, str) and len(value) > 15]
