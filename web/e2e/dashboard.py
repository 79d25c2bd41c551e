"""What the tests share: making things over HTTP as the page does, and reading the page."""

import json
import re
import time
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

PASSWORD = "a long enough pass phrase"
CSRF = {"X-CSRF": "1"}
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


def event(kind, user, ago):
    at = datetime.now(timezone.utc) - ago
    return {
        "id": str(uuid.uuid4()),
        "event_type": kind,
        "user_id": user,
        "timestamp": at.isoformat().replace("+00:00", "Z"),
    }


def send(server, key, events):
    request = urllib.request.Request(
        f"{server}/api/v1/track/batch",
        data=json.dumps({"events": events}).encode(),
        headers={"X-API-Key": key, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    assert answer["accepted"] == len(events), answer


def events_for(prefix, counts):
    """People who go as far as the counts say, one minute between stages, two days ago."""
    events = []
    for stage, reached in enumerate(counts):
        ago = timedelta(days=2) - timedelta(minutes=stage)
        events += [event(f"{prefix}_{stage + 1}", f"{prefix}-{n}", ago) for n in range(reached)]
    return events


# Access tokens live 15 minutes.
SESSION_SECONDS = 300


def sign_in(server, email):
    """The cookies of a new session."""
    request = urllib.request.Request(
        f"{server}/api/v1/auth/login",
        data=json.dumps({"email": email, "password": PASSWORD}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        lines = response.headers.get_all("Set-Cookie")
    cookies = []
    for line in lines:
        [(name, morsel)] = SimpleCookie(line).items()
        cookies.append({"name": name, "value": morsel.value, "httpOnly": True,
                        "domain": urlsplit(server).hostname, "path": morsel["path"],
                        "sameSite": morsel["samesite"]})
    return cookies


class Dashboard:
    """An account, a project, and a funnel for every shape."""

    def __init__(self, server, email, state, project, key, funnels):
        self.server = server
        self.email = email
        self.state = state
        self.project = project
        self.key = key
        self.funnels = funnels
        self.signed_in_at = time.monotonic()

    @staticmethod
    def furnish(browser, server):
        context = browser.new_context(base_url=server)
        email = f"{uuid.uuid4().hex[:10]}@example.com"

        def post(path, body):
            response = context.request.post(
                f"/api/v1{path}", data=body, headers={**CSRF, "Origin": server}
            )
            assert response.ok, f"{path}: {response.status} {response.text()}"
            return response.json()

        post("/auth/register", {"email": email, "password": PASSWORD, "full_name": "Ada Okafor"})
        project = post(
            "/projects",
            {
                "name": "Shapes",
                "domain": "shapes.example",
                "timezone": "UTC",
                "rate_limit_per_minute": 0,
            },
        )
        funnels = {}
        for name, counts in SHAPES.items():
            stages = [
                {"name": LONG if stage == 1 else f"Stage {stage + 1}", "event": f"{name}_{stage + 1}"}
                for stage in range(len(counts))
            ]
            body = {"project_id": project["id"], "name": name, "stages": stages}
            funnels[name] = post("/funnels", {**body, "window_seconds": 86_400})["id"]
            send(server, project["api_key"], events_for(name, counts))
        state = context.storage_state()
        context.close()
        return Dashboard(server, email, state, project["id"], project["api_key"], funnels)

    def cookies(self):
        """Those of a session that is young: a long run of tests outlives an access token, and of
        two pages that renew the same session one looks like a thief."""
        if time.monotonic() - self.signed_in_at > SESSION_SECONDS:
            self.state = {**self.state, "cookies": sign_in(self.server, self.email)}
            self.signed_in_at = time.monotonic()
        return self.state["cookies"]

    def path(self, name, search=""):
        return f"/projects/{self.project}/funnels/{self.funnels[name]}{search}"


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
