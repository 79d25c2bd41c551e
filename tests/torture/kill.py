"""R3: kill -9 at random moments under load, every fifth time also while it recovers."""

import os
import subprocess
import time
from pathlib import Path

from .trial import Options, Result, Trial

LONGEST_LOAD_SECONDS = 2.5
# Up to this long after its start a server is still recovering what the last kill left.
RECOVERY_SECONDS = 0.4
# Over hundreds of rounds, events are to stay few enough to count in between.
PAUSE_SECONDS = 0.1
COUNT_EVERY = 20


def kill_while_recovering(trial: Trial) -> None:
    command: list[str | Path] = [
        trial.options.binary, "serve", "--data-dir", trial.data_dir, "--port", "0"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             env={**os.environ, **trial.environment})
    time.sleep(trial.chance.uniform(0, RECOVERY_SECONDS))
    child.kill()
    child.wait()


def one_round(trial: Trial, number: int) -> None:
    """Load, kill, restart, send again what was not answered."""
    with trial.client.loading():
        time.sleep(trial.chance.uniform(0.02, LONGEST_LOAD_SECONDS))
        trial.kill()
    if number % 5 == 0:
        kill_while_recovering(trial)
    recovery = trial.start()
    retried = trial.client.retry()
    trial.options.say(f"kill {number}: {len(trial.client.ledger.answered)} answered so far, "
                      f"{retried} sent again, up in {recovery:.2f} s")


def run(options: Options) -> Result:
    with Trial(options, "kill -9") as trial:
        trial.client.pause_seconds = PAUSE_SECONDS
        trial.start()
        trial.client.sign_up()
        for number in range(1, options.rounds + 1):
            one_round(trial, number)
            if number % COUNT_EVERY == 0:
                trial.result.findings.join(trial.count_over_http())
        result = trial.finish(options.rounds)
        result.notes.append(f"slowest start {trial.slowest_start:.1f} s")
        return result
