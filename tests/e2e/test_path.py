"""The one path, end to end: LMTP in, filters, store, IMAP, pushes, and why."""
import json
import re
import time

import pytest

from rig.mail import Imap, Lmtp, deliver, message, put_script
from rig.process import until
from rig.receivers import WebhookSink
from rig.sandbox import ApiError

USER = "u0001@example.org"


def explain(server, reply, account=USER):
    modseq = int(re.search(r"modseq=(\d+)", reply[1]).group(1))
    return server.call("GET", f"/v1/accounts/{account}/explain?modseq={modseq}")["steps"]


def steps_of(server, reply, device, stage):
    return [step for step in explain(server, reply) if step["device"] == device and step["stage"] == stage]


def test_a_message_is_stored_as_it_came_with_our_fields_before_it(sandbox):
    octets = message("as it came", body="line one\n.a line with a dot")
    [reply] = deliver(sandbox.lmtp, octets)
    assert reply[0] == 250
    with Imap(sandbox.imap) as client:
        _, [(_, stored), _] = client.fetch("1", "(BODY.PEEK[])")
    assert stored.endswith(octets)
    before = stored[: -len(octets)].decode()
    assert before.startswith("Return-Path: <ann@example.net>\r\n")
    assert "Delivered-To: u0001@example.org\r\n" in before and "Received: " in before


def test_every_recipient_gets_a_reply_of_its_own(sandbox):
    with Lmtp(sandbox.lmtp) as client:
        replies = client.send(message(), [USER, "nobody@example.org", "u0002@example.org"])
    assert [code for code, _ in replies] == [250, 550, 250]


def test_a_device_in_idle_hears_and_only_the_other_device_is_pushed_to(sandbox, webhook):
    sandbox.add_device(USER, name="tablet", channel=webhook.channel())
    with WebhookSink() as phone_sink:
        phone = sandbox.add_device(USER, name="phone", channel=phone_sink.channel())
        with Imap(sandbox.imap, phone["login"], phone["password"]) as client:
            client.idle()
            [reply] = deliver(sandbox.lmtp, message("both"))
            assert client.heard(r"\* 1 EXISTS")
            client.done()  # at once, as most clients do
            assert webhook.wait_for(1)[0]["body"]["data"]["device"] == "tablet"
            until(lambda: "it has heard in band" in [step["text"] for step in steps_of(sandbox, reply, "phone", "presence")], 30)
        assert phone_sink.got == []


def test_the_users_filter_discards_and_the_reason_is_recorded(sandbox, webhook):
    sandbox.add_device(USER, name="phone", channel=webhook.channel())
    put_script(sandbox, 'if header :contains "subject" "sale" { discard; }')
    [discarded] = deliver(sandbox.lmtp, message("great sale"))
    [kept] = deliver(sandbox.lmtp, message("work"))
    webhook.wait_for(1)
    assert any("discard" in step["text"] for step in steps_of(sandbox, discarded, "", "DF"))
    until(lambda: steps_of(sandbox, kept, "phone", "push"))
    with Imap(sandbox.imap) as client:
        assert client.subjects() == ["work"]
    assert len(webhook.got) == 1


def test_the_administrators_filter_comes_first(make_sandbox, webhook, tmp_path):
    script = tmp_path / "before.sieve"
    script.write_text('if header :is "X-Virus" "yes" { discard; stop; }')
    server = make_sandbox(config=f'[sieve]\nbefore = "{script}"\n')
    server.add_device(USER, name="phone", channel=webhook.channel())
    put_script(server, "keep;")
    [stopped] = deliver(server.lmtp, message("bad", headers="X-Virus: yes\n"))
    deliver(server.lmtp, message("good"))
    webhook.wait_for(1)
    stages = [step["stage"] for step in explain(server, stopped)]
    assert "AF" in stages and "DF" not in stages
    with Imap(server.imap) as client:
        assert client.subjects() == ["good"]


def test_a_failing_script_never_loses_a_mail(sandbox):
    put_script(sandbox, 'require "fileinto"; fileinto "No such mailbox";')
    [reply] = deliver(sandbox.lmtp, message("kept anyway"))
    assert reply[0] == 250
    with Imap(sandbox.imap) as client:
        assert client.subjects() == ["kept anyway"]
    assert steps_of(sandbox, reply, "", "DF")


def test_a_view_filter_decides_who_hears(sandbox, webhook):
    sandbox.add_device(USER, name="phone", channel=webhook.channel(), content="summary",
                       subscription={"filter": 'NOT FROM "list@"'})
    [silent] = deliver(sandbox.lmtp, message("from a list", sender="list@example.net"))
    deliver(sandbox.lmtp, message("from a friend"))
    assert webhook.wait_for(1)[0]["body"]["data"]["subject"] == "from a friend"
    until(lambda: steps_of(sandbox, silent, "phone", "VF"))
    assert len(webhook.got) == 1


def test_the_old_answer_of_explain_stands_when_the_subscription_changes(sandbox, webhook):
    device = sandbox.add_device(USER, name="phone", channel=webhook.channel(), subscription={"filter": 'SUBJECT "a"'})
    [reply] = deliver(sandbox.lmtp, message("b"))
    steps = until(lambda: steps_of(sandbox, reply, "phone", "VF"))
    sandbox.call("PATCH", f"/v1/accounts/{USER}/devices/{device['id']}", {"subscription": {"filter": ""}})
    assert steps_of(sandbox, reply, "phone", "VF") == steps


