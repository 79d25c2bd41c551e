"""A project in Berlin with a funnel of every number of stages, for the tests of the funnel page."""

import accounts
from accounts import DAY_SECONDS
from dashboard import LONG, events_for

STAGES = [2, 3, 5, 8, 12, 20]
COUNTS = {n: [max(2, round(90 * 0.82**stage)) for stage in range(n)] for n in STAGES}
CITIES = 60


def furnish(browser, server):
    funnels, events = {}, []
    for n, counts in COUNTS.items():
        stages = [
            {"name": LONG if stage == 1 else f"Stage {stage + 1}", "event": f"s{n}_{stage + 1}"}
            for stage in range(n)
        ]
        funnels[f"Of {n}"] = {"stages": stages, "window_seconds": 5 * DAY_SECONDS}
        events += events_for(f"s{n}", counts)
    for sent in events:
        place = int(sent["user_id"].split("-")[1]) % CITIES
        sent["properties"] = {"city": f"City {place:02}"}
    project = {"name": "Slopes", "timezone": "Europe/Berlin"}
    return accounts.furnish(browser, server, project, funnels, events)
