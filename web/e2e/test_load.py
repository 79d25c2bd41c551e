"""What the first load costs: bytes and processor time exactly, time on the clock where it means
something."""

import os
import statistics

import pytest
from dashboard import open_funnel, watch

INITIAL_BUDGET = 70 * 1024
# With what comes once the first picture stands: groups, trend, times, people.
FUNNEL_PAGE_BUDGET = 85 * 1024
MAIN_THREAD_MILLISECONDS = 200
LARGEST_PAINT_MILLISECONDS = 300
ROUNDS = 7

# What the page names itself is needed for the first picture; the rest comes when that stands.
MEASURE = """() => {
  const initial = new Set([...document.querySelectorAll('link[rel=modulepreload], script[src]')]
    .map((element) => element.href || element.src));
  return { largest, shift,
    scripts: performance.getEntriesByType('resource')
      .filter((entry) => new URL(entry.name).pathname.endsWith('.js'))
      .map((entry) => ({ name: entry.name, bytes: entry.encodedBodySize,
        initial: initial.has(entry.name) })) };
}"""


@pytest.fixture
def fresh_visit(browser, server, dashboard):
    """Opens the funnel in a browser context without any cache; gives what it measured."""

    def visit():
        context = browser.new_context(base_url=server, viewport={"width": 1440, "height": 900})
        context.add_cookies(dashboard.cookies())
        page = context.new_page()
        watch(page)
        devtools = context.new_cdp_session(page)
        # Thread ticks count the page's own work, however busy the machine is with other things.
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        open_funnel(page, dashboard, "Five")
        page.locator(".river").wait_for()
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        page.wait_for_timeout(200)
        measured = page.evaluate(MEASURE)
        context.close()
        work = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
        return {**measured, "work": round(1000 * work)}

    return visit


def is_quiet():
    return os.getloadavg()[0] < os.cpu_count() / 2


def test_scripts_stay_within_budget(fresh_visit):
    scripts = fresh_visit()["scripts"]
    initial = [script["bytes"] for script in scripts if script["initial"]]
    assert len(initial) > 1
    assert sum(initial) <= INITIAL_BUDGET, scripts
    assert sum(script["bytes"] for script in scripts) <= FUNNEL_PAGE_BUDGET, scripts


def test_first_load_is_quick_and_stands_still(fresh_visit):
    quiet_before = is_quiet()
    visits = [fresh_visit() for _ in range(ROUNDS)]
    work = sorted(visit["work"] for visit in visits)
    largest = sorted(visit["largest"] for visit in visits)
    print(f"main thread {work} ms, largest paint {largest} ms, load {os.getloadavg()[0]:.1f}")
    assert max(visit["shift"] for visit in visits) < 0.05
    assert statistics.median(work) <= MAIN_THREAD_MILLISECONDS, work
    # On a machine that does other work at the same time the clock measures that work.
    if quiet_before:
        assert statistics.median(largest) <= LARGEST_PAINT_MILLISECONDS, largest


def test_assets_are_cached_for_good_and_the_page_is_asked_for_again(signed_in, dashboard):
    page = signed_in
    responses = {}
    page.on("response", lambda response: responses.update({response.url: response}))
    open_funnel(page, dashboard, "Five")
    script = next(it for url, it in responses.items() if "/assets/main-" in url and ".js" in url)
    assert "immutable" in script.headers["cache-control"]
    assert script.headers["content-encoding"] in ("br", "gzip")
    document = responses[page.url]
    assert document.headers["cache-control"] == "no-cache"
    assert "trusted-types" in document.headers["content-security-policy"]
    missing = page.request.get("/assets/none-00000000.js")
    assert missing.status == 404
