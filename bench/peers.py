"""The other side of peer.py: starts peers and asks them."""

import json
import subprocess
import sys
from pathlib import Path

from . import peer

NAMES = {"duckdb": "DuckDB, Parquet", "clickhouse-parquet": "ClickHouse, Parquet",
         "clickhouse-table": "ClickHouse, MergeTree"}
CHECKOUT = Path(__file__).resolve().parents[1]


class PeerError(Exception):
    """What the peer said instead of an answer."""


class Peer:
    def __init__(self, kind: str, files: str, folder: Path, threads: int):
        self.kind, self.name = kind, NAMES[kind]
        self.child = subprocess.Popen(
            [sys.executable, "-m", "bench.peer", kind, files, str(folder), str(threads)],
            cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.described = self.read()
        self.missing = self.described.get("missing")

    def read(self) -> dict:
        line = self.child.stdout.readline()
        if not line:
            raise PeerError(f"{self.name} ended with status {self.child.wait()}")
        return json.loads(line)

    def ask(self, sql: str) -> tuple[list, float]:
        """Rows and seconds, as it measured them itself."""
        self.child.stdin.write(json.dumps({"sql": sql}) + "\n")
        self.child.stdin.flush()
        answer = self.read()
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["rows"], answer["seconds"]

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.child.stdin.close()
        self.child.wait()


def start_all(files: str, folder: Path, threads: int) -> list[Peer]:
    return [Peer(kind, files, folder, threads) for kind in peer.KINDS]
