"""A full disk: mail is put off, not lost, what is there can be read, and service resumes by itself when there is room."""
import errno
import json
import subprocess
import threading

import pytest

from rig.disk import Disk, why_not
from rig.mail import Imap, Lmtp, deliver, message, put_script
from rig.process import until
from rig.receivers import WebhookSink
from rig.sandbox import Sandbox

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

USER = "u0001@example.org"
BODY = "".join(f"line {line:08d} of a body of some length\n" for line in range(500))  # 20 KB


@pytest.fixture
def disk(tmp_path):
    with Disk(tmp_path / "small", megabytes=64) as made:
        yield made


@pytest.fixture
def server(disk, tmp_path):
    with Sandbox(tmp_path / "sandbox", data=disk.path / "data") as sandbox:
        yield sandbox


def fill(disk, but=0):
    """A ballast file that leaves `but` octets."""
    with open(disk.path / "ballast", "wb", buffering=0) as ballast:
        piece = 1 << 20
        while piece and disk.free() > but:
            try:
                ballast.write(b"\0" * min(piece, max(disk.free() - but, 1)))
            except OSError as failure:
                assert failure.errno == errno.ENOSPC
                piece //= 2


def make_room(disk):
    (disk.path / "ballast").unlink()


def deliver_until_full(server, accepted, name="fill"):
    for number in range(1000):
        octets = message(f"{name}-{number}", body=BODY)
        [(code, text)] = deliver(server.lmtp, octets)
        if code != 250:
            return code, text
        accepted.append(octets)
    raise AssertionError("the disk did not get full")


def log_lines(server, *levels):
    lines = []
    for line in server.process.log.read_text().splitlines():
        if line.startswith("{"):
            entry = json.loads(line)
            if entry["level"] in levels:
                lines.append(entry)
    return lines


def stored(server, accepted):
    with Imap(server.imap) as client:
        there = list(client.messages())
    return [octets for octets in accepted if sum(1 for one in there if one.endswith(octets)) == 1]


def test_mail_is_put_off_and_taken_again_when_there_is_room(disk, server):
    with WebhookSink() as sink:
        server.add_device(USER, name="phone", channel=sink.channel(), content="summary")
        accepted = []
        fill(disk, but=1 << 20)
        code, text = deliver_until_full(server, accepted)
        assert code == 452 and text.startswith("4.3.1 "), (code, text)
        assert accepted
        fill(disk)
        for _ in range(50):
            assert deliver(server.lmtp, message("put off", body=BODY))[0][0] == 452
        with Lmtp(server.lmtp) as client:  # one that does not fit into memory: the spool meets the full disk first
            [(code, text)] = client.send(message("huge", body=BODY * 200), [USER])
            assert code == 452 and text.startswith("4.3.1 "), (code, text)
            assert client.ask("NOOP")[0] == 250
        assert len(stored(server, accepted)) == len(accepted)
        errors = log_lines(server, "warn", "warning", "error")
        assert [line["event"] for line in errors] == ["disk_full"], errors

        make_room(disk)
        octets = message("taken again", body=BODY)
        assert deliver(server.lmtp, octets)[0][0] == 250
        accepted.append(octets)
        assert len(stored(server, accepted)) == len(accepted)
        until(lambda: len({entry["body"]["data"]["subject"] for entry in list(sink.got)}) == len(accepted), 60)
        assert server.call("POST", "/v1/store/check")["faults"] == []
    assert server.stop() == 0
    server.start()
    assert len(stored(server, accepted)) == len(accepted)


def test_imap_refuses_to_append_and_goes_on_reading(disk, server):
    accepted = [message("before", body=BODY)]
    deliver(server.lmtp, accepted[0])
    fill(disk, but=512 << 10)
    deliver_until_full(server, accepted)
    fill(disk)
    with Imap(server.imap) as client:
        for octets in (message("small", body=BODY), message("large", body=BODY * 200)):
            status, [text] = client.append("INBOX", None, None, octets)
            assert status == "NO" and b"[UNAVAILABLE]" in text and (b"room" in text or b"disk is full" in text), (status, text)
        status, [(_, first), told] = client.fetch("1", "(BODY[])")  # sets \\Seen if there is room for that
        assert status == "OK" and first.endswith(accepted[0])
        assert (b"\\Seen" in told) == (b"\\Seen" in client.fetch("1", "(FLAGS)")[1][0])
        make_room(disk)
        assert client.append("INBOX", None, None, message("small", body=BODY))[0] == "OK"
    assert server.call("POST", "/v1/store/check")["faults"] == []


def test_managesieve_refuses_a_script_and_takes_it_later(disk, server):
    script = "".join(f"# comment {line:08d} that makes the script long enough to need pages of its own\n" for line in range(6000)) + "keep;\n"
    fill(disk)
    with pytest.raises(RuntimeError) as refused:
        put_script(server, script)
    assert "disk is full" in str(refused.value)
    make_room(disk)
    put_script(server, script)
    assert server.call("POST", "/v1/store/check")["faults"] == []


def test_nothing_is_lost_when_the_disk_gets_full_and_empty_under_load(disk, server):
    accepted, over = [], threading.Event()

    def send(sender):
        count = 0
        while not over.is_set():
            octets = message(f"s{sender}-{count}", body=BODY)
            count += 1
            [(code, text)] = deliver(server.lmtp, octets)
            assert code in (250, 452), (code, text)
            if code == 250:
                accepted.append(octets)

    failures = []

    def run(sender):
        try:
            send(sender)
        except BaseException as failure:
            failures.append(failure)

    senders = [threading.Thread(target=run, args=(number,)) for number in range(3)]
    for sender in senders:
        sender.start()
    for _ in range(3):
        fill(disk)
        before = len(accepted)
        until(lambda: deliver(server.lmtp, message("probe", body=BODY))[0][0] == 452)
        make_room(disk)
        until(lambda: len(accepted) > before)
    over.set()
    for sender in senders:
        sender.join()
    assert failures == []
    assert len(stored(server, accepted)) == len(accepted)
    assert server.call("POST", "/v1/store/check")["faults"] == []
