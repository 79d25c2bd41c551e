"""A case in, every number that a case can expect out (same keys as `expect`)."""

import math
from statistics import fmean, median

from conformance.oracle.attempts import Funnel
from conformance.oracle.inputs import SECOND, events_of, instant, lookup, passes, text
from conformance.oracle.trends import trend


def answer(case):
    if refused(case["funnel"]):
        return {"error": True}
    everything = events_of(case)
    funnel = Funnel(case["funnel"], everything, entry_of(case))
    units = units_of(case, everything)
    attempts = {unit: funnel.attempts(events) for unit, events in units.items()}
    results = {unit: funnel.result(found) for unit, found in attempts.items()}
    answered = {
        "error": False,
        "steps": table(funnel, results),
        "reached": {unit: reach for unit, (reach, _) in results.items()},
        "open": open_units(funnel, case, attempts),
        "chain": {unit: [at / SECOND for at in chosen.times]
                  for unit, (_, chosen) in results.items() if chosen},
        **average("total", seconds_between(results, 1, len(funnel.required))),
    }
    if "time_to_convert" in case["funnel"]:
        wanted = case["funnel"]["time_to_convert"]
        times = seconds_between(results, funnel.place(wanted.get("from_step", 1)),
                                funnel.place(wanted.get("to_step", funnel.required[-1] + 1)))
        answered["time_to_convert"] = {
            "count": len(times), "average_seconds": fmean(times) if times else None,
            "median_seconds": median(times) if times else None}
        answered["histogram"] = histogram(times, wanted.get("bins"))
    if "trend" in case["funnel"]:
        answered["trend"] = trend(funnel, case, attempts)
        answered["trend_buckets"] = len(answered["trend"])
    if "breakdown" in case["funnel"]:
        answered.update(breakdown(funnel, case, units))
    return answered


def units_of(case, events):
    """The events that count, by counting unit; units without a value are left out."""
    if "range" in case and entry_of(case) is None:
        low, high = instant(case["range"]["from"]), instant(case["range"]["to"])
        events = [event for event in events if low <= event.at <= high]
    units = {}
    for event in events:
        if all(passes(rule, event) for rule in case.get("where", [])):
            unit = unit_of(case["funnel"].get("count_by", "users"), event)
            if unit not in (None, ""):
                units.setdefault(unit, []).append(event)
    return units


def entry_of(case):
    """The instants that bound step 1 alone, where the range is not to bound every event."""
    if case.get("range", {}).get("bound") != "entry":
        return None
    return instant(case["range"]["from"]), instant(case["range"]["to"])


def open_units(funnel, case, attempts_of):
    """Units with an attempt that an event which is not seen yet could bring further."""
    if case["funnel"]["window_seconds"] is None or "as_of" not in case:
        return set()
    seen_until = instant(case["as_of"])
    if "range" in case and entry_of(case) is None and instant(case["range"]["to"]) <= seen_until:
        return set()
    return {unit for unit, attempts in attempts_of.items()
            if any(funnel.is_open(attempt, seen_until) for attempt in attempts)}


def unit_of(count_by, event):
    if count_by == "users":
        return event.user
    if count_by == "sessions":
        return event.session
    kind, name = count_by.split(":", 1)
    return text(lookup(event.properties if kind == "property" else event.traits, name))


def seconds_between(results, low, high):
    return [(chosen.times[high - 1] - chosen.times[low - 1]) / SECOND
            for reach, chosen in results.values() if reach >= high]


def average(name, seconds):
    return {f"{name}_average_seconds": fmean(seconds) if seconds else None}


def table(funnel, results):
    """The rows of the funnel, one for each step, rates of step 1 and of the step before."""
    rows, first, before = [], None, None
    for k in range(funnel.count):
        optional = k not in funnel.required
        if optional:
            who = {unit for unit, (_, chosen) in results.items()
                   if chosen and k in chosen.optional}
            lost, gaps = set(), []
        else:
            place = funnel.required.index(k) + 1
            who = {unit for unit, (reach, _) in results.items() if reach >= place}
            lost = {unit for unit, (reach, _) in results.items() if reach == place - 1 > 0}
            gaps = seconds_between(results, place - 1, place) if place > 1 else []
        rows.append(row(who, lost, gaps, len(who) if first is None else first, before))
        first = len(who) if first is None else first
        before = len(who)
    return rows


def row(who, lost, gaps, first, before):
    users = len(who)
    return {
        "users": users, "converted_users": who, "dropped_users": lost,
        "average_seconds": fmean(gaps) if gaps else None,
        "median_seconds": median(gaps) if gaps else None,
        "conversion_rate": 100 * users / first if first else 0,
        "conversion_rate_step": 100 * users / before if before else 0,
        "drop_off": before - users if before is not None else 0,
        "drop_off_rate": 100 * (before - users) / before if before else 0,
    }


