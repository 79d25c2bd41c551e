"""Funnels as SQL over the published day files, beside the answers of the server that wrote them."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

import duckdb

WEB = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(WEB.parent))

from conformance.connection import Api  # noqa: E402
from conformance.families import question  # noqa: E402
from conformance.launch import Server  # noqa: E402

ENVIRONMENT = {"ENVIRONMENT": "test", "BCRYPT_COST": "4"}
LARGEST_BATCH = 5_000


class Store:
    """A server on a directory of its own, an account, and what stands in its files."""

    def __init__(self, binary, folder):
        self.binary, self.folder = binary, Path(folder)
        self.server = Server(binary, folder, environment=ENVIRONMENT).start()
        self.api = Api(self.server.address + "/api/v1")
        account = {"email": f"sql-{secrets.token_hex(8)}@example.com", "full_name": "SQL",
                   "password": secrets.token_urlsafe(24), "organization_name": "SQL"}
        session = self.expect(self.api.post("/auth/register", account), 201)
        self.authorize(session)
        self.duckdb = duckdb.connect()

    def close(self):
        self.duckdb.close()
        self.server.stop()

    def expect(self, reply, status):
        assert reply.status == status, str(reply)
        return reply.json()

    def get(self, path):
        return self.expect(self.api.get(path, self.authorization), 200)

    def authorize(self, session):
        self.authorization = {"Authorization": "Bearer " + session["access_token"]}

    def sign_in(self, credentials):
        self.authorize(self.expect(self.api.post("/auth/login", credentials), 200))

    def save(self, funnel):
        return self.expect(self.api.post("/funnels", funnel, self.authorization), 201)

    def project(self, zone="UTC"):
        wanted = {"name": "SQL", "retention_days": None, "rate_limit_per_minute": 0,
                  "timezone": zone}
        return self.expect(self.api.post("/projects", wanted, self.authorization), 201)

    def send(self, project, rows):
        key = {"X-API-Key": project["api_key"]}
        for first in range(0, len(rows), LARGEST_BATCH):
            part = rows[first:first + LARGEST_BATCH]
            answer = self.expect(self.api.post("/track/batch", {"events": part}, key), 200)
            assert answer["rejected"] == [], answer["rejected"][:3]

    def identify(self, project, person):
        self.expect(self.api.post("/identify", person, {"X-API-Key": project["api_key"]}), 200)

    def publish(self):
        subprocess.run([self.binary, "compact", "--data-dir", self.folder], check=True,
                       capture_output=True)

    def answer(self, body):
        """What the server says; None where it refuses the definition, or so many ties."""
        reply = self.api.post("/analytics/funnel", body, self.authorization)
        return None if reply.status == 422 else self.expect(reply, 200)

    def rows(self, sql):
        return self.duckdb.execute(sql.replace("DATA_DIR", str(self.folder))).fetchall()


def body(case, project, **more):
    """A case as a body of POST /analytics/funnel."""
    return {**question.body(case, project, **more), "include": "counts"}


def asked(body, zone="UTC"):
    """The same question as the page would have it written in SQL."""
    wanted = {"start": body["start_date"], "end": body["end_date"]}
    wanted |= {key: body[key] for key in ("range", "as_of", "where", "timezone") if key in body}
    return {"definition": body["definition"], "question": wanted,
            "project": {"id": body["project_id"], "timezone": zone}}


def written(questions):
    """{"sql", "caveats"} or {"reason"} for each question."""
    done = subprocess.run(
        ["deno", "run", "--allow-all", "--no-check", "test/fixture/printSql.mjs"], cwd=WEB,
        input=json.dumps(questions), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def said(answer):
    """The rows that the query must give, by what the server answers."""
    return [(row["order"], row["stage_name"], row["users"], row["conversion_rate"],
             row["dropped_users"], row["waiting_users"]) for row in answer["stages"]]
