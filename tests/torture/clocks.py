"""R11: the clock is wrong by years, on a leap day, at a change to summer time, and jumps."""

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from .ledger import EventSource
from .trial import Options, Result, Trial, needed

LOAD_SECONDS = 3.0
PAUSE_SECONDS = 0.05
YEAR = timedelta(days=365.25)
NOW = datetime.now(timezone.utc)
CLOCKS = {
    "ten years ahead": NOW + 10 * YEAR,
    "ten years behind": NOW - 10 * YEAR,
    "the end of a leap day": datetime(2028, 2, 29, 23, 59, 58, tzinfo=timezone.utc),
    "the change to summer time": datetime(2027, 3, 28, 0, 59, 58, tzinfo=timezone.utc),
    "the change to winter time": datetime(2027, 10, 31, 0, 59, 58, tzinfo=timezone.utc),
}
# While it runs; not so far that the events of today are in the future.
JUMPS = ("+10h", "-10h", "+1", "-1", "+10h", "+0")


def library() -> Path:
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return needed(found[0] if found else "libfaketimeMT.so.1", "faketime")


def faked(preload: Path, difference: timedelta) -> dict[str, str]:
    """An environment in which the wall clock, and only that, is off by so much."""
    return {"LD_PRELOAD": str(preload), "FAKETIME": f"{difference.total_seconds():+.0f}s",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
            "TZ": "Europe/Berlin"}


def kill(trial: Trial) -> None:
    """With what libfaketime leaves behind of a process that is killed."""
    trial.kill()
    assert trial.server is not None and trial.server.process is not None
    for left in Path("/dev/shm").glob(f"*faketime*_{trial.server.process.pid}"):
        left.unlink()


def under_clock(trial: Trial, name: str, preload: Path) -> None:
    """Load under a wrong clock, count there, kill; then count under the right one."""
    now = CLOCKS[name]
    difference = now - datetime.now(timezone.utc)
    trial.client.source = EventSource(trial.chance, now)
    old_token = trial.client.authorization
    # libfaketime changes the environment of the first process that loads it before Swift has
    # found its arguments beside it: so that process is `env`, which then becomes the server.
    trial.start(faked(preload, difference), through=["env"])
    with trial.client.loading(keep_on=True):
        time.sleep(LOAD_SECONDS)
    trial.client.retry()
    if difference < timedelta(0):
        # The clock is really another: today is the future now.
        reply = trial.client.api.post("/track", {
            "event_type": "future", "user_id": "future",
            "timestamp": datetime.now(timezone.utc).isoformat()}, trial.client.key)
        trial.note(reply.status == 422, f"{name}: an event of the future is answered {reply}")
    else:
        reply = trial.client.api.get("/auth/me", old_token)
        trial.note(reply.status == 401, f"{name}: an expired token is answered {reply.status}")
    found = trial.count_in_files()
    if difference > timedelta(0):
        # Behind, what was sent before is in the future, and not to be seen.
        found.join(trial.count_over_http())
    trial.result.findings.join(found)
    trial.options.say(f"{name}: {found.lost} lost, {found.double} double; {found.wrong}")
    kill(trial)


def under_jumps(trial: Trial, preload: Path) -> None:
    """The clock jumps to and fro while the server runs."""
    jumps = trial.options.folder / "jumps"
    jumps.write_text("+0")
    environment = {**faked(preload, timedelta(0)), "FAKETIME_TIMESTAMP_FILE": str(jumps),
                   "FAKETIME_CACHE_DURATION": "1"}
    environment.pop("FAKETIME")
    trial.client.source = EventSource(trial.chance)
    trial.start(environment, through=["env"])
    with trial.client.loading(keep_on=True):
        for jump in JUMPS:
            jumps.write_text(jump)
            time.sleep(LOAD_SECONDS)
    trial.client.retry()
    found = trial.count_over_http()
    trial.result.findings.join(found)
    trial.options.say(f"jumps: {found.lost} lost, {found.double} double; {found.wrong}")
    kill(trial)


def run(options: Options) -> Result:
    preload = library()
    names = list(CLOCKS)[:options.rounds]
    with Trial(options, "clock") as trial:
        trial.client.pause_seconds = PAUSE_SECONDS
        trial.start()
        trial.client.sign_up()
        trial.client.send(trial.client.source.batch(100))
        trial.client.retry()
        trial.kill()
        for name in names:
            under_clock(trial, name, preload)
            trial.start()
            found = trial.count_over_http()
            trial.note(not found.wrong, f"after {name}, with the right clock: {found.wrong}")
            trial.kill()
        under_jumps(trial, preload)
        trial.start()
        return trial.finish(len(names) + 1)
