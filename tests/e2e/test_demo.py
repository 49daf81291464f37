"""The demo ends with all that it started, whenever it is told to."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest

from rig.process import ROOT, until

pytestmark = pytest.mark.skipif(not shutil.which("bearerbox", path="/usr/sbin:/usr/bin"), reason="the demo needs Kannel")


def processes(word):
    """Those whose command line names `word`."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and word.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            pass  # it has ended meanwhile
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("line, code", [("An account, its Sieve script", None), ("The server is up", 0)])
def test_a_signal_ends_the_demo_and_all_its_processes(number, line, code):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="demo"))  # a UNIX socket needs a short path
    demo = subprocess.Popen(["/usr/bin/python3", str(ROOT / "tools" / "demo.py"), "--keep"], text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, env=dict(os.environ, TMPDIR=str(folder)), start_new_session=True)
    said = ""
    while line not in said:
        more = demo.stdout.readline()
        assert more, said
        said += more
    assert processes(str(folder)), "the server runs in the folder"
    demo.send_signal(number)
    rest, _ = demo.communicate(timeout=60)
    assert demo.returncode == (128 + number if code is None else code), said + rest
    assert "Traceback" not in rest, rest
    until(lambda: not processes(str(folder)))
    folder.rmdir()  # it is empty
