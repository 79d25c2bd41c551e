#!/usr/bin/env python3
"""Puts the funnel conformance cases to a server over HTTP and compares its numbers.

    python3 conformance/run.py --start .build/debug/iafa
    python3 conformance/run.py --server http://127.0.0.1:8000 --only basics --file ordered
    python3 conformance/run.py --server URL --adapter ./my_adapter.py --json
"""

import argparse
import importlib.util
import json
import secrets
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from conformance import cases, compare, launch, random_cases, results  # noqa: E402
from conformance.results import Result  # noqa: E402

ADAPTERS = Path(__file__).resolve().parent / "adapters"
# Enough to keep two cores of a server busy; the cases are many and small.
WORKERS = 4
TEST_ENVIRONMENT = {"ENVIRONMENT": "test"}


def main(arguments=None):
    options = parsed(arguments)
    try:
        only = cases.features(options.only, cases.load()) if options.only is not None else None
        chosen, notes = questions(options, only)
        if options.case:
            chosen = cases.with_ids(chosen, options.case)
        found, more = on_server(options, chosen, only)
        notes += more
    except (cases.CaseError, launch.LaunchError, OSError) as fault:
        print(f"run.py: {fault}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(results.as_json(found, notes), indent=1, ensure_ascii=False))
    else:
        print(*notes, *results.failures(found), "", *results.tables(found), "",
              results.line(found), sep="\n")
    return 1 if any(result.outcome == "failed" for result in found) else 0


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--server", metavar="URL", help="a server that runs")
    target.add_argument("--start", metavar="BINARY",
                        help="start `BINARY serve` on an empty directory, and stop it at the end")
    parser.add_argument("--adapter", default="iafa", metavar="NAME|FILE",
                        help="how the server is spoken to (default: iafa)")
    parser.add_argument("--only", type=lambda text: [name for name in text.split(",") if name],
                        metavar="FEATURES", help="features that the server has, by comma; cases "
                        "that require another are left out ('' for none, 'basics' for: "
                        + ", ".join(sorted(cases.FEATURE_SETS["basics"])) + ")")
    parser.add_argument("--file", action="append", default=[], metavar="FAMILY|FILE",
                        help="only these cases, as in `--file ordered` (repeatable)")
    parser.add_argument("--case", action="append", default=[], metavar="ID",
                        help="only this case (repeatable)")
    parser.add_argument("--random", type=int, metavar="N",
                        help="instead of the cases: N random ones, judged by the oracle")
    parser.add_argument("--seed", help="repeats the random cases of another run")
    parser.add_argument("--keep-going", action="store_true",
                        help="ask every case; without it the first ten failures end the run")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser.parse_args(arguments)


def questions(options, only):
    if options.random is None:
        return cases.load(options.file), []
    seed = options.seed if options.seed is not None else secrets.randbits(32)
    return random_cases.generate(options.random, seed, only), [f"seed: {seed}"]


def on_server(options, chosen, only):
    make = adapter_class(options.adapter)
    stop_after = None if options.keep_going else 10
    if options.server:
        return run(make(options.server), chosen, only, stop_after)
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        with launch.Server(options.start, folder, environment=TEST_ENVIRONMENT) as server:
            return run(make(server.address), chosen, only, stop_after)


def adapter_class(name):
    path = Path(name) if name.endswith(".py") else ADAPTERS / f"{name}.py"
    if not path.is_file():
        raise cases.CaseError(f"no such adapter: {path}")
    spec = importlib.util.spec_from_file_location(f"adapter_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Adapter


def run(adapter, chosen, only=None, stop_after=None):
    """Sends every case first and asks afterwards, so that one wait serves all of them."""
    begun = time.monotonic()
    notes = adapter.start()
    found, asked = [], []
    for case in chosen:
        result = unasked(adapter, case, only)
        if result:
            found.append(result)
        else:
            asked.append(adapter.asserted(case))
    with ThreadPoolExecutor(WORKERS) as pool:
        places = list(pool.map(lambda case: attempt(adapter.prepare, case), asked))
        time.sleep(adapter.settle_seconds)
        failed = 0
        for case, result in zip(asked, pool.map(
                lambda pair: judged(adapter, *pair), zip(asked, places))):
            found.append(result)
            failed += result.outcome == "failed"
            if stop_after and failed >= stop_after:
                pool.shutdown(cancel_futures=True)
                rest = len(chosen) - len(found)
                notes = [*notes, f"ended after {failed} failures, {rest} cases unasked "
                                 "(--keep-going asks all)"]
                break
    return found, [*notes, f"took {time.monotonic() - begun:.1f} s"]


def unasked(adapter, case, only):
    reason = adapter.exempt(case)
    outcome = "exempt"
    if not case.get("portable", True):
        reason, outcome = f"peer-specific: {case['disagreement']}", "peer-specific"
    elif reason is None:
        missing = cases.missing(case, only)
        if not missing:
            return None
        reason, outcome = f"left out by --only: {', '.join(missing)}", "left out"
    return Result(case["id"], case["family"], case.get("requires", []), outcome, reason)


def attempt(action, *arguments):
    """(value, None) or (None, what went wrong): one broken case must not end the run."""
    try:
        return action(*arguments), None
    except Exception as fault:
        return None, f"{type(fault).__name__}: {fault}"


def judged(adapter, case, sent):
    place, fault = sent
    if fault is None:
        answer, fault = attempt(adapter.ask, case, place)
    if fault is None:
        differences, fault = attempt(compare.differences, case["expect"], answer)
    differences = [fault] if fault else differences
    if differences and case["family"] == "random":
        differences = [*differences, json.dumps(
            {key: case[key] for key in ("events", "funnel", "range") if key in case})]
    return Result(case["id"], case["family"], case.get("requires", []),
                  "failed" if differences else "passed", differences=differences)


if __name__ == "__main__":
    sys.exit(main())
