"""The command line as people meet it: manual pages and completion name every command, the install target puts all in place,
and the verbs do what they say."""
import json
import os
import re
import sqlite3
import subprocess

import pytest
from rig.mail import deliver, message, put_script, sieve_connect
from rig.process import ROOT
from rig.sandbox import binary

USER = "u0001@example.org"


def helped(program, *path):
    """(commands, options) that --help shows."""
    text = subprocess.run([binary(program), *path, "--help"], capture_output=True, text=True, check=True, timeout=20).stdout
    commands = re.findall(r"^  ([a-z][a-z-]*) ", text.partition("Subcommands:")[2], re.M)
    return commands, set(re.findall(r"--[a-z][a-z-]+", text))


def tree(program, *path):
    """Every command without verbs: path -> its options."""
    commands, options = helped(program, *path)
    if not commands:
        return {path: options}
    return {leaf: found for command in commands for leaf, found in tree(program, *path, command).items()}


@pytest.mark.parametrize("program, page", [("notifyd", "notifyd.8"), ("sievetool", "sievetool.1")])
def test_the_manual_names_every_command_and_option_and_no_other(program, page):
    text = (ROOT / "packaging" / "man" / page).read_text()
    plain = subprocess.run(["man", "-l", "--warnings", str(ROOT / "packaging" / "man" / page)], capture_output=True, text=True, timeout=30,
                           env={"PATH": "/usr/bin:/bin", "MANWIDTH": "300", "LC_ALL": "C", "MANROFFOPT": "-c"})
    assert plain.returncode == 0 and not plain.stderr, plain.stderr
    named = re.sub(r"\\f.|\\", "", text).replace('"', "")
    commands = tree(program)
    assert len(commands) > 2
    for path, options in commands.items():
        assert f"{program} {' '.join(path)}" in named, f"{page} does not name {' '.join(path)}"
        for option in options:
            assert option in named, f"{page} does not name {option} of {' '.join(path)}"
    known = set().union(*commands.values(), helped(program)[1])
    assert set(re.findall(r"--[a-z][a-z-]+", named)) <= known
    for found in re.findall(rf"^\.(?:TP\n\.)?B[IR]? \"?{program} ([a-z-]+(?: [a-z-]+)?)", text, re.M):
        words = tuple(found.split())
        assert any(path[:len(words)] == words or words[:len(path)] == path for path in commands), f"{page} names {found}"


def bash(line):
    """What bash offers for `line`."""
    words = line.split(" ")
    script = f"""source <({binary()} completion bash)
COMP_WORDS=({' '.join(word or "''" for word in words)}); COMP_CWORD={len(words) - 1}; _notifyd; printf '%s\\n' "${{COMPREPLY[@]}}" """
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=20).stdout.split()


def fish(line):
    script = f"{binary()} completion fish | source; complete -C '{line}'"
    out = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True, timeout=20).stdout
    return [row.split("\t")[0] for row in out.splitlines()]


@pytest.mark.parametrize("offered", [bash, fish])
def test_a_shell_completes_every_command(offered):
    assert set(offered("notifyd ")) >= set(helped("notifyd")[0])
    assert offered("notifyd acc") == ["account"]
    for command in helped("notifyd")[0]:
        assert set(offered(f"notifyd {command} ")) >= set(helped("notifyd", command)[0])
    assert "--quota" in offered("notifyd account add --") and "--quota" not in offered("notifyd account list --")
    assert "--now" in offered("notifyd --json filter explain --")


def test_zsh_reads_its_completion():
    script = f"autoload -Uz compinit; compinit -u -D; source <({binary()} completion zsh); print ${{_comps[notifyd]}}"
    done = subprocess.run(["zsh", "-f", "-c", script], capture_output=True, text=True, timeout=20)
    assert (done.stdout, done.stderr) == ("_notifyd\n", "")
    described = subprocess.run([binary(), "completion", "zsh"], capture_output=True, text=True, check=True).stdout
    for path in tree("notifyd"):
        assert f"'{' '.join(path)}'" in described


