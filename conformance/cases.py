"""The cases: loading and choosing them, and taking one apart by the units it counts."""

import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "cases"

# `--only` names the features that a server has; these names stand for several.
FEATURE_SETS = {
    "basics": {"ties", "microseconds", "single_step", "more_than_5_steps", "step_times",
               "timezone"},
    # Everything about one funnel's numbers; not their groups, their course or who is in them.
    "counts": {"absent_fail", "absent_pass", "any_event", "any_of", "count_by:property",
               "exclusions", "filter:contains", "filter:eq", "filter:event_name", "filter:groups",
               "filter:gte", "filter:is_not_set", "filter:is_set", "filter:lte", "filter:neq",
               "filter:not_contains", "filter:starts_with", "hold_properties", "merge",
               "microseconds", "more_than_5_steps", "nested_properties", "optional", "order:any",
               "order:strict", "single_step", "step_times", "strict_break", "strict_repeat",
               "ties", "timezone", "user_properties", "validation", "where"},
}


class CaseError(Exception):
    """A file, an identifier or a feature that does not exist."""


def load(files=()):
    """All cases, or those of some families ("ordered") or files; each knows its family."""
    paths = [located(name) for name in files] or sorted(FOLDER.glob("*.json"))
    found = []
    for path in paths:
        for case in json.loads(path.read_text(encoding="utf-8")):
            found.append({**case, "family": path.stem})
    return found


def located(name):
    for path in (Path(name), FOLDER / name, FOLDER / f"{name}.json"):
        if path.is_file():
            return path
    raise CaseError(f"no such file of cases: {name}")


def with_ids(cases, ids):
    missing = set(ids) - {case["id"] for case in cases}
    if missing:
        raise CaseError(f"no such case: {', '.join(sorted(missing))}")
    return [case for case in cases if case["id"] in ids]


def features(names, cases):
    """The set of features that `--only` names."""
    known = {feature for case in cases for feature in case.get("requires", [])}
    wanted = set()
    for name in names:
        if name in FEATURE_SETS:
            wanted |= FEATURE_SETS[name]
        elif name in known:
            wanted.add(name)
        else:
            raise CaseError(f"no such feature: {name} (known: {', '.join(sorted(known))})")
    return wanted


def missing(case, only):
    """The features that a case requires beyond those of `--only` (None: all features)."""
    return [name for name in case.get("requires", []) if only is not None and name not in only]


def counts_strangers(case):
    """Whether events of other cases beside it would change a case, whatever their names."""
    steps = case["funnel"]["steps"] + case["funnel"].get("exclusions", [])
    any_event = any(None in step.get("any_of", [step.get("event")]) for step in steps)
    return any_event or case["funnel"].get("count_by", "users") != "users"


def renamed(case, prefix):
    """The case with a prefix before every user and every event, so that many can share a place."""
    def name(text):
        return None if text is None else prefix + text

    def filters(rules):
        return [{group: filters(rules) for group, rules in rule.items()}
                if "property" not in rule
                else {**rule, "value": name(rule["value"])} if rule["property"] == "$event"
                else rule for rule in rules]

    def named(part):
        there = {"filters": filters(part["filters"])} if "filters" in part else {}
        if "any_of" in part:
            there["any_of"] = [name(text) for text in part["any_of"]]
        if "event" in part:
            there["event"] = name(part["event"])
        return {**part, **there}
    funnel = case["funnel"]
    changed = {
        "events": [{**event, "user": name(event["user"]), "event": name(event["event"])}
                   for event in case["events"]],
        "funnel": {**funnel, "steps": [named(step) for step in funnel["steps"]]}}
    if "exclusions" in funnel:
        changed["funnel"]["exclusions"] = [named(rule) for rule in funnel["exclusions"]]
    if "where" in case:
        changed["where"] = filters(case["where"])
    if "merges" in case:
        changed["merges"] = {name(one): name(other) for one, other in case["merges"].items()}
    if "user_properties" in case:
        changed["user_properties"] = {name(user): properties for user, properties
                                      in case["user_properties"].items()}
    return {**case, **changed}


def units(case):
    """Who is counted in a case: persons after merges, or the values that `count_by` names."""
    kind, _, name = case["funnel"].get("count_by", "users").partition(":")
    merges = case.get("merges", {})
    if kind == "property":
        found = {event.get("properties", {}).get(name) for event in case["events"]}
    elif kind == "users":
        found = {merges.get(event["user"], event["user"]) for event in case["events"]}
    else:
        raise CaseError(f"{case['id']}: units of {kind} can't be taken apart")
    return sorted(str(unit) for unit in found if unit not in (None, ""))


def alone(case, unit):
    """The same case with one unit's events only: units never influence one another."""
    kind, _, name = case["funnel"].get("count_by", "users").partition(":")
    merges = case.get("merges", {})

    def owner(event):
        if kind == "property":
            return str(event.get("properties", {}).get(name))
        return merges.get(event["user"], event["user"])
    return {**case, "events": [event for event in case["events"] if owner(event) == unit]}
