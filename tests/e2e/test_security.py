"""Defaults and the first lines of defence, as they stand in a running server."""
import os
import pathlib
import pwd
import shutil
import subprocess

import pytest

from rig.mail import Imap, deliver, message, sieve_connect
from rig.process import ROOT, Process, free_port, is_open, until
from rig.sandbox import binary

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: dropping privileges needs root to begin with")


def status(pid, field):
    return next(line.split()[1:] for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(field + ":"))


@needs_root
def test_privileges_are_dropped_for_good_after_the_ports_are_bound(tmp_path):
    port, user = free_port(), pwd.getpwnam("nobody")
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.geteuid() and folder != pathlib.Path("/") and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)  # pytest's own folders
    (tmp_path / "notifyd.toml").write_text(
        f'[server]\ndata_dir = "{tmp_path}/data"\nuser = "nobody"\n[lmtp]\nport = {port}\n[imap]\non = false\n'
        '[managesieve]\non = false\n[api]\non = false\n[accounts]\ndomains = ["example.org"]\n')
    with Process([binary(), "--config", str(tmp_path / "notifyd.toml"), "serve"], tmp_path / "log") as server:
        until(lambda: not server.running() or "ready" in server.log.read_text())
        assert server.running(), server.tail()
        assert status(server.pid, "Uid") == [str(user.pw_uid)] * 4
        assert status(server.pid, "Gid") == [str(user.pw_gid)] * 4
        assert status(server.pid, "CapEff") == ["0000000000000000"]
        assert deliver(port, message("still works"))[0][0] == 250
    assert (tmp_path / "data/secrets.key").stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_uid for path in (tmp_path / "data").rglob("*")} == {user.pw_uid}


def test_lmtp_and_the_api_listen_on_loopback_unless_told_otherwise(tmp_path):
    (tmp_path / "notifyd.toml").write_text("")
    done = subprocess.run([binary(), "--config", str(tmp_path / "notifyd.toml"), "print-config"], capture_output=True, text=True, timeout=60)
    tables = {part.split("]")[0]: part for part in done.stdout.split("[")}
    assert 'listen = "127.0.0.1"' in tables["lmtp"] and 'listen = "127.0.0.1"' in tables["api"]


def test_one_brake_holds_for_all_protocols(sandbox):
    for _ in range(6):  # five are free
        with pytest.raises(Imap.error):
            Imap(sandbox.imap, password="wrong")
    with pytest.raises(RuntimeError):
        sieve_connect(sandbox, "--list", password="wrong")
    refused = [line for line in sandbox.process.log.read_text().splitlines() if "login_refused" in line]
    assert len(refused) >= 7
    delays = [int(line.split('delay_seconds')[1].strip('":= ').split('"')[0].split(" ")[0].rstrip(",}")) for line in refused]
    assert delays[:5] == [0] * 5 and delays[-1] > delays[5] > 0


def test_the_unit_file_is_valid_and_hardened(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("NOT TESTED: systemd-analyze is not installed")
    unit = tmp_path / "notifyd.service"
    unit.write_text((ROOT / "packaging/systemd/notifyd.service").read_text().replace("/usr/bin/notifyd", binary()))
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    done = subprocess.run([analyze, "security", "--offline=yes", "--threshold=20", str(unit)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout[-2000:]
