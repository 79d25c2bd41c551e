"""A disk in memory that keeps what was synced and forgets the rest when its power is cut.

As strict as POSIX allows: a file's bytes and length are durable after fsync or fdatasync of it, a
directory's entries (creations, links, renames, removals) after fsync of the directory, and nothing
else is. At every second cut some sectors of what was not synced survive all the same, as a disk is
free to do.
"""

import errno
import stat
import time
from collections.abc import Callable, Iterator
from random import Random

# What a disk writes whole or not at all.
SECTOR = 512
Survives = Callable[[], bool]


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

    def lose_power(self, survives: Survives) -> None:
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

    def lose_power(self, survives: Survives) -> None:
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

    def all_nodes(self) -> Iterator[Node]:
        """Once for each name that is visible."""
        waiting: list[Directory] = [self.root]
        while waiting:
            folder = waiting.pop()
            for node in folder.entries.values():
                yield node
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
            for node in folder.durable.values():
                if id(node) not in nodes:
                    nodes[id(node)] = node
                    if isinstance(node, Directory):
                        waiting.append(node)
        for node in nodes.values():
            node.lose_power(lambda: torn and self.chance.random() < 0.5)
        self.on = True
