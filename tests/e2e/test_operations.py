"""What an operator does and sees: reload, metrics, sockets of systemd, domains, a sandbox taken up again."""
import fcntl
import os
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from rig.mail import Imap, Lmtp, deliver, message, put_script, starttls
from rig.process import Process, free_port, is_open, until
from rig.sandbox import Sandbox, binary


def metrics(server):
    """name{labels} -> value"""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.api}/metrics", timeout=20) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))}


def test_hup_reads_the_administrators_scripts_again_and_keeps_the_old_ones_if_they_are_wrong(make_sandbox, tmp_path):
    script = tmp_path / "before.sieve"
    script.write_text("")
    server = make_sandbox(config=f'[sieve]\nbefore = "{script}"\n')

    def reload(text, word):
        before = server.process.log.read_text().count(word)
        script.write_text(text)
        os.kill(server.pid, signal.SIGHUP)
        until(lambda: server.process.log.read_text().count(word) > before)

    deliver(server.lmtp, message("one"))
    reload('if header :is "subject" "two" { discard; }', "reloaded")
    deliver(server.lmtp, message("two"))
    reload('discard "nonsense" {', "reload_kept_scripts")
    deliver(server.lmtp, message("two"))
    deliver(server.lmtp, message("three"))
    (tmp_path / "sandbox0/data/certificate.pem").write_text("nonsense")
    reload("", "reload_kept_certificates")
    with Imap(server.imap) as client:
        assert client.subjects() == ["one", "three"]
    starttls(server.imap, server.ca, command=b"a STARTTLS\r\n").close()


def test_metrics_count_deliveries_logins_sessions_and_the_outbox(sandbox, webhook):
    sandbox.add_device(sandbox.address(), name="phone", channel=webhook.channel())
    deliver(sandbox.lmtp, message("counted"))
    deliver(sandbox.lmtp, message("nobody"), "nobody@example.org")
    webhook.wait_for(1)
    with Imap(sandbox.imap):
        now = metrics(sandbox)
    assert now['notifyd_lmtp_recipients_total{outcome="accepted"}'] == 1
    assert now["notifyd_lmtp_delivery_seconds_count"] == 1
    assert now['notifyd_logins_total{outcome="accepted"}'] == 1
    assert now['notifyd_sessions{server="imap"}'] == 1
    assert now["notifyd_log_dropped_lines"] == 0
    until(lambda: metrics(sandbox)["notifyd_outbox_waiting_items"] == 0)
    with pytest.raises(Exception, match="AUTHENTICATIONFAILED"):
        Imap(sandbox.imap, password="wrong")
    assert metrics(sandbox)['notifyd_logins_total{outcome="refused"}'] == 1


def test_a_sandbox_taken_up_again_has_its_ports_or_free_ones(tmp_path):
    first = Sandbox(tmp_path / "sandbox")
    deliver(first.lmtp, message("kept"))
    first.stop()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", first.facts["imap"]))
        taken.listen()
        before = dict(first.facts)
        with first.start():
            assert first.imap != before["imap"]
            assert {name: first.facts[name] for name in ("lmtp", "imaps", "managesieve", "api")} == {
                name: before[name] for name in ("lmtp", "imaps", "managesieve", "api")}
            with Imap(first.imap) as client:
                assert client.subjects() == ["kept"]


def test_a_script_is_told_whether_a_device_can_hear_at_once(sandbox, webhook):
    device = sandbox.add_device(sandbox.address(), name="phone", channel=webhook.channel())
    put_script(sandbox, """require ["enotify", "fileinto", "mailbox", "variables"];
        if notify_method_capability "device:phone" "online" "yes" { fileinto :create "yes"; }
        elsif notify_method_capability "device:phone" "online" "maybe" { fileinto :create "maybe"; }
        elsif notify_method_capability "device:phone" "online" "no" { fileinto :create "no"; }""")

    def filed():
        with Imap(sandbox.imap, mailbox=None) as client:
            return {line.decode().split('"')[-1].strip() for line in client.list()[1]} & {"yes", "no", "maybe"}

    deliver(sandbox.lmtp, message("asleep"))
    assert filed() == {"maybe"}
    with Imap(sandbox.imap, login=f"{sandbox.address()}/phone", password=device["password"]) as phone:
        phone.idle()
        deliver(sandbox.lmtp, message("awake"))
        assert filed() == {"maybe", "yes"}
        phone.done()
    sandbox.call("DELETE", f"/v1/accounts/{sandbox.address()}/devices/{device['id']}")
    deliver(sandbox.lmtp, message("gone"))
    assert filed() == {"maybe", "yes", "no"}


