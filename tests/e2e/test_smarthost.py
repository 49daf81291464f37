"""Mail that leaves to a real Postfix which demands something: STARTTLS, a login, small mails; and addresses in UTF-8 (RFC 6531)."""
import json
import re

import pytest

from crash.kill9_queue import POSTFIX
from rig.certificate import make_certificate
from rig.dovecot import Dovecot
from rig.mail import Imap, deliver, message, put_script
from rig.next_hop import Proxy
from rig.postfix import Postfix, demanding, relaying_postfix
from rig.process import free_port, until

USER = "u0001@example.org"
REDIRECT = 'redirect "kim@example.com";'


def config(port, more='tls = "never"\n'):
    return f'[smarthost]\nhost = "localhost"\nport = {port}\n{more}'


def queue(server):
    return json.loads(server.command("--json", "queue", "list"))["items"]


def waits(server):
    """The one mail that could not be sent, and is tried again later."""
    return until(lambda: [one for one in queue(server) if one.get("reason")])[0]


def received(mail):
    """The Received field of Postfix, in one line."""
    [field] = [field for field in re.findall(r"^Received: .*\n(?:[ \t].*\n)*", mail, re.MULTILINE) if "by mta.example.net (Postfix)" in field]
    return " ".join(field.split())


def test_mail_leaves_by_starttls_to_a_checked_server_and_to_no_other(make_sandbox, tmp_path):
    certificate, key = make_certificate(tmp_path / "certificate")
    another, _ = make_certificate(tmp_path / "another")
    with relaying_postfix(tmp_path, POSTFIX + demanding(certificate, key)) as postfix:
        astray = make_sandbox(config=config(postfix.port, f'tls = "required"\nca_file = "{another}"\n'))
        put_script(astray, REDIRECT)
        assert deliver(astray.lmtp, message("astray"))[0][0] == 250
        assert waits(astray)["state"] != "dead"
        server = make_sandbox(config=config(postfix.port, f'tls = "required"\nca_file = "{certificate}"\n'))
        put_script(server, REDIRECT)
        assert deliver(server.lmtp, message("by TLS"))[0][0] == 250
        [mail] = until(postfix.sink.mails)
        assert "Subject: by TLS" in mail and "X-Rcpt-Args: <kim@example.com>" in mail
        assert re.search(r"using TLSv1\.[23] ", received(mail)) and "with ESMTPS id" in received(mail)
        until(lambda: queue(server) == [])


def test_opportunistic_is_tls_where_it_is_offered_and_checks_the_server_then(make_sandbox, tmp_path):
    certificate, key = make_certificate(tmp_path / "certificate")
    another, _ = make_certificate(tmp_path / "another")
    offers = demanding(certificate, key).replace("= encrypt", "= may")
    with relaying_postfix(tmp_path, POSTFIX + offers) as postfix:
        for authority, subject in ((another, "astray"), (certificate, "by TLS")):
            server = make_sandbox(config=config(postfix.port, f'tls = "opportunistic"\nca_file = "{authority}"\n'))
            put_script(server, REDIRECT)
            assert deliver(server.lmtp, message(subject))[0][0] == 250
            if authority == another:
                assert waits(server)["state"] != "dead"
        [mail] = until(postfix.sink.mails)
        assert "Subject: by TLS" in mail and "with ESMTPS id" in received(mail)


def test_required_tls_sends_nothing_in_the_clear(make_sandbox, tmp_path):
    certificate, _ = make_certificate(tmp_path / "certificate")
    with relaying_postfix(tmp_path, POSTFIX) as postfix:  # offers no STARTTLS
        server = make_sandbox(config=config(postfix.port, f'tls = "required"\nca_file = "{certificate}"\n'))
        put_script(server, REDIRECT)
        assert deliver(server.lmtp, message("secret"))[0][0] == 250
        assert waits(server)["state"] != "dead"
        assert postfix.sink.mails() == [] and postfix.waiting() == 0


