"""The largest resident memory of a process since it was last forgotten, as Linux counts it."""

from pathlib import Path


def forget_peak(process: int) -> bool:
    """False where that is not allowed: the peak is then the one since the process began."""
    try:
        # 5: proc(5), "reset the peak resident set size to the process's current value".
        Path(f"/proc/{process}/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def peak_of(process: int) -> int | None:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return None