class Served:
    """`notifyd serve` with a configuration of its own, and sockets handed over as systemd does."""

    def __init__(self, folder, config, sockets=()):
        folder.mkdir(exist_ok=True)
        path = folder / "notifyd.toml"
        path.write_text(config)
        wanted = [fcntl.fcntl(one.fileno(), fcntl.F_DUPFD, 100) for _, one in sockets]  # beyond 3, 4 ...
        # $$ of the shell is the pid of what it becomes; descriptors are moved to 3, 4 ...
        moved = " ".join(f"{3 + i}<&{fd} {fd}<&-" for i, fd in enumerate(wanted))
        names = ":".join(name for name, _ in sockets)
        shell = f'export LISTEN_PID=$$ LISTEN_FDS={len(wanted)} LISTEN_FDNAMES={names}; exec "$@" {moved}'
        command = ["/bin/bash", "-c", shell, "notifyd", binary(), "--config", str(path), "serve"]
        self.process = Process(command, folder / "notifyd.log", pass_fds=wanted)
        for fd in wanted:
            os.close(fd)


CONFIG = """
[server]
data_dir = "{folder}/data"
hostname = "localhost"
[imap]
on = {imap}
listen = "127.0.0.1"
port = 1
[managesieve]
on = false
[api]
on = {api}
[lmtp]
listen = "127.0.0.1"
port = 1
[accounts]
domains = [{domains}]
"""


@pytest.fixture
def served(tmp_path):
    started = []

    def serve(sockets=(), domains='"example.org"', imap="false", api="false"):
        one = Served(tmp_path / "served", CONFIG.format(folder=tmp_path / "served", domains=domains, imap=imap, api=api), sockets)
        started.append(one)
        return one

    yield serve
    for one in started:
        one.process.stop()


def test_sockets_of_systemd_take_the_place_of_the_ports(served):
    with socket.socket() as lmtp:
        lmtp.bind(("127.0.0.1", 0))
        port = lmtp.getsockname()[1]
        served([("lmtp", lmtp)])
        until(lambda: is_open(port))
        with Lmtp(port) as client:
            assert client.send(message("again"), ["new@example.org"])[0][0] == 250


def test_a_socket_that_no_server_takes_ends_the_start(served):
    with socket.socket() as lmtp, socket.socket() as other:
        for one in (lmtp, other):
            one.bind(("127.0.0.1", 0))
        process = served([("lmtp", lmtp), ("impa", other)]).process
        assert process.child.wait(20) == 78
        assert '"impa", which no server takes' in process.log.read_text()


def test_the_api_on_a_socket_beyond_loopback_needs_tls(served):
    with socket.socket() as lmtp, socket.socket() as api:
        lmtp.bind(("127.0.0.1", 0))
        api.bind(("0.0.0.0", 0))
        process = served([("lmtp", lmtp), ("api", api)], api="true").process
        assert process.child.wait(20) == 78
        assert "the API beyond loopback needs TLS" in process.log.read_text()


def test_a_domain_taken_out_of_the_settings_makes_no_accounts_any_more(served):
    def answer(domains, address):
        with socket.socket() as lmtp:
            lmtp.bind(("127.0.0.1", 0))
            port = lmtp.getsockname()[1]
            process = served([("lmtp", lmtp)], domains).process
            until(lambda: is_open(port))
            with Lmtp(port) as client:
                code = client.send(message(), [address])[0][0]
            assert process.stop() == 0
            return code

    assert answer('"example.org", "example.com"', "one@example.org") == 250
    assert answer('"example.com"', "two@example.org") == 550
    assert answer('"example.com"', "one@example.org") == 250
    assert answer('"example.com"', "two@example.com") == 250


def configured(tmp_path, verb, text):
    path = tmp_path / "notifyd.toml"
    path.write_text(text)
    return subprocess.run([binary(), "--config", str(path), verb], capture_output=True, text=True, timeout=60)


def test_check_config_names_file_line_key_and_the_likely_meaning(tmp_path):
    done = configured(tmp_path, "check-config", '[lmtp]\nprot = 24\nport = 70000\n[imapp]\n')
    assert done.returncode == 78
    said = done.stdout + done.stderr
    assert [line.removeprefix(str(tmp_path)) for line in said.splitlines()][:3] == [
        "/notifyd.toml:2: unknown key lmtp.prot. Did you mean port?",
        "/notifyd.toml:3: lmtp.port: expected a number from 0 to 65535, found 70000",
        "/notifyd.toml:4: unknown table [imapp]. Did you mean imap?",
    ]
    assert configured(tmp_path, "check-config", "").returncode == 0


