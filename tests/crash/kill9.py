#!/usr/bin/env python3
"""Kills a sandbox with SIGKILL at random moments under load, starts it again, and counts.

Every delivery that got no answer is sent again with the same octets, as an MTA does. At the end: each accepted message
must be stored once, and its device must have been pushed to at least once.
usage: tests/crash/kill9.py [ROUNDS]      (default 50)
"""
import collections
import pathlib
import random
import re
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from rig.mail import Imap, Lmtp, message  # noqa: E402
from rig.process import until  # noqa: E402
from rig.receivers import WebhookSink  # noqa: E402
from rig.sandbox import Sandbox  # noqa: E402

SENDERS = 4
USER = "u0001@example.org"


class Sender(threading.Thread):
    """Sends numbered mails one after the other; one without an answer is sent again until it has one."""

    def __init__(self, trial, number):
        super().__init__(daemon=True)
        self.trial, self.number, self.accepted = trial, number, []

    def run(self):
        count = 0
        while not self.trial.over.is_set():
            subject = f"s{self.number}-{count}"
            octets = message(subject, to=USER)
            if not self.send_until_answered(octets):
                return
            self.accepted.append(subject)
            count += 1

    def send_until_answered(self, octets):
        while True:
            try:
                with Lmtp(self.trial.server.lmtp) as client:
                    [(code, _)] = client.send(octets, [USER])
                if code == 250:
                    return True
            except (OSError, ConnectionError, ValueError):
                pass
            if self.trial.over.is_set() and not self.trial.server.process.running():
                return False
            self.trial.up.wait(10)


class Trial:
    def __init__(self, folder, rounds):
        self.folder, self.rounds = pathlib.Path(folder), rounds
        self.over, self.up = threading.Event(), threading.Event()

    def run(self):
        with WebhookSink() as sink:
            self.server = Sandbox(self.folder, accounts=1)
            try:
                self.server.add_device(USER, name="phone", channel=sink.channel(), content="summary")
                senders = [Sender(self, number) for number in range(SENDERS)]
                self.up.set()
                for sender in senders:
                    sender.start()
                kills = self.kill_again_and_again()
                self.over.set()
                for sender in senders:
                    sender.join(60)
                return self.count([subject for sender in senders for subject in sender.accepted], kills, sink)
            finally:
                self.server.stop()

    def kill_again_and_again(self):
        for kills in range(1, self.rounds + 1):
            threading.Event().wait(random.uniform(0.05, 0.8))  # the moment of the kill is the test's input
            self.up.clear()
            self.server.kill()
            self.server.start()
            self.up.set()
        return kills

    def count(self, accepted, kills, sink):
        with Imap(self.server.imap) as client:
            stored = collections.Counter(client.subjects())
        pushed = lambda: {entry["body"]["data"].get("subject") for entry in list(sink.got)}
        try:
            until(lambda: set(accepted) <= pushed(), seconds=60)
        except TimeoutError:
            pass  # counted below
        return {"kills": kills, "accepted": len(accepted),
                "accepted and not stored": sum(1 for subject in accepted if stored[subject] == 0),
                "stored twice": sum(1 for times in stored.values() if times > 1),
                "owed a push and not pushed": len(set(accepted) - pushed()),
                "store faults": self.server.call("POST", "/v1/store/check")["faults"]}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="notifyd-kill9-") as scratch:
        print(Trial(scratch, int(sys.argv[1]) if len(sys.argv) > 1 else 50).run())
