"""The stages of `make test`: each timed, its tests counted from its own report, summed at the end.

A stage whose folder does not exist yet is left out and listed as such, never as passed.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import swift_coverage

REPORTS = Path(".build/test-reports")
PROFILES = REPORTS / "server-profiles"
SWIFT_OPTIONS = ["--enable-code-coverage"]
# Of each family, with a new seed each time; the long run is `make random`.
RANDOM_CASES = "200"
# Swift Testing announces every case of every test; the report files keep these lines.
NOT_SHOWN = "◇ "


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )


def no_tests(log: str) -> Tally:
    return Tally()


def deno_tests(log: str) -> Tally:
    """Sums deno's closing lines, such as `ok | 5 passed | 0 failed | 1 ignored (2s)`."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    tally = Tally()
    for line in re.findall(r"^(?:ok|FAILED) \| .*$", plain, re.MULTILINE):
        numbers = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", line)}
        tally += Tally(numbers["passed"], numbers["failed"], numbers.get("ignored", 0))
    return tally


def conformance_cases(log: str) -> Tally:
    closing = re.findall(r"^(\d+) passed, (\d+) failed$", log, re.MULTILINE)
    return Tally(*map(int, closing[-1])) if closing else Tally()


def junit_tests(*names: str) -> Callable[[str], Tally]:
    def count(log: str) -> Tally:
        tally = Tally()
        for path in (REPORTS / name for name in names):
            if not path.exists():
                continue
            for suite in ElementTree.parse(path).iter("testsuite"):
                tests, failures, errors, skipped = (
                    int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")
                )
                failed = failures + errors
                tally += Tally(tests - failed - skipped, failed, skipped)
        return tally

    return count


@dataclass
class Stage:
    name: str
    command: list[str]
    if_it_fails: str
    tests: Callable[[str], Tally] = no_tests
    must_have_tests: bool = False
    needs: str | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def is_there(self) -> bool:
        return self.needs is None or Path(self.needs).exists()


@dataclass
class Outcome:
    stage: Stage
    seconds: float
    tally: Tally
    problem: str | None


def run(stage: Stage) -> Outcome:
    print(f"\n=== {stage.name}: {' '.join(stage.command)}", flush=True)
    began = time.monotonic()
    log = REPORTS / (stage.name.replace(" ", "-") + ".log")
    process = subprocess.Popen(
        stage.command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=os.environ | stage.environment,
    )
    with log.open("w") as kept:
        for line in process.stdout:
            kept.write(line)
            if not line.startswith(NOT_SHOWN):
                print(line, end="", flush=True)
    status = process.wait()
    tally = stage.tests(log.read_text())
    problem = None
    if status != 0:
        problem = f"ended with status {status}"
    elif tally.failed > 0:
        problem = f"{tally.failed} failed"
    elif stage.must_have_tests and tally.passed == 0:
        problem = "ran no test"
    if problem is not None and tally.failed == 0:
        tally.failed = 1
    return Outcome(stage, time.monotonic() - began, tally, problem)


def for_server(server: Path) -> dict[str, str]:
    return {
        "IAFA_BINARY": str(server.absolute()),
        # A file for each process: one killed while it writes spoils no other's figures.
        "LLVM_PROFILE_FILE": str((PROFILES / "server-%p.profraw").absolute()),
    }


def pytest_stage(name: str, folder: str, server: Path) -> Stage:
    report = name.replace(" ", "-") + ".xml"
    return Stage(
        name,
        ["pytest", "-q", "-ra", folder, f"--junit-xml={REPORTS / report}"],
        f"Repeat one with: PATH=.tools/venv/bin:$PATH IAFA_BINARY={server} pytest {folder} -k NAME",
        tests=junit_tests(report),
        must_have_tests=True,
        needs=folder,
        environment=for_server(server),
    )