def test_check_config_warns_that_redirect_keeps_the_mail_where_no_smarthost_is_set(tmp_path):
    word = "redirect keeps the mail"
    without = configured(tmp_path, "check-config", "")
    assert without.returncode == 0 and word in without.stdout + without.stderr and "smarthost.host is not set" in without.stdout + without.stderr
    with_one = configured(tmp_path, "check-config", '[smarthost]\nhost = "mail.example.org"\n')
    assert with_one.returncode == 0 and word not in with_one.stdout + with_one.stderr


def test_a_running_server_is_alive_and_ready(sandbox):
    for page, text in (("healthz", b"alive\n"), ("readyz", b"ready\n")):  # to anybody, without a token
        with urllib.request.urlopen(f"http://127.0.0.1:{sandbox.api}/{page}", timeout=20) as answer:
            assert (answer.status, answer.read()) == (200, text)


def test_nothing_is_half_started_with_a_bad_configuration(tmp_path):
    done = configured(tmp_path, "serve", f'[server]\ndata_dir = "{tmp_path}/data"\n[tls]\ncertificate = "/no/such.pem"\n')
    assert done.returncode == 78 and "/no/such.pem" in done.stderr
    assert not (tmp_path / "data").exists()


def test_print_config_prints_each_value_in_force_and_is_itself_a_configuration(tmp_path):
    done = configured(tmp_path, "print-config", "[lmtp]\nport = 2424\n")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert "port = 2424" in [line.split("#")[0].strip() for line in lines]
    again = tmp_path / "again"
    again.mkdir()
    assert configured(again, "check-config", done.stdout).returncode == 0


def test_doctor_finds_a_server_well_and_says_what_is_not(sandbox):
    done = sandbox.command("doctor", check=False)
    assert done.returncode == 0, done.stdout
    assert "it runs" in done.stdout.decode()


def test_doctor_finds_ports_that_are_taken_and_a_certificate_that_ends_soon(sandbox, tmp_path):
    config = (f'[tls]\ncertificate = "{sandbox.dir}/certificate.pem"\nprivate_key = "{sandbox.dir}/key.pem"\n[lmtp]\nport = {sandbox.lmtp}\n'
              f'[server]\ndata_dir = "{tmp_path}/data"\n')
    done = configured(tmp_path, "doctor", config)
    assert done.returncode == 69
    assert f"cannot listen on 127.0.0.1 port {sandbox.lmtp}" in done.stdout
    assert "valid for 39" in done.stdout


def test_who_is_in_the_middle_of_a_command_is_told_and_a_stop_ends_in_time(make_sandbox):
    with socket.create_server(("127.0.0.1", free_port())) as mute:  # a smarthost that never greets
        config = f'[server]\nstop_patience = "1s"\n[smarthost]\nhost = "127.0.0.1"\nport = {mute.getsockname()[1]}\ntls = "never"\n'
        server = make_sandbox(config=config)
        put_script(server, 'redirect "away@example.net";')
        assert deliver(server.lmtp, message("leaves"))[0][0] == 250
        mute.settimeout(20)
        held, _ = mute.accept()
        lmtp, imap = Lmtp(server.lmtp), Imap(server.imap)
        for line in ("MAIL FROM:<a@example.net>", f"RCPT TO:<{server.address()}>", "DATA"):
            assert lmtp.ask(line)[0] in (250, 354)
        lmtp.socket.sendall(b"Subject: half\r\n")
        imap.send(b"a APPEND INBOX {100}\r\n")
        assert imap.readline().startswith(b"+")
        sieve = socket.create_connection(("127.0.0.1", server.managesieve), timeout=20)
        sieve.sendall(b'PUTSCRIPT "x" {9+}\r\nkee')
        until(lambda: b"ready" in sieve.recv(4096))
        began = time.monotonic()
        server.process.child.terminate()
        assert lmtp.reply()[0] == 421
        assert b"BYE [UNAVAILABLE]" in imap.file.read()
        assert b"BYE (TRYLATER)" in sieve.makefile("rb").read()
        assert server.process.child.wait(20) == 0
        assert time.monotonic() - began < 10
        held.close()
