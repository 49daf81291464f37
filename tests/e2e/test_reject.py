"""Refusals (RFC 5429): the reply of LMTP, the disposition notification, and what a lost answer does."""
import re
import socket

from rig.mail import Imap, Lmtp, deliver, message, put_script
from rig.process import until

REASON = "I am not taking mail from you,\r\nand I don't want your birdseed, either!"


def subjects(server):
    with Imap(server.imap) as client:
        return client.subjects()


def deliver_and_hang_up(server, octets):
    """The answer to the message is lost."""
    with Lmtp(server.lmtp) as client:
        client.ask("MAIL FROM:<ann@example.net>")
        client.ask("RCPT TO:<u0001@example.org>")
        client.ask("DATA")
        client.socket.sendall(octets + b".\r\n")
        client.socket.shutdown(socket.SHUT_WR)
        client.stream.read()  # until the server has hung up too: it is done with the message


def test_a_refusal_is_the_reply_of_this_recipient(sandbox):
    put_script(sandbox, f'require "ereject"; ereject text:\r\n{REASON}\r\n.\r\n;')
    replies = deliver(sandbox.lmtp, message("refused"), "u0001@example.org", "u0002@example.org")
    assert replies[0] == (550, "5.7.1 I am not taking mail from you,\n5.7.1 and I don't want your birdseed, either!")
    assert replies[1][0] == 250
    assert subjects(sandbox) == []
    modseq = until(lambda: re.search(r'"refused".*"modseq":"(\d+)"', sandbox.process.tail()))[1]
    explained = sandbox.command("filter", "explain", "u0001@example.org", "@" + modseq)
    assert "ereject" in explained and "birdseed" not in explained


def test_a_reason_that_fits_no_reply_goes_out_as_a_disposition_notification(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, 'require "reject"; reject "Keine Vögel.";')
    assert deliver(server.lmtp, message("from the desert"))[0][0] == 250
    [report] = until(smarthost.mails)
    assert "X-Mail-Args: <>" in report and "X-Rcpt-Args: <ann@example.net>" in report
    assert "From: <u0001@example.org>" in report
    assert "multipart/report; report-type=disposition-notification" in report
    assert "Disposition: automatic-action/MDN-sent-automatically; deleted" in report
    assert "Subject: from the desert" in report and "A short text." not in report
    assert deliver(server.lmtp, message("a bounce"), sender="")[0][0] == 250
    assert subjects(server) == []
    assert deliver(server.lmtp, message("ascii"), sender="bo@example.net")[0][0] == 250
    until(lambda: len(smarthost.mails()) == 2)  # of the bounce nobody was told
    put_script(server, 'require "reject"; reject "No birds.";')
    assert deliver(server.lmtp, message("plain"))[0] == (550, "5.7.1 No birds.")


def test_without_a_smarthost_such_a_reason_keeps_the_mail(sandbox):
    put_script(sandbox, 'require "reject"; reject "Keine Vögel.";')
    assert deliver(sandbox.lmtp, message("stays"))[0][0] == 250
    assert subjects(sandbox) == ["stays"]


def test_ereject_outside_ascii_is_refused_with_a_text_of_ours(sandbox):
    put_script(sandbox, 'require "ereject"; ereject "Keine Vögel.";')
    code, text = deliver(sandbox.lmtp, message("refused"))[0]
    assert code == 550 and text == "5.7.1 The message was refused by the recipient's mail filtering program."


def test_after_a_lost_refusal_the_retry_is_decided_anew(sandbox):
    put_script(sandbox, 'require "reject"; reject "Not today.";')
    octets = message("again")
    deliver_and_hang_up(sandbox, octets)
    assert subjects(sandbox) == []
    put_script(sandbox, "keep;")
    assert deliver(sandbox.lmtp, octets)[0][0] == 250
    assert subjects(sandbox) == ["again"]


def test_what_was_taken_is_not_refused_when_its_answer_was_lost(sandbox):
    octets = message("taken")
    deliver_and_hang_up(sandbox, octets)
    until(lambda: subjects(sandbox) == ["taken"])
    put_script(sandbox, 'require "reject"; reject "Not today.";')
    code, text = deliver(sandbox.lmtp, octets)[0]
    assert code == 250 and "taken before" in text
    assert deliver(sandbox.lmtp, message("another"))[0][0] == 550
    assert subjects(sandbox) == ["taken"]


def test_an_archive_of_the_administrator_gets_one_copy_of_what_is_refused_twice(make_sandbox, tmp_path):
    before = tmp_path / "before.sieve"
    before.write_text('require ["fileinto", "copy", "mailbox"]; fileinto :copy :create "Archive";')
    server = make_sandbox(config=f'[sieve]\nbefore = "{before}"\n')
    put_script(server, 'require "ereject"; ereject "No.";')
    octets = message("seen by the archive")
    deliver_and_hang_up(server, octets)
    assert deliver(server.lmtp, octets)[0] == (550, "5.7.1 No.")
    with Imap(server.imap, mailbox="Archive") as client:
        assert client.subjects() == ["seen by the archive"]
    assert subjects(server) == []
