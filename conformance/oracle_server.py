"""A server that answers IAFA's funnel API from the oracle, in memory, without any haste.

It is what the runner is proved against, and a second opinion for people who try a definition.
"""

import json
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from conformance import oracle
from conformance.adapters.iafa_answers import percent, wilson

API = "/api/v1"


class OracleServer:
    """`with OracleServer() as server:` serves on `server.address`.

    `tamper(path, status, answer)` may change what goes out: a planted fault.
    `people` False stands for a server that has no people list yet.
    """

    def __init__(self, tamper=None, people=True):
        handler = type("Handler", (OracleHandler,), {
            "projects": {}, "people": people, "tamper": staticmethod(tamper or untouched)})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.daemon_threads = True
        self.address = "http://127.0.0.1:%d" % self.http.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def untouched(path, status, answer):
    return status, answer


class OracleHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out in two writes; without this each answer waits for a delayed ACK.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_POST(self):
        parts = urlsplit(self.path)
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length) or b"{}")
        path = parts.path.removeprefix(API)
        status, answer = self.tamper(path, *self.answer(path, options, body))
        payload = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def answer(self, path, options, body):
        if path == "/auth/register":
            return 201, {"access_token": "oracle"}
        if path == "/projects":
            name = f"project-{len(self.projects)}"
            self.projects[name] = {"events": [], "merges": {}, "user_properties": {},
                                   "timezone": body["timezone"]}
            return 201, {"id": name, "api_key": name}
        if path in ("/identify", "/track/batch"):
            return self.take(path, self.projects[self.headers["X-API-Key"]], body)
        if path == "/analytics/funnel/users" and not self.people:
            return 404, {"status": 404}
        case = case_of(self.projects[body["project_id"]], body, path, options)
        answered = oracle.answer(case)
        if answered["error"]:
            return 422, {"status": 422, "title": "Invalid definition"}
        return 200, {
            "/analytics/funnel": lambda: bars(answered, body),
            "/analytics/funnel/users": lambda: people(answered, options),
            "/analytics/funnel/trend": lambda: trend(answered, case),
            "/analytics/funnel/time-to-convert": lambda: times(answered),
        }[path]()

    def take(self, path, project, body):
        if path == "/identify":
            if "anonymous_id" in body:
                project["merges"][body["anonymous_id"]] = body["user_id"]
            if "traits" in body:
                project["user_properties"][body["user_id"]] = body["traits"]
            return 200, {"status": "ok"}
        project["events"] += [
            {"user": row["user_id"], "event": row["event_type"], "at": row["timestamp"],
             "properties": row.get("properties", {}), "session": row.get("session_id")}
            for row in body["events"]]
        return 200, {"status": "ok", "accepted": len(body["events"]), "duplicates": 0,
                     "rejected": []}


# The question as a case

def case_of(project, body, path, options):
    definition = body["definition"]
    funnel = {"steps": [step_of(stage) for stage in definition["stages"]],
              "order": definition.get("order", "ordered"),
              "window_seconds": definition.get("window_seconds", 1e9),
              "hold_properties": definition.get("hold_constant", []),
              "strict_repeat": definition.get("strict_repeat", "break"),
              "exclusions": [{"event": rule["event"], "filters": filters_of(rule),
                              "after_step": rule["after_stage"],
                              "before_step": rule["before_stage"]}
                             for rule in definition.get("exclusions", [])]}
    unit = definition.get("count_by", "users")
    funnel["count_by"] = unit if isinstance(unit, str) else ":".join(*unit.items())
    if "breakdown" in body:
        funnel["breakdown"] = {
            "properties": body["breakdown"], "limit": body.get("breakdown_limit", 10),
            "scope": body.get("breakdown_scope", "event"), "rest": "other",
            "attribution": body["attribution"].replace("stage:", "step:")}
    stages = {f"{end}_step": int(options[f"{end}_stage"]) for end in ("from", "to")
              if f"{end}_stage" in options}
    if path.endswith("/trend"):
        funnel["trend"] = {"interval": options["interval"], **stages}
    if path.endswith("/time-to-convert"):
        funnel["time_to_convert"] = stages
    zone = project["timezone"]
    return {**project, "events": events_for(project, funnel), "funnel": funnel,
            "range": range_of(body, zone),
            "where": [filter_of(rule) for rule in body.get("where", [])]}


