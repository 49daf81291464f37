#!/usr/bin/python3
"""Measures what does not depend on size, we hope: a delivery into a mailbox of 1,000 and of 1,000,000 messages, and the start-up of a
daemon over a store of 1,000 messages and over one of 10 GB. Prints JSON lines.

usage: bench/growth.py [--folder /var/tmp] [--seconds 5] [--repeat 5] [--large 1000000] [--gigabytes 10]"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from rig.sandbox import Sandbox, binary  # noqa: E402
from rig.usage import cpu_seconds  # noqa: E402


def filled(parent, messages, octets):
    """The folder of a sandbox whose only account has so many messages."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-growth-", dir=parent))
    Sandbox(folder, accounts=1).stop()
    subprocess.run([binary("bench_fill"), str(folder / "data"), "u0001@example.org", str(messages), str(octets)], check=True,
                   stdout=sys.stderr)
    return folder


def deliver(server, seconds):
    before = cpu_seconds(server.process.pid)
    got = json.loads(subprocess.run([binary("load_lmtp"), "--port", str(server.lmtp), "--connections", "8", "--accounts", "1", "--seconds",
                                     str(seconds)], check=True, capture_output=True).stdout)
    cpu = cpu_seconds(server.process.pid) - before
    return got["deliveries_per_s"], 1e6 * cpu / got["deliveries"], got["delivery_p50_ms"], got["delivery_p99_ms"]


def measure_deliveries(options):
    sizes = (1000, options.large)
    folders = [filled(options.folder, size, 512) for size in sizes]
    servers = [Sandbox(folder, accounts=1) for folder in folders]
    try:
        rounds = [[] for _ in sizes]
        for server in servers:
            deliver(server, min(2, options.seconds))
        for _ in range(options.repeat):
            for place, server in enumerate(servers):
                rounds[place].append(deliver(server, options.seconds))
        for size, got in zip(sizes, rounds):
            rate, cpu, p50, p99 = (statistics.median(column) for column in zip(*got))
            print(json.dumps({"bench": "growth", "messages": size, "connections": 8, "per_s": round(rate), "cpu_us_each": round(cpu),
                              "p50_ms": p50, "p99_ms": p99}), flush=True)
    finally:
        for server in servers:
            server.stop()
        for folder in folders:
            shutil.rmtree(folder)


def start_seconds(folder):
    begin = time.monotonic()
    server = Sandbox(folder, accounts=1)
    took = time.monotonic() - begin
    server.stop()
    return took


def measure_start(options):
    octets = 50 * 1024
    for messages in (1000, round(options.gigabytes * 1e9 / octets)):
        folder = filled(options.folder, messages, octets)
        try:
            took = [start_seconds(folder) for _ in range(options.repeat)]
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            print(json.dumps({"bench": "start_up", "messages": messages, "store_mb": round(size / 1e6),
                              "median_ms": round(1000 * statistics.median(took)), "max_ms": round(1000 * max(took))}), flush=True)
        finally:
            shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default="/var/tmp")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--gigabytes", type=float, default=10)
    options = parser.parse_args()
    measure_deliveries(options)
    measure_start(options)


if __name__ == "__main__":
    main()