def test_the_install_target_puts_all_in_place(tmp_path):
    prefix = tmp_path / "usr"
    build = ROOT / "build" / "release"
    subprocess.run(["cmake", "--install", str(build), "--prefix", str(prefix)], check=True, capture_output=True, timeout=120)
    notifyd = prefix / "bin" / "notifyd"
    assert "notifyd" in subprocess.run([notifyd, "--version"], capture_output=True, text=True, check=True).stdout
    subprocess.run([prefix / "bin" / "sievetool", "extensions"], capture_output=True, check=True)
    for file in ("share/man/man8/notifyd.8", "share/man/man1/sievetool.1", "share/bash-completion/completions/notifyd",
                 "share/zsh/site-functions/_notifyd", "share/fish/vendor_completions.d/notifyd.fish"):
        assert "notifyd" in (prefix / file).read_text(), file
    unit = (prefix / "lib/systemd/system/notifyd.service").read_text()
    assert f"ExecStart={notifyd} serve" in unit
    example = next(prefix.rglob("examples/notifyd.toml"))
    done = subprocess.run([notifyd, "check-config", "--config", example], capture_output=True, text=True, check=True)
    assert "good" in done.stdout


def test_push_test_tells_the_outcome(sandbox, webhook):
    sandbox.command("device", "add", USER, "phone", json.dumps({"channel": webhook.channel()}))
    assert "true" in sandbox.command("push", "test", USER, "phone")
    webhook.statuses = [500]
    assert sandbox.command("push", "test", USER, "phone", check=False).returncode == 75
    assert sandbox.command("push", "test", USER, "tablet", check=False).returncode == 69


def test_lists_are_whole_however_many_pages_they_have(make_sandbox):
    """A page of the HTTP API has a thousand items."""
    server = make_sandbox(environment={"NOTIFYD_TEST_NO_SYNC": "1"},
                          config="[smarthost]\nhost = '127.0.0.1'\nport = 1\ntls = 'never'\n")
    for number in range(server.accounts + 1, 1002):
        server.call("POST", "/v1/accounts", {"address": server.address(number)})
    server.call("PUT", f"/v1/accounts/{USER}/scripts/away", {"text": 'redirect "away@example.net";'})
    server.call("POST", f"/v1/accounts/{USER}/scripts/away/activate")
    assert deliver(server.lmtp, message("waits"))[0][0] == 250
    server.stop()
    with sqlite3.connect(server.data / "store" / "store.db") as store:
        columns = [row[1] for row in store.execute("PRAGMA table_info(outbox)") if row[1] != "id"]
        as_dead = ["NULL" if column == "due" else column for column in columns]
        assert store.execute("SELECT count(*) FROM outbox").fetchone() == (1,)
        for number, values in [(1000, columns), (1001, as_dead)]:
            store.execute(f"INSERT INTO outbox({', '.join(columns)}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})"
                          f" SELECT {', '.join(values)} FROM n, outbox WHERE outbox.id = (SELECT min(id) FROM outbox)")
    store.close()

    def items(*verb):
        return json.loads(server.command("--json", *verb))["items"]
    assert [account["address"] for account in items("account", "list")] == [server.address(number) for number in range(1, 1002)]
    assert len({letter["id"] for letter in items("outbox", "dead")}) == 1001
    assert len({mail["id"] for mail in items("queue", "list")}) >= 1001
    assert len(server.command("account", "list").splitlines()) == 1002, "a line of names, and no word of pages"


def test_a_script_that_is_not_utf8_comes_back_as_it_was(sandbox, tmp_path):
    file = tmp_path / "latin.sieve"
    file.write_bytes(b'require "ihave"; error "x\xff";\n')
    sandbox.command("script", "put", USER, "latin", str(file), "--activate")
    assert sandbox.command("script", "show", USER, "latin", check=False).stdout == file.read_bytes()
    assert deliver(sandbox.lmtp, message("kept"))[0][0] == 250
    assert "x\ufffd" in sandbox.command("filter", "explain", USER, "1")


