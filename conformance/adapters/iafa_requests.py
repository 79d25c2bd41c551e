"""A case in the words of IAFA's API: its events, persons, definition, range and options."""

from datetime import datetime, timedelta
from itertools import zip_longest

# Where a case gives no range, all of history is asked for.
ALL_TIME = {"start_date": "2000-01-01T00:00:00Z", "end_date": "2100-01-01T00:00:00Z"}
DEFAULT_GROUPS = 10


def exempt(case):
    """Why IAFA's contract leaves a case out, or None."""
    if "histogram_input" in case:
        return "histogram edges without events: nothing can be asked over HTTP"
    if case["funnel"].get("breakdown", {}).get("blank_is_extra"):
        return "blank_is_extra: the blank group counts against the limit like another"
    return None


def asserted(case, lists_people=True):
    """The case without the keys that IAFA reads in another way.

    Only the people list tells instants; without it the times between them are compared.
    """
    expected = {key: value for key, value in case["expect"].items() if key != "by_start"}
    if "chain" in expected and not lists_people:
        expected["steps"] = seconds_between(case, expected.pop("chain"))
    if "steps" in expected:
        first, *rest = expected["steps"]
        first = {key: value for key, value in first.items() if key != "conversion_rate_step"}
        expected["steps"] = [first, *rest]
    return {**case, "expect": expected}


def seconds_between(case, chains):
    """The chain of the only person of a case as the times between its steps."""
    [times] = chains.values()
    instants = [datetime.fromisoformat(at.replace("Z", "+00:00")) for at in times]
    gaps = [{"average_seconds": (later - earlier).total_seconds()}
            for earlier, later in zip(instants, instants[1:])]
    rows = case["expect"].get("steps", [{} for _ in case["funnel"]["steps"]])
    return [{**row, **gap} for row, gap in zip_longest(rows, [{}, *gaps], fillvalue={})]


# Events and persons

def event(row):
    sent = {"event_type": row["event"], "user_id": row["user"], "timestamp": row["at"]}
    if row.get("properties"):
        sent["properties"] = row["properties"]
    if row.get("session"):
        sent["session_id"] = row["session"]
    return sent


def identities(case):
    """Merges and properties of the persons who occur in a case's events."""
    merges = case.get("merges", {})
    present = {row["user"] for row in case["events"]}
    present |= {merges[user] for user in present if user in merges}
    for anonymous, user in merges.items():
        if anonymous in present:
            yield {"anonymous_id": anonymous, "user_id": user}
    for user, traits in case.get("user_properties", {}).items():
        if user in present:
            yield {"user_id": user, "traits": traits}


# Definition

def definition(funnel):
    wanted = {
        "stages": [stage(k, step) for k, step in enumerate(funnel["steps"], 1)],
        "order": funnel.get("order", "ordered"),
        "window_seconds": funnel["window_seconds"],
    }
    if funnel.get("exclusions"):
        wanted["exclusions"] = [exclusion(rule) for rule in funnel["exclusions"]]
        wanted["exclusion_effect"] = "leave_funnel"
    if "count_by" in funnel:
        kind, _, name = funnel["count_by"].partition(":")
        wanted["count_by"] = {kind: name} if name else kind
    if "hold_properties" in funnel:
        wanted["hold_constant"] = funnel["hold_properties"]
    if "strict_repeat" in funnel:
        wanted["strict_repeat"] = funnel["strict_repeat"]
    return wanted


def stage(k, step):
    wanted = {"name": f"step {k}"}
    if "any_of" in step:
        wanted["any_of"] = ["*" if name is None else name for name in step["any_of"]]
    else:
        wanted["event"] = step["event"] if step.get("event") is not None else "*"
    if step.get("filters"):
        wanted["filters"] = [rule(one) for one in step["filters"]]
    for key in ("first_time", "optional"):
        if key in step:
            wanted[key] = step[key]
    return wanted


def exclusion(excluded):
    wanted = {"event": excluded["event"] if excluded.get("event") is not None else "*",
              "after_stage": excluded["after_step"], "before_stage": excluded["before_step"]}
    if excluded.get("filters"):
        wanted["filters"] = [rule(one) for one in excluded["filters"]]
    return wanted


def rule(case_rule):
    """A negated filter passes an absent property; where it must not, is_set stands beside."""
    for group in ("any", "all"):
        if group in case_rule:
            return {group: [rule(part) for part in case_rule[group]]}
    wanted = {key: value for key, value in case_rule.items() if key != "absent"}
    if case_rule.get("absent") == "fail":
        present = {key: wanted[key] for key in ("property", "scope") if key in wanted}
        return {"all": [wanted, {**present, "op": "is_set"}]}
    return wanted


# Question

def question(case, project):
    asked = {"project_id": project, "definition": definition(case["funnel"]), "range": "all",
             **span(case)}
    if "where" in case:
        asked["where"] = [rule(one) for one in case["where"]]
    breakdown = case["funnel"].get("breakdown")
    if breakdown:
        asked["breakdown"] = breakdown.get("properties") or [breakdown["property"]]
        asked["attribution"] = breakdown.get("attribution", "first_touch").replace("step:",
                                                                                  "stage:")
        if "scope" in breakdown:
            asked["breakdown_scope"] = breakdown["scope"]
        groups = len(case["expect"].get("breakdown_values", []))
        groups = max(groups, case["expect"].get("breakdown_count", 0))
        if "limit" in breakdown:
            asked["breakdown_limit"] = breakdown["limit"]
        elif groups > DEFAULT_GROUPS:
            asked["breakdown_limit"] = groups
    return asked


def span(case):
    if "range" not in case:
        return ALL_TIME
    asked = case["range"]
    if "local_from" in asked:
        return {"start_date": asked["local_from"], "end_date": asked["local_to"]}
    # The end of a case's range is inclusive, ours of instants is not; both count microseconds.
    end = datetime.fromisoformat(asked["to"].replace("Z", "+00:00")) + timedelta(microseconds=1)
    return {"start_date": asked["from"],
            "end_date": end.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def trend_options(case):
    wanted = case["funnel"]["trend"]
    options = {"interval": wanted.get("interval", "day")}
    if options["interval"] == "week":
        options["week_start"] = "sunday"
    return {**options, **stages_asked(wanted)}


def time_options(case):
    wanted = case["funnel"]["time_to_convert"]
    bins = {"bins": wanted["bins"]} if "bins" in wanted else {}
    return {**stages_asked(wanted), **bins}


def stages_asked(wanted):
    return {f"{end}_stage": wanted[f"{end}_step"] for end in ("from", "to")
            if f"{end}_step" in wanted}


def without_limit(case):
    """One unit alone shows which group it is in; a limit is about all units together."""
    breakdown = case["funnel"].get("breakdown", {})
    if "limit" not in breakdown:
        return case
    open_breakdown = {key: value for key, value in breakdown.items() if key != "limit"}
    return {**case, "funnel": {**case["funnel"], "breakdown": open_breakdown}}
