"""What became of every case, as a table for people and as JSON for machines."""

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field

OUTCOMES = ("passed", "failed", "left out", "peer-specific", "exempt")
NO_FEATURE = "(ordered steps, window, range only)"


@dataclass
class Result:
    id: str
    family: str
    requires: list
    outcome: str
    reason: str = ""
    differences: list = field(default_factory=list)


def line(results):
    counts = Counter(result.outcome for result in results)
    return f"{counts['passed']} passed, {counts['failed']} failed"


def failures(results):
    for result in results:
        if result.outcome == "failed":
            yield f"FAILED {result.family}/{result.id}"
            yield from (f"    {difference}" for difference in result.differences[:6])
            if len(result.differences) > 6:
                yield f"    and {len(result.differences) - 6} more"


def tables(results):
    yield from table("family", results, lambda result: [result.family])
    yield ""
    yield from table("feature", results, lambda result: result.requires or [NO_FEATURE])
    reasons = Counter(f"{result.outcome}: {result.reason}" if result.outcome == "exempt"
                      else result.reason for result in results if result.reason)
    if reasons:
        yield ""
        yield "not asked, and why"
        yield from (f"{number:5}  {reason}" for reason, number in sorted(
            reasons.items(), key=lambda item: (-item[1], item[0])))


def table(title, results, keys):
    rows = defaultdict(Counter)
    for result in results:
        for key in keys(result):
            rows[key][result.outcome] += 1
    width = max(map(len, [title, *rows]), default=0)
    yield f"{title:{width}}" + "".join(f"{outcome:>15}" for outcome in OUTCOMES)
    for key, counts in sorted(rows.items()):
        cells = "".join(f"{counts[outcome] or '·':>15}" for outcome in OUTCOMES)
        yield f"{key:{width}}{cells}"


def as_json(results, notes):
    counts = Counter(result.outcome for result in results)
    return {"passed": counts["passed"], "failed": counts["failed"],
            "counts": {outcome: counts[outcome] for outcome in OUTCOMES},
            "notes": notes, "cases": [asdict(result) for result in results]}
