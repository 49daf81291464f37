"""A data folder that cannot be written: a clear message, an exit code, and nothing half started."""
import os
import pathlib
import subprocess

import pytest

from rig.process import free_port
from rig.sandbox import binary

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting takes root")

MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def read_only(data, *arguments):
    """notifyd, with `data` on a mount that is read-only for it alone."""
    return subprocess.run(["unshare", "-m", "--propagation", "private", "sh", "-c", MOUNT, str(data), binary(), *map(str, arguments)],
                          capture_output=True, text=True, timeout=60)


@pytest.fixture
def config(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    file = tmp_path / "notifyd.toml"
    ports = {name: free_port() for name in ("lmtp", "imap", "managesieve", "api")}
    file.write_text(f'[server]\ndata_dir = "{data}"\n' + "".join(
        f'[{name}]\nlisten = "127.0.0.1"\nport = {port}\n' for name, port in ports.items()).replace(
            "[lmtp]\n", f'[lmtp]\nsocket = "{tmp_path}/lmtp.sock"\n'))
    return file


def listing(folder):
    return sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*"))


@pytest.mark.parametrize("with_store", [False, True])
def test_the_server_says_that_it_cannot_write_and_starts_nothing(config, tmp_path, with_store):
    data = tmp_path / "data"
    if with_store:
        done = subprocess.run([binary(), "-c", config, "account", "add", "ann@example.org"], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done
    before = listing(data)
    done = read_only(data, "-c", config, "serve")
    assert done.returncode == 78, done
    assert f"the data folder {data} cannot be written" in done.stderr and "Read-only file system" in done.stderr, done.stderr
    assert listing(data) == before
    assert not (tmp_path / "lmtp.sock").exists()


def test_a_command_says_that_it_cannot_write(config, tmp_path):
    data = tmp_path / "data"
    asked = read_only(data, "-c", config, "account", "list")
    assert asked.returncode == 69 and "no store in it" in asked.stderr, asked
    made = read_only(data, "-c", config, "account", "add", "ann@example.org")
    assert made.returncode == 73 and str(data) in made.stderr and "password" not in made.stderr, made
    assert listing(data) == []
    restored = read_only(data, "-c", config, "store", "restore", tmp_path / "nowhere")
    assert restored.returncode == 66, restored
