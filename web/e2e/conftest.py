"""The page in real Chromium against the real server.

IAFA_BINARY names the server's executable. Without it the stand-in of test/fixture answers, which is
for developing the page only: it needs `deno` on PATH and a built page.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import shop
from dashboard import furnish, watch

WEB = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
START_SECONDS = 30


def command(data_dir):
    binary = os.environ.get("IAFA_BINARY")
    if binary:
        return [binary, "serve", "--data-dir", str(data_dir), "--port", "0"]
    return ["deno", "run", "-A", "--no-check", str(WEB / "test/fixture/serve.mjs"), "0"]


@pytest.fixture(scope="session")
def data_dir():
    folder = tempfile.mkdtemp(prefix="iafa-page-")
    yield Path(folder) / "data"
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(data_dir):
    """A server of its own with an empty data directory; gives its address."""
    log = open(data_dir.parent / "server.log", "w")
    process = subprocess.Popen(
        command(data_dir),
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        cwd=WEB,
    )
    address = None
    for line in process.stdout:
        found = re.search(r"listening on (http://\S+)", line)
        if found:
            address = found.group(1)
            break
    assert address, f"the server did not start: {Path(log.name).read_text()}"
    with urllib.request.urlopen(address) as index:
        assert b"/assets/main-" in index.read(), "the executable holds no page: make build"
    yield address
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=START_SECONDS)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser, server):
    """A fresh visitor on a desktop; fails the test on any console error or policy violation."""
    context = browser.new_context(
        base_url=server,
        viewport={"width": 1440, "height": 900},
        locale="en-US",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    problems = watch(page)
    yield page
    violations = page.evaluate("window.violations ?? []")
    context.close()
    assert problems == [] and violations == []


@pytest.fixture(scope="session")
def dashboard(browser, server):
    """An account with a project and funnels of many shapes, and their events."""
    return furnish(browser, server)


@pytest.fixture
def signed_in(page, dashboard):
    page.context.add_cookies(dashboard.cookies())
    return page


@pytest.fixture(scope="module")
def store(browser, server):
    """A shop with people in it; what a module does to it stays within the module."""
    return shop.furnish(browser, server)


@pytest.fixture
def visitor(page, store):
    page.context.add_cookies(store.cookies())
    return page
