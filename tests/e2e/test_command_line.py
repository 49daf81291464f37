"""The command line as people meet it: manual pages and completion name every command, the install target puts all in place,
and the verbs do what they say."""
import json
import re
import subprocess

import pytest
from rig.mail import deliver, message
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
