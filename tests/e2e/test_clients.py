"""Real clients: sieve-connect, mbsync, mutt, curl, imapflow."""
import json
import os
import subprocess

import pytest

from rig.mail import deliver, message, put_script, sieve_connect
from rig.process import ROOT

USER = "u0001@example.org"


def run(command, **options):
    done = subprocess.run(command, capture_output=True, timeout=90, stdin=subprocess.DEVNULL, **options)
    assert done.returncode == 0, f"{command}: {done.stdout.decode()} {done.stderr.decode()}"
    return done.stdout.decode()


def test_sieve_connect_uploads_lists_and_is_refused_errors(sandbox):
    put_script(sandbox, 'require "fileinto"; fileinto "INBOX";', name="mine")
    assert "mine" in sieve_connect(sandbox, "--list")
    with pytest.raises(RuntimeError, match="line 1"):
        put_script(sandbox, "fileinto 42;", name="broken")


def test_mbsync_mirrors_a_mailbox_over_tls(sandbox, tmp_path):
    for number in range(3):
        deliver(sandbox.lmtp, message(f"mail {number}"))
    (tmp_path / "mail").mkdir()
    config = tmp_path / "mbsyncrc"
    config.write_text(f"""
IMAPAccount box
Host localhost
Port {sandbox.imaps}
User {USER}
Pass secret
SSLType IMAPS
CertificateFile {sandbox.ca}

IMAPStore far
Account box

MaildirStore near
Path {tmp_path}/mail/
Inbox {tmp_path}/mail/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
SyncState *
""")
    run(["mbsync", "-c", str(config), "all"])
    stored = [path for part in ("new", "cur") for path in (tmp_path / "mail" / "INBOX" / part).iterdir()]
    assert len(stored) == 3
    assert any(b"Subject: mail 2" in path.read_bytes() for path in stored)


def test_mutt_shows_a_message(sandbox, tmp_path):
    deliver(sandbox.lmtp, message("for mutt"))
    settings = tmp_path / "muttrc"
    settings.write_text(f'set imap_user="{USER}"\nset imap_pass="secret"\nset ssl_starttls=no\nset ssl_force_tls=no\n'
                        f'set folder="{tmp_path}"\nset wait_key=no\nset quit=yes\n'
                        f'push "<pipe-message>cat >{tmp_path}/shown<enter><quit>"\n')
    run(["script", "-qec", f"mutt -n -F {settings} -f imap://127.0.0.1:{sandbox.imap}/INBOX", "/dev/null"],
        env=dict(os.environ, TERM="xterm", HOME=str(tmp_path)))
    assert "Subject: for mutt" in (tmp_path / "shown").read_text()


def test_curl_fetches_and_searches(sandbox):
    deliver(sandbox.lmtp, message("for curl"))
    base = f"imap://127.0.0.1:{sandbox.imap}/INBOX"
    assert "Subject: for curl" in run(["curl", "-s", "-u", f"{USER}:secret", base + ";UID=1"])
    assert run(["curl", "-s", "-u", f"{USER}:secret", base + "?SUBJECT%20curl"]).strip() == "* SEARCH 1"


def test_imapflow_idles_and_downloads(sandbox):
    folder = ROOT / "tests" / "e2e" / "node"
    deliver(sandbox.lmtp, message("for imapflow"))
    process = subprocess.Popen(["node", "imapflow.js", str(sandbox.imap), USER, "secret"], cwd=folder,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == "idle", process.stderr.read()
        deliver(sandbox.lmtp, message("heard"))
        facts = json.loads(process.communicate(timeout=60)[0])
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert facts == {"exists": 2, "subjects": ["for imapflow", "heard"], "text": "A short text.", "kind": "text/plain"}
