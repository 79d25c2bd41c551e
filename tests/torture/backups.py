"""R13: a backup made under load, restored elsewhere, has what was answered before it began."""

import copy
import time

from .trial import NotRun, Options, Result, Trial

PAUSE_SECONDS = 0.03
COMMAND_SECONDS = 300


def run(options: Options) -> Result:
    with Trial(options, "backup") as trial:
        for command in ("backup", "restore"):
            # An unknown command prints the general help, with a status of its own.
            shown = trial.command(command, "--help").stdout
            if f"iafa {command}" not in shown:
                raise NotRun(f"there is no command `iafa {command}`")
        trial.client.pause_seconds = PAUSE_SECONDS
        trial.start()
        trial.client.sign_up()
        with trial.client.loading(keep_on=True):
            for number in range(1, options.rounds + 1):
                time.sleep(trial.chance.uniform(0.3, 2))
                one_backup(trial, number)
        trial.client.retry()
        return trial.finish(options.rounds)


def one_backup(trial: Trial, number: int) -> None:
    folder = trial.options.folder / f"backup-{number}"
    ledger = trial.client.ledger
    with ledger.lock:
        before = copy.copy(ledger.answered)
        merged = dict(ledger.merged)
    done = trial.command("backup", folder, "--data-dir", trial.data_dir,
                         seconds=COMMAND_SECONDS)
    if done.returncode != 0:
        trial.note(False, f"backup {number}: status {done.returncode}: {done.stderr[-300:]}")
        return
    with Trial(trial.options, f"restored-{number}") as restored:
        done = restored.command("restore", folder, "--data-dir", restored.data_dir,
                                seconds=COMMAND_SECONDS)
        if done.returncode != 0:
            trial.note(False, f"restore {number}: status {done.returncode}: {done.stderr[-300:]}")
            return
        client = restored.client
        client.account, client.project, client.key = (
            trial.client.account, trial.client.project, trial.client.key)
        client.ledger.answered, client.ledger.merged = before, merged
        with ledger.lock:
            # What was sent later may be in it, or not.
            client.ledger.unanswered = {
                name: event for name, event in [*ledger.answered.items(),
                                                *ledger.unanswered.items()]
                if name not in before}
            client.ledger.unanswered_merges = {
                first: second for first, second in [*ledger.merged.items(),
                                                    *ledger.unanswered_merges.items()]
                if first not in merged}
        restored.start()
        found = restored.count_answered()
        trial.result.findings.join(found)
        trial.options.say(f"backup {number}: {len(before)} answered before, {found.lost} lost, "
                          f"{found.double} double; {found.wrong}")
