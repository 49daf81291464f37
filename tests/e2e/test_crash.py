"""kill -9 and power cuts under load: what was accepted is there once, what was owed is pushed, the store is sound.

CRASH_ROUNDS and POWER_CUTS (default 5 and 4) say how often; the programs for many rounds are tests/crash/kill9.py and power_cut.py.
"""
import os

import pytest

from crash.kill9 import kill_again_and_again
from crash.power_cut import cut_again_and_again, cut_until_something_is_lost
from rig.disk import why_not

needs_a_disk = pytest.mark.skipif(bool(why_not()), reason=why_not())


def assert_nothing_lost(counts):
    print(counts)
    assert counts["accepted"] > 0
    assert counts["accepted and not stored"] == 0
    assert counts["stored twice"] == 0
    assert counts["expunged"] > 0
    assert counts["expunged and there again"] == 0
    assert counts["owed a push and not pushed"] == 0
    assert counts["store faults"] == []


def test_nothing_accepted_is_lost_or_doubled_by_kill_9(tmp_path):
    assert_nothing_lost(kill_again_and_again(tmp_path, rounds=int(os.environ.get("CRASH_ROUNDS", "5"))))


@needs_a_disk
def test_nothing_accepted_is_lost_or_doubled_by_power_cuts(tmp_path):
    assert_nothing_lost(cut_again_and_again(tmp_path, cuts=int(os.environ.get("POWER_CUTS", "4"))))


@needs_a_disk
def test_without_fdatasync_a_power_cut_is_seen_to_lose_mail(tmp_path):
    result = cut_until_something_is_lost(tmp_path, cuts=10)
    print(result)
    assert result["lost"] > 0
