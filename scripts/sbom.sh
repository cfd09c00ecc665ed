#!/usr/bin/env bash
# Writes what a tickerd is made of as a CycloneDX 1.5 document, on stdout: the libraries it names
# itself (`tickerd version --json`), and the Debian packages of this machine that they come from.
# SOURCE_DATE_EPOCH, where set, is its date: then the same program gives the same document.
#
# usage: scripts/sbom.sh [PROGRAM]      default: build/release/server/app/tickerd
set -euo pipefail

# Library, the Debian package it comes from, its licence as SPDX names it.
made_of='
boost           libboost1.81-dev            BSL-1.0
cli11           libcli11-dev                BSD-3-Clause
date            libdate-tz3                 MIT
fmt             libfmt9                     MIT
libsystemd      libsystemd0                 LGPL-2.1-or-later
liburing        liburing2                   MIT
nlohmann-json   nlohmann-json3-dev          MIT
openssl         libssl3                     Apache-2.0
prometheus-cpp  libprometheus-cpp-core1.0   MIT
pugixml         libpugixml1v5               MIT
spdlog          libspdlog1.10               MIT
sqlite          libsqlite3-0                blessing
zlib            zlib1g                      Zlib
'

# field NAME JSON: the text behind "NAME": in what `tickerd version --json` prints, a field a line.
field() { sed -n "s/^ *\"$1\": \"\([^\"]*\)\".*/\1/p" <<<"$2"; }

# The package as a URL of its own kind; empty where dpkg does not know it.
package_url() {
  local id package
  # shellcheck source=/dev/null
  id=$(. /etc/os-release && printf '%s-%s' "$ID" "${VERSION_ID:-0}")
  package=$(dpkg-query -W -f '${Package}@${Version}?arch=${Architecture}' "$1" 2>/dev/null) || return 0
  # Of what a version may hold, these have a meaning of their own in a URL.
  package=${package//:/%3A}
  printf 'pkg:deb/debian/%s&distro=%s' "${package//+/%2B}" "$id"
}

component() { # component NAME VERSION LICENCE URL
  printf '    {\n      "type": "library",\n      "bom-ref": "library:%s",\n' "$1"
  printf '      "name": "%s",\n      "version": "%s",\n' "$1" "$2"
  [[ -z $4 ]] || printf '      "purl": "%s",\n' "$4"
  printf '      "licenses": [{ "license": { "id": "%s" } }]\n    }' "$3"
}

main() {
  local program=${1:-build/release/server/app/tickerd} said version names name found package licence
  local components='' references=''
  said=$("$program" version --json)
  version=$(field version "$said")
  names=$(sed -n '/"libraries": {/,/}/s/^ *"\([^"]*\)": ".*/\1/p' <<<"$said")
  for name in $names; do
    read -r found package licence < <(grep -E "^$name " <<<"$made_of") || true
    if [[ $found != "$name" ]]; then
      echo "sbom: $program is made of $name, which scripts/sbom.sh does not know" >&2
      return 1
    fi
    components+=${components:+$',\n'}$(component "$name" "$(field "$name" "$said")" "$licence" \
      "$(package_url "$package")")
    references+=${references:+, }"\"library:$name\""
  done
  cat <<END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "version": 1,
  "metadata": {
    "timestamp": "$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%FT%TZ)",
    "component": {
      "type": "application",
      "bom-ref": "tickerd",
      "name": "tickerd",
      "version": "$version",
      "hashes": [{ "alg": "SHA-256", "content": "$(sha256sum "$program" | cut -d ' ' -f 1)" }],
      "licenses": [{ "license": { "id": "MIT" } }]
    }
  },
  "components": [
$components
  ],
  "dependencies": [{ "ref": "tickerd", "dependsOn": [$references] }]
}
END
}

main "$@"
