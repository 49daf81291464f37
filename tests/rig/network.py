"""Two network namespaces joined by a cable that can be cut: a server's, with its loopback, and a phone's. Nothing of the machine's
own network is touched. Needs root, ip and nft; `why_not()` says what is missing."""
import contextlib
import ctypes
import functools
import os
import shutil
import subprocess

CLONE_NEWNET = 0x40000000
SERVER, PHONE = "10.99.0.1", "10.99.0.2"

# What the phone sends to the server's address reaches the server's loopback, where a sandbox listens.
FORWARD = f"""
table ip rig {{
  chain prerouting {{
    type nat hook prerouting priority dstnat;
    ip daddr {SERVER} dnat to 127.0.0.1
  }}
}}
"""
# Lost in the air: neither side hears anything of the other, no FIN, no RST, no ICMP.
DEAD = """
table inet dead {
  chain in { type filter hook input priority raw; policy drop; }
  chain out { type filter hook output priority raw; policy drop; }
}
"""


def _set_namespace(descriptor):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _run(*command, given=None):
    done = subprocess.run(command, input=given, capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")


@contextlib.contextmanager
def _inside(name):
    """This thread, and the threads and children that it starts, are in that namespace until the end of the block."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        _set_namespace(there)
        yield
    finally:
        _set_namespace(home)
        os.close(there)
        os.close(home)


class Network:
    """with network.server(): ... and with network.phone(): ... say where sockets are made; a phone connects to SERVER."""

    def __init__(self):
        self.names = [f"rig-{os.getpid()}-server", f"rig-{os.getpid()}-phone"]
        for name in self.names:
            _run("ip", "netns", "add", name)
        server, phone = self.names
        _run("ip", "-n", server, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", phone)
        for name, address in zip(self.names, (SERVER, PHONE)):
            _run("ip", "-n", name, "address", "add", f"{address}/24", "dev", "cable")
            for link in ("lo", "cable"):
                _run("ip", "-n", name, "link", "set", link, "up")
        with self.server():
            with open("/proc/sys/net/ipv4/conf/cable/route_localnet", "w") as setting:
                setting.write("1")
            _run("nft", "-f", "-", given=FORWARD)

    def server(self):
        return _inside(self.names[0])

    def phone(self):
        return _inside(self.names[1])

    def cut(self):
        with self.phone():
            _run("nft", "-f", "-", given=DEAD)

    def mend(self):
        with self.phone():
            _run("nft", "delete", "table", "inet", "dead")

    def close(self):
        for name in self.names:
            _run("ip", "netns", "delete", name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@functools.cache
def why_not():
    """"" if such networks can be made here; else the reason, for a test that must say aloud that it does not run."""
    if os.geteuid() != 0:
        return "needs root: network namespaces are made"
    for program in ("ip", "nft"):
        if not shutil.which(program):
            return f"needs {program} (Debian packages iproute2 and nftables)"
    try:
        with Network() as network:
            network.cut()
    except OSError as failure:
        return f"this machine cannot make network namespaces with nftables: {failure}"
    return ""
