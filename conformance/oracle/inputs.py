"""What a case says, read: its events in time order, its filters, its steps."""

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
SECOND = 1_000_000


@lru_cache(maxsize=None)
def instant(text):
    """Microseconds since 1970 of an RFC 3339 text."""
    since = datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH
    return (since.days * 86400 + since.seconds) * SECOND + since.microseconds


@dataclass(frozen=True, eq=False)
class Event:
    at: int
    name: str
    properties: dict
    user: str
    session: str
    traits: dict
    place: int


def events_of(case):
    """All events in time order, those of one instant as they were listed, merges applied.

    What comes after `as_of` is not seen.
    """
    seen_until = instant(case["as_of"]) if "as_of" in case else None
    merges = case.get("merges", {})
    traits = {}
    for user, properties in case.get("user_properties", {}).items():
        traits.setdefault(merges.get(user, user), {}).update(properties)
    events = []
    for place, row in enumerate(case["events"]):
        user = merges.get(row["user"], row["user"])
        events.append(Event(instant(row["at"]), row["event"], row.get("properties", {}), user,
                            row.get("session"), traits.get(user, {}), place))
    events = [event for event in events if seen_until is None or event.at <= seen_until]
    return sorted(events, key=lambda event: (event.at, event.place))


def text(value):
    """How values compare: as text, true as `true`."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def lookup(properties, name):
    """The value under a name, or under a dotted path into nested objects."""
    if name in properties:
        return properties[name]
    node = properties
    for part in name.split("."):
        if not isinstance(node, dict) or part not in node:
            return None
        node = node[part]
    return node


def passes(rule, event):
    """Whether an event passes one filter, which may be a group of filters."""
    if "any" in rule:
        return any(passes(part, event) for part in rule["any"])
    if "all" in rule:
        return all(passes(part, event) for part in rule["all"])
    if rule["property"] == "$event":
        value = event.name
    else:
        from_person = rule.get("scope", "event") == "user"
        value = lookup(event.traits if from_person else event.properties, rule["property"])
    return compares(rule, value)


def compares(rule, value):
    op, wanted = rule["op"], rule.get("value")
    if op == "is_set":
        return value is not None
    if op == "is_not_set":
        return value is None
    if op in ("gt", "gte", "lt", "lte"):
        if value is None:
            return False
        left, right = number(value), number(wanted)
        if left is None or right is None:
            left, right = text(value), text(wanted)
        return {"gt": left > right, "gte": left >= right,
                "lt": left < right, "lte": left <= right}[op]
    if value is None:
        # A negated filter and an absent property: peers differ, so the case must say.
        if op in ("neq", "not_contains"):
            return {"pass": True, "fail": False}[rule["absent"]]
        return False
    have = text(value)
    alternatives = wanted if isinstance(wanted, list) else [wanted]
    options = [text(one) for one in alternatives]
    found = {
        "eq": lambda: any(equal(value, one) for one in alternatives),
        "neq": lambda: any(equal(value, one) for one in alternatives),
        "contains": lambda: any(one.lower() in have.lower() for one in options),
        "not_contains": lambda: any(one.lower() in have.lower() for one in options),
        "starts_with": lambda: any(have.startswith(one) for one in options),
        "ends_with": lambda: any(have.endswith(one) for one in options),
    }[op]()
    return found != (op in ("neq", "not_contains"))


def number(value):
    """What reads as a number, as a number."""
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", text(value)) else None


def equal(value, wanted):
    """A JSON number equals any text that reads as that number, a JSON text only itself."""
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return number(value) == number(wanted)
    return text(value) == text(wanted)


def named(step, event):
    """Whether a step names this event (null names any event)."""
    names = step.get("any_of", [step.get("event")])
    return any(name is None or name == event.name for name in names)


def fits(step, event):
    return named(step, event) and all(passes(rule, event) for rule in step.get("filters", []))


def first_times(step, events):
    """The places of the events that may fill a first-time step: of each user's first instant."""
    places, first = set(), {}
    for event in events:
        counts = named(step, event) if step["first_time"] == "event" else fits(step, event)
        if counts and first.setdefault(event.user, event.at) == event.at and fits(step, event):
            places.add(event.place)
    return places
