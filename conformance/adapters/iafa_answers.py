"""IAFA's answers read as the keys of `expect`, and held against themselves."""

from datetime import datetime
from math import sqrt

Z = 1.959964
HUNDREDTH = 0.0051


# What has to be asked

def names_people(rows):
    return any(key in row for row in rows for key in ("converted_users", "dropped_users"))


def needs_bars(case):
    """Whether the funnel itself is asked, or only its trend or its times."""
    wanted = set(case["expect"]) - {"trend", "trend_buckets", "time_to_convert", "histogram"}
    if wanted == {"error"}:
        return not {"trend", "time_to_convert"} & set(case["funnel"])
    return bool(wanted)


def needs_units_alone(expected, lists_people):
    """People in groups and buckets are only told apart by asking about each alone."""
    grouped = [row for group in expected.get("breakdowns", {}).values()
               for row in group.get("steps", [])]
    if names_people(grouped) or names_people(expected.get("trend", [])):
        return True
    listed = names_people(expected.get("steps", [])) or "reached" in expected
    return listed and not lists_people


# The funnel

def bars(answer, case):
    optional = any(step.get("optional") for step in case["funnel"]["steps"])
    read = {"steps": steps(answer),
            "total_average_seconds": (answer.get("time_to_convert") or {}).get(
                "average_seconds"),
            "conflicts": [] if optional else conflicts(answer)}
    breakdown = answer.get("breakdown")
    if breakdown:
        groups = {group["value"]: {"steps": steps(group)} for group in breakdown["groups"]}
        if breakdown.get("other"):
            groups["Other"] = {"steps": steps(breakdown["other"])}
        read.update(breakdowns=groups, breakdown_values=list(groups),
                    breakdown_count=len(groups), truncated=breakdown["truncated"])
    return read


def steps(group):
    return [step(row) for row in group["stages"]]


def step(row):
    times = row.get("time_from_previous") or {}
    return {
        "users": row["users"], "conversion_rate": row["conversion_rate"],
        "conversion_rate_step": row["step_conversion_rate"],
        "drop_off": row["dropped_users"] + row["waiting_users"],
        "drop_off_rate": row["drop_off_rate"],
        "average_seconds": times.get("average_seconds"),
        "median_seconds": times.get("median_seconds"),
    }


def check_length(answered, stage, status, rows, number):
    if len(rows) != number:
        answered["conflicts"].append(
            f"{status} at step {stage}: {len(rows)} people listed, the funnel says {number}")


def chains(rows):
    return {row["user_id"]: [datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp()
                             for at in row["stage_times"]] for row in rows}


def conflicts(answer):
    """Where an answer without optional stages contradicts itself."""
    found = []

    def hold(wanted, have, where, tolerance=0.0):
        if have is None or abs(wanted - have) > tolerance:
            found.append(f"{where}: {have} answered, its own counts say {wanted}")
    stages = answer["stages"]
    first = before = stages[0]["users"]
    hold(first, answer["entered_users"], "entered_users")
    for k, row in enumerate(stages, 1):
        users = row["users"]
        hold(percent(users, first), row["conversion_rate"], f"stage {k} conversion_rate", 1e-9)
        low, high = row["conversion_interval"] or (None, None)
        if first:
            wilson_low, wilson_high = wilson(users, first)
            hold(wilson_low, low, f"stage {k} interval", HUNDREDTH)
            hold(wilson_high, high, f"stage {k} interval", HUNDREDTH)
        lost = row["dropped_users"] + row["waiting_users"]
        hold(0 if k == 1 else before - users, lost, f"stage {k} dropped and waiting")
        if k > 1:
            hold(percent(users, before), row["step_conversion_rate"],
                 f"stage {k} step_conversion_rate", 1e-9)
            hold(percent(before - users, before), row["drop_off_rate"],
                 f"stage {k} drop_off_rate", 1e-9)
        before = users
    hold(before, answer["converted_users"], "converted_users")
    hold(percent(before, first), answer["overall_conversion_rate"],
         "overall_conversion_rate", 1e-9)
    return found


def percent(part, whole):
    """Two decimals, half away from zero."""
    return (20000 * part + whole) // (2 * whole) / 100 if whole else 0.0


def wilson(part, whole):
    rate, square = part / whole, Z * Z / whole
    middle = (rate + square / 2) / (1 + square)
    half = Z * sqrt(rate * (1 - rate) / whole + square / (4 * whole)) / (1 + square)
    return 100 * (middle - half), 100 * (middle + half)


# Trend and times

def trend(points, interval, breakdowns=None):
    read = {"trend": [point(row, interval) for row in points], "trend_buckets": len(points)}
    groups = {}
    for row in points:
        for group in (row.get("breakdown") or {}).get("groups", []):
            groups.setdefault(group["value"], []).append(
                point({**group, "start": row["start"]}, interval))
    if groups:
        merged = dict(breakdowns or {})
        for value, rows in groups.items():
            merged[value] = {**merged.get(value, {}), "trend": rows}
        read.update(breakdowns=merged, breakdown_values=list(merged))
    return read


def point(row, interval):
    """`start` carries the zone's offset, so its first characters are the local date and hour."""
    start = row["start"]
    return {"at": start[:13] if interval == "hour" else start[:10], "entered": row["entered"],
            "converted": row["converted"], "rate": row["conversion_rate"]}


def times(answer):
    read = {"time_to_convert": {"count": answer["users"],
                                "average_seconds": answer["average_seconds"],
                                "median_seconds": answer["median_seconds"]}}
    bins = answer["bins"]
    rows = [[row["from_seconds"], row["users"]] for row in bins]
    read["histogram"] = [*rows, [bins[-1]["to_seconds"], 0]] if bins else []
    return read


# Who is counted, by asking about each unit alone

def add_unit(answered, unit, lone):
    add_to_steps(answered["steps"], unit, lone["steps"])
    reached = max((k for k, row in enumerate(lone["steps"], 1) if row["users"]), default=0)
    answered.setdefault("reached", {})[unit] = reached


def add_unit_to_groups(answered, unit, lone):
    groups = answered.get("breakdowns", {})
    for value, group in lone.get("breakdowns", {}).items():
        shown = value if value in groups else "Other"
        if shown in groups:
            add_to_steps(groups[shown]["steps"], unit, group["steps"])


def add_to_steps(rows, unit, lone_rows):
    for row, lone in zip(rows, lone_rows):
        reached = row.setdefault("converted_users", [])
        lost = row.setdefault("dropped_users", [])
        if lone["users"]:
            reached.append(unit)
        elif lone["drop_off"]:
            lost.append(unit)


def add_unit_to_trend(points, unit, lone_points):
    for row, lone in zip(points, lone_points):
        row.setdefault("converted_users", [])
        row.setdefault("dropped_users", [])
        if lone["converted"]:
            row["converted_users"].append(unit)
        elif lone["entered"]:
            row["dropped_users"].append(unit)
