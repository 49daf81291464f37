"""vacation :seconds (RFC 6131) within the limits of the site: who was answered is answered again after the period, not before."""
import re
import time

from rig.mail import Imap, deliver, message, put_script
from rig.process import until

PERIOD = 5


def answered(host):
    """What was answered, by the subject of the answer."""
    return [re.search(r"^Subject: (.*)$", mail, re.MULTILINE)[1] for mail in host.mails() if "Auto-Submitted: auto-replied" in mail]


def test_an_answer_is_repeated_after_its_seconds_and_not_before(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + '[sieve.vacation]\nmin_period = "1s"\n')
    put_script(server, f'''require ["vacation-seconds", "variables"];
if header :matches "subject" "*" {{ vacation :seconds {PERIOD} :handle "one" :subject "re ${{1}}" "Soon."; }}''')
    begun = time.monotonic()
    assert deliver(server.lmtp, message("first"))[0][0] == 250
    assert deliver(server.lmtp, message("too soon"))[0][0] == 250
    assert time.monotonic() - begun < PERIOD, "this machine is too slow for the test's period"
    until(lambda: answered(smarthost) == ["re first"])
    count = 0

    def is_answered_again():
        nonlocal count
        count += 1
        assert deliver(server.lmtp, message(f"later {count}"))[0][0] == 250
        until(lambda: server.call("GET", "/v1/outbox")["waiting"] == 0)
        return len(answered(smarthost)) > 1

    until(is_answered_again, 30, every=0.5)
    assert time.monotonic() - begun >= PERIOD - 1  # a second, for a memory of whole seconds
    first, again = sorted(answered(smarthost))
    assert first == "re first" and re.fullmatch(r"re later \d+", again)
    with Imap(server.imap) as client:
        assert client.subjects() == ["first", "too soon", *(f"later {number + 1}" for number in range(count))]


def test_fewer_seconds_than_the_site_allows_are_its_least(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + '[sieve.vacation]\nmin_period = "1h"\n')
    put_script(server, 'require "vacation-seconds"; vacation :seconds 1 "Soon.";')
    assert deliver(server.lmtp, message("first"))[0][0] == 250
    until(lambda: len(answered(smarthost)) == 1)
    time.sleep(1.5)  # the period that the script wanted
    assert deliver(server.lmtp, message("second"))[0][0] == 250
    put_script(server, 'require "copy"; redirect :copy "mark@example.com";')
    assert deliver(server.lmtp, message("third"))[0][0] == 250
    until(lambda: [mail for mail in smarthost.mails() if "mark@example.com" in mail])  # what is sent leaves in order
    assert len(answered(smarthost)) == 1


def test_zero_seconds_answer_each_message_where_the_site_allows_it(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + '[sieve.vacation]\nmin_period = "0s"\n')
    put_script(server, 'require "vacation-seconds"; vacation :seconds 0 "Soon.";')
    for number in range(3):
        assert deliver(server.lmtp, message(f"mail {number}"))[0][0] == 250
    until(lambda: len(answered(smarthost)) == 3)
