#!/usr/bin/env python3
"""Kills a sandbox with SIGKILL at random moments while it redirects mail to a real Postfix, behind a next hop that refuses and cuts at
random, starts it again, and counts what became of each mail that it had accepted.

usage: tests/crash/kill9_queue.py [ROUNDS]      (default 50)
"""
import collections
import contextlib
import pathlib
import random
import re
import sqlite3
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from crash.load import Load, Sender  # noqa: E402
from rig.mail import put_script  # noqa: E402
from rig.next_hop import Proxy  # noqa: E402
from rig.postfix import Postfix  # noqa: E402
from rig.process import until  # noqa: E402
from rig.sandbox import ApiError, Sandbox  # noqa: E402
from rig.smarthost import Smarthost  # noqa: E402

FRIEND = "friend@example.com"
POSTFIX = """
relay_domains = static:all
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
default_transport = smtp:[127.0.0.1]:{port}
relay_transport = smtp:[127.0.0.1]:{port}
"""


class QueueLoad(Load):
    """Senders alone: what is counted is what left."""

    def __init__(self, server, senders=2):
        self.server = server
        self.over, self.up, self.falls = threading.Event(), threading.Event(), 0
        self.senders = [Sender(self, number) for number in range(senders)]
        self.expunger = None


def send_all(server):
    """Until the queue is empty; what waits for its next try is tried now. What is dead stays, and is given back."""
    def is_empty():
        items = server.call("GET", "/v1/queue?limit=1000")["items"]
        for one in items:
            if one["state"] == "waiting":
                try:
                    server.call("POST", f"/v1/queue/{one['id']}/retry")
                except ApiError:
                    pass  # it is being sent by now
        return all(one["state"] == "dead" for one in items) and server.call("GET", "/v1/outbox")["waiting"] == 0

    until(is_empty, seconds=180, every=0.1)
    return server.call("GET", "/v1/queue?limit=1000")["items"]


def arrivals(sink):
    """How often each mail came to the end of its way, and how often a report told of it."""
    came, told = collections.Counter(), collections.Counter()
    for mail in sink.mails():
        report = "report-type=delivery-status" in mail
        subject = re.findall(r"^Subject: (s\d+-\d+)$", mail, re.MULTILINE)
        if subject:
            (told if report else came)[subject[0]] += 1
    return came, told


def queued(server):
    """The rows of mails as a kill has left them. Read only: the server finds its files as they were."""
    [path] = server.data.rglob("store.db")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return b"".join(bytes(payload) for [payload] in database.execute("SELECT payload FROM outbox WHERE kind = 1"))


def not_committed(proxy, left):
    """Mails that the next hop has taken, and said so, which a kill has left in the queue."""
    return {mail for mail, tries in list(proxy.answers.items())
            if any(what == "taken" and identity and identity in left for what, identity in list(tries))}


def may_be_doubled(mail, proxy, killed):
    """Why a mail may have been sent twice: an answer was cut, or there was a kill between answer and commit."""
    if any(what == "cut" for what, _ in proxy.answers[mail]):
        return "cut"
    return "killed" if mail in killed else ""


def count(accepted, proxy, sink, killed):
    came, told = arrivals(sink)
    doubled = collections.Counter()
    for subject in accepted:
        if came[subject] > 1:
            doubled[may_be_doubled((FRIEND, subject), proxy, killed) or "for no reason"] += 1
    outcome = collections.Counter(what for tries in proxy.answers.values() for what, _ in tries)
    return {"accepted": len(accepted), "answers": dict(outcome),
            "arrived": sum(1 for subject in accepted if came[subject]),
            "given back": sum(1 for subject in accepted if told[subject]),
            "neither arrived nor given back": [one for one in accepted if not came[one] and not told[one]],
            "both": [one for one in accepted if came[one] and told[one]
                     and not may_be_doubled((FRIEND, one), proxy, killed)],
            "twice, as the answer was cut": doubled["cut"],
            "twice, as it was killed before its commit": doubled["killed"],
            "twice for no reason": doubled["for no reason"]}


def kill_again_and_again(folder, rounds, chance=0.08):
    sink = Smarthost(folder / "sink")
    try:
        with Postfix(folder / "postfix", "smtp", POSTFIX.format(port=sink.port)) as postfix, \
                Proxy(postfix.port, chance) as proxy, \
                Sandbox(folder / "sandbox", accounts=1, config=proxy.config()) as server:
            put_script(server, f'redirect "{FRIEND}";')
            load, killed = QueueLoad(server), set()
            load.start()
            for _ in range(rounds):
                load.go_on()
                load.fall()
                server.kill()
                killed |= not_committed(proxy, queued(server))
                server.start()
                load.rise()
            load.stop()
            dead = send_all(server)
            postfix.drained(180)
            return {"kills": rounds, **count(load.accepted(), proxy, sink, killed), "dead": [one["reason"] for one in dead]}
    finally:
        sink.process.stop()


if __name__ == "__main__":
    random.seed()
    with tempfile.TemporaryDirectory(prefix="notifyd-kill9-queue-") as scratch:
        print(kill_again_and_again(pathlib.Path(scratch), int(sys.argv[1]) if len(sys.argv) > 1 else 50))
