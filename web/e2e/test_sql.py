"""Copy as SQL: the query gives the numbers that the server gives, from the files alone."""

import os
import random
import re
import subprocess
from collections import Counter
from datetime import datetime, timedelta, timezone

import pytest
from sql_cases import DenseCase, TiedCase, addressed, cases_of, sent
from sql_queries import Store, asked, body, said, written

# Found where the modules above look for it.
from conformance import cases  # isort: skip
from conformance.adapters import iafa_requests  # isort: skip
from conformance.families import rules, zones  # isort: skip

SEED = "page"
# Where several events of one instant leave open what an exclusion met, the query says so and stops.
OPEN_TIE = "Two events of one user stand at one instant"

# What is right, and what looks like it: the random funnels must tell them apart.
MISTAKES = {
    rules.RulesCase: [
        ("<= attempt.deadline", "< attempt.deadline"),
        ("until - time FOLLOWING", "INTERVAL 0 SECONDS FOLLOWING"),
        ("max(reached) FILTER (NOT struck) = max(reached)", "true"),
    ],
    DenseCase: [
        ("= there.events", ">= 0"),
        ("there.covered[walk.reached] <=", "NULL <="),
        ("next_time <= walk.time_1", "next_time < walk.time_1"),
    ],
    TiedCase: [
        (" >= 2", " >= 1"),
        ("THEN here.time\n", "THEN NULL\n"),
        ("GROUPS BETWEEN 1 FOLLOWING", "GROUPS BETWEEN 2 FOLLOWING"),
    ],
}

pytestmark = pytest.mark.skipif(
    "IAFA_BINARY" not in os.environ, reason="needs the real server: set IAFA_BINARY")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    opened = Store(os.environ["IAFA_BINARY"], tmp_path_factory.mktemp("sql") / "data")
    yield opened
    opened.close()


class Verdict:
    def __init__(self):
        self.outcomes, self.reasons, self.differences = Counter(), Counter(), []
        # Each query that was right, with the rows that it gave.
        self.known = []

    def judge(self, store, name, question, answer, wanted=None):
        if "reason" in answer:
            self.outcomes["refused"] += 1
            self.reasons[answer["reason"]] += 1
            return
        told = store.answer(question)
        if told is None:
            self.outcomes["not a funnel"] += 1
            return
        try:
            rows = store.rows(answer["sql"])
        except Exception as fault:
            if OPEN_TIE not in str(fault):
                self.differences.append(f"{name}: {fault}")
            self.outcomes["stopped at a tie"] += 1
            return
        self.outcomes["compared"] += 1
        self.known.append((answer["sql"], said(told)))
        if rows != said(told):
            self.differences.append(f"{name}: {rows} in SQL, {said(told)} by the server")
        for row, expected in zip(rows, wanted or [], strict=False):
            if "users" in expected and row[2] != expected["users"]:
                self.differences.append(f"{name}: {row} by SQL, {expected} expected")


def verdict_on(store, named):
    """`named`: (name, body, zone, expected steps)."""
    store.publish()
    answers = written([asked(question, zone) for _, question, zone, _ in named])
    verdict = Verdict()
    for (name, question, _, wanted), answer in zip(named, answers, strict=True):
        verdict.judge(store, name, question, answer, wanted)
    print(dict(verdict.outcomes), dict(verdict.reasons))
    return verdict


def test_every_conformance_case_that_can_be_said(store):
    named, shared = [], {}
    for place, case in enumerate(cases.load()):
        if not case.get("portable", True) or iafa_requests.exempt(case):
            continue
        zone = case.get("timezone", "UTC")
        if cases.counts_strangers(case):
            project = store.project(zone)
        else:
            project = shared[zone] = shared.get(zone) or store.project(zone)
        case = cases.renamed(case, f"{place}.")
        if case["events"]:
            store.send(project, [iafa_requests.event(row) for row in case["events"]])
        for person in iafa_requests.identities(case):
            store.identify(project, person)
        question = {**iafa_requests.question(case, project["id"]), "include": "counts"}
        for key in ("breakdown", "breakdown_limit", "breakdown_scope", "attribution"):
            question.pop(key, None)
        named.append((case["id"], question, zone, case["expect"].get("steps")))
    verdict = verdict_on(store, named)
    assert verdict.differences == []
    assert verdict.outcomes["stopped at a tie"] == 0
    assert verdict.outcomes["compared"] >= 250


