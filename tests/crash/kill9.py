#!/usr/bin/env python3
"""Kills a sandbox with SIGKILL at random moments under load, starts it again, and counts (load.py says what).

usage: tests/crash/kill9.py [ROUNDS]      (default 50)
"""
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from crash.load import Load  # noqa: E402
from rig.receivers import WebhookSink  # noqa: E402
from rig.sandbox import Sandbox  # noqa: E402


def kill_again_and_again(folder, rounds):
    with WebhookSink() as sink, Sandbox(folder, accounts=1) as server:
        load = Load(server, sink)
        load.start()
        faults = []
        for _ in range(rounds):
            load.go_on()
            load.fall()
            server.kill()
            server.start()
            load.rise()
            faults += load.faults()
        load.stop()
        return {"kills": rounds, **load.count(), "store faults": faults + load.faults()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="notifyd-kill9-") as scratch:
        print(kill_again_and_again(scratch, int(sys.argv[1]) if len(sys.argv) > 1 else 50))
