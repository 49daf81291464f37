"""Extensions that the administrator disables, and limits that he sets, for everybody and for some accounts."""
import re

import pytest

from rig.mail import Imap, deliver, extensions, message, put_script
from rig.process import until

CONFIG = """
[sieve]
disabled = ["regex"]
[sieve.class.staff]
accounts = ["u0002@example.org"]
disabled = []
[sieve.class.guests]
accounts = ["U0003@example.org"]
disabled = ["body"]
disabled_methods = ["device"]
[sieve.class.guests.limits]
redirects = 0
actions = 2
variables = 128
"""
GUEST = "u0003@example.org"


def explained(server, account, reply):
    """The trace of the delivery that was answered so."""
    modseq = int(re.search(r"modseq=(\d+)", reply[1]).group(1))
    return server.call("GET", f"/v1/accounts/{account}/explain?modseq={modseq}")["steps"]


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
    steps = explained(server, "u0001@example.org", reply)
    assert any("has errors and cannot run" in step["text"] for step in steps)


def test_the_limits_of_a_class_hold(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + CONFIG)
    assert [extensions(server, line="MAXREDIRECTS", login=login) for login in ("u0001@example.org", GUEST)] == [{"4"}, {"0"}]
    put_script(server, 'redirect "kim@example.com";', login=GUEST)
    deliver(server.lmtp, message("one"), GUEST)
    with Imap(server.imap, GUEST) as client:
        assert client.subjects() == ["one"]  # the redirect failed
    assert smarthost.mails() == []


def test_a_run_has_the_actions_of_its_class_and_the_owner_finds_the_error(make_sandbox):
    server = make_sandbox(config=CONFIG.replace("[sieve]", "[sieve]\nerror_mail = true"))
    three = 'require ["fileinto", "mailbox"]; fileinto :create "a"; fileinto :create "b"; fileinto :create "c";'
    for login in ("u0001@example.org", GUEST):
        put_script(server, three, login=login)
    assert [code for code, _ in deliver(server.lmtp, message("one"), "u0001@example.org", GUEST)] == [250, 250]
    with Imap(server.imap, mailbox="c") as client:
        assert client.subjects() == ["one"]
    with Imap(server.imap, GUEST) as client:
        assert sorted(client.subjects()) == ['Your Sieve script "main" failed', "one"]
        names = [line.split()[-1].strip(b'"') for line in client.list()[1]]
        assert b"INBOX" in names and b"a" not in names, "what was decided before the error is dropped"
        number = client.search(None, "SUBJECT", "failed")[1][0].decode()
        told = client.fetch(number, "(BODY.PEEK[])")[1][0][1].decode()
    assert "more than 2 actions for one message" in told


def test_a_script_has_the_variables_of_its_class(make_sandbox):
    server = make_sandbox()
    script = 'require ["variables", "fileinto"];' + "".join(f' set "v{i}" "";' for i in range(129)) + " discard;"
    put_script(server, script, login=GUEST)
    server.stop()
    server.config.write_text(server.config.read_text() + CONFIG)
    server.start()
    with pytest.raises(RuntimeError, match="more than 128 variables in one script"):
        put_script(server, script, name="again", login=GUEST)
    put_script(server, script)
    deliver(server.lmtp, message("one"), "u0001@example.org", GUEST)
    with Imap(server.imap, GUEST) as client:
        assert client.subjects() == ["one"], "the script from before has errors now, and does not run"
    with Imap(server.imap) as client:
        assert client.subjects() == []


def test_a_class_has_no_methods_that_it_disables(make_sandbox, smarthost):
    server = make_sandbox(config=smarthost.config() + CONFIG)
    assert extensions(server, line="NOTIFY") == {"mailto", "device"}
    assert extensions(server, line="NOTIFY", login=GUEST) == {"mailto"}
    put_script(server, 'require "enotify"; notify "device:phone"; discard;', login=GUEST)
    [reply] = deliver(server.lmtp, message("one"), GUEST)
    with Imap(server.imap, GUEST) as client:
        assert client.subjects() == ["one"], "the script failed"
    steps = explained(server, GUEST, reply)
    assert any("failed at line 1: notify: no method" in step["text"] for step in steps), steps


def test_a_class_has_its_own_limits_a_day(make_sandbox, smarthost):
    limits = "[sieve.notify]\nmailto_a_day = 2\n[sieve.class.guests.notify]\nmailto_a_day = 1\n"
    server = make_sandbox(config=smarthost.config() + CONFIG + limits)
    accounts = {"u0001@example.org": "site@example.com", GUEST: "guest@example.com"}
    for login, friend in accounts.items():
        put_script(server, f'require "enotify"; notify :message "new mail" "mailto:{friend}";', login=login)
    deliver(server.lmtp, message("one"), *accounts)
    replies = deliver(server.lmtp, message("two"), *accounts)
    until(lambda: len(smarthost.mails()) == 3)
    assert [sum(friend in mail for mail in smarthost.mails()) for friend in accounts.values()] == [2, 1]
    steps = [step["text"] for step in explained(server, GUEST, replies[1])]
    assert any("not sent, as the account may have 1 a day (mailto)" in step for step in steps), steps


def test_the_limits_in_force_are_shown(make_sandbox):
    server = make_sandbox(config=CONFIG)
    shown = server.command("--config", str(server.config), "print-config")
    site, guests = (shown.split(f"[sieve.{name}]\n")[1].split("\n\n")[0] for name in ("limits", "class.guests.limits"))
    assert "actions = 32  # default" in site and "redirects = 4  # default" in site
    assert "actions = 2\n" in guests and "redirects = 0\n" in guests and "steps = 2000000  # default" in guests


def test_the_deepest_scripts_that_a_limit_may_allow_run(make_sandbox):
    server = make_sandbox(config="[sieve.limits]\nnesting = 64\ninclude_depth = 20\n")
    for number in range(1, 20):
        inner = "discard;" if number == 19 else f'include "s{number + 1}";'
        put_script(server, 'require "include";' + "if true {" * 64 + inner + "}" * 64, name=f"s{number}", activate=False)
    put_script(server, 'require "include"; if ' + "not " * 62 + 'true { include "s1"; }')
    assert deliver(server.lmtp, message("one"))[0][0] == 250
    with Imap(server.imap) as client:
        assert client.subjects() == []