def test_put_tells_warnings_and_activates_nevertheless(sandbox, tmp_path):
    file = tmp_path / "odd.sieve"
    file.write_text('require "fileinto";\nrequire "copy";\nkeep;\n')
    done = sandbox.command("script", "put", USER, "odd", str(file), "--activate", check=False)
    assert done.returncode == 0
    told = done.stderr.decode().splitlines()
    assert len(told) == 2 and all(line.startswith(f"{file}: line ") and ": warning: " in line for line in told), told
    assert [(script["name"], script["active"]) for script in sandbox.call("GET", f"/v1/accounts/{USER}/scripts")["items"]] == [("odd", True)]
    with_json = sandbox.command("--json", "script", "put", USER, "odd", str(file))
    assert json.loads(with_json)["warnings"] == [line.removeprefix(f"{file}: ") for line in told]
    nobody = sandbox.command("script", "put", "nobody@example.org", "odd", str(file), check=False)
    assert nobody.returncode != 0 and nobody.stderr.decode() == "there is no such account\n"
    file.write_text("keeep;\ndiscart;\n")
    refused = sandbox.command("script", "put", USER, "odd", str(file), check=False)
    assert refused.returncode != 0
    told = refused.stderr.decode().splitlines()
    assert [line.split(": error: ")[0] for line in told] == [f"{file}: line 1, column 1", f"{file}: line 2, column 1"], told


def test_a_script_is_deactivated_and_removed(sandbox, tmp_path):
    file = tmp_path / "main.sieve"
    file.write_text("keep;\n")
    sandbox.command("script", "put", USER, "main", str(file), "--activate")
    refused = sandbox.command("script", "remove", USER, "main", check=False)
    assert refused.returncode != 0 and b"activate another, or none, first" in refused.stderr
    sandbox.command("script", "deactivate", USER)
    sandbox.command("script", "remove", USER, "main")
    assert sandbox.call("GET", f"/v1/accounts/{USER}/scripts")["items"] == []


def test_sieve_connect_stores_a_script_with_two_warnings(sandbox):
    put_script(sandbox, 'require "fileinto";\nrequire "copy";\nkeep;\n')
    assert "main" in sieve_connect(sandbox, "--list")


def test_explain_tells_of_a_plain_keep_and_of_today(sandbox, webhook):
    deliver(sandbox.lmtp, message("plain"))
    told = sandbox.command("filter", "explain", USER, "1")
    assert "kept in INBOX" in told and "no device" in told
    sandbox.command("device", "add", USER, "phone", json.dumps({"channel": webhook.channel(), "subscription": {"filter": 'SUBJECT "plain"'}}))
    sandbox.command("device", "add", USER, "tablet", json.dumps({"channel": webhook.channel(), "subscription": {"filter": 'SUBJECT "other"'}}))
    told = json.loads(sandbox.command("--json", "filter", "explain", USER, "INBOX/1", "--now"))
    assert not any(step["device"] for step in told["steps"])
    assert [step["stage"] for step in told["now"] if step["device"] == "phone"][-1] == "push"
    assert "does not match" in [step["text"] for step in told["now"] if step["device"] == "tablet"][-1]
    assert webhook.got == []


