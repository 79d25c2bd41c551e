"""Damage to a copy: it is one, it stays in the copy, and it hits every name of a file."""

from random import Random

import pytest

from torture.rot import Original


@pytest.fixture
def original(tmp_path):
    folder = tmp_path / "original"
    for name, data in [("log/1.log", b"log" * 2000 + bytes(10000)), ("FORMAT", b'{"format":1}'),
                       ("days/p/a.parquet", b"day a" * 3000), ("LOCK", b"process 1"),
                       ("days/p/b.parquet", b"day b" * 3000), ("tmp/x", b"x")]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "events").mkdir()
    (folder / "events/a.parquet").hardlink_to(folder / "days/p/a.parquet")
    return Original(folder)


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}


def test_files_without_content_are_left_alone(original):
    assert set(original.files) == {"log", "FORMAT", "days"}


def test_every_damage_changes_the_copy_and_nothing_else(original, tmp_path):
    before, chance, seen = content(original.folder), Random(5), set()
    for number in range(60):
        target = tmp_path / str(number)
        original.copy(target)
        assert content(target) == before
        damage = original.damage(target, chance)
        seen.add(damage.what)
        after = content(target)
        changed = {name for name in before if after[name] != before[name]}
        assert str(damage.path) in changed, damage
        assert (str(damage.path) == "days/p/a.parquet" or str(damage.other) == "days/p/a.parquet"
                ) == ("events/a.parquet" in changed), damage
        assert content(original.folder) == before
    assert seen == {"flip", "zero page", "truncate", "swap"}


def test_a_copy_keeps_the_length_of_a_file_that_ends_in_zeros(original, tmp_path):
    target = tmp_path / "copy"
    original.copy(target)
    assert (target / "log/1.log").stat().st_size == 16000
