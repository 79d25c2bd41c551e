"""Rounds of the same question to everybody, their times, and whether their answers agree."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .memory import forget_peak, peak_of
from .peers import Peer, PeerError
from .questions import Question, Rows
from .server import Iafa

WARM_UPS = 2
# What an answer says where this version has no such question; anything else is a fault.
NOT_ANSWERED = {"not_answered_yet", "unknown"}
# Averages and percentiles are sums of floats, in another order at each.
NEAR = 1e-9


@dataclass
class Times:
    """One of those asked; either seconds, or the reason why there are none."""

    seconds: list[float] = field(default_factory=list)
    peak_bytes: int | None = None
    why_not: str = ""
    # The peer's answer is the server's.
    agrees: bool | None = None
    fault: str = ""
    # The server says itself that it had the answer already.
    cached: bool = False
    server_milliseconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float | None:
        return statistics.median(self.seconds) if self.seconds else None

    @property
    def p95(self) -> float | None:
        return percentile(self.seconds, 0.95) if self.seconds else None


@dataclass
class Row:
    question: str
    by_system: dict[str, Times]

    @property
    def faults(self) -> list[str]:
        return [f"{self.question}: {system}: {times.fault}"
                for system, times in self.by_system.items() if times.fault]


class NotAnswered(Exception):
    """The server does not have this question yet."""


def percentile(values: Sequence[float], share: float) -> float:
    """Linear between the two nearest, as numpy and DuckDB's quantile_cont have it."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def ratio(peer: Times, ours: Times) -> float | None:
    """How many times as long the peer took."""
    if not peer.seconds or not ours.seconds:
        return None
    return peer.median / ours.median


def same(ours: Rows, theirs: Rows) -> bool:
    """Whatever the order of rows; counts exactly, other numbers as near as floats are."""
    if len(ours) != len(theirs):
        return False
    return all(
        len(one) == len(other) and all(alike(*pair) for pair in zip(one, other, strict=True))
        for one, other in zip(sorted(ours), sorted(theirs), strict=True))


def alike(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, int | float) or (
            isinstance(other, float) and isinstance(one, int)):
        return abs(one - other) <= NEAR * max(1, abs(one))
    return one == other


def ask_server(iafa: Iafa, question: Question, times: Times) -> Rows:
    begun = time.perf_counter()
    reply = iafa.ask(question.method, question.path, question.body)
    taken = time.perf_counter() - begun
    if reply.status in (404, 405):
        raise NotAnswered
    answer = reply.json()
    if reply.status == 422 and {one["code"] for one in answer["errors"]} <= NOT_ANSWERED:
        raise NotAnswered
    if reply.status != 200:
        raise RuntimeError(f"{question.name}: {reply}")
    times.seconds.append(taken)
    if meta := answer.get("meta"):
        times.cached |= meta["cached"]
        times.server_milliseconds.append(meta["elapsed_ms"])
    return question.read(answer)


Asked = Callable[[Times], Rows]


def in_rounds(asked: dict[str, Asked], rounds: int) -> tuple[dict[str, Times], dict[str, Rows]]:
    """Everybody once, then everybody again: a busy minute of the machine meets all alike."""
    measured = {name: Times() for name in asked}
    answers: dict[str, Rows] = {}
    for number in range(WARM_UPS + rounds):
        for name, ask in asked.items():
            times = measured[name]
            if times.why_not or times.fault:
                continue
            try:
                answers[name] = ask(times)
            except NotAnswered:
                times.why_not = "not answered"
            except (PeerError, RuntimeError, KeyError, TypeError) as fault:
                times.fault = repr(fault)[:500]
            if number < WARM_UPS:
                times.seconds.clear()
                times.server_milliseconds.clear()
    return measured, answers


def ask_peer(peer: Peer, text: str) -> Asked:
    def ask(times: Times) -> Rows:
        rows, seconds = peer.ask(text)
        times.seconds.append(seconds)
        return rows
    return ask


def compare(question: Question, iafa: Iafa, peers: list[Peer], rounds: int, plant: bool) -> Row:
    """`plant`: falsifies the server's answer, to prove that a difference is found."""
    asked: dict[str, Asked] = {"IAFA": lambda times: ask_server(iafa, question, times)}
    processes = {"IAFA": iafa.process}
    left_out: dict[str, Times] = {}
    for peer in peers:
        text = question.duckdb if peer.kind == "duckdb" else question.clickhouse
        if peer.missing or text is None:
            left_out[peer.name] = Times(why_not=peer.missing and "not installed" or "–")
        else:
            asked[peer.name], processes[peer.name] = ask_peer(peer, text), peer.child.pid
    forgotten = {name: forget_peak(process) for name, process in processes.items()}
    measured, answers = in_rounds(asked, rounds)
    for name, process in processes.items():
        if forgotten[name]:
            measured[name].peak_bytes = peak_of(process)
    ours = answers.get("IAFA")
    if plant and ours:
        ours[0][-1] += 1
    for name, rows in answers.items():
        if name != "IAFA" and ours is not None:
            measured[name].agrees = same(ours, rows)
            if not measured[name].agrees:
                measured[name].fault = f"other numbers: {sorted(ours)} here, {sorted(rows)} there"
    order = ["IAFA", *(peer.name for peer in peers)]
    return Row(question.name, {name: (measured | left_out)[name] for name in order})