def test_tap_add_writes_what_check_config_takes(sandbox, tmp_path):
    config, password = tmp_path / "notifyd.toml", tmp_path / "password"
    password.write_text("secret\n")
    config.write_text("[server]\nhostname = 'mail.example.org'")
    config.chmod(0o640)
    run = lambda *arguments: subprocess.run([binary(), "-c", config, *arguments], capture_output=True, text=True, timeout=30)
    tap = ("tap", "add", "dovecot", "ann@example.org", "bob@example.org", "--host", "imap.example.org", "--password-file", password)
    assert run(*tap, "--master-user", "notifyd").returncode == 0
    assert run("check-config").returncode == 0
    listed = json.loads(run("--json", "tap", "list").stdout)["items"]
    assert listed == [{"name": "dovecot", "host": "imap.example.org", "port": 993, "tls": "implicit", "master_user": "notifyd", "accounts": 2}]
    before = config.read_text()
    for wrong in (tap, ("tap", "add", "other", "x@example.org", "--host", "h", "--tls", "perhaps", "--password-file", password)):
        assert run(*wrong).returncode == 78
        assert config.read_text() == before
    assert config.stat().st_mode & 0o777 == 0o640


@pytest.fixture
def run(tmp_path):
    """The command line with a configuration of its own and nothing that serves it; `run.data` is its data folder."""
    (tmp_path / "notifyd.toml").write_text(f'[server]\ndata_dir = "{tmp_path}/data"\n')

    def command(*arguments, text="", **environment):
        return subprocess.run([binary(), "-c", str(tmp_path / "notifyd.toml"), *map(str, arguments)], capture_output=True, text=True,
                              timeout=60, input=text, env=dict(os.environ, **environment))

    command.data, command.file = tmp_path / "data", tmp_path / "notifyd.toml"
    return command


@pytest.mark.parametrize("arguments", [("account", "list"), ("outbox", "show"), ("store", "check"), ("tap", "status"),
                                       ("account", "remove", USER), ("filter", "explain", USER, "1")])
def test_what_only_looks_makes_no_store(run, arguments):
    done = run(*arguments)
    assert done.returncode == 69, done
    assert f"no server runs on {run.data}" in done.stderr and "no store in it" in done.stderr
    assert not run.data.exists()


def test_doctor_makes_no_store_and_says_that_there_is_none(run):
    assert "there is none yet" in run("doctor").stdout
    assert not run.data.exists()


def test_a_command_says_when_no_server_was_asked(run):
    added = run("account", "add", USER)
    assert added.returncode == 0, added
    note = f"no server runs on {run.data}: its store was asked"
    assert note in added.stderr
    listed = run("--json", "account", "list")
    assert note in listed.stderr and json.loads(listed.stdout)["items"][0]["address"] == USER


def test_a_password_that_was_made_up_is_shown_only_if_it_is_in_force(run):
    added = run("account", "add", USER)
    assert added.returncode == 0 and "password: " in added.stderr
    again = run("account", "add", USER)
    assert again.returncode == 73 and "password: " not in again.stderr, again
    missing = run("account", "password", "nobody@example.org")
    assert missing.returncode == 69 and "password: " not in missing.stderr, missing


def test_an_empty_password_and_a_strange_address_are_refused(run, tmp_path):
    (tmp_path / "empty").write_text(" \n")
    for source, text in (("-", ""), ("-", "\n"), (tmp_path / "empty", "")):
        done = run("account", "add", USER, "--password-file", source, text=text)
        assert done.returncode == 65 and "password is empty" in done.stderr, done
    for address in ("x/y@example.org", '"x"@example.org', "a b@example.org", "a..b@example.org", "a" * 65 + "@example.org", "alice"):
        done = run("account", "add", address)
        assert done.returncode == 65 and "address" in done.stderr and "password: " not in done.stderr, done
    listed = run("--json", "account", "list")
    assert json.loads(listed.stdout)["items"] == [], listed


@pytest.mark.parametrize("words, expected", [
    (["acount", "list"], "there is no command `acount`. Did you mean `account`?"),
    (["account", "lst"], "there is no command `account lst`. Did you mean `account list`?"),
    (["--json", "-c", "x.toml", "stor"], "there is no command `stor`. Did you mean `store`?"),
    (["frobnicate"], "there is no command `frobnicate`. There are: "),
])
def test_an_unknown_command_is_named_with_the_nearest_one(words, expected):
    done = subprocess.run([binary(), *words], capture_output=True, text=True, timeout=20)
    assert done.returncode == 64 and expected in done.stderr, done


