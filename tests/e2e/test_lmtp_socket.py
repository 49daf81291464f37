"""LMTP over a UNIX socket: mail comes in by it, and goes on by it to the next server."""
import os
import stat

import pytest

from rig.dovecot import Dovecot
from rig.mail import Imap, Lmtp, deliver, message
from rig.process import until

USER = "u0001@example.org"


def deliver_by(path, octets):
    with Lmtp(None, path=str(path)) as client:
        return client.send(octets, [USER])


def test_mail_is_taken_over_the_unix_socket_beside_tcp(make_sandbox, tmp_path):
    path = tmp_path / "lmtp"
    server = make_sandbox(config=f'[lmtp]\nsocket = "{path}"\n')
    mode = path.stat().st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o660
    with Lmtp(None, path=str(path)) as by_socket, Lmtp(server.lmtp) as by_tcp:  # both are open at once
        assert by_socket.send(message("by socket"), [USER, "nobody@example.org"])[0][0] == 250
        assert by_tcp.send(message("by tcp"), [USER])[0][0] == 250
        assert [code for code, _ in by_socket.send(message("and again"), ["nobody@example.org", USER])] == [550, 250]
    with Imap(server.imap) as client:
        assert client.subjects() == ["by socket", "by tcp", "and again"]


def test_a_socket_that_a_killed_server_left_is_taken_over(make_sandbox, tmp_path):
    path = tmp_path / "lmtp"
    server = make_sandbox(config=f'[lmtp]\nsocket = "{path}"\n')
    server.kill()
    assert path.exists()
    server.start()
    assert deliver_by(path, message("after the kill"))[0][0] == 250
    with Imap(server.imap) as client:
        assert client.subjects() == ["after the kill"]


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: Dovecot can be started by root only")
def test_the_next_server_is_reached_by_its_unix_socket(make_sandbox, tmp_path, webhook):
    with Dovecot(tmp_path / "dovecot") as dovecot:
        hooked = make_sandbox(config=f'[lmtp]\nnext = "unix:{dovecot.run}/lmtp"\n')
        hooked.add_device(USER, name="phone", channel=webhook.channel(), content="summary")
        assert deliver(hooked.lmtp, message("through"))[0][0] == 250
        assert webhook.wait_for(1)[0]["body"]["data"]["subject"] == "through"
        until(lambda: "Connect from local" in (dovecot.folder / "dovecot.log").read_text())
        with Imap(dovecot.imap) as client:
            assert client.subjects() == ["through"]
        dovecot.kill()
        assert 400 <= deliver(hooked.lmtp, message("later"))[0][0] < 500
        dovecot.start()
        assert deliver(hooked.lmtp, message("later"))[0][0] == 250
        with Imap(dovecot.imap) as client:
            assert client.subjects() == ["through", "later"]
        with Imap(hooked.imap) as client:
            assert client.subjects() == []


def test_two_of_ours_pass_mail_over_a_unix_socket(make_sandbox, tmp_path):
    path = tmp_path / "lmtp"
    last = make_sandbox(config=f'[lmtp]\nsocket = "{path}"\n')
    hooked = make_sandbox(config=f'[lmtp]\nnext = "unix:{path}"\n')
    assert deliver(hooked.lmtp, message("through"))[0][0] == 250
    for server, subjects in ((last, ["through"]), (hooked, [])):
        with Imap(server.imap) as client:
            assert client.subjects() == subjects
