#!/usr/bin/env bash
# The one list of Debian 12 packages that tickerd needs, and the way to install them.
#
# usage: scripts/packages.sh SET [--list | --simulate]
#   SET         build    to compile the server and its pages
#               test     to run scripts/test.sh, build included
#               runtime  to run a compiled server
#   --list      print the names, one a line, and stop
#   --simulate  say what apt would do, change nothing
#
# Installs what is missing and nothing else. Stops when apt would remove a package to get there:
# some -dev packages take Boost 1.81 away. TICKERD_SKIP_PACKAGES=1 leaves apt alone altogether.
set -euo pipefail

build_packages=(
  g++ cmake ninja-build ccache pkg-config
  libboost1.81-dev libssl-dev zlib1g-dev nlohmann-json3-dev libpugixml-dev libsqlite3-dev
  libfmt-dev libspdlog-dev libcli11-dev prometheus-cpp-dev libhowardhinnant-date-dev liburing-dev libsystemd-dev
  esbuild ca-certificates tzdata
)
test_packages=(
  libgtest-dev libgmock-dev libbenchmark-dev
  clang-19 libclang-rt-19-dev lld-19 llvm-19 clang-format-19 clang-tidy-19
  git python3 python3-websockets curl shellcheck
  nodejs npm chromium-headless-shell fonts-dejavu-core php-cli haproxy systemd
)
runtime_packages=(
  libstdc++6 libssl3 zlib1g libpugixml1v5 libsqlite3-0 libfmt9 libspdlog1.10
  libprometheus-cpp-core1.0 libdate-tz3 liburing2 libsystemd0
  ca-certificates tzdata
)

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0"
}

# A newer Node.js from elsewhere brings its own npm: then the commands count, not the package names.
is_installed() {
  case $1 in
    nodejs) command -v node >/dev/null ;;
    npm) command -v npm >/dev/null ;;
    *) [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ;;
  esac
}

main() {
  local set_name=${1:-} mode=${2:-install} name
  local -a wanted missing=() as_root=()
  case $set_name in
    build) wanted=("${build_packages[@]}") ;;
    test) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
    runtime) wanted=("${runtime_packages[@]}") ;;
    -h | --help) usage && return ;;
    *) usage >&2 && return 64 ;;
  esac
  case $mode in
    --list) printf '%s\n' "${wanted[@]}" && return ;;
    install | --simulate) ;;
    *) usage >&2 && return 64 ;;
  esac

  [[ -z ${TICKERD_SKIP_PACKAGES:-} ]] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "packages: this is no Debian. Install the equivalents of these and set" \
      "TICKERD_SKIP_PACKAGES=1: ${wanted[*]}" >&2
    return 1
  fi
  for name in "${wanted[@]}"; do
    is_installed "$name" || missing+=("$name")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0

  echo "packages: ${#missing[@]} missing for '$set_name': ${missing[*]}"
  if [[ $(id -u) != 0 && $mode == install ]]; then
    if ! command -v sudo >/dev/null; then
      echo "packages: neither root nor sudo. As root, run: apt-get install ${missing[*]}" >&2
      return 1
    fi
    echo "packages: not root, so apt runs under sudo"
    as_root=(sudo)
  fi
  [[ $mode == --simulate ]] || "${as_root[@]}" apt-get update -qq

  local plan removed
  plan=$(LC_ALL=C apt-get install --simulate --no-install-recommends "${missing[@]}")
  removed=$(awk '$1 == "Remv" { print $2 }' <<<"$plan" | xargs)
  if [[ -n $removed ]]; then
    echo "packages: stopped, apt would remove: $removed" >&2
    echo "packages: remove them yourself if you do not need them, then run this again" >&2
    return 1
  fi
  if [[ $mode == --simulate ]]; then
    echo "packages: apt would install $(grep -c '^Inst' <<<"$plan") packages and remove none"
    return
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

main "$@"
