"""What is said about the machine beside the figures."""

import subprocess
import sys

from bench import machine
from bench.memory import forget_peak, peak_of

FILL = "import sys; block = bytearray(64 << 20); del block; print('freed', flush=True); input()"
BURN = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"


def test_our_own_work_is_not_that_of_others(monkeypatch):
    monkeypatch.setattr(machine, "machine_seconds", lambda: (100.0, 1000.0))
    monkeypatch.setattr(machine, "own_seconds", lambda: 5.0)
    others = machine.Others()
    monkeypatch.setattr(machine, "machine_seconds", lambda: (150.0, 1100.0))
    monkeypatch.setattr(machine, "own_seconds", lambda: 35.0)
    # 50 of 100 seconds were busy, 30 of them ours.
    assert others.share() == 0.2


def test_the_work_of_a_child_that_has_ended_is_our_own():
    before = machine.own_seconds()
    subprocess.run([sys.executable, "-c", BURN], check=True)
    assert 0.2 <= machine.own_seconds() - before


def test_a_machine_is_never_busier_than_it_has_time():
    busy, everything = machine.machine_seconds()
    assert 0 < busy < everything


def test_a_peak_that_was_forgotten_is_forgotten():
    child = subprocess.Popen([sys.executable, "-c", FILL], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
    try:
        child.stdout.readline()
        before = peak_of(child.pid)
        assert before > 64 << 20
        # Not everybody may; then the peak stays what it was.
        forgotten = forget_peak(child.pid)
        assert (peak_of(child.pid) < before - (32 << 20)) == forgotten
    finally:
        child.stdin.close()
        child.stdout.close()
        child.wait()


def test_who_is_gone_has_no_peak():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert peak_of(child.pid) is None
    assert not forget_peak(child.pid)
