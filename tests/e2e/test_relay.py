"""Outgoing mail: redirect and notify by mailto leave by ESMTP to a smarthost (Postfix's smtp-sink stands for it)."""
import getpass
import shutil

import pytest

from rig.mail import Imap, deliver, message, put_script
from rig.process import Process, free_port, is_open, until


class Smarthost:
    """smtp-sink with a file for each mail."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        folder.mkdir()
        program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
        self.process = Process([program, "-u", getpass.getuser(), "-d", str(folder / "mail."), f"127.0.0.1:{self.port}", "10"], folder / "sink.log")
        until(lambda: is_open(self.port))

    def mails(self):
        """The mails that are there whole: smtp-sink names the file first and writes it afterwards, up to its last empty line."""
        texts = [path.read_text() for path in sorted(self.folder.glob("mail.*"))]
        return [text for text in texts if text.endswith("\n\n")]


@pytest.fixture
def smarthost(tmp_path):
    host = Smarthost(tmp_path / "smarthost")
    yield host
    host.process.stop()


def config(host):
    return f'[smarthost]\nhost = "127.0.0.1"\nport = {host.port}\ntls = "never"\n'


def test_redirect_leaves_with_its_content_and_a_trace_against_loops(make_sandbox, smarthost):
    server = make_sandbox(config=config(smarthost))
    put_script(server, 'redirect "friend@example.com";')
    octets = message("passed on")
    deliver(server.lmtp, octets)
    [mail] = until(smarthost.mails)
    assert "X-Rcpt-Args: <friend@example.com>" in mail
    assert "X-Sieve-Redirected-From: u0001@example.org" in mail
    assert "Subject: passed on" in mail and "A short text." in mail
    with Imap(server.imap) as client:
        assert client.fetch("1:*", "(UID)")[1] == [None]


def test_notify_by_mailto_is_marked_as_automatic(make_sandbox, smarthost):
    server = make_sandbox(config=config(smarthost))
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
