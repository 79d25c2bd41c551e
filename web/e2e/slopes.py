"""A project in Berlin with a funnel of every number of stages, for the tests of the funnel page."""

import uuid

from dashboard import CSRF, LONG, PASSWORD, Dashboard, events_for, send

STAGES = [2, 3, 5, 8, 12, 20]
COUNTS = {n: [max(2, round(90 * 0.82**stage)) for stage in range(n)] for n in STAGES}
CITIES = 60


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
        {"name": "Slopes", "timezone": "Europe/Berlin", "rate_limit_per_minute": 0},
    )
    funnels = {}
    for n, counts in COUNTS.items():
        stages = [
            {"name": LONG if stage == 1 else f"Stage {stage + 1}", "event": f"s{n}_{stage + 1}"}
            for stage in range(n)
        ]
        body = {"project_id": project["id"], "name": f"Of {n}", "stages": stages}
        funnels[f"Of {n}"] = post("/funnels", {**body, "window_seconds": 5 * 86_400})["id"]
        events = events_for(f"s{n}", counts)
        for sent in events:
            place = int(sent["user_id"].split("-")[1]) % CITIES
            sent["properties"] = {"city": f"City {place:02}"}
        send(server, project["api_key"], events)
    state = context.storage_state()
    context.close()
    return Dashboard(server, email, state, project["id"], project["api_key"], funnels)
