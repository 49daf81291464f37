"""What a service manager sees and asks for: readiness by sd_notify(3), and what HUP reads again."""
import json
import os
import signal
import socket
import ssl

import pytest

from rig.certificate import make_certificate
from rig.mail import Imap, starttls
from rig.process import until
from rig.served import Served


def events(server, event):
    """The lines of the log, which is JSON, with this event word."""
    lines = [json.loads(line) for line in server.process.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == event]


def reload(server):
    before = len(events(server, "reloaded"))
    os.kill(server.pid, signal.SIGHUP)
    until(lambda: len(events(server, "reloaded")) > before)


def test_hup_reads_the_log_level_again(sandbox):
    def introduce(name):
        with Imap(sandbox.imap) as client:  # ID (RFC 2971), which is logged at debug
            assert client.xatom("ID", f'("name" "{name}")')[0] == "OK"

    def introduced():
        return [name for name in ("first", "second", "third") if any(name in line["id"] for line in events(sandbox, "imap_client"))]

    introduce("first")
    sandbox.config.write_text('[server]\nlog_level = "debug"\n')
    reload(sandbox)
    assert introduced() == []
    introduce("second")
    until(introduced)
    assert events(sandbox, "imap_client")[0]["level"] == "debug"
    sandbox.config.write_text('[server]\nlog_level = "info"\n')
    reload(sandbox)
    introduce("third")
    reload(sandbox)  # its line stands behind all that was logged before
    assert introduced() == ["second"]


def test_a_wrong_log_level_is_told_and_the_earlier_one_stays(sandbox):
    sandbox.config.write_text('[server]\nlog_level = "loud"\n')
    reload(sandbox)
    assert events(sandbox, "reload_kept_log_level")[0]["level"] == "warning"
    with Imap(sandbox.imap):
        pass
    until(lambda: events(sandbox, "imap_login"))  # at info


def shown(port, command=None):
    """The certificate in a new TLS handshake, as DER."""
    if command:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
            stream = plain.makefile("rb")
            while not stream.readline().startswith((b"OK", b"* OK")):
                pass
            plain.sendall(command)
            assert b"OK" in stream.readline()
            with context.wrap_socket(plain) as secured:
                return secured.getpeercert(binary_form=True)
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port), timeout=20))


def test_a_new_certificate_is_served_after_hup(sandbox, tmp_path):
    places = ((sandbox.imaps, None), (sandbox.imap, b"a STARTTLS\r\n"), (sandbox.managesieve, b"STARTTLS\r\n"))
    earlier = {shown(*place) for place in places}
    assert len(earlier) == 1
    with starttls(sandbox.imap, sandbox.ca, command=b"a STARTTLS\r\n") as open_before:
        certificate, _ = make_certificate(sandbox.data)  # in the place of the old one, and its key
        new = ssl.PEM_cert_to_DER_cert(certificate.read_text())
        assert {shown(*place) for place in places} == earlier  # not before it is told
        reload(sandbox)
        assert {shown(*place) for place in places} == {new}
        assert not events(sandbox, "reload_kept_certificates")
        open_before.sendall(b"b NOOP\r\n")  # who was there goes on
        assert open_before.recv(100).startswith(b"b OK")
    starttls(sandbox.imap, certificate, command=b"a STARTTLS\r\n").close()
    with pytest.raises(ssl.SSLCertVerificationError):
        starttls(sandbox.imap, sandbox.ca, command=b"a STARTTLS\r\n")


class Manager:
    """The datagram socket that systemd listens on."""

    def __init__(self, path):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def said(self):
        """The next message."""
        self.socket.settimeout(30)
        return self.socket.recv(4096).decode().splitlines()

    def is_quiet(self):
        self.socket.setblocking(False)
        try:
            return self.socket.recv(4096) == b""
        except BlockingIOError:
            return True


@pytest.fixture
def manager(tmp_path):
    made = Manager(tmp_path / "notify")
    with made.socket:
        yield made


def answers(server):
    """The first octets of each port."""
    def greeting(port):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connected:
            if port == server.api:
                connected.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connected.makefile("rb").readline()

    return [greeting(port).split()[:2] for port in (server.lmtp, server.imap, server.managesieve, server.api)]


ALL = [[b"220", b"localhost"], [b"*", b"OK"], [b'"IMPLEMENTATION"'], [b"HTTP/1.1", b"200"]]


def test_a_service_manager_hears_of_the_start_of_reloads_and_of_the_end(tmp_path, manager):
    with Served(tmp_path / "served", environment={"NOTIFY_SOCKET": manager.path}) as server:
        assert manager.said() == ["READY=1"]
        assert [found[:len(wanted)] for found, wanted in zip(answers(server), ALL)] == ALL
        for times in (1, 2):
            assert manager.is_quiet()
            os.kill(server.pid, signal.SIGHUP)
            assert [manager.said(), manager.said()] == [["RELOADING=1"], ["READY=1"]]
            until(lambda: len(events(server, "reloaded")) == times)
        assert manager.is_quiet()
        server.process.child.terminate()
        assert manager.said() == ["STOPPING=1"]
        assert server.process.child.wait(30) == 0
        assert manager.is_quiet()


def test_who_cannot_start_is_never_ready(tmp_path, manager):
    with Served(tmp_path / "served", {"sieve": 'before = "/no/such/script.sieve"'}, environment={"NOTIFY_SOCKET": manager.path}) as server:
        assert server.process.child.wait(30) == 78
        assert manager.is_quiet()
