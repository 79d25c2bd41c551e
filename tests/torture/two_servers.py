"""R12: two servers start on one directory at once: one runs, the other says who has it."""

import threading

from conformance.launch import LaunchError, Server

from .trial import START_SECONDS, Options, Result, Trial


def started(server: Server, refusals: list[Server]) -> None:
    try:
        server.start(START_SECONDS)
    except LaunchError:
        refusals.append(server)


def race(trial: Trial, number: int) -> None:
    environment = trial.environment
    rivals = [Server(trial.options.binary, trial.data_dir, environment=environment)
              for _ in range(2)]
    refused: list[Server] = []
    threads = [threading.Thread(target=started, args=(server, refused)) for server in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    running = [server for server in rivals if server not in refused]
    trial.note(len(running) == 1, f"race {number}: {len(running)} of two servers run")
    for server in refused:
        status, said = server.process.returncode, server.output()
        named = any(f"process {other.process.pid}" in said for other in rivals)
        trial.note(status > 0 and named,
                   f"race {number}: status {status}, and who has it is not said: {said[-300:]}")
    if len(running) == 1:
        trial.server = running[0]
        trial.client.talk_to(running[0].address)
        return
    # Which of them has the directory is not to be known.
    for server in running:
        server.kill()
    trial.start()


def run(options: Options) -> Result:
    with Trial(options, "two servers") as trial:
        trial.start()
        trial.client.sign_up()
        for number in range(1, options.rounds + 1):
            trial.client.send(trial.client.source.batch(20))
            # Its lock is stale from here on.
            trial.kill()
            race(trial, number)
        return trial.finish(options.rounds)
