"""R4: the power fails under load, on a disk that forgets whatever was not synced.

The controls run the same on a disk that lies about syncing, and must find losses.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from conformance.launch import LaunchError

from .client import CONNECTION_FAULTS
from .trial import NotRun, Options, Result, Trial, needed

LONGEST_LOAD_SECONDS = 2.5
PAUSE_SECONDS = 0.03
CONTROL_ROUNDS = 2
HERE = Path(__file__).parent


class UnsyncedDisk:
    """The file system of unsynced_disk.py, mounted."""

    def __init__(self, mountpoint: Path, seed: int):
        self.mountpoint = mountpoint
        mountpoint.mkdir(parents=True)
        self.process = subprocess.Popen(
            [sys.executable, HERE / "unsynced_disk.py", mountpoint, str(seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect("ready")

    def expect(self, word: str) -> None:
        assert self.process.stdout is not None
        said = self.process.stdout.readline().strip()
        if said != word:
            raise NotRun(f"the FUSE disk said {said!r} instead of {word}")

    def mount(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("mount\n")
        self.process.stdin.flush()
        deadline = time.monotonic() + 10
        while not self.mountpoint.is_mount():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise NotRun("the FUSE disk could not be mounted: see above")
            time.sleep(0.01)

    def cut_power(self) -> None:
        # The disk answers everything with an error from now on, this too.
        with contextlib.suppress(OSError):
            (self.mountpoint / "power-off").mkdir()

    def unmount(self) -> None:
        for _ in range(50):
            if subprocess.run(["fusermount3", "-u", self.mountpoint], capture_output=True
                              ).returncode == 0:
                self.expect("unmounted")
                return
            time.sleep(0.1)
        raise NotRun("the FUSE disk could not be unmounted")

    def close(self) -> None:
        if self.mountpoint.is_mount():
            subprocess.run(["fusermount3", "-u", "-z", self.mountpoint], check=False)
        self.process.kill()
        self.process.wait()


def lying_syncs(folder: Path, about: str) -> dict[str, str]:
    """The environment of a server whose disk lies, once the file `lying` exists."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise NotRun("no C compiler for the control")
    library = folder / "no_sync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O", "-o", library, HERE / "no_sync.c"],
                   check=True)
    return {"LD_PRELOAD": str(library), "IAFA_LIE_ABOUT": about,
            "IAFA_LIE_SINCE": str(folder / "lying")}


def cut(trial: Trial, disk: UnsyncedDisk) -> float:
    """Load, cut the power, start on what is durable; how long that took."""
    with trial.client.loading():
        time.sleep(trial.chance.uniform(0.02, LONGEST_LOAD_SECONDS))
        disk.cut_power()
        trial.kill()
    disk.unmount()
    disk.mount()
    return trial.start()


def sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


@contextlib.contextmanager
def on_unsynced_disk(options: Options, name: str, environment: dict | None = None):
    needed("/dev/fuse", "fuse3")
    needed(shutil.which("fusermount3") or "fusermount3", "fuse3")
    disk = UnsyncedDisk(options.folder / name, options.chance.getrandbits(32))
    try:
        disk.mount()
        with Trial(options, name, environment, data_dir=disk.mountpoint / "data") as trial:
            # Who gives the server a directory sees to it that it is there.
            sync_directory(disk.mountpoint)
            trial.client.pause_seconds = PAUSE_SECONDS
            trial.start()
            trial.client.sign_up()
            yield trial, disk
    finally:
        disk.close()


def run(options: Options) -> Result:
    with on_unsynced_disk(options, "power cut") as (trial, disk):
        for number in range(1, options.rounds + 1):
            recovery = cut(trial, disk)
            # What was answered before the cut, before anything is sent again.
            found = trial.count_answered()
            retried = trial.client.retry()
            options.say(f"cut {number}: {len(trial.client.ledger.answered)} answered so far, "
                        f"{retried} sent again, up in {recovery:.2f} s")
            if found.wrong:
                return trial.row(number, found)
        result = trial.finish(options.rounds)
        result.notes.append(f"slowest start {trial.slowest_start:.1f} s")
        return result


def lying_run(options: Options, about: str) -> Result:
    """A disk whose `about` does nothing: the harness must notice a loss."""
    environment = lying_syncs(options.folder, about)
    with on_unsynced_disk(options, f"lying {about}", environment) as (trial, disk):
        (options.folder / "lying").touch()
        try:
            for _ in range(CONTROL_ROUNDS):
                cut(trial, disk)
                found = trial.count_answered()
                if found.wrong:
                    return trial.row(1, found)
                trial.client.retry()
            return trial.finish(CONTROL_ROUNDS)
        except (LaunchError, *CONNECTION_FAULTS) as fault:
            trial.note(False, f"the server did not start again: {str(fault)[-300:]}")
            trial.result.findings.lost = len(trial.client.ledger.answered)
            return trial.row(1)
        finally:
            (options.folder / "lying").unlink()


def control(options: Options) -> Result:
    """Passed where both lies were noticed."""
    begun = time.monotonic()
    result = Result("power cut, lying disk")
    for about in ("fdatasync", "fsync"):
        lied = lying_run(options, about)
        result.rounds += lied.rounds
        result.answered += lied.answered
        options.say(f"{about} does nothing: {lied.findings.lost} lost; {lied.findings.wrong}")
        result.findings.note(lied.findings.lost > 0,
                             f"nobody noticed that {about} did nothing")
    result.seconds = time.monotonic() - begun
    return result
