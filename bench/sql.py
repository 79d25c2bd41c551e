"""The same funnels as SQL for the peers, in the fastest exact form that we found for each.

DuckDB: a chain of ASOF joins. Each event of stage k takes up the latest attempt that got to stage
k - 1 before it; the latest attempt is the one with the most time left, so nothing is missed.
ClickHouse: windowFunnel, for each person.

Both give what docs/funnel-rules.md says only as long as no event fits two stages (F4) and the order
is "ordered"; nothing else is asked of them, but for any order, which both do with window functions.
"""

from dataclasses import dataclass

MICROSECONDS = 1_000_000
# No window: longer than any data.
FOREVER = 100 * 365 * 86_400


@dataclass(frozen=True)
class Span:
    """Instants as texts, the end not included."""

    start: str
    end: str

    def holds(self, column: str) -> str:
        return (f"{column} >= TIMESTAMP '{self.start}' AND {column} < TIMESTAMP '{self.end}'")

    def holds_in_clickhouse(self, column: str) -> str:
        return (f"{column} >= toDateTime64('{self.start}', 6, 'UTC') AND "
                f"{column} < toDateTime64('{self.end}', 6, 'UTC')")


@dataclass(frozen=True)
class Stage:
    event: str
    plan: str | None = None

    def condition(self) -> str:
        text = f"event_type = '{self.event}'"
        return f"{text} AND properties['plan'] = '{self.plan}'" if self.plan else text


@dataclass(frozen=True)
class Funnel:
    stages: tuple[Stage, ...]
    window_seconds: int | None
    span: Span | None = None
    # One chain for each value of this property of the events.
    by: str | None = None

    @property
    def events(self) -> str:
        return ", ".join(f"'{name}'" for name in dict.fromkeys(one.event for one in self.stages))

    @property
    def seconds(self) -> int:
        return FOREVER if self.window_seconds is None else self.window_seconds

    @property
    def value(self) -> str:
        return f"coalesce(properties['{self.by}'], '')" if self.by else "''"

    def in_time(self, end: str, start: str) -> str:
        return f"{end} - {start} <= INTERVAL {self.window_seconds} SECOND"


# DuckDB

def duckdb_chain(funnel: Funnel, prefix: str = "stage", first_value_only: bool = False) -> str:
    """Tables stage1 … stageN: person, value, instant, and when the attempt began.

    `first_value_only`: the value is that of the first stage's event, later ones may carry any.
    """
    first = f"WHERE {funnel.stages[0].condition()}"
    if funnel.span:
        first += f" AND {funnel.span.holds('created_at')}"
    tables = [f"{prefix}1 AS (SELECT user_id, {funnel.value} AS value, created_at AS reached, "
              f"created_at AS began FROM events {first})"]
    values = f"(SELECT DISTINCT value FROM {prefix}1)"
    for number, stage in enumerate(funnel.stages[1:], 2):
        rows = f"SELECT user_id, {funnel.value} AS value, created_at AS reached FROM events"
        if first_value_only:
            rows = f"SELECT user_id, value, created_at AS reached FROM events, {values}"
        tables.append(
            f"{prefix}{number} AS (SELECT later.user_id, later.value, later.reached, earlier.began "
            f"FROM ({rows} WHERE {stage.condition()}) later ASOF JOIN {prefix}{number - 1} earlier "
            f"ON later.user_id = earlier.user_id AND later.value = earlier.value "
            f"AND later.reached >= earlier.reached "
            f"WHERE {funnel.in_time('later.reached', 'earlier.began')})")
    return ", ".join(tables)


def duckdb_counts(funnel: Funnel) -> str:
    counts = ", ".join(f"(SELECT count(DISTINCT user_id) FROM stage{number})"
                       for number in range(1, len(funnel.stages) + 1))
    return f"WITH {duckdb_chain(funnel)} SELECT {counts}"


def duckdb_without_window(funnel: Funnel) -> str:
    """Without a window the earliest way is the best: one instant for each person and stage."""
    stages = [f"stage1 AS (SELECT user_id, min(created_at) AS reached FROM events "
              f"WHERE {funnel.stages[0].condition()} GROUP BY user_id)"]
    for number, stage in enumerate(funnel.stages[1:], 2):
        stages.append(
            f"stage{number} AS (SELECT user_id, min(created_at) AS reached FROM events "
            f"JOIN stage{number - 1} earlier USING (user_id) WHERE {stage.condition()} "
            "AND created_at >= earlier.reached GROUP BY user_id)")
    counts = ", ".join(f"(SELECT count(*) FROM stage{number})"
                       for number in range(1, len(funnel.stages) + 1))
    return f"WITH {', '.join(stages)} SELECT {counts}"


