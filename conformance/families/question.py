"""A random case in the words of IAFA's API, and its questions put to a server."""

from urllib.parse import urlencode

from conformance.adapters import iafa_requests


class Unanswered(Exception):
    """Neither an answer nor a refusal of the definition: what the server said instead."""


def body(case, project, **more):
    asked = iafa_requests.question(without(case, "breakdown"), project)
    if case["funnel"]["window_seconds"] is None:
        del asked["definition"]["window_seconds"]
    if "exclusion_effect" in case["funnel"]:
        asked["definition"]["exclusion_effect"] = case["funnel"]["exclusion_effect"]
    asked["range"] = case.get("range", {}).get("bound", "all")
    if "as_of" in case:
        asked["as_of"] = case["as_of"]
    if case.get("zone_of") == "question":
        asked["timezone"] = case["timezone"]
    return {**asked, **more}


def groups(case):
    """What a question with a breakdown says beside."""
    rules = case["funnel"]["breakdown"]
    asked = {"breakdown": rules["properties"], "breakdown_limit": rules["limit"],
             "attribution": rules["attribution"].replace("step:", "stage:")}
    if "scope" in rules:
        asked["breakdown_scope"] = rules["scope"]
    return asked


def without(case, *keys):
    funnel = {key: value for key, value in case["funnel"].items() if key not in keys}
    return {**case, "expect": {}, "funnel": funnel}


class Asker:
    """Questions about one project. `tamper(path, answer)` may change an answer: a planted fault."""

    def __init__(self, api, authorization, project, tamper=None):
        self.api = api
        self.authorization = authorization
        self.project = project
        self.tamper = tamper or (lambda path, answer: answer)
        self.questions = 0

    def ask(self, path, case, options=None, **more):
        """The answer; None where the definition is refused, with which every case begins."""
        self.questions += 1
        address = "/analytics/funnel" + path + ("?" + urlencode(options) if options else "")
        reply = self.api.post(address, body(case, self.project, **more), self.authorization)
        if reply.status == 422 and not path:
            return None
        if reply.status != 200:
            raise Unanswered(f"{address}: {reply}")
        return self.tamper(path, reply.json())

    def people(self, case, stage, status):
        """The whole list, page by page, and the total that each page names."""
        options = {"stage": stage, "status": status, "limit": case.get("page", 500)}
        rows, totals = [], set()
        while True:
            page = self.ask("/users", case, options)
            rows += page["items"]
            totals.add(page["total"])
            if not page["next_cursor"]:
                return rows, totals
            options["cursor"] = page["next_cursor"]

    def explain(self, case, unit):
        return self.ask("/explain", case, {"user_id": unit})

    def trend(self, case, **more):
        wanted = case["funnel"]["trend"]
        options = {"interval": wanted["interval"], "week_start": wanted["week_start"],
                   **iafa_requests.stages_asked(wanted)}
        return self.ask("/trend", case, options, **more)

    def times(self, case):
        return self.ask("/time-to-convert", case, iafa_requests.time_options(case))