def events_for(project, funnel):
    """All events of those who did anything that a step names: the others are not in the funnel."""
    names = {name for step in funnel["steps"] for name in step["any_of"]}
    if None in names:
        return project["events"]
    merges = project["merges"]
    people = {merges.get(event["user"], event["user"]) for event in project["events"]
              if event["event"] in names}
    return [event for event in project["events"]
            if merges.get(event["user"], event["user"]) in people]


def step_of(stage):
    step = {key: stage[key] for key in ("first_time", "optional") if key in stage}
    names = [None if name == "*" else name for name in stage.get("any_of", [stage.get("event")])]
    return {**step, "any_of": names, "event": names[0], "filters": filters_of(stage)}


def filters_of(part):
    return [filter_of(rule) for rule in part.get("filters", [])]


def filter_of(rule):
    for group in ("any", "all"):
        if group in rule:
            return {group: [filter_of(part) for part in rule[group]]}
    return {**rule, "absent": "pass"}


def range_of(body, zone):
    """Half-open instants, or whole days of the project's zone, as a range with both ends in."""
    start, end = body["start_date"], body["end_date"]
    if len(start) == 10:
        first = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
        last = datetime.fromisoformat(end).replace(tzinfo=ZoneInfo(zone)) + timedelta(days=1)
    else:
        first, last = (datetime.fromisoformat(at.replace("Z", "+00:00")) for at in (start, end))
    last = last.astimezone(timezone.utc) - timedelta(microseconds=1)
    return {"from": first.astimezone(timezone.utc).isoformat(), "to": last.isoformat()}


# Answers

def bars(answered, body):
    rows = stages(answered["steps"])
    said = {"funnel_id": None, "stages": rows,
            "entered_users": rows[0]["users"], "converted_users": rows[-1]["users"],
            "overall_conversion_rate": rows[-1]["conversion_rate"],
            "time_to_convert": {"average_seconds": answered["total_average_seconds"]}}
    if "breakdown" in body:
        groups = dict(answered["breakdowns"])
        rest = groups.pop("Other", None)
        said["breakdown"] = {
            "groups": [{"value": value, "stages": stages(group["steps"])}
                       for value, group in groups.items()],
            "other": rest and {"stages": stages(rest["steps"])},
            "truncated": answered["truncated"]}
    return said


def stages(rows):
    said, first, before = [], rows[0]["users"], rows[0]["users"]
    for k, row in enumerate(rows, 1):
        users = row["users"]
        interval = [round(end, 2) for end in wilson(users, first)] if first else None
        said.append({
            "stage_name": f"step {k}", "order": k, "users": users,
            "conversion_rate": percent(users, first),
            "step_conversion_rate": percent(users, before),
            "drop_off_rate": percent(before - users, before) if before >= users else 0.0,
            "dropped_users": max(before - users, 0), "waiting_users": 0,
            "conversion_interval": interval,
            "time_from_previous": {"average_seconds": row["average_seconds"],
                                   "median_seconds": row["median_seconds"]}})
        before = users
    return said


def people(answered, options):
    row = answered["steps"][int(options["stage"]) - 1]
    listed = {"reached": row["converted_users"], "dropped": row["dropped_users"],
              "waiting": set()}[options["status"]]
    return {"items": [{"user_id": user, "reached_stage": answered["reached"][user],
                       "stage_times": [datetime.fromtimestamp(at, timezone.utc).isoformat()
                                       for at in answered["chain"][user]]}
                      for user in sorted(listed)], "next_cursor": None}


def trend(answered, case):
    def point(row):
        return {"entered": row["entered"], "converted": row["converted"],
                "conversion_rate": row["rate"]}
    points = []
    for place, row in enumerate(answered["trend"]):
        said = {"start": row["at"] + "T00:00:00Z", **point(row)}
        if "breakdown" in case["funnel"]:
            said["breakdown"] = {"groups": [
                {"value": value, **point(group["trend"][place])}
                for value, group in answered["breakdowns"].items() if "trend" in group]}
        points.append(said)
    return {"points": points}


def times(answered):
    edges, said = answered["histogram"], answered["time_to_convert"]
    bins = [{"from_seconds": low[0], "to_seconds": high[0], "users": low[1]}
            for low, high in zip(edges, edges[1:])]
    if bins:
        bins[-1]["users"] += edges[-1][1]
    return {"bins": bins, "users": said["count"], "average_seconds": said["average_seconds"],
            "median_seconds": said["median_seconds"]}
