#!/usr/bin/env python3
"""Kills a sandbox with SIGKILL at random moments while it redirects mail, notifies of it, reports it and answers it by mail, to a real
Postfix, behind a next hop that refuses and cuts at random, starts it again, and counts what became of each mail that it had to send for
those that it had accepted.

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

FRIEND, WATCHER, SENDER = "friend@example.com", "watcher@example.com", "ann@example.net"
REPORT = "Report: "  # so begins the subject of a report
SCRIPT = f"""require ["variables", "enotify", "vnd.dovecot.report", "vacation", "vacation-seconds"];
if header :matches "subject" "*" {{
  redirect "{FRIEND}";
  notify :message "${{1}}" "mailto:{WATCHER}";
  report "abuse" "Look at this." "${{1}}.abuse@example.com";
  vacation :seconds 0 :subject "${{1}}" "I am away.";
}}"""
LIMITS = '''[sieve.notify]
mailto_a_day = 1000000
report_a_day = 1000000
[sieve.vacation]
min_period = "0s"
'''
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
    """How often each mail came to the end of its way, and how often a report told of it: by recipient and subject."""
    came, told = collections.Counter(), collections.Counter()
    for mail in sink.mails():
        report = "report-type=delivery-status" in mail
        to = r"^Final-Recipient: rfc822; *(\S+)$" if report else r"^X-Rcpt-Args: <([^>]*)>"
        subject = re.findall(rf"^Subject: ((?:{REPORT})?s\d+-\d+)$", mail, re.MULTILINE)
        if subject:
            (told if report else came)[(re.findall(to, mail, re.MULTILINE)[0], subject[0])] += 1
    return came, told


def queued(server):
    """The rows of mails as a kill has left them. Read only: the server finds its files as they were."""
    [path] = server.data.rglob("store.db")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return [bytes(payload) for [payload] in database.execute("SELECT payload FROM outbox WHERE kind = 1")]


def due_for(subject):
    """What has to leave for an accepted mail, by recipient and subject."""
    return [(FRIEND, subject), (WATCHER, subject), (f"{subject}.abuse@example.com", REPORT + subject), (SENDER, subject)]


def is_in(rows, mail, identity):
    """The octets of a report of abuse stand in no row: its recipient tells it apart."""
    recipient, subject = mail
    name = recipient.split("@")[0].encode()
    mark = name if subject.startswith(REPORT) else identity
    return bool(mark) and any(mark in row and name in row for row in rows)


def not_committed(proxy, rows):
    """Mails that the next hop has taken, and said so, which a kill has left in the queue. It may go on to hear of the kill."""
    until(lambda: proxy.talks == 0, seconds=90)
    return {mail for mail, tries in list(proxy.answers.items())
            if any(what == "taken" and is_in(rows, mail, identity) for what, identity in list(tries))}


def may_be_doubled(mail, proxy, killed):
    """Why a mail may have been sent twice: an answer was cut, or there was a kill between answer and commit."""
    if any(what == "cut" for what, _ in proxy.answers[mail]):
        return "cut"
    return "killed" if mail in killed else ""


def count(accepted, proxy, sink, killed):
    came, told = arrivals(sink)
    due = [mail for subject in accepted for mail in due_for(subject)]
    doubled = collections.defaultdict(list)
    for mail in due:
        if came[mail] > 1:
            doubled[may_be_doubled(mail, proxy, killed)].append(mail)
    outcome = collections.Counter(what for tries in proxy.answers.values() for what, _ in tries)
    return {"accepted": len(accepted), "answers": dict(outcome), "spoilt": dict(proxy.spoilt),
            "due": len(due),
            "arrived": sum(1 for mail in due if came[mail]),
            "given back": sum(1 for mail in due if told[mail]),
            "neither arrived nor given back": [mail for mail in due if not came[mail] and not told[mail]],
            "both": [mail for mail in due if came[mail] and told[mail] and not may_be_doubled(mail, proxy, killed)],
            "twice, as the answer was cut": len(doubled["cut"]),
            "twice, as it was killed before its commit": len(doubled["killed"]),
            "twice for no reason": [(mail, proxy.answers[mail]) for mail in doubled[""]]}


def kill_again_and_again(folder, rounds, chance=0.08):
    sink = Smarthost(folder / "sink")
    try:
        with Postfix(folder / "postfix", "smtp", POSTFIX.format(port=sink.port)) as postfix, \
                Proxy(postfix.port, chance) as proxy, \
                Sandbox(folder / "sandbox", accounts=1, config=proxy.config() + LIMITS) as server:
            put_script(server, SCRIPT)
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
