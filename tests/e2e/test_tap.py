"""The tap beside a real Dovecot: devices of its accounts hear of new mail, whoever is killed meanwhile."""
import json
import os
import subprocess
import threading
import time
import urllib.request

import pytest

from rig.dovecot import MASTER, MASTER_PASSWORD, Dovecot, Link
from rig.mail import Imap, deliver, extensions, message, put_script
from rig.process import until
from rig.receivers import WebhookSink
from rig.sandbox import ApiError, Sandbox

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="Dovecot can be started by root only")

USER = "u0001@example.org"


def config(folder, dovecot, port, tls, master=True, accounts=(USER,)):
    secret = folder / "foreign-password"
    secret.write_text(MASTER_PASSWORD if master else "".join(f"{account}:secret\n" for account in accounts))
    lines = ["[tap.dovecot]", 'host = "localhost"', f"port = {port}", f'tls = "{tls}"', f'ca_file = "{dovecot.ca}"',
             f'password_file = "{secret}"', f"accounts = {list(accounts)}".replace("'", '"')]
    if master:
        lines.append(f'master_user = "{MASTER}"')
    return "\n".join(lines) + "\n"


def metric(sandbox, name):
    with urllib.request.urlopen(f"http://127.0.0.1:{sandbox.api}/metrics", timeout=10) as page:
        for line in page.read().decode().splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
    return 0.0


def watching(sandbox, accounts=1):
    until(lambda: "tap_anchored" in sandbox.process.log.read_text(), 30)
    until(lambda: metric(sandbox, "notifyd_tap_connected_accounts") >= accounts, 30)


def uids(dovecot, user=USER):
    client = Imap(dovecot.imap, user)
    status, found = client.uid("SEARCH", "ALL")
    client.logout()
    assert status == "OK"
    return [int(uid) for uid in found[0].split()]


def device(sandbox, sink, **more):
    sandbox.add_device(USER, name="phone", channel=sink.channel(), content="summary", **more)


@pytest.mark.parametrize("tls, master", [("implicit", True), ("starttls", False)])
def test_new_mail_reaches_the_device_and_old_mail_does_not(tmp_path, tls, master):
    with Dovecot(tmp_path / "dovecot") as dovecot, WebhookSink() as sink:
        assert deliver(dovecot.lmtp, message("old"), USER)[0][0] == 250
        port = dovecot.imaps if tls == "implicit" else dovecot.imap
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, port, tls, master)) as sandbox:
            device(sandbox, sink)
            watching(sandbox)
            assert deliver(dovecot.lmtp, message("new"), USER)[0][0] == 250
            push = sink.wait_for(1)[0]["body"]
            assert (push["type"], push["data"]["subject"], push["data"]["uid"]) == ("MessageNew", "new", 2)
            client = Imap(dovecot.imap, USER)
            _, flags = client.fetch("1:*", "(FLAGS)")
            client.logout()
            assert b"\\Seen" not in b"".join(flags)
        assert len(sink.got) == 1


def test_the_active_script_decides_what_is_worth_a_push(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot, WebhookSink() as sink:
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, dovecot.imaps, "implicit")) as sandbox:
            device(sandbox, sink)
            put_script(sandbox, 'require "enotify"; if header :contains "Subject" "offer" { discard; }\n'
                                'elsif header :is "Subject" "fire" { notify :message "Run" "device:phone"; }\n')
            watching(sandbox)
            for subject in ("an offer", "fire", "plain"):
                assert deliver(dovecot.lmtp, message(subject), USER)[0][0] == 250
            pushes = [entry["body"]["data"] for entry in sink.wait_for(2)]
            assert sorted(push["subject"] for push in pushes) == ["fire", "plain"]
            assert [push.get("message") for push in pushes if push["subject"] == "fire"] == ["Run"]
        assert len(sink.got) == 2


def test_a_script_that_fails_over_a_watched_message_is_logged_and_counted(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot, WebhookSink() as sink:
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, dovecot.imaps, "implicit")) as sandbox:
            device(sandbox, sink)
            put_script(sandbox, 'require "ihave";\nif header :contains "Subject" "plan" { error "a secret reason"; }')
            watching(sandbox)
            for subject in ("secret plan", "plain"):
                assert deliver(dovecot.lmtp, message(subject), USER)[0][0] == 250
            assert len(sink.wait_for(2)) == 2  # what a script fails over is pushed
            logged = until(lambda: [line for line in (sandbox.folder / "notifyd.log").read_text().splitlines() if "script_failed" in line])
            assert len(logged) == 1 and USER in logged[0] and "main" in logged[0] and "secret" not in logged[0], logged
            with urllib.request.urlopen(f"http://127.0.0.1:{sandbox.api}/metrics", timeout=20) as page:
                assert "notifyd_script_failures_total 1" in page.read().decode()