@pytest.mark.parametrize("family, number", [
    (rules.RulesCase, 200), (DenseCase, 100), (TiedCase, 100), (zones.ZonesCase, 50)])
def test_random_funnels(store, family, number):
    verdict = on_random(store, family, number)
    assert verdict.differences == []
    assert verdict.outcomes["compared"] >= 0.7 * number
    for right, wrong in MISTAKES.get(family, []):
        mistaken = [(sql.replace(right, wrong), rows) for sql, rows in verdict.known
                    if right in sql]
        assert any(store.rows(sql) != rows for sql, rows in mistaken), f"{wrong} is not noticed"


def on_random(store, family, number):
    projects, named = {}, []
    for case in cases_of(family, SEED, range(number)):
        zone = "UTC" if case.get("zone_of") == "question" else case.get("timezone", "UTC")
        if zone not in projects:
            projects[zone] = [], store.project(zone)
        events, project = projects[zone]
        events += sent(case)
        named.append((case["id"], body(case, project["id"]), zone, None))
    for events, project in projects.values():
        store.send(project, events)
    return verdict_on(store, named)


def test_properties_that_are_built_in_and_texts_of_every_kind(store):
    """`$host`, `$utm_source`, `$browser` and kin, odd addresses, dotted names."""
    project = store.project()
    events, questions = addressed(random.Random(SEED))
    store.send(project, events)
    named = [(str(question["definition"]["stages"]), {**question, "project_id": project["id"]},
              "UTC", None) for question in questions]
    verdict = verdict_on(store, named)
    assert verdict.differences == []
    assert verdict.outcomes == {"compared": len(named)}
    found = [rows[0][2] for _, rows in verdict.known]
    assert sum(users > 0 for users in found) > 0.7 * len(found) and len(set(found)) > 20


def test_the_demo_shop(store):
    """Its saved funnels over its own closed days, with visitors who became accounts on the way."""
    made = subprocess.run([store.binary, "demo", "--events", "20000", "--data-dir", store.folder],
                          check=True, capture_output=True, text=True).stdout
    shown = dict(re.findall(r"^ *(sign in with|password|project) +(\S+)$", made, re.MULTILINE))
    store.sign_in({"email": shown["sign in with"], "password": shown["password"]})
    demo = store.get(f"/projects/{shown['project']}")
    funnels = store.get(f"/funnels?project_id={demo['id']}")["items"]
    assert len(funnels) >= 5
    today = datetime.now(timezone.utc).date()
    first, last = today - timedelta(days=80), today - timedelta(days=3)
    # What somebody does today is not in the files yet.
    seen = f"{today - timedelta(days=2)}T23:59:59.999999Z"
    days = {"start_date": str(first), "end_date": str(last), "as_of": seen}
    questions, answers = [], []
    for funnel in funnels:
        address = "&".join(f"{key}={value}" for key, value in days.items())
        questions.append({"definition": funnel, "project_id": demo["id"], **days})
        answers.append(store.get(f"/analytics/funnel/{funnel['id']}?{address}"))
        kept = {key: funnel[key] for key in ("name", "stages", "window_seconds")}
        for order in ("ordered", "strict", "any"):
            by_session = {**kept, "order": order, "count_by": "sessions"}
            questions.append({"definition": by_session, "project_id": demo["id"], **days})
            answers.append(store.answer(questions[-1]))
    sqls = written([asked(question, demo["timezone"]) for question in questions])
    for sql, answer in zip(sqls, answers, strict=True):
        rows = store.rows(sql["sql"])
        assert without_waiting(rows) == without_waiting(said(answer))
        assert rows[0][2] > 0
    joined = store.rows(f"SELECT count(*) FROM 'DATA_DIR/persons/project_{demo['id']}.parquet'")
    assert joined[0][0] > 100


def without_waiting(rows):
    """Who waits now may have dropped by the time of the second question."""
    return [row[:4] + (row[4] + row[5],) for row in rows]
