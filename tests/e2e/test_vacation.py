"""Answers by vacation (RFC 5230): one to each sender in a period, also over kill -9."""
import re

from rig.mail import Imap, deliver, extensions, message, put_script
from rig.process import until

AWAY = 'require "vacation"; vacation :days 3 :subject "Away: ${x}" "I am away.";'


def answers(host):
    return [mail for mail in host.mails() if "Auto-Submitted: auto-replied" in mail]


def test_a_sender_is_answered_once_also_over_kill_9(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, AWAY)
    one = message("one")
    assert deliver(server.lmtp, one)[0][0] == 250
    [answer] = until(lambda: answers(smarthost))
    assert "X-Mail-Args: <>" in answer and "X-Rcpt-Args: <ann@example.net>" in answer
    [message_id] = re.findall(r"Message-ID: (\S+)", one.decode())
    assert f"In-Reply-To: {message_id}\n" in answer and "I am away." in answer
    assert deliver(server.lmtp, message("two"))[0][0] == 250
    # Killed between the smarthost's answer and its own commit, the server would send the same mail again.
    until(lambda: server.call("GET", "/v1/outbox")["waiting"] == 0)
    server.kill()
    server.start()
    assert deliver(server.lmtp, message("three"))[0][0] == 250
    # What is sent leaves in order: when this one is there, an answer to the others would be.
    put_script(server, 'require "copy"; redirect :copy "mark@example.com";')
    deliver(server.lmtp, message("four"))
    until(lambda: [mail for mail in smarthost.mails() if "mark@example.com" in mail])
    found = answers(smarthost)
    assert len(found) == 1, "\n---\n".join(found)
    with Imap(server.imap) as client:
        assert client.subjects() == ["one", "two", "three", "four"]


def test_without_a_smarthost_vacation_is_not_offered(sandbox):
    assert not {"vacation", "vacation-seconds"} & extensions(sandbox)
