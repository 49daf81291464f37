"""Child processes that are ended by their own pid, and waits that end as soon as the thing waited for is there."""
import contextlib
import os
import pathlib
import random
import select
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
given = set()  # ports, to this process


def free_port():
    """Below those that the kernel gives to connections, of which one of another test could take it before its server does; each worker of
    pytest-xdist has a share of its own, for the same reason."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    width = 12_000 // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    first = lowest - 12_000 + width * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    while True:
        port = random.randrange(first, first + width)
        if port in given:
            continue
        given.add(port)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def until(what, seconds=20, every=0.02):
    """The first true value of what(); raises TimeoutError with its name."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"after {seconds} s still not: {getattr(what, '__name__', what)}")
        time.sleep(every)


def is_open(port, host="127.0.0.1"):
    try:
        socket.create_connection((host, port), timeout=1).close()
        return True
    except OSError:
        return False


class Process:
    """One child with its output in a log file. A context manager: ended by TERM, after `patience` by KILL."""

    def __init__(self, command, log, patience=15, **options):
        self.log = pathlib.Path(log)
        self.patience = patience
        self._out = open(self.log, "ab")
        self.child = subprocess.Popen(
            command, stdout=options.pop("stdout", self._out), stderr=self._out, stdin=subprocess.DEVNULL,
            start_new_session=True, **options)

    @property
    def pid(self):
        return self.child.pid

    def running(self):
        return self.child.poll() is None

    def kill(self):
        if self.running():
            self.child.kill()
        self.child.wait()

    def stop(self):
        """Ends it and returns its exit code (negative: the signal that was needed)."""
        if self.running():
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(self.patience)
            except subprocess.TimeoutExpired:
                self.child.kill()
        code = self.child.wait()
        self._out.close()
        return code

    def read_line(self, seconds=30):
        """The next line of its standard output (started with stdout=PIPE)."""
        end = time.monotonic() + seconds
        line = b""
        descriptor = self.child.stdout.fileno()
        while not line.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError(f"no line in {seconds} s; its log:\n{self.tail()}")
            piece = os.read(descriptor, 1)
            if not piece:
                raise RuntimeError(f"it ended before it was ready; its log:\n{self.tail()}")
            line += piece
        return line.decode().rstrip("\n")

    def tail(self, lines=30):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
