#!/usr/bin/env python3
"""The show behind scripts/demo: four mails, one account, three devices; everything it prints was observed and verified.

usage: tools/demo.py [--keep]
"""
import argparse
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
from rig.kannel import Kannel  # noqa: E402
from rig.mail import Imap, deliver, message, put_script  # noqa: E402
from rig.receivers import PushService  # noqa: E402
from rig.process import ROOT, until  # noqa: E402
from rig.sandbox import Sandbox  # noqa: E402
from rig.smarthost import Smarthost  # noqa: E402

USER = "u0001@example.org"
NUMBER = "+15550001"
ADMINISTRATOR_SCRIPT = """# The administrator's filter, before everybody's own: what the virus scanner has marked is told to nobody.
if header :is "X-Virus" "yes" { discard; stop; }
"""
USER_SCRIPT = """require ["fileinto", "mailbox", "imap4flags", "vacation"];
# Sales talk is dropped; what the boss writes is filed and starred; everybody else hears once a week that I am away.
if header :contains "Subject" "sale" { discard; stop; }
if address :is "from" "boss@example.net" { fileinto :create :flags "\\\\Flagged" "Work"; stop; }
vacation :days 7 :subject "Away until Monday" "I am in the mountains, and read your mail on Monday.";
"""

COLOURS = {"you": "1;37", "store": "32", "laptop": "36", "browser": "35", "phone": "33", "sender": "34", "nobody": "31", "ok": "1;32"}


class Timeline:
    def __init__(self):
        self.rows, self.start = [], time.time()

    def add(self, who, text, at=None):
        self.rows.append((at or time.time(), who, text))

    def show(self):
        for at, who, text in sorted(self.rows):
            print(f"{(at - self.start) * 1000:9.1f} ms  {paint(who, f'{who:<8}')}  {text}", flush=True)
        self.rows.clear()


def paint(kind, text):
    return f"\033[{COLOURS[kind]}m{text}\033[0m" if sys.stdout.isatty() else text


def section(text):
    print("\n" + paint("you", text), flush=True)


def verify(condition, what):
    if not condition:
        raise AssertionError(what)


def gateway(folder, port):
    """The shipped Kannel table with this demo's address, user and password."""
    (folder / "kannel.password").write_text("secret\n")
    table = (ROOT / "packaging" / "connectors" / "kannel.toml").read_text()
    table = table.replace("127.0.0.1:13013", f"127.0.0.1:{port}").replace("/etc/notifyd/kannel.password", str(folder / "kannel.password"))
    return table.replace('prefixes = ["+49", "+43", "+41"]', "")


def explain(server, reply):
    """Why nobody heard: the recorded trace of the delivery that LMTP's answer names."""
    modseq = re.search(r"modseq=(\d+)", reply[1]).group(1)
    return server.call("GET", f"/v1/accounts/{USER}/explain?modseq={modseq}")["steps"]


def first_mail(server, timeline, idle, browser, kannel):
    section("1. The boss writes: filed into Work, starred, and told to every device that wants to hear")
    heard = {}

    def listen():
        heard["line"], heard["at"] = idle.heard(r"\* \d+ EXISTS"), time.time()

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    timeline.start = time.time()
    timeline.add("you", "LMTP: From: boss@example.net, Subject: Budget")
    [reply] = deliver(server.lmtp, message("Budget", sender="boss@example.net", body="Please look at the figures."), USER)
    timeline.add("store", f"LMTP answered {reply[0]} {reply[1]}")
    verify(reply[0] == 250, f"LMTP said {reply}")
    push, [sms] = browser.wait_for(1)[0], kannel.wait_for(1)
    listener.join(20)
    timeline.add("laptop", f"IDLE: {heard['line']}", heard["at"])
    timeline.add("browser", f"Web Push, decrypted: {push['text']}", push["at"])
    timeline.add("phone", f"SMS to {sms['to']}: {sms['text']}", sms["at"])
    with Imap(server.imap, mailbox="Work") as reader:
        verify(reader.subjects() == ["Budget"], "the message is not in Work")
        status, data = reader.fetch("1", "(FLAGS)")
        verify(b"\\Flagged" in data[0], "the message is not starred")
    timeline.add("store", "IMAP: Work holds 'Budget', flagged")
    timeline.show()
    verify("Budget" in push["text"], "the push does not say what came")
    verify("Budget" in sms["text"] and sms["to"].lstrip("+") == NUMBER.lstrip("+"), f"the SMS is {sms}")


def silent_mail(server, timeline, title, octets, devices, stage):
    section(title)
    timeline.start = time.time()
    timeline.add("you", "LMTP: " + octets.split(b"Subject: ")[1].split(b"\r\n")[0].decode())
    [reply] = deliver(server.lmtp, octets, USER)
    timeline.add("store", f"LMTP answered {reply[0]} {reply[1]}")
    verify(reply[0] == 250, f"LMTP said {reply}")
    steps = explain(server, reply)
    verify([step["stage"] for step in steps if "discard" in step["text"]] == [stage], f"not discarded by {stage}: {steps}")
    for step in steps:
        timeline.add("nobody", f"{step['stage']}: {step['text']}")
    timeline.show()
    verify(all(len(device.got) == 1 for device in devices), "somebody heard of it")


