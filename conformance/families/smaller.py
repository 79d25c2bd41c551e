"""A failing case made smaller: parts are left out one by one as long as it still fails."""

import json
import time

from conformance.families.persons import complete

SECONDS = 10


def smallest(case, fails):
    deadline = time.monotonic() + SECONDS
    found, before = case, None
    while before != found and time.monotonic() < deadline:
        before = found
        for candidate in candidates(found):
            if time.monotonic() > deadline:
                break
            if still_fails(candidate, fails):
                found = candidate
                break
    return {key: found[key] for key in found if key not in ("id", "family")}


def shorter(case, key):
    """Without a half of the rows, without a quarter, and so on to single ones."""
    rows, size = case[key], max(1, len(case[key]) // 2)
    while size and rows:
        for first in range(0, len(rows), size):
            candidate = {**case, key: rows[:first] + rows[first + size:]}
            yield complete(candidate) if key == "sends" else candidate
        size //= 2


def still_fails(candidate, fails):
    try:
        return bool(fails(candidate))
    except Exception:
        # Something that the case needs was left out.
        return False


def candidates(case):
    events = case["events"]
    yield from shorter(case, "sends" if "sends" in case else "events")
    for key in ("where", "as_of", "range", "user_properties"):
        if key == "user_properties" and "sends" in case:
            continue
        if key in case and not (key == "range" and "trend" in case["funnel"]):
            yield {name: value for name, value in case.items() if name != key} | (
                {"compare": False} if key == "range" else {})
    for key, value in (("compare", False), ("lists", []), ("page", 500)):
        if case.get(key, value) != value:
            yield {**case, key: value}
    funnel = case["funnel"]
    for key in funnel.keys() - {"steps", "order", "window_seconds"}:
        yield {**case, "funnel": {name: part for name, part in funnel.items() if name != key}}
    for k, step in enumerate(funnel["steps"]):
        for key in step.keys() & {"filters", "first_time", "optional"}:
            steps = json.loads(json.dumps(funnel["steps"]))
            del steps[k][key]
            yield {**case, "funnel": {**funnel, "steps": steps}}
    if len(funnel["steps"]) > 1 and not funnel.keys() & {
            "exclusions", "breakdown", "trend", "time_to_convert"}:
        yield {**case, "lists": [], "funnel": {**funnel, "steps": funnel["steps"][:-1]}}
    for place, event in enumerate(events):
        for name in event.get("properties", {}):
            if "sends" in case:
                break
            kept = {key: value for key, value in event["properties"].items() if key != name}
            yield {**case, "events": [*events[:place], {**event, "properties": kept},
                                      *events[place + 1:]]}
