"""Tokens of accounts, as the command line makes them."""
import pytest

from rig.sandbox import ApiError

ANN, BOB = "u0001@example.org", "u0002@example.org"


def make_token(server, address):
    name, token = server.command("account", "token", address).split()
    assert name == "token" and token.startswith("nfd_")
    return token


def status(server, path, token):
    try:
        server.call("GET", path, token=token)
        return 200
    except ApiError as refused:
        return refused.status


def test_a_token_opens_the_routes_of_its_account_and_of_no_other(sandbox):
    token = make_token(sandbox, ANN)
    for route in ("", "/devices", "/scripts"):
        assert status(sandbox, f"/v1/accounts/{ANN}{route}", token) == 200
        assert status(sandbox, f"/v1/accounts/{BOB}{route}", token) == 404
    sandbox.call("PUT", f"/v1/accounts/{ANN}/scripts/main", {"text": "keep;"}, token=token)
    with pytest.raises(ApiError, match="^404"):
        sandbox.call("PUT", f"/v1/accounts/{BOB}/scripts/main", {"text": "discard;"}, token=token)
    assert [len(sandbox.call("GET", f"/v1/accounts/{each}/scripts")["items"]) for each in (ANN, BOB)] == [1, 0]
    assert status(sandbox, "/v1/accounts", token) == 403


def test_a_second_token_ends_the_first_and_that_of_nobody_else(sandbox):
    others, first = make_token(sandbox, BOB), make_token(sandbox, ANN)
    assert status(sandbox, f"/v1/accounts/{ANN}", first) == 200
    second = make_token(sandbox, ANN)
    assert second != first
    assert status(sandbox, f"/v1/accounts/{ANN}", first) == 401
    assert status(sandbox, f"/v1/accounts/{ANN}", second) == 200
    assert status(sandbox, f"/v1/accounts/{BOB}", others) == 200


def test_nobody_gets_no_token(sandbox):
    done = sandbox.command("account", "token", "nobody@example.org", check=False)
    assert done.returncode == 69 and b"nfd_" not in done.stdout
