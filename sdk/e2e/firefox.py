"""Firefox, driven over its own WebDriver server (Marionette); no geckodriver is needed in between.

https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

START_SECONDS = 60
PREFERENCES = {
    "marionette.port": 0,
    # A second engine is what is wanted, not its adblocker or its first-run pages.
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.normandy.enabled": False,
}


def executable():
    """The firefox of FIREFOX or of the path."""
    found = os.environ.get("FIREFOX") or shutil.which("firefox-esr")
    assert found, "firefox-esr is missing: scripts/setup test installs it"
    return found


class Firefox:
    def __init__(self, **preferences):
        self.profile = Path(tempfile.mkdtemp(prefix="iafa-firefox-"))
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in {**PREFERENCES, **preferences}.items()
        ]
        (self.profile / "user.js").write_text("\n".join(lines))
        self.process = subprocess.Popen(
            [executable(), "--headless", "--marionette", "--no-remote"]
            + ["--profile", str(self.profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self.profile)},
        )
        self.count = 0
        self.socket = self.connect()
        self.stream = self.socket.makefile("rb")
        self.receive()
        self.command("WebDriver:NewSession", {})
        self.command("WebDriver:SetTimeouts", {"script": 60_000, "pageLoad": 60_000})

    def connect(self):
        """The port is in a file as soon as Firefox listens."""
        port = self.profile / "MarionetteActivePort"
        end = time.monotonic() + START_SECONDS
        while not (port.exists() and port.read_text()):
            assert time.monotonic() < end and self.process.poll() is None, "Firefox did not start"
            time.sleep(0.1)
        return socket.create_connection(("127.0.0.1", int(port.read_text())))

    def receive(self):
        length = b""
        while not length.endswith(b":"):
            length += self.stream.read(1)
        return json.loads(self.stream.read(int(length[:-1])))

    def command(self, name, parameters):
        self.count += 1
        message = json.dumps([0, self.count, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self.receive()
        assert error is None, error
        return result

    def goto(self, address):
        self.command("WebDriver:Navigate", {"url": address})

    def evaluate(self, script):
        """The value of an expression, or of the promise that it is."""
        wrapped = (
            "const done = arguments[arguments.length - 1];"
            f"Promise.resolve(window.eval({json.dumps(script)}))"
            ".then(done, (error) => done(String(error)))"
        )
        parameters = {"script": wrapped, "args": []}
        return self.command("WebDriver:ExecuteAsyncScript", parameters)["value"]

    def address(self):
        return self.command("WebDriver:GetCurrentURL", {})["value"]

    def wait_for_address(self, address, seconds=15):
        end = time.monotonic() + seconds
        while self.address() != address:
            assert time.monotonic() < end, self.address()
            time.sleep(0.02)

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait(timeout=30)
        shutil.rmtree(self.profile, ignore_errors=True)