def duckdb_any_order(funnel: Funnel) -> str:
    done = " + ".join(f"max(CASE WHEN {stage.condition()} THEN 1 ELSE 0 END) OVER ahead"
                      for stage in funnel.stages)
    return any_order(funnel, done, "events", (
        "ORDER BY created_at RANGE BETWEEN CURRENT ROW "
        f"AND INTERVAL {funnel.window_seconds} SECOND FOLLOWING"))


def duckdb_two_spans(funnels: list[Funnel]) -> str:
    """One after the other, in one row."""
    chains = ", ".join(duckdb_chain(one, f"span{place}_") for place, one in enumerate(funnels))
    counts = ", ".join(f"(SELECT count(DISTINCT user_id) FROM span{place}_{number})"
                       for place, one in enumerate(funnels)
                       for number in range(1, len(one.stages) + 1))
    return f"WITH {chains} SELECT {counts}"


def duckdb_by_value(funnel: Funnel, first_value_only: bool) -> str:
    """A row for each value: the value and people by stage."""
    stages = range(1, len(funnel.stages) + 1)
    rows = " UNION ALL ".join(
        f"SELECT value, {number} AS stage, count(DISTINCT user_id) AS people FROM stage{number} "
        "GROUP BY value" for number in stages)
    counts = ", ".join(f"coalesce(sum(people) FILTER (stage = {number}), 0)::BIGINT"
                       for number in stages)
    return (f"WITH {duckdb_chain(funnel, first_value_only=first_value_only)}, "
            f"counts AS ({rows}) SELECT value, {counts} FROM counts GROUP BY value")


def duckdb_first_touch(funnel: Funnel, name: str) -> str:
    stages = range(1, len(funnel.stages) + 1)
    rows = " UNION ALL ".join(
        f"SELECT DISTINCT user_id, {number} AS stage FROM stage{number}" for number in stages)
    counts = ", ".join(f"count(*) FILTER (stage = {number})" for number in stages)
    return (
        f"WITH {duckdb_chain(funnel)}, people AS ({rows}), "
        f"touched AS (SELECT user_id, arg_min(properties['{name}'], created_at) AS value "
        f"FROM events WHERE event_type IN ({funnel.events}) AND properties['{name}'] <> '' "
        f"GROUP BY user_id) SELECT coalesce(value, '') AS value, {counts} "
        "FROM people LEFT JOIN touched USING (user_id) GROUP BY value")


def duckdb_trend(funnel: Funnel) -> str:
    """Forwards: each event of stage 1 looks for its own earliest way through."""
    last = len(funnel.stages)
    tables = [f"way1 AS (SELECT user_id, created_at AS began, created_at AS reached FROM events "
              f"WHERE {funnel.stages[0].condition()})"]
    for number, stage in enumerate(funnel.stages[1:], 2):
        tables.append(
            f"way{number} AS (SELECT earlier.user_id, earlier.began, later.created_at AS reached "
            f"FROM way{number - 1} earlier ASOF JOIN "
            f"(SELECT user_id, created_at FROM events WHERE {stage.condition()}) later "
            f"ON earlier.user_id = later.user_id AND earlier.reached <= later.created_at "
            f"WHERE {funnel.in_time('later.created_at', 'earlier.began')})")
    return (
        f"WITH {', '.join(tables)}, "
        "entered AS (SELECT began::DATE AS day, count(DISTINCT user_id) AS people "
        "FROM way1 GROUP BY day), "
        "converted AS (SELECT began::DATE AS day, count(DISTINCT user_id) AS people "
        f"FROM way{last} GROUP BY day) "
        "SELECT day::VARCHAR, entered.people, coalesce(converted.people, 0) "
        "FROM entered LEFT JOIN converted USING (day)")


def duckdb_times(funnel: Funnel) -> str:
    last = len(funnel.stages)
    return (
        f"WITH {duckdb_chain(funnel)}, times AS (SELECT "
        "epoch_us(min(reached)) - epoch_us(arg_min(began, reached)) AS taken "
        f"FROM stage{last} GROUP BY user_id) "
        f"SELECT count(*), avg(taken) / {MICROSECONDS}, "
        f"quantile_cont(taken, 0.5) / {MICROSECONDS}, quantile_cont(taken, 0.9) / {MICROSECONDS} "
        "FROM times")


# ClickHouse; {events} is replaced with where it reads from

