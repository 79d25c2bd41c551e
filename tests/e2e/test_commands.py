"""The commands of the command line: what they say, their exit status, what they leave alone."""

import json
import os
import subprocess
from types import SimpleNamespace

import pytest

from visitor import Visitor

NOBODY = "00000000-0000-4000-8000-000000000000"
FUNNEL = {"stages": [{"name": "View", "event": "view"}, {"name": "Buy", "event": "buy"}]}


@pytest.fixture
def run(binary):
    def run(*arguments, cwd=None, given="", **environment):
        return subprocess.run([binary, *map(str, arguments)], capture_output=True, text=True,
                              timeout=60, input=given, cwd=cwd,
                              env={**os.environ, **environment})
    return run


@pytest.fixture
def shop(start, tmp_path, run):
    """A project, and how to give it a file."""
    project = Visitor(start(tmp_path / "data").address).register().create_project()

    def load(*files, map=()):
        options = [option for pair in map for option in ("--map", pair)]
        return run("import", "--data-dir", tmp_path / "data", "--project", project.id, *options,
                   *files, cwd=tmp_path)
    return SimpleNamespace(project=project, folder=tmp_path, load=load)


@pytest.mark.parametrize("arguments", [
    ["import", "--project", NOBODY, "events.csv"], ["funnel", "--project", NOBODY, "-"],
    ["compact"], ["verify"], ["backup", "copy"],
], ids=lambda arguments: arguments[0])
def test_a_command_that_uses_data_makes_no_directory_for_them(run, tmp_path, arguments):
    said = run(*arguments, cwd=tmp_path, given=json.dumps(FUNNEL))
    assert said.returncode == 1
    assert said.stderr == ("iafa: there is no data directory at ./data; "
                           "name it with --data-dir\n")
    assert list(tmp_path.iterdir()) == []


def test_demo_makes_the_directory_and_says_how_to_see_the_shop(run, tmp_path):
    said = run("demo", "--events", 1000, "--data-dir", "shop", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert "open          http://127.0.0.1:8000\n" in said.stdout
    assert said.stdout.endswith("start it with: iafa serve --data-dir shop\n")
    assert (tmp_path / "shop/FORMAT").is_file()


def test_a_funnel_that_is_not_there_or_no_json_is_told_in_plain_words(run, tmp_path):
    (tmp_path / "bad.json").write_text("stages")
    absent = run("funnel", "--project", NOBODY, "nofile.json", cwd=tmp_path)
    assert (absent.returncode, absent.stderr) == (
        1, "iafa: nofile.json can't be read; is the name right?\n")
    broken = run("funnel", "--project", NOBODY, "bad.json", cwd=tmp_path)
    assert broken.returncode == 1
    assert broken.stderr.startswith("iafa: bad.json is not JSON: ")


def test_wrong_dates_are_told_by_their_options(run, shop):
    said = run("funnel", "--data-dir", shop.folder / "data", "--project", shop.project.id,
               "--start", "2026-13-01", "-", given=json.dumps(FUNNEL))
    assert said.returncode == 1
    assert said.stderr.startswith("iafa: --start: must be a date")


def test_a_secret_that_is_too_short_is_told_in_plain_words(run, tmp_path):
    said = run("serve", "--data-dir", tmp_path, "--port", 0, SECRET_KEY="short")
    assert said.returncode == 1
    assert said.stderr.startswith("Error: SECRET_KEY must be 32 random characters at least")


def test_an_import_of_which_every_row_was_refused_is_status_1(shop):
    (shop.folder / "a.csv").write_text("event_type,user_id,timestamp\nview,ada,soon\n")
    said = shop.load("a.csv")
    assert said.returncode == 1
    assert "0 events imported, 1 refused:\n  a.csv line 2: timestamp: must be a time" in said.stdout


def test_a_file_that_cannot_be_read_hides_no_others_outcome(shop):
    (shop.folder / "a.csv").write_text("event_type,user_id,timestamp\nview,ada,2026-11-01\n")
    (shop.folder / "bad.parquet").write_text("PK")
    said = shop.load("none.csv", "a.csv", "bad.parquet")
    assert said.returncode == 1
    assert said.stdout == (
        f"{shop.folder}/none.csv: can't be read; is the name right?\n"
        f"{shop.folder}/a.csv: 1 event imported\n"
        f"{shop.folder}/bad.parquet: can't be read as Parquet; is it one, and whole?\n")


def test_a_file_without_times_is_refused_until_a_column_is_named(shop):
    (shop.folder / "a.csv").write_text("event_type,user_id,day\nview,ada,2026-11-01\n")
    said = shop.load("a.csv")
    assert said.returncode == 1
    assert "its columns are event_type, user_id and day" in said.stderr
    assert "--map timestamp=COLUMN" in said.stderr
    assert shop.load("a.csv", map=["timestamp=day"]).stdout == "1 event imported\n"
