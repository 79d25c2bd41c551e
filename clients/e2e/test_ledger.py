"""Every event once, whatever happens to the app, the network and the server."""

import os
import random
import time
from collections import Counter

import pytest

SEED = 11
ROUNDS = int(os.environ.get("KILL_ROUNDS", "30"))
THREADS = 4
CROWD = 10
BAD = ["drop", "lost", "late", 500, 429]


def stormy(share, seed):
    """That share of requests has one of the misfortunes."""
    dice = random.Random(seed)
    return lambda number: dice.choice(BAD) if dice.random() < share else "pass"


def test_kill_9_at_any_moment_loses_nothing_and_delivers_nothing_twice(probes, weather, ledger):
    weather.fate = stormy(0.2, SEED)
    weather.late_seconds = 0.2
    dice = random.Random(SEED)
    promised, attempted = [], 0
    for number in range(ROUNDS):
        first = number * 1_000_000
        probe = probes.start(**{"from": first, "count": 1_000_000, "threads": THREADS, "pause": 1000})
        if dice.random() < 0.8:
            probe.wait_for("open")
        # Otherwise while it starts: it may be reading what the last one left.
        time.sleep(dice.uniform(0, 0.6))
        probe.kill()
        assert all(first <= n < first + 1_000_000 for n in probe.promised)
        promised += probe.promised
        attempted += len(probe.promised) > 0
    probes.deliver()
    stored = ledger.check(promised, THREADS)
    surplus = len(stored) - len(promised)
    print(f"{ROUNDS} kills, {len(promised)} promised, {surplus} more had reached the disk")
    assert attempted > ROUNDS / 2
    # In the hands of a thread each when the kill came: on disk, and the promise not yet spoken.
    assert 0 <= surplus <= ROUNDS * THREADS


def test_ten_thousand_events_through_a_storm_arrive_once_each(probes, weather, ledger):
    fates = iter([])

    def fate(number):
        """Every fifth request, one misfortune after the other."""
        nonlocal fates
        if number % 5:
            return "pass"
        found = next(fates, None)
        if found is None:
            fates = iter(BAD)
            found = next(fates)
        return found

    weather.fate, weather.late_seconds, weather.retry_after = fate, 0.5, 1
    probe = probes.start(count=10_000, threads=CROWD, pause=500, flush=1).wait(240)
    assert probe.said("error") == []
    assert sorted(probe.promised) == list(range(10_000))
    assert sorted(ledger.check(probe.promised, CROWD)) == list(range(10_000))
    happened = Counter(seen.fate for seen in weather.posts)
    assert all(happened[fate] > 0 for fate in BAD), happened
    requests = sorted((seen.began, seen.ended) for seen in weather.posts)
    for (_, ended), (began, _) in zip(requests, requests[1:]):
        assert ended <= began, "two requests at once"


def test_the_ledger_sees_a_loss_and_a_repeat(probes, project, ledger):
    """The planted faults."""
    probe = probes.start(count=5, flush=1).wait()
    assert ledger.check(probe.promised) == [0, 1, 2, 3, 4]
    with pytest.raises(AssertionError, match="1 lost, such as"):
        ledger.check([*probe.promised, 5])
    project.send([{"event_type": "ledger", "user_id": "probe", "properties": {"n": 3}}])
    with pytest.raises(AssertionError, match="1 counted twice, such as"):
        ledger.check(probe.promised)
