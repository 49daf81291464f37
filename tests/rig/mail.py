"""Clients of mail protocols as the tests need them: LMTP, IMAP with IDLE, ManageSieve by sieve-connect."""
import base64
import imaplib
import os
import pathlib
import re
import socket
import ssl
import subprocess
import tempfile


def message(subject="hello", sender="ann@example.net", to="u0001@example.org", body="A short text.", headers=""):
    text = f"From: Ann <{sender}>\nTo: {to}\nSubject: {subject}\nMessage-ID: <{os.urandom(8).hex()}@example.net>\n{headers}\n{body}\n"
    return text.replace("\n", "\r\n").encode()


class Lmtp:
    """A plain LMTP dialogue (RFC 2033); replies are (code, text)."""

    def __init__(self, port, path=None):
        if path:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(30)
            self.socket.connect(path)
        else:
            self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.stream = self.socket.makefile("rb")
        self.reply()
        self.ask("LHLO rig.example.net")

    def reply(self):
        lines = []
        while True:
            line = self.stream.readline().decode()
            if not line:
                raise ConnectionError("the server closed the connection")
            lines.append(line[4:].rstrip())
            if line[3:4] != "-":
                return int(line[:3]), "\n".join(lines)

    def ask(self, line):
        self.socket.sendall(line.encode() + b"\r\n")
        return self.reply()

    def send(self, octets, recipients, sender="ann@example.net", of_mail="", of_rcpt=""):
        """One transaction; a reply for each recipient. `of_mail` and `of_rcpt` are parameters (RFC 3461)."""
        code, text = self.ask(f"MAIL FROM:<{sender}> {of_mail}".rstrip())
        if code != 250:
            return [(code, text)] * len(recipients)
        replies = [self.ask(f"RCPT TO:<{recipient}> {of_rcpt}".rstrip()) for recipient in recipients]
        accepted = [index for index, reply in enumerate(replies) if reply[0] == 250]
        if accepted and self.ask("DATA")[0] == 354:
            self.socket.sendall(b"\r\n".join(b"." + line if line.startswith(b".") else line for line in octets.split(b"\r\n")) + b".\r\n")
            for index in accepted:
                replies[index] = self.reply()
        return replies

    def close(self):
        self.stream.close()  # the socket stays open while its file is
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.ask("QUIT")
        except (OSError, ConnectionError, ValueError):
            pass  # it is closed, at either end
        self.close()


def deliver(port, octets, *recipients, sender="ann@example.net", **parameters):
    """One LMTP session with one message that must end in CRLF; the replies, one for each recipient."""
    with Lmtp(port) as client:
        return client.send(octets, list(recipients) or ["u0001@example.org"], sender, **parameters)


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

    def messages(self, at_once=100):
        """The octets of each message of the mailbox, in the order of their numbers."""
        status, found = self.status("INBOX", "(MESSAGES)")
        assert status == "OK"
        count = int(re.search(rb"MESSAGES (\d+)", found[0]).group(1))
        for first in range(1, count + 1, at_once):
            status, found = self.fetch(f"{first}:{min(count, first + at_once - 1)}", "(BODY.PEEK[])")
            assert status == "OK"
            yield from (part[1] for part in found if isinstance(part, tuple))

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


def sieve_connect(sandbox, *arguments, login="u0001@example.org", password="secret"):
    """Runs Debian's sieve-connect over STARTTLS; returns what it printed, raises if it failed."""
    with tempfile.TemporaryFile() as secret:
        secret.write(password.encode() + b"\n")
        secret.seek(0)
        command = ["sieve-connect", "--server", "localhost", "--port", str(sandbox.managesieve), "--user", login,
                   "--tlscafile", sandbox.ca, "--passwordfd", "0", *arguments]
        done = subprocess.run(command, stdin=secret, capture_output=True, timeout=60)
    output = done.stdout.decode() + done.stderr.decode()
    if done.returncode != 0:
        raise RuntimeError(f"sieve-connect {' '.join(arguments)}: {output}")
    return output


def extensions(sandbox, login="u0001@example.org", password="secret", line="SIEVE"):
    """What ManageSieve's SIEVE line, or another, lists after login (RFC 5804 section 1.7)."""
    with socket.create_connection(("127.0.0.1", sandbox.managesieve), timeout=20) as plain, plain.makefile("rb") as stream:
        def reply():
            lines = []
            while not lines or not lines[-1].startswith(("OK", "NO", "BYE")):
                lines.append(stream.readline().decode())
            assert lines[-1].startswith("OK"), lines
            return "".join(lines)

        reply()
        secret = base64.b64encode(f"\0{login}\0{password}".encode()).decode()
        for command in (f'AUTHENTICATE "PLAIN" "{secret}"', "CAPABILITY"):
            plain.sendall(command.encode() + b"\r\n")
            listed = reply()
    return set(re.search(rf'"{line}" "([^"]*)"', listed)[1].split())


def put_script(sandbox, script, name="main", activate=True, **credentials):
    """Uploads a Sieve script with sieve-connect and, unless told otherwise, makes it the active one."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.write_text(script)
        sieve_connect(sandbox, "--localsieve", str(path), "--remotesieve", name, "--upload", **credentials)
    if activate:
        sieve_connect(sandbox, "--remotesieve", name, "--activate", **credentials)
