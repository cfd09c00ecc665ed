#!/usr/bin/env python3
"""Checks that a program is hardened as cmake/TickerdHardening.cmake says.

usage: hardening.py PROGRAM      exit status 1 when a protection is missing
"""
import platform
import re
import subprocess
import sys

ENDBR64 = b"\xf3\x0f\x1e\xfa"  # every function that may be called through a pointer begins with it
STACK_PROBE = b"\x48\x83\x0c\x24\x00"  # orq $0,(%rsp): touches each page a large frame takes
#: The start-up files of the C library bring a handful of their own, whatever the flags.
FEW = 100


def missing(headers, symbols, code, machine):
    """Yields what is missing: `headers` is what `readelf -hldW` prints, `symbols` `--dyn-syms -W`."""
    if "DYN (Position-Independent Executable" not in headers:
        yield "PIE: it is always loaded at one address"
    if not re.search(r"^\s*GNU_RELRO\s", headers, re.MULTILINE):
        yield "RELRO: relocated data stays writable"
    if "BIND_NOW" not in headers:
        yield "BIND_NOW: the table of functions stays writable"
    stack = re.search(r"^\s*GNU_STACK\s.*\s([RWE ]{2,3})\s+0x", headers, re.MULTILINE)
    if not stack or "E" in stack[1]:
        yield "noexecstack: what lies on the stack can be run"
    if "__stack_chk_fail" not in symbols:
        yield "-fstack-protector-strong: no frame is checked"
    if not re.search(r"\s__(?!stack)\w+_chk@", symbols):
        yield "_FORTIFY_SOURCE: no call of the C library is checked"
    if machine == "x86_64":
        if code.count(ENDBR64) < FEW:
            yield "-fcf-protection: indirect calls may land anywhere"
        if STACK_PROBE not in code:
            yield "-fstack-clash-protection: a large frame may jump over the guard page"


def read(program, *options):
    return subprocess.run(["readelf", *options, program], check=True, capture_output=True, text=True).stdout


def main(program):
    with open(program, "rb") as file:
        code = file.read()
    found = list(missing(read(program, "-hldW"), read(program, "--dyn-syms", "-W"), code, platform.machine()))
    print("".join(f"{program}: without {problem}\n" for problem in found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else print(__doc__) or 64)
