"""Starts client-probe, hears what it says, and kills it."""

import re
import subprocess
import threading
import time

# As the stage "client tests" builds it, so that nothing is built twice.
OPTIONS = ["-Xswiftc", "-warnings-as-errors"]


def build(package):
    command = ["swift", "build", "--package-path", str(package), *OPTIONS]
    subprocess.run([*command, "--product", "client-probe"], check=True)
    shown = subprocess.run(
        [*command, "--show-bin-path"], check=True, stdout=subprocess.PIPE, text=True
    )
    return f"{shown.stdout.strip()}/client-probe"


class Probe:
    """An app that tracks numbers. `promised` are those for which `track` has returned."""

    def __init__(self, command, **options):
        self.lines = []
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options
        )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            # What was cut off by a kill was not said.
            if line.endswith("\n"):
                self.lines.append(line.rstrip("\n"))

    def said(self, beginning):
        return [line for line in list(self.lines) if line.startswith(beginning)]

    @property
    def promised(self):
        found = (re.match(r"tracked (\d+)$", line) for line in list(self.lines))
        return [int(match[1]) for match in found if match]

    def wait_for(self, beginning, count=1, seconds=60):
        end = time.monotonic() + seconds
        while len(self.said(beginning)) < count:
            assert time.monotonic() < end, f"never said {beginning}: {self.lines[-5:]}"
            assert self.process.poll() is None or self.reader.is_alive(), self.lines[-5:]
            time.sleep(0.01)
        return self.said(beginning)

    def wait(self, seconds=60):
        assert self.process.wait(seconds) == 0, self.lines[-5:]
        self.reader.join()
        return self

    def kill(self):
        """SIGKILL: no chance to do anything more."""
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def leave(self):
        """Lets an app that stays come to its end."""
        self.process.stdin.close()
        return self.wait()


class Probes:
    def __init__(self, executable, address, key, folder):
        self.executable, self.folder = executable, folder
        self.usual = {"server": address, "key": key, "folder": folder}
        self.running = []

    def start(self, options=None, **arguments):
        words = [f"{name}={value}" for name, value in {**self.usual, **arguments}.items()]
        probe = Probe([self.executable, *words], **(options or {}))
        self.running.append(probe)
        return probe

    def deliver(self, **arguments):
        """An app that only delivers what others left, all of it."""
        probe = self.start(flush=1, **arguments).wait()
        assert probe.said("closed") == ["closed 0"]
        return probe

    def end(self):
        for probe in self.running:
            if probe.process.poll() is None:
                probe.kill()