@pytest.mark.parametrize("what", ["INBOX", "INBOX/", "/7", "x7", "@", "@x", "0", "INBOX/-1", ""])
def test_explain_says_what_a_message_is_called(run, what):
    done = run("filter", "explain", USER, what)
    assert done.returncode == 64 and "MAILBOX/UID" in done.stderr and "@MODSEQ" in done.stderr, done


def test_check_config_names_what_it_checked(run, tmp_path):
    assert f"The configuration is good: {run.file}." in run("check-config").stdout
    missing = tmp_path / "missing.toml"
    done = subprocess.run([binary(), "-c", missing, "check-config"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 78 and str(missing) in done.stderr


def test_check_config_reads_the_administrators_scripts(run, tmp_path):
    script = tmp_path / "before.sieve"
    script.write_text('require "no-such-thing";\n')
    run.file.write_text(run.file.read_text() + f'[sieve]\nbefore = "{script}"\n')
    done = run("check-config")
    assert done.returncode == 78 and str(script) in done.stderr and "no-such-thing" in done.stderr, done
    script.write_text("keep;\n")
    assert run("check-config").returncode == 0


@pytest.mark.parametrize("command", ["check-config", "doctor"])
def test_a_misspelt_variable_is_named(run, command):
    done = run(command, NOTIFYD_LMTP_PROT="2400")
    said = done.stdout + done.stderr
    assert "NOTIFYD_LMTP_PROT is that of no key. Did you mean NOTIFYD_LMTP_PORT?" in said, done
    fine = run(command, NOTIFYD_LMTP_PORT="2400", NOTIFYD_CONFIG=str(run.file))
    assert "of no key" not in fine.stdout + fine.stderr


def test_json_is_printed_by_the_commands_that_read_the_configuration(run):
    good = json.loads(run("--json", "check-config").stdout)
    assert (good["good"], good["faults"], good["configuration"]) == (True, [], str(run.file))
    values = {(item["section"], item["key"]): item for item in json.loads(run("--json", "print-config").stdout)["items"]}
    assert values["server", "data_dir"]["value"] == str(run.data) and values["server", "data_dir"]["origin"] == "file"
    assert values["lmtp", "port"]["value"] == 24 and values["lmtp", "trusted"]["value"] == []
    run.file.write_text("[lmtp]\non = 3\n")
    bad = run("--json", "check-config")
    assert bad.returncode == 78 and "lmtp.on" in json.loads(bad.stdout)["faults"][0]


def test_deliver_prints_json(sandbox):
    done = sandbox.command("--json", "deliver", "--server", f"127.0.0.1:{sandbox.lmtp}", "--to", USER, "--to", "nobody@example.net",
                           stdin=message("hello"), check=False)
    assert done.returncode == 69
    first, second = json.loads(done.stdout)["items"]
    assert (first["to"], first["outcome"]) == (USER, "delivered") and "modseq=" in first["reply"]
    assert (second["to"], second["outcome"]) == ("nobody@example.net", "never")


def test_doctor_and_the_start_warn_of_keys_that_others_can_read(sandbox, tmp_path):
    sandbox.stop()
    key = sandbox.data / "secrets.key"
    key.chmod(0o644)
    words = (str(key), "0644", f"chmod 600 {key}")
    looked = sandbox.command("doctor", check=False)
    assert looked.returncode == 69 and all(word in looked.stdout.decode() for word in words), looked
    started = subprocess.run([binary(), "serve"], capture_output=True, text=True, timeout=30, env=dict(
        os.environ, NOTIFYD_SERVER_DATA_DIR=str(sandbox.data), NOTIFYD_LMTP_SOCKET="/proc/no/such", NOTIFYD_LMTP_LISTEN="127.0.0.1",
        NOTIFYD_LMTP_PORT="0"))
    assert started.returncode == 78 and all(word in started.stderr for word in words), started
