"""Clients of mail protocols as the tests need them: LMTP, IMAP with IDLE, ManageSieve by sieve-connect."""
import imaplib
import os
import pathlib
import re
import smtplib
import socket
import ssl
import subprocess
import tempfile


def message(subject="hello", sender="ann@example.net", to="u0001@example.org", body="A short text.", headers=""):
    text = f"From: Ann <{sender}>\nTo: {to}\nSubject: {subject}\nMessage-ID: <{os.urandom(8).hex()}@example.net>\n{headers}\n{body}\n"
    return text.replace("\n", "\r\n").encode()


def deliver(port, octets, *recipients, sender="ann@example.net"):
    """One LMTP transaction; returns {recipient: (code, text)} of those refused."""
    with smtplib.LMTP("127.0.0.1", port) as client:
        try:
            return client.sendmail(sender, list(recipients) or ["u0001@example.org"], octets)
        except smtplib.SMTPRecipientsRefused as refusal:
            return refusal.recipients


class Imap(imaplib.IMAP4):
    """A logged-in session over plain loopback."""

    def __init__(self, port, login="u0001@example.org", password="secret", mailbox="INBOX"):
        super().__init__("127.0.0.1", port, timeout=20)
        self.login(login, password)
        if mailbox:
            status, _ = self.select(mailbox)
            assert status == "OK", mailbox

    def idle(self):
        self.send(b"idle IDLE\r\n")
        line = self.readline()
        while not line.startswith(b"+"):
            line = self.readline()

    def heard(self, pattern, seconds=20):
        """The next untagged line that matches, while in IDLE."""
        self.sock.settimeout(seconds)
        while True:
            line = self.readline()
            if re.search(pattern, line.decode()):
                return line.decode().strip()

    def done(self):
        self.send(b"DONE\r\n")
        while not self.readline().startswith(b"idle "):
            pass

    def subjects(self):
        status, found = self.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
        assert status == "OK"
        return [part[1].decode().split(":", 1)[1].strip() for part in found if isinstance(part, tuple)]


def starttls(port, ca, greeting_lines=1, command=b"STARTTLS\r\n"):
    """A TLS socket after STARTTLS of a line protocol."""
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    stream = plain.makefile("rb")
    for _ in range(greeting_lines):
        stream.readline()
    plain.sendall(command)
    stream.readline()
    context = ssl.create_default_context(cafile=ca)
    return context.wrap_socket(plain, server_hostname="localhost")


def put_script(sandbox, script, name="main", login="u0001@example.org", password="secret"):
    """Uploads and activates a Sieve script with sieve-connect; returns what it printed."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.write_text(script)
        secret = pathlib.Path(folder) / "password"
        secret.write_text(password + "\n")
        command = ["sieve-connect", "--server", "localhost", "--port", str(sandbox.managesieve), "--user", login,
                   "--tlscafile", sandbox.ca, "--passwordfd", "0", "--localsieve", str(path), "--remotesieve", name, "--upload", "--debug"]
        with open(secret, "rb") as descriptor:
            done = subprocess.run(command, stdin=descriptor, capture_output=True, timeout=30)
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
        return done.stdout.decode()
