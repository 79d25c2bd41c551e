"""R8: the process is stopped under load as by a hypervisor, and goes on as if nothing had been."""

import signal
import subprocess
import time

from .trial import Options, Result, Trial

SHORT_SECONDS = (1.0, 3.0)
LONG_SECONDS = 30.0
LONG_STOPS = 2
# From so many short stops on, the long ones come as well.
FULL_SIZE = 50
PAUSE_SECONDS = 0.05


def run(options: Options) -> Result:
    stops = [options.chance.uniform(*SHORT_SECONDS) for _ in range(options.rounds)]
    if options.rounds >= FULL_SIZE:
        stops += [LONG_SECONDS] * LONG_STOPS
    with Trial(options, "stopped") as trial:
        trial.client.pause_seconds = PAUSE_SECONDS
        trial.start()
        trial.client.sign_up()
        assert trial.server is not None and trial.server.process is not None
        process = trial.server.process
        with trial.client.loading(keep_on=True):
            for number, seconds in enumerate(stops, 1):
                time.sleep(trial.chance.uniform(0.1, 1.0))
                process.send_signal(signal.SIGSTOP)
                if number % 10 == 0:
                    trial.note(is_refused(trial), f"stop {number}: a second server started")
                time.sleep(seconds)
                process.send_signal(signal.SIGCONT)
                options.say(f"stop {number}: {seconds:.1f} s, "
                            f"{len(trial.client.ledger.answered)} answered so far")
        trial.note(process.poll() is None, "the process ended")
        trial.client.retry()
        return trial.finish(len(stops))


def is_refused(trial: Trial) -> bool:
    """Whether the directory is still taken."""
    try:
        done = trial.command("serve", "--data-dir", trial.data_dir, "--port", "0", seconds=20)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode > 0
