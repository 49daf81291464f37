"""What senders and scripts ask about reports and time (RFC 3461, RFC 2852, RFC 6009), against a real Postfix on both sides."""
import json
import re
import smtplib

import pytest

from crash.kill9_queue import POSTFIX
from rig.mail import Imap, deliver, message, put_script
from rig.next_hop import Proxy
from rig.postfix import Postfix, relaying_postfix
from rig.process import until

REFUSES = POSTFIX + """
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{nobody@example.com = 550 5.1.1 no such user}} }}
"""
ASKED = {"of_mail": "RET=FULL ENVID=QQ+2B314", "of_rcpt": "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;old@example.org"}


@pytest.fixture
def postfix(tmp_path):
    with relaying_postfix(tmp_path, REFUSES) as server:
        yield server


@pytest.fixture
def reach(make_sandbox, postfix):
    """A sandbox whose mail leaves through a proxy of that kind, in front of Postfix."""
    proxies = []

    def reach(**kind):
        proxies.append(Proxy(postfix.port, **kind))
        return make_sandbox(config=proxies[-1].config()), proxies[-1]

    yield reach
    for proxy in proxies:
        proxy.stop()


def commands(proxy, verb):
    return [line for line in list(proxy.commands) if line.startswith(verb)]


def queue(server):
    return json.loads(server.command("--json", "queue", "list"))["items"]


def test_a_redirect_goes_on_with_what_its_sender_asked(reach, postfix):
    server, proxy = reach()
    put_script(server, 'redirect "kim@example.com";')
    assert deliver(server.lmtp, message("goes on"), **ASKED)[0][0] == 250
    [mail] = until(postfix.sink.mails)
    assert "Subject: goes on" in mail
    [sent] = commands(proxy, "MAIL")
    assert sent.startswith("MAIL FROM:<ann@example.net> ") and sent.endswith("RET=FULL ENVID=QQ+2B314")
    assert commands(proxy, "RCPT") == ["RCPT TO:<kim@example.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;old@example.org"]
    until(lambda: queue(server) == [])


def test_what_postfix_delivers_here_is_reported_by_us(reach, postfix, tmp_path):
    server, proxy = reach()
    with Postfix(tmp_path / "front", f"lmtp:inet:127.0.0.1:{server.lmtp}") as front, smtplib.SMTP("127.0.0.1", front.port, timeout=30) as client:
        client.sendmail("ann@example.net", ["u0001@example.org"], message("arrives"), ["RET=HDRS", "ENVID=e1"], ["NOTIFY=SUCCESS"])
        [report] = until(postfix.sink.mails)
    assert "X-Mail-Args: <>" in report and "X-Rcpt-Args: <ann@example.net>" in report
    assert "report-type=delivery-status" in report and "Action: delivered" in report and "Status: 2.0.0" in report
    assert "Original-Envelope-Id: e1" in report and "Original-Recipient: rfc822; u0001@example.org" in report
    assert "Subject: arrives" in report and "A short text." not in report
    with Imap(server.imap) as imap:
        assert imap.subjects() == ["arrives"]


def test_where_the_next_server_reports_nothing_we_do(reach, postfix):
    server, proxy = reach(hide=("DSN",))
    put_script(server, 'redirect "kim@example.com";')
    assert deliver(server.lmtp, message("passed on"), **ASKED)[0][0] == 250
    mails = until(lambda: len(postfix.sink.mails()) == 2 and postfix.sink.mails())
    [report] = [mail for mail in mails if "Action: relayed" in mail]
    assert "X-Rcpt-Args: <ann@example.net>" in report and "Original-Envelope-Id: QQ+314" in report
    assert all("NOTIFY" not in line and "ENVID" not in line for line in list(proxy.commands))


def test_a_failure_is_reported_as_it_was_asked(reach, postfix):
    server, _ = reach()
    put_script(server, 'redirect "nobody@example.com";')
    assert deliver(server.lmtp, message("quiet"), of_rcpt="NOTIFY=NEVER")[0][0] == 250
    [dead] = until(lambda: [one for one in queue(server) if one["state"] == "dead"])
    assert "no such user" in dead["reason"]
    assert deliver(server.lmtp, message("loud"), **ASKED)[0][0] == 250
    [report] = until(postfix.sink.mails)  # were there one of the first, it would have left before
    assert "Subject: loud" in report and "Action: failed" in report and "Status: 5.1.1" in report
    assert "Original-Recipient: rfc822; old@example.org" in report and "Original-Envelope-Id: QQ+314" in report
    assert "message/rfc822" in report and "A short text." in report


def test_a_script_says_what_its_redirect_asks(reach, postfix):
    server, proxy = reach(delivers_by=True)
    put_script(server, '''require ["copy", "redirect-dsn", "redirect-deliverby", "envelope", "envelope-dsn", "envelope-deliverby"];
if allof (envelope "envid" "QQ+314", envelope "notify" "SUCCESS", envelope "bymode" "notify") {
  redirect :copy :notify "FAILURE" :ret "HDRS" :bytimerelative 600 :bytrace "kim@example.com";
}''')
    assert deliver(server.lmtp, message("in time"), of_mail="ENVID=QQ+2B314 BY=3600;N", of_rcpt="NOTIFY=SUCCESS")[0][0] == 250
    mails = until(lambda: len(postfix.sink.mails()) == 3 and postfix.sink.mails())
    [sent] = [line for line in commands(proxy, "MAIL") if "<u0001@example.org>" in line]
    left = int(re.search(r" RET=HDRS BY=(\d+);RT$", sent)[1])
    assert 500 < left <= 600
    assert "RCPT TO:<kim@example.com> NOTIFY=FAILURE" in commands(proxy, "RCPT")
    [kept] = [mail for mail in mails if "Action: delivered" in mail]
    assert "X-Rcpt-Args: <ann@example.net>" in kept
    [traced] = [mail for mail in mails if "Action: relayed" in mail]  # :bytrace
    assert "X-Rcpt-Args: <u0001@example.org>" in traced


def test_a_mail_to_be_given_back_in_time_is_not_left_with_a_server_that_minds_no_time(reach, postfix):
    server, proxy = reach()
    put_script(server, 'require "redirect-deliverby"; redirect :bytimerelative 600 :bymode "return" "kim@example.com";')
    assert deliver(server.lmtp, message("given back"))[0][0] == 250
    [report] = until(postfix.sink.mails)
    assert "X-Rcpt-Args: <u0001@example.org>" in report and "Action: failed" in report and "Status: 5.3.3" in report
    assert not any("kim@example.com" in line for line in list(proxy.commands))
    put_script(server, 'require "redirect-deliverby"; redirect :bytimerelative 600 :bymode "notify" "kim@example.com";')
    assert deliver(server.lmtp, message("goes on"))[0][0] == 250
    mails = until(lambda: len(postfix.sink.mails()) == 3 and postfix.sink.mails())
    assert [mail for mail in mails if "X-Rcpt-Args: <kim@example.com>" in mail]
    [told] = [mail for mail in mails if "Action: relayed" in mail]
    assert "X-Rcpt-Args: <u0001@example.org>" in told


def test_without_a_smarthost_nothing_is_promised(sandbox):
    [(code, _)] = deliver(sandbox.lmtp, message("x"), **ASKED)
    assert code == 555
