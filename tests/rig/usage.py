"""What a server uses: processor time and memory of a process and all that came of it, from /proc (proc(5))."""
import os
import pathlib


def tree(pid):
    """The process and all its descendants that are alive."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        fields = stat_of(int(entry.name))
        if fields:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, ahead = [], [pid]
    while ahead:
        found.append(ahead.pop())
        ahead += children.get(found[-1], [])
    return found


def stat_of(pid):
    """The fields of /proc/PID/stat behind the name; None if the process has gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def cpu_seconds(pid):
    """User and system time, with that of children that have ended."""
    ticks = 0
    for each in tree(pid):
        fields = stat_of(each)
        if fields:
            ticks += sum(int(fields[place]) for place in (11, 12, 13, 14))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_kib(pid):
    """{"rss": ..., "pss": ...} of all processes together. Shared pages count once in pss, in each process in rss."""
    sums = {"rss": 0, "pss": 0}
    for each in tree(pid):
        try:
            lines = pathlib.Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, value = line.partition(":")
            if name.lower() in sums:
                sums[name.lower()] += int(value.split()[0])
    return sums
