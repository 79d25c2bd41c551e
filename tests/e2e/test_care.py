"""`iafa verify`, `backup` and `restore`, beside a running server and without one."""

import subprocess

import pytest

from conftest import TEST_ENVIRONMENT
from visitor import ALL_TIME, Visitor, ago, event, expect

WITHOUT_TEXT = {"capture_output": True, "text": True, "timeout": 60}


@pytest.fixture
def shop(start, binary, tmp_path):
    """A server of its own with two closed days and the open one, 20 users each."""
    server = start(tmp_path / "data")
    owner = Visitor(server.address).register()
    project = owner.create_project()
    for days in (3, 2, 0):
        project.send(*(event(user=f"{days}-{number}", timestamp=ago(days=days))
                       for number in range(20)))
    return Shop(binary, server, owner, project, tmp_path)


class Shop:
    def __init__(self, binary, server, owner, project, folder):
        self.binary, self.server, self.owner = binary, server, owner
        self.project, self.folder = project, folder
        self.data = folder / "data"

    def iafa(self, *arguments, data_dir=None, status=0):
        command = [self.binary, *map(str, arguments), "--data-dir",
                   str(data_dir or self.data)]
        done = subprocess.run(command, **WITHOUT_TEXT)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def day_files(self):
        return sorted(self.data.glob("days/*/*.parquet"))


def flip(path, offset):
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


def test_all_is_well_says_verify_beside_the_server_and_without_it(shop):
    shop.iafa("compact")
    assert "everything is as it was written" in shop.iafa("verify")
    shop.server.stop()
    assert "60 events" in shop.iafa("verify")


def test_a_damaged_file_is_named_marks_answers_and_can_be_given_up(shop):
    shop.iafa("compact")
    assert shop.project.funnel("visit")["meta"]["partial"] is False
    damaged = shop.day_files()[0]
    flip(damaged, 200)
    answer = shop.project.funnel("visit")
    assert (answer["stages"][0]["users"], answer["meta"]["partial"]) == (40, True)
    said = shop.iafa("verify", status=1)
    assert damaged.name in said and "20 events" in said
    metrics = shop.owner.root.get("/metrics").body.decode()
    assert "iafa_damaged_files 1" in metrics and "iafa_damaged_events 20" in metrics
    assert "20 events" in shop.iafa("verify", "--accept-loss")
    answer = shop.project.funnel("visit")
    assert (answer["stages"][0]["users"], answer["meta"]["partial"]) == (40, False)
    assert [path.name for path in shop.data.glob("quarantine/*")]


def test_a_backup_restores_everything_accounts_included(shop, start):
    funnel = expect(shop.owner.post("/funnels", {
        "project_id": shop.project.id, "name": "Visits",
        "stages": [{"name": "Visit", "event": "visit"}, {"name": "Buy", "event": "buy"}]}), 201)
    assert "60 events" in shop.iafa("backup", shop.folder / "copy")
    # What comes later is not in it.
    shop.project.send(event(user="late"))
    said = shop.iafa("restore", shop.folder / "copy", data_dir=shop.folder / "new")
    assert "as it was when the backup was taken" in said
    server = start(shop.folder / "new", **TEST_ENVIRONMENT)
    again = Visitor(server.address)
    session = expect(again.api.post("/auth/login", {
        "email": shop.owner.session["email"], "password": shop.owner.session["password"]}), 200)
    again.token = session["access_token"]
    answer = expect(again.api.get(
        f"/analytics/funnel/{funnel['id']}?start_date={ALL_TIME['start_date']}"
        f"&end_date={ALL_TIME['end_date']}", again.authorization), 200)
    assert answer["stages"][0]["users"] == 60


def test_a_backup_goes_to_a_new_place_only_and_a_restore_too(shop):
    assert "inside the data directory" in shop.iafa("backup", shop.data / "copy", status=1)
    shop.iafa("backup", shop.folder / "copy")
    assert "is not empty" in shop.iafa("backup", shop.folder / "copy", status=1)
    assert "is not empty" in shop.iafa("restore", shop.folder / "copy", status=1)
    assert "no whole backup" in shop.iafa(
        "restore", shop.data, data_dir=shop.folder / "new", status=1)
