#!/usr/bin/python3
"""Measures notifyd beside Dovecot + Pigeonhole (Debian's) in one run on one disk: LMTP deliveries with a 30-rule Sieve script active for
every account, and in notifyd a webhook device for each. Both durable (mail_fsync = always). Prints JSON lines.

usage: bench/beside_dovecot.py [--folder /var/tmp] [--seconds 5] [--repeat 5] [--only lmtp,slow,idle,memory] [--quick]

Needs root (Dovecot becomes its own users) and the release tree with the load_* programs. --folder must be a real file system: a tmpfs
syncs nothing. For more than 128 IDLE sessions Dovecot needs fs.inotify.max_user_instances raised, else it falls back to polling."""
import argparse
import contextlib
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from rig.dovecot import FOR_LOAD, Dovecot  # noqa: E402
from rig.process import free_port  # noqa: E402
from rig.sandbox import Sandbox, binary  # noqa: E402
from rig.usage import cpu_seconds, memory_kib  # noqa: E402

ACCOUNTS = 100
RULES = (ROOT / "bench" / "rules.sieve").read_text()
SECRET = "whsec_" + "QUJD" * 8
# One sink stands for the endpoints of all users, which a rate for one destination is not made for.
CONFIG = "[notifier]\nrate = 1000000\nburst = 1000000\n"


def program(name, *arguments):
    """Runs a load program to its end; the JSON that it printed."""
    done = subprocess.run([binary(name), *map(str, arguments)], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"{name} {arguments}: {done.stderr}")
    return json.loads(done.stdout)


