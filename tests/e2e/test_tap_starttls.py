"""A foreign server whose STARTTLS somebody on the way adds plaintext to: a look-alike that does so itself."""
import base64
import socket
import ssl
import threading

import pytest

from rig.certificate import make_certificate
from rig.process import until

USER = "u0001@example.org"


class LookAlike:
    """As much of an IMAP server as the tap needs. Behind the OK of STARTTLS it sends `injected`, in the same write; {next} there is the tag of
    the command that comes after. `inside` is sent in TLS instead, before anything else. `said` are the commands as they came, each with
    whether TLS was on."""

    def __init__(self, folder, injected="", inside=""):
        self.ca, key = make_certificate(folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.ca, key)
        self.injected, self.inside, self.said, self.failed = injected, inside, [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def accept(self):
        while True:
            try:
                connected, _ = self.listener.accept()
            except OSError:
                return
            connected.settimeout(30)
            try:
                self.serve(connected)
            except (OSError, ValueError) as failure:
                self.failed.append(failure)
            connected.close()

    def serve(self, connected):
        connected.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] look-alike\r\n")
        stream, secured = connected.makefile("rb"), False
        while line := stream.readline():
            tag, _, command = line.decode().strip().partition(" ")
            if tag == "DONE":
                connected.sendall(f"{idle} OK done\r\n".encode())
                continue
            self.said.append((command, secured))
            if command == "STARTTLS":
                after = {"next": f"n{int(tag[1:]) + 1}"}
                connected.sendall((f"{tag} OK begin\r\n" + self.injected.format(**after)).encode())
                connected = self.context.wrap_socket(connected, server_side=True)
                stream, secured = connected.makefile("rb"), True
                if self.inside:
                    connected.sendall(self.inside.format(**after).encode())
                continue
            if command == "IDLE":
                idle = tag
            connected.sendall(self.answer(tag, command).encode())

    @staticmethod
    def answer(tag, command):
        verb = command.split(" ")[0]
        if verb == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR IDLE\r\n{tag} OK\r\n"
        if verb == "EXAMINE":
            return f"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\n{tag} OK [READ-ONLY] x\r\n"
        if verb == "IDLE":
            return "+ idling\r\n"
        return f"{tag} OK\r\n"

    def close(self):
        self.listener.close()


INJECTED = ["* 99 EXISTS\r\n", "* BYE away\r\n{next} NO [UNAVAILABLE] later\r\n", "{next} OK done\r\n",
            "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n{next} OK done\r\n", "* OK {{100000}}\r\n", "* OK a line without end"]


def config(there, folder):
    (folder / "password").write_text("secret\n")
    return (f'[tap.other]\nhost = "localhost"\nport = {there.port}\ntls = "starttls"\nca_file = "{there.ca}"\n'
            f'password_file = "{folder}/password"\naccounts = ["{USER}"]\n')


@pytest.fixture
def look_alike(tmp_path):
    made = []

    def make(**options):
        made.append(LookAlike(tmp_path / "look-alike", **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


# What a tap says that was told nothing before TLS. It does not log in before the answer to CAPABILITY, whose AUTH=PLAIN it goes by.
CREDENTIALS = base64.b64encode(f"\0{USER}\0secret".encode()).decode()
IN_TLS = ["CAPABILITY", f"AUTHENTICATE PLAIN {CREDENTIALS}"]


@pytest.mark.parametrize("injected", INJECTED, ids=range(len(INJECTED)))
def test_what_lies_behind_the_ok_of_starttls_is_discarded(make_sandbox, look_alike, tmp_path, injected):
    there = look_alike(injected=injected)
    server = make_sandbox(config=config(there, tmp_path))
    until(lambda: there.failed or "IDLE" in [command for command, _ in list(there.said)])
    assert not there.failed
    assert [command for command, secured in there.said if not secured] == ["STARTTLS"]
    inside = [command for command, secured in there.said if secured]
    assert inside[:2] == IN_TLS
    assert inside.index("IDLE") == inside.index(next(command for command in inside if command.startswith("EXAMINE"))) + 1
    until(lambda: "tap_anchored" in server.process.log.read_text())
    assert "tap_lost" not in server.process.log.read_text() and "tap_refused" not in server.process.log.read_text()


@pytest.mark.parametrize("inside", INJECTED[1:3], ids=(1, 2))
def test_the_same_lines_inside_tls_are_those_of_the_server(make_sandbox, look_alike, tmp_path, inside):
    there = look_alike(inside=inside)
    server = make_sandbox(config=config(there, tmp_path))
    until(lambda: "tap_lost" in server.process.log.read_text())
    assert "tap_anchored" not in server.process.log.read_text()
