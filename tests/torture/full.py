"""R5: the disk fills up and is freed again, under load; only 503 and 429 meanwhile."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

from .supervisor import Supervisor
from .trial import NotRun, Options, Result, Trial

# The log reserves 32 MiB a segment, and at a flush has two: 64 would be full from the start.
DISK_MEGABYTES = 160
FULL_SECONDS = 3.0
WORKS_AGAIN_SECONDS = 30
PAUSE_SECONDS = 0.03


@contextlib.contextmanager
def small_disk(folder: Path):
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs",
                           folder], capture_output=True, text=True)
    if done.returncode != 0:
        raise NotRun(f"no tmpfs can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def fill(path: Path) -> None:
    """Until not a byte is left."""
    with path.open("ab", buffering=0) as ballast:
        for size in (1 << 20, 4096):
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(size))


def run(options: Options) -> Result:
    with small_disk(options.folder / "disk") as disk, \
            Trial(options, "disk full", data_dir=disk / "data") as trial:
        trial.client.pause_seconds = PAUSE_SECONDS
        trial.start()
        trial.client.sign_up()
        with Supervisor(trial) as supervisor:
            refused = failed = 0
            with trial.client.loading(keep_on=True):
                for number in range(1, options.rounds + 1):
                    failed += not one_round(trial, supervisor, disk / "ballast", number)
            refused = trial.client.refused
            trial.client.retry()
        trial.note(not supervisor.signals(), f"ended by signals {supervisor.signals()}")
        result = trial.finish(options.rounds)
        result.notes.append(
            f"{len(supervisor.ends)} times the process ended (statuses "
            f"{sorted(set(supervisor.ends))}), {len(supervisor.failed_starts)} starts failed, "
            f"{refused} requests refused; I16 asks that it works again without a restart")
        if supervisor.failed_starts:
            result.notes.append(f"the last failed start: {supervisor.failed_starts[-1]}")
        return result


def one_round(trial: Trial, supervisor: Supervisor, ballast: Path, number: int) -> bool:
    time.sleep(trial.chance.uniform(0.2, 1.5))
    ends = len(supervisor.ends)
    fill(ballast)
    assert os.statvfs(ballast.parent).f_bfree == 0 or ballast.stat().st_size > 0
    time.sleep(trial.chance.uniform(0.5, FULL_SECONDS))
    ballast.unlink()
    begun = time.monotonic()
    works = supervisor.works_again(WORKS_AGAIN_SECONDS)
    trial.note(works, f"round {number}: no 200 within {WORKS_AGAIN_SECONDS} s of being freed")
    trial.options.say(f"filled and freed {number}: works after {time.monotonic() - begun:.1f} s, "
                      f"ended {len(supervisor.ends) - ends} times")
    return works
