"""A hundred thousand people in one funnel."""

from datetime import datetime, timedelta, timezone

import accounts

PEOPLE = 100_000
# Of ten people four sign up, and one of them pays.
SIGN_UP, PAY = {0, 1, 2, 3}, {0}
FUNNEL = "Crowd"


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


def furnish(browser, server):
    stages = [{"name": kind.title(), "event": kind} for kind in ("visit", "sign_up", "pay")]
    return accounts.furnish(
        browser, server, {"name": FUNNEL}, {FUNNEL: {"stages": stages}}, list(crowd_events())
    )