def test_the_server_logs_in_and_with_a_wrong_password_its_mail_waits(make_sandbox, tmp_path):
    certificate, key = make_certificate(tmp_path / "certificate")
    auth, secret = free_port(), tmp_path / "password"
    secret.write_text("not the secret\n")
    listener = f"service auth {{\n  inet_listener postfix {{\n    port = {auth}\n  }}\n}}\n"
    with Dovecot(tmp_path / "dovecot", more=listener), relaying_postfix(tmp_path, POSTFIX + demanding(certificate, key, auth)) as postfix:
        login = f'user = "{USER}"\npassword_file = "{secret}"\n'
        server = make_sandbox(config=config(postfix.port, f'tls = "required"\nca_file = "{certificate}"\n{login}'))
        put_script(server, REDIRECT)
        assert deliver(server.lmtp, message("logged in"))[0][0] == 250
        waiting = waits(server)
        assert waiting["state"] != "dead" and "535" in waiting["reason"]
        assert "not the secret" not in server.process.log.read_text()
        server.stop()
        secret.write_text("secret\n")
        server.start()
        server.command("queue", "retry", str(waiting["id"]))
        [mail] = until(postfix.sink.mails)
        assert "Subject: logged in" in mail and "with ESMTPSA id" in received(mail)
        assert f"(Authenticated sender: {USER})" in received(mail)
        until(lambda: queue(server) == [])


LIMIT = 20_000


@pytest.mark.parametrize("hide", [(), ("SIZE",)], ids=["announced", "found out after DATA"])
def test_what_is_too_large_for_the_smarthost_is_reported_to_the_sender(make_sandbox, tmp_path, hide):
    with relaying_postfix(tmp_path, POSTFIX + f"message_size_limit = {LIMIT}\n") as postfix, Proxy(postfix.port, hide=hide) as proxy:
        server = make_sandbox(config=proxy.config())
        put_script(server, REDIRECT)
        assert deliver(server.lmtp, message("too large", body=("x" * 70 + "\n") * (LIMIT // 50)))[0][0] == 250
        [report] = until(postfix.sink.mails)
        assert "X-Mail-Args: <>" in report and "X-Rcpt-Args: <ann@example.net>" in report
        assert "report-type=delivery-status" in report and "Action: failed" in report and "Status: 5.3.4" in report
        assert "Final-Recipient: rfc822; kim@example.com" in report and "Subject: too large" in report and "x" * 70 not in report
        until(lambda: queue(server) == [])
        assert ("DATA" in proxy.commands[:4]) == bool(hide)
        assert deliver(server.lmtp, message("small enough"))[0][0] == 250
        mails = until(lambda: len(postfix.sink.mails()) == 2 and postfix.sink.mails())
        assert [mail for mail in mails if "X-Rcpt-Args: <kim@example.com>" in mail and "Subject: small enough" in mail]


UTF8 = {"sender": "bjørn@example.net", "of_mail": "SMTPUTF8"}


def test_a_redirect_from_a_sender_in_utf8_goes_on_as_such(make_sandbox, tmp_path):
    Postfix.needed()
    there = make_sandbox()
    with Postfix(tmp_path / "postfix", f"lmtp:inet:127.0.0.1:{there.lmtp}") as postfix, Proxy(postfix.port) as proxy:
        server = make_sandbox(config=proxy.config())
        put_script(server, 'redirect "u0002@example.org";')
        assert deliver(server.lmtp, message("smørrebrød", sender="bjørn@example.net"), **UTF8)[0][0] == 250

        def arrived():
            with Imap(there.imap, login="u0002@example.org") as client:
                return list(client.messages())

        [mail] = until(arrived)
        assert "Return-Path: <bjørn@example.net>" in mail.decode() and "Subject: smørrebrød" in mail.decode()
        [sent] = [line for line in proxy.commands if line.startswith("MAIL")]
        assert sent.startswith("MAIL FROM:<bjørn@example.net> ") and "SMTPUTF8" in sent.split()
        assert postfix.bounced() == []


def test_it_is_not_given_to_a_server_without_utf8(make_sandbox, tmp_path):
    with relaying_postfix(tmp_path, POSTFIX) as postfix, Proxy(postfix.port, hide=("SMTPUTF8",)) as proxy:
        server = make_sandbox(config=proxy.config())
        put_script(server, REDIRECT)
        assert deliver(server.lmtp, message("smørrebrød", sender="bjørn@example.net"), **UTF8)[0][0] == 250
        # Nor can its report be: it stays for the operator.
        [dead] = until(lambda: [one for one in queue(server) if one["state"] == "dead"])
        assert "5.6.7" in dead["reason"]
        assert postfix.sink.mails() == [] and not any(line.startswith("MAIL") for line in proxy.commands)
