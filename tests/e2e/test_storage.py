"""What lies on disk: the specification's files, columns and modes, readable by any tool."""

import re
import stat
import subprocess
import uuid
from datetime import datetime, timedelta, timezone

import pytest

from visitor import Visitor, event, expect, text_of

duckdb = pytest.importorskip("duckdb")

COLUMNS = [("id", "VARCHAR"), ("project_id", "VARCHAR"), ("event_type", "VARCHAR"),
           ("user_id", "VARCHAR"), ("session_id", "VARCHAR"),
           ("properties", "MAP(VARCHAR, VARCHAR)"), ("url", "VARCHAR"), ("referrer", "VARCHAR"),
           ("user_agent", "VARCHAR"), ("ip_address", "VARCHAR"), ("created_at", "TIMESTAMP")]
DAY_FILE = re.compile(r"project_([0-9a-f-]{36})/(\d{4})/(\d\d)/events_(\d{4}-\d\d-\d\d)\.parquet")
PAST = datetime(2026, 3, 10, 23, 59, 59, 123456, tzinfo=timezone.utc)


class Store:
    """A server on a directory of its own, and what stands in its published files."""

    def __init__(self, server, binary, data_dir):
        self.binary, self.data_dir = binary, data_dir
        self.owner = Visitor(server.address).register()
        self.project = self.owner.create_project()

    def compact(self):
        done = subprocess.run([self.binary, "compact", "--data-dir", self.data_dir],
                              capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr

    def rows(self, columns, where="true"):
        files = self.data_dir / "events/**/*.parquet"
        return duckdb.sql(f"SELECT {columns} FROM '{files}' WHERE {where}").fetchall()


@pytest.fixture(scope="module")
def store(start, binary, tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("store")
    return Store(start(data_dir), binary, data_dir)


def published(store, *events):
    """Sends events, forces publication, and the ids in the order sent."""
    known = [{**one, "id": str(uuid.uuid4())} for one in events]
    store.project.send(*known)
    store.compact()
    return [one["id"] for one in known]


def test_the_columns_are_the_specifications_first_in_its_order_and_types(store):
    published(store, event(timestamp=text_of(PAST)))
    files = store.data_dir / "events/**/*.parquet"
    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{files}'").fetchall()
    assert [(row[0], row[1]) for row in described][:len(COLUMNS)] == COLUMNS


def test_an_event_is_kept_as_it_was_sent(store):
    sent = event("Käufe 🏁", "ada", timestamp=text_of(PAST), session_id="s-1",
                 url="https://shop.example/?q=1#top", referrer="https://a.example/",
                 user_agent="Mozilla/5.0")
    [name] = published(store, sent)
    [row] = store.rows("project_id, event_type, user_id, session_id, url, referrer, user_agent,"
                       "created_at", f"id = '{name}'")
    assert row == (store.project.id, "Käufe 🏁", "ada", "s-1", sent["url"], sent["referrer"],
                   "Mozilla/5.0", PAST.replace(tzinfo=None))


def test_what_was_not_sent_is_null(store):
    [name] = published(store, event(timestamp=text_of(PAST)))
    [row] = store.rows("session_id, url, referrer", f"id = '{name}'")
    assert row == (None, None, None)


def test_properties_are_kept_as_text(store):
    sent = {"text": "a \"b\" ü", "empty": "", "whole": 7, "float": 1.5,
            "large": 12345678901234567890, "yes": True, "nothing": None, "list": [1, "x"],
            "deep": {"b": {"c": 1}}, "a.b": "dot"}
    [name] = published(store, event(timestamp=text_of(PAST), properties=sent))
    [(kept,)] = store.rows("properties", f"id = '{name}'")
    assert kept.pop("list").replace(" ", "") == '[1,"x"]'
    assert kept.pop("deep").replace(" ", "") == '{"b":{"c":1}}'
    assert kept == {"text": 'a "b" ü', "empty": "", "whole": "7", "float": "1.5",
                    "large": "12345678901234567890", "yes": "true", "a.b": "dot"}


def test_the_clients_address_is_never_stored_in_clear(store):
    [name] = published(store, event(timestamp=text_of(PAST)))
    [(address,)] = store.rows("ip_address", f"id = '{name}'")
    assert address is None or "127.0.0.1" not in address
    leaks = [path for path in store.data_dir.rglob("*.parquet")
             if b"127.0.0.1" in path.read_bytes()]
    assert leaks == []


@pytest.mark.parametrize("instant, day", [
    ("2026-03-10T23:59:59.999999Z", "2026-03-10"),
    ("2026-03-11T00:00:00Z", "2026-03-11"),
    ("2026-03-11T01:00:00+02:00", "2026-03-10"),
    ("2024-02-29T12:00:00Z", "2024-02-29"),
])
def test_an_event_stands_in_the_file_of_its_utc_day(store, instant, day):
    [name] = published(store, event(timestamp=instant))
    [(path,)] = store.rows("filename", f"id = '{name}'")
    year, month = day.split("-")[:2]
    assert path.endswith(f"events/project_{store.project.id}/{year}/{month}/events_{day}.parquet")


def test_late_events_of_a_published_day_join_its_file(store):
    first = published(store, event("late", timestamp="2025-05-05T05:00:00Z"))
    second = published(store, event("late", timestamp="2025-05-05T04:00:00Z"))
    rows = store.rows("id, filename", "event_type = 'late'")
    assert sorted(row[0] for row in rows) == sorted(first + second)
    assert len({row[1] for row in rows}) == 1


def test_the_open_day_is_not_published(store):
    today = datetime.now(timezone.utc)
    published(store, event("open", timestamp=text_of(today - timedelta(seconds=1))),
              event("closed", timestamp=text_of(today - timedelta(days=2))))
    assert store.rows("count(*)", "event_type = 'closed'") == [(1,)]
    if datetime.now(timezone.utc).date() == today.date():
        assert store.rows("count(*)", "event_type = 'open'") == [(0,)]
    store.project.shows([1], "open")


def test_under_events_stands_nothing_but_published_day_files(store):
    published(store, event(timestamp=text_of(PAST)))
    folder = store.data_dir / "events"
    for path in folder.rglob("*"):
        if path.is_dir():
            continue
        named = DAY_FILE.fullmatch(str(path.relative_to(folder)))
        assert named, path
        assert named[4].startswith(f"{named[2]}-{named[3]}-")


def test_records_and_configuration_are_for_the_owners_eyes_only(store):
    files = [*store.data_dir.glob("metadata/*.json"), store.data_dir / "config/app_config.json"]
    assert {path.name for path in files} >= {"users.json", "projects.json", "app_config.json"}
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    for path in store.data_dir.glob("config/*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    socket = store.data_dir / "iafa.sock"
    assert stat.S_ISSOCK(socket.stat().st_mode)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600


def test_passwords_are_stored_as_bcrypt_and_nowhere_in_clear(store):
    users = (store.data_dir / "metadata/users.json").read_text()
    assert re.search(r"\$2[aby]\$\d\d\$", users)
    assert store.owner.session["password"] not in users
    tokens = [store.owner.session[name].encode() for name in ("access_token", "refresh_token")]
    for path in store.data_dir.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(token in content for token in tokens), path


def test_what_was_taken_is_still_there_after_a_restart(start, binary, tmp_path):
    server = start(tmp_path)
    before = Store(server, binary, tmp_path)
    before.project.send(event("visit", "a"), event("visit", "b", timestamp=text_of(PAST)))
    before.project.shows([2], "visit")
    assert server.stop() == 0
    server = start(tmp_path)
    again = Visitor(server.address, before.owner.token)
    assert expect(again.get(f"/projects/{before.project.id}"), 200)["name"]
    before.project.owner = again
    before.project.shows([2], "visit")
