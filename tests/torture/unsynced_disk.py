"""Mounts a disk that forgets what was not synced (synced_state.py) with FUSE.

    unsynced_disk.py MOUNTPOINT SEED

Serves until it is unmounted. A line "mount" on standard input mounts, again what is durable after
a power cut. `mkdir MOUNTPOINT/power-off` cuts the power: from then on every operation fails.
"""

import errno
import os
import stat
import sys
import time
from pathlib import Path
from random import Random

import mfusepy

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from torture.synced_state import Directory, Disk, File, Node  # noqa: E402

POWER_OFF = "power-off"


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
