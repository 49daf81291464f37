"""Programs that the administrator's scripts run: pipe, filter and execute."""
import pathlib
import re

import pytest

from rig.mail import Imap, deliver, extensions, message, put_script
from rig.process import until

USER = "u0001@example.org"


@pytest.fixture
def site(make_sandbox, tmp_path):
    """Starts a sandbox with an administrator's script and programs, each a shell script."""

    def start(script, more="", **programs):
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        for name, text in programs.items():
            (folder / name).write_text("#!/bin/sh\n" + text)
            (folder / name).chmod(0o755)
        (tmp_path / "before.sieve").write_text(script)
        return make_sandbox(config=f'[sieve]\nbefore = "{tmp_path}/before.sieve"\n[sieve.programs]\nfolder = "{folder}"\n{more}')

    return start


def subjects(server):
    with Imap(server.imap) as client:
        return client.subjects()


def trace(server, reply):
    modseq = int(re.search(r"modseq=(\d+)", reply[1]).group(1))
    return [step["text"] for step in server.call("GET", f"/v1/accounts/{USER}/explain?modseq={modseq}")["steps"]]


def test_a_program_takes_the_message_after_the_delivery(site, tmp_path):
    server = site('require ["vnd.dovecot.pipe", "copy"]; pipe :copy "archive" "by-year";',
                  archive=f'echo "$1 $USER $RECIPIENT $SENDER" > {tmp_path}/who; cat > {tmp_path}/mail.part; mv {tmp_path}/mail.part {tmp_path}/mail\n')
    octets = message("kept and piped")
    [reply] = deliver(server.lmtp, octets)
    taken = until(lambda: (tmp_path / "mail").exists() and (tmp_path / "mail").read_bytes())
    assert taken.endswith(octets) and taken.startswith(b"Return-Path: <ann@example.net>\r\n")
    assert (tmp_path / "who").read_text() == f"by-year {USER} {USER} ann@example.net\n"
    assert subjects(server) == ["kept and piped"]
    until(lambda: any("pipe to archive: taken" in step for step in trace(server, reply)))


def test_a_program_that_fails_gets_the_mail_again_or_never(site, tmp_path):
    server = site('require "vnd.dovecot.pipe"; pipe "once";', once=f'[ -e {tmp_path}/good ] || exit 1; cat > {tmp_path}/mail\n')
    assert deliver(server.lmtp, message("nowhere"))[0][0] == 250
    [letter] = until(lambda: server.call("GET", "/v1/outbox/dead")["items"])
    assert (letter["kind"], letter["reason"]) == ("pipe", "exit code 1")
    assert subjects(server) == []
    (tmp_path / "good").touch()
    server.command("outbox", "retry", str(letter["id"]))
    until(lambda: (tmp_path / "mail").exists() and b"nowhere" in (tmp_path / "mail").read_bytes())
    assert server.call("GET", "/v1/outbox/dead")["items"] == []


def test_a_pipe_is_not_lost_when_the_server_is_killed(site, tmp_path):
    server = site('require "vnd.dovecot.pipe"; pipe "later";', later=f'[ -e {tmp_path}/good ] || exit 75; cat > {tmp_path}/mail\n')
    assert deliver(server.lmtp, message("owed"))[0][0] == 250
    until(lambda: server.call("GET", "/v1/outbox")["later"] == 1)
    server.kill()
    server.start()
    (tmp_path / "good").touch()
    assert server.call("GET", "/v1/outbox")["later"] == 1  # EX_TEMPFAIL: tried again in a minute


def test_a_filter_changes_the_message_and_a_test_decides(site):
    server = site('require ["vnd.dovecot.filter", "vnd.dovecot.execute", "variables", "editheader"];\n'
                  'filter "mark";\nif execute :pipe :output "said" "look" "spam" { addheader "X-Said" "${said}"; }',
                  mark="printf 'X-Marked: yes\\r\\n'; cat\n", look='grep -q "X-Marked: yes" || exit 1; printf "%s" "$1"\n')
    deliver(server.lmtp, message("filtered"))
    with Imap(server.imap) as client:
        stored = client.fetch("1", "(BODY.PEEK[])")[1][0][1].decode()
    assert "X-Said: spam\r\n" in stored and "X-Marked: yes\r\n" in stored and "Subject: filtered" in stored


def test_a_program_that_hangs_or_floods_or_fails_costs_only_its_patience(site):
    server = site('require "vnd.dovecot.filter"; filter "hangs"; filter "floods"; filter "dies"; filter "is-not-there";', 'patience = "300ms"\noutput = "64K"\n',
                  hangs="sleep 600\n", floods="yes\n", dies="kill -9 $$\n")
    octets = message("as it came")
    assert deliver(server.lmtp, octets)[0][0] == 250
    with Imap(server.imap) as client:
        assert client.fetch("1", "(BODY.PEEK[])")[1][0][1].endswith(octets)


def test_users_run_no_programs(site):
    server = site("keep;")
    assert not any("pipe" in name or "execute" in name or "filter" in name for name in extensions(server))
    with pytest.raises(RuntimeError, match="vnd.dovecot.pipe"):
        put_script(server, 'require "vnd.dovecot.pipe"; pipe "archive";')


def test_without_a_folder_the_administrator_is_told(make_sandbox, tmp_path):
    (tmp_path / "before.sieve").write_text('require "vnd.dovecot.pipe"; pipe "archive";')
    with pytest.raises(Exception):
        make_sandbox(config=f'[sieve]\nbefore = "{tmp_path}/before.sieve"\n')
    log = next(pathlib.Path(tmp_path).rglob("notifyd.log")).read_text()
    assert "vnd.dovecot.pipe" in log
