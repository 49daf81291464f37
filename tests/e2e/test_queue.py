"""The queue of outgoing mail against a real Postfix: refusals, reports to the sender, tries put off, and the operator's commands."""
import json

import pytest

from rig.mail import Imap, deliver, message, put_script
from rig.postfix import relaying_postfix
from rig.process import until

# What Postfix takes goes on to a sink; two recipients it does not take.
SMARTHOST = """
relay_domains = static:all
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{nobody@example.com = 550 5.1.1 no such user}}, {{later@example.com = 450 4.2.1 come later}} }}
default_transport = smtp:[127.0.0.1]:{port}
relay_transport = smtp:[127.0.0.1]:{port}
"""


@pytest.fixture
def postfix(tmp_path):
    with relaying_postfix(tmp_path, SMARTHOST) as server:
        yield server


@pytest.fixture
def server(make_sandbox, postfix):
    return make_sandbox(config=f'[smarthost]\nhost = "127.0.0.1"\nport = {postfix.port}\ntls = "never"\n')


def queue(server):
    return json.loads(server.command("--json", "queue", "list"))["items"]


def test_a_refused_redirect_is_reported_to_the_sender(server, postfix):
    put_script(server, 'redirect "nobody@example.com";')
    [(code, text)] = deliver(server.lmtp, message("lost"))
    assert code == 250
    [report] = until(postfix.sink.mails)
    assert "X-Mail-Args: <>" in report and "X-Rcpt-Args: <ann@example.net>" in report
    assert "multipart/report; report-type=delivery-status" in report and "Auto-Submitted: auto-replied" in report
    assert "Status: 5.1.1" in report and "Action: failed" in report and "Final-Recipient: rfc822; nobody@example.com" in report
    assert "Subject: lost" in report and "A short text." not in report
    until(lambda: queue(server) == [])
    assert "bounced" in server.command("filter", "explain", "u0001@example.org", "@" + text.rsplit("modseq=")[1])


def test_nobody_is_told_of_a_bounce_that_cannot_be_passed_on(server, postfix):
    put_script(server, 'redirect "nobody@example.com";')
    assert deliver(server.lmtp, message("a bounce"), sender="")[0][0] == 250
    [dead] = until(lambda: [one for one in queue(server) if one["state"] == "dead"])
    assert "no such user" in dead["reason"] and dead["sender"] == ""
    put_script(server, 'redirect "kim@example.com";')
    assert deliver(server.lmtp, message("passed on"))[0][0] == 250
    [mail] = until(postfix.sink.mails)
    assert "Subject: passed on" in mail
    server.command("queue", "drop", str(dead["id"]))
    assert queue(server) == []


def test_what_is_put_off_waits_and_an_operator_can_try_or_drop_it(server, postfix):
    put_script(server, 'require "copy"; redirect :copy "later@example.com";')
    assert deliver(server.lmtp, message("put off"))[0][0] == 250
    with Imap(server.imap) as client:
        assert client.subjects() == ["put off"]
    [waiting] = until(lambda: [one for one in queue(server) if one["failures"] == 1])
    assert waiting["state"] == "waiting" and "come later" in waiting["reason"] and waiting["next_try"] > waiting["created"]
    assert json.loads(server.command("--json", "queue", "show", str(waiting["id"]))) == waiting
    server.kill()
    server.start()
    server.command("queue", "retry", str(waiting["id"]))
    until(lambda: [one for one in queue(server) if one["failures"] == 2])
    server.command("queue", "drop", str(waiting["id"]))
    assert queue(server) == []
    assert postfix.sink.mails() == []