def stages(products: Path) -> list[Stage]:
    server = products / "iafa"
    return [
        Stage(
            "format, lint, types",
            ["scripts/check"],
            "What to do stands above; repeat with: make check",
        ),
        Stage(
            "page build",
            ["scripts/build-web"],
            "Repeat with: scripts/build-web",
            needs="web/build.sh",
        ),
        Stage(
            "tracker build",
            ["sdk/build.sh"],
            "Repeat with: PATH=.tools/venv/bin:$PATH sdk/build.sh",
            needs="sdk/build.sh",
        ),
        Stage(
            "server build",
            ["swift", "build", "--build-tests", *SWIFT_OPTIONS]
            + ["--explicit-target-dependency-import-check", "error"],
            "Repeat with: swift build --build-tests --enable-code-coverage",
        ),
        Stage(
            "server tests",
            ["swift", "test", "--skip-build", "--parallel", *SWIFT_OPTIONS]
            + ["--xunit-output", str(REPORTS / "swift.xml")],
            "Repeat one with: swift test --filter NAME",
            tests=junit_tests("swift.xml", "swift-swift-testing.xml"),
            must_have_tests=True,
        ),
        Stage(
            "page tests",
            ["web/test.sh"],
            "Repeat with: PATH=.tools/venv/bin:$PATH web/test.sh",
            tests=deno_tests,
            must_have_tests=True,
            needs="web/test.sh",
        ),
        Stage(
            "tracker tests",
            ["sdk/test.sh"],
            "Repeat with: PATH=.tools/venv/bin:$PATH sdk/test.sh",
            tests=deno_tests,
            must_have_tests=True,
            needs="sdk/test.sh",
        ),
        Stage(
            "client tests",
            ["swift", "test", "--package-path", "clients/swift", "-Xswiftc", "-warnings-as-errors"]
            + ["--xunit-output", str((REPORTS / "client.xml").absolute())],
            "Repeat one with: swift test --package-path clients/swift --filter NAME",
            tests=junit_tests("client.xml", "client-swift-testing.xml"),
            must_have_tests=True,
            needs="clients/swift",
        ),
        pytest_stage("server from outside", "tests/e2e", server),
        pytest_stage("torture's own logic", "tests/torture", server),
        pytest_stage("bench and DuckDB's numbers", "tests/bench", server),
        pytest_stage("conformance runner", "conformance", server),
        Stage(
            "conformance",
            [sys.executable, "conformance/run.py", "--start", str(server), "--keep-going"],
            f"Repeat one with: python3 conformance/run.py --start {server} --case ID",
            tests=conformance_cases,
            must_have_tests=True,
            needs="conformance/run.py",
            environment=for_server(server),
        ),
        Stage(
            "random conformance",
            [sys.executable, "conformance/random_run.py", "--start", str(server)]
            + ["--number", RANDOM_CASES],
            f"Repeat one with: python3 conformance/random_run.py --start {server} --case ID",
            tests=conformance_cases,
            must_have_tests=True,
            needs="conformance/random_run.py",
            environment=for_server(server),
        ),
        pytest_stage("page in Chromium", "web/e2e", server),
        pytest_stage("tracker in browsers", "sdk/e2e", server),
        pytest_stage("client from outside", "clients/e2e", server),
    ]


def print_summary(outcomes: list[Outcome], absent: list[str]) -> None:
    print(f"\n{'stage':24}{'passed':>8}{'failed':>8}{'skipped':>8}{'seconds':>9}")
    for outcome in outcomes:
        tally = outcome.tally
        counts = [tally.passed, tally.failed, tally.skipped]
        cells = "".join(f"{number or '–':>8}" for number in counts)
        mark = "  FAILED" if outcome.problem else ""
        print(f"{outcome.stage.name:24}{cells}{outcome.seconds:9.1f}{mark}")
    for name in absent:
        print(f"{name:24}  not there yet")


def main() -> int:
    shutil.rmtree(REPORTS, ignore_errors=True)
    PROFILES.mkdir(parents=True)
    products = swift_coverage.products_folder()
    outcomes: list[Outcome] = []
    absent: list[str] = []
    for stage in stages(products):
        if not stage.is_there():
            absent.append(stage.name)
            continue
        outcomes.append(run(stage))
        if outcomes[-1].problem:
            break
    complete = not outcomes[-1].problem
    covered = complete and swift_coverage.report(products, PROFILES)
    print_summary(outcomes, absent)
    total = sum((outcome.tally for outcome in outcomes), Tally())
    if not complete:
        last = outcomes[-1]
        print(f"\nStage “{last.stage.name}” {last.problem}. {last.stage.if_it_fails}")
    elif not covered:
        print(f"\nLess than {swift_coverage.FLOOR} % of the server's lines were run by tests.")
        total.failed += 1
    print(f"{total.passed} passed, {total.failed} failed")
    return 0 if complete and covered else 1


if __name__ == "__main__":
    sys.exit(main())
