"""Scripts run by Debian's sieve-test and by `sievetool run` do the same: those of tests/pigeonhole/same.txt, and those in docs/sieve that
Pigeonhole can compile, over the messages of tests/pages. What differs, and is said in docs/sieve/pigeonhole.md, stands in differs.txt."""
import os
import pathlib
import re
import subprocess
import tempfile

import pytest
from rig.process import ROOT
from rig.sandbox import binary

CONFIG = """
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
mail_location = maildir:{folder}/mail
mail_home = {folder}
postmaster_address = postmaster@here.example
plugin {{
  sieve_extensions = +editheader +spamtest +spamtestplus +virustest +vacation-seconds +imapflags +notify +special-use +servermetadata
}}
"""
SENDER, RECIPIENT = "ann-bounce@sender.example", "bob@here.example"
MESSAGE = (ROOT / "tests/scripts/message.eml").read_text()


@pytest.fixture(scope="module")
def folder():
    """One that the user may read whom sieve-test becomes if it is started by root."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        os.chmod(name, 0o777)
        root = os.getuid() == 0
        config = CONFIG.format(folder=name, uid=5000 if root else os.getuid(), gid=5000 if root else os.getgid())
        (pathlib.Path(name) / "dovecot.conf").write_text(config)
        yield pathlib.Path(name)


def by_pigeonhole(folder, script, message, sender, recipient):
    """The actions, or None for a script or a run with errors."""
    ran = subprocess.run(
        ["sieve-test", "-C", "-c", folder / "dovecot.conf", "-f", sender, "-a", recipient, "-r", recipient, script, message],
        capture_output=True, text=True, errors="replace", timeout=20, env={"PATH": os.environ["PATH"], "TZ": "UTC"})
    if ran.returncode:
        assert "error" in ran.stderr or "final result: failed" in ran.stderr, ran.stderr
        return None
    actions = []
    for line in re.sub(r"START MESSAGE.*?END MESSAGE", "", ran.stdout, flags=re.S).splitlines():
        if found := re.match(r" \* store message in folder: (.*)", line):
            actions.append("store " + found[1])
        elif found := re.match(r" \* redirect message to: <(.*)>", line):
            actions.append("redirect " + found[1])
        elif found := re.match(r" \* (?:send )?(vacation|notification|reject)", line):
            actions.append(found[1])
        elif found := re.match(r" +\+ add IMAP flags: (.*)", line):
            actions[-1] += " " + " ".join(sorted(found[1].lower().split()))
    return sorted(actions)


def by_us(script, message, sender, recipient):
    ran = subprocess.run(
        [binary("sievetool"), "run", "--envelope-from", sender, "--envelope-to", recipient, script, message],
        capture_output=True, text=True, errors="replace", timeout=20, env={"TZ": "UTC"})
    if ran.returncode:
        assert ran.returncode == 65, ran.stderr
        return None
    actions = []
    for line in ran.stdout.splitlines():
        line, _, flags = re.sub(r" \(line \d+\)$", "", line).partition(" with flags ")
        flags = " " + " ".join(sorted(flags.lower().split())) if flags else ""
        if found := re.match(r'fileinto "(.*?)"(?: as a copy)?(?:, created if needed.*)?$', line):
            actions.append("store " + found[1] + flags)
        elif re.match(r"(implicit )?keep", line):
            actions.append("store INBOX" + flags)
        elif found := re.match(r"redirect to <(.*)>", line):
            actions.append("redirect " + found[1])
        elif found := re.match(r"(vacation|notify|reject)", line):
            actions.append({"notify": "notification"}.get(found[1], found[1]))
    return sorted(actions)


def both(folder, script, message=MESSAGE, sender=SENDER, recipient=RECIPIENT):
    (folder / "script.sieve").write_bytes(script.encode())
    (folder / "message.eml").write_text(message)
    one = folder / "script.sieve", folder / "message.eml", sender, recipient
    return by_pigeonhole(folder, *one), by_us(*one)


def scripts(name):
    """(headline behind ===, script, message behind a line `--- message`) of each in a file; \\r stands for a CR."""
    parts = re.split(r"^=== (.*)\n", (ROOT / "tests/pigeonhole" / name).read_text(), flags=re.M)[1:]
    for headline, text in zip(parts[::2], parts[1::2]):
        script, _, message = text.partition("--- message\n")
        yield headline, script.replace("\\r\n", "\r\n"), message or MESSAGE


@pytest.mark.parametrize("name,script,message", scripts("same.txt"), ids=[one[0] for one in scripts("same.txt")])
def test_the_same(folder, name, script, message):
    theirs, ours = both(folder, script, message)
    assert ours == theirs


@pytest.mark.parametrize("headline,script,message", scripts("differs.txt"), ids=[one[0].partition(" [")[0] for one in scripts("differs.txt")])
def test_what_differs(folder, headline, script, message):
    """The headline ends in `[pigeonhole: ACTIONS] [notifyd: ACTIONS]`, actions with commas between them, or `refused`."""
    said = [None if words == "refused" else sorted(filter(None, words.split(", "))) for words in re.findall(r": ([^\]]*)\]", headline)]
    assert list(both(folder, script, message)) == said


def pages():
    """(page and case, script, message, sender, recipient) of the cases that need no more world than an envelope."""
    for cases in sorted((ROOT / "tests/pages").glob("*.cases")):
        page = (ROOT / "docs/sieve" / (cases.stem + ".md")).read_text()
        found = {name or cases.stem: text for name, text in re.findall(r"^```sieve *(\S*)\n(.*?)^```", page, flags=re.M | re.S)}
        parts = re.split(r"^=== (\S+): (.*)\n", cases.read_text(), flags=re.M)[1:]
        for name, shows, body in zip(parts[::3], parts[1::3], parts[2::3]):
            given = dict(re.findall(r"^given (\S+) ?(.*)\n", body, flags=re.M))
            if not set(given) <= {"sender", "recipient"} or given.get("sender") == "<>":  # sieve-test takes no null sender
                continue
            message = re.sub(r"^given .*\n", "", body.partition("---\n")[0], flags=re.M) or MESSAGE
            envelope = given.get("sender", SENDER), given.get("recipient", RECIPIENT)
            yield f"{cases.stem} {name}: {shows}", found[name], message, *envelope


def test_the_pages(folder):
    compared = {}
    for title, script, *world in pages():
        theirs, ours = both(folder, script, *world)
        if theirs is None:  # it uses what Pigeonhole has not: device:, extlists, fcc ...
            continue
        if "vacation" in theirs and "vacation" not in ours:  # sieve-test looks whom it may answer only when it does
            theirs.remove("vacation")
        compared[title] = theirs, ours
    assert {title: pair for title, pair in compared.items() if pair[0] != pair[1]} == {}
    assert len(compared) > 40
