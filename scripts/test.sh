#!/usr/bin/env bash
# Runs every check of the project, in this order:
#   packages format lint build integration web e2e asan tsan fuzz tidy
# While the tests of one step run, what the steps behind it want is compiled and analysed in the
# background, with the time that the tests leave.
#
# usage: scripts/test.sh [--only STEP]... [--skip STEP]... [--keep-going] [--base REF]
#                        [--tidy-files N] [--list]
#   --only STEP     run this step only (may be repeated); what it needs must be built already
#   --skip STEP     leave this step out (may be repeated)
#   --keep-going    go on after a failed step
#   --base REF      tidy looks at what changed since REF; default: the merge base with origin/main,
#                   or the whole history where there is none
#   --tidy-files N  tidy looks at no more than N files, those changed last first (default 20)
#   --list          print the steps and stop
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source-path=SCRIPTDIR source=background.sh
. scripts/background.sh

steps=(packages format lint build integration web e2e asan tsan fuzz tidy)
only=() skip=() keep_going='' base='' tidy_files=20
jobs=$(nproc)
logs=build/test-logs

say() { printf '%s\n' "$*"; }

step_packages() { # install what is missing
  scripts/packages.sh test
  use_node
  use_promtool
  if [[ ! web/node_modules/.package-lock.json -nt web/package-lock.json ]]; then
    # Not `npm ci`: it refuses a lock file without the other platforms' builds of optional packages.
    npm install --prefix web --no-save --no-audit --no-fund
  fi
}

# The tools of web/ need Node.js 20; Debian 12 has 18, which is enough to fetch a newer one.
use_node() {
  local fetched=$PWD/build/node/node_modules/node/bin
  if [[ -x $fetched/node ]]; then
    PATH=$fetched:$PATH
  elif [[ $(node --version) =~ ^v([0-9]+) && ${BASH_REMATCH[1]} -lt 20 ]]; then
    say "node $(node --version) is too old: fetching Node.js 20 into build/node"
    npm install --prefix build/node --no-save --no-audit --no-fund node@20
    PATH=$fetched:$PATH
  fi
}

# What checks /metrics comes in one package with a server that would be started: it is unpacked only.
use_promtool() {
  local fetched=$PWD/build/promtool
  command -v promtool >/dev/null && return
  if [[ ! -x $fetched/usr/bin/promtool ]]; then
    say "no promtool: fetching it into build/promtool"
    mkdir -p "$fetched"
    (cd "$fetched" && apt-get download prometheus && dpkg-deb -x prometheus_*.deb . &&
      rm prometheus_*.deb)
  fi
  PATH=$fetched/usr/bin:$PATH
}

step_format() { # clang-format and Biome, with the type check
  find server tests \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
    xargs -0 -r clang-format-19 --dry-run --Werror
  npm run --prefix web --silent check
}

step_lint() { # floors, coroutine rules, file length, promises, shell scripts
  local -a sources shells
  python3 tests/lint/lint_test.py
  mapfile -t sources < <(find server tests -name '*.cpp' -o -name '*.hpp')
  python3 tests/lint/coroutine_rules.py "${sources[@]}"
  python3 tests/lint/floors.py
  python3 tests/lint/file_length.py
  python3 tests/lint/promises.py
  mapfile -t shells < <(find .ci scripts tests/bench web -maxdepth 1 -name '*.sh' -o -path .ci/run)
  shellcheck "${shells[@]}"
}

step_build() { # release, with its integration tests; unit tests run with the address sanitizer
  cmake --preset release -D TICKERD_TESTS=ON -D TICKERD_UNIT_TESTS=OFF >"$logs/configure-release.log"
  cmake --build --preset release -j "$jobs"
}

step_integration() { # integration tests and the program, release build; how it is hardened
  python3 tests/lint/hardening.py build/release/server/app/tickerd
  run_ctest release
}

step_web() { # vitest, the WordPress plugin, and the size of the widget
  npm run --prefix web --silent test
  php web/wordpress/tests/plugin_test.php
  web/build.sh build/web
  web/size.sh build/web
}

step_e2e() { # the built program with real clients and a browser
  TICKERD_BINARY=$PWD/build/release/server/app/tickerd alone npm run --prefix web --silent e2e
}

step_asan() { # address and undefined-behaviour sanitizers, with the unit tests
  prepared asan
  # Where Debian puts the program that turns addresses into names of functions.
  ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer run_ctest asan
}

step_tsan() { # thread sanitizer
  # The runtime of g++ 12 cannot map its shadow where addresses are randomised by more than 28 bits.
  local -a fixed_addresses=()
  if setarch "$(uname -m)" -R true 2>/dev/null; then
    fixed_addresses=(setarch "$(uname -m)" -R)
  fi
  prepared tsan
  run_ctest tsan "${fixed_addresses[@]}"
}

step_fuzz() { # the fuzzers, 30 s each, built with the address sanitizer's tests
  scripts/soak.sh --short
}

step_tidy() { # clang-tidy on what changed
  prepared tidy
}

