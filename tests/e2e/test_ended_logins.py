"""Logins that have ended: the device was removed, the account disabled or removed, the password changed. Sessions that are open then
do no more (a stolen phone)."""
import base64
import re
import socket

import pytest

from rig.mail import Imap, deliver, message

ENDED = "this login has ended"


def bye_of(session):
    """The rest of what the server says, up to its end."""
    session.sock.settimeout(20)
    return session.file.read()


def ask(session, command):
    session.send(command + b"\r\n")
    return bye_of(session).decode()


class Sieve:
    """A ManageSieve session in the clear, on loopback."""

    def __init__(self, port, login, password):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.stream = self.socket.makefile("rb")
        self.answer()
        plain = base64.b64encode(f"\0{login}\0{password}".encode()).decode()
        assert self.ask(f'AUTHENTICATE "PLAIN" "{plain}"').startswith("OK")

    def answer(self):
        while True:
            line = self.stream.readline().decode()
            if not line or re.match(r"(OK|NO|BYE)\b", line):
                return line

    def ask(self, line):
        self.socket.sendall(line.encode() + b"\r\n")
        return self.answer()


@pytest.fixture
def phone(sandbox):
    """(path of the device, login, password)"""
    made = sandbox.add_device(sandbox.address(), name="phone")
    return f"/v1/accounts/{sandbox.address()}/devices/{made['id']}", made["login"], made["password"]


def end_by_device(sandbox, path):
    sandbox.call("DELETE", path)


def end_by_disabling(sandbox, path):
    sandbox.call("PATCH", path.partition("/devices")[0], {"enabled": False})


def end_by_removal(sandbox, path):
    sandbox.call("DELETE", path.partition("/devices")[0])


@pytest.mark.parametrize("end", [end_by_device, end_by_disabling, end_by_removal])
def test_open_sessions_of_a_login_that_has_ended_do_nothing_more(sandbox, phone, end):
    path, login, password = phone
    deliver(sandbox.lmtp, message("private"))
    idle, busy = (Imap(sandbox.imap, login=login, password=password) for _ in range(2))
    sieve = Sieve(sandbox.managesieve, login, password)
    idle.idle()
    end(sandbox, path)
    assert ENDED in bye_of(idle).decode(), "it is told at once"
    said = ask(busy, b"a FETCH 1 BODY[]")
    assert ENDED in said and "private" not in said, said
    refused = sieve.ask('PUTSCRIPT "x" "keep;"')
    assert refused.startswith("BYE") and ENDED in refused, refused


def test_another_password_ends_the_sessions_of_the_old_one_and_no_others(sandbox, phone):
    _, login, password = phone
    account = f"/v1/accounts/{sandbox.address()}"
    mine, of_phone = Imap(sandbox.imap), Imap(sandbox.imap, login=login, password=password)
    mine.idle()
    sandbox.call("PATCH", account, {"password": "another"})
    assert ENDED in bye_of(mine).decode()
    assert of_phone.noop()[0] == "OK"
    assert Imap(sandbox.imap, password="another").noop()[0] == "OK"


def test_a_session_stays_while_other_things_change(sandbox, phone):
    path, login, password = phone
    session = Imap(sandbox.imap, login=login, password=password)
    other = sandbox.add_device(sandbox.address(), name="tablet")
    sandbox.call("DELETE", path.rpartition("/")[0] + f"/{other['id']}")
    sandbox.call("PATCH", f"/v1/accounts/{sandbox.address()}", {"quota": 1 << 30})
    sandbox.call("POST", f"/v1/accounts/{sandbox.address()}/tokens")
    assert session.noop()[0] == "OK"
    session.idle()
    deliver(sandbox.lmtp, message("still here"))
    assert session.heard("EXISTS")
    assert "login_ended" not in sandbox.process.log.read_text()