def histogram(times, bins):
    """[edge, count]: n bins and their closing edge; a time belongs to the last edge <= it."""
    if not times:
        return []
    low, high = min(times), max(times)
    bins = bins or max(1, min(60, math.ceil(round(len(times) ** (1 / 3), 9))))
    width = math.ceil((high - low) / bins)
    edges = [low + k * width for k in range(bins + 1)]
    counts = [0] * len(edges)
    for seconds in times:
        counts[max(k for k, edge in enumerate(edges) if edge <= seconds)] += 1
    return [[edge, count] for edge, count in zip(edges, counts)]


# Breakdown

def breakdown(funnel, case, units):
    rules = case["funnel"]["breakdown"]
    grouped = {}
    for unit, events in units.items():
        for value, attempts in groups(funnel, rules, events).items():
            grouped.setdefault(value, {})[unit] = attempts
    results = {value: {unit: funnel.result(found) for unit, found in members.items()}
               for value, members in grouped.items()}
    if "trend" not in case["funnel"]:
        results = {value: members for value, members in results.items()
                   if any(reach for reach, _ in members.values())}
    kept, rest = limited(rules, results)
    shown = {value: results[value] for value in kept}
    if rest and rules.get("rest") == "other":
        shown["Other"] = {unit: result for value in rest
                          for unit, result in results[value].items()}
    answered = {"breakdowns": {value: {"steps": table(funnel, members)}
                               for value, members in shown.items()},
                "truncated": bool(rest)}
    if "trend" in case["funnel"]:
        for value in kept:
            answered["breakdowns"][value]["trend"] = trend(funnel, case, grouped[value])
    answered["breakdown_values"] = set(shown)
    answered["breakdown_count"] = len(shown)
    return answered


def limited(rules, results):
    def size(value):
        return sum(1 for reach, _ in results[value].values() if reach)
    order = sorted(results, key=lambda value: (-size(value), value))
    kept = order[:rules["limit"]] if "limit" in rules else order
    return kept, [value for value in order if value not in kept]


def value_of(rules, event):
    source = event.traits if rules.get("scope") == "user" else event.properties
    names = rules.get("properties") or [rules["property"]]
    return "|".join(text(lookup(source, name)) or "" for name in names)


def blank(value):
    return value.replace("|", "") == ""


def groups(funnel, rules, events):
    """{value: attempts} of one unit, by the rule that attributes a value to it."""
    how = rules.get("attribution", "first_touch")
    matching = [event for event in events if funnel.fills_any(event)]
    if not matching:
        return {}
    if how in ("first_touch", "last_touch"):
        touches = matching if how == "first_touch" else matching[::-1]
        values = [value_of(rules, event) for event in touches]
        named = [value for value in values if not blank(value)]
        return {(named or values)[0]: funnel.attempts(events)}
    if how == "all_events":
        return {value: funnel.attempts([e for e in events if value_of(rules, e) == value])
                for value in {value_of(rules, event) for event in matching}}
    k = int(how.split(":")[1]) - 1
    at_step = matching if funnel.order == "any" else [e for e in events if funnel.fills(k, e)]
    return {value: funnel.attempts(events, (k, lambda e, v=value: value_of(rules, e) == v))
            for value in {value_of(rules, event) for event in at_step}}


# Definitions that must be refused

def refused(funnel):
    return (bad_exclusion(funnel) or bad_span(funnel) or bad_optional(funnel)
            or bad_attribution(funnel))


def bad_exclusion(funnel):
    count = len(funnel["steps"])
    for rule in funnel.get("exclusions", []):
        after, before = rule["after_step"], rule["before_step"]
        if not 1 <= after < before <= count:
            return True
        if funnel.get("order") == "any" and (after, before) != (1, count):
            return True
        names = [name for step in funnel["steps"]
                 for name in step.get("any_of", [step.get("event")])]
        if rule.get("event") is not None and rule["event"] in names and not rule.get("filters"):
            return True
    return False


def bad_span(funnel):
    count = max(k for k, step in enumerate(funnel["steps"], 1) if not step.get("optional"))
    span = funnel.get("time_to_convert") or funnel.get("trend") or {}
    return count > 1 and not 1 <= span.get("from_step", 1) < span.get("to_step", count) <= count


def bad_optional(funnel):
    steps = funnel["steps"]
    optional = [k for k, step in enumerate(steps) if step.get("optional")]
    if not optional:
        return False
    if 0 in optional or funnel.get("order") == "any":
        return True
    # A trend ends at the last required step by default, which must not be where it begins.
    required = [k for k in range(len(steps)) if k not in optional]
    if "trend" in funnel and funnel["trend"].get("to_step", required[-1] + 1) - 1 in {0, *optional}:
        return True
    for k in optional:
        later = [step for step in steps[k + 1:] if not step.get("optional")][:1]
        if any(step.get("event") == steps[k].get("event")
               and step.get("filters", []) == steps[k].get("filters", []) for step in later):
            return True
    return False


def bad_attribution(funnel):
    how = funnel.get("breakdown", {}).get("attribution", "")
    return funnel.get("order") == "any" and how.startswith("step:") and how != "step:1"