@contextlib.contextmanager
def sink(delay_ms=0):
    process = subprocess.Popen([binary("load_sink"), "--delay-ms", str(delay_ms)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield json.loads(process.stdout.readline())["port"]
    finally:
        process.communicate()


@contextlib.contextmanager
def notifyd(parent, sink_port=None, content="wake", accounts=ACCOUNTS):
    """A sandbox with the script active everywhere and, if there is a sink, a webhook device for each account."""
    folder = tempfile.mkdtemp(prefix="bench-notifyd-", dir=parent)
    try:
        with Sandbox(folder, accounts=accounts, config=CONFIG) as server:
            server.pid = server.process.pid
            for number in range(1, accounts + 1):
                path = f"/v1/accounts/{server.address(number)}"
                server.call("PUT", f"{path}/scripts/main", {"text": RULES})
                server.call("POST", f"{path}/scripts/main/activate")
                if sink_port:
                    url = f"http://127.0.0.1:{sink_port}/{number}"
                    channel = {"kind": "webhook", "url": url, "secret": SECRET}
                    server.add_device(server.address(number), name="phone", content=content, channel=channel)
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def dovecot(parent, accounts=ACCOUNTS):
    folder = tempfile.mkdtemp(prefix="bench-dovecot-", dir=parent)
    try:
        with Dovecot(folder, accounts=accounts, more=FOR_LOAD) as server:
            server.put_script(RULES)
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def deliver(server, octets, connections, seconds):
    """(deliveries per second, milliseconds of server processor time for each, p99 in ms)"""
    before = cpu_seconds(server.pid)
    got = program("load_lmtp", "--port", server.lmtp, "--octets", octets, "--connections", connections, "--accounts", ACCOUNTS,
                  "--seconds", seconds)
    cpu = cpu_seconds(server.pid) - before
    return got["deliveries_per_s"], 1000 * cpu / got["deliveries"], got["delivery_p99_ms"]


def medians(rounds):
    return [statistics.median(column) for column in zip(*rounds)]


def say(**facts):
    print(json.dumps({name: round(value, 3) if isinstance(value, float) else value for name, value in facts.items()}), flush=True)


def measure_lmtp(options):
    with sink() as port, notifyd(options.folder, port) as ours, dovecot(options.folder) as theirs:
        for server in (ours, theirs):
            deliver(server, 4096, 8, min(2, options.seconds))  # scripts compiled, mailboxes made
        for octets in (4096, 50 * 1024):
            for connections in (1, 8, 32):
                rounds = {"notifyd": [], "dovecot": []}
                for _ in range(options.repeat):
                    rounds["notifyd"].append(deliver(ours, octets, connections, options.seconds))
                    rounds["dovecot"].append(deliver(theirs, octets, connections, options.seconds))
                rate, cpu, p99 = medians(rounds["notifyd"])
                their_rate, their_cpu, their_p99 = medians(rounds["dovecot"])
                say(bench="beside_dovecot", octets=octets, connections=connections, notifyd_per_s=rate, dovecot_per_s=their_rate,
                    ratio=rate / their_rate, notifyd_cpu_ms=cpu, dovecot_cpu_ms=their_cpu, cpu_ratio=their_cpu / cpu,
                    notifyd_p99_ms=p99, dovecot_p99_ms=their_p99)


def measure_slow_sink(options):
    """Deliveries with a sink that answers at once and with one that takes 200 ms, in turns on fresh stores."""
    rates = {0: [], 200: []}
    for _ in range(options.repeat):
        for delay in rates:
            with sink(delay) as port, notifyd(options.folder, port) as server:
                deliver(server, 4096, 8, min(2, options.seconds))
                rates[delay].append(deliver(server, 4096, 32, options.seconds)[0])
    fast, slow = (statistics.median(rates[delay]) for delay in (0, 200))
    say(bench="slow_sink", connections=32, per_s=fast, per_s_with_200_ms=slow, ratio=slow / fast)


def measure_latency(options):
    """250 to EXISTS and to the push. Dovecot has no push of its own."""
    for rate in (100, 1000):
        port = free_port()
        with notifyd(options.folder, port, content="summary") as server:
            load = ["--lmtp", server.lmtp, "--accounts", ACCOUNTS, "--rate", rate, "--seconds", 2 * options.seconds]
            got = program("load_idle", *load, "--imap", server.imap, "--idle", ACCOUNTS, "--sink", port)
            say(**{**got, "bench": "latency", "server": "notifyd"})
    with dovecot(options.folder) as server:
        got = program("load_idle", "--lmtp", server.lmtp, "--imap", server.imap, "--idle", ACCOUNTS, "--accounts", ACCOUNTS, "--rate", 100,
                      "--seconds", 2 * options.seconds)
        say(**{**got, "bench": "latency", "server": "dovecot"})


def crowd(server, count, tls, rest):
    """Opens `count` connections, twice: the second time the logins are warm. KiB for each, and logins per second."""
    facts = []
    for _ in range(2):
        before = memory_kib(server.pid)
        arguments = ["--port", server.imaps if tls else server.imap, "--count", count, "--accounts", ACCOUNTS, "--rest", rest]
        process = subprocess.Popen([binary("load_connections"), *map(str, arguments), *(["--tls"] if tls else [])], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("load_connections failed")
        after = memory_kib(server.pid)
        process.communicate()
        facts.append((json.loads(line)["logins_per_s"], *((after[kind] - before[kind]) / count for kind in ("rss", "pss"))))
    return facts


def measure_memory(options):
    for server_name, start, counts in (("notifyd", notifyd, options.counts), ("dovecot", dovecot, (100,))):
        for count in counts:
            for tls in (False, True):
                for rest in ("authenticated", "idle"):
                    with start(options.folder) as server:  # a fresh one: what an earlier crowd left would be used again
                        cold, warm = crowd(server, count, tls, rest)
                    say(bench="idle_memory", server=server_name, connections=count, tls=tls, rest=rest, rss_kib_each=cold[1],
                        pss_kib_each=cold[2], logins_per_s_cold=cold[0], logins_per_s_warm=warm[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default="/var/tmp")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", default="lmtp,slow,idle,memory")
    parser.add_argument("--quick", action="store_true", help="one round of a second each: for the shape only")
    options = parser.parse_args()
    options.counts = (1000, 5000)
    if options.quick:
        options.seconds, options.repeat, options.counts = 1, 1, (200,)
    parts = {"lmtp": measure_lmtp, "slow": measure_slow_sink, "idle": measure_latency, "memory": measure_memory}
    for name in options.only.split(","):
        parts[name](options)


if __name__ == "__main__":
    main()