def test_a_message_has_one_id_from_lmtp_to_the_push(make_sandbox, webhook):
    server = make_sandbox(config='[server]\nlog_form = "json"\n')
    device = server.add_device(USER, name="phone", channel=webhook.channel(), content="summary")

    def lines(event):
        return [line for line in map(json.loads, server.process.log.read_text().splitlines()) if line["event"] == event]

    replies = [deliver(server.lmtp, message(subject))[0][1] for subject in ("one", "two")]
    pushes = {push["body"]["data"]["subject"]: push["id"] for push in webhook.wait_for(2)}
    until(lambda: len(lines("push")) == 2)
    received, delivered = ([line["id"] for line in lines(event)] for event in ("received", "delivered"))
    assert len(set(received)) == 2 and delivered == received
    assert [identity in reply for identity, reply in zip(received, replies)] == [True, True]
    told = {line["log_id"]: line for line in lines("push")}
    assert set(told) == set(received)
    for identity, subject in zip(received, ("one", "two")):
        assert told[identity]["id"] == pushes[subject]  # and that of the push is the one that the device got
        assert [told[identity][what] for what in ("account", "device", "outcome")] == [USER, device["name"], "delivered"]


@pytest.mark.parametrize("asked", [{}, {"content": "wake"}])
def test_a_device_that_asks_for_no_content_is_told_nothing_of_the_message(sandbox, webhook, asked):
    sandbox.add_device(USER, name="phone", channel=webhook.channel(), **asked)
    deliver(sandbox.lmtp, message("a secret subject", sender="secret-sender@example.net", body="a secret text"))
    push = webhook.wait_for(1)[0]["body"]
    assert push["type"] == "MessageNew" and set(push) == {"type", "timestamp", "data"}
    assert set(push["data"]) == {"id", "account", "device", "events"}
    assert "secret" not in json.dumps(push) and "Ann" not in json.dumps(push)


def test_a_gone_device_is_retired_and_told_no_more(sandbox, webhook):
    webhook.statuses = [410]
    device = sandbox.add_device(USER, name="phone", channel=webhook.channel())
    with WebhookSink() as other:
        sandbox.add_device(USER, name="tablet", channel=other.channel())
        deliver(sandbox.lmtp, message("one"))
        until(lambda: sandbox.call("GET", f"/v1/accounts/{USER}/devices/{device['id']}")["retired"])
        deliver(sandbox.lmtp, message("two"))
        other.wait_for(2)
    assert len(webhook.refused) == 1 and webhook.got == []


def test_a_push_is_tried_again_with_the_same_id(sandbox, webhook):
    webhook.statuses = [503, 200]
    sandbox.add_device(USER, name="phone", channel=webhook.channel())
    deliver(sandbox.lmtp, message("again"))
    assert webhook.wait_for(1, seconds=30)[0]["id"] == webhook.refused[0]["id"]


def test_web_push_is_decrypted_by_somebody_elses_code(sandbox, push_service):
    sandbox.add_device(USER, name="browser", channel=push_service.channel(), content="summary")
    deliver(sandbox.lmtp, message("for the browser"))
    push = push_service.wait_for(1)[0]
    assert '"MessageNew"' in push["text"] and "for the browser" in push["text"]


def test_a_restart_goes_on_with_the_same_data_and_ports(sandbox):
    deliver(sandbox.lmtp, message("before"))
    ports = (sandbox.lmtp, sandbox.imap, sandbox.api)
    assert sandbox.stop() == 0
    sandbox.start()
    assert (sandbox.lmtp, sandbox.imap, sandbox.api) == ports
    with Imap(sandbox.imap) as client:
        assert client.subjects() == ["before"]


def test_term_says_bye_to_an_idle_session(sandbox):
    client = Imap(sandbox.imap)
    client.idle()
    started = time.monotonic()
    sandbox.process.child.terminate()
    assert client.heard(r"\* BYE")
    assert sandbox.stop() == 0
    assert time.monotonic() - started < 20


def test_a_user_sees_nothing_of_another(sandbox):
    token = sandbox.call("POST", f"/v1/accounts/{USER}/tokens")["token"]
    assert sandbox.call("GET", f"/v1/accounts/{USER}", token=token)["address"] == USER
    for path, status in (("/v1/accounts/u0002@example.org", 404), ("/v1/accounts/nobody@example.org", 404), ("/v1/accounts", 403), ("/v1/outbox", 403)):
        with pytest.raises(ApiError) as refused:
            sandbox.call("GET", path, token=token)
        assert refused.value.status == status


def test_the_store_is_sound_and_can_be_copied_while_it_is_used(sandbox, tmp_path):
    deliver(sandbox.lmtp, message("one"))
    assert sandbox.call("POST", "/v1/store/check")["faults"] == []
    sandbox.call("POST", "/v1/store/backup", {"folder": str(tmp_path / "copy")})
    assert any((tmp_path / "copy").iterdir())
