"""The disk that forgets: what is durable when, so that a loss it shows is the server's."""

import errno
import stat
from random import Random

import pytest

from torture.synced_state import Directory, Disk, File


@pytest.fixture
def disk():
    return Disk(Random(1))


def a_file(disk, path, data=b""):
    file = File(stat.S_IFREG | 0o600)
    disk.add(path, file)
    file.write(data, 0)
    return file


def cut(disk):
    disk.on = False
    disk.power_on()


def names(disk):
    return sorted(disk.root.entries)


def test_what_was_synced_is_there_after_the_cut(disk):
    a_file(disk, "/a", b"kept").sync()
    disk.root.sync()
    cut(disk)
    assert disk.find("/a").bytes == b"kept"


def test_bytes_that_were_not_synced_are_gone(disk):
    file = a_file(disk, "/a", b"kept")
    file.sync()
    disk.root.sync()
    file.write(b"LOST and longer", 2)
    file.resize(3)
    file.write(b"again", 10)
    cut(disk)
    assert disk.find("/a").bytes == b"kept"


def test_a_file_that_was_cut_short_is_whole_again(disk):
    file = a_file(disk, "/a", b"0123456789")
    file.sync()
    disk.root.sync()
    file.resize(4)
    file.resize(8)
    cut(disk)
    assert disk.find("/a").bytes == b"0123456789"


def test_a_synced_file_is_gone_where_its_directory_was_not_synced(disk):
    a_file(disk, "/a", b"kept").sync()
    cut(disk)
    assert names(disk) == []


def test_a_rename_that_was_not_synced_is_undone(disk):
    a_file(disk, "/old", b"x").sync()
    disk.root.sync()
    disk.rename("/old", "/new")
    assert names(disk) == ["new"]
    cut(disk)
    assert names(disk) == ["old"]


def test_a_rename_into_a_synced_directory_may_leave_both_names(disk):
    disk.add("/parts", Directory(stat.S_IFDIR | 0o700))
    a_file(disk, "/part", b"x").sync()
    disk.root.sync()
    disk.rename("/part", "/parts/part")
    disk.find("/parts").sync()
    cut(disk)
    assert disk.find("/part") is disk.find("/parts/part")


def test_a_removal_that_was_not_synced_is_undone(disk):
    a_file(disk, "/a", b"x").sync()
    disk.root.sync()
    del disk.root.entries["a"]
    cut(disk)
    assert disk.find("/a").bytes == b"x"


def test_a_link_is_the_same_file_and_counts(disk):
    file = a_file(disk, "/a", b"x")
    disk.add("/b", file)
    assert disk.names_of(file) == 2
    disk.rename("/a", "/b")  # POSIX: nothing happens.
    assert names(disk) == ["a", "b"]


def test_at_every_second_cut_some_whole_sectors_survive(disk):
    file = a_file(disk, "/a", bytes(64 * 512))
    file.sync()
    disk.root.sync()
    cut(disk)
    file.write(b"\1" * 64 * 512, 0)
    cut(disk)
    found = disk.find("/a").bytes
    sectors = [bytes(found[at:at + 512]) for at in range(0, len(found), 512)]
    assert set(sectors) == {bytes(512), b"\1" * 512}


def test_a_name_that_is_taken_is_refused(disk):
    a_file(disk, "/a")
    with pytest.raises(OSError) as refused:
        disk.add("/a", File(stat.S_IFREG))
    assert refused.value.errno == errno.EEXIST
