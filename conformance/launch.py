"""A server of ours, started on a free port: `BINARY serve --data-dir DIR --port 0`."""

import os
import re
import signal
import subprocess
import tempfile
import threading
import time

STARTED = re.compile(r"listening on (http://\S+)$")
START_SECONDS = 60
STOP_SECONDS = 20


class LaunchError(Exception):
    """The server did not come up; what it wrote is the message."""


class Server:
    def __init__(self, binary, data_dir, arguments=(), environment=None):
        self.command = [str(binary), "serve", "--data-dir", str(data_dir), "--port", "0",
                        *arguments]
        self.environment = {**os.environ, **(environment or {})}
        self.log = tempfile.TemporaryFile()
        self.lines = []
        self.address = None
        self.process = None

    def start(self, seconds=START_SECONDS):
        """Returns once the server has said where it listens."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.log,
                                        stdin=subprocess.DEVNULL, env=self.environment)
        said = threading.Event()
        threading.Thread(target=self.read_lines, args=(said,), daemon=True).start()
        deadline = time.monotonic() + seconds
        while not said.wait(0.02):
            if self.process.poll() is not None or time.monotonic() > deadline:
                break
        if self.address is None:
            self.kill()
            raise LaunchError(f"{' '.join(self.command)}\n{self.output()}")
        return self

    def read_lines(self, said):
        for raw in self.process.stdout:
            line = raw.decode(errors="replace").rstrip("\n")
            self.lines.append(line)
            found = STARTED.search(line)
            if found and self.address is None:
                self.address = found.group(1)
                said.set()
        said.set()

    def output(self):
        # The child writes at the file's own position, so that must not be moved.
        written = os.pread(self.log.fileno(), os.fstat(self.log.fileno()).st_size, 0)
        return "\n".join(self.lines) + written.decode(errors="replace")

    def stop(self, seconds=STOP_SECONDS):
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
                raise
