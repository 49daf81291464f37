#!/usr/bin/env python3
"""Holds each row of the .def tables against its proof: a row without a test of its name fails (ctest: registry).

usage: tools/check_registry.py [ROOT]
"""
import pathlib
import re
import sys


def files(root, pattern):
    return any(root.glob(pattern))


def words(root, word, *folders):
    """The word stands in a test below one of the folders."""
    found = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    texts = (path for folder in folders for path in (root / "tests" / folder).rglob("*") if path.is_file())
    return any(found.search(path.read_text(errors="replace")) for path in texts if path.suffix != ".pyc")


def capability(name):
    """As `require` has it."""
    return name.replace("vnd_dovecot_", "vnd.dovecot.").replace("_", "-")


# What of the base language a row brings, as its tests write it.
CORE = {
    "control": "elsif", "actions": "discard", "tests": "allof", "matching": ":contains", "comparator_octet": "comparator_octet_extension",
    "comparator_ascii_casemap": "comparator_ascii_casemap_extension", "comparator_ascii_numeric": "comparator_ascii_numeric_extension",
    "comparator_unicode_casemap": "i;unicode-casemap",
}
PROOFS = {
    "store/imap/commands.def": lambda root, name: files(root, f"tests/dialogs/imap/{name}*.dialog"),
    "sieve/extensions.def": lambda root, name: files(root, f"tests/scripts/{capability(name)}/*.sieve")
    or files(root, f"tests/svtest/{capability(name)}/*.svtest")
    or words(root, CORE.get(name, capability(name)), "sieve", "scripts/core"),
    "sieve/methods.def": lambda root, name: words(root, f"{name}:", "sieve", "scripts/enotify")
    or words(root, name, "scripts/enotify", "sieve"),
    "managesieve/commands.def": lambda root, name: words(root, name.upper(), "managesieve"),
    "store/smtp/verbs.def": lambda root, name: words(root, name.upper(), "store/smtp"),
    "store/smtp/parameters.def": lambda root, name: words(root, name.upper(), "store/smtp"),
    "connectors/connectors.def": lambda root, name: files(root, f"tests/connectors/{name}*_test.cpp"),
    # Each route is held against docs/openapi.json, and each operation of that file is called on a running server.
    "notifyd/api/routes.def": lambda root, name: files(root, "tests/notifyd/api/openapi_test.cpp"),
    "notifyd/commands.def": lambda root, name: words(root, name.replace("_", "-"), "e2e", "rig", "crash"),
    "store/engines.def": lambda root, name: files(root, f"tests/store/engines/{name}*"),
}


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    tables = sorted(str(path.relative_to(root)) for path in root.glob("*/**/*.def") if path.parts[0] != "build")
    tables = [table for table in tables if not table.startswith("build/")]
    faults = [f"{table}: no proof is known for this table; name one in tools/check_registry.py" for table in tables if table not in PROOFS]
    rows = 0
    for table in sorted(set(tables) & set(PROOFS)):
        for name in re.findall(r"^[A-Z]+\((\w+)\)", (root / table).read_text(), re.MULTILINE):
            rows += 1
            if not PROOFS[table](root, name):
                faults.append(f"{table}: {name} has no test of its name")
    print("\n".join(faults) or f"{rows} rows of {len(tables)} tables, each with its test")
    return 1 if faults or rows == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
