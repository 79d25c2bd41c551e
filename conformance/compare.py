"""What a case expects against what a server answered: the differences, in words.

Only the keys that stand in `expect` are compared; a key that the answer lacks is a difference.
"""

from datetime import datetime

RATES = {"conversion_rate", "conversion_rate_step", "drop_off_rate", "rate"}
NAMES = {"converted_users", "dropped_users", "breakdown_values"}
# Rates are answered with two decimals, times as fractions of a second.
RATE_TOLERANCE = 0.006
TIME_TOLERANCE = 1e-6


def differences(expect, answer):
    """A list of sentences, empty where the answer meets the case."""
    if expect.get("error"):
        return [] if answer.get("error") else ["the definition should have been refused"]
    if answer.get("error"):
        return [f"refused: {answer.get('reason', 'no reason given')}"]
    found = [line for key, wanted in expect.items()
             for line in by_key(key, wanted, answer, key)]
    return found + answer.get("conflicts", [])


def by_key(key, wanted, answer, where):
    if key.endswith("_between"):
        return between(wanted, answer.get(key.removesuffix("between") + "seconds"), where)
    if key == "breakdown_order":
        return in_order(wanted, answer.get("breakdowns", {}))
    if key == "histogram":
        return same_histogram(wanted, answer.get("histogram"))
    have = answer.get(key)
    if have is None and wanted is not None:
        return [f"{where}: {shown(wanted)} expected, nothing answered"]
    if key in NAMES:
        return same(sorted(wanted), sorted(have), where)
    if key in RATES:
        return [] if abs(wanted - have) <= RATE_TOLERANCE else unlike(wanted, have, where)
    if key == "chain":
        return same_chains(wanted, have)
    if key == "trend":
        return same_trend(wanted, have, where)
    if key == "reached":
        return [line for unit, step in wanted.items()
                for line in same(step, have.get(unit, 0), f"reached by {unit}")]
    if isinstance(wanted, dict):
        return [line for name, part in wanted.items()
                for line in by_key(name, part, have, f"{where} {name!r}")]
    if isinstance(wanted, list):
        return same_rows(wanted, have, where)
    return same(wanted, have, where)


def same_rows(wanted, have, where):
    if len(wanted) != len(have):
        return unlike(f"{len(wanted)} rows", f"{len(have)}", where)
    return [line for place, (row, other) in enumerate(zip(wanted, have), 1)
            for key, part in row.items()
            for line in by_key(key, part, other, f"{where} {place} {key}")]


def same(wanted, have, where):
    numbers = all(isinstance(one, (int, float)) for one in (wanted, have))
    if numbers and not isinstance(wanted, bool) and not isinstance(have, bool):
        close = abs(wanted - have) <= TIME_TOLERANCE + 1e-9 * max(abs(wanted), abs(have))
        return [] if close else unlike(wanted, have, where)
    return [] if wanted == have else unlike(wanted, have, where)


def unlike(wanted, have, where):
    return [f"{where}: {shown(wanted)} expected, {shown(have)} answered"]


def shown(value):
    text = str(value)
    return text if len(text) <= 200 else text[:200] + "…"


def between(wanted, have, where):
    low, high = wanted
    if have is None or not low < have <= high:
        return [f"{where}: more than {low}, at most {high} expected, {have} answered"]
    return []


def in_order(wanted, groups):
    """Largest first; the order of equally large groups and the place of the blank are free."""
    sizes = [groups[value]["steps"][0]["users"] for value in wanted if value and value in groups]
    missing = [value for value in wanted if value not in groups]
    answered = [value for value in groups if value in wanted and value]
    listed = [groups[value]["steps"][0]["users"] for value in answered]
    if missing or sizes != sorted(sizes, reverse=True) or listed != sorted(listed, reverse=True):
        return [f"breakdown order: {shown(wanted)} expected, {shown(list(groups))} answered"]
    return []


def same_trend(wanted, have, where):
    points = {point["at"]: point for point in have}
    found = []
    for row in wanted:
        if row["at"] not in points:
            found.append(f"{where} {row['at']}: no such bucket")
            continue
        for key in row.keys() - {"at"}:
            found += by_key(key, row[key], points[row["at"]], f"{where} {row['at']} {key}")
    return found


def same_chains(wanted, have):
    found = []
    for unit, times in wanted.items():
        seconds = [datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp() for at in times]
        chain = have.get(unit, [])
        close = all(abs(a - b) <= TIME_TOLERANCE for a, b in zip(seconds, chain))
        if len(chain) != len(seconds) or not close:
            found.append(f"chain of {unit}: {seconds} expected, {chain} answered")
    return found


def same_histogram(wanted, have):
    """Bins of which the last is closed: the closing edge's own count belongs to the last bin."""
    def closed(rows):
        if len(rows) < 2:
            return rows
        *bins, last, closing = rows
        return [*bins, [last[0], last[1] + closing[1]], [closing[0], 0]]
    if have is None:
        return [f"histogram: {shown(wanted)} expected, nothing answered"]
    left, right = closed(wanted), closed(have)
    alike = len(left) == len(right) and all(
        not same(a, b, "") for one, other in zip(left, right) for a, b in zip(one, other))
    return [] if alike else unlike(left, right, "histogram")
