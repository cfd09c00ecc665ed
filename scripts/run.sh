#!/usr/bin/env bash
# Builds tickerd when that is needed and runs it.
#
# usage: scripts/run.sh [OPTION...]     the options go to `tickerd serve`
#
# Without options the server runs its built-in demo: recorded rates, replayed, a day every few
# seconds. It prints the addresses to open and what the widget's script hashes to; Ctrl-C ends it.
# Root is needed only where packages are missing and have to be installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=build/release/server/app/tickerd

say() { echo "run: $*"; }

scripts/packages.sh build
if [[ ! -f build/release/build.ninja ]]; then
  say "configuring build/release"
  cmake --preset release -D TICKERD_TESTS=OFF >/dev/null
fi
if [[ ! -x $binary ]]; then
  say "compiling with $(nproc) jobs; the first time takes some minutes"
fi
cmake --build --preset release --target tickerd
say "starting $binary serve $*"
exec "$binary" serve "$@"
