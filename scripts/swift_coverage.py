"""Lines of Sources/ that the tests ran: by the Swift tests alone, and with the servers that the
tests from outside started."""

import json
import subprocess
from collections import defaultdict
from pathlib import Path

FLOOR = 80


def products_folder() -> Path:
    shown = subprocess.run(
        ["swift", "build", "--show-bin-path"], check=True, capture_output=True, text=True
    )
    return Path(shown.stdout.strip())


def toolchain(program: str) -> str:
    """LLVM's tools of the toolchain in use; those of another version cannot read its profiles."""
    info = subprocess.run(
        ["swift", "-print-target-info"], check=True, capture_output=True, text=True
    )
    resources = Path(json.loads(info.stdout)["paths"]["runtimeResourcePath"])
    return str(resources.parents[1] / "bin" / program)


def lines_by_target(profile: Path, binaries: list[Path]) -> dict[str, tuple[int, int]]:
    """Covered and countable lines for each folder of Sources/."""
    first, *others = binaries
    objects = [option for other in others for option in ("-object", str(other))]
    exported = subprocess.run(
        [toolchain("llvm-cov"), "export", "-summary-only", f"-instr-profile={profile}"]
        + [str(first), *objects],
        check=True,
        capture_output=True,
        text=True,
    )
    sources = Path("Sources").absolute()
    lines: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for file in json.loads(exported.stdout)["data"][0]["files"]:
        path = Path(file["filename"])
        if path.is_relative_to(sources):
            target = path.relative_to(sources).parts[0]
            covered, count = lines[target]
            summary = file["summary"]["lines"]
            lines[target] = (covered + summary["covered"], count + summary["count"])
    return dict(lines)


def percent(covered: int, count: int) -> str:
    return f"{100 * covered / count:.1f} %" if count else "–"


def total(lines: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(covered for covered, _ in lines.values()), sum(count for _, count in lines.values())


def report(products: Path, server_profiles: Path) -> bool:
    """Prints the lines run in each target; False when they are below the floor in total."""
    own = products / "codecov" / "default.profdata"
    merged = server_profiles / "all.profdata"
    raw = sorted(server_profiles.glob("*.profraw"))
    # A process that was killed while it wrote its profile leaves half a file: that one is left out.
    subprocess.run(
        [toolchain("llvm-profdata"), "merge", "-sparse", "--failure-mode=all"]
        + ["-o", str(merged), str(own), *map(str, raw)],
        check=True,
    )
    candidates = [*products.glob("*PackageTests.xctest"), products / "iafa"]
    binaries = [path for path in candidates if path.exists()]
    by_swift = lines_by_target(own, binaries)
    by_all = lines_by_target(merged, binaries)
    print(f"\n{'lines run by tests':24}{'lines':>8}{'Swift tests':>13}{'all tests':>11}")
    for target in sorted(by_all):
        print_row(target, by_swift[target], by_all[target])
    print_row("in total", total(by_swift), total(by_all))
    covered, count = total(by_all)
    return 100 * covered >= FLOOR * count


def print_row(name: str, by_swift: tuple[int, int], by_all: tuple[int, int]) -> None:
    print(f"{name:24}{by_all[1]:8}{percent(*by_swift):>13}{percent(*by_all):>11}")
