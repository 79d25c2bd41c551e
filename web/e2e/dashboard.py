"""An account with funnels of many shapes, and what is read from their page."""

import re
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import accounts
from accounts import event

# Chromium reports every 401 on its console. What the page asks at its start is how it finds out
# that nobody is signed in.
ASKED_AT_START = re.compile(r"/api/v1/(auth/me|auth/refresh|projects\?|funnels\?)")

SHAPES = {
    "Two": [640, 31],
    "Three": [500, 260, 240],
    "Five": [900, 510, 222, 138, 96],
    "Eight": [800, 640, 480, 320, 240, 160, 80, 40],
    "Twenty": [max(3, 300 - 15 * stage) for stage in range(20)],
    "Few": [9, 4, 1],
    "Stops": [120, 40, 0, 0],
}
LONG = "A stage whose name is much longer than any column could ever be"


def watch(page, expected=()):
    """Collects what the browser complains of. `expected` are parts of messages that a test causes."""
    problems = []

    def on_console(message):
        if message.type not in ("error", "warning"):
            return
        quiet = "401" in message.text and ASKED_AT_START.search(message.location.get("url", ""))
        if not quiet and not any(part in message.text for part in page.expected):
            problems.append(message.text)

    page.expected = list(expected)
    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(
        """window.violations = [];
        addEventListener('securitypolicyviolation', (event) =>
          violations.push(event.violatedDirective + ' ' + event.blockedURI));
        window.shift = 0;
        window.largest = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) largest = entry.startTime;
        }).observe({ type: 'largest-contentful-paint', buffered: true });"""
    )
    return problems


def events_for(prefix, counts):
    """People who go as far as the counts say, one minute between stages, two days ago."""
    events = []
    for stage, reached in enumerate(counts):
        ago = timedelta(days=2) - timedelta(minutes=stage)
        events += [event(f"{prefix}_{stage + 1}", f"{prefix}-{n}", ago) for n in range(reached)]
    return events


def furnish(browser, server):
    funnels, events = {}, []
    for name, counts in SHAPES.items():
        funnels[name] = {
            "stages": [
                {"name": LONG if stage == 1 else f"Stage {stage + 1}", "event": f"{name}_{stage + 1}"}
                for stage in range(len(counts))
            ]
        }
        events += events_for(name, counts)
    project = {"name": "Shapes", "domain": "shapes.example"}
    return accounts.furnish(browser, server, project, funnels, events)


def open_funnel(page, dashboard, name, search=""):
    page.goto(dashboard.path(name, search))
    page.locator(".headline-rate").wait_for()


def api_get(page, path):
    """Asks the API as the page would, with its cookies."""
    return page.evaluate(
        "(path) => fetch('/api/v1' + path).then((response) => response.json())", path
    )


def table(page):
    """The chart's twin as numbers, one row per stage."""
    page.locator(".stage-table tbody tr").first.wait_for()
    rows = page.locator(".stage-table tbody tr").all()
    return [
        [cell.inner_text() for cell in row.locator("th, td").all()] for row in rows
    ]


def as_shown(rate):
    """A percentage as the page writes it everywhere, rounded half up as browsers do."""
    digits = "0.01" if 0 < rate < 0.1 else "0.1"
    return f"{Decimal(str(rate)).quantize(Decimal(digits), ROUND_HALF_UP)}%"


def number(text):
    return int(text.replace(",", ""))
