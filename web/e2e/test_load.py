"""What the first load costs: bytes and processor time exactly, time on the clock where it means
something."""

import os
import statistics
import urllib.request
from datetime import timedelta

import pytest
from accounts import event, furnish
from dashboard import open_funnel, watch

INITIAL_BUDGET = 75 * 1000
# With what comes once the first picture stands: groups, trend, times, people.
FUNNEL_PAGE_BUDGET = 96 * 1000
MAIN_THREAD_MILLISECONDS = 200
LARGEST_PAINT_MILLISECONDS = 300
# The same on a processor that is four times as slow.
SLOW_PAINT_MILLISECONDS = 1000
ROUNDS = 7
SLOW_ROUNDS = 5
# What a person takes for at once: the next picture after a press or a key.
NEXT_PAINT_MILLISECONDS = 100

# What the page names itself is needed for the first picture; the rest comes when that stands.
MEASURE = """() => {
  const initial = new Set([...document.querySelectorAll('script[src]')]
    .map((element) => element.href || element.src));
  return { largest, shift,
    scripts: performance.getEntriesByType('resource')
      .filter((entry) => new URL(entry.name).pathname.endsWith('.js'))
      .map((entry) => ({ name: entry.name, bytes: entry.encodedBodySize,
        initial: initial.has(entry.name) })) };
}"""


HEADLINE_PAINTED = """() => new Promise((painted) =>
  new PerformanceObserver((list) => {
    if (list.getEntries().some(({ element }) => element?.matches('.headline-rate'))) painted();
  }).observe({ type: 'largest-contentful-paint', buffered: true }))"""


@pytest.fixture
def fresh_visit(browser, server, dashboard):
    """Opens the funnel in a browser context without any cache; gives what it measured."""

    def visit(slowed_down=1):
        context = browser.new_context(base_url=server, viewport={"width": 1440, "height": 900})
        context.add_cookies(dashboard.cookies())
        page = context.new_page()
        watch(page)
        devtools = context.new_cdp_session(page)
        # Thread ticks count the page's own work, however busy the machine is with other things.
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": slowed_down})
        # What the visit before leaves to do is not this one's cost.
        page.wait_for_timeout(500)
        page.goto(dashboard.path("Five"), wait_until="commit")
        # The page tells when it stands: a test that keeps looking takes the processor from it.
        page.evaluate(HEADLINE_PAINTED)
        work = worked(devtools)
        page.locator(".trust").wait_for()
        measured = page.evaluate(MEASURE)
        context.close()
        return {**measured, "work": round(1000 * work)}

    return visit


def worked(devtools):
    """Seconds that the page's own thread has worked so far."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(it["value"] for it in metrics if it["name"] == "TaskDuration")


def is_quiet():
    return os.getloadavg()[0] < os.cpu_count() / 2


def gzipped(address):
    """What a browser that takes nothing newer than gzip is sent."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as response:
        assert response.headers["content-encoding"] == "gzip", address
        return len(response.read())


def test_scripts_stay_within_budget(fresh_visit):
    scripts = fresh_visit()["scripts"]
    bytes = {script["name"]: gzipped(script["name"]) for script in scripts}
    initial = [bytes[script["name"]] for script in scripts if script["initial"]]
    print(f"initial {initial}, with what comes later {sum(bytes.values())} bytes, gzipped")
    # One script, so that nothing is asked for only once another script has come.
    assert len(initial) == 1 and len(scripts) > 1
    assert initial[0] <= INITIAL_BUDGET, bytes
    assert sum(bytes.values()) <= FUNNEL_PAGE_BUDGET, bytes


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


def test_on_a_slow_processor_it_is_there_within_a_second(fresh_visit):
    quiet_before = is_quiet()
    largest = sorted(fresh_visit(slowed_down=4)["largest"] for _ in range(SLOW_ROUNDS))
    print(f"four times as slow: largest paint {largest} ms, load {os.getloadavg()[0]:.1f}")
    assert all(paint > 0 for paint in largest)
    if quiet_before:
        assert statistics.median(largest) <= SLOW_PAINT_MILLISECONDS, largest


def test_no_page_but_the_funnel_comes_with_it(fresh_visit):
    names = [script["name"].split("/")[-1] for script in fresh_visit()["scripts"]]
    assert any(name.startswith("main-") for name in names)
    # Chunks of pages are called after the page they begin with.
    assert [name for name in names if "Page-" in name or name.startswith("pages-")] == []


GROUPS = 50
STAGES = 20


@pytest.fixture(scope="module")
def wide_funnel(browser, server):
    """Twenty stages, and people with fifty values of a property."""
    stages = [{"name": f"Stage {n + 1}", "event": f"step_{n + 1}"} for n in range(STAGES)]
    events = []
    for n in range(1000):
        for stage in range(STAGES - n % STAGES):
            ago = timedelta(days=2 + n % 20) - timedelta(minutes=stage)
            events.append(event(f"step_{stage + 1}", f"p{n}", ago, group=f"group {n % GROUPS:02}"))
    return furnish(browser, server, {"name": "Wide"}, {"Wide": {"stages": stages}}, events)


# Every press and key until its picture stands, as the browser itself measures it.
WATCH_EVENTS = """() => {
  window.measured = [];
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) {
      if (it.interactionId > 0) measured.push({ id: it.interactionId, name: it.name,
        duration: it.duration, work: it.processingEnd - it.processingStart });
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: false });
}"""


def test_the_next_paint_follows_at_once_with_twenty_stages_and_fifty_groups(
    browser, server, wide_funnel
):
    quiet_before = is_quiet()
    context = browser.new_context(base_url=server, viewport={"width": 1440, "height": 900})
    context.add_cookies(wide_funnel.cookies())
    page = context.new_page()
    problems = watch(page)
    open_funnel(page, wide_funnel, "Wide", "?by=group")
    page.locator(".groups tbody tr").nth(9).wait_for()
    page.wait_for_timeout(500)
    page.evaluate(WATCH_EVENTS)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.locator(".pill").first.focus()
    before = worked(devtools)
    for _ in range(STAGES):
        page.keyboard.press("ArrowRight")
    each_key = 1000 * (worked(devtools) - before) / STAGES
    for name in ("Last 7 days", "Last 90 days", "Last 30 days"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(400)
    for _ in range(2):
        page.get_by_role("button", name="Conversion over time as a table").click()
    page.locator(".stage-table a.people-link").first.click()
    page.locator(".person-row").first.wait_for()
    page.locator(".person-row").first.press("End")
    page.get_by_role("button", name="Close").click()
    page.wait_for_timeout(500)
    measured = page.evaluate("measured")
    context.close()
    each = {}
    for it in measured:
        longest = each.get(it["id"], it)
        each[it["id"]] = max(it, longest, key=lambda event: event["duration"])
    durations = sorted(it["duration"] for it in each.values())
    work = sorted(it["work"] for it in each.values())
    print(f"{each_key:.0f} ms of work for a key; {len(each)} interactions over 16 ms, next paint {durations} ms, "
          f"work {[round(it) for it in work]} ms, load {os.getloadavg()[0]:.1f}")
    assert problems == []
    assert each_key <= NEXT_PAINT_MILLISECONDS
    # Those under 16 ms are not listed. On a busy machine the clock measures what else it does.
    if quiet_before:
        assert max(durations, default=0) <= NEXT_PAINT_MILLISECONDS, durations


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
