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


def test_vacation_and_duplicate_remember_what_was_answered_250_whenever_the_server_is_killed(make_sandbox, smarthost):
    """Killed at once after each reply, before anything else could be written."""
    server = make_sandbox(config=smarthost.config())
    put_script(server, '''require ["vacation", "duplicate", "fileinto", "mailbox"];
vacation :days 3 "I am away.";
if duplicate :header "X-Ticket" { fileinto :create "Again"; stop; }''')
    for ticket in range(5):
        for copy in ("first", "second"):
            [(code, _)] = deliver(server.lmtp, message(f"{copy} {ticket}", headers=f"X-Ticket: {ticket}\n"))
            assert code == 250
            server.kill()
            server.start()
    until(lambda: server.call("GET", "/v1/outbox")["waiting"] == 0)
    with Imap(server.imap) as client:
        assert client.subjects() == [f"first {ticket}" for ticket in range(5)]
    with Imap(server.imap, mailbox="Again") as client:
        assert client.subjects() == [f"second {ticket}" for ticket in range(5)]
    # The answer is one mail of the queue: sent again only if it was killed between the smarthost's reply and its commit.
    ids = {re.search(r"^Message-ID: (.*)$", mail, re.MULTILINE)[1] for mail in answers(smarthost)}
    assert len(ids) == 1


def test_the_site_says_how_answers_look(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + '''[sieve.vacation]
subject = "Nobody is here"
subject_template = "Away (was: %{subject})"
check_recipient = false
send_from_recipient = true
to_header_ignore_envelope = true
''')
    put_script(server, AWAY.replace(':subject "Away: ${x}" ', ""))
    crowd = message("one", to="crowd@example.com", headers="Sender: Office <office@example.net>\n")
    assert deliver(server.lmtp, crowd)[0][0] == 250
    [answer] = until(lambda: answers(smarthost))
    assert "X-Mail-Args: <u0001@example.org>" in answer and "X-Rcpt-Args: <ann@example.net>" in answer
    assert "\nSubject: Away (was: one)\n" in answer
    assert re.search(r'^To: "?Office"? <office@example\.net>$', answer, re.MULTILINE)
    assert deliver(server.lmtp, crowd.replace(b"Subject: one", b"X-Subject: none"), sender="bo@example.net")[0][0] == 250
    [second] = until(lambda: [mail for mail in answers(smarthost) if "<bo@example.net>" in mail])
    assert "\nSubject: Nobody is here\n" in second
