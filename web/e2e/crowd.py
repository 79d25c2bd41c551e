"""A hundred thousand people in one funnel."""

import gzip
import json
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

from dashboard import CSRF, PASSWORD, Dashboard

PEOPLE = 100_000
# Of ten people four sign up, and one of them pays.
SIGN_UP, PAY = {0, 1, 2, 3}, {0}
FUNNEL = "Crowd"
SENT_AT_ONCE = 10_000


def crowd_events():
    start = datetime.now(timezone.utc) - timedelta(days=3)
    for n in range(PEOPLE):
        at = start - timedelta(seconds=(7 * n) % 600_000)
        steps = ["visit"] + ["sign_up"] * (n % 10 in SIGN_UP) + ["pay"] * (n % 10 in PAY)
        for step, kind in enumerate(steps):
            yield {
                "event_type": kind,
                "user_id": f"person-{n:06}",
                "timestamp": (at + timedelta(minutes=step)).isoformat(),
            }


def send(server, key, events):
    request = urllib.request.Request(
        f"{server}/api/v1/track/batch",
        data=gzip.compress(json.dumps({"events": events}).encode(), 1),
        headers={"X-API-Key": key, "Content-Encoding": "gzip"},
    )
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["accepted"] == len(events)


def furnish(browser, server):
    context = browser.new_context(base_url=server)

    def post(path, body):
        response = context.request.post(
            f"/api/v1{path}", data=body, headers={**CSRF, "Origin": server}
        )
        assert response.ok, f"{path}: {response.status} {response.text()}"
        return response.json()

    email = f"{uuid.uuid4().hex[:10]}@example.com"
    post("/auth/register", {"email": email, "password": PASSWORD, "full_name": "Ada Okafor"})
    project = post("/projects", {"name": FUNNEL, "timezone": "UTC", "rate_limit_per_minute": 0})
    stages = [{"name": kind.title(), "event": kind} for kind in ("visit", "sign_up", "pay")]
    body = {"project_id": project["id"], "name": FUNNEL, "stages": stages}
    funnel = post("/funnels", {**body, "window_seconds": 86_400})["id"]
    events = list(crowd_events())
    for place in range(0, len(events), SENT_AT_ONCE):
        send(server, project["api_key"], events[place : place + SENT_AT_ONCE])
    state = context.storage_state()
    context.close()
    return Dashboard(server, email, state, project["id"], project["api_key"], {FUNNEL: funnel})
