"""The power fails, on a disk that forgets whatever was not synced (tests/torture)."""

import ctypes.util
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from tests.torture.power import UnsyncedDisk, lying_syncs

CUTS = int(os.environ.get("POWER_CUTS", "8"))
THREADS = 4
SEED = 5

pytestmark = pytest.mark.skipif(
    not (shutil.which("fusermount3") and ctypes.util.find_library("fuse3"))
    and "FUSE_LIBRARY_PATH" not in os.environ,
    reason="needs Debian's fuse3, which make torture installs",
)


@pytest.fixture
def disk(tmp_path):
    if not Path("/dev/fuse").exists():
        pytest.skip("needs /dev/fuse")
    disk = UnsyncedDisk(tmp_path / "disk", SEED)
    disk.mount()
    yield disk
    disk.close()


def load_and_cut(probes, disk, dice, number, **options):
    """Load, cut the power, and the disk with what is durable; what had been promised."""
    probe = probes.start(
        options, folder=disk.mountpoint / "queue", threads=THREADS, pause=2000,
        **{"from": number * 1_000_000, "count": 1_000_000},
    )
    probe.wait_for("tracked")
    time.sleep(dice.uniform(0, 1))
    disk.cut_power()
    probe.kill()
    disk.unmount()
    disk.mount()
    return probe.promised


def test_what_was_promised_survives_power_cuts(probes, disk, weather, ledger):
    dice = random.Random(SEED)
    dark = True
    # Every other life is one without a network, so that more waits when the power goes.
    weather.fate = lambda number: "drop" if dark else "pass"
    promised = []
    for number in range(CUTS):
        dark = number % 2 == 0
        promised += load_and_cut(probes, disk, dice, number)
    dark = False
    probes.deliver(folder=disk.mountpoint / "queue")
    stored = ledger.check(promised, THREADS)
    print(f"{CUTS} cuts, {len(promised)} promised, {len(stored) - len(promised)} more")
    assert len(promised) > 10 * CUTS


@pytest.mark.parametrize("about", ["fdatasync", "fsync"])
def test_a_disk_that_lies_is_found_out(probes, disk, weather, ledger, tmp_path, about):
    """The control: without that sync something is lost, and the ledger sees it."""
    weather.fate = lambda number: "drop"
    (tmp_path / "lying").touch()
    environment = {**os.environ, **lying_syncs(tmp_path, about)}
    dice = random.Random(SEED)
    promised = load_and_cut(probes, disk, dice, 0, env=environment)
    weather.fate = lambda number: "pass"
    probes.deliver(folder=disk.mountpoint / "queue")
    with pytest.raises(AssertionError, match="lost, such as"):
        ledger.check(promised, THREADS)
