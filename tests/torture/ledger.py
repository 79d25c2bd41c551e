"""What a client knows of its own doing: what it sent, and what of that was answered with 200."""

import threading
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random

EVENT = "load"
# So far back that its day is over and its file published, also in the minutes after midnight when
# yesterday is still open; and a few days, so that files change.
OLDEST = timedelta(days=5)
CLOSED_DAYS_SECONDS = 3 * 86400
# So many of the events are of the open day: those stay in parts until it is over.
OF_TODAY = 0.1


class Ledger:
    """Events and merges by what became of them; used by many threads.

    Everybody has exactly one event, and is merged with at most one other: so a funnel's numbers
    say how many events and merges the server has."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.answered: dict[str, dict] = {}
        self.unanswered: dict[str, dict] = {}
        self.merged: dict[str, str] = {}
        self.unanswered_merges: dict[str, str] = {}
        # Answered people whom nobody has merged yet.
        self.single: deque[str] = deque()

    def sent(self, batch: list[dict]) -> None:
        with self.lock:
            self.unanswered.update((event["id"], event) for event in batch)

    def acknowledged(self, batch: list[dict]) -> None:
        with self.lock:
            for event in batch:
                self.unanswered.pop(event["id"], None)
                if event["id"] not in self.answered:
                    self.single.append(event["user_id"])
                self.answered[event["id"]] = event

    def open_batches(self, largest: int) -> list[list[dict]]:
        with self.lock:
            events = list(self.unanswered.values())
        return [events[at:at + largest] for at in range(0, len(events), largest)]

    def pair_to_merge(self) -> tuple[str, str] | None:
        with self.lock:
            if len(self.single) < 2:
                return None
            first, second = self.single.pop(), self.single.popleft()
            self.unanswered_merges[first] = second
            return first, second

    def merge_acknowledged(self, first: str) -> None:
        with self.lock:
            self.merged[first] = self.unanswered_merges.pop(first)

    def open_merges(self) -> list[tuple[str, str]]:
        with self.lock:
            return list(self.unanswered_merges.items())

    def published(self) -> set[str]:
        """Ids that must stand in published files."""
        with self.lock:
            return {name for name, event in self.answered.items() if not event.get("of_today")}

    # The funnel with three stages of the same name

    def wanted_numbers(self) -> list[int]:
        """People with an event, with two, with three."""
        with self.lock:
            return [len(self.answered) - len(self.merged), len(self.merged), 0]


class EventSource:
    """New events, each of somebody else."""

    def __init__(self, chance: Random, now: datetime | None = None):
        self.chance = chance
        self.now = now or datetime.now(timezone.utc)

    def batch(self, largest: int) -> list[dict]:
        return [self.event() for _ in range(self.chance.randint(1, largest))]

    def event(self) -> dict:
        name = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        of_today = self.chance.random() < OF_TODAY
        at = self.now if of_today else self.now - OLDEST + timedelta(
            seconds=self.chance.uniform(0, CLOSED_DAYS_SECONDS))
        return {"id": name, "event_type": EVENT, "user_id": "user-" + name,
                "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "properties": {"filler": "x" * self.chance.randint(0, 200)},
                # For the ledger alone.
                **({"of_today": True} if of_today else {})}


@dataclass
class Findings:
    """What the server has, against the ledger."""

    lost: int = 0
    double: int = 0
    unknown: int = 0
    wrong: list[str] = field(default_factory=list)

    def note(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.wrong.append(otherwise)

    def join(self, other: "Findings") -> None:
        """Two counts of the same: neither may hide what the other found."""
        self.lost = max(self.lost, other.lost)
        self.double = max(self.double, other.double)
        self.unknown = max(self.unknown, other.unknown)
        self.wrong += other.wrong


def judge_numbers(wanted: list[int], found: list[int]) -> Findings:
    """The funnel's numbers over HTTP."""
    people, twice, thrice = found
    findings = Findings(lost=max(0, wanted[0] - people))
    findings.double = max(0, twice - wanted[1]) + thrice
    findings.unknown = max(0, people - wanted[0] - max(0, wanted[1] - twice))
    findings.note(people == wanted[0],
                  f"over HTTP {people} people have an event, {wanted[0]} should")
    findings.note(twice <= wanted[1] and thrice == 0,
                  f"over HTTP {findings.double} people have an event twice")
    findings.note(twice >= wanted[1], f"over HTTP {wanted[1] - twice} merges are lost")
    return findings


def judge_open_numbers(
    wanted: list[int], open_events: int, open_merges: int, found: list[int]
) -> Findings:
    """The funnel's numbers while what was not answered may be there or not."""
    people, twice, thrice = found
    # Every merge takes one person away and makes one who has two events.
    events = people + twice
    answered = wanted[0] + wanted[1]
    findings = Findings(lost=max(0, answered - events), double=thrice,
                        unknown=max(0, events - answered - open_events))
    findings.note(not findings.lost, f"over HTTP {findings.lost} answered events are lost")
    findings.note(not findings.unknown, f"over HTTP there are {findings.unknown} too many")
    findings.note(thrice == 0, f"over HTTP {thrice} people have three events")
    findings.note(wanted[1] <= twice <= wanted[1] + open_merges,
                  f"over HTTP {twice} people are merged, {wanted[1]} were answered and "
                  f"{open_merges} not")
    return findings


def judge_rows(ledger: Ledger, rows: Iterable[tuple[str, str]]) -> Findings:
    """Rows (id, user) of the published files."""
    rows = list(rows)
    stored, people = {row[0] for row in rows}, {row[1] for row in rows}
    findings = Findings(lost=len(ledger.published() - stored),
                        unknown=len(stored - set(ledger.answered)),
                        double=len(rows) - len(people))
    findings.note(not findings.lost, f"in the files {findings.lost} events are lost")
    findings.note(not findings.unknown, f"in the files {findings.unknown} are unknown")
    findings.note(len(rows) == len(stored),
                  f"in the files {len(rows) - len(stored)} ids stand twice")
    findings.note(len(stored) == len(people),
                  f"in the files {len(stored) - len(people)} events stand twice under two ids")
    return findings