REFUSED = [('require "fileinto"; fileinto "Work";', 'line 1, column 9.*fileinto.* cannot be used in the scripts of this account'),
           ('if true {\n  redirect "me@example.com"; }', "line 2, column 3.*redirect cannot be used.*filed already, on another server"),
           ('require ["enotify", "imap4flags"]; keep;', 'line 1, column 21.*imap4flags.* cannot')]


def test_a_script_that_the_kind_of_account_cannot_carry_out_is_refused(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot:
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, dovecot.imaps, "implicit")) as sandbox:
            for script, why in REFUSED:
                with pytest.raises(RuntimeError, match=why):
                    put_script(sandbox, script)
                with pytest.raises(ApiError, match=why):
                    sandbox.call("PUT", f"/v1/accounts/{USER}/scripts/main", {"text": script})
                put_script(sandbox, 'require ["fileinto", "imap4flags"]; fileinto "Work";', login=sandbox.address(2))
            assert {"enotify", "extlists"} <= extensions(sandbox)
            assert not {"fileinto", "imap4flags", "mailbox", "envelope", "mailboxid", "servermetadata"} & extensions(sandbox)
            assert {"fileinto", "imap4flags", "mailbox", "envelope"} <= extensions(sandbox, login=sandbox.address(2))


def test_lmtp_refuses_mail_that_belongs_on_the_watched_server(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot:
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, dovecot.imaps, "implicit")) as sandbox:
            watching(sandbox)
            watched, own = deliver(sandbox.lmtp, message("astray"), USER, sandbox.address(2))
            assert watched[0] == 550 and watched[1].startswith("5.7.1") and "on another server" in watched[1]
            assert own[0] == 250


