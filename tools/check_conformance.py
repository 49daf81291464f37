#!/usr/bin/env python3
"""Holds docs/sieve/conformance against the tests: each file and each test that a table names is there (ctest: conformance).

usage: tools/check_conformance.py [ROOT]

A row is | section | sentence | tests | remark |. The tests, <br> between them, are each a path below tests/ in backticks and,
if it is no script of its own, the name of the test in it: `svtest/body/body.svtest` a name, `sieve/x_test.cpp` Suite.Name.
A row without a test says in its remark why.
"""
import pathlib
import re
import sys

HEAD = ["section", "sentence", "test", "remark"]


def names(path):
    """The tests that a file defines; None if the file is itself the test."""
    text = path.read_text()
    if path.suffix == ".svtest":
        return set(re.findall(r'^test "([^"]*)"', text, re.MULTILINE))
    if path.suffix == ".cpp":
        return {f"{suite}.{name}" for suite, name in re.findall(r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", text, re.MULTILINE)}
    if path.suffix == ".py":
        return set(re.findall(r"^(?:async )?def (test_\w+)", text, re.MULTILINE))
    return None


def fault(root, test, known):
    """What is wrong with one entry of the third column, or None."""
    found = re.fullmatch(r"`([^`]+)`(?: (.+))?", test)
    if not found:
        return f"not a test: {test}"
    path, name = root / "tests" / found[1], found[2]
    if not path.is_file():
        return f"no such file: tests/{found[1]}"
    if path not in known:
        known[path] = names(path)
    if known[path] is None:
        return f"{found[1]} is a test by itself, and has no {name}" if name else None
    return None if name in known[path] else f"tests/{found[1]} has no test {name}"


def faults_of(root, page, known):
    """The faults of a page and the number of its rows."""
    faults, rows = [], 0
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells == HEAD or set("".join(cells)) <= set("-: "):
            continue
        rows += 1
        where = f"{page.relative_to(root)}:{number}"
        if len(cells) != len(HEAD):
            faults.append(f"{where}: {len(cells)} columns")
            continue
        tests = [test.strip() for test in cells[2].split("<br>") if test.strip()]
        if not tests and not cells[3]:
            faults.append(f"{where}: neither a test nor a remark")
        faults += [f"{where}: {wrong}" for wrong in (fault(root, test, known) for test in tests) if wrong]
    return faults, rows


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    folder, index = root / "docs/sieve/conformance", root / "docs/sieve/conformance.md"
    pages, known, faults, rows = sorted(folder.glob("*.md")), {}, [], 0
    linked = set(re.findall(r"\(conformance/([\w.]+)\)", index.read_text()))
    faults += [f"{index.relative_to(root)}: {name} is {what}" for name, what in
               [(name, "not linked") for name in sorted({page.name for page in pages} - linked)]
               + [(name, "not there") for name in sorted(linked - {page.name for page in pages})]]
    for page in pages:
        wrong, count = faults_of(root, page, known)
        faults += wrong or ([] if count else [f"{page.relative_to(root)}: no rows"])
        rows += count
    print("\n".join(faults) or f"{rows} sentences of {len(pages)} texts, each with its test or its reason")
    return 1 if faults or rows == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
