"""The rows as people read them, and as programs do."""

from collections.abc import Sequence
from dataclasses import asdict

from .measure import Row, Times, ratio
from .server import Installation, Loaded

MIB = 1 << 20


def seconds(value: float | None) -> str:
    """Three digits."""
    if value is None:
        return ""
    milliseconds = value * 1000
    if milliseconds >= 1000:
        return f"{value:.2f} s"
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"


def megabytes(value: int | None) -> str:
    return "" if value is None else f"{value / MIB:.0f}"


def times(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}×" if value < 9.95 else f"{value:.0f}×"


def ours(found: Times) -> list[str]:
    if found.fault:
        return ["FAILED", "", ""]
    if not found.seconds:
        return [found.why_not, "", ""]
    mark = " *" if found.cached else ""
    return [seconds(found.median) + mark, seconds(found.p95), megabytes(found.peak_bytes)]


def theirs(found: Times, own: Times) -> list[str]:
    if found.fault:
        return ["FAILED" if found.agrees is None else "DIFFERS", "", ""]
    if not found.seconds:
        return [found.why_not, "", ""]
    return [seconds(found.median), times(ratio(found, own)), megabytes(found.peak_bytes)]


def cells(row: Row) -> list[str]:
    found = list(row.by_system.values())
    return [row.question, *ours(found[0]),
            *(cell for one in found[1:] for cell in theirs(one, found[0]))]


def heads(row: Row) -> tuple[list[str], list[str]]:
    names = list(row.by_system)
    above = ["", *(cell for name in names for cell in (name, "", ""))]
    below = ["question", "median", "p95", "MiB",
             *(cell for _ in names[1:] for cell in ("median", "ratio", "MiB"))]
    return above, below


def table(rows: Sequence[Row]) -> str:
    """For a terminal."""
    above, below = heads(rows[0])
    lines = [below, *(cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) + 2 for place in range(len(below))]
    text = [" " * widths[0]]
    for place in range(1, len(above), 3):
        widths[place] += max(0, len(above[place]) + 2 - sum(widths[place:place + 3]))
        text[0] += f"{above[place]:>{sum(widths[place:place + 3])}}"
    for line in lines:
        text.append(f"{line[0]:<{widths[0]}}" + "".join(
            f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True)))
    return "\n".join(text)


def markdown(rows: Sequence[Row]) -> str:
    """For a document: one column for each that was asked."""
    names = list(rows[0].by_system)
    lines = ["| question | " + " | ".join(names) + " |", "|---|" + "--:|" * len(names)]
    for row in rows:
        line = cells(row)
        found = [line[1]] + [
            f"{line[place]} ({line[place + 1]})" if line[place + 1] else line[place]
            for place in range(4, len(line), 3)]
        lines.append(f"| {row.question} | " + " | ".join(found) + " |")
    return "\n".join(lines)


def loading(loaded: Loaded | None) -> str:
    if loaded is None:
        return "ingestion was not measured"
    answers = loaded.answer_milliseconds
    return (f"ingestion: {loaded.per_second:,.0f} events/s acknowledged, each synced to disk "
            f"before its answer; {loaded.events:,} events in {loaded.seconds:.1f} s; "
            "an answer to 10,000 "
            f"p50 {answers['p50']:.0f} ms, p99 {answers['p99']:.0f} ms; {loaded.refused} times "
            f"asked to wait; all days published {loaded.settled_seconds:.0f} s later; "
            f"peak {megabytes(loaded.peak_bytes) or 'not known'} MiB")


def document(installation: Installation, machine: dict, rows: Sequence[Row]) -> dict:
    """Everything, every single time too; nothing that signs anybody in."""
    shop = asdict(installation.shop) | {"last": installation.shop.last.isoformat()}
    return {
        "machine": machine, "shop": shop,
        "ingestion": installation.loaded and asdict(installation.loaded) | {
            "events_per_second": installation.loaded.per_second},
        "questions": [{
            "question": row.question,
            "answers": {name: asdict(found) | {
                "median": found.median, "p95": found.p95,
                "ratio": ratio(found, row.by_system["IAFA"])}
                for name, found in row.by_system.items()},
        } for row in rows],
    }