def answered_mail(server, timeline, smarthost, browser, kannel):
    section("4. A stranger writes: kept, told to the devices, and answered with a mail that leaves by the smarthost")
    timeline.start = time.time()
    timeline.add("you", "LMTP: From: ann@example.net, Subject: Question")
    [reply] = deliver(server.lmtp, message("Question"), USER)
    timeline.add("store", f"LMTP answered {reply[0]} {reply[1]}")
    verify(reply[0] == 250, f"LMTP said {reply}")
    [answer] = until(smarthost.mails)
    timeline.add("sender", "ann@example.net is answered: " + re.search(r"(?m)^Subject: (.*)$", answer)[1])
    push = browser.wait_for(2)[1]
    timeline.add("browser", f"Web Push, decrypted: {push['text']}", push["at"])
    sms = kannel.wait_for(2)[1]
    timeline.add("phone", f"SMS to {sms['to']}: {sms['text']}", sms["at"])
    # The second of each: what was discarded before was told to nobody.
    verify("Question" in push["text"] and "Question" in sms["text"], f"told: {push['text']}, {sms['text']}")
    [again] = deliver(server.lmtp, message("Another question"), USER)
    steps = explain(server, again)
    for step in steps:
        if "vacation" in step["text"]:
            timeline.add("nobody", f"asks again, {step['stage']}: {step['text']}")
    timeline.show()
    verify("I am in the mountains" in answer and "Auto-Submitted: auto-replied" in answer, f"the answer is {answer}")
    verify(len(smarthost.mails()) == 1, "the sender was answered twice")


def show(server, browser, kannel, smarthost, keep):
    timeline = Timeline()
    section("An account, its Sieve script (uploaded by sieve-connect over ManageSieve with TLS), three devices")
    put_script(server, USER_SCRIPT)
    subscription = {"mailboxes": "personal"}
    server.add_device(USER, name="browser", channel=browser.channel(), content="summary", subscription=subscription)
    server.add_device(USER, name="phone", channel={"kind": "sms", "number": NUMBER}, content="summary", subscription=subscription)
    laptop = server.add_device(USER, name="laptop")
    with Imap(server.imap) as setup:
        setup.create("Work")
    timeline.add("browser", "registered a Web Push subscription")
    timeline.add("phone", "registered " + NUMBER + " behind a Kannel SMS gateway")
    idle = Imap(server.imap, laptop["login"], laptop["password"], mailbox="Work")
    idle.idle()
    timeline.add("laptop", "is in IDLE on Work, logged in with its own password")
    timeline.show()

    first_mail(server, timeline, idle, browser, kannel)
    devices = (browser, kannel)
    silent_mail(server, timeline, "2. A shop writes: the user's own filter discards it", message("Great sale today"), devices, "DF")
    silent_mail(server, timeline, "3. A virus: the administrator's filter stops it before the user's is asked",
                message("Invoice", headers="X-Virus: yes\n"), devices, "AF")
    answered_mail(server, timeline, smarthost, browser, kannel)
    idle.done()
    idle.logout()
    print("\n" + paint("ok", "All of this was verified."), flush=True)
    if keep:
        try_next(server)


def try_next(server):
    try:  # from the first word on: it may be ended as soon as that is read
        print(f"""
The server is up (pid {server.pid}); end it with Ctrl-C. Accounts u0001@example.org ... with password secret.
  LMTP 127.0.0.1:{server.lmtp}   IMAP 127.0.0.1:{server.imap} (TLS {server.imaps})   ManageSieve 127.0.0.1:{server.managesieve}
  API  http://127.0.0.1:{server.api}/v1/   administrator's token: {server.admin_token}
Try next:
  curl -H 'Authorization: Bearer {server.admin_token}' http://127.0.0.1:{server.api}/v1/accounts/{USER}/devices
  curl --url imap://127.0.0.1:{server.imap}/Work -u {USER}:secret -X 'FETCH 1 ALL'
  printf 'Subject: hi\\n\\nhello\\n' | build/release/bin/notifyd deliver --server 127.0.0.1:{server.lmtp} --to {USER}
""", flush=True)
        while server.process.running():
            time.sleep(0.5)
    except SystemExit:
        pass  # that is how it is ended


def end(number, _frame):
    """INT and TERM end the demo as an error would, so that every process it started is ended; the next ones are too late."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + number)


def main():
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--keep", action="store_true", help="leave the server up and say what to try next")
    keep = arguments.parse_args().keep
    with tempfile.TemporaryDirectory(prefix="notifyd-demo-") as folder:
        folder = pathlib.Path(folder)
        (folder / "before.sieve").write_text(ADMINISTRATOR_SCRIPT)
        with Kannel(folder / "kannel") as kannel, PushService() as browser, Smarthost(folder / "smarthost") as smarthost:
            config = smarthost.config() + f'[sieve]\nbefore = "{folder / "before.sieve"}"\n' + gateway(folder, kannel.sendsms)
            with Sandbox(folder / "sandbox", config=config) as server:
                try:
                    show(server, browser, kannel, smarthost, keep)
                except Exception:
                    kept = shutil.copy(server.process.log, tempfile.mkdtemp(prefix="notifyd-demo-log-"))
                    print(f"--- the server's log ends so (the whole of it: {kept}):\n" + server.process.tail(), file=sys.stderr)
                    raise


if __name__ == "__main__":
    main()
