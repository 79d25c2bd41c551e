"""What the figures were measured on."""

import hashlib
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

GIB = 1 << 30


def first_line(path: str, start: str) -> str:
    for line in Path(path).read_text().splitlines():
        if line.startswith(start):
            return line.split(":", 1)[1].strip()
    return ""


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
