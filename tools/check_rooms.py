#!/usr/bin/env python3
"""Holds every #include of the rooms against the table in CMakeLists.txt (written to rooms.txt by cmake).

usage: check_rooms.py ROOMS.TXT SOURCE_DIR
A row reads `room: rooms it may use | prefixes of third-party headers it may include`.
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
STANDARD = re.compile(r"[a-z_0-9]+$")  # <vector>, <cstdint>: the C++ library has no dot and no slash


def rows(path):
    table = {}
    for line in pathlib.Path(path).read_text().splitlines():
        room, _, rest = line.partition(":")
        uses, _, headers = rest.partition("|")
        table[room] = (set(uses.split()) | {room}, tuple(headers.split()))
    return table


def faults(source, table):
    for room, (uses, headers) in table.items():
        for path in sorted((source / room).rglob("*.[ch]pp")) + sorted((source / room).rglob("*.def")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                kind, name = match.groups()
                where = f"{path.relative_to(source)}:{number}"
                if kind == '"' and name.split("/")[0] not in uses:
                    yield f"{where}: {room} may not include {name.split('/')[0]}"
                if kind == "<" and not STANDARD.match(name) and not name.startswith(headers):
                    yield f"{where}: {room} may not include <{name}> (its row in CMakeLists.txt has no such prefix)"


def main():
    table = rows(sys.argv[1])
    found = list(faults(pathlib.Path(sys.argv[2]), table))
    print("\n".join(found) or f"{len(table)} rooms, every include points down the table")
    return 1 if found or not table else 0


if __name__ == "__main__":
    sys.exit(main())
