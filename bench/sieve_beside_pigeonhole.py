#!/usr/bin/python3
"""Measures `sievetool bench` beside Pigeonhole's `sieve-filter` (Debian's dovecot-sieve) over the same Maildir: the 30 rules of
bench/rules.sieve, which no message matches, and an empty script. One process each, in turns. Prints JSON lines: one for each script, and
one for the rules alone, which is the difference of both.

usage: bench/sieve_beside_pigeonhole.py [--folder /var/tmp] [--messages 20000] [--octets 4096] [--repeat 5]

sieve-filter runs dry and opens the mailbox read-only; its script is compiled and the headers lie in its index cache before it is measured,
so that it opens no message. sievetool compiles, and opens and reads every file. The time is that of the whole process, start and end
included. Needs the release tree, and no running server."""
import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
RULES = 30
OWNER = 5000 if os.getuid() == 0 else os.getuid()  # Dovecot does not open mail as root
CONFIG = """
protocols =
ssl = no
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
mail_home = {folder}
mail_location = maildir:{folder}/Maildir
mail_uid = {owner}
mail_gid = {owner}
first_valid_uid = 1
"""


def message(number, octets):
    received = "".join(f"Received: from mx{hop}.example by here.example\n\twith ESMTPS; Tue, 24 Nov 2026 10:00:00 +0000\n" for hop in range(4))
    head = (f"Return-Path: <ann{number}@sender.example>\n{received}From: Ann Example <ann{number}@sender.example>\n"
            f"To: Bob <bob@here.example>, team@here.example\nSubject: Minutes of the meeting, part {number}\n"
            f"Date: Tue, 24 Nov 2026 10:00:00 +0000\nMessage-ID: <{number}@sender.example>\nMIME-Version: 1.0\n"
            f"Content-Type: text/plain; charset=utf-8\nList-Id: Team <team.here.example>\n\n")
    line = "A line of text, as there are many in a message.\n"
    return head + line * max(1, (octets - len(head)) // len(line))


def fill(folder, options):
    for part in ("cur", "new", "tmp"):
        (folder / "Maildir" / part).mkdir(parents=True)
    for number in range(options.messages):
        path = folder / "Maildir" / "cur" / f"{1_700_000_000 + number}.M{number}P1.here:2,S"
        path.write_text(message(number, options.octets))
    (folder / "rules.sieve").write_text((ROOT / "bench" / "rules.sieve").read_text())
    (folder / "empty.sieve").write_text("")
    (folder / "dovecot.conf").write_text(CONFIG.format(folder=folder, owner=OWNER))
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, OWNER, OWNER)


def timed(command, **more):
    """(wall seconds, processor seconds, what it printed)"""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, **more)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def pigeonhole(folder, script, messages):
    user = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.getuid() == 0 else {}
    wall, cpu, said = timed(["sieve-filter", "-c", folder / "dovecot.conf", folder / f"{script}.sieve", "INBOX"], cwd=folder,
                            env={"USER": "bob", "HOME": str(folder), "PATH": os.environ["PATH"]}, **user)
    if said.count("Implicit keep") != messages:
        raise RuntimeError(f"sieve-filter kept {said.count('Implicit keep')} of {messages} messages; its log: {folder}/dovecot.log")
    return wall, cpu


def sievetool(folder, script, messages):
    wall, cpu, said = timed([ROOT / "build/release/bin/sievetool", "bench", "--json", folder / f"{script}.sieve", folder / "Maildir"])
    got = json.loads(said)
    if (got["messages"], got["actions"], got["errors"]) != (messages, messages, 0):
        raise RuntimeError(f"sievetool: {said}")
    return wall, cpu


def measure(folder, options):
    """Medians of (wall, processor) seconds by program and script."""
    programs = {"notifyd": sievetool, "pigeonhole": pigeonhole}
    rounds = {(program, script): [] for program in programs for script in ("rules", "empty")}
    for turn in range(options.repeat + 1):
        for program, script in rounds:
            got = programs[program](folder, script, options.messages)
            if turn > 0:  # the first fills the caches
                rounds[program, script].append(got)
    return {key: [statistics.median(column) for column in zip(*rows)] for key, rows in rounds.items()}


def say(**facts):
    print(json.dumps({name: round(value, 3) if isinstance(value, float) else value for name, value in facts.items()}), flush=True)


def report(medians, options):
    count = options.messages
    for script in ("rules", "empty"):
        ours, theirs = medians["notifyd", script], medians["pigeonhole", script]
        say(bench="sieve_beside_pigeonhole", script=script, messages=count, octets=options.octets, notifyd_per_s=count / ours[0],
            pigeonhole_per_s=count / theirs[0], ratio=theirs[0] / ours[0], notifyd_cpu_us=1e6 * ours[1] / count,
            pigeonhole_cpu_us=1e6 * theirs[1] / count, cpu_ratio=theirs[1] / ours[1])
    wall, cpu = ({program: 1e6 * (medians[program, "rules"][kind] - medians[program, "empty"][kind]) / count / RULES
                  for program in ("notifyd", "pigeonhole")} for kind in (0, 1))
    say(bench="sieve_beside_pigeonhole", script="rules alone", notifyd_rule_us=wall["notifyd"], pigeonhole_rule_us=wall["pigeonhole"],
        ratio=wall["pigeonhole"] / wall["notifyd"], notifyd_cpu_rule_us=cpu["notifyd"], pigeonhole_cpu_rule_us=cpu["pigeonhole"],
        cpu_ratio=cpu["pigeonhole"] / cpu["notifyd"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default="/var/tmp")
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--octets", type=int, default=4096)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    if shutil.which("sieve-filter") is None:
        sys.exit("sieve-filter is not installed: it is in the package dovecot-sieve")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-sieve-", dir=options.folder))
    folder.chmod(0o755)
    try:
        fill(folder, options)
        report(measure(folder, options), options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
