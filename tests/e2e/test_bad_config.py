"""A configuration that cannot be served: a clear message, exit 78, and nothing half-started."""
import socket
import subprocess

import pytest

from rig.process import free_port
from rig.sandbox import binary


@pytest.fixture
def serve(tmp_path):
    """Runs `notifyd serve` with loopback ports and a text behind it; what it said, after it ended with 78 and left nothing."""

    def run(text, taken="", **ports):
        ports = {"lmtp": free_port(), "imap": free_port(), "managesieve": free_port(), "api": free_port(), **ports}
        tables = {name: [f'listen = "127.0.0.1"\nport = {port}'] for name, port in ports.items()}
        tables["imap"].append(f"tls_port = {free_port()}")
        tables["server"] = [f'data_dir = "{tmp_path}/data"']
        for table, lines in text.items():
            tables.setdefault(table, []).append(lines)
        file = tmp_path / "notifyd.toml"
        file.write_text("".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in tables.items()))
        done = subprocess.run([binary(), "serve", "--config", str(file)], capture_output=True, text=True, timeout=30)
        assert done.returncode == 78, done
        for name, port in ports.items():
            if name != taken and isinstance(port, int) and 0 < port < 65536:
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))  # nobody holds it
        return done.stderr

    return run


@pytest.mark.parametrize("table, line, words", [
    ("imap", 'prot = 143', ["notifyd.toml:", "imap.prot", "Did you mean port"]),
    ("lmtb", "on = true", ["notifyd.toml:", "lmtb", "Did you mean lmtp"]),
    ("imap", 'autologout = "soon"', ["notifyd.toml:", "imap.autologout"]),
    ("sieve.spamtest", 'status_header = "X-Spam: ("\nmax_value = 5', ["sieve.spamtest.status_header", "no regular expression"]),
    ("sieve", 'disabled = ["regexp"]', ["notifyd.toml:", "sieve.disabled", 'no extension "regexp"']),
    ("sieve.class.staff", 'disabled = []', ["notifyd.toml:", "sieve.class.staff.accounts", "name the accounts"]),
    ("sieve", 'redirects = 3', ["notifyd.toml:", "unknown key sieve.redirects", "Did you mean sieve.limits.redirects"]),
    ("sieve.limits", 'variables = 100', ["notifyd.toml:", "sieve.limits.variables", "from 128"]),
    ("sieve.notify", 'sms = "kanel"', ["notifyd.toml:", "sieve.notify.sms", "there is no [gateway.kanel]"]),
    ("sieve.virustest", 'status_header = "X-Virus"', ["sieve.virustest.status_header", "the maximum is missing"]),
    ("lmtp", "recipients = 0", ["notifyd.toml:", "lmtp.recipients"]),
    ("tls", 'certificate = "/no/such/file.pem"\nprivate_key = "/no/such/key.pem"', ["notifyd.toml:", "tls.certificate", "/no/such/file.pem"]),
    ("server", 'log_level = "loud"', ["notifyd.toml:", "server.log_level", "debug"]),
    ("sieve", "before = [", ["notifyd.toml:"]),
])
def test_a_fault_of_the_file_is_named_with_line_and_key(serve, tmp_path, table, line, words):
    said = serve({table: line})
    for word in words:
        assert word in said, said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", [70000, -1, '"imap"'])
def test_a_bad_port_is_named(serve, tmp_path, port):
    said = serve({}, managesieve=port)
    assert "managesieve.port" in said
    assert not (tmp_path / "data").exists()


def test_a_certificate_that_is_none_is_named(serve, tmp_path):
    for name in ("certificate.pem", "key.pem"):
        (tmp_path / name).write_text("this is no PEM\n")
    said = serve({"tls": f'certificate = "{tmp_path}/certificate.pem"\nprivate_key = "{tmp_path}/key.pem"'})
    assert "certificate.pem" in said


def test_a_script_of_the_administrator_that_is_none_is_named(serve, tmp_path):
    (tmp_path / "before.sieve").write_text("if true { keep }\n")
    said = serve({"sieve": f'before = "{tmp_path}/before.sieve"'})
    assert "before.sieve" in said and "1" in said


def test_a_port_that_is_taken_is_named(serve):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = serve({}, taken="managesieve", managesieve=port)
        assert str(port) in said and "Address already in use" in said
