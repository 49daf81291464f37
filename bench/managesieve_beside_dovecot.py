#!/usr/bin/python3
"""Measures ManageSieve of notifyd beside Dovecot + Pigeonhole (Debian's) in one run on one disk, both durable: 8 connections, a script of
3.7 KB, commands per second. Prints JSON lines.

usage: bench/managesieve_beside_dovecot.py [--folder /var/tmp] [--seconds 5] [--repeat 5]

Needs root (Dovecot becomes its own users) and the release tree with load_managesieve. --folder must be a real file system."""
import argparse
import contextlib
import pathlib
import shutil
import statistics
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "bench")]

from beside_dovecot import program, say  # noqa: E402
from rig.dovecot import FOR_LOAD, Dovecot  # noqa: E402
from rig.process import free_port, is_open, until  # noqa: E402
from rig.sandbox import Sandbox  # noqa: E402

CONNECTIONS = 8
SIEVE = """
protocols = imap lmtp sieve
service managesieve-login {
  service_count = 0
  inet_listener sieve {
    port = %d
  }
}
service managesieve {
  process_min_avail = 8
}
"""


@contextlib.contextmanager
def servers(parent):
    """(name, port) of both."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-managesieve-", dir=parent))
    port = free_port()
    try:
        with Sandbox(folder / "notifyd", accounts=CONNECTIONS) as ours, Dovecot(folder / "dovecot", accounts=CONNECTIONS, more=FOR_LOAD + SIEVE % port):
            until(lambda: is_open(port))
            yield [("notifyd", ours.managesieve), ("dovecot", port)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default="/var/tmp")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with servers(options.folder) as both:
        for command in ("put", "check", "get", "activate"):
            rates = {name: [] for name, _ in both}
            for _ in range(options.repeat):
                for name, port in both:
                    rates[name].append(program("load_managesieve", "--port", port, "--command", command, "--connections", CONNECTIONS,
                                               "--seconds", options.seconds)["per_s"])
            ours, theirs = (statistics.median(rates[name]) for name in ("notifyd", "dovecot"))
            say(bench="managesieve_beside_dovecot", command=command, connections=CONNECTIONS, notifyd_per_s=ours, dovecot_per_s=theirs,
                ratio=ours / theirs)


if __name__ == "__main__":
    main()
