"""What leaves beside a mail that passes the LMTP hook: redirects, answers, and notifications of a device."""
import re

import pytest

from rig.mail import Imap, deliver, message, put_script
from rig.process import until

USER = "u0001@example.org"


@pytest.fixture
def hooked(make_sandbox, dovecot, smarthost):
    return make_sandbox(config=f'{smarthost.config()}[lmtp]\nnext = "127.0.0.1:{dovecot.lmtp}"\n')


def subjects(dovecot):
    with Imap(dovecot.imap) as client:
        return client.subjects()


def test_a_redirect_leaves_by_the_smarthost_and_only_its_copy_is_passed_on(hooked, dovecot, smarthost):
    put_script(hooked, 'require "copy"; if header "subject" "both" { redirect :copy "kim@example.com"; } else { redirect "kim@example.com"; }')
    for subject in ("away", "both"):
        assert deliver(hooked.lmtp, message(subject))[0][0] == 250
    mails = until(lambda: len(smarthost.mails()) == 2 and smarthost.mails())
    assert {re.search(r"^Subject: (.*)$", mail, re.MULTILINE)[1] for mail in mails} == {"away", "both"}
    assert all("X-Rcpt-Args: <kim@example.com>" in mail and f"X-Sieve-Redirected-From: {USER}" in mail for mail in mails)
    assert subjects(dovecot) == ["both"]


def test_vacation_answers_once_and_the_mail_is_passed_on(hooked, dovecot, smarthost):
    put_script(hooked, 'require "vacation"; vacation :days 3 "I am away.";')
    for subject in ("one", "two"):
        assert deliver(hooked.lmtp, message(subject))[0][0] == 250
    assert deliver(hooked.lmtp, message("three", sender="eve@example.net"), sender="eve@example.net")[0][0] == 250
    until(lambda: [mail for mail in smarthost.mails() if "X-Rcpt-Args: <eve@example.net>" in mail])
    [answer] = [mail for mail in smarthost.mails() if "X-Rcpt-Args: <ann@example.net>" in mail]
    assert "X-Mail-Args: <>" in answer and "Auto-Submitted: auto-replied" in answer and "I am away." in answer
    assert subjects(dovecot) == ["one", "two", "three"]


def test_a_refusal_in_words_that_fit_no_reply_is_told_by_mail_and_passed_on_to_nobody(hooked, dovecot, smarthost):
    put_script(hooked, 'require "reject"; if header "subject" "refused" { reject "Keine Vögel."; }')
    for subject in ("refused", "kept"):
        assert deliver(hooked.lmtp, message(subject))[0][0] == 250
    [told] = until(smarthost.mails)
    assert "X-Mail-Args: <>" in told and "X-Rcpt-Args: <ann@example.net>" in told and f"From: <{USER}>" in told
    assert "report-type=disposition-notification" in told and "Subject: refused" in told
    assert subjects(dovecot) == ["kept"]


def test_a_device_hears_what_the_script_notifies(hooked, dovecot, webhook):
    hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary", subscription={"mailboxes": {"mailboxes": ["Nowhere"]}})
    put_script(hooked, '''require ["enotify", "variables"];
if header :matches "subject" "ALARM *" { notify :importance "1" :message "Alarm: ${1}" "device:phone"; }''')
    for subject in ("quiet", "ALARM fire"):
        assert deliver(hooked.lmtp, message(subject))[0][0] == 250
    data = webhook.wait_for(1)[0]["body"]["data"]
    assert (data["message"], data["subject"]) == ("Alarm: fire", "ALARM fire")
    hooked.stop()  # drains: a push for the other would have come
    assert len(webhook.got) == 1
    assert subjects(dovecot) == ["quiet", "ALARM fire"]
