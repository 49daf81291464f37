"""The queue of outgoing mail over kill -9, and with a smarthost that is no help.

QUEUE_CRASH_ROUNDS (default 5) says how often; the program for many rounds is tests/crash/kill9_queue.py.
"""
import os
import random

from crash.kill9_queue import kill_again_and_again
from rig.mail import Imap, Lmtp, message, put_script
from rig.next_hop import Silent
from rig.postfix import Postfix
from rig.process import until

MAILS = 300  # more than are sent at once


def test_nothing_accepted_is_unsent_or_sent_twice_by_kill_9(tmp_path):
    Postfix.needed()
    seed = random.randrange(2**32)
    random.seed(seed)
    counts = kill_again_and_again(tmp_path, rounds=int(os.environ.get("QUEUE_CRASH_ROUNDS", "5")))
    print(f"seed {seed}: {counts}")
    assert counts["accepted"] > 0 and counts["arrived"] > 0
    assert counts["spoilt"].keys() == {"4xx", "5xx", "cut", "lost"}
    assert counts["neither arrived nor given back"] == []
    assert counts["both"] == []
    assert counts["twice for no reason"] == []
    assert counts["dead"] == []


def test_a_smarthost_that_says_nothing_holds_up_no_delivery_and_no_push(make_sandbox, webhook):
    with Silent() as host:
        server = make_sandbox(config=host.config())
        server.add_device("u0001@example.org", name="phone", channel=webhook.channel(), content="summary")
        put_script(server, 'require "copy"; redirect :copy "kim@example.com";')
        with Lmtp(server.lmtp) as client:
            client.send(message("first"), ["u0001@example.org"])
            until(lambda: host.open)
            for number in range(MAILS):
                assert client.send(message(f"mail {number}"), ["u0001@example.org"])[0][0] == 250
        with Imap(server.imap) as imap:
            assert len(imap.subjects()) == MAILS + 1
        webhook.wait_for(MAILS + 1)
        # Each of them still waits: none of these deliveries came after an answer of the smarthost.
        assert len(server.call("GET", "/v1/queue?limit=1000")["items"]) == MAILS + 1
        assert len(host.open) > 1
        server.kill()  # it would wait for the smarthost as long as it may
