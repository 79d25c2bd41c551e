"""A project whose events carry properties: who has Firefox hardly ever buys."""

import uuid
from datetime import timedelta

from dashboard import CSRF, PASSWORD, Dashboard, event, send

# browser -> how many view, put into the cart, buy
VISITORS = {"Chrome": [400, 240, 200], "Firefox": [200, 110, 10], "Safari": [100, 60, 46]}
KINDS = ["view", "cart", "buy"]
FUNNEL = "Shop"


def shop_events():
    events = []
    for browser, counts in VISITORS.items():
        for stage, (kind, reached) in enumerate(zip(KINDS, counts)):
            for n in range(reached):
                ago = timedelta(days=2, minutes=n % 50) - timedelta(minutes=2 * stage)
                sent = event(kind, f"{browser.lower()}-{n:03}", ago)
                events.append({**sent, "properties": {"browser": browser, "price": str(n % 3)}})
    # These are still in time: they came an hour ago.
    return events + [event("view", f"new-{n:02}", timedelta(hours=1)) for n in range(30)]


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
        "/projects", {"name": "Shop", "timezone": "UTC", "rate_limit_per_minute": 0}
    )
    stages = [{"name": kind.title(), "event": kind} for kind in KINDS]
    body = {"project_id": project["id"], "name": FUNNEL, "stages": stages}
    funnel = post("/funnels", {**body, "window_seconds": 86_400})["id"]
    send(server, project["api_key"], shop_events())
    state = context.storage_state()
    context.close()
    return Dashboard(server, email, state, project["id"], project["api_key"], {FUNNEL: funnel})
