#!/usr/bin/env bash
# Compares the fan-out with the floor and with peers that are installed, and writes a table.
# Build first: cmake --preset bench && cmake --build --preset bench
#
# usage: tests/bench/compare.sh [--only ROW]... [--subjects A,B] [--quick] [--list] [--help]
set -euo pipefail
exec /usr/bin/python3 -B "$(dirname "${BASH_SOURCE[0]}")/fanout/compare/compare.py" "$@"
