# SPDX-License-Identifier: Apache-2.0
"""A real browser for the page of a sealed copy: Debian's Chromium, without a window and without a network."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "share"))

expect.set_options(timeout=20_000)  # a busy machine takes its time, and nobody should call that a fault

COUNT_REFUSALS = """
window.refusals = [];
document.addEventListener("securitypolicyviolation", (event) => window.refusals.push(event.blockedURI));
"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests. Root may only run it without its sandbox; it opens nothing but our pages."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is missing")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


class Opened:
    """A page on a file, with all that went wrong in it: `troubles` is empty at the end of a good test."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.troubles: list[str] = []
        self.page: Page = context.new_page()
        self.page.add_init_script(COUNT_REFUSALS)
        self.page.on("request", lambda request: self._asked(request.url, address))
        self.page.on("websocket", lambda socket: self.troubles.append(f"socket {socket.url}"))
        self.page.on("console", lambda message: self.troubles.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.goto(address)

    def _asked(self, url: str, own: str) -> None:
        if url.partition("#")[0] != own and not url.startswith("blob:"):
            self.troubles.append(f"asked for {url}")

    def unlock(self, passphrase: str) -> Page:
        self.page.get_by_label("Passphrase").fill(passphrase)
        self.page.keyboard.press("Enter")
        return self.page

    def check(self) -> None:
        assert self.page.evaluate("window.refusals") == []
        assert self.troubles == []


Show = Callable[..., Opened]


@pytest.fixture
def show(chromium: Browser, tmp_path: Path) -> Iterator[Show]:
    """Opens HTML bytes from a file. What the page asked for, and what it said, is checked at the end."""
    contexts: list[BrowserContext] = []
    opened: list[Opened] = []

    def open_file(html: bytes, *, at: str = "", before: str = "", **options: object) -> Opened:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        file = tmp_path / f"copy-{len(contexts)}.html"
        file.write_bytes(html)
        if before:
            context.add_init_script(before)
        if at:
            context.route(at, lambda route: route.fulfill(body=html, content_type="text/html"))
        opened.append(Opened(context, at or file.as_uri()))
        return opened[-1]

    yield open_file
    try:
        for each in opened:
            each.check()
    finally:
        for context in contexts:
            context.close()
