"""A peer in a process of its own, so that its memory is its own: questions in, answers out.

    python -m bench.peer KIND PARQUET_GLOB FOLDER THREADS

Each line of standard input is {"sql": …}; each line of the answer {"rows": …, "seconds": …} or
{"error": …}. The first line says what it is: {"version": …, "loaded_seconds": …}.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import TextIO

KINDS = ("duckdb", "clickhouse-parquet", "clickhouse-table")
TABLE = "bench.events"
Ask = Callable[[str], list]


def duckdb_over(files: str, threads: int) -> tuple[Ask, str]:
    import duckdb
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    # What somebody who asks the same files again and again would set.
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute(f"CREATE VIEW events AS FROM read_parquet('{files}')")
    return lambda sql: connection.execute(sql).fetchall(), f"DuckDB {duckdb.__version__}"


def clickhouse(folder: str, threads: int) -> tuple[Ask, str]:
    from chdb import session
    connection = session.Session(folder)
    connection.query(f"SET max_threads = {threads}")
    # Else large numbers come as texts.
    connection.query("SET output_format_json_quote_64bit_integers = 0")

    def ask(sql: str) -> list:
        answer = connection.query(sql, "JSONCompact").bytes()
        return json.loads(answer)["data"] if answer else []

    return ask, f"ClickHouse {ask('SELECT version()')[0][0]}"


def fill_table(ask: Ask, files: str, events: int) -> float | None:
    """The seconds it took; None where it was filled before."""
    ask("CREATE DATABASE IF NOT EXISTS bench")
    if ask(f"EXISTS {TABLE}")[0][0] and ask(f"SELECT count() FROM {TABLE}")[0][0] == events:
        return None
    begun = time.monotonic()
    ask(f"DROP TABLE IF EXISTS {TABLE} SYNC")
    # Sorted as our day files are. Not nullable, few values: as ClickHouse's own advice has it.
    ask(f"CREATE TABLE {TABLE} ENGINE = MergeTree ORDER BY (event_type, user_id, created_at) AS "
        "SELECT CAST(assumeNotNull(event_type) AS LowCardinality(String)) AS event_type, "
        "assumeNotNull(user_id) AS user_id, assumeNotNull(created_at) AS created_at, "
        f"session_id, properties FROM {files}")
    ask(f"OPTIMIZE TABLE {TABLE} FINAL")
    return time.monotonic() - begun


def opened(kind: str, files: str, folder: str, threads: int) -> tuple[Ask, dict]:
    if kind == "duckdb":
        ask, version = duckdb_over(files, threads)
        return ask, {"version": version, "loaded_seconds": None}
    ask_raw, version = clickhouse(os.path.join(folder, kind), threads)
    source, loaded = f"file('{files}', Parquet)", None
    if kind == "clickhouse-table":
        events = ask_raw(f"SELECT count() FROM {source}")[0][0]
        loaded, source = fill_table(ask_raw, source, events), TABLE
    return (lambda sql: ask_raw(sql.replace("{events}", source)),
            {"version": version, "loaded_seconds": loaded})


def serve(ask: Ask, answers: TextIO) -> None:
    for line in sys.stdin:
        begun = time.perf_counter()
        try:
            rows = ask(json.loads(line)["sql"])
            answer: dict = {"rows": rows, "seconds": time.perf_counter() - begun}
        except Exception as fault:  # A question that a peer can't answer must not end the others.
            answer = {"error": str(fault)[:2000]}
        print(json.dumps(answer, default=float), file=answers, flush=True)


def main() -> None:
    kind, files, folder, threads = sys.argv[1:]
    # Whatever the engine prints must not come between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        ask, described = opened(kind, files, folder, int(threads))
    except ImportError as fault:
        print(json.dumps({"missing": str(fault)}), file=answers, flush=True)
        return
    print(json.dumps(described), file=answers, flush=True)
    serve(ask, answers)


if __name__ == "__main__":
    main()
