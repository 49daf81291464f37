"""Backups as an operator takes them: cut off in the middle, taken for what they are not, restored with the key or without."""
import json
import os
import shutil
import subprocess
import threading

import pytest

from rig.mail import Imap, deliver, message
from rig.process import until
from rig.sandbox import Sandbox, binary

BODY = "".join(f"line {line:08d} of a body of some length\n" for line in range(100_000))  # 4 MB


def notifyd(data, *arguments, **options):
    return subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=120,
                          env=dict(os.environ, NOTIFYD_SERVER_DATA_DIR=str(data)), **options)


def fill(sandbox, count):
    for number in range(count):
        assert deliver(sandbox.lmtp, message(f"mail {number}", body=BODY))[0][0] == 250


def is_under_way(backup):
    """What it begins with is there: the database, then the segments. The file `whole` comes last."""
    return (backup / "segments").exists()


def cut_off_backup(sandbox, tmp_path, kill):
    """A backup folder whose backup was killed; kill(command) does it. Tried again where the machine was too fast."""
    for number in range(5):
        fill(sandbox, 10)
        backup = tmp_path / f"cut{number}"
        command = subprocess.Popen([binary(), "store", "backup", str(backup)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   env=dict(os.environ, NOTIFYD_SERVER_DATA_DIR=str(sandbox.data)))
        until(lambda: is_under_way(backup), every=0.0005)
        kill(command)
        command.communicate(timeout=60)
        if not (backup / "whole").exists():
            return backup, command.returncode
        if not sandbox.process.running():
            sandbox.start()
    pytest.fail("every backup was done before it could be killed: BODY is too small for this machine")


def subjects(sandbox):
    with Imap(sandbox.imap) as client:
        return client.subjects()


def test_a_server_that_is_killed_in_a_backup_has_its_mail_and_the_backup_is_not_taken_for_whole(sandbox, tmp_path):
    backup, code = cut_off_backup(sandbox, tmp_path, lambda command: sandbox.kill())
    assert code == 69  # the server went
    sandbox.start()
    before = subjects(sandbox)
    assert len(before) % 10 == 0 and before
    assert "sound" in sandbox.command("store", "check")
    refused = notifyd(tmp_path / "other", "store", "restore", backup)
    assert refused.returncode == 65 and "was not finished" in refused.stderr, refused
    assert not (tmp_path / "other").exists()
    again = sandbox.command("store", "backup", str(backup), check=False)
    assert again.returncode == 73 and b"not empty" in again.stderr, again
    sandbox.command("store", "backup", str(tmp_path / "whole"))
    other = tmp_path / "other"
    restored = notifyd(other, "store", "restore", tmp_path / "whole")
    assert restored.returncode == 0 and restored.stdout.startswith("Restored.\n"), restored
    assert str(other / "secrets.key") in restored.stdout, "no backup holds the key"
    shutil.copy(sandbox.data / "secrets.key", other / "secrets.key")
    with Sandbox(tmp_path / "second", data=other) as second:
        assert subjects(second) == before


def test_a_command_that_is_killed_while_it_copies_itself_leaves_the_store_as_it_was(sandbox, tmp_path):
    fill(sandbox, 10)
    sandbox.stop()
    backup = tmp_path / "backup"
    # No server runs, so the command copies.
    for number in range(5):
        command = subprocess.Popen([binary(), "store", "backup", str(backup)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=dict(os.environ, NOTIFYD_SERVER_DATA_DIR=str(sandbox.data)))
        until(lambda: is_under_way(backup), every=0.0005)
        command.kill()
        command.wait()
        if not (backup / "whole").exists():
            break
        shutil.rmtree(backup)
    else:
        pytest.fail("every backup was done before it could be killed: BODY is too small for this machine")
    assert notifyd(tmp_path / "other", "store", "restore", backup).returncode == 65
    sandbox.start()
    assert "sound" in sandbox.command("store", "check")
    assert len(subjects(sandbox)) == 10


def test_the_mistakes_of_who_restores_are_told_apart(sandbox, tmp_path):
    other = tmp_path / "other"
    (tmp_path / "empty").mkdir()
    sandbox.command("store", "backup", str(tmp_path / "backup"))
    for folder, code, words in (("nowhere", 66, "there is no backup"), ("empty", 65, "is not a backup")):
        done = notifyd(other, "store", "restore", tmp_path / folder)
        assert done.returncode == code and words in done.stderr, done
        assert not other.exists()
    running = notifyd(sandbox.data, "store", "restore", tmp_path / "backup")
    assert running.returncode == 75 and "in use by process" in running.stderr, running
    sandbox.stop()
    there = notifyd(sandbox.data, "store", "restore", tmp_path / "backup")
    assert there.returncode == 73 and "holds a store already" in there.stderr, there


@pytest.mark.parametrize("damage, words", [
    (lambda backup: (backup / "segments/00000001.seg").unlink(), "is missing"),
    (lambda backup: os.truncate(backup / "segments/00000001.seg", 1000), "1000 octets"),
    (lambda backup: ((backup / "segments/00000001.seg").unlink(), (backup / "segments/00000001.seg").symlink_to("/etc/passwd")), "is missing"),
    (lambda backup: (backup / "store.db").write_bytes(b"junk" * ((backup / "store.db").stat().st_size // 4)), "cannot be read"),
])
def test_a_backup_that_was_damaged_is_not_restored(sandbox, tmp_path, damage, words):
    fill(sandbox, 2)
    backup, place = tmp_path / "backup", tmp_path / "new"
    assert notifyd(sandbox.data, "store", "backup", str(backup)).returncode == 0
    damage(backup)
    done = notifyd(place, "store", "restore", str(backup))
    assert done.returncode == 65 and words in done.stderr, done
    assert not (place / "store/store.db").exists()


def test_a_restore_that_was_cut_off_at_its_first_file_is_not_taken_for_no_store(sandbox, tmp_path):
    assert deliver(sandbox.lmtp, message("kept"))[0][0] == 250
    backup, place = tmp_path / "backup", tmp_path / "new"
    assert notifyd(sandbox.data, "store", "backup", str(backup)).returncode == 0
    (place / "store").mkdir(parents=True)
    (place / "store/restoring.db.new").touch()
    done = notifyd(place, "sandbox", "--dir", str(place))
    assert done.returncode == 78 and "cut off" in done.stderr, done
    assert notifyd(place, "store", "restore", str(backup)).returncode == 0
    shutil.copy(sandbox.data / "secrets.key", place / "secrets.key")
    assert "u0001@example.org" in notifyd(place, "account", "list").stdout


def test_places_that_are_none_for_a_backup(sandbox):
    inside = notifyd(sandbox.data, "store", "backup", str(sandbox.data / "store/segments/copy"))
    assert inside.returncode != 0 and "in the store itself" in inside.stderr, inside
    assert notifyd(sandbox.data, "store", "backup", "").returncode not in (0, 70)
    assert sandbox.call("POST", "/v1/store/check")["faults"] == []


def test_a_store_without_its_key_is_not_served_and_no_key_is_made_up(sandbox, tmp_path):
    sandbox.stop()
    key = sandbox.data / "secrets.key"
    octets = key.read_bytes()
    for left in (None, b"nonsense\n"):
        key.unlink(missing_ok=True)
        if left:
            key.write_bytes(left)
        done = notifyd(sandbox.data, "serve", input="")
        assert done.returncode == 78 and str(key) in done.stderr, done
        assert "Put it back" in done.stderr or "put back" in done.stderr, done
        assert notifyd(sandbox.data, "account", "list").returncode == 78
        assert key.exists() == bool(left)
    key.write_bytes(octets)
    sandbox.start()
    assert json.loads(sandbox.command("--json", "account", "list"))["items"]


def test_two_backups_at_once_do_not_disturb_each_other(sandbox, tmp_path):
    fill(sandbox, 3)
    codes = []
    threads = [threading.Thread(target=lambda name=name: codes.append(
        sandbox.command("store", "backup", str(tmp_path / name), check=False).returncode)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [0, 0]
    for name in ("one", "two"):
        assert notifyd(tmp_path / f"of-{name}", "store", "restore", tmp_path / name).returncode == 0
