#!/usr/bin/env python3
"""Random cases against a server, on every surface, judged by the oracle.

    python3 conformance/random_run.py --start .build/release/iafa --number 500
    python3 conformance/random_run.py --start BINARY --number 200000 --jobs 2 --family rules
    python3 conformance/random_run.py --start BINARY --case rules-7-123
    python3 conformance/random_run.py --start BINARY --kept
"""

import argparse
import contextlib
import json
import secrets
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conformance import launch  # noqa: E402
from conformance.families import FAMILIES  # noqa: E402
from conformance.families import blocks  # noqa: E402

KEPT = Path(__file__).resolve().parent / "kept_seeds.json"
# Each block has an account of its own, whose password nobody needs to be safe.
ENVIRONMENT = {"ENVIRONMENT": "test", "BCRYPT_COST": "4", "QUERY_LANES": "4"}


def main(arguments=None):
    options = parsed(arguments)
    wanted = chosen(options)
    begun, tally = time.monotonic(), blocks.Tally()
    try:
        with server(options) as running:
            for part in results(options, running, wanted):
                tally += part
                show(part.failures)
                if options.verbose:
                    print(f"{tally.cases} cases, {len(tally.failures)} failed, "
                          f"{time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
                if len(tally.failures) >= options.most_failures:
                    break
    except (launch.LaunchError, OSError) as fault:
        print(f"random_run.py: {fault}", file=sys.stderr)
        return 2
    report(options, tally, time.monotonic() - begun)
    return 1 if tally.failures else 0


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--server", metavar="URL", help="a server that runs (not for `places`)")
    target.add_argument("--start", metavar="BINARY",
                        help="start `BINARY serve` and stop it at the end")
    parser.add_argument("--family", action="append", choices=sorted(FAMILIES), default=[],
                        help="only these (repeatable); all by default")
    parser.add_argument("--number", type=int, default=500, metavar="N",
                        help="cases of each family (default: 500)")
    parser.add_argument("--seed", help="repeats another run")
    parser.add_argument("--case", action="append", default=[], metavar="FAMILY-SEED-PLACE",
                        help="only this case (repeatable)")
    parser.add_argument("--kept", action="store_true", help="only those that failed once")
    parser.add_argument("--keep", action="store_true",
                        help=f"write what fails to {KEPT.name}")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes that ask")
    parser.add_argument("--most-failures", type=int, default=20, metavar="N")
    parser.add_argument("--verbose", action="store_true", help="say how far it is")
    return parser.parse_args(arguments)


def kept():
    """What failed once, as small as it was made: no change of what is drawn changes these."""
    return [{"id": row["case"], **row["smallest"]} for row in json.loads(KEPT.read_text())]


def chosen(options):
    """(family, seed, places) of each block; what failed once comes first."""
    if options.case:
        return [block_of(name) for name in options.case]
    again = [(None, None, kept())]
    if options.kept:
        return again
    seed = options.seed if options.seed is not None else str(secrets.randbits(32))
    print(f"seed: {seed}", flush=True)
    return again + [(family, seed, list(range(first, min(first + size, options.number))))
                    for family in options.family or sorted(FAMILIES)
                    for size in [FAMILIES[family].BLOCK]
                    for first in range(0, options.number, size)]


def block_of(name):
    family, seed, place = name.split("-")
    return family, seed, [int(place)]


@contextlib.contextmanager
def server(options):
    if options.server:
        yield options.server
        return
    with tempfile.TemporaryDirectory(prefix="random-") as folder:
        with launch.Server(options.start, folder, environment=ENVIRONMENT) as running:
            yield running.address


def results(options, address, wanted):
    if options.jobs == 1 or len(wanted) == 1:
        for block in wanted:
            yield blocks.run(address, options.start, block)
        return
    with ProcessPoolExecutor(options.jobs) as pool:
        yield from pool.map(blocks.run, *zip(*[(address, options.start, block)
                                               for block in wanted]))


def failure_kept(failure):
    return {"case": failure["case"], "why": "; ".join(failure["differences"][:3]),
            "smallest": failure["smallest"]}


def show(failures):
    for failure in failures:
        print(f"FAILED {failure['case']}", *failure["differences"][:8], sep="\n    ")
        print("    smallest: " + json.dumps(failure["smallest"]), flush=True)


def report(options, tally, seconds):
    if options.keep and tally.failures:
        rows = json.loads(KEPT.read_text())
        there = {row["case"] for row in rows}
        rows += [failure_kept(failure) for failure in tally.failures
                 if failure["case"] not in there and failure["smallest"]]
        KEPT.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    print(f"{tally.questions} questions about {tally.cases} cases with {tally.people} people "
          f"in {seconds:.1f} s, {tally.cases / seconds:.0f} cases/s")
    print(f"{tally.cases - len(tally.failures)} passed, {len(tally.failures)} failed")


if __name__ == "__main__":
    sys.exit(main())
