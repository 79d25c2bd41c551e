"""A disk in memory that keeps what was synced and forgets the rest when its power is cut.

    unsynced_disk.py MOUNTPOINT SEED

Mounts, and serves until it is unmounted. A line "mount" on standard input mounts again what is
durable. `mkdir MOUNTPOINT/power-off` cuts the power: from then on every operation fails.

As strict as POSIX allows: a file's bytes and length are durable after fsync or fdatasync of it, a
directory's entries (creations, links, renames, removals) after fsync of the directory, and nothing
else is. At every second cut some sectors of what was not synced survive all the same, as a disk is
free to do.
"""

import errno
import os
import stat
import sys
import time
from random import Random

import mfusepy

# What a disk writes whole or not at all.
SECTOR = 512
POWER_OFF = "power-off"


class File:
    """Bytes, and what it takes to get back to those that were synced."""

    def __init__(self, mode: int):
        self.mode = mode
        self.bytes = bytearray()
        self.durable_length = 0
        # What stood at an offset before each write since the last sync, oldest first.
        self.overwritten: list[tuple[int, bytes]] = []
        self.touched = time.time_ns()

    def resize(self, length: int) -> None:
        if length < len(self.bytes):
            self.overwritten.append((length, bytes(self.bytes[length:])))
            del self.bytes[length:]
        else:
            self.bytes.extend(bytes(length - len(self.bytes)))

    def write(self, data: bytes, offset: int) -> None:
        if offset + len(data) > len(self.bytes):
            self.resize(offset + len(data))
        self.overwritten.append((offset, bytes(self.bytes[offset:offset + len(data)])))
        self.bytes[offset:offset + len(data)] = data
        self.touched = time.time_ns()

    def sync(self) -> None:
        self.overwritten.clear()
        self.durable_length = len(self.bytes)

    def lose_power(self, survives) -> None:
        """`survives()`: whether one sector that was not synced is there all the same."""
        written = bytes(self.bytes)
        for offset, before in reversed(self.overwritten):
            if offset + len(before) > len(self.bytes):
                self.bytes.extend(bytes(offset + len(before) - len(self.bytes)))
            self.bytes[offset:offset + len(before)] = before
        if len(self.bytes) > self.durable_length:
            del self.bytes[self.durable_length:]
        for at in self.unsynced_sectors():
            if at + SECTOR <= min(len(self.bytes), len(written)) and survives():
                self.bytes[at:at + SECTOR] = written[at:at + SECTOR]
        self.sync()

    def unsynced_sectors(self) -> list[int]:
        sectors: set[int] = set()
        for offset, before in self.overwritten:
            sectors.update(range(offset // SECTOR * SECTOR, offset + len(before), SECTOR))
        return sorted(sectors)


class Directory:
    def __init__(self, mode: int):
        self.mode = mode
        self.entries: dict[str, Node] = {}
        self.durable: dict[str, Node] = {}
        self.touched = time.time_ns()

    def sync(self) -> None:
        self.durable = dict(self.entries)

    def lose_power(self, survives) -> None:
        self.entries = dict(self.durable)


Node = File | Directory


class Disk:
    """The tree, by path; handles stay valid though their name goes."""

    def __init__(self, chance: Random):
        self.chance = chance
        self.root = Directory(stat.S_IFDIR | 0o700)
        self.root.sync()
        self.on = True
        self.cuts = 0

    def find(self, path: str) -> Node:
        node: Node = self.root
        for name in path.split("/"):
            if not name:
                continue
            if not isinstance(node, Directory):
                raise OSError(errno.ENOTDIR, path)
            if name not in node.entries:
                raise OSError(errno.ENOENT, path)
            node = node.entries[name]
        return node

    def parent(self, path: str) -> tuple[Directory, str]:
        folder, _, name = path.rpartition("/")
        node = self.find(folder)
        if not isinstance(node, Directory):
            raise OSError(errno.ENOTDIR, folder)
        return node, name

    def add(self, path: str, node: Node) -> None:
        folder, name = self.parent(path)
        if name in folder.entries:
            raise OSError(errno.EEXIST, path)
        folder.entries[name] = node

    def rename(self, old: str, new: str) -> None:
        source, old_name = self.parent(old)
        target, new_name = self.parent(new)
        node = source.entries[old_name] if old_name in source.entries else self.find(old)
        existing = target.entries.get(new_name)
        if existing is node:
            return  # Two names of one file: POSIX does nothing.
        if isinstance(existing, Directory) and existing.entries:
            raise OSError(errno.ENOTEMPTY, new)
        del source.entries[old_name]
        target.entries[new_name] = node

    def names_of(self, wanted: Node) -> int:
        return sum(1 for node in self.all_nodes() if node is wanted)

    def all_nodes(self):
        """Once for each name, in what is visible or durable."""
        waiting: list[Directory] = [self.root]
        seen: set[int] = set()
        while waiting:
            folder = waiting.pop()
            if id(folder) in seen:
                continue
            seen.add(id(folder))
            for node in folder.entries.values():
                yield node
            for node in [*folder.entries.values(), *folder.durable.values()]:
                if isinstance(node, Directory):
                    waiting.append(node)

    def power_on(self) -> None:
        """Everything that was not synced is gone; on every second cut, not quite everything."""
        self.cuts += 1
        torn = self.cuts % 2 == 0
        nodes: dict[int, Node] = {id(self.root): self.root}
        waiting: list[Directory] = [self.root]
        while waiting:
            folder = waiting.pop()
            for node in [*folder.durable.values()]:
                if id(node) not in nodes:
                    nodes[id(node)] = node
                    if isinstance(node, Directory):
                        waiting.append(node)
        for node in nodes.values():
            node.lose_power(lambda: torn and self.chance.random() < 0.5)
        self.on = True


class Mounted(mfusepy.Operations):
    """The disk as libfuse asks for it."""

    use_ns = True

    def __init__(self, disk: Disk):
        self.disk = disk
        self.handles: dict[int, Node] = {}
        self.next_handle = 1

    def __getattribute__(self, name: str):
        """Without power nothing works."""
        found = object.__getattribute__(self, name)
        if callable(found) and name in OPERATIONS and not getattr(found, "libfuse_ignore", False):
            disk = object.__getattribute__(self, "disk")

            def powered(*arguments):
                if not disk.on:
                    raise OSError(errno.EIO, name)
                return found(*arguments)
            return powered
        return found

    def opened(self, node: Node) -> int:
        handle, self.next_handle = self.next_handle, self.next_handle + 1
        self.handles[handle] = node
        return handle

    def file(self, path: str, handle: int | None) -> File:
        node = self.handles[handle] if handle in self.handles else self.disk.find(path)
        if not isinstance(node, File):
            raise OSError(errno.EISDIR, path)
        return node

    # Names

    def getattr(self, path, fh=None):
        node = self.handles[fh] if fh in self.handles else self.disk.find(path)
        size = len(node.bytes) if isinstance(node, File) else 4096
        links = self.disk.names_of(node) if isinstance(node, File) else 2
        return {"st_mode": node.mode, "st_ino": id(node) >> 4, "st_nlink": links,
                "st_size": size, "st_blocks": -(-size // 512), "st_uid": os.getuid(),
                "st_gid": os.getgid(), "st_mtime": node.touched, "st_ctime": node.touched,
                "st_atime": node.touched}

    def readdir(self, path, fh):
        node = self.disk.find(path)
        assert isinstance(node, Directory)
        # With a number each: a name without one is not shown.
        return [(name, {"st_mode": one.mode, "st_ino": id(one) >> 4}, 0)
                for name, one in [(".", node), ("..", node), *node.entries.items()]]

    def opendir(self, path):
        return self.opened(self.disk.find(path))

    def releasedir(self, path, fh):
        self.handles.pop(fh, None)
        return 0

    def mkdir(self, path, mode):
        if path == "/" + POWER_OFF:
            self.disk.on = False
            return 0
        self.disk.add(path, Directory(stat.S_IFDIR | mode))
        return 0

    def rmdir(self, path):
        node = self.disk.find(path)
        if isinstance(node, Directory) and node.entries:
            raise OSError(errno.ENOTEMPTY, path)
        folder, name = self.disk.parent(path)
        del folder.entries[name]
        return 0

    def mknod(self, path, mode, dev):
        self.disk.add(path, File(mode))
        return 0

    def link(self, target, source):
        self.disk.add(target, self.disk.find(source))
        return 0

    def rename(self, old, new):
        self.disk.rename(old, new)
        return 0

    def unlink(self, path):
        self.disk.find(path)
        folder, name = self.disk.parent(path)
        del folder.entries[name]
        return 0

    def chmod(self, path, mode):
        node = self.disk.find(path)
        node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        return 0

    def chown(self, path, uid, gid):
        return 0

    def utimens(self, path, times=None):
        self.disk.find(path).touched = times[1] if times else time.time_ns()
        return 0

    def fsyncdir(self, path, datasync, fh):
        node = self.handles[fh]
        node.sync()
        return 0

    # Bytes

    def create(self, path, mode, flags=0):
        node = File(stat.S_IFREG | stat.S_IMODE(mode))
        self.disk.add(path, node)
        return self.opened(node)

    def open(self, path, flags):
        node = self.disk.find(path)
        if flags & os.O_TRUNC and isinstance(node, File):
            node.resize(0)
        return self.opened(node)

    def release(self, path, fh):
        self.handles.pop(fh, None)
        return 0

    def read(self, path, size, offset, fh):
        return bytes(self.file(path, fh).bytes[offset:offset + size])

    def write(self, path, data, offset, fh):
        self.file(path, fh).write(data, offset)
        return len(data)

    def truncate(self, path, length, fh=None):
        self.file(path, fh).resize(length)
        return 0

    def fallocate(self, path, mode, offset, size, fh):
        if mode != 0:
            raise OSError(errno.EOPNOTSUPP, path)
        file = self.file(path, fh)
        file.resize(max(len(file.bytes), offset + size))
        return 0

    def fsync(self, path, datasync, fh):
        self.handles[fh].sync()
        return 0

    def statfs(self, path):
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 24, "f_bfree": 1 << 23,
                "f_bavail": 1 << 23, "f_files": 1 << 20, "f_ffree": 1 << 19, "f_namemax": 255}


OPERATIONS = {name for name in vars(Mounted) if not name.startswith("_")} - {
    "opened", "file", "use_ns", "release", "releasedir"}


def main() -> int:
    mountpoint, seed = sys.argv[1:]
    disk = Disk(Random(seed))
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() != "mount":
            return 2
        if not disk.on:
            disk.power_on()
        # No cache may know more than the disk does.
        mfusepy.FUSE(Mounted(disk), mountpoint, foreground=True, nothreads=True, use_ino=True,
                     hard_remove=True, attr_timeout=0, entry_timeout=0,
                     negative_timeout=0, fsname="unsynced")
        print("unmounted", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
