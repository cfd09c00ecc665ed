#!/usr/bin/env python3
"""Checks that files and targets under server/ use only what their floor allows.

usage: floors.py [ROOT]      exit status 1 when any arrow is not in the tables

The tables are the ones of server/DECISIONS.md; a new arrow goes there first.
"""
import pathlib
import re
import sys

FLOORS = {"rates": 1, "stream": 2, "net": 2, "access": 3, "feeds": 3, "store": 3, "cluster": 3, "http": 4, "app": 5}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[>"]', re.M)
TARGET = re.compile(r"\btickerd(?:::|_)(%s)\b" % "|".join(FLOORS))

# What rates may use beside the standard library.
RATES_LIBRARIES = ("fmt/", "date/", "boost/multiprecision/")
STANDARD = re.compile(r"[a-z0-9_]+")
SYSTEM = re.compile(r"(sys|netinet|arpa|net|linux)/|(unistd|fcntl|poll|signal|pthread)\.h$")
IO_LIBRARIES = re.compile(r"boost/(asio|beast)\b|openssl/|sqlite3\.h|liburing\.h|net/")
# Types that stay inside .cpp files.
NOT_IN_HEADERS = re.compile(r"boost/(beast|multiprecision)\b|nlohmann/(?!json_fwd)|sqlite3\.h|pugixml\.hpp|openssl/|prometheus/")


def arrow_problem(mine, other):
    """What is wrong with folder `mine` using folder `other`, or None."""
    if mine == other or FLOORS[other] < FLOORS[mine]:
        return None
    way = "sideways" if FLOORS[other] == FLOORS[mine] else "up"
    return f"{mine} (floor {FLOORS[mine]}) looks {way} to {other} (floor {FLOORS[other]})"


def library_problem(mine, is_header, name):
    """What is wrong with folder `mine` including the foreign header `name`, or None."""
    if mine == "rates" and not STANDARD.fullmatch(name) and not name.startswith(RATES_LIBRARIES):
        return f"rates may include the standard library, fmt, date and Boost.Multiprecision, not {name}"
    if mine == "stream" and (IO_LIBRARIES.match(name) or SYSTEM.match(name)):
        return f"stream does no I/O and includes no header of it: {name}"
    if is_header and NOT_IN_HEADERS.match(name):
        return f"{name} stays inside .cpp files; headers show our own types"
    return None


def file_problems(mine, name, text):
    """Yields (line, problem) for the text of a source file or a CMakeLists.txt in folder `mine`."""
    if name == "CMakeLists.txt":
        found = ((match.start(), arrow_problem(mine, match[1])) for match in TARGET.finditer(text))
    else:
        found = ((match.start(), include_problem(mine, name, match)) for match in INCLUDE.finditer(text))
    for at, problem in found:
        if problem:
            yield text.count("\n", 0, at) + 1, problem


def include_problem(mine, name, match):
    folder = match[2].split("/")[0]
    if match[1] == '"' and folder in FLOORS and "/" in match[2]:
        return arrow_problem(mine, folder)
    if match[1] == "<":
        return library_problem(mine, name.endswith(".hpp"), match[2])
    return None


def main(root):
    status = 0
    for path in sorted((root / "server").rglob("*")):
        mine = path.relative_to(root / "server").parts[0]
        if mine in FLOORS and (path.suffix in (".cpp", ".hpp") or path.name == "CMakeLists.txt"):
            for line, problem in file_problems(mine, path.name, path.read_text(encoding="utf-8")):
                print(f"{path.relative_to(root)}:{line}: {problem}")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
