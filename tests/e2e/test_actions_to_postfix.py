"""Each action that sends mail, from ManageSieve and LMTP to a real Postfix, which takes it and hands it on."""
import re

from crash.kill9_queue import POSTFIX
from rig.mail import Imap, deliver, message, put_script
from rig.postfix import relaying_postfix
from rig.process import until

ALL = """require ["vacation", "copy", "enotify", "fcc", "mailbox", "vnd.dovecot.report"];
vacation :fcc "Sent" :create "I am away.";
redirect :copy "kim@example.com";
notify :message "mail came" "mailto:lee@example.com";
report "abuse" "Not asked for." "abuse@example.com";
"""


def to(mails, address):
    return [mail for mail in mails if f"X-Rcpt-Args: <{address}>" in mail]


def test_every_action_that_sends_mail_is_taken_by_postfix(make_sandbox, tmp_path):
    with relaying_postfix(tmp_path, POSTFIX) as postfix:
        server = make_sandbox(config=f'[smarthost]\nhost = "localhost"\nport = {postfix.port}\ntls = "never"\n')
        put_script(server, ALL)
        assert deliver(server.lmtp, message("one"))[0][0] == 250
        mails = until(lambda: len(postfix.sink.mails()) == 4 and postfix.sink.mails())
        [answer], [passed_on], [told], [reported] = (to(mails, f"{name}") for name in (
            "ann@example.net", "kim@example.com", "lee@example.com", "abuse@example.com"))
        assert "X-Mail-Args: <>" in answer and "Auto-Submitted: auto-replied" in answer and "I am away." in answer
        assert "X-Mail-Args: <ann@example.net>" in passed_on and "Subject: one" in passed_on
        assert re.search(r"Auto-Submitted: auto-notified; owner-email=\"u0001@example.org\"", told) and "mail came" in told
        assert "report-type=feedback-report" in reported.replace('"', "") and "Feedback-Type: abuse" in reported
        for mail in mails:
            assert "by mta.example.net (Postfix)" in mail
        with Imap(server.imap, mailbox="Sent") as client:
            assert client.subjects() == ["Auto: one"]
        put_script(server, 'require "reject"; reject "Keine Vögel.";')
        assert deliver(server.lmtp, message("two"), sender="bo@example.net")[0][0] == 250
        [refusal] = until(lambda: to(postfix.sink.mails(), "bo@example.net"))
        assert "X-Mail-Args: <>" in refusal and "report-type=disposition-notification" in refusal
        until(lambda: server.call("GET", "/v1/outbox")["waiting"] == 0)
        with Imap(server.imap) as client:
            assert client.subjects() == ["one"]
