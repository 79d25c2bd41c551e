"""A project whose events carry properties: who has Firefox hardly ever buys."""

from datetime import timedelta

import accounts
from accounts import event

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
                who = f"{browser.lower()}-{n:03}"
                events.append(event(kind, who, ago, browser=browser, price=str(n % 3)))
    # These are still in time: they came an hour ago.
    return events + [event("view", f"new-{n:02}", timedelta(hours=1)) for n in range(30)]


def furnish(browser, server):
    stages = [{"name": kind.title(), "event": kind} for kind in KINDS]
    return accounts.furnish(
        browser, server, {"name": "Shop"}, {FUNNEL: {"stages": stages}}, shop_events()
    )
