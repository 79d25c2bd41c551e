"""A start with many events that are in the log alone: time until it takes events, memory."""

import re
import time
from pathlib import Path

from .client import must
from .trial import Options, Result, Trial

# Flushed at 30 seconds at the latest, counted from the start: killed before, so it never is.
FILL_SECONDS = 20.0
FILL_BATCH = 2000
GOAL_SECONDS = 5.0
# The hot table and the replay may not be the limit that is measured here.
ENVIRONMENT = {"EVENT_BUFFER_SIZE": "5000000", "EVENT_FLUSH_INTERVAL": "3600",
               "MEMORY_LIMIT_MB": "2048"}


def megabytes(process: int, name: str) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) // 1024 if found else 0


def fill(trial: Trial, wanted: int) -> None:
    """Until so many events are unflushed; the server is killed in between."""
    source = trial.client.source
    begun = time.monotonic()
    while len(trial.client.ledger.answered) < wanted:
        if time.monotonic() - begun > FILL_SECONDS:
            trial.kill()
            trial.start()
            trial.options.say(f"{len(trial.client.ledger.answered)} in the log")
            begun = time.monotonic()
        trial.client.send([source.event() for _ in range(FILL_BATCH)])


def run(options: Options) -> Result:
    """`rounds` are events."""
    with Trial(options, "long log", ENVIRONMENT) as trial:
        trial.start()
        trial.client.sign_up()
        fill(trial, options.rounds)
        trial.kill()
        listening = trial.start()
        assert trial.server is not None and trial.server.process is not None
        process = trial.server.process.pid
        begun = time.monotonic()
        must(trial.client.root.get("/ready"), 200)
        ready = listening + time.monotonic() - begun
        unflushed = trial.client.metrics()["iafa_unflushed_events"]
        resident, peak = megabytes(process, "VmRSS"), megabytes(process, "VmHWM")
        trial.note(unflushed == len(trial.client.ledger.answered),
                   f"{unflushed:.0f} events were in the log alone, "
                   f"{len(trial.client.ledger.answered)} should: the figures mean less")
        trial.note(ready <= GOAL_SECONDS, f"ready after {ready:.1f} s, {GOAL_SECONDS} s allowed")
        result = trial.finish(options.rounds, files=False)
        result.notes.append(f"ready after {ready:.1f} s; {resident} MB resident, {peak} MB peak")
        return result
