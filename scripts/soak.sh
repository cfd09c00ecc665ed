#!/usr/bin/env bash
# Runs the fuzzers for a long time, with address and undefined-behaviour sanitizers; or kills the
# server many times; or reloads its configuration many times; or has it abused by all kinds of bad
# clients at once; or has clients come and go for a long time; or takes it from 10,000 clients and gives
# it back; or watches a moving tape.
#
# usage: scripts/soak.sh [--minutes N | --short] [FUZZER...]
#        scripts/soak.sh --kills N
#        scripts/soak.sh --reloads N
#        scripts/soak.sh --abuse MINUTES
#        scripts/soak.sh --long MINUTES
#        scripts/soak.sh --storm CLIENTS
#        scripts/soak.sh --tape SECONDS
#   --minutes N  how long each fuzzer runs (default 10)
#   --short      30 seconds each, in the build that the tests have, twice as many side by side: the form
#                that scripts/test.sh runs
#   --kills N    kill the server N times at random moments instead, and look whether anything was lost
#   --reloads N  reload the server N times under load, with good and bad configurations, and look whether
#                anybody or anything was lost
#   --abuse MINUTES
#                have bad clients of every kind at it for so long, and look whether 1,000 good ones notice,
#                and how much later they hear
#   --long MINUTES
#                have 2,000 subscribers come and go (5 % of them a minute) on feeds that flap, for so long,
#                and look whether memory or files grow, or anybody misses anything
#   --storm CLIENTS
#                kill the server under so many clients of the client module (10,000 need 20,000 files),
#                start it again, and look whether they come back in time and spread out
#   --tape SECONDS
#                watch what ten updates a second cost a page in Chromium, for so long
#   FUZZER       names of fuzzers, as in tests/fuzz; default: all of them
#
# As many run side by side as there are cores.
#
# Each fuzzer starts from tests/regressions/FUZZER and keeps what it learns in build/fuzz/corpus. What
# makes it fail is written to build/fuzz/failures: reduce it, mend the fault, and add the file to
# tests/regressions/FUZZER.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Where Debian puts the program that turns addresses into names of functions.
export ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer

say() { echo "soak: $*"; }

# Runs fuzzer $1 for $2 seconds.
fuzz() {
  local name=${1##*/} corpus log folder
  corpus=build/fuzz/corpus/$name
  log=build/fuzz/logs/$name.log
  mkdir -p "$corpus" build/fuzz/failures build/fuzz/logs
  local -a folders=("$corpus")
  for folder in "tests/regressions/$name" "tests/fuzz/corpus/$name"; do
    [[ ! -d $folder ]] || folders+=("$folder")
  done
  say "$name for $2 s"
  if ! "$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_funcs=0 \
    -artifact_prefix="build/fuzz/failures/$name-" -print_final_stats=1 "${folders[@]}" >"$log" 2>&1; then
    tail -n 60 "$log"
    say "$name failed; all it said is in $log"
    return 1
  fi
  say "$name tried $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs"
}

build_release() {
  cmake --preset release >/dev/null
  cmake --build build/release --target tickerd -j "$(nproc)"
}

# Runs test $1 of tests/e2e/server with the release build, and with the variables that follow.
run_often() {
  local test=$1
  shift
  build_release
  say "$test: $*"
  cd tests/e2e/server
  env TICKERD_BINARY="$OLDPWD/build/release/server/app/tickerd" "$@" \
    /usr/bin/python3 -m unittest -v "$test"
}

# Runs test $1 of tests/e2e/web with the release build, and with the variable that follows.
run_in_node() {
  build_release
  say "$1: $2"
  env TICKERD_BINARY="$PWD/build/release/server/app/tickerd" "$2" \
    node --test "tests/e2e/web/$1.test.mjs"
}

# Prints the paths of the fuzzers of preset $1 with the names that follow, or of all.
built_fuzzers() {
  local -a which=(-false)
  local preset=$1 name
  shift
  for name in "$@"; do which+=(-o -name "$name"); done
  [[ $# -gt 0 ]] || which=(-true)
  find "build/$preset/tests/fuzz" -name CMakeFiles -prune -o -type f -executable \( "${which[@]}" \) -print | sort
}

main() {
  local seconds=600 preset=fuzz side_by_side program
  local -a programs=()
  side_by_side=$(nproc)
  while [[ $# -gt 0 && $1 == -* ]]; do
    case $1 in
      --minutes) seconds=$((${2:?--minutes needs a number} * 60)) && shift ;;
      --short) seconds=30 preset=asan side_by_side=$((2 * side_by_side)) ;;
      --kills) run_often test_kills TICKERD_KILLS="${2:?--kills needs a number}" && return ;;
      --reloads)
        run_often test_reload.Reload.test_many_reloads_under_load \
          TICKERD_RELOADS="${2:?--reloads needs a number}" && return
        ;;
      --abuse)
        run_often test_abuse TICKERD_ABUSE_SECONDS=$((${2:?--abuse needs a number} * 60)) \
          TICKERD_ABUSE_BARS=1 && return
        ;;
      --long)
        run_often test_soak TICKERD_SOAK_SECONDS=$((${2:?--long needs a number} * 60)) \
          TICKERD_SOAK_CROWD=2000 && return
        ;;
      --storm) run_in_node storm STORM_CLIENTS="${2:?--storm needs a number}" && return ;;
      --tape) run_in_node frames FRAMES_SECONDS="${2:?--tape needs a number}" && return ;;
      -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && return ;;
      *) say "unknown option $1; see --help" >&2 && return 64 ;;
    esac
    shift
  done

  cmake --preset "$preset" >/dev/null
  cmake --build "build/$preset" --target tests/fuzz/all -j "$(nproc)"
  mapfile -t programs < <(built_fuzzers "$preset" "$@")
  if [[ ${#programs[@]} -eq 0 ]]; then
    say "no fuzzer of that name was built" >&2
    return 1
  fi
  local running=0 failed=''
  for program in "${programs[@]}"; do
    if [[ $running -ge $side_by_side ]]; then
      wait -n || failed=yes
      running=$((running - 1))
    fi
    fuzz "$program" "$seconds" &
    running=$((running + 1))
  done
  for (( ; running > 0; --running)); do wait -n || failed=yes; done
  [[ -z $failed ]] || return 1
  say "${#programs[@]} fuzzers ran $seconds s each and found nothing"
}

main "$@"
