"""Real events of a hospital's billing: the numbers of three funnels on every surface."""

import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest

from conformance import oracle
from conftest import CHECKOUT
from visitor import Visitor, expect

FILE = Path(os.environ.get("IAFA_HOSPITAL",
                           CHECKOUT.parent / "shared/data/hospital-billing.ndjson.gz"))
FUNNELS = {
    ("NEW", "FIN", "RELEASE", "CODE OK", "BILLED"): [10000, 7419, 7209, 7059, 6915],
    ("NEW", "CHANGE DIAGN", "FIN", "BILLED"): [10000, 4752, 4607, 4482],
    ("NEW", "FIN", "REOPEN", "BILLED"): [10000, 7419, 612, 440],
}
EVENTS = 49_951
RANGE = {"start": "2012-01-01", "end": "2016-12-31"}

pytestmark = pytest.mark.skipif(
    not FILE.is_file(), reason=f"no data set at {FILE}: export the event log `hospital_billing` "
    "of the R package eventdataR (MIT) as NDJSON and name the file in IAFA_HOSPITAL")


class Hospital:
    def __init__(self, binary, data_dir, server):
        self.binary, self.data_dir, self.server = binary, data_dir, server
        self.project = Visitor(server.address).register().create_project(name="Hospital")

    def run(self, *arguments):
        done = subprocess.run([self.binary, *arguments], capture_output=True, text=True,
                              timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def load(self):
        return self.run("import", "--data-dir", self.data_dir, "--project", self.project.id, FILE)

    def over_http(self, stages):
        return self.project.users(*stages, start_date=RANGE["start"], end_date=RANGE["end"],
                                  range="all")

    def published(self):
        duckdb = pytest.importorskip("duckdb")
        files = self.data_dir / "events/**/*.parquet"
        return duckdb.sql(f"SELECT count(*), count(DISTINCT id) FROM '{files}'").fetchone()


@pytest.fixture(scope="module")
def hospital(start, binary, tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("hospital")
    hospital = Hospital(binary, data_dir, start(data_dir))
    hospital.load()
    return hospital


@pytest.fixture(scope="module")
def rows():
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("stages", FUNNELS, ids=" > ".join)
def test_the_funnel_over_http(hospital, stages):
    assert hospital.over_http(stages) == FUNNELS[stages]


@pytest.mark.parametrize("stages", FUNNELS, ids=" > ".join)
def test_a_saved_funnel_over_http(hospital, stages):
    project = hospital.project
    saved = expect(project.owner.post("/funnels", {
        "project_id": project.id, "name": "Billing",
        "stages": [{"name": name, "event": name} for name in stages]}), 201)
    answer = expect(project.owner.get(
        f"/analytics/funnel/{saved['id']}?start_date={RANGE['start']}&end_date={RANGE['end']}"),
        200)
    assert [stage["users"] for stage in answer["stages"]] == FUNNELS[stages]


@pytest.mark.parametrize("stages", FUNNELS, ids=" > ".join)
def test_the_funnel_on_the_command_line(hospital, stages, tmp_path):
    definition = tmp_path / "funnel.json"
    definition.write_text(json.dumps({
        "name": "Billing", "stages": [{"name": name, "event": name} for name in stages]}))
    said = hospital.run("funnel", "--data-dir", hospital.data_dir,
                        "--project", hospital.project.id, definition,
                        "--start", RANGE["start"], "--end", RANGE["end"])
    assert [stage["users"] for stage in json.loads(said)["stages"]] == FUNNELS[stages]


@pytest.mark.parametrize("stages", FUNNELS, ids=" > ".join)
def test_rates_and_times_agree_with_a_recount_by_brute_force(hospital, rows, stages):
    recount = oracle.answer({
        "events": [{"user": row["user_id"], "event": row["event_type"], "at": row["timestamp"]}
                   for row in rows],
        "funnel": {"steps": [{"event": name} for name in stages], "window_seconds": 1e9}})
    answer = hospital.project.funnel(*stages, start_date=RANGE["start"], end_date=RANGE["end"])
    for stage, wanted in zip(answer["stages"], recount["steps"]):
        assert stage["users"] == wanted["users"]
        assert stage["conversion_rate"] == pytest.approx(wanted["conversion_rate"], abs=0.0051)
        assert stage["drop_off_rate"] == pytest.approx(wanted["drop_off_rate"], abs=0.0051)
        times = stage["time_from_previous"]
        assert times["median_seconds"] == pytest.approx(wanted["median_seconds"])
        assert times["average_seconds"] == pytest.approx(wanted["average_seconds"])
    assert answer["time_to_convert"]["average_seconds"] == pytest.approx(
        recount["total_average_seconds"])


def test_plain_duckdb_counts_every_event_once(hospital):
    assert hospital.published() == (EVENTS, EVENTS)


def test_the_published_rows_are_the_files_rows(hospital, rows):
    duckdb = pytest.importorskip("duckdb")
    sent = {row["id"]: row for row in rows}
    assert len(sent) == EVENTS
    files = hospital.data_dir / "events/**/*.parquet"
    kept = duckdb.sql("SELECT id, project_id, event_type, user_id, properties, "
                      "strftime(created_at, '%Y-%m-%dT%H:%M:%S.%gZ') "
                      f"FROM '{files}'").fetchall()
    for name, project, kind, user, properties, at in kept:
        wanted = sent[name]
        assert project == hospital.project.id
        assert (kind, user, at) == (wanted["event_type"], wanted["user_id"], wanted["timestamp"])
        # DuckDB reads an empty map as {} or, where nothing was kept, as NULL.
        assert (properties or {}) == {key: value for key, value in wanted["properties"].items()
                                      if value is not None}


def test_importing_the_file_again_changes_nothing(hospital):
    hospital.load()
    assert hospital.published() == (EVENTS, EVENTS)
    for stages, users in FUNNELS.items():
        assert hospital.over_http(stages) == users


def test_without_a_server_the_commands_work_on_the_directory(hospital, tmp_path):
    assert hospital.server.stop() == 0
    hospital.load()
    assert hospital.published() == (EVENTS, EVENTS)
    stages, users = next(iter(FUNNELS.items()))
    definition = tmp_path / "funnel.json"
    definition.write_text(json.dumps({
        "stages": [{"name": name, "event": name} for name in stages]}))
    said = hospital.run("funnel", "--data-dir", hospital.data_dir,
                        "--project", hospital.project.id, definition,
                        "--start", RANGE["start"], "--end", RANGE["end"])
    assert [stage["users"] for stage in json.loads(said)["stages"]] == users
