"""What the figures were measured on."""

import hashlib
import os
import platform
import resource
import subprocess
from datetime import UTC, datetime
from pathlib import Path

GIB = 1 << 30


def first_line(path: str, start: str) -> str:
    for line in Path(path).read_text().splitlines():
        if line.startswith(start):
            return line.split(":", 1)[1].strip()
    return ""


class Others:
    """The share of the machine's time that went to anybody else, since this was made."""

    def __init__(self):
        self.busy, self.all = machine_seconds()
        self.own = own_seconds()

    def share(self) -> float:
        """Right only once all processes of ours have ended."""
        busy, everything = machine_seconds()
        own = own_seconds() - self.own
        return max(0.0, (busy - self.busy - own) / (everything - self.all))


def machine_seconds() -> tuple[float, float]:
    """Busy and altogether, of all cores. A virtual machine's stolen time is somebody else's."""
    user, nice, system, idle, wait, interrupt, soft, stolen = map(
        int, Path("/proc/stat").read_text().split()[1:9])
    busy = user + nice + system + interrupt + soft + stolen
    tick = os.sysconf("SC_CLK_TCK")
    return busy / tick, (busy + idle + wait) / tick


def own_seconds() -> float:
    return sum(used.ru_utime + used.ru_stime for used in map(
        resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def described(binary: Path, checkout: Path) -> dict:
    commit = subprocess.run(["git", "-C", str(checkout), "rev-parse", "--short=10", "HEAD"],
                            capture_output=True, text=True).stdout.strip()
    memory = int(first_line("/proc/meminfo", "MemTotal").split()[0]) * 1024
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": first_line("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": os.cpu_count(), "memory_gib": round(memory / GIB, 1),
        "system": f"{platform.system()} {platform.release()}",
        # Of whoever else is busy here; our own begins after this.
        "load_before": os.getloadavg(),
        "commit": commit,
        "binary_sha256": hashlib.sha256(binary.read_bytes()).hexdigest()[:16],
    }


def sentence(machine: dict) -> str:
    load = ", ".join(f"{value:.1f}" for value in machine["load_before"])
    return (f"{machine['date']}, commit {machine['commit'] or 'unknown'}; "
            f"{machine['cores']} cores of {machine['processor']}, {machine['memory_gib']} GiB, "
            f"{machine['system']}; load before: {load}")
