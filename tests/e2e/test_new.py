"""What it costs to add a piece: one file, one line, one test. Each kind that tools/new begins compiles at once."""
import json
import shlex
import shutil
import subprocess

import pytest

from rig.process import ROOT

KINDS = {"command": "store/imap/commands", "extension": "sieve/extensions", "verb": "store/smtp/verbs", "route": "notifyd/api/routes",
         "connector": "connectors"}


def flags_of(neighbour):
    """How the release tree compiles a file beside it, without its precompiled header."""
    entries = json.loads((ROOT / "build/release/compile_commands.json").read_text())
    entry = next(one for one in entries if one["file"] == str(neighbour))
    words = shlex.split(entry["command"].split(" -Xclang -include-pch")[0])
    return entry["directory"], words[words.index(next(word for word in words if "clang++" in word)):]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_piece_is_one_file_and_one_line_and_compiles(kind, tmp_path):
    tracked = subprocess.run(["git", "ls-files", "-z", "*.def"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for path in filter(None, tracked):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    before = {path: path.read_text() for path in tmp_path.rglob("*.def")}
    subprocess.run([ROOT / "tools/new", kind, "example_piece"], cwd=tmp_path, check=True, capture_output=True)
    [source] = tmp_path.glob("**/example_piece.cpp")
    assert str(source.parent.relative_to(tmp_path)) == KINDS[kind]
    added = [line for path, text in before.items() for line in set(path.read_text().splitlines()) - set(text.splitlines())]
    assert len(added) == 1 and added[0].endswith("(example_piece)")
    neighbour = next(path for path in sorted((ROOT / KINDS[kind]).glob("*.cpp")))
    directory, words = flags_of(neighbour)
    done = subprocess.run([*words, "-fsyntax-only", str(source)], cwd=directory, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
