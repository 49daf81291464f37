#!/usr/bin/env python3
"""Cuts the power under a sandbox at random moments under load, and counts (load.py says what).

The store lies on an ext4 whose shutdown drops all that was not flushed; then the server is killed, the file system unmounted (which
drops the page cache), mounted again (its journal replays), and the server started on what is left. Needs root.
usage: tests/crash/power_cut.py [CUTS] [--no-sync]      (default 20)
With --no-sync the server leaves out every fdatasync, and the cuts end with the first that loses mail or the whole store: that
there is one proves that the program would see it.
"""
import imaplib
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from crash.load import Load  # noqa: E402
from rig.disk import Disk, why_not  # noqa: E402
from rig.receivers import WebhookSink  # noqa: E402
from rig.sandbox import Sandbox  # noqa: E402


def cut(load, disk):
    load.go_on()
    load.fall()
    disk.cut_power()
    load.server.kill()
    disk.unmount()
    disk.mount()


def cut_again_and_again(folder, cuts):
    folder = pathlib.Path(folder)
    with Disk(folder) as disk, WebhookSink() as sink, Sandbox(folder / "sandbox", accounts=1, data=disk.path / "data") as server:
        load = Load(server, sink)
        load.start()
        faults = []
        for _ in range(cuts):
            cut(load, disk)
            server.start()
            load.rise()
            faults += load.faults()
        load.stop()
        return {"cuts": cuts, **load.count(), "store faults": faults + load.faults()}


def cut_until_something_is_lost(folder, cuts):
    """The same without fdatasync. Answers after how many cuts what was lost; 0 lost if nothing was."""
    folder = pathlib.Path(folder)
    environment = {"NOTIFYD_TEST_NO_SYNC": "1"}
    with Disk(folder) as disk, WebhookSink() as sink, \
            Sandbox(folder / "sandbox", accounts=1, data=disk.path / "data", environment=environment) as server:
        load = Load(server, sink)
        load.start()
        result = {"cuts": 0, "accepted": 0, "lost": 0, "how": ""}
        while result["cuts"] < cuts and not result["lost"]:
            cut(load, disk)
            accepted = load.accepted()
            result.update(cuts=result["cuts"] + 1, accepted=len(accepted))
            try:
                server.start()
                result.update(lost=len(load.look(accepted).missing), how="messages")
            except (OSError, RuntimeError, ValueError, imaplib.IMAP4.error) as failure:
                result.update(lost=len(accepted), how=f"the whole store: {failure}")
            load.rise()
        load.stop()
        return result


if __name__ == "__main__":
    if why_not():
        sys.exit(f"cannot run: {why_not()}")
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    trial = cut_until_something_is_lost if "--no-sync" in sys.argv else cut_again_and_again
    with tempfile.TemporaryDirectory(prefix="notifyd-power-") as scratch:
        print(trial(scratch, numbers[0] if numbers else 20))
