#!/usr/bin/env python3
"""Finds source files that are longer than a reader can hold: 300 lines.

usage: file_length.py [ROOT]      exit status 1 when any file is longer
"""
import pathlib
import sys

LONGEST = 300
FOLDERS = ("server", "web", "tests", "scripts", "cmake")
SUFFIXES = {".cpp", ".hpp", ".ts", ".mts", ".js", ".mjs", ".css", ".py", ".sh", ".cmake"}
NOT_OURS = {"node_modules", "dist", "coverage", "build", "data", "__pycache__"}


def too_long(root):
    """Yields (path, lines) of each source file under `root` that is longer than LONGEST."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in SUFFIXES or NOT_OURS & set(path.relative_to(root).parts):
                continue
            if path.is_file() and (lines := len(path.read_bytes().splitlines())) > LONGEST:
                yield path.relative_to(root), lines


def main(root):
    found = [f"{path}: {lines} lines, at most {LONGEST}: split it" for path, lines in too_long(root)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
