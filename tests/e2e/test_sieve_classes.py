"""Extensions that the administrator disables, for everybody and for some accounts."""
import re

import pytest

from rig.mail import Imap, deliver, extensions, message, put_script

CONFIG = """
[sieve]
disabled = ["regex"]
[sieve.class.staff]
accounts = ["u0002@example.org"]
disabled = []
[sieve.class.guests]
accounts = ["U0003@example.org"]
disabled = ["body"]
redirects = 0
"""


def test_each_account_is_offered_what_it_may_use(make_sandbox):
    server = make_sandbox(config=CONFIG)
    offered = {number: extensions(server, login=f"u{number:04d}@example.org") for number in (1, 2, 3)}
    assert {number: {"regex", "body"} - offered[number] for number in offered} == {1: {"regex"}, 2: set(), 3: {"body"}}
    regex = 'require "regex"; if header :regex "subject" "^one$" { discard; }'
    with pytest.raises(RuntimeError, match="regex"):
        put_script(server, regex)
    put_script(server, regex, login="u0002@example.org")
    replies = deliver(server.lmtp, message("one"), "u0001@example.org", "u0002@example.org")
    assert [code for code, _ in replies] == [250, 250]
    with Imap(server.imap, "u0002@example.org") as client:
        assert client.subjects() == []


def test_a_script_from_before_does_not_run_and_loses_no_mail(make_sandbox):
    server = make_sandbox()
    put_script(server, 'require "regex"; if header :regex "subject" "^one$" { discard; }')
    server.stop()
    server.config.write_text(CONFIG)
    server.start()
    [reply] = deliver(server.lmtp, message("one"))
    with Imap(server.imap) as client:
        assert client.subjects() == ["one"]
    modseq = int(re.search(r"modseq=(\d+)", reply[1]).group(1))
    steps = server.call("GET", f"/v1/accounts/u0001@example.org/explain?modseq={modseq}")["steps"]
    assert any("has errors and cannot run" in step["text"] for step in steps)


def test_the_limits_of_a_class_hold(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + CONFIG)
    put_script(server, 'redirect "kim@example.com";', login="u0003@example.org")
    deliver(server.lmtp, message("one"), "u0003@example.org")
    with Imap(server.imap, "u0003@example.org") as client:
        assert client.subjects() == ["one"]  # the redirect failed
    assert smarthost.mails() == []
