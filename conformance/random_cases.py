"""Small random funnels with the oracle's numbers: what nobody thought of writing down.

Few names, few instants and few people, so that repeats, ties and edges of windows and ranges are
the rule. Only what the rules decide without doubt is expected: how far each person gets and, in
ordered funnels, how long those who finish took.
"""

import random
from datetime import datetime, timedelta, timezone

from conformance import oracle

BEGIN = datetime(2026, 2, 2, tzinfo=timezone.utc)
SLOT = timedelta(minutes=10)
SLOTS = 9
NAMES = ["a", "b", "c", "d"]
USERS = ["u1", "u2", "u3"]
LARGEST_FUNNEL = 4
MOST_EVENTS = 9


def generate(number, seed, only):
    """`number` cases that need no feature beyond `only` (None: all that are made here)."""
    return [case_of(f"random-{seed}-{place}", random.Random(f"{seed}-{place}"), only)
            for place in range(number)]


def case_of(name, chance, only):
    """A case is a function of its seed and place alone, so that one can be repeated."""
    used = {"ties"}

    def may(feature, probability):
        drawn = chance.random() < probability
        if drawn and (only is None or feature in only):
            used.add(feature)
            return True
        return False
    order = "strict" if may("order:strict", 0.2) else "any" if may("order:any", 0.25) else "ordered"
    fewest = 1 if only is None or "single_step" in only else 2
    steps = [step_of(chance, may) for _ in range(chance.randint(fewest, LARGEST_FUNNEL))]
    if len(steps) == 1:
        used.add("single_step")
    funnel = {"steps": steps, "order": order,
              "window_seconds": chance.choice([0, 600, 1200, 1200.5, 3600, 86400])}
    case = {"id": name, "family": "random", "source": "generated", "about": "a random funnel",
            "events": [event_of(chance) for _ in range(chance.randint(0, MOST_EVENTS * 2))],
            "funnel": funnel, "requires": sorted(used)}
    if chance.random() < 0.4:
        first, last = sorted(chance.sample(range(SLOTS), 2))
        case["range"] = {"from": at(first), "to": at(last)}
    return {**case, "expect": expected(case)}


def step_of(chance, may):
    step = {"event": chance.choice(NAMES)}
    if may("any_of", 0.1):
        step = {"any_of": chance.sample(NAMES, 2)}
    elif may("any_event", 0.05):
        step = {"event": None}
    if may("filter:eq", 0.2):
        step["filters"] = [{"property": "p", "op": "eq", "value": chance.choice(["x", "y"])}]
    return step


def event_of(chance):
    event = {"user": chance.choice(USERS), "event": chance.choice(NAMES),
             "at": at(chance.randrange(SLOTS))}
    value = chance.choice(["x", "y", None])
    return {**event, "properties": {"p": value}} if value else event


def at(slot):
    return (BEGIN + slot * SLOT).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def expected(case):
    answer = oracle.answer(case)
    wanted = {"steps": [{"users": row["users"]} for row in answer["steps"]]}
    users = sorted({event["user"] for event in case["events"]})
    if users:
        wanted["reached"] = {user: answer["reached"].get(user, 0) for user in users}
    if case["funnel"]["order"] == "ordered" and len(case["funnel"]["steps"]) > 1:
        wanted["total_average_seconds"] = answer["total_average_seconds"]
    return wanted
