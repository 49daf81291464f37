"""Mails about scripts and messages: vnd.dovecot.report (RFC 5965), and the one to the owner of a script that failed."""
import re
import urllib.request

from rig.mail import Imap, deliver, extensions, message, put_script
from rig.process import until

FAILING = 'require ["variables", "fileinto"]; fileinto "Lost"; set "a" "1"; redirect "${a}";'


def test_a_report_leaves_with_the_message_and_the_message_stays(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + "\n[sieve]\nreport_from = \"<abuse@example.org>\"\n[sieve.notify]\nreport_a_day = 1\n")
    put_script(server, 'require "vnd.dovecot.report"; report "abuse" "Spam." "abuse@example.com";')
    assert deliver(server.lmtp, message("buy this"))[0][0] == 250
    [report] = until(smarthost.mails)
    assert "From: <abuse@example.org>" in report and "report-type=feedback-report" in report
    assert "Feedback-Type: abuse" in report and "Original-Mail-From: <ann@example.net>" in report
    assert "A short text." in report and "X-Mail-Args: <>" in report
    [second] = deliver(server.lmtp, message("buy that"))
    modseq = int(re.search(r"modseq=(\d+)", second[1]).group(1))
    steps = server.call("GET", f"/v1/accounts/u0001@example.org/explain?modseq={modseq}")["steps"]
    assert any("not sent, as the account may have 1 a day (report)" in step["text"] for step in steps)
    with Imap(server.imap) as client:
        assert client.subjects() == ["buy this", "buy that"]
    assert len(smarthost.mails()) == 1


def test_a_report_is_written_by_the_postmaster_unless_said_otherwise(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config())
    put_script(server, 'require "vnd.dovecot.report"; report "abuse" "Spam." "abuse@example.com";')
    deliver(server.lmtp, message("grüße", body="grüße"))
    [report] = until(smarthost.mails)
    assert "From: <postmaster@localhost>" in report
    assert report.count("Content-Transfer-Encoding: 8bit") == 2  # of the message, and of what holds it


def test_without_a_smarthost_nothing_can_be_reported(sandbox):
    assert "vnd.dovecot.report" not in extensions(sandbox)


def test_the_owner_hears_of_a_failing_script_once_a_day(make_sandbox):
    server = make_sandbox(config="[sieve]\nerror_mail = true\n")
    put_script(server, FAILING)
    for subject in ("one", "two"):
        assert deliver(server.lmtp, message(subject))[0][0] == 250
    server.kill()
    server.start()
    assert deliver(server.lmtp, message("three"))[0][0] == 250
    with Imap(server.imap) as client:
        assert sorted(client.subjects()) == ['Your Sieve script "main" failed', "one", "three", "two"]
        number = client.search(None, "SUBJECT", "failed")[1][0].decode()
        told = client.fetch(number, "(BODY.PEEK[])")[1][0][1].decode()
    assert "failed at line 1" in told and "Subject: one" in told and "Auto-Submitted: auto-generated" in told
    assert "To: <u0001@example.org>" in told


def test_the_page_of_a_script_tells_when_it_failed_last(sandbox):
    page = "/v1/accounts/u0001@example.org/scripts/"
    put_script(sandbox, FAILING)
    put_script(sandbox, FAILING, name="spare", activate=False)
    assert "last_failure" not in sandbox.call("GET", page + "main")
    replies = [deliver(sandbox.lmtp, message(subject))[0] for subject in ("one", "two")]
    failure = sandbox.call("GET", page + "main")["last_failure"]
    assert failure["modseq"] == int(re.search(r"modseq=(\d+)", replies[1][1]).group(1))
    assert failure["text"].startswith('script "main" failed at line 1: '), failure
    assert "last_failure" not in sandbox.call("GET", page + "spare")


def test_a_script_that_fails_is_logged_and_counted_for_each_message(sandbox):
    put_script(sandbox, FAILING)
    for subject in ("Secret plan", "Secret party"):
        assert deliver(sandbox.lmtp, message(subject))[0][0] == 250

    def failures():
        lines = (sandbox.folder / "notifyd.log").read_text().splitlines()
        return [line for line in lines if "script_failed" in line]

    logged = until(lambda: len(failures()) == 2 and failures())
    assert all("u0001@example.org" in line and "main" in line and "Secret" not in line for line in logged), logged
    with urllib.request.urlopen(f"http://127.0.0.1:{sandbox.api}/metrics", timeout=20) as page:
        assert "notifyd_script_failures_total 2" in page.read().decode()


def test_without_the_setting_only_the_trace_tells(sandbox):
    put_script(sandbox, FAILING)
    assert deliver(sandbox.lmtp, message("one"))[0][0] == 250
    with Imap(sandbox.imap) as client:
        assert client.subjects() == ["one"]