prepare_asan() { build_preset asan; }
prepare_tsan() { build_preset tsan; }

prepare_tidy() {
  local -a files
  # The commands of the debug build know every source, unit tests too. It is not built but for what
  # sources include of it.
  cmake --preset dev >"$logs/configure-dev.log"
  cmake --build --preset dev --target server/feeds/embedded/presets.hpp \
    server/app/embedded/configs.hpp server/app/embedded/web.hpp
  mapfile -t files < <(changed_sources)
  if [[ ${#files[@]} -gt $tidy_files ]]; then
    say "${#files[@]} files changed: the $tidy_files changed last are analysed"
    files=("${files[@]:0:tidy_files}")
  fi
  say "${#files[@]} files: ${files[*]}"
  printf '%s\0' "${files[@]}" |
    xargs -0 -r -n 1 -P "$jobs" clang-tidy-19 -p build/dev --quiet
}

# The sources that changed since the base, newest change first; a header stands for its .cpp.
changed_sources() {
  local range=HEAD since=$base name
  if [[ -z $since ]] && git rev-parse -q --verify origin/main >/dev/null; then
    since=$(git merge-base HEAD origin/main)
    [[ $since != "$(git rev-parse HEAD)" ]] || since=''
  fi
  [[ -z $since ]] || range=$since..HEAD
  {
    git diff --name-only HEAD -- server tests
    git ls-files --others --exclude-standard -- server tests
    git log --format= --name-only "$range" -- server tests
  } | sed -n 's/\.[ch]pp$/.cpp/p' | awk '!seen[$0]++' | while read -r name; do
    if [[ -f $name ]] && grep -qF "/$name\"" build/dev/compile_commands.json; then
      say "$name"
    fi
  done
}

# Builds preset $1, with the options that follow.
build_preset() {
  cmake --preset "$1" >"$logs/configure-$1.log"
  cmake --build --preset "$@" -j "$jobs"
}

# Runs the tests of preset $1 under the command that follows, if any.
run_ctest() {
  local preset=$1
  shift
  "$@" ctest --preset "$preset" -j "$jobs" -LE alone | tee "$logs/ctest-$preset.log"
  alone "$@" ctest --preset "$preset" -L alone | tee -a "$logs/ctest-$preset.log"
}

# Prints what step $1 does: the comment beside its name.
about() { sed -n "s/^step_$1() { # //p" "${BASH_SOURCE[0]}"; }

has() { # has WORD LIST...
  local word=$1 other
  shift
  for other in "$@"; do
    [[ $other != "$word" ]] || return 0
  done
  return 1
}

read_options() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      --only | --skip)
        has "${2:-}" "${steps[@]}" || { say "test: $1 needs one of: ${steps[*]}" >&2 && exit 64; }
        if [[ $1 == --only ]]; then only+=("$2"); else skip+=("$2"); fi
        shift
        ;;
      --keep-going) keep_going=yes ;;
      --base) base=${2:?--base needs a commit} && shift ;;
      --tidy-files) tidy_files=${2:?--tidy-files needs a number} && shift ;;
      --list) for step in "${steps[@]}"; do printf '%-11s %s\n' "$step" "$(about "$step")"; done && exit ;;
      -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && exit ;;
      *) say "test: unknown option $1; see --help" >&2 && exit 64 ;;
    esac
    shift
  done
}

is_wanted() {
  [[ ${#only[@]} -eq 0 ]] || has "$1" "${only[@]}" || return 1
  ! has "$1" "${skip[@]}"
}

main() {
  local step status failed=() lines=() began
  read_options "$@"
  mkdir -p "$logs"
  rm -f "$logs"/ctest-*.log
  trap end_background EXIT
  ccache --zero-stats >/dev/null 2>&1 || true
  for step in "${steps[@]}"; do
    is_wanted "$step" || continue
    [[ $step != integration ]] || prepare_ahead
    say "=== $step: $(about "$step") [$(date +%T)]"
    began=$SECONDS
    set +e
    (
      set -e
      [[ $step == packages ]] || { use_node && use_promtool; }
      "step_$step"
    )
    status=$?
    set -e
    if [[ $status == 0 ]]; then
      lines+=("$(printf '%-11s passed %5d s' "$step" $((SECONDS - began)))")
    else
      lines+=("$(printf '%-11s FAILED %5d s' "$step" $((SECONDS - began)))")
      failed+=("$step")
      [[ -n $keep_going ]] || break
    fi
  done

  say "=== summary"
  ccache --show-stats 2>/dev/null || true
  printf '%s\n' "${lines[@]}"
  grep -H 'tests passed' "$logs"/ctest-*.log 2>/dev/null | sed 's|.*/ctest-\(.*\)\.log:|\1: |' || true
  if [[ ${#failed[@]} -gt 0 ]]; then
    say "test: FAILED: ${failed[*]} after $SECONDS s"
    return 1
  fi
  say "test: all ${#lines[@]} steps passed in $SECONDS s"
}

main "$@"
