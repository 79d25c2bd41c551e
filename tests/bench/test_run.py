"""A whole run, small: events in over HTTP, questions to the server and to DuckDB over its files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("IAFA_BINARY", CHECKOUT / ".build/debug/iafa"))
EVENTS = 9_000


def bench(folder, *more):
    return subprocess.run(
        [sys.executable, CHECKOUT / "scripts/bench", "--binary", BINARY, "--rounds", "1",
         "--events", str(EVENTS), "--data", folder, *more],
        capture_output=True, text=True, timeout=300,
        # So that days are published at once.
        env={**os.environ, "EVENT_FLUSH_INTERVAL": "1"})


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    done = bench(folder / "data", "--json", folder / "figures.json")
    return folder, done


def test_the_server_counts_what_duckdb_counts_in_its_files(filled):
    folder, done = filled
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((folder / "figures.json").read_text())
    assert found["ingestion"]["events"] == EVENTS
    compared = [one["question"] for one in found["questions"]
                if one["answers"]["DuckDB, Parquet"]["agrees"]]
    assert {"5 stages, 7 days", "without a window", "any order",
            "one cart throughout"} <= set(compared)


def test_a_number_that_is_wrong_by_one_is_found_and_nothing_is_loaded_twice(filled):
    folder, _ = filled
    done = bench(folder / "data", "--plant", "--only", "7 days")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "of an earlier run" in done.stdout
    assert "FAULT 5 stages, 7 days: DuckDB, Parquet: other numbers" in done.stdout