class Sender(threading.Thread):
    """Delivers without end; what Dovecot does not take while it is down is tried again, as an MTA does."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.ended, self.sent = port, threading.Event(), 0

    def run(self):
        while not self.ended.wait(0.05):
            try:
                if deliver(self.port, message(f"mail {self.sent}"), USER)[0][0] == 250:
                    self.sent += 1
            except OSError:
                pass


def test_nothing_is_missed_or_entered_twice_while_everybody_is_killed(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot, WebhookSink() as sink:
        link = Link(dovecot.imaps)
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, link.port, "implicit")) as sandbox:
            device(sandbox, sink)
            watching(sandbox)
            sender = Sender(dovecot.lmtp)
            sender.start()

            def goes_on():
                seen = sender.sent
                until(lambda: sender.sent >= seen + 5, 60)

            def is_watched_again():
                until(lambda: metric(sandbox, "notifyd_tap_connected_accounts") == 1, 60)
                goes_on()

            for _ in range(2):
                goes_on()
                sandbox.kill()
                goes_on()
                sandbox.start()
                is_watched_again()
                dovecot.kill()
                dovecot.start()
                is_watched_again()
                link.cut()
                goes_on()
                link.restore()
                is_watched_again()
            sender.ended.set()
            sender.join()
            there = uids(dovecot)  # a delivery that was cut off may lie there twice: Dovecot's business
            assert len(there) >= sender.sent >= 35

            def heard():
                return {(entry["body"]["data"]["uid"]) for entry in list(sink.got)}

            until(lambda: heard() == set(there), 60)
            sandbox.stop()  # drains: whatever would still come has come
            ids = {}
            for entry in sink.got:
                ids.setdefault(entry["body"]["data"]["uid"], set()).add(entry["id"])
            assert {uid: len(each) for uid, each in ids.items()} == {uid: 1 for uid in there}
        link.close()


def test_people_can_ask_why_and_how_it_stands(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot, WebhookSink() as sink:
        assert deliver(dovecot.lmtp, message("old"), USER)[0][0] == 250
        text = config(tmp_path, dovecot, dovecot.imaps, "implicit")
        text += config(tmp_path, dovecot, 9, "implicit").replace("tap.dovecot", "tap.closed").replace(USER, "u0002@example.org")
        with Sandbox(tmp_path / "notifyd", config=text) as sandbox:
            watching(sandbox)
            assert deliver(dovecot.lmtp, message("unheard"), USER)[0][0] == 250
            until(lambda: metric(sandbox, 'notifyd_tap_messages_total') >= 1)
            device(sandbox, sink, subscription={"filter": 'SUBJECT "heard"'})
            assert deliver(dovecot.lmtp, message("heard"), USER)[0][0] == 250
            sink.wait_for(1)
            ask = lambda *arguments: json.loads(sandbox.command("--json", *arguments))
            assert "nobody is told" in str(ask("filter", "explain", USER, "2")["steps"])
            told = until(lambda: [step for step in ask("filter", "explain", USER, "INBOX/3")["steps"] if step["stage"] == "push"])
            assert told[0]["device"] == "phone"
            now = ask("filter", "explain", USER, "2", "--now")["now"]
            assert "not here" in now[0]["text"] and not any(step["stage"] == "push" for step in now)
            assert sandbox.command("filter", "explain", USER, "1", check=False).returncode == 69
            status = {item["account"]: item for item in ask("tap", "status")["items"]}
            assert (status[USER]["state"], status[USER]["uid_next"]) == ("watching", 4)
            until(lambda: {item["account"]: item["state"] for item in ask("tap", "status")["items"]}["u0002@example.org"] in ("lost", "refused"))
            assert ask("tap", "status")["items"][1]["reason"]
        down = json.loads(sandbox.command("--json", "tap", "status", check=False).stdout)
        assert down["items"] == []  # this command line has no tap in its configuration


def doveadm(dovecot, *arguments):
    subprocess.run(["doveadm", "-c", str(dovecot.folder / "dovecot.conf"), *arguments], check=True, capture_output=True, timeout=60)


def told(sink):
    return [entry["body"]["data"]["subject"] for entry in sink.got]


def anchored_anew(sandbox, times=1):
    until(lambda: sandbox.process.log.read_text().count("tap_anchored_anew") >= times, 60)
    until(lambda: metric(sandbox, "notifyd_tap_connected_accounts") == 1, 60)


def test_a_mailbox_whose_uids_are_lost_is_followed(tmp_path):
    """dovecot-uidlist and the index are gone: other uids, another UIDVALIDITY, a UIDNEXT that fell, and mail that came meanwhile."""
    with Dovecot(tmp_path / "dovecot", more="mail_location = maildir:~/Maildir\n") as dovecot, WebhookSink() as sink:
        for number in range(5):
            assert deliver(dovecot.lmtp, message(f"old {number}"), USER)[0][0] == 250
        doveadm(dovecot, "expunge", "-u", USER, "mailbox", "INBOX", "uid", "1:3")
        link = Link(dovecot.imaps)
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, link.port, "implicit")) as sandbox:
            device(sandbox, sink)
            watching(sandbox)
            assert deliver(dovecot.lmtp, message("before"), USER)[0][0] == 250
            sink.wait_for(1)
            link.cut()
            dovecot.process.stop()
            for file in (dovecot.run / "mail" / "u0001" / "Maildir").glob("dovecot*"):
                if file.name.startswith(("dovecot-uidlist", "dovecot.index")):
                    file.unlink()
            dovecot.start()
            assert uids(dovecot) == [1, 2, 3]
            assert deliver(dovecot.lmtp, message("meanwhile"), USER)[0][0] == 250
            link.restore()
            anchored_anew(sandbox)
            assert deliver(dovecot.lmtp, message("after"), USER)[0][0] == 250
            sink.wait_for(3)
            sandbox.stop()  # drains: whatever would still come has come
        assert told(sink) == ["before", "meanwhile", "after"]
        assert [entry["body"]["data"]["uid"] for entry in sink.got] == [6, 4, 5]
        link.close()


def test_a_uidvalidity_that_changes_while_we_listen_is_followed(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot, WebhookSink() as sink:
        assert deliver(dovecot.lmtp, message("old"), USER)[0][0] == 250
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, dovecot.imaps, "implicit")) as sandbox:
            device(sandbox, sink)
            watching(sandbox)
            assert deliver(dovecot.lmtp, message("before"), USER)[0][0] == 250
            sink.wait_for(1)
            doveadm(dovecot, "mailbox", "update", "--uid-validity", "1234567", "-u", USER, "INBOX")
            until(lambda: time.time() > sink.got[0]["at"] + 1)  # INTERNALDATE has seconds: not the one of the mail before
            # Dovecot says nothing of it to who is in IDLE; it ends the session when the next mail comes.
            assert deliver(dovecot.lmtp, message("after"), USER)[0][0] == 250
            anchored_anew(sandbox)
            sink.wait_for(2)
            assert deliver(dovecot.lmtp, message("later"), USER)[0][0] == 250
            sink.wait_for(3)
            sandbox.stop()
        assert told(sink) == ["before", "after", "later"]


def test_uids_that_are_gone_when_the_tap_comes_back_are_passed(tmp_path):
    with Dovecot(tmp_path / "dovecot") as dovecot, WebhookSink() as sink:
        link = Link(dovecot.imaps)
        with Sandbox(tmp_path / "notifyd", config=config(tmp_path, dovecot, link.port, "implicit")) as sandbox:
            device(sandbox, sink)
            watching(sandbox)
            for first, gone in ((1, "1:3"), (5, "5:8")):  # a gap before what is there, and nothing but a gap
                link.cut()
                for number in range(4):
                    assert deliver(dovecot.lmtp, message(f"mail {first + number}"), USER)[0][0] == 250
                doveadm(dovecot, "expunge", "-u", USER, "mailbox", "INBOX", "uid", gone)
                assert uids(dovecot) == [4]
                link.restore()
                until(lambda: json.loads(sandbox.command("--json", "tap", "status"))["items"][0]["uid_next"] == first + 4, 60)
            assert deliver(dovecot.lmtp, message("mail 9"), USER)[0][0] == 250
            sink.wait_for(2)
            sandbox.stop()
        assert told(sink) == ["mail 4", "mail 9"]
        link.close()
