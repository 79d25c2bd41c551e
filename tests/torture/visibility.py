"""How long after its 200 a funnel query counts an event, while parts and days are written."""

import statistics
import threading
import time

from conformance.launch import LaunchError

from .client import Client, must, numbers_of
from .trial import Options, Result, Trial

GOAL_SECONDS = 1.0
PATIENCE_SECONDS = 30.0
PROBERS = 2
# So that the machine still has time for the probes.
PAUSE_SECONDS = 0.2


def probe(client: Client, number: int) -> tuple[float, float]:
    """Seconds from the 200 until a query that counts the event began, and until it answered."""
    name = f"probe-{number}"
    event = {"event_type": name, "user_id": name}
    must(client.api.post("/track", event, client.key), 200)
    answered = time.monotonic()
    while True:
        begun = time.monotonic()
        reply = client.api.post("/analytics/funnel", {
            "project_id": client.project, "include": "counts",
            "definition": {"stages": [{"name": name, "event": name}]}}, client.authorization)
        if reply.status == 401:
            client.sign_in()
            continue
        if numbers_of(must(reply, 200)) == [1]:
            return begun - answered, time.monotonic() - answered
        if time.monotonic() - answered > PATIENCE_SECONDS:
            raise LaunchError(f"{name} was not counted within {PATIENCE_SECONDS} s of its 200")


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(options: Options) -> Result:
    with Trial(options, "visibility") as trial:
        trial.client.pause_seconds = PAUSE_SECONDS
        trial.start()
        trial.client.sign_up()
        times: list[tuple[float, float]] = []
        waiting = iter(range(options.rounds))
        lock = threading.Lock()

        def probe_all() -> None:
            while True:
                with lock:
                    number = next(waiting, None)
                if number is None:
                    return
                try:
                    times.append(probe(trial.client, number))
                except LaunchError as fault:
                    trial.note(False, str(fault))

        with trial.client.loading(keep_on=True):
            threads = [threading.Thread(target=probe_all) for _ in range(PROBERS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        trial.client.retry()
        result = trial.finish(options.rounds, files=False)
        for what, values in (("a query that counts it began", [one[0] for one in times]),
                             ("it was answered", [one[1] for one in times])):
            result.notes.append(
                f"until {what}: p50 {statistics.median(values) * 1000:.1f} ms, "
                f"p99 {percentile(values, 0.99) * 1000:.1f} ms, max {max(values) * 1000:.1f} ms")
        p99 = percentile([one[1] for one in times], 0.99)
        result.findings.note(p99 <= GOAL_SECONDS, f"p99 is {p99:.2f} s, {GOAL_SECONDS} s allowed")
        return result
