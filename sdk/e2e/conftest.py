"""The tracker in real Chromium, on pages of another origin, against the real server.

IAFA_BINARY names the server's executable; sdk/build.sh has built the tracker.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from project import Project
from host_site import Site
from weather import Weather

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STOP_SECONDS = 30
TEST_SETTINGS = {"ENVIRONMENT": "test", "BCRYPT_COST": "4", "RATE_LIMIT_PER_IP": "0"}


@pytest.fixture(scope="session")
def server():
    folder = Path(tempfile.mkdtemp(prefix="iafa-sdk-"))
    log = open(folder / "server.log", "w")
    environment = {"LLVM_PROFILE_FILE": "/dev/null", **os.environ, **TEST_SETTINGS}
    process = subprocess.Popen(
        [os.environ["IAFA_BINARY"], "serve", "--data-dir", str(folder / "data"), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env=environment,
    )
    found = None
    for line in process.stdout:
        found = re.search(r"listening on (http://\S+)", line)
        if found:
            break
    assert found, (folder / "server.log").read_text()
    yield found.group(1)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=STOP_SECONDS)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def site():
    return Site()


@pytest.fixture
def project(server, site):
    return Project(server, allowed_origins=[site.address])


@pytest.fixture(scope="session")
def the_weather(server):
    return Weather(server)


@pytest.fixture
def weather(the_weather):
    """Every request of a test passes here; fair at first."""
    the_weather.calm()
    return the_weather


@pytest.fixture(scope="session")
def launch():
    """Starts a Chromium; without its back/forward cache, which Playwright switches off: a page
    that is left is gone, as it is for most visits in the world."""
    with sync_playwright() as playwright:

        def launch(**options):
            return playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=["--no-sandbox", "--host-resolver-rules=MAP plain.test 127.0.0.1"],
                **options,
            )

        yield launch


@pytest.fixture(scope="session")
def browser(launch):
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture
def context(browser):
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context):
    """Fails the test on whatever reaches the page's console as an error."""
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    assert page.problems == []
