"""A small ext4 in an image file, mounted through a loop device. Its power can be cut: the kernel then drops all that was not
flushed. Needs root and a kernel with loop devices; `why_not()` says what is missing."""
import fcntl
import functools
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile

SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32): EXT4_IOC_SHUTDOWN, the same number as XFS_IOC_GOINGDOWN
NO_LOG_FLUSH = 2  # neither data nor the journal is written: what a plug that is pulled does


def run(*command):
    done = subprocess.run(command, capture_output=True)
    if done.returncode != 0:
        raise OSError(f"{' '.join(map(str, command))}: {done.stderr.decode().strip()}")


class Disk:
    """`path` is the mount point. The image lies beside it."""

    def __init__(self, folder, megabytes=512):
        self.folder = pathlib.Path(folder)
        self.path, self.image = self.folder / "disk", self.folder / "disk.img"
        self.path.mkdir(parents=True)
        with open(self.image, "wb") as image:
            image.truncate(megabytes << 20)
        run("mkfs.ext4", "-q", "-m", "0", self.image)
        self.mounted = False
        self.mount()

    def mount(self):
        run("mount", "-t", "ext4", "-o", "loop", self.image, self.path)
        self.mounted = True

    def unmount(self):
        """Also drops every page that the kernel holds of it. Nobody may have a file open there."""
        run("umount", self.path)
        self.mounted = False

    def cut_power(self):
        """From now on every write fails, and what was not durable before never was."""
        folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(folder)

    def free(self):
        """Octets that an ordinary user may still write."""
        there = os.statvfs(self.path)
        return there.f_bavail * there.f_frsize

    def close(self):
        if self.mounted:
            self.unmount()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@functools.cache
def why_not():
    """"" if disks can be mounted and cut here; else the reason, for a test that must say aloud that it does not run."""
    if os.geteuid() != 0:
        return "needs root: a file system is mounted and shut down"
    if not shutil.which("mkfs.ext4", path="/usr/sbin:/sbin:/usr/bin"):
        return "needs mkfs.ext4 (Debian package e2fsprogs)"
    with tempfile.TemporaryDirectory(prefix="notifyd-disk-") as scratch:
        try:
            with Disk(scratch, megabytes=16) as disk:
                disk.cut_power()
        except OSError as failure:
            return f"this machine cannot mount and shut down an ext4: {failure}"
    return ""
