"""What is asked: over HTTP of the server, and as SQL of the peers where they can say it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from . import sql
from .server import Installation
from .sql import Funnel, Span, Stage

WEEK = 7 * 86_400
SHOPPING = tuple(Stage(name) for name in (
    "page_view", "product_view", "add_to_cart", "checkout_start", "purchase"))
CHECKOUT = tuple(Stage(name) for name in (
    "add_to_cart", "checkout_start", "payment_submit", "purchase"))
PLANS = ["", "free", "pro", "team"]
Rows = list[list]


@dataclass
class Question:
    name: str
    path: str
    read: Callable[[dict], Rows]
    body: dict | None = None
    duckdb: str | None = None
    clickhouse: str | None = None
    # Why a peer isn't asked.
    not_compared: str = ""

    @property
    def method(self) -> str:
        return "GET" if self.body is None else "POST"


def people_by_stage(answer: dict) -> Rows:
    return [[stage["users"] for stage in answer["stages"]]]


def people_by_group(answer: dict) -> Rows:
    return [[group["value"], *(stage["users"] for stage in group["stages"])]
            for group in answer["breakdown"]["groups"]]


def people_in_both_spans(answer: dict) -> Rows:
    return [[*people_by_stage(answer)[0], *people_by_stage(answer["comparison"])[0]]]


def points(answer: dict) -> Rows:
    return [[point["start"][:10], point["entered"], point["converted"]]
            for point in answer["points"]]


def times(answer: dict) -> Rows:
    return [[answer["users"]] + [answer[f"{name}_seconds"] for name in
                                 ("average", "median", "p90")]]


def how_many(answer: dict) -> Rows:
    return [[len(answer["items"])]]


def reached(answer: dict) -> Rows:
    return [[answer["reached_stage"]]]


def definition(funnel: Funnel, **more: object) -> dict:
    stages = []
    for stage in funnel.stages:
        one: dict = {"name": stage.event, "event": stage.event}
        if stage.plan:
            one["filters"] = [{"property": "plan", "op": "eq", "value": stage.plan}]
        stages.append(one)
    return {"stages": stages, "window_seconds": funnel.window_seconds, **more}


class Questions:
    """Over all days of an installation; `funnel` is the saved one, `person` somebody in it."""

    def __init__(self, installation: Installation, funnel: str, person: str):
        self.installation, self.funnel, self.person = installation, funnel, person
        self.dates = {"start_date": installation.shop.first.isoformat(),
                      "end_date": installation.shop.last.isoformat()}

    def asked(self, funnel: Funnel, more: dict | None = None, **options: object) -> dict:
        return {"project_id": self.installation.project, "include": "counts", **self.dates,
                "definition": definition(funnel, **(more or {})), **options}

    def report(self, name: str, funnel: Funnel, more: dict | None = None, *,
               duckdb: str | None = None, clickhouse: str | None = None, not_compared: str = "",
               read: Callable[[dict], Rows] = people_by_stage, **options: object) -> Question:
        return Question(name, "/analytics/funnel", read, self.asked(funnel, more, **options),
                        duckdb, clickhouse, not_compared)

    def of_saved(self, name: str, path: str, read: Callable[[dict], Rows], *,
                 duckdb: str | None = None, not_compared: str = "", **options: object) -> Question:
        address = f"/analytics/funnel/{self.funnel}{path}?{urlencode(self.dates | options)}"
        return Question(name, address, read, None, duckdb, None, not_compared)

    def counted(self, name: str, funnel: Funnel, **options: object) -> Question:
        """An ordered funnel, which everybody can count."""
        return self.report(name, funnel, duckdb=sql.duckdb_counts(funnel),
                           clickhouse=sql.clickhouse_counts(funnel), **options)

    def all(self) -> list[Question]:
        return [*self.funnels(), *self.breakdowns(), self.compared(), *self.saved(),
                *self.explored()]

    def funnels(self) -> list[Question]:
        week, ever = Funnel(SHOPPING, WEEK), Funnel(SHOPPING, None)
        pro = Funnel((Stage("page_view", plan="pro"), *SHOPPING[1:]), WEEK)
        carts = Funnel(CHECKOUT, WEEK, by="cart_id")
        return [
            self.counted("5 stages, 7 days", week),
            self.report("the same with all times", week, include="all",
                        not_compared="no SQL was written for the times between stages"),
            self.report("without a window", ever, duckdb=sql.duckdb_without_window(ever),
                        clickhouse=sql.clickhouse_counts(ever)),
            self.counted("stage 1 on plan pro", pro),
            self.report("any order", week, {"order": "any"},
                        duckdb=sql.duckdb_any_order(week),
                        clickhouse=sql.clickhouse_any_order(week)),
            self.report("strict", Funnel(SHOPPING[:3], WEEK), {"order": "strict"},
                        not_compared="neither peer orders events at one instant as rule F5 does"),
            self.report("an exclusion", week, {"exclusions": [
                {"event": "remove_from_cart", "after_stage": 3, "before_stage": 5}]},
                not_compared="neither peer has rules F22 and F23"),
            self.report("one cart throughout", Funnel(CHECKOUT, WEEK),
                        {"hold_constant": ["cart_id"]}, duckdb=sql.duckdb_counts(carts),
                        clickhouse=sql.clickhouse_counts(Funnel(CHECKOUT, WEEK), by="cart_id")),
        ]

    def breakdowns(self) -> list[Question]:
        week, by_plan = Funnel(SHOPPING, WEEK), Funnel(SHOPPING, WEEK, by="plan")

        def by(attribution: str, duckdb: str, clickhouse: str) -> Question:
            return self.report(f"by plan, {attribution}", week, read=people_by_group,
                               breakdown=["plan"], attribution=attribution, duckdb=duckdb,
                               clickhouse=clickhouse)

        touched = "argMinIf(properties['plan'], created_at, properties['plan'] != '')"
        return [
            by("first_touch", sql.duckdb_first_touch(week, "plan"),
               sql.clickhouse_by_value(week, "", f"coalesce({touched}, '')")),
            by("stage:1", sql.duckdb_by_value(by_plan, first_value_only=True),
               sql.clickhouse_by_first_value(week, "plan", PLANS)),
            by("all_events", sql.duckdb_by_value(by_plan, first_value_only=False),
               sql.clickhouse_by_value(week, ", value", by_plan.value)),
        ]

    def compared(self) -> Question:
        last = self.installation.shop.last
        ends = [last + timedelta(days=1 - 30 * back) for back in range(3)]
        spans = [Span(ends[1].isoformat(), ends[0].isoformat()),
                 Span(ends[2].isoformat(), ends[1].isoformat())]
        funnels = [Funnel(SHOPPING, WEEK, span) for span in spans]
        return self.report("30 days and the 30 before", funnels[0], read=people_in_both_spans,
                           start_date=ends[1].isoformat(), compare="previous",
                           duckdb=sql.duckdb_two_spans(funnels),
                           clickhouse=sql.clickhouse_two_spans(funnels))

    def saved(self) -> list[Question]:
        week = Funnel(SHOPPING, WEEK)
        return [
            self.of_saved("trend by day", "/trend", points, interval="day",
                          duckdb=sql.duckdb_trend(week),
                          not_compared="windowFunnel answers one attempt for each person"),
            self.of_saved("time to convert", "/time-to-convert", times,
                          duckdb=sql.duckdb_times(week),
                          not_compared="windowFunnel answers no times"),
            self.of_saved("a page of people", "/users", how_many, stage=3, limit=50,
                          not_compared="which people stand first is ours to say"),
            self.of_saved("explain a person", f"/users/{self.person}/explain", reached,
                          not_compared="neither peer explains"),
        ]

    def explored(self) -> list[Question]:
        project, dates = f"/projects/{self.installation.project}", urlencode(self.dates)
        types = "SELECT event_type, count(*), count(DISTINCT user_id) FROM {} GROUP BY event_type"
        values = ("SELECT properties['country'] AS value, count(*) FROM {} "
                  "WHERE properties['country'] IS NOT NULL GROUP BY value")
        return [
            Question("event types", f"{project}/event-types?limit=500&{dates}",
                     lambda answer: [[one["name"], one["count"], one["users"]]
                                     for one in answer["items"]],
                     None, types.format("events"), types.format("{events}")),
            Question("values of a property",
                     f"{project}/property-values?property=country&limit=500&{dates}",
                     lambda answer: [[one["value"], one["count"]] for one in answer["items"]],
                     None, values.format("events"), values.format("{events}")),
        ]


def saved_funnel() -> dict:
    return definition(Funnel(SHOPPING, WEEK), name="From view to purchase")
