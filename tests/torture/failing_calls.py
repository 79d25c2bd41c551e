"""R6: 2 % of syncs fail with EIO, 5 % of writes with ENOSPC; nothing is promised falsely."""

import time

from .supervisor import Supervisor
from .trial import Options, Result, Trial, needed

LIBRARIES = ("/usr/lib/fiu/fiu_run_preload.so", "/usr/lib/fiu/fiu_posix_preload.so")
EIO, ENOSPC = 5, 28
FAULTY_CALLS = (
    ("posix/io/sync/fsync", 0.02, EIO), ("posix/io/sync/fdatasync", 0.02, EIO),
    ("posix/io/rw/write", 0.05, ENOSPC), ("posix/io/rw/pwrite", 0.05, ENOSPC),
)
PAUSE_SECONDS = 0.03


def faults() -> dict[str, str]:
    for library in LIBRARIES:
        needed(library, "fiu-utils")
    enable = "\n".join(f"enable_random name={name},probability={share},failinfo={code}"
                       for name, share, code in FAULTY_CALLS)
    return {"LD_PRELOAD": " ".join(LIBRARIES), "FIU_ENABLE": enable}


def run(options: Options) -> Result:
    """`rounds` are seconds."""
    failing = faults()
    with Trial(options, "failing calls") as trial:
        trial.client.pause_seconds = PAUSE_SECONDS
        trial.start()
        trial.client.sign_up()
        trial.kill()
        with Supervisor(trial, failing) as supervisor, trial.client.loading(keep_on=True):
            time.sleep(options.rounds)
        trial.kill()
        ends, starts = supervisor.ends[1:], len(supervisor.failed_starts)
        crashes = [status for status in ends if status < 0]
        trial.note(not crashes, f"ended by signals {crashes}")
        trial.note(bool(ends or starts), "no call failed: the harness proves nothing")
        # What is there now, before anything is sent again.
        trial.start()
        found = trial.count_answered()
        trial.result.findings.join(found)
        trial.client.retry()
        result = trial.finish(options.rounds)
        result.notes.append(f"{len(ends)} ends, {starts} failed starts, "
                            f"{trial.client.refused} requests refused")
        return result