def clickhouse_level(funnel: Funnel, *, only_first: str = "") -> str:
    """`only_first`: a further condition on stage 1."""
    conditions = [f"({stage.condition()})" for stage in funnel.stages]
    if funnel.span:
        conditions[0] += f" AND {funnel.span.holds_in_clickhouse('created_at')}"
    conditions[0] += only_first
    return (f"windowFunnel({funnel.seconds * MICROSECONDS})"
            f"(toUInt64(toUnixTimestamp64Micro(created_at)), {', '.join(conditions)})")


def clickhouse_counts(funnel: Funnel, by: str = "") -> str:
    """`by`: count in each group of this property, and a person once, with their best group."""
    counts = ", ".join(f"countIf(level >= {number})"
                       for number in range(1, len(funnel.stages) + 1))
    rows = (f"SELECT user_id, {clickhouse_level(funnel)} AS level FROM {{events}} "
            f"WHERE event_type IN ({funnel.events}) GROUP BY user_id")
    if by:
        rows = f"SELECT max(level) AS level FROM ({rows}, properties['{by}']) GROUP BY user_id"
    return f"SELECT {counts} FROM ({rows})"


def clickhouse_two_spans(funnels: list[Funnel]) -> str:
    levels = ", ".join(f"{clickhouse_level(one)} AS level{place}"
                       for place, one in enumerate(funnels))
    counts = ", ".join(f"countIf(level{place} >= {number})"
                       for place, one in enumerate(funnels)
                       for number in range(1, len(one.stages) + 1))
    start = min(one.span.start for one in funnels)
    return (f"SELECT {counts} FROM (SELECT {levels} FROM {{events}} "
            f"WHERE event_type IN ({funnels[0].events}) "
            f"AND created_at >= toDateTime64('{start}', 6, 'UTC') GROUP BY user_id)")


def clickhouse_by_value(funnel: Funnel, group: str, value: str) -> str:
    """`value`: what makes a group of the rows of `group`."""
    counts = ", ".join(f"countIf(level >= {number})"
                       for number in range(1, len(funnel.stages) + 1))
    return (f"SELECT value, {counts} FROM (SELECT user_id, {value} AS value, "
            f"{clickhouse_level(funnel)} AS level FROM {{events}} "
            f"WHERE event_type IN ({funnel.events}) GROUP BY user_id{group}) "
            "WHERE level >= 1 GROUP BY value")


def clickhouse_by_first_value(funnel: Funnel, name: str, values: list[str]) -> str:
    """One funnel for each of the values, all in one pass."""
    levels = ", ".join(
        clickhouse_level(funnel, only_first=f" AND coalesce(properties['{name}'], '') = '{value}'")
        for value in values)
    counts = ", ".join(f"countIf(level >= {number})"
                       for number in range(1, len(funnel.stages) + 1))
    texts = ", ".join(f"'{value}'" for value in values)
    return (f"SELECT found.1 AS value, {counts} FROM (SELECT found.2 AS level, found "
            f"FROM (SELECT arrayJoin(arrayZip([{texts}], [{levels}])) AS found FROM {{events}} "
            f"WHERE event_type IN ({funnel.events}) GROUP BY user_id)) "
            "WHERE level >= 1 GROUP BY value")


def clickhouse_any_order(funnel: Funnel) -> str:
    """Backwards in time, so that the next event of a stage is a running minimum: ClickHouse's
    frames reach 32 bits of microseconds ahead, little more than an hour.
    """
    instant = "toUnixTimestamp64Micro(created_at)"
    done = " + ".join(
        f"CASE WHEN min(CASE WHEN {stage.condition()} THEN {instant} END) OVER ahead - {instant} "
        f"<= {funnel.seconds * MICROSECONDS} THEN 1 ELSE 0 END" for stage in funnel.stages)
    return any_order(funnel, done, "{events}", (
        f"ORDER BY {instant} DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"))


# Both

def any_order(funnel: Funnel, done: str, source: str, frame: str) -> str:
    """`done`: from an event on, in how many stages somebody is within the window."""
    counts = ", ".join(f"sum(CASE WHEN level >= {number} THEN 1 ELSE 0 END)"
                       for number in range(1, len(funnel.stages) + 1))
    return (
        f"SELECT {counts} FROM (SELECT user_id, max(done) AS level FROM (SELECT user_id, "
        f"{done} AS done FROM {source} WHERE event_type IN ({funnel.events}) "
        f"WINDOW ahead AS (PARTITION BY user_id {frame})) AS from_each "
        "GROUP BY user_id) AS people")
