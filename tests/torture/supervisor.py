"""Starts a server again whenever it ends, as systemd or a container would."""

import contextlib
import threading
import time

from conformance.launch import LaunchError

from .client import CONNECTION_FAULTS
from .trial import Trial

WAIT_SECONDS = 0.2


class Supervisor:
    """For as long as the `with` lasts; `ends` has the status of every end."""

    def __init__(self, trial: Trial, environment: dict[str, str] | None = None):
        self.trial, self.environment = trial, environment or {}
        self.ends: list[int] = []
        self.failed_starts: list[str] = []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self) -> None:
        while not self.stopped.wait(WAIT_SECONDS):
            server = self.trial.server
            if server is None or server.process is None or server.process.poll() is None:
                continue
            if server.address is not None:
                self.ends.append(server.process.returncode)
                server.address = None
            try:
                self.trial.start(self.environment)
            except LaunchError as fault:
                self.failed_starts.append(str(fault)[-300:])

    def __enter__(self) -> "Supervisor":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()

    def signals(self) -> list[int]:
        """Ends by a signal that nobody sent: crashes."""
        return [status for status in self.ends if status < 0]

    def works_again(self, seconds: float) -> bool:
        """Whether an event is answered with 200 within that time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(LaunchError, *CONNECTION_FAULTS):
                if self.trial.client.send(self.trial.client.source.batch(1)):
                    return True
            time.sleep(0.1)
        return False
