#!/usr/bin/env python3
"""Checks that every test that docs/promises.md names exists.

usage: promises.py [ROOT]      exit status 1 when one does not
"""
import pathlib
import re
import sys

ROW = re.compile(r"^\| (?!promise|---)(.+?) \| (.+) \|$")
NAME = re.compile(r"`([^`]+)`")


def stands_in(path, name):
    """Whether the file has a test of that name."""
    text = path.read_text(encoding="utf-8")
    suite, dot, test = name.partition(".")
    if path.suffix == ".cpp" and dot:
        return re.search(rf"TEST(_F|_P)?\({suite}, {test}\)", text) is not None
    if path.suffix == ".py":
        return f"def {name}(" in text
    return f"test('{name}'" in text


def row_problems(tests, held_by):
    """Yields what is wrong with the second column of a row."""
    path = None
    names = NAME.findall(held_by)
    if not names:
        yield "names no test"
    for name in names:
        if "/" in name:
            path = tests / name
            if not path.exists():
                yield f"{name} does not exist"
                path = None
        elif path is not None and not stands_in(path, name):
            yield f"{path.name} has no test {name}"


def problems(root):
    """Yields (line, problem) of the document."""
    document = (root / "docs/promises.md").read_text(encoding="utf-8")
    for number, line in enumerate(document.splitlines(), 1):
        row = ROW.match(line)
        if row:
            for problem in row_problems(root / "tests", row[2]):
                yield number, problem


def main(root):
    status = 0
    for number, problem in problems(root):
        print(f"docs/promises.md:{number}: {problem}")
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
