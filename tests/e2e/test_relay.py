"""Outgoing mail: redirect and notify by mailto leave by ESMTP to a smarthost (Postfix's smtp-sink stands for it)."""
from rig.mail import Imap, deliver, message, put_script
from rig.process import until


def test_redirect_leaves_with_its_content_and_a_trace_against_loops(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, 'redirect "friend@example.com";')
    octets = message("passed on")
    deliver(server.lmtp, octets)
    [mail] = until(smarthost.mails)
    assert "X-Rcpt-Args: <friend@example.com>" in mail
    assert "X-Sieve-Redirected-From: u0001@example.org" in mail
    assert "Subject: passed on" in mail and "A short text." in mail
    with Imap(server.imap) as client:
        assert client.fetch("1:*", "(UID)")[1] == [None]


def test_a_redirect_that_comes_back_with_a_detail_is_kept(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, 'redirect "friend@example.com";')
    deliver(server.lmtp, message("round", headers="X-Sieve-Redirected-From: u0001@example.org\n"), "u0001+x@example.org")
    with Imap(server.imap) as client:
        assert client.subjects() == ["round"]


def test_notify_by_mailto_is_marked_as_automatic(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, 'require "enotify"; notify :message "look" "mailto:me@example.com";')
    deliver(server.lmtp, message("news"))
    [mail] = until(smarthost.mails)
    assert "Auto-Submitted: auto-notified" in mail and "X-Rcpt-Args: <me@example.com>" in mail
    with Imap(server.imap) as client:
        assert client.subjects() == ["news"]


def test_without_a_smarthost_a_redirect_keeps_the_mail_and_mailto_is_not_offered(sandbox):
    put_script(sandbox, 'redirect "friend@example.com";')
    deliver(sandbox.lmtp, message("stays"))
    with Imap(sandbox.imap) as client:
        assert client.subjects() == ["stays"]
