"""kill -9 under load: what was accepted is there once, what was owed is pushed, the store is sound.

CRASH_ROUNDS (default 5) says how often; the program for many rounds is tests/crash/kill9.py with the same code.
"""
import os

from crash.kill9 import Trial


def test_nothing_accepted_is_lost_or_doubled_by_kill_9(tmp_path):
    trial = Trial(tmp_path, rounds=int(os.environ.get("CRASH_ROUNDS", "5")))
    counts = trial.run()
    print(counts)
    assert counts["accepted"] > 0 and counts["kills"] == trial.rounds
    assert counts["accepted and not stored"] == 0
    assert counts["stored twice"] == 0
    assert counts["owed a push and not pushed"] == 0
    assert counts["store faults"] == []
